"""What is known of one customer, for the person who asks: `/customer 14911`."""
