"""Transactions and the bot's own records, in one SQLite file; and the files they come from."""
