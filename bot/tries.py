"""What fails is tried again less and less often."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import structlog

_log = structlog.get_logger()
#: After each failure twice as many looks are left out as after the one before, up to so many: with
#: three looks a minute it is tried every hour at last, for as long as it is due.
_MOST_LEFT_OUT = 180


@dataclass
class _Failed:
    """How often something failed, and how many looks are yet to be left out."""

    times: int = 0
    looks: int = 0

    def again(self) -> None:
        self.times += 1
        self.looks = min(2**self.times, _MOST_LEFT_OUT)

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
    """

    def __init__(self, failure: str) -> None:
        self._failure = failure
        self._failed: dict[Hashable, _Failed] = {}

    def run(self, key: Hashable, work: Callable[[], None]) -> None:
        """Do it for one of them, unless it failed lately.

        Parameters
        ----------
        key : hashable
            By which this one is known again at the next look; what is new is tried at once.
        work : callable
            What it raises is logged.
        """
        failed = self._failed.setdefault(key, _Failed())
        if failed.is_left_out():
            return
        try:
            work()
        except Exception:
            failed.again()
            _log.exception(self._failure, key=key, tries=failed.times)
        else:
            del self._failed[key]
