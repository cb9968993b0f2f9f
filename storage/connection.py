"""Connections to one SQLite file: a fresh one for each unit of work."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from storage.disk import full_disk_in_words
from storage.errors import AlreadyRunning, DiskFull, StoreBusy
from storage.ledger.leftovers import sweep
from storage.transaction import transaction

# Transactions are short; this is for a machine that is out of breath.
_WAIT_SECONDS = 300.0
_CHANGE_CACHE_KIB = 24_000
# A chunk's pages go into the file at once, not thousand by thousand; the log stays small.
_CHANGE_CHECKPOINT_PAGES = 4_000


def utc_now() -> str:
    """The moment as ISO text in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Connections:
    """Opens the workspace's file. A connection belongs to the thread that opened it, and
    handlers run in many threads, so each unit of work opens and closes its own.

    Parameters
    ----------
    path : Path
        The file. Two more lie beside it, empty, that only serve as locks, and one that holds what
        people wait for.
    turn_seconds : float
        How long a change of the transactions waits for the one before it.
    """

    def __init__(self, path: Path, turn_seconds: float) -> None:
        self.path = path
        self._turn_seconds = turn_seconds

    def open(self) -> sqlite3.Connection:
        """A raw connection with the pragmas that every use needs; the caller closes it."""
        connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """A connection whose reads need no common snapshot.

        Raises
        ------
        DiskFull
            If not even the little space is left that reading takes.
        """
        with full_disk_in_words(), closing(self.open()) as connection:
            connection.execute("PRAGMA query_only = ON")
            yield Database(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Database]:
        """A connection whose reads all see the same moment."""
        with self.reading() as db:
            db.conn.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A transaction that holds the write lock from its start; it commits at the end of
        the block and leaves no trace where the block raises.

        Raises
        ------
        DiskFull
            If there is no space for it.
        """
        with full_disk_in_words(), closing(self.open()) as connection:
            database = Database(connection)
            with transaction(database):
                yield database

    @contextmanager
    def changing(self) -> Iterator[Database]:
        """A connection for changing the transactions: by imports, undoing and forgetting.

        They take turns, those of other processes among them, so that what one has read stays
        true until it is done; all else may read and write between its transactions. What an
        earlier one left unfinished is gone when the block starts.

        Raises
        ------
        StoreBusy
            If the turn doesn't come.
        DiskFull
            If there is no space for it.
        """
        with self._changing(self._turn_seconds) as db:
            yield db

    def sweep_if_free(self) -> None:
        """Remove what a dead process left unfinished, unless someone is at work just now.

        On a full disk it stays: nobody sees it, and people can still ask.
        """
        with suppress(StoreBusy, DiskFull), self._changing(0):
            pass

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Be the one bot of this file until the block ends.

        Raises
        ------
        AlreadyRunning
            If there is one.
        """
        try:
            with _hold(self.beside("running"), 0):
                yield
        except _Taken as error:
            raise AlreadyRunning(self.path.name) from error

    @contextmanager
    def _changing(self, wait_seconds: float) -> Iterator[Database]:
        with (
            full_disk_in_words(),
            self._turn(wait_seconds),
            closing(self.open()) as connection,
        ):
            yield _for_many_rows(connection)

    @contextmanager
    def _turn(self, wait_seconds: float) -> Iterator[None]:
        try:
            with _hold(self.beside("importing"), wait_seconds):
                yield
        except _Taken as error:
            raise StoreBusy(self.path.name) from error

    def beside(self, suffix: str) -> Path:
        """A file that lies beside it, by what its name has more."""
        return self.path.with_name(f"{self.path.name}.{suffix}")


class _Taken(Exception):
    """Someone else holds the lock, and went on holding it."""


@contextmanager
def _hold(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lock named by a file until the block ends.

    It is a transaction on an empty SQLite file: the system lets go of it however the process
    ends, on every system alike, and it parts two threads just as well as two processes.

    Parameters
    ----------
    path : Path
        The file; it is made if it is not there, and stays when the lock is free again.
    wait_seconds : float
        How long to wait for whoever holds it.

    Raises
    ------
    _Taken
        If it was not free in that time.
    """
    with closing(sqlite3.connect(path, timeout=wait_seconds, check_same_thread=False)) as lock:
        lock.isolation_level = None
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise _Taken(path.name) from error
        yield


def _for_many_rows(connection: sqlite3.Connection) -> Database:
    connection.isolation_level = None
    # An import refers to nothing but rows of its own, and asking for each line whether its
    # order exists takes as long as storing it.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(f"PRAGMA cache_size = -{_CHANGE_CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHANGE_CHECKPOINT_PAGES}")
    # What is taken out must not be readable in the file's free pages.
    connection.execute("PRAGMA secure_delete = ON")
    database = Database(connection)
    sweep(database)
    return database
