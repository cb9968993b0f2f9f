"""Who bought what by a day, counted where the lines are: one row per customer and product."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from analytics.features.customers import SECONDS_PER_DAY, midnight, seconds

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


def purchases(lines: ir.Table, as_of: date) -> Purchases:
    """Count who bought what, by a day and by four weeks before it.

    Parameters
    ----------
    lines : Table
        As in ``schema.LINES``; postage, fees and the like, and returns, don't count.
    as_of : date
        The day after the last one that counts.
    """
    goods = lines.filter(
        lines.merchandise == 1, lines.quantity > 0, lines.ordered_at < midnight(as_of)
    )
    pairs, sold = _pairs(goods, as_of), _last_sold(goods, as_of)
    customers, who = _places(pairs["customer_id"])
    products, what = _places(pairs["product_code"])
    order = np.lexsort((what, who))
    who, what, pairs = who[order], what[order], pairs.iloc[order]
    last_sold = sold.reindex(products)

    def history(ended: int) -> History:
        """As of so many days before."""
        name = "before" if ended else "now"
        kept = pairs[f"days_{name}"].to_numpy("int64") > 0
        part = pairs[kept]
        return History(
            customers=customers,
            products=products,
            who=who[kept],
            what=what[kept],
            days=part[f"days_{name}"].to_numpy("int64"),
            first=part["first"].to_numpy("int64") - ended,
            last=part[f"last_{name}"].to_numpy("int64") - ended,
            sold=(last_sold[name] <= ended + DAYS).to_numpy(dtype=bool),
        )

    return Purchases(history(0), history(DAYS))


def _pairs(goods: ir.Table, as_of: date) -> pd.DataFrame:
    """One row per customer and product; days are counted back from ``as_of``, the day before it
    being 1, and missing where there is none."""
    known = goods.filter(goods.customer_id.notnull())
    visits = known.select("customer_id", "product_code", ago=_days_before(known, as_of)).distinct()
    earlier = visits.ago > DAYS
    found: pd.DataFrame = (
        visits.group_by("customer_id", "product_code")
        .aggregate(
            days_now=visits.count(),
            days_before=visits.count(where=earlier),
            first=visits.ago.max(),
            last_now=visits.ago.min(),
            last_before=visits.ago.min(where=earlier),
        )
        .execute()
    )
    return found


def _last_sold(goods: ir.Table, as_of: date) -> pd.DataFrame:
    """How many days ago anybody bought a product, ``now`` and as of four weeks ``before``; for
    products sold in twice that time."""
    recent = goods.filter(goods.ordered_at >= midnight(as_of - timedelta(days=2 * DAYS)))
    ago = _days_before(recent, as_of)
    found: pd.DataFrame = (
        recent.group_by("product_code")
        .aggregate(now=ago.min(), before=ago.min(where=ago > DAYS))
        .execute()
    )
    return found.set_index("product_code").astype("float64")


def _days_before(rows: ir.Table, as_of: date) -> ir.IntegerValue:
    day = (as_of - date(1970, 1, 1)).days
    return day - seconds(rows.ordered_at) // SECONDS_PER_DAY


def _places(names: "pd.Series[str]") -> tuple[npt.NDArray[np.object_], Places]:
    """The different names in order, and the place of each among them."""
    places, found = pd.factorize(names.to_numpy(dtype=object), sort=True)
    return found, places.astype(np.int64)


def names(lines: ir.Table, codes: list[str]) -> dict[str, str]:
    """What products are called: of several descriptions the last by the alphabet, the code where
    there is none."""
    if not codes:
        return {}
    goods = lines.filter(lines.product_code.isin(codes))
    found = goods.group_by("product_code").aggregate(name=goods.description.max()).execute()
    known = dict(zip(found["product_code"], found["name"].fillna("").str.strip(), strict=True))
    return {code: known.get(code) or code for code in codes}
