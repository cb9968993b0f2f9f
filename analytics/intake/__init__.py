"""A file's rows understood: what each column holds, how it is written, what becomes of each row."""
