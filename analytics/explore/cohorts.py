"""Cohorts: customers by when they began, and what became of them."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis.expr.types as ir
import pandas as pd
from scipy.stats import norm

from analytics.explore.periods import Period, Unit, periods
from analytics.explore.products import ALPHA
from analytics.features.customers import SECONDS_PER_DAY, Returns, seconds
from analytics.intervals import newcombe

#: Within so many days of the first order.
WINDOWS = (30, 60, 90, 180, 365)
#: Shares of fewer customers than this say nothing.
FEWEST = 5


@dataclass(frozen=True)
class Cohort:
    """Customers whose first order was in one period.

    Attributes
    ----------
    began : Period
    customers : int
    cents : int
        All that they brought, hundredths of the currency; what came back is taken off, also below
        zero.
    active : tuple of int or None
        How many of them bought in the period in which they began (all), in the one after, and so
        on; None for a period that isn't over.
    spent : tuple of int or None
        Cents in each of these periods.
    within : tuple of int or None
        How many came back on a later day within 30, 60, 90, 180 and 365 days of their first order;
        None where that isn't over for all of them.
    unlike : tuple of (int, bool)
        Places in ``within`` where their share is more (True) or less than that of all other
        cohorts by more than chance.
    """

    began: Period
    customers: int
    cents: int
    active: tuple[int | None, ...]
    spent: tuple[int | None, ...]
    within: tuple[int | None, ...]
    unlike: tuple[tuple[int, bool], ...]


def cohorts(
    orders: ir.Table, ever: ir.Table, unit: Unit, first: date, last: date, returns: Returns
) -> tuple[Cohort, ...]:
    """Follow customers from their first order on.

    Parameters
    ----------
    orders : Table
        Of those asked about, as in ``schema.ORDERS``.
    ever : Table
        All orders of the shop, by which it is known when a customer began.
    unit : Unit
        Months or quarters.
    first, last : date
        Days that the data cover. A customer who began earlier is in no cohort.
    """
    rows, people = _visits(orders, ever, unit, returns, first)
    spans = periods(unit, first, last)
    over = {each.number for each in spans if each.last == _end(each)}
    by_cell = rows.groupby(["cohort", "period"])[["active", "cents"]].sum()
    sizes = people.groupby("cohort").size()
    known = _came_back(people, unit, last)
    found = []
    for began in spans:
        if began.number not in sizes.index:
            continue
        later = [each.number for each in spans if each.number >= began.number]
        cells = [(began.number, number) for number in later]
        theirs = by_cell.reindex(cells).fillna(0).astype("int64")
        whole = [number in over for number in later]
        found.append(
            Cohort(
                began=began,
                customers=int(sizes[began.number]),
                cents=int(theirs["cents"].sum()),
                active=_where(theirs["active"], whole),
                spent=_where(theirs["cents"], whole),
                within=known[began.number],
                unlike=(),
            )
        )
    return _compared(tuple(found))


def _end(period: Period) -> date:
    return period.unit.first_day(period.number + 1) - timedelta(days=1)


def _where(values: "pd.Series[int]", whole: list[bool]) -> tuple[int | None, ...]:
    return tuple(
        int(value) if is_over else None for value, is_over in zip(values, whole, strict=True)
    )


def _visits(
    orders: ir.Table, ever: ir.Table, unit: Unit, returns: Returns, first: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers by cohort and period with what they brought; and each customer's cohort, first
    day and the number of days to the next day on which they bought."""
    bought = ever.filter(ever.purchase_lines > 0, ever.customer_id.notnull())
    began = bought.group_by("customer_id").aggregate(began=bought.ordered_at.min())
    began = began.mutate(cohort=unit.of(began.began), day=seconds(began.began) // SECONDS_PER_DAY)
    began = began.filter(began.cohort >= unit.number(first))
    theirs = orders.filter(orders.customer_id.notnull()).inner_join(began, "customer_id")
    cents = theirs.purchase_cents
    if returns is Returns.NET:
        cents = cents - theirs.returned_cents
    sold = theirs.purchase_lines > 0
    rows = theirs.mutate(period=unit.of(theirs.ordered_at), cents=cents)
    by_cell = rows.group_by("cohort", "period").aggregate(
        active=rows.customer_id.nunique(where=sold), cents=rows.cents.sum()
    )
    days = seconds(theirs.ordered_at) // SECONDS_PER_DAY - theirs.day
    people = theirs.group_by("customer_id").aggregate(
        cohort=theirs.cohort.min(),
        day=theirs.day.min(),
        back=days.min(where=sold & (days > 0)),
        bought=sold.max(),
    )
    return by_cell.execute(), people.filter(people.bought).execute()


def _came_back(people: pd.DataFrame, unit: Unit, last: date) -> dict[int, tuple[int | None, ...]]:
    end = (last - date(1970, 1, 1)).days
    found: dict[int, tuple[int | None, ...]] = {}
    for cohort in people["cohort"].unique().tolist():
        theirs = people[people["cohort"] == cohort]
        latest = (unit.first_day(cohort + 1) - date(1970, 1, 1)).days - 1
        back = theirs["back"]
        found[cohort] = tuple(
            int((back <= days).sum()) if latest + days <= end else None for days in WINDOWS
        )
    return found


def _compared(found: tuple[Cohort, ...]) -> tuple[Cohort, ...]:
    """Say which cohorts come back more or less than all others together by more than chance.

    Newcombe's interval for the difference of two shares (Newcombe 1998, method 10), at a level at
    which all comparisons together are misjudged in at most 5% of shops whose cohorts are alike.
    """
    tests = [
        (place, which)
        for place, cohort in enumerate(found)
        for which, many in enumerate(cohort.within)
        if many is not None and cohort.customers >= FEWEST
    ]
    z = float(norm.ppf(1 - ALPHA / 2 / max(1, len(tests))))
    unlike: dict[int, list[tuple[int, bool]]] = {}
    for place, which in tests:
        others = [
            (each.within[which] or 0, each.customers)
            for other, each in enumerate(found)
            if other != place and each.within[which] is not None
        ]
        if not others:
            continue
        own = (found[place].within[which] or 0, found[place].customers)
        rest = (sum(many for many, _ in others), sum(size for _, size in others))
        low, high = newcombe(own, rest, z)
        if low > 0 or high < 0:
            unlike.setdefault(place, []).append((which, low > 0))
    return tuple(
        Cohort(**{**vars(cohort), "unlike": tuple(unlike.get(place, ()))})
        for place, cohort in enumerate(found)
    )
