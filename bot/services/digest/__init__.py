"""`/digest`: what changed, every week."""
