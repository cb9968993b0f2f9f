"""Who moved between segments, for the people who ask: `/rfm changes`, `/segment changes`."""
