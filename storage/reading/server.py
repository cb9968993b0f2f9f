"""The process in which workbooks and Parquet are read: their parsers could take the machine.

It has the readers loaded, and forks one for every file in a few milliseconds. The fork answers
what `process.ReaderProcess` asks until nobody listens any more; its memory and its time are
bounded by the kernel, whatever a parser does.
"""

import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.abc import MetaPathFinder
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analytics.vocabulary.errors import SegbotError
from storage.reading.boundary import in_words
from storage.reading.cells import texts
from storage.reading.limits import Limits
from storage.reading.parquet_table import ParquetTable
from storage.reading.table import FileFormat, Record
from storage.reading.workbook import open_sheets

# What the interpreter and the rows on their way take beside the file itself.
_OWN_BYTES = 128_000_000
# A machine that is busy gives a process but a part of its time.
_WALL_SECONDS_PER_SECOND = 5

Batch = tuple[npt.NDArray[np.int64], pa.RecordBatch]


class BatchedTable(Protocol):
    """A table as it is read here; what others see of it is a `table.Table`."""

    @property
    def name(self) -> str: ...

    def head(self, rows: int) -> list[Record]: ...

    def batches(self, header: Record, rows: int) -> Iterator[Batch]:
        """The numbers of the rows, and their cells as codes into texts."""


class _WithoutPandas(MetaPathFinder):
    """Arrow would import pandas, for most of a second, to ask whether a list is one of its
    columns; it does without where there is none."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def main() -> None:
    """Fork a reader for every two descriptors that come over standard input: a connection to
    answer on, and a pipe for how the reader ended. End with whoever sends them."""
    sys.meta_path.insert(0, _WithoutPandas())
    # Arrow loads more when it is first used; not in every fork.
    texts([""])
    control = socket.socket(fileno=0)
    bell, ringer = socket.socketpair()
    ringer.setblocking(False)
    signal.set_wakeup_fd(ringer.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    readers: dict[int, int] = {}
    watched = select.poll()
    watched.register(control, select.POLLIN)
    watched.register(bell, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in watched.poll()}
        # Of a pipe to write to only this is heard: nobody reads it any more.
        for status in ready & readers.keys():
            os.kill(readers[status], signal.SIGKILL)
        if bell.fileno() in ready or ready & readers.keys():
            bell.recv(4096)
            for status in _ended(readers):
                watched.unregister(status)
                os.close(status)
        if control.fileno() in ready:
            _, received, _, _ = socket.recv_fds(control, 1, 2)
            if not received:
                break
            connection, status = received
            readers[status] = os.fork()
            if not readers[status]:
                ours = (control.detach(), bell.detach(), ringer.detach(), *readers)
                _become_reader(connection, ours)
            os.close(connection)
            watched.register(status, 0)
    for reader in readers.values():
        os.kill(reader, signal.SIGKILL)
        os.waitpid(reader, 0)


def _ended(readers: dict[int, int]) -> Iterator[int]:
    """Say of each reader that ended by which signal it did."""
    for status, reader in [*readers.items()]:
        ended, how = os.waitpid(reader, os.WNOHANG)
        if ended:
            del readers[status]
            with suppress(BrokenPipeError):
                os.write(status, bytes([os.WTERMSIG(how)]))
            yield status


def _become_reader(connection: int, servers: Iterable[int]) -> None:
    """Answer on a connection without what is the server's, and never return."""
    try:
        signal.set_wakeup_fd(-1)
        for descriptor in servers:
            os.close(descriptor)
        with suppress(EOFError, ConnectionError):
            _answer_all(Connection(connection))
    except MemoryError:
        os.abort()
    finally:
        os._exit(0)


def _answer_all(connection: Connection) -> None:
    filename, limits = connection.recv()
    _bound(limits)
    reader = _Reader(filename, limits)
    ahead: dict[tuple[Any, ...], object] = {}
    while True:
        request = connection.recv()
        reply = ahead.pop(request) if request in ahead else reader.answer(*request)
        connection.send(reply)
        if isinstance(reply, tuple):
            # The next rows are read while the last ones are dealt with.
            ahead[request] = reader.answer(*request)


def _bound(limits: Limits) -> None:
    """Have the kernel end this process before it takes too much."""
    statistics = Path("/proc/self/statm")
    pages = int(statistics.read_text().split()[5]) if statistics.exists() else 0
    memory = pages * resource.getpagesize() + _OWN_BYTES + limits.memory_bytes
    _lower(resource.RLIMIT_DATA, memory)
    _lower(resource.RLIMIT_CPU, limits.seconds)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (soft, hard))


class _Reader:
    """The tables of one file, or of those in one archive."""

    def __init__(self, filename: str, limits: Limits) -> None:
        self._filename = filename
        self._limits = limits
        self._tables: list[BatchedTable] = []
        self._streams: dict[int, Iterator[Batch]] = {}

    def answer(self, request: str, *arguments: Any) -> object:
        """What is asked for, or the reason why there is no such thing."""
        signal.alarm(_WALL_SECONDS_PER_SECOND * self._limits.seconds)
        try:
            with in_words(self._filename):
                try:
                    return getattr(self, request)(*arguments)
                except MemoryError:
                    # As a parser does that isn't written in Python.
                    os.abort()
        except SegbotError as error:
            return error
        finally:
            signal.alarm(0)

    def open(self, path: Path, file_format: FileFormat, name: str) -> list[str]:
        """The names of the tables in a workbook or a Parquet file."""
        found: list[BatchedTable] = (
            [ParquetTable.open(path, self._filename, name, self._limits)]
            if file_format is FileFormat.PARQUET
            else [*open_sheets(path, self._filename, self._limits, name)]
        )
        self._tables += found
        return [table.name for table in found]

    def head(self, table: int, rows: int) -> list[Record]:
        """The first rows of a table."""
        return self._tables[table].head(rows)

    def batch(self, stream: int, table: int, header: Record, rows: int) -> Batch | None:
        """The next rows of a stream of a table's rows, which begins when it is first asked for;
        None at its end."""
        if stream not in self._streams:
            self._streams[stream] = self._tables[table].batches(header, rows)
        return next(self._streams[stream], None)
