"""What is stored: the files that were taken in, what became of their rows, and taking it out."""
