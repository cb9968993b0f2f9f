"""Who is in another segment once rules or edges are changed."""

from dataclasses import dataclass

import pandas as pd

from analytics.vocabulary.money import cents, units


@dataclass(frozen=True)
class Move:
    """The customers who go from one segment to another.

    Attributes
    ----------
    before, after : str
        The names of the two segments.
    customers : int
    revenue : float
        What they spent, currency units.
    """

    before: str
    after: str
    customers: int
    revenue: float


def moves(before: pd.Series, after: pd.Series, spent: pd.Series) -> tuple[Move, ...]:
    """Those whose segment differs, by where they come from and go to; most money first.

    Parameters
    ----------
    before, after : Series of str, indexed by ``customer_id``
        Each customer's segment, of the same customers.
    spent : Series of float, indexed by ``customer_id``
        Currency units.
    """
    table = pd.DataFrame({"before": before, "after": after, "spent": spent})
    moved = table[table["before"] != table["after"]].groupby(["before", "after"])["spent"]
    found = [
        Move(str(was), str(now), len(amounts), units(cents(amounts)))
        for (was, now), amounts in moved
    ]
    return tuple(
        sorted(found, key=lambda each: (-each.revenue, -each.customers, each.before, each.after))
    )
