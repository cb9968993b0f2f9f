"""Workbooks and Parquet, read by a process that is bounded; see `server` for the other side."""

import atexit
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIGABRT, SIGALRM, SIGKILL, SIGXCPU
from threading import Lock
from typing import Any, BinaryIO

import pandas as pd

from analytics.vocabulary.errors import SegbotError
from storage.errors import BeyondLimit, UnreadableFile
from storage.reading.frames import as_frame
from storage.reading.limits import Limits
from storage.reading.table import CHUNK_ROWS, HEAD_ROWS, FileFormat, Record, Table

_ROOT = Path(__file__).parents[2]
_START = "import sys; sys.path[:] = {}; from storage.reading.server import main; main()"
# One thread, so that it can fork; and no memory that is taken in advance.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_streams = count()

log = logging.getLogger(__name__)


class ReaderProcess:
    """Reads the tables of one file, or of those in one archive; safe to share between threads.

    Parameters
    ----------
    filename : str
        What the person calls the file.
    limits : Limits
        What it may cost.
    """

    def __init__(self, filename: str, limits: Limits) -> None:
        self._filename = filename
        self._limits = limits
        self._lock = Lock()
        self._tables = 0
        self._end: SegbotError | None = None
        self._connection, self._status = _server().fork()
        self._connection.send((filename, limits))

    def open(self, path: Path, file_format: FileFormat, name: str) -> list[Table]:
        """The tables of a workbook or a Parquet file, which the name tells from others.

        Raises
        ------
        SegbotError
            If they can't be read, or would take more than the limits allow.
        """
        names = self.ask("open", path, file_format, name)
        first, self._tables = self._tables, self._tables + len(names)
        return [_RemoteTable(name, self, number) for number, name in enumerate(names, start=first)]

    def ask(self, *request: Any) -> Any:
        """Have a request answered.

        Raises
        ------
        SegbotError
            The one that the process answered with, or why it ended.
        """
        with self._lock:
            try:
                self._connection.send(request)
                reply = self._connection.recv()
            except (EOFError, ConnectionError):
                reply = self._end = self._end or self._why_it_ended()
        if isinstance(reply, SegbotError):
            raise reply
        return reply

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._connection.close()
        self._status.close()

    def _why_it_ended(self) -> SegbotError:
        signal = int.from_bytes(self._status.read(1))
        log.warning("reader ended by signal %s", signal)
        # Where memory can't be had, a parser gives up or the system ends the process.
        if signal in (SIGABRT, SIGKILL):
            return BeyondLimit(
                self._filename,
                f"needs more memory than the {self._limits.memory_bytes / 1e6:,.0f} MB that a file"
                " may take",
                "Split it into smaller files, or, in a workbook, delete stray cells far below or"
                " right of the table.",
            )
        if signal in (SIGXCPU, SIGALRM):
            return BeyondLimit(
                self._filename,
                f"takes more than {self._limits.seconds} seconds to read, which is the limit",
                "Save just the table as CSV, or split it into smaller files.",
            )
        return UnreadableFile(self._filename, "is damaged and can't be read")


@dataclass(frozen=True)
class _RemoteTable:
    name: str
    process: ReaderProcess
    number: int

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """As `Table.head`."""
        found: list[Record] = self.process.ask("head", self.number, rows)
        return found

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """As `Table.chunks`."""
        request = ("batch", next(_streams), self.number, header, rows)
        while batch := self.process.ask(*request):
            lines, cells = batch
            yield as_frame(cells, lines)


class _Server:
    """Started when first needed, ended with this process, however that ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self._stop)

    def fork(self) -> tuple[Connection, BinaryIO]:
        """A new reader: the connection to it, and where to read how it ended."""
        ours, theirs = socket.socketpair()
        ended, status = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._running(), [b"."], [theirs.fileno(), status])
        finally:
            theirs.close()
            os.close(status)
        return Connection(ours.detach()), os.fdopen(ended, "rb")

    def _running(self) -> socket.socket:
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._control, theirs = socket.socketpair()
            paths = [*sys.path, str(_ROOT)]
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", "-c", _START.format(paths)],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    # Parsers that give up write there.
                    stderr=subprocess.DEVNULL,
                    env=os.environ | _ENVIRONMENT,
                    # Ctrl-C in a terminal is for the one who started it.
                    start_new_session=True,
                )
        return self._control

    def _stop(self) -> None:
        if self._control and self._process:
            self._control.close()
            self._process.wait()


@cache
def _server() -> _Server:
    return _Server()
