"""`/segment`: one module per topic."""
