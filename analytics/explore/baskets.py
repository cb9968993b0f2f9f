"""Which products meet in orders: orders by products as one sparse table, and what it holds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from analytics.features.customers import SECONDS_PER_DAY, seconds

Ints: TypeAlias = npt.NDArray[np.int64]
Held: TypeAlias = Any
"""A scipy sparse table, one row per order and one column per product: 1 where the order has it."""

_BETWEEN = " "
#: So many blocks of so many pairs are counted at once: what bounds memory, whatever the number of
#: products. A sparse product lets other threads go on meanwhile.
_THREADS, _AT_ONCE = 2, 2_000_000


@dataclass(frozen=True, eq=False)
class Baskets:
    """Orders of goods.

    Attributes
    ----------
    held : Held, shape (n_orders, n_products)
    products, names : array of str, shape (n_products,)
        Their codes, ascending, and what they are called.
    customers : array of int, shape (n_orders,)
        Whose order it is, counted from 0; an order without a customer is somebody's of its own.
    """

    held: Held
    products: npt.NDArray[np.str_]
    names: npt.NDArray[np.object_]
    customers: Ints

    @property
    def orders(self) -> int:
        """How many there are."""
        return int(self.held.shape[0])


@dataclass(frozen=True, eq=False)
class Contents:
    """What orders of goods have in them, whose they are, and of which day.

    Attributes
    ----------
    held, products, names
        As in :class:`Baskets`; of several descriptions the last by the alphabet is the name, where
        there is none the code.
    customer_ids : array of str, shape (n_orders,)
        None where nobody knows.
    days : array of int, shape (n_orders,)
        Whole days from 1970-01-01.
    """

    held: Held
    products: npt.NDArray[np.object_]
    names: npt.NDArray[np.object_]
    customer_ids: npt.NDArray[np.object_]
    days: Ints


def contents(lines: ir.Table, products: ir.Table) -> Contents:
    """Read the orders of goods that were bought: no returns, postage, fees and the like.

    Parameters
    ----------
    lines, products : Table
        As in ``schema.LINES`` and ``schema.PRODUCTS``.
    """
    goods = lines.filter(lines.merchandise == 1, lines.quantity > 0)
    # One row per order: half a million lines are read several times as fast as one by one.
    found = (
        goods.group_by("order_id")
        .aggregate(
            customer_id=goods.customer_id.max(),
            lines=goods.count(),
            day=seconds(goods.ordered_at.max()) // SECONDS_PER_DAY,
            products=goods.product_id.cast("string").group_concat(_BETWEEN),
        )
        .order_by("order_id")
        .execute()
    )
    ids = np.fromstring(_BETWEEN.join(found["products"]), dtype=np.int64, sep=_BETWEEN)
    order = np.repeat(np.arange(len(found)), found["lines"].astype("int64"))
    known = products.order_by("id").execute()
    known = known[np.isin(known["id"], ids)]
    place, codes = pd.factorize(known["product_code"], sort=True)
    named = known["description"].fillna("").str.strip().groupby(place).max().to_numpy(dtype=object)
    product = place[np.searchsorted(known["id"], ids)]
    held = sparse.csr_array(
        (np.ones(len(ids), np.int32), (order, product)), shape=(len(found), len(codes))
    )
    held.sum_duplicates()
    held.data[:] = 1
    return Contents(
        held,
        np.asarray(codes, object),
        np.where(named == "", codes, named),
        found["customer_id"].to_numpy(dtype=object),
        found["day"].to_numpy(dtype=np.int64),
    )


def baskets(lines: ir.Table, products: ir.Table) -> Baskets:
    """The orders of goods that were bought, as :func:`contents` reads them."""
    found = contents(lines, products)
    customers = pd.factorize(found.customer_ids)[0].astype(np.int64)
    unknown = customers < 0
    customers[unknown] = customers.max(initial=-1) + 1 + np.arange(unknown.sum())
    return Baskets(found.held, np.asarray(found.products, str), found.names, customers)


def lifts(found: Baskets, given: Sequence[str], also: Sequence[str]) -> list[float]:
    """How many times as often as in all orders the second product of each pair is in those that
    have the first.

    Parameters
    ----------
    given, also : sequence of str
        Codes of products that were bought.
    """
    one, other = (found.held[:, np.searchsorted(found.products, each)] for each in (given, also))
    both = one.multiply(other).sum(axis=0)
    return list(both * found.orders / (one.sum(axis=0) * other.sum(axis=0)))


class Together(NamedTuple):
    """Pairs of columns, the first of each before the second, and in how many rows both are."""

    first: Ints
    second: Ints
    rows: Ints


def together(held: Held, fewest: int) -> Together:
    """Count in how many rows each two columns meet.

    It is one sparse product, in blocks, of the columns that are in enough rows.

    Parameters
    ----------
    fewest : int
        Rows below which a pair isn't given.
    """
    often = np.flatnonzero(held.sum(axis=0) >= fewest)
    kept = held[:, often]
    by_column = kept.T.tocsr()
    # A column meets those after it, and no more of them than its rows have. Each block passes over
    # the whole table: were they of meetings, not of pairs, there would be more with every row.
    most = np.minimum(by_column @ kept.sum(axis=1), np.arange(len(often), 0, -1))
    before = np.cumsum(most)
    total = int(most.sum())
    ends = np.unique(np.searchsorted(before, np.arange(_AT_ONCE, total + _AT_ONCE, _AT_ONCE)) + 1)
    ends = np.minimum(ends, len(often))

    def block(start: int, end: int) -> tuple[Ints, Ints, Ints]:
        # Those before have been met.
        meet = by_column[start:end] @ kept[:, start:]
        enough = np.flatnonzero(meet.data >= fewest)
        row = np.searchsorted(meet.indptr, enough, side="right") - 1
        column, rows = meet.indices[enough], meet.data[enough]
        later = column > row
        return often[start + row[later]], often[start + column[later]], rows[later]

    with ThreadPoolExecutor(_THREADS) as threads:
        parts = list(threads.map(block, (0, *ends), ends))
    if not parts:
        return Together(*np.empty((3, 0), np.int64))
    return Together(*(np.concatenate(each) for each in zip(*parts, strict=True)))
