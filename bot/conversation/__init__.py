"""What happens between words and reply: jobs, progress, delivery, retries, threads."""
