"""What takes long to work out from the data, kept in memory until they change."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """One value of each name, of the last time that it was asked for.

    Safe to share between threads: who asks for what is being worked out waits for it.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[Hashable, Any]] = {}
        self._locks: dict[str, Lock] = {}

    def get(self, name: str, of: Hashable, make: Callable[[], T]) -> T:
        """The value of a name, made anew where it was made of something else.

        Parameters
        ----------
        name : str
            Of what is worked out; any earlier value of this name is forgotten.
        of : hashable
            All that the value rests on: the data's version among it.
        make : callable
            Works it out.
        """
        with self._locks.setdefault(name, Lock()):
            if name not in self._values or self._values[name][0] != of:
                # Before, so that never two large ones are in memory at once.
                self._values.pop(name, None)
                self._values[name] = of, make()
            value: T = self._values[name][1]
            return value
