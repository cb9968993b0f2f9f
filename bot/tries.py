"""What fails is tried again less and less often, and not for ever."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

_log = structlog.get_logger()
#: After each failure twice as many looks are left out as after the one before; with three looks a
#: minute the last try is three hours after the first.
_MOST = 9


@dataclass
class _Failed:
    """How often something failed, and how many looks are yet to be left out."""

    times: int = 0
    looks: int = 0

    @property
    def is_given_up(self) -> bool:
        return self.times >= _MOST

    def again(self) -> None:
        self.times += 1
        self.looks = 2**self.times

    def is_left_out(self) -> bool:
        """Whether this look is, which is one of them."""
        self.looks -= 1
        return self.is_given_up or self.looks >= 0


class Tries:
    """Does the same for many things at each look, so that none that fails holds up the others.

    Parameters
    ----------
    failure : str
        What the log calls it that one fails.
    """

    def __init__(self, failure: str) -> None:
        self._failure = failure
        self._failed: dict[int, _Failed] = {}

    def run(self, number: int, work: Callable[[], None]) -> None:
        """Do it for one of them, unless it failed lately or too often.

        Parameters
        ----------
        number : int
            By which this one is known again at the next look.
        work : callable
            What it raises is logged.
        """
        failed = self._failed.setdefault(number, _Failed())
        if failed.is_left_out():
            return
        try:
            work()
        except Exception:
            failed.again()
            _log.exception(
                self._failure,
                number=number,
                tries=failed.times,
                given_up=failed.is_given_up,
            )
        else:
            del self._failed[number]
