"""Uploads made of a few lines, written straight into a store; and what a store then holds."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analytics.vocabulary.rows import Fate, RowKind
from storage.ledger.importing import NewUpload
from storage.ledger.uploads import Upload
from storage.reading.table import FileFormat
from storage.store import Store

ANALYTIC_TABLES = (
    "order_versions",
    "order_lines",
    "products",
    "attribute_labels",
    "attribute_values",
)


@dataclass(frozen=True)
class Sold:
    """One line of an order; money in hundredths."""

    invoice: str
    cents: int = 100
    customer: str | None = None
    product: str = "MUG"
    quantity: float = 1
    merchandise: bool = True
    total: float | None = None
    refunded: float | None = None
    at: str = "2026-01-05 10:00:00"


@dataclass(frozen=True)
class Told:
    """One attribute of a customer."""

    customer: str
    name: str
    value: str


def kept(lines: list[Sold], first_line: int = 2) -> pd.DataFrame:
    """The lines as cleaning gives them."""
    stated = {"order_total_cents": "total", "refunded_cents": "refunded"}
    frame = pd.DataFrame(
        {
            "invoice": pd.Categorical([line.invoice for line in lines]),
            "product_code": pd.Categorical([line.product for line in lines]),
            "description": pd.Categorical([line.product.lower() for line in lines]),
            "customer_id": pd.Categorical([line.customer for line in lines]),
            "country": pd.Categorical(["France"] * len(lines)),
            "merchandise": [line.merchandise for line in lines],
            "quantity": [float(line.quantity) for line in lines],
            "unit_price": [abs(line.cents / line.quantity) / 100 for line in lines],
            "amount_cents": [line.cents for line in lines],
            "ordered_at": np.array([line.at for line in lines], "datetime64[s]"),
            "is_return": [line.quantity < 0 for line in lines],
            "fingerprint": np.array([_fingerprint(line) for line in lines], np.uint64),
        },
        index=pd.RangeIndex(first_line, first_line + len(lines), name="line"),
    )
    for column, name in stated.items():
        values = [getattr(line, name) for line in lines]
        if any(value is not None for value in values):
            frame[column] = np.array(values, dtype=float)
    return frame


def attributes(told: list[Told]) -> pd.DataFrame:
    return pd.DataFrame(
        [(each.customer, each.name, each.name.title(), each.value) for each in told],
        columns=["customer_id", "name", "label", "value"],
        dtype=object,
    )


def new_upload(content: bytes, kind: RowKind = RowKind.LINES) -> NewUpload:
    digest = hashlib.sha256(content).hexdigest()
    return NewUpload(digest, "shop.csv", FileFormat.CSV, len(content), "U1", "C1", kind)


def upload(
    store: Store, rows: list[Sold | Told], content: bytes | None = None, chunk: int = 2
) -> Upload:
    """Take rows in, a few at a time; the file's bytes are the rows' own words unless given."""
    content = repr(rows).encode() if content is None else content
    lines = [row for row in rows if isinstance(row, Sold)]
    told = [row for row in rows if isinstance(row, Told)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.csv"
        path.write_bytes(content)
        with store.importing(new_upload(content), path) as writer:
            for start in range(0, len(lines), chunk):
                writer.add_lines(kept(lines[start : start + chunk], start + 2))
            if told:
                writer.add_attributes(attributes(told), rows=len(told))
            return writer.finish({})


def leave_out(store: Store, cells: dict[str, str], content: bytes) -> Upload:
    """Take in a file whose only row is rejected."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bad.csv"
        path.write_bytes(content)
        with store.importing(new_upload(content), path) as writer:
            reasons = pd.DataFrame({"reason": ["bad_date"]}, index=[2])
            writer.add_left_out(Fate.REJECTED, reasons, pd.DataFrame(cells, index=[2]))
            return writer.finish({})


def dump(store: Store) -> list[str]:
    """Every row of the analytic tables, as it lies there."""
    with closing(sqlite3.connect(store.path)) as connection:
        return [
            f"{table}: {row}"
            for table in ANALYTIC_TABLES
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
        ]


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """What the store says, whatever the numbers are that it uses inside."""
    questions = {
        "orders": "SELECT invoice, customer_id, country, ordered_at, purchase_lines, return_lines,"
        " units, purchase_cents, returned_cents FROM orders",
        "lines": "SELECT invoice, customer_id, product_code, description, merchandise, quantity,"
        " unit_price, amount_cents FROM lines",
        "customers": "SELECT * FROM customers",
        "attributes": "SELECT * FROM attributes",
        "products": "SELECT product_code, description, merchandise FROM products",
        "labels": "SELECT name, label FROM attribute_labels",
    }
    with closing(sqlite3.connect(store.path)) as connection:
        return {
            name: sorted(connection.execute(sql).fetchall(), key=repr)
            for name, sql in questions.items()
        }


def copied(store: Store, folder: Path) -> Store:
    """A store of the same content in another folder, for a test that changes it."""
    copy = folder / store.path.name
    with closing(sqlite3.connect(store.path)) as ours, closing(sqlite3.connect(copy)) as theirs:
        ours.backup(theirs)
    return Store(copy)


def is_sound(store: Store) -> bool:
    """Whether SQLite finds the file whole, and every reference leads somewhere."""
    with closing(sqlite3.connect(store.path)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and not connection.execute("PRAGMA foreign_key_check").fetchall()


def _fingerprint(line: Sold) -> int:
    # Cleaning knows nothing of totals when it tells lines apart.
    line = replace(line, total=None, refunded=None)
    return int.from_bytes(hashlib.blake2b(repr(line).encode(), digest_size=8).digest(), "big")
