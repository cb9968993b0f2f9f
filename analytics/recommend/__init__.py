"""What a customer may buy next, again or for the first time, and how often that comes true."""
