"""What goes wrong in a way that a person can do something about."""

from typing import Any


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

    def __reduce__(self) -> tuple[Any, ...]:
        # What a subclass was made of isn't kept: between processes it travels as its words.
        return _again, (type(self), self.message, self.hint)


def _again(kind: type[SegbotError], message: str, hint: str) -> SegbotError:
    error = kind.__new__(kind)
    SegbotError.__init__(error, message, hint)
    return error
