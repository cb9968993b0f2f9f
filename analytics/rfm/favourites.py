"""Products that a segment buys more than other customers do."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import pandas as pd

#: Fewer buyers are an accident, in a segment of any size and as a share of it.
FEWEST_BUYERS, FEWEST_SHARE = 5, 0.05
#: As many ids as fit well into one query.
_AT_ONCE = 500


@dataclass(frozen=True)
class Favourite:
    """A product that a segment favours.

    Attributes
    ----------
    product_code, description : str
    buyers : int
        Customers of the segment who bought it.
    share : float
        Of the segment's customers, 0 to 1.
    index : float or None
        That share over the share among all other customers; None where no other bought it.
    """

    product_code: str
    description: str
    buyers: int
    share: float
    index: float | None


def buyers_of_products(lines: ir.Table, customers: Sequence[str] | None = None) -> pd.DataFrame:
    """Count the known customers who bought each product.

    Parameters
    ----------
    lines : Table, one row per line, columns as in ``schema.LINES``
        Only merchandise.
    customers : sequence of str, optional
        Only these; asked for in parts, so that a large segment needs no large query.

    Returns
    -------
    DataFrame, one row per product, indexed by ``product_code`` in ascending order
        ``description`` (of several the last by the alphabet) and ``buyers``.
    """
    bought = lines.filter(lines.quantity > 0, lines.customer_id.notnull())
    if customers is None:
        parts = [_count(bought)]
    else:
        ids = sorted(customers)
        parts = [
            _count(bought.filter(bought.customer_id.isin(ids[start : start + _AT_ONCE])))
            for start in range(0, len(ids), _AT_ONCE)
        ]
    together = pd.concat(parts).groupby("product_code")
    return together.agg({"description": "max", "buyers": "sum"}).sort_index()


def _count(lines: ir.Table) -> pd.DataFrame:
    counted = lines.group_by("product_code").aggregate(
        description=lines.description.max(), buyers=lines.customer_id.nunique()
    )
    found: pd.DataFrame = counted.execute()
    return found


def favourites(
    segment: pd.DataFrame, everybody: pd.DataFrame, members: int, customers: int, most: int = 3
) -> tuple[Favourite, ...]:
    """The products whose share of buyers in a segment is highest against all other customers.

    Parameters
    ----------
    segment, everybody : DataFrame
        As `buyers_of_products` gives them, for the segment and for all customers.
    members, customers : int
        In the segment, and in all.
    most : int

    Returns
    -------
    tuple of Favourite
        Those that the segment buys more than others do, highest index first; empty where the
        segment is everybody.
    """
    others = customers - members
    if not members or not others:
        return ()
    enough = max(FEWEST_BUYERS, members * FEWEST_SHARE)
    table = segment[segment["buyers"] >= enough].copy()
    table["share"] = table["buyers"] / members
    elsewhere = everybody["buyers"].reindex(table.index) - table["buyers"]
    # Nobody else: as rare as can be told among them, so that such products rank by their buyers.
    table["index"] = table["share"] / (elsewhere.clip(lower=1) / others)
    table["alone"] = elsewhere == 0
    table = table[table["index"] > 1].sort_index()
    ranked = table.sort_values(["index", "buyers"], ascending=False, kind="stable")[:most]
    return tuple(
        Favourite(
            product_code=str(code),
            description=str(row["description"]),
            buyers=int(row["buyers"]),
            share=float(row["share"]),
            index=None if row["alone"] else float(row["index"]),
        )
        for code, row in zip(ranked.index, ranked.to_dict("records"), strict=True)
    )
