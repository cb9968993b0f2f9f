"""Connections to one SQLite file: a fresh one for each unit of work."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

# A second import waits for the first one's transaction; so does a note of the bot's own.
_WAIT_SECONDS = 300.0
_IMPORT_CACHE_KIB = 64_000


def utc_now() -> str:
    """The moment as ISO text in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Connections:
    """Opens the workspace's file. A connection belongs to the thread that opened it, and
    handlers run in many threads, so each unit of work opens and closes its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._import_turn = threading.Lock()

    def open(self) -> sqlite3.Connection:
        """A raw connection with the pragmas that every use needs; the caller closes it."""
        connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """A connection whose reads need no common snapshot."""
        with closing(self.open()) as connection:
            connection.execute("PRAGMA query_only = ON")
            yield Database(connection)

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A transaction that holds the write lock from its start; it commits at the end of
        the block and leaves no trace where the block raises."""
        with closing(self.open()) as connection, _transaction(connection) as database:
            yield database

    @contextmanager
    def importing(self) -> Iterator[Database]:
        """As `writing`, tuned for many rows; imports of one process queue for their turn."""
        with self._import_turn, closing(self.open()) as connection:
            # An import refers to nothing but rows of its own transaction, and asking for each
            # line whether its order exists takes as long as storing it.
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute(f"PRAGMA cache_size = -{_IMPORT_CACHE_KIB}")
            with _transaction(connection) as database:
                yield database


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[Database]:
    database = Database(connection)
    database.execute("BEGIN IMMEDIATE")
    try:
        yield database
    except BaseException:
        database.rollback()
        raise
    database.commit()
