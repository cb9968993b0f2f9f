"""The words that analytics and storage share; imports nothing of ours."""
