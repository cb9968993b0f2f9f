"""The bot's own records: runs, digests, settings, work under way."""
