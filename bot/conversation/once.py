"""What must happen once: a second click or a second delivery of a message starts nothing twice."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_REMEMBERED = 1000


class InFlight:
    """What is being worked on now, so that a second click doesn't start it twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[tuple[str, ...]] = set()

    @contextmanager
    def turn(self, key: tuple[str, ...]) -> Iterator["Turn"]:
        """A turn at some work, until the block ends or the turn is ended before."""
        with self._lock:
            turn = Turn(self, key, first=key not in self._keys)
            self._keys.add(key)
        try:
            yield turn
        finally:
            turn.end()

    def release(self, key: tuple[str, ...]) -> None:
        """Let the next turn at this work be a first again."""
        with self._lock:
            self._keys.discard(key)


class Turn:
    """One attempt at some work; ``first`` says whether nobody else is at it."""

    def __init__(self, flights: InFlight, key: tuple[str, ...], *, first: bool) -> None:
        self.first = first
        self._flights = flights
        self._key = key
        self._over = not first

    def end(self) -> None:
        """Let others have their turn; only the first holds them up, and only once."""
        if not self._over:
            self._over = True
            self._flights.release(self._key)


class Seen:
    """The messages that were taken up: Slack delivers at least once, not once."""

    def __init__(self) -> None:
        self._keys: OrderedDict[tuple[str, ...], None] = OrderedDict()
        # Two deliveries of one message may be heard by two threads at once.
        self._lock = threading.Lock()

    def before(self, event: dict[str, Any], part: str = "") -> bool:
        """Whether this message was seen; from now on it is."""
        key = (event["channel"], event["ts"], part)
        with self._lock:
            known = key in self._keys
            self._keys[key] = None
            while len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)
        return known
