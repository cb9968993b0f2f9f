"""What came in: files, their rows, orders, what is known of customers; and taking it back."""
