"""The method: what is found in transactions; no Slack, no files, no database, no clock."""
