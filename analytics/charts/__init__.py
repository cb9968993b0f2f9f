"""Results in, PNG bytes out."""
