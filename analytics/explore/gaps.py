"""How long customers stay away before they come back."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from analytics.features.customers import SECONDS_PER_DAY, seconds

#: By which day these shares of those who come back have come back.
SHARES = (0.5, 0.8, 0.9)


@dataclass(frozen=True)
class Gaps:
    """Days between one day on which a customer bought and the next, over all such pairs.

    Attributes
    ----------
    days : tuple of int
        Lengths that there are, ascending.
    counts : tuple of int
        How many gaps have each.
    customers : int
        Who came back at least once.
    """

    days: tuple[int, ...]
    counts: tuple[int, ...]
    customers: int

    @property
    def total(self) -> int:
        """How many gaps there are."""
        return sum(self.counts)

    def by_day(self, share: float) -> int | None:
        """The first day by which that share of gaps is over; None without any."""
        reached = 0
        for length, many in zip(self.days, self.counts, strict=True):
            reached += many
            if reached >= share * self.total:
                return length
        return None

    @property
    def median(self) -> float | None:
        """The middle one, or half-way between the two in the middle; None without any."""
        if not self.total:
            return None
        return float(pd.Series(self.days).repeat(list(self.counts)).median())


def gaps_between(orders: ir.Table) -> ir.Table:
    """Days from each day on which a known customer bought to the next one of theirs.

    Several orders on one day are one visit.

    Returns
    -------
    Table, one row per pair of days
        ``customer_id`` and ``gap``.
    """
    bought = orders.filter(orders.purchase_lines > 0, orders.customer_id.notnull())
    day = seconds(bought.ordered_at) // SECONDS_PER_DAY
    days = bought.select("customer_id", day=day).distinct()
    following = days.day.lead().over(group_by=days.customer_id, order_by=days.day)
    rows = days.select("customer_id", gap=following - days.day)
    return rows.filter(rows.gap.notnull())


def gaps(orders: ir.Table) -> Gaps:
    """Count them, of whoever's orders these are."""
    rows = gaps_between(orders)
    found = rows.group_by("gap").aggregate(many=ibis._.count()).order_by("gap").execute()
    who = int(rows.customer_id.nunique().execute())
    return Gaps(tuple(map(int, found["gap"])), tuple(map(int, found["many"])), who)


def gaps_by_group(orders: ir.Table, groups: "pd.Series[str]") -> dict[str, Gaps]:
    """Count them for each group of customers.

    Parameters
    ----------
    groups : Series of str, indexed by ``customer_id``
        Whose gaps are counted, and the group of each.
    """
    rows = gaps_between(orders)
    counted = rows.group_by("customer_id", "gap").aggregate(many=ibis._.count()).execute()
    counted["group"] = counted["customer_id"].map(groups)
    found = {}
    for name, theirs in counted.dropna(subset=["group"]).groupby("group"):
        many = theirs.groupby("gap")["many"].sum().sort_index()
        found[str(name)] = Gaps(
            tuple(map(int, many.index)), tuple(map(int, many)), theirs["customer_id"].nunique()
        )
    return found
