"""Misbehaving on request, so that an app's manners can be tested."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.workspace.errors import ConnectionCutError, SlackError

#: Stand for a method where an app fetches a file, sends a file's bytes, or answers to an address.
DOWNLOAD = "download"
UPLOAD = "upload"
RESPONSE_URL = "response_url"


class Kind(StrEnum):
    """What can be asked for; ``drop_socket`` and ``refresh_socket`` happen at once.

    The first four are faults of a method: it takes long, its connection is closed without an
    answer, it is called too often, it is refused.
    """

    SLOW = "slow"
    CUT = "cut"
    RATE_LIMIT = "rate_limit"
    ERROR = "error"
    DROP_SOCKET = "drop_socket"
    REFRESH_SOCKET = "refresh_socket"
    DELIVER_TWICE = "deliver_twice"
    SLOW_FILES = "slow_files"
    IGNORE_BLOCKS = "ignore_blocks"
    REFUSE_BLOCKS = "refuse_blocks"


@dataclass(slots=True)
class Trick:
    """One misbehaviour that is still to happen ``times`` times; None for ever.

    Attributes
    ----------
    method : str
        Web API method it concerns, or what stands for one; ``chat.*`` for several.
    done : bool
        Whether a fault comes once the method's work is done, so that just its answer is lost.
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
    times: int | None = 1
    method: str = "*"
    done: bool = False
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

    def take(self, kind: Kind, method: str = "", *, done: bool = False) -> Trick | None:
        """Use up one time of a trick that applies, if there is any."""
        for trick in self._tricks:
            applies = trick.kind is kind and trick.done is done
            if applies and fnmatchcase(method, trick.method):
                if trick.times is not None:
                    trick.times -= 1
                    if trick.times <= 0:
                        self._tricks.remove(trick)
                return trick
        return None

    async def meet(self, method: str, *, done: bool) -> None:
        """Let the faults of a method happen: before its work, or once that is done.

        What takes long takes no longer than the workspace misbehaves.

        Raises
        ------
        ConnectionCutError
            It ends without an answer.
        SlackError
            ``ratelimited`` with HTTP 429, or the error asked for.
        """
        if trick := self.take(Kind.SLOW, method, done=done):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), trick.seconds)
        if self.take(Kind.CUT, method, done=done):
            raise ConnectionCutError
        if trick := self.take(Kind.RATE_LIMIT, method, done=done):
            raise rate_limited(max(1, round(trick.seconds)))
        if trick := self.take(Kind.ERROR, method, done=done):
            raise SlackError(trick.error, status=trick.status)

    def refused_block(self, types: set[str]) -> str | None:
        """Return a block type of these that is to be refused; counts only when it is."""
        for trick in self._tricks:
            if trick.kind is Kind.REFUSE_BLOCKS and types & set(trick.block_types):
                self.take(Kind.REFUSE_BLOCKS)
                return min(types & set(trick.block_types))
        return None


def rate_limited(seconds: int) -> SlackError:
    """Build the answer to a call too many."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(seconds)})
