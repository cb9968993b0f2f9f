"""A file's bytes in compressed parts, made beside other work."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

_PART_BYTES = 1 << 20
# Parts in hand at most, so that memory doesn't grow with the file.
_WINDOW = 16
# A third of the time of zlib, and smaller; what is compressed already costs it next to nothing.
_ZSTD = pa.Codec("zstd")


class Packer:
    """Compresses a file in a second thread: zstd lets go of the interpreter while it works.

    Parameters
    ----------
    path : Path
        The file; it is read from its start.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._parts: deque[Future[bytes]] = deque()
        self._fill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._worker.shutdown(cancel_futures=True)
        self._file.close()

    def ready(self) -> Iterator[bytes]:
        """The parts that are done by now, in order."""
        while self._parts and self._parts[0].done():
            yield self._parts.popleft().result()
        self._fill()

    def rest(self) -> Iterator[bytes]:
        """All parts that are left, in order."""
        while self._parts:
            yield self._parts.popleft().result()
            self._fill()

    def _fill(self) -> None:
        while len(self._parts) < _WINDOW and (block := self._file.read(_PART_BYTES)):
            self._parts.append(self._worker.submit(_packed, block))


def _packed(block: bytes) -> bytes:
    return bytes(_ZSTD.compress(block, asbytes=True))


def unpacked(part: bytes) -> bytes:
    """The bytes that a part was made of."""
    with pa.input_stream(pa.BufferReader(part), compression="zstd") as stream:
        return bytes(stream.read())
