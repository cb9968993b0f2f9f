"""The transactions as Ibis tables."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from sqlite_utils import Database

from storage import facts
from storage.connection import Connections
from storage.ledger.uploads import has_money

if TYPE_CHECKING:
    import ibis.expr.operations as ops
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Tables:
    """Current orders, their lines, products and customers, and what is known of customers and of
    orders beside; see the views in ``schema``.

    Attributes
    ----------
    names_of_orders : frozenset of str
        The attributes that are the orders', not the customers'.
    data_version : int
        Equal versions hold equal data.
    has_orders : bool
        Whether there is any.
    has_money : bool
        Whether files say what was paid for orders; all of them do, or none.
    last_upload : date or None
        The day of the latest file.
    keep : callable
        Makes a table of customers' ids, with a ``customer_id`` each, beside these and as good as
        they are: a list of a million in a query's text takes longer to read than the query.
    """

    orders: "ir.Table"
    lines: "ir.Table"
    products: "ir.Table"
    customers: "ir.Table"
    attributes: "ir.Table"
    order_attributes: "ir.Table"
    names_of_orders: frozenset[str]
    data_version: int
    has_orders: bool
    has_money: bool
    last_upload: date | None
    keep: Callable[[Iterable[str]], "ir.Table"]


_CONTENT = """
    SELECT EXISTS (SELECT 1 FROM orders),
           (SELECT substr(max(at), 1, 10) FROM uploads)
"""
_NAMES_OF_ORDERS = "SELECT name FROM order_attribute_names"


@contextmanager
def open_tables(connections: Connections) -> Iterator[Tables]:
    """Ibis tables that are good until the block ends, all seeing the same moment."""
    # It takes longer to load than many a command takes to answer.
    import ibis
    import ibis.expr.operations as ops

    from analytics.vocabulary import schema

    # To ask SQLite what they hold would take a sixth of many an answer's time.
    declared = {
        "orders": schema.ORDERS,
        "lines": schema.LINES,
        "products": schema.PRODUCTS,
        "customers": schema.CUSTOMERS,
        "attributes": schema.ATTRIBUTES,
        "order_attributes": schema.ORDER_ATTRIBUTES,
    }
    with closing(connections.open()) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only = ON")
        backend = ibis.sqlite.from_connection(connection)
        backend.compile = _compile
        tables = {
            name: ops.DatabaseTable(
                name, schema=holds, source=backend, namespace=ops.Namespace()
            ).to_expr()
            for name, holds in declared.items()
        }
        numbers = count(1)

        def keep(customers: Iterable[str]) -> "ir.Table":
            name = f"kept_{next(numbers)}"
            # Its own rows lie in a file of the connection's own; the shop stays as it is.
            connection.execute("PRAGMA query_only = OFF")
            connection.execute(
                f"CREATE TEMP TABLE {name} (customer_id TEXT PRIMARY KEY) WITHOUT ROWID"
            )
            rows = ((each,) for each in customers)
            connection.executemany(f"INSERT INTO {name} VALUES (?)", rows)
            connection.execute("PRAGMA query_only = ON")
            return backend.table(name)

        connection.execute("BEGIN")
        has_orders, latest = connection.execute(_CONTENT).fetchone()
        yield Tables(
            **tables,
            names_of_orders=frozenset(name for (name,) in connection.execute(_NAMES_OF_ORDERS)),
            data_version=facts.data_version(Database(connection)),
            has_orders=bool(has_orders),
            has_money=has_money(Database(connection)),
            last_upload=latest and date.fromisoformat(latest),
            keep=keep,
        )


def _compile(expression: "ir.Expr", *, params: None = None, limit: None = None) -> str:
    """The SQL of an expression, as a backend's `compile` gives it."""
    return _sql(expression.op())


@lru_cache(maxsize=256)
def _sql(operation: "ops.Node") -> str:
    """Written once: that takes Ibis longer than SQLite takes to answer it for a small shop, and
    equal expressions are the same text over each connection."""
    import ibis

    return str(ibis.to_sql(operation.to_expr(), dialect="sqlite"))
