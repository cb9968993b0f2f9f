"""What fails is tried again less and less often."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass

import structlog

from bot.conversation.refusals import reason

_log = structlog.get_logger()
#: After each failure twice as many looks are left out as after the one before, up to so many: with
#: three looks a minute it is tried every hour at last, for as long as it is due.
_MOST_LEFT_OUT = 180


@dataclass
class _Failed:
    """How often something failed, why it did last, and how many looks are yet to be left out."""

    times: int = 0
    looks: int = 0
    error: Exception | None = None

    def again(self, error: Exception) -> None:
        self.times += 1
        self.looks = min(2**self.times, _MOST_LEFT_OUT)
        self.error = error

    def is_left_out(self) -> bool:
        """Whether this look is, which is one of them."""
        self.looks -= 1
        return self.looks >= 0


class Tries:
    """Does the same for many things at each look, so that none that fails holds up the others.

    Parameters
    ----------
    failure : str
        What the log calls it that one fails.
    ends_all : collection of str
        Slack's words for what no other would fare better with: they end the look.
    """

    def __init__(self, failure: str, ends_all: Collection[str] = ()) -> None:
        self._failure = failure
        self._ends_all = ends_all
        self._failed: dict[Hashable, _Failed] = {}

    def run(self, key: Hashable, work: Callable[[], None]) -> None:
        """Do it for one of them, unless it failed lately.

        Parameters
        ----------
        key : hashable
            By which this one is known again at the next look; what is new is tried at once.
        work : callable
            What it raises is logged, and not again while it raises the same.
        """
        failed = self._failed.setdefault(key, _Failed())
        if failed.is_left_out():
            return
        try:
            work()
        except Exception as error:
            if reason(error) in self._ends_all:
                raise
            same = failed.error is not None and reason(error) == reason(failed.error)
            failed.again(error)
            log = _log.debug if same else _log.exception
            log(self._failure, key=key, tries=failed.times)
        else:
            del self._failed[key]

    def error(self, key: Hashable) -> Exception | None:
        """What one of them raised last; None where it didn't fail."""
        failed = self._failed.get(key)
        return failed.error if failed else None
