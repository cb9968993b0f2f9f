"""The transactions as Ibis tables."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

from storage import facts
from storage.connection import Connections

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Tables:
    """Current orders, their lines, their customers and these customers' attributes; see the
    views in ``schema``. Equal ``data_version`` means equal data."""

    orders: "ir.Table"
    lines: "ir.Table"
    customers: "ir.Table"
    attributes: "ir.Table"
    data_version: int


_NAMES = ("orders", "lines", "customers", "attributes")


@contextmanager
def open_tables(connections: Connections) -> Iterator[Tables]:
    """Ibis tables that are good until the block ends, all seeing the same moment."""
    # It takes longer to load than many a command takes to answer.
    import ibis

    with closing(connections.open()) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only = ON")
        backend = ibis.sqlite.from_connection(connection)
        tables = {name: backend.table(name) for name in _NAMES}
        connection.execute("BEGIN")
        yield Tables(**tables, data_version=facts.data_version(Database(connection)))
