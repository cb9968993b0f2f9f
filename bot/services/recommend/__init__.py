"""`/recommend`: what customers may buy next."""
