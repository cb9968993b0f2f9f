"""A file's bytes in compressed parts, made beside other work."""

import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

_PART_BYTES = 1 << 20
# Parts in hand at most, so that memory doesn't grow with the file.
_WINDOW = 16


class Packer:
    """Compresses a file in a second thread: zlib lets go of the interpreter while it works.

    Parameters
    ----------
    path : Path
        The file; it is read from its start.
    compress : bool
        False for a file that is compressed already.
    """

    def __init__(self, path: Path, *, compress: bool) -> None:
        self._file = path.open("rb")
        self._level = 1 if compress else 0
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
            self._parts.append(self._worker.submit(zlib.compress, block, self._level))
