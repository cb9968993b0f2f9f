"""Who moved between segments: between two days, two runs, or two digests, and why."""
