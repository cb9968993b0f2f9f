"""Small shops in an in-memory SQLite database, for tests."""

from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from analytics.vocabulary import schema

_SQLITE_TYPES = {
    "int64": "INTEGER",
    "float64": "REAL",
    "string": "TEXT",
    "timestamp": "TIMESTAMP",
}


def orders_table(orders: pd.DataFrame) -> ir.Table:
    """Put order rows, columns as in ``schema.ORDERS``, into a fresh SQLite table."""
    return _table("orders", schema.ORDERS, orders)


def lines_table(lines: pd.DataFrame) -> ir.Table:
    """Put lines, columns as in ``schema.LINES``, into a fresh SQLite table."""
    return _table("lines", schema.LINES, lines)


def _table(name: str, kinds: ibis.Schema, frame: pd.DataFrame) -> ir.Table:
    connection = ibis.sqlite.connect()
    columns = {column: _SQLITE_TYPES[str(kind)] for column, kind in kinds.items()}
    rows = frame.loc[:, list(columns)].astype({"ordered_at": str}).astype(object)
    rows = rows.where(rows.notna(), None)
    definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.con.execute(f"CREATE TABLE {name} ({definition})")
    places = ", ".join("?" for _ in columns)
    connection.con.executemany(f"INSERT INTO {name} VALUES ({places})", rows.to_numpy().tolist())
    return connection.table(name)


def order(invoice: str, customer: str | None, at: str, cents: int, **more: Any) -> dict[str, Any]:
    """One purchase order of a single line; ``more`` overrides any column."""
    return {
        "order_id": _number(invoice),
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


def _number(name: str) -> int:
    return sum(ord(letter) << (7 * place) for place, letter in enumerate(name))


def refund(invoice: str, customer: str | None, at: str, cents: int) -> dict[str, Any]:
    """One return of a single line; ``cents`` is the money given back."""
    return order(
        invoice, customer, at, 0, purchase_lines=0, return_lines=1, units=0, returned_cents=cents
    )


def line(order: dict[str, Any], product: str, cents: int, **more: Any) -> dict[str, Any]:
    """One line of an order of ``order``; ``more`` overrides any column."""
    columns = ("order_id", "invoice", "customer_id", "country", "ordered_at")
    return (
        {name: order[name] for name in columns}
        | {
            "product_id": _number(product),
            "product_code": product,
            "description": product,
            "merchandise": 1,
            "quantity": 1.0,
            "unit_price": cents / 100,
            "amount_cents": cents,
        }
        | more
    )
