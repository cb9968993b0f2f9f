"""Products that more of a segment bought than of customers who buy as many different ones.

Whoever buys much has bought nearly everything more often, and of some thousand products one always
looks like a favourite. So a segment is held against customers drawn at random from those with as
many different products (Mantel and Haenszel 1959), and of all products those are told apart from
chance by their false discovery rate (Benjamini and Hochberg 1995).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom, false_discovery_control, norm

from analytics.intervals import wilson

#: Fewer buyers are an accident, in a segment of any size and as a share of it.
FEWEST_BUYERS, FEWEST_SHARE = 5, 0.05
#: The highest false discovery rate. A shop has some ten segments, each with a list of its own: so
#: one shop in a hundred without favourites shows any.
RATE = 0.001
#: How seldom the interval of any product at all may leave out what is so.
_ALPHA = 0.05
#: As many ids as fit well into one query.
_AT_ONCE = 500
#: From how many different products on customers are of the next size: each about a third more.
_SIZES = (2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 29, 38, 49, 64, 83, 108, 140, 182, 237, 308, 400, 520)


@dataclass(frozen=True)
class Favourite:
    """A product that a segment favours.

    Attributes
    ----------
    product_code, description : str
    buyers : int
        Customers of the segment who ever bought it.
    share : float
        Of the segment's customers, 0 to 1.
    index : float
        Times as many buyers as among customers with as many different products, shrunk: half a
        buyer is added to what was seen and to what was to be expected (Norén and others 2013).
    low : float
        The low end of Wilson's interval of the share, over the share that was to be expected, at
        95% for all products together (Bonferroni).
    """

    product_code: str
    description: str
    buyers: int
    share: float
    index: float
    low: float


def buyers_of_products(lines: ir.Table, customers: Sequence[str]) -> pd.DataFrame:
    """Count those of some customers who bought each product.

    Parameters
    ----------
    lines : Table, one row per line, columns as in ``schema.LINES``
        Only merchandise.
    customers : sequence of str
        Asked for in parts, so that a large segment needs no large query.

    Returns
    -------
    DataFrame, one row per product, indexed by ``product_code`` in ascending order
        ``description`` (of several the last by the alphabet) and ``buyers``.
    """
    bought, ids = _bought(lines), sorted(customers)
    parts = []
    for start in range(0, len(ids), _AT_ONCE):
        theirs = bought.filter(bought.customer_id.isin(ids[start : start + _AT_ONCE]))
        counted = theirs.group_by("product_code").aggregate(
            description=theirs.description.max(), buyers=theirs.customer_id.nunique()
        )
        parts.append(counted.execute())
    together = pd.concat(parts).groupby("product_code")
    found: pd.DataFrame = together.agg({"description": "max", "buyers": "sum"}).sort_index()
    return found


def buyers_by_size(lines: ir.Table) -> ir.Table:
    """Count the known customers who bought each product, by how many different ones they bought.

    Returns
    -------
    Table, one row per product and size
        ``product_code``, ``size`` as in :func:`sizes_of_customers`, and ``buyers``.
    """
    pairs = _bought(lines).select("customer_id", "product_code").distinct()
    sized = pairs.inner_join(sizes_of_customers(lines), "customer_id")
    return sized.group_by("product_code", "size").aggregate(buyers=sized.count())


def sizes_of_customers(lines: ir.Table) -> ir.Table:
    """How many different products each known customer bought, as far as that is told apart.

    Returns
    -------
    Table, one row per customer who bought any
        ``customer_id`` and ``size``, the place of their number among those told apart, from 0.
    """
    bought = _bought(lines)
    found = bought.group_by("customer_id").aggregate(products=bought.product_code.nunique())
    size = reduce(add, ((found.products >= each).cast("int64") for each in _SIZES))
    return found.select("customer_id", size=size)


def size_of(products: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The same of numbers of different products that were counted elsewhere."""
    return np.searchsorted(_SIZES, products, side="right")


def favourites(
    buyers: pd.DataFrame,
    everybody: pd.DataFrame,
    sizes: pd.DataFrame,
    members: Sequence[str],
    most: int = 3,
) -> tuple[Favourite, ...]:
    """The products that more of a segment bought than chance explains.

    Chance is a segment of as many customers of each size, picked at random. The buyers of a
    product among them are a sum of hypergeometric counts, whose upper tail the binomial's of the
    same mean bounds (Hoeffding 1956, theorem 4).

    Parameters
    ----------
    buyers : DataFrame
        Of the segment, as :func:`buyers_of_products` gives it.
    everybody, sizes : DataFrame
        As :func:`buyers_by_size` and :func:`sizes_of_customers` give them, for all customers.
    members : sequence of str
        The segment's customers.
    most : int

    Returns
    -------
    tuple of Favourite
        Highest index first; empty where there is none, or the segment is everybody.
    """
    theirs = sizes[sizes["customer_id"].isin(members)]
    if theirs.empty:
        return ()
    share = theirs["size"].value_counts() / sizes["size"].value_counts()
    chance = everybody["buyers"] * everybody["size"].map(share.fillna(0.0))
    expected = chance.groupby(everybody["product_code"]).sum().sort_index()
    found = buyers["buyers"].reindex(expected.index, fill_value=0)
    tail = binom.sf(found - 1, len(theirs), np.minimum(expected / len(theirs), 1))
    # The bound holds above the mean only; nothing at or below it is a favourite.
    tail = np.where(found > expected + 1, tail, 1.0)
    told = pd.Series(false_discovery_control(tail) <= RATE, expected.index)
    enough = max(FEWEST_BUYERS, len(members) * FEWEST_SHARE)
    table = buyers[told.reindex(buyers.index) & (buyers["buyers"] >= enough)].copy()
    usual = expected.reindex(table.index)
    table["index"] = (table["buyers"] + 0.5) / (usual + 0.5)
    level = float(norm.ppf(1 - _ALPHA / 2 / len(expected)))
    low, _ = wilson(table["buyers"] / 1.0, pd.Series(float(len(theirs)), table.index), level)
    table["low"] = low / (usual / len(theirs))
    ranked = table.sort_values(["index", "buyers"], ascending=False, kind="stable")[:most]
    return tuple(
        Favourite(
            product_code=str(code),
            description=str(row["description"]),
            buyers=int(row["buyers"]),
            share=row["buyers"] / len(members),
            index=float(row["index"]),
            low=float(row["low"]),
        )
        for code, row in zip(ranked.index, ranked.to_dict("records"), strict=True)
    )


def _bought(lines: ir.Table) -> ir.Table:
    return lines.filter(lines.quantity > 0, lines.customer_id.notnull())
