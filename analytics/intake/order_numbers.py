"""What tells orders apart: their number, or the number with what stands beside it.


An order has one customer and one moment. A number that several customers have, or that comes back
on other days, isn't an order's by itself: a till starts again every morning, each store numbers
its own, a spreadsheet gives one number to a whole delivery.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from analytics.intake.reading import Reading, Role
from analytics.intake.rows import Rows, moments, money
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import SHEET, OrderPart

Key = tuple[OrderPart, ...]
# An order's lines may come in over midnight; a number that starts again does so for nearly all.
SEVERAL_DAYS = 0.2


@dataclass(frozen=True)
class OrderNumbers:
    """What the rows tell of their order numbers.

    Attributes
    ----------
    key : tuple of OrderPart
        What it takes beside the number; empty = nothing.
    example : str
        A number that doesn't tell orders apart by itself; empty = there is none.
    customers, days : int
        How many that number has.
    elsewhere : str
        The earlier file whose orders have the same numbers; empty where the file itself tells.
    numbers, orders : int
        Different numbers in the rows that tell, and orders told apart by ``key``; where that is
        open, by number and day.
    is_open : bool
        The same customers come back under a number on other days: lines of one order that came in
        later, or another order; only a person knows.
    """

    key: Key = ()
    example: str = ""
    customers: int = 0
    days: int = 0
    elsewhere: str = ""
    numbers: int = 0
    orders: int = 0
    is_open: bool = False


def order_numbers(rows: pd.DataFrame, reading: Reading) -> OrderNumbers:
    """Find out what tells orders apart.

    Parameters
    ----------
    rows : DataFrame of str
        Rows of the file, under its headers.
    reading : Reading
        Its ``order_key`` is what is known to be needed; nothing of it is taken away.
    """
    if Role.INVOICE not in reading.columns or Role.TIME not in reading.columns:
        return OrderNumbers(reading.order_key)
    sold = _sold(rows, reading)
    alone = _Conflicts.of(sold, reading.order_key)
    found = _example(sold, OrderNumbers(reading.order_key))
    if not alone.customers:
        if alone.days <= SEVERAL_DAYS * alone.repeated:
            return OrderNumbers(reading.order_key)
        by_day = _Conflicts.of(sold, (*reading.order_key, OrderPart.DAY)).orders
        return replace(found, orders=by_day, is_open=True)
    best = min(
        _keys(reading, several_sheets=SHEET in rows),
        key=lambda key: _rank(_Conflicts.of(sold, key), key),
    )
    return replace(found, key=best, orders=_Conflicts.of(sold, best).orders)


def _keys(reading: Reading, *, several_sheets: bool) -> Iterator[Key]:
    """Every way to tell orders apart, the simplest first.

    How a shop numbers its orders is known of each; whose they are often isn't.
    """
    known = reading.order_key
    stores = [OrderPart.STORE] if Role.STORE in reading.columns else []
    # A sheet of its own for each store or month stands for what no column says.
    sheets = [OrderPart.SHEET] if several_sheets and not stores else []
    numbering = [part for part in (*stores, OrderPart.DAY, *sheets) if part not in known]
    customers = [part for part in (OrderPart.CUSTOMER,) if part not in known]
    for whose in range(len(customers) + 1):
        for size in range(len(numbering) + 1):
            for more in combinations(numbering, size):
                yield (*known, *more, *customers[:whose])


@dataclass(frozen=True)
class _Conflicts:
    """Orders, as a key tells them apart: how many, of several rows, of several customers, days."""

    orders: int
    repeated: int
    customers: int
    days: int

    @classmethod
    def of(cls, sold: pd.DataFrame, key: Key) -> "_Conflicts":
        orders = sold.groupby(["number", *key], sort=False, dropna=False)
        customers, days = orders["customer"].nunique(), orders["day"].nunique()
        return cls(
            len(customers),
            int((orders.size() > 1).sum()),
            int((customers > 1).sum()),
            int((days > 1).sum()),
        )


def _rank(found: _Conflicts, key: Key) -> tuple[int, bool, int]:
    """Fewest contradictions first; whose an order is tells it apart where nothing else does; then
    fewest orders."""
    late = found.days if found.days > SEVERAL_DAYS * found.repeated else 0
    return found.customers + late, OrderPart.CUSTOMER in key, found.orders


def _sold(rows: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Purchases: what comes back may do so on any day."""
    read = Rows(rows, reading)
    moment = moments(read)
    columns = {
        "number": as_identifiers(read.column(Role.INVOICE)),
        OrderPart.CUSTOMER: as_identifiers(read.column(Role.CUSTOMER)),
        OrderPart.STORE: as_identifiers(read.column(Role.STORE)),
        OrderPart.SHEET: read.sheets(),
    }
    frame = pd.DataFrame({name: column.to_numpy(dtype=object) for name, column in columns.items()})
    frame[OrderPart.DAY] = moment.astype("datetime64[D]").astype(np.int64)
    return frame[~np.isnat(moment) & ~money(read).is_back & frame["number"].notna()]


def _example(sold: pd.DataFrame, found: OrderNumbers) -> OrderNumbers:
    if sold.empty:
        return found
    numbers = sold.groupby("number", sort=False)
    customers, days = numbers["customer"].nunique(), numbers["day"].nunique()
    worst = int((customers + days).to_numpy().argmax())
    return replace(
        found,
        example=str(customers.index[worst]),
        customers=int(customers.iloc[worst]),
        days=int(days.iloc[worst]),
        numbers=len(customers),
    )
