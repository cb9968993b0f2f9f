"""A file taken in: read, understood or asked about, stored, accounted for."""
