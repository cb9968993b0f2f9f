"""Finding groups: features made comparable, algorithms, and the model that places others."""
