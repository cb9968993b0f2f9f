"""What can go wrong in the method, in words for the person who asked."""


class AnalyticsError(Exception):
    """A question that the data can't answer, said so that a marketer knows what to do next.

    Attributes
    ----------
    message : str
        One sentence: what was wrong.
    hint : str
        One sentence: what to do about it; empty if there is nothing to do.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
