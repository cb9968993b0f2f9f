"""Plain words read as command lines: no language model, and no word that is passed over."""
