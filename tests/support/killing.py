"""Imports in processes that can be killed at any instant, and what another program then finds."""

import hashlib
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from forking import forkserver

from bot.services.intake.importing import import_file
from storage.store import Store

TODAY = date(2026, 7, 1)


@dataclass(frozen=True)
class Held:
    """What everyone sees in a store, looked up without any code of ours.

    Attributes
    ----------
    uploads, orders, lines, customers : int
    revenue_cents : int
        Of all orders, returns deducted.
    digest : str
        Of every order's, line's and customer's content.
    """

    uploads: int
    orders: int
    lines: int
    customers: int
    revenue_cents: int
    digest: str


_COUNTS = """
    SELECT (SELECT count(*) FROM uploads), (SELECT count(*) FROM orders),
           (SELECT count(*) FROM lines), (SELECT count(*) FROM customers),
           (SELECT coalesce(sum(purchase_cents - returned_cents), 0) FROM orders)
"""
_ORDERS = """
    SELECT invoice, customer_id, country, ordered_at, purchase_lines, return_lines, units,
           purchase_cents, returned_cents
    FROM orders ORDER BY invoice
"""
_LINES = """
    SELECT invoice, product_code, description, merchandise, quantity, unit_price, amount_cents
    FROM lines ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
_CUSTOMERS = "SELECT customer_id, country FROM customers ORDER BY customer_id"


def held(path: Path) -> Held:
    """Look into a store's file as any other program can."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        uploads, orders, lines, customers, cents = connection.execute(_COUNTS).fetchone()
        for question in (_ORDERS, _LINES, _CUSTOMERS):
            for row in connection.execute(question):
                digest.update(repr(row).encode())
    return Held(uploads, orders, lines, customers, cents, digest.hexdigest())


def is_unfinished(path: Path) -> bool:
    """Whether an import has rows in the file that nobody sees."""
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM leftovers").fetchone()
    return bool(count)


def import_and_kill(store: Path, file: Path, seconds: float) -> bool:
    """Import a file in a process of its own and kill it; whether it was still at work.

    The process is a copy of one that has loaded everything, so that an instant after its start is
    an instant of the import.

    Parameters
    ----------
    seconds : float
        How long after the import began.
    """
    listening, told = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=_import, args=(store, file, told))
    process.start()
    told.close()
    began = listening.recv()
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    process.kill()
    process.join()
    listening.close()
    was_at_work = process.exitcode != 0
    process.close()
    return bool(was_at_work)


def seconds_of(store: Path, file: Path) -> float:
    """How long a process takes for the whole import, its opening of the store included."""
    listening, told = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=_import, args=(store, file, told))
    process.start()
    began = listening.recv()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - float(began)


def _import(store: Path, file: Path, told: Connection) -> None:
    # The clock is the machine's, so that both processes mean the same instant.
    told.send(time.monotonic())
    import_file(Store(store), file, file.name, today=TODAY)
