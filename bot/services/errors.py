"""What a service can't answer, in words for the person who asked."""

from analytics.vocabulary.errors import AnalyticsError
from bot.language.errors import CommandError
from storage.errors import StorageError


class ServiceError(Exception):
    """A request that makes sense but can't be answered now.

    Attributes
    ----------
    message : str
        One sentence on what is in the way.
    hint : str
        What to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


#: Everything that carries a sentence for the person who asked; anything else is our own fault.
FRIENDLY = (CommandError, ServiceError, AnalyticsError, StorageError)
