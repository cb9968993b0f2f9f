"""The Web API, one module per family of methods; each lists its own in ``METHODS``."""
