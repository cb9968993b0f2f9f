"""Misbehaving on request, so that an app's manners can be tested."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from bot.workspace.errors import SlackError

#: Stands for a method where an app fetches a file.
DOWNLOAD = "download"


class Kind(StrEnum):
    """What can be asked for; ``drop_socket`` and ``refresh_socket`` happen at once.

    A slow method does its work late; with a slow answer the work is done, and the app doesn't
    hear of it for a while.
    """

    RATE_LIMIT = "rate_limit"
    ERROR = "error"
    DROP_SOCKET = "drop_socket"
    REFRESH_SOCKET = "refresh_socket"
    DELIVER_TWICE = "deliver_twice"
    SLOW_FILES = "slow_files"
    SLOW_METHOD = "slow_method"
    SLOW_ANSWER = "slow_answer"
    IGNORE_BLOCKS = "ignore_blocks"
    REFUSE_BLOCKS = "refuse_blocks"


@dataclass(slots=True)
class Trick:
    """One misbehaviour that is still to happen ``times`` times.

    Attributes
    ----------
    method : str or None
        Web API method it concerns, or ``DOWNLOAD``; None for any.
    seconds : float
        ``Retry-After`` of a rate limit, or how slow.
    error : str
        Slack's error word.
    status : int
        HTTP status of the error.
    block_types : tuple of str
        Which blocks are refused.
    """

    kind: Kind
    times: int = 1
    method: str | None = None
    seconds: float = 1.0
    error: str = "internal_error"
    status: int = 200
    block_types: tuple[str, ...] = ()


class Misbehaviour:
    """The tricks in store."""

    def __init__(self) -> None:
        self._tricks: list[Trick] = []
        self._over = asyncio.Event()

    def add(self, trick: Trick) -> None:
        """Have a trick happen."""
        self._tricks.append(trick)

    def clear(self) -> None:
        """Behave again; what is held up goes on."""
        self._tricks.clear()
        self._over.set()
        self._over = asyncio.Event()

    def take(self, kind: Kind, method: str | None = None) -> Trick | None:
        """Use up one time of a trick that applies, if there is any."""
        for trick in self._tricks:
            if trick.kind is kind and trick.method in (None, method):
                trick.times -= 1
                if trick.times <= 0:
                    self._tricks.remove(trick)
                return trick
        return None

    async def hold_up(self, kind: Kind, method: str) -> None:
        """Take as long as a trick wants, if one applies, but no longer than it misbehaves."""
        if trick := self.take(kind, method):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), trick.seconds)

    def refused_block(self, types: set[str]) -> str | None:
        """Return a block type of these that is to be refused; counts only when it is."""
        for trick in self._tricks:
            if trick.kind is Kind.REFUSE_BLOCKS and types & set(trick.block_types):
                self.take(Kind.REFUSE_BLOCKS)
                return min(types & set(trick.block_types))
        return None

    def fail_call(self, method: str) -> None:
        """Refuse a Web API call if that was asked for.

        Raises
        ------
        SlackError
            ``ratelimited`` with HTTP 429, or the error asked for.
        """
        if trick := self.take(Kind.RATE_LIMIT, method):
            raise rate_limited(max(1, round(trick.seconds)))
        if trick := self.take(Kind.ERROR, method):
            raise SlackError(trick.error, status=trick.status)


def rate_limited(seconds: int) -> SlackError:
    """Build the answer to a call too many."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(seconds)})
