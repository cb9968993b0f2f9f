"""What the page asks of the server: reading, speaking, and using what the app shows."""
