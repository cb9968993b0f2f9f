"""What goes wrong in a way that a person can do something about."""


class SegbotError(Exception):
    """Something that can't be done, said so that the person who asked knows what to do next.

    Anything else that is raised is a fault of ours, and nobody is shown its words.

    Attributes
    ----------
    message : str
        One sentence: what was wrong.
    hint : str
        What to do about it; empty if there is nothing to do.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
