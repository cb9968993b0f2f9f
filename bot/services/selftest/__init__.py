"""`segbot selftest`: results beside some that were found in another way."""
