"""`/rfm`: who bought lately, often and for how much, and what to do about them."""
