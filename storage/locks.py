"""Locks between processes that end with the process which holds them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class Taken(Exception):
    """Someone else holds the lock, and went on holding it."""


@contextmanager
def hold(path: Path, wait_seconds: float) -> Iterator[None]:
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
    Taken
        If it was not free in that time.
    """
    with closing(sqlite3.connect(path, timeout=wait_seconds, check_same_thread=False)) as lock:
        lock.isolation_level = None
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise Taken(path.name) from error
        yield
