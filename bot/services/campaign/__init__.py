"""`/campaign`: whom to write to, whom to hold out, and what came of it."""
