"""Who and what a question is about: the only way to customers, orders and lines."""
