"""The tables that questions are asked of hold what is declared of them."""

import sqlite3
from contextlib import closing

import ibis
from uploads import Sold, Told, upload

from storage.store import Store

NAMES = ("orders", "lines", "products", "customers", "attributes", "order_attributes")


def test_what_is_declared_of_the_tables_is_what_sqlite_says_of_them(store: Store) -> None:
    """Nobody asks SQLite when a question is answered, so a view that changes has to be told."""
    upload(store, [Sold("1"), Told("ann", "tier", "gold")])
    with store.tables() as tables, closing(sqlite3.connect(store.path)) as connection:
        found = ibis.sqlite.from_connection(connection)
        for name in NAMES:
            declared = getattr(tables, name).schema()
            stored = found.table(name).schema()
            assert declared.names == stored.names, name
            assert [each(nullable=True) for each in declared.types] == [
                each(nullable=True) for each in stored.types
            ], name
