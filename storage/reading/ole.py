"""The container of old Office files: streams by name, in chained sectors."""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

_HEADER = 512
_ENTRY = 128
_MINI_SECTOR = 64
_MINI_LIMIT = 4096
_FREE = 0xFFFFFFFA


class CompoundFile:
    """Reads streams; a chain that runs in circles, or out of the file, is an error.

    Parameters
    ----------
    path : Path
        A file that starts as a compound file does.

    Raises
    ------
    ValueError, struct.error, IndexError
        If it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._content = path.read_bytes()
        shift, mini_shift = struct.unpack_from("<HH", self._content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._sector_size = 1 << shift
        directory, mini_fat = (struct.unpack_from("<I", self._content, at)[0] for at in (48, 60))
        self._fat = self._read_fat()
        self._entries = dict(self._read_entries(self._chain(directory, self._fat)))
        self._mini_fat = _numbers(self._chain(mini_fat, self._fat))

    def names(self) -> set[str]:
        """The names of all streams."""
        return {*self._entries}

    def stream(self, name: str) -> bytes:
        """The content of a stream.

        Raises
        ------
        KeyError
            If there is none of this name.
        """
        start, size = self._entries[name]
        if size >= _MINI_LIMIT:
            return self._chain(start, self._fat)[:size]
        minis = self._chain(self._entries["Root Entry"][0], self._fat)
        sectors = _follow(start, self._mini_fat)
        found = (minis[at * _MINI_SECTOR : (at + 1) * _MINI_SECTOR] for at in sectors)
        return b"".join(found)[:size]

    def _read_fat(self) -> Sequence[int]:
        difat = list(struct.unpack_from("<109I", self._content, 76))
        (following,) = struct.unpack_from("<I", self._content, 68)
        seen: set[int] = set()
        while following < _FREE:
            if following in seen:
                raise ValueError("circular chain")
            seen.add(following)
            *numbers, following = _numbers(self._sector(following))
            difat += numbers
        used = dict.fromkeys(number for number in difat if number < _FREE)
        return _numbers(b"".join(self._sector(number) for number in used))

    def _read_entries(self, directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            (length,) = struct.unpack_from("<H", directory, at + 64)
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            if name:
                yield name, (start, size)

    def _sector(self, number: int) -> bytes:
        # The header fills a whole sector where sectors are bigger than it.
        start = max(_HEADER, self._sector_size) + number * self._sector_size
        if start >= len(self._content):
            raise ValueError("sector beyond the end")
        return self._content[start : start + self._sector_size]

    def _chain(self, start: int, fat: Sequence[int]) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, fat))


def _follow(start: int, fat: Sequence[int]) -> Iterator[int]:
    number, steps = start, 0
    while number < _FREE:
        yield number
        number, steps = fat[number], steps + 1
        if steps > len(fat):
            raise ValueError("circular chain")


def _numbers(sectors: bytes) -> Sequence[int]:
    count = len(sectors) // 4
    return struct.unpack(f"<{count}I", sectors[: 4 * count])
