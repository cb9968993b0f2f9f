"""Small shops in an in-memory SQLite database, for tests."""

from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from analytics import schema

_SQLITE_TYPES = {
    "int64": "INTEGER",
    "float64": "REAL",
    "string": "TEXT",
    "timestamp": "TIMESTAMP",
}


def orders_table(orders: pd.DataFrame) -> ir.Table:
    """Put order rows, columns as in ``schema.ORDERS``, into a fresh SQLite table."""
    connection = ibis.sqlite.connect()
    columns = {name: _SQLITE_TYPES[str(kind)] for name, kind in schema.ORDERS.items()}
    rows = orders.loc[:, list(columns)].astype({"ordered_at": str}).astype(object)
    rows = rows.where(rows.notna(), None)
    definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.con.execute(f"CREATE TABLE orders ({definition})")
    places = ", ".join("?" for _ in columns)
    connection.con.executemany(f"INSERT INTO orders VALUES ({places})", rows.to_numpy().tolist())
    return connection.table("orders")


def order(invoice: str, customer: str | None, at: str, cents: int, **more: Any) -> dict[str, Any]:
    """One purchase order of a single line; ``more`` overrides any column."""
    return {
        "order_id": sum(ord(letter) << (7 * place) for place, letter in enumerate(invoice)),
        "invoice": invoice,
        "customer_id": customer,
        "country": "United Kingdom",
        "ordered_at": pd.Timestamp(at),
        "purchase_lines": 1,
        "return_lines": 0,
        "units": 1,
        "purchase_cents": cents,
        "returned_cents": 0,
    } | more


def refund(invoice: str, customer: str | None, at: str, cents: int) -> dict[str, Any]:
    """One return of a single line; ``cents`` is the money given back."""
    return order(
        invoice, customer, at, 0, purchase_lines=0, return_lines=1, units=0, returned_cents=cents
    )
