"""What a shop sells, to whom and when: exploratory analysis."""
