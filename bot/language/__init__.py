"""Text to request: every command is declared once, here; no Slack objects, no I/O."""
