"""Who bought what by a day, counted where the lines are: one row per customer and product."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from analytics.explore.baskets import contents
from analytics.features.customers import midnight

#: The last four weeks: what wasn't sold in them is sold no longer, and they are held out to see
#: how good recommendations are.
DAYS = 28
#: Known customers below which nobody can say who else wants a product.
FEWEST_BUYERS = 5

Places: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class History:
    """What known customers had bought by the end of a day.

    Customers and products stand in the order of their ids and codes, whatever order the file had.

    Attributes
    ----------
    customers, products : array of str
        Ids and codes; a customer or product may have no purchase by that day.
    names : array of str, shape (products,)
        What products are called.
    who, what : array of int, shape (pairs,)
        The places of a customer and of a product that they bought, by customer, then product.
    days : array of int, shape (pairs,)
        On how many days they bought it.
    first, last : array of int, shape (pairs,)
        How many days before the next day they bought it first and last, 1 at least.
    sold : array of bool, shape (products,)
        Whether anybody bought it within the last four weeks, known or not.
    """

    customers: npt.NDArray[np.object_]
    products: npt.NDArray[np.object_]
    names: npt.NDArray[np.object_]
    who: Places
    what: Places
    days: Places
    first: Places
    last: Places
    sold: Flags

    @cached_property
    def buyers(self) -> Places:
        """How many customers ever bought each product."""
        return np.bincount(self.what, minlength=len(self.products))

    @cached_property
    def recent(self) -> Places:
        """How many customers bought each product within the last four weeks."""
        return np.bincount(self.what[self.last <= DAYS], minlength=len(self.products))

    @cached_property
    def offered(self) -> Flags:
        """What may be recommended: still sold, and by enough people."""
        return self.sold & (self.buyers >= FEWEST_BUYERS)

    @cached_property
    def bought(self) -> sparse.csr_array:
        """Ones where a customer, in rows, ever bought a product, in columns."""
        ones = np.ones(len(self.who), dtype=np.float32)
        return self.matrix(ones)

    def places(self, customer_ids: npt.ArrayLike) -> Places:
        """Where those of some customers stand who are known here, ascending."""
        # NumPy compares texts one by one, each with all others.
        return np.flatnonzero(pd.Index(self.customers).isin(np.asarray(customer_ids, object)))

    def matrix(self, values: npt.NDArray[np.float32]) -> sparse.csr_array:
        """Customers by products, with a value for each pair."""
        shape = (len(self.customers), len(self.products))
        return sparse.csr_array((values, (self.who, self.what)), shape=shape)


@dataclass(frozen=True, eq=False)
class Purchases:
    """Histories as of now and as of four weeks ago, customers and products in the same places.

    Attributes
    ----------
    now, before : History
    """

    now: History
    before: History

    @cached_property
    def since(self) -> sparse.csr_array:
        """Ones where a customer bought a product within the last four weeks."""
        now = self.now
        return now.matrix((now.last <= DAYS).astype(np.float32))


def purchases(lines: ir.Table, products: ir.Table, as_of: date) -> Purchases:
    """Count who bought what, by a day and by four weeks before it.

    Parameters
    ----------
    lines, products : Table
        As in ``schema.LINES`` and ``schema.PRODUCTS``; postage, fees and the like, and returns,
        don't count.
    as_of : date
        The day after the last one that counts.
    """
    found = contents(lines.filter(lines.ordered_at < midnight(as_of)), products)
    # The day before ``as_of`` is one day ago.
    ago = (as_of - date(1970, 1, 1)).days - found.days
    whose, customers = pd.factorize(found.customer_ids, sort=True)
    order, what = found.held.nonzero()
    known = whose[order] >= 0
    order, what = order[known], what[known]
    shape = (len(customers), len(found.products), ago.max(initial=0) + 1)
    # Of a customer who bought a product twice on a day, that day counts once.
    numbers = np.sort(np.ravel_multi_index((whose[order], what, ago[order]), shape))
    visits = np.unravel_index(numbers[np.diff(numbers, prepend=-1) != 0], shape)

    def history(ended: int) -> History:
        """As of so many days before."""
        who, what, days = (each[visits[2] > ended] for each in visits)
        starts = np.flatnonzero((np.diff(who, prepend=-1) != 0) | (np.diff(what, prepend=-1) != 0))
        ends = np.append(starts, len(who))[1:] - 1
        recent = found.held[(ago > ended) & (ago <= ended + DAYS)]
        return History(
            customers=customers,
            products=found.products,
            names=found.names,
            who=who[starts],
            what=what[starts],
            days=ends - starts + 1,
            first=days[ends] - ended,
            last=days[starts] - ended,
            sold=np.asarray(recent.sum(axis=0)).ravel() > 0,
        )

    return Purchases(history(0), history(DAYS))
