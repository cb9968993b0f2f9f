"""One transaction, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


@contextmanager
def transaction(database: Database) -> Iterator[None]:
    """Hold the write lock from the start of the block; commit at its end, or leave no trace
    where it raises."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.rollback()
        raise
    database.commit()
