"""Judging groups: whether there are any, whether they come out again, what they are worth."""
