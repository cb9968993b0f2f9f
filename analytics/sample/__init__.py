"""A made-up gift shop to try things on."""
