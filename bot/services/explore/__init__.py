"""`/explore`: what the shop sells, to whom and when."""
