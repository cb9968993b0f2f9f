"""How to ask, made from the declarations alone."""
