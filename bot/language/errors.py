"""What goes wrong between a person's words and a request."""


class CommandError(Exception):
    """Words that can't be turned into a request.

    Attributes
    ----------
    message : str
        One sentence on what was wrong, in the person's words.
    hint : str
        What to write instead, with one example that works.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
