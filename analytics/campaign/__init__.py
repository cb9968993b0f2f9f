"""Campaigns with a control group: whom to hold out, what could be seen, and what came of it."""
