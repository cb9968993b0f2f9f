"""Revenue over time: what each period brought, from whom, and what made it jump."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import log

import ibis
import ibis.expr.types as ir
import pandas as pd

from analytics.explore.periods import Period, Unit, periods
from analytics.features.customers import SECONDS_PER_DAY, Returns, seconds

#: A largest order that explains this much of a jump is what made it.
GIANT = 0.5
_HOURS = 24
_SECONDS_PER_HOUR = 3_600
_THURSDAY = 3


class Buyers(StrEnum):
    """Whose orders they are."""

    FIRST = "first"
    """A customer's first order in this shop."""
    AGAIN = "again"
    """A later one."""
    UNKNOWN = "unknown"
    """Nobody knows whose."""


class Cause(StrEnum):
    """What a jump from one period to the next is mostly made of."""

    GIANT_ORDER = "giant_order"
    ORDERS = "orders"
    CUSTOMERS = "customers"
    ORDERS_EACH = "orders_each"
    UNITS = "units"
    PRICE = "price"


@dataclass(frozen=True)
class Takings:
    """What a period brought.

    Attributes
    ----------
    period : Period
    cents : int
        Hundredths of the currency; may be below zero where more came back than was sold.
    first, again, unknown : int
        The same from first orders, from later ones and from orders of nobody knows whom.
    orders : int
        Purchase orders.
    customers : int
        Known ones who bought.
    units : float
        Bought.
    largest : int
        Cents of the largest order.
    """

    period: Period
    cents: int
    first: int
    again: int
    unknown: int
    orders: int
    customers: int
    units: float
    largest: int


@dataclass(frozen=True)
class Jump:
    """The largest change from a whole period to the next.

    Attributes
    ----------
    before, after : Takings
    cause : Cause
    change : float
        By which share what the cause names grew, below 0 where it fell; where it is a giant order,
        the difference of the two periods' largest orders as a share of the jump.
    """

    before: Takings
    after: Takings
    cause: Cause
    change: float

    @property
    def cents(self) -> int:
        """By how much, below zero where revenue fell."""
        return self.after.cents - self.before.cents


def takings(
    orders: ir.Table, ever: ir.Table, unit: Unit, first: date, last: date, returns: Returns
) -> tuple[Takings, ...]:
    """What each period from one day to another brought; those without orders too.

    Returned goods are taken from the period in which they came back, also below zero: periods add
    up to what was sold less what came back.

    Parameters
    ----------
    orders : Table
        Those asked about, as in ``schema.ORDERS``; none is before ``first`` or after ``last``.
    ever : Table
        All orders of the shop, by which a customer's first one is known.
    """
    rows = _with_buyers(orders, ever, unit, returns)
    bought = rows.purchase_lines > 0
    by_buyers = (
        rows.group_by("period", "buyers")
        .aggregate(
            cents=rows.cents.sum(),
            orders=rows.count(where=bought),
            customers=rows.customer_id.nunique(where=bought),
            units=rows.units.sum(),
            largest=rows.purchase_cents.max(),
        )
        .execute()
    )
    # Who bought for the first time and again within a period is one customer.
    people = (
        rows.filter(bought)
        .group_by("period")
        .aggregate(customers=lambda t: t.customer_id.nunique())
        .execute()
        .set_index("period")["customers"]
    )
    sums = by_buyers.groupby("period")[["cents", "orders", "units"]].sum()
    largest = by_buyers.groupby("period")["largest"].max()
    cents = by_buyers.pivot_table(index="period", columns="buyers", values="cents", aggfunc="sum")
    found = []
    for period in periods(unit, first, last):
        of_whom = {
            each.value: _at(cents[each.value], period.number) if each.value in cents else 0
            for each in Buyers
        }
        found.append(
            Takings(
                period=period,
                cents=_at(sums["cents"], period.number),
                first=of_whom["first"],
                again=of_whom["again"],
                unknown=of_whom["unknown"],
                orders=_at(sums["orders"], period.number),
                customers=_at(people, period.number),
                units=float(sums["units"].get(period.number, 0.0)),
                largest=_at(largest, period.number),
            )
        )
    return tuple(found)


def by_weekday_and_hour(orders: ir.Table, returns: Returns) -> pd.DataFrame:
    """Revenue by weekday and hour of the day.

    Returns
    -------
    DataFrame of int, 7 rows from Monday on, 24 columns
        Cents.
    """
    moment = seconds(orders.ordered_at)
    rows = orders.select(
        weekday=(moment // SECONDS_PER_DAY + _THURSDAY) % 7,
        hour=moment % SECONDS_PER_DAY // _SECONDS_PER_HOUR,
        cents=_cents(orders, returns),
    )
    found = rows.group_by("weekday", "hour").aggregate(cents=rows.cents.sum()).execute()
    table: pd.DataFrame = found.pivot_table(
        index="weekday", columns="hour", values="cents", aggfunc="sum"
    )
    return table.reindex(index=range(7), columns=range(_HOURS)).fillna(0).astype("int64")


def largest_jump(series: tuple[Takings, ...]) -> Jump | None:
    """The largest rise or fall from a whole period to the next whole one; None without two.

    What made it is one order, where the difference of the largest orders of both periods alone is
    half of it or more (a large order in both explains nothing); else the factor that changed
    most, on a logarithmic scale, of those whose product revenue is: customers, orders each, units
    in an order, and what a unit brought. Where nobody is known, orders stand for the first two.
    """
    pairs = [
        (before, after)
        for before, after in pairwise(series)
        if before.period.is_whole and after.period.is_whole and before.cents != after.cents
    ]
    if not pairs:
        return None
    before, after = max(pairs, key=lambda pair: abs(pair[1].cents - pair[0].cents))
    share = (after.largest - before.largest) / (after.cents - before.cents)
    if share >= GIANT:
        return Jump(before, after, Cause.GIANT_ORDER, share)
    factors = _factors(before, after)
    cause = max(factors, key=lambda each: abs(log(factors[each])), default=Cause.ORDERS)
    return Jump(before, after, cause, factors.get(cause, 1.0) - 1)


def _factors(before: Takings, after: Takings) -> dict[Cause, float]:
    """By what each factor of revenue was multiplied, of those that are known of both."""
    known = before.customers and after.customers and not (before.unknown or after.unknown)
    counts: dict[Cause, tuple[float, float]] = (
        {
            Cause.CUSTOMERS: (before.customers, after.customers),
            Cause.ORDERS_EACH: (
                before.orders / before.customers,
                after.orders / after.customers,
            ),
        }
        if known
        else {Cause.ORDERS: (before.orders, after.orders)}
    )
    if before.orders and after.orders:
        counts[Cause.UNITS] = (before.units / before.orders, after.units / after.orders)
    if before.units and after.units:
        counts[Cause.PRICE] = (before.cents / before.units, after.cents / after.units)
    return {cause: now / then for cause, (then, now) in counts.items() if then > 0 and now > 0}


def _with_buyers(orders: ir.Table, ever: ir.Table, unit: Unit, returns: Returns) -> ir.Table:
    """The orders with their period, whose they are, and what they came to."""
    began = ever.filter(ever.purchase_lines > 0, ever.customer_id.notnull())
    began = began.group_by("customer_id").aggregate(began=began.ordered_at.min())
    rows = orders.left_join(began, "customer_id")
    bought = rows.purchase_lines > 0
    buyers = ibis.cases(
        (rows.customer_id.isnull(), Buyers.UNKNOWN.value),
        (bought & (rows.ordered_at == rows.began), Buyers.FIRST.value),
        else_=Buyers.AGAIN.value,
    )
    return rows.select(
        "customer_id",
        "purchase_lines",
        "units",
        "purchase_cents",
        period=unit.of(rows.ordered_at),
        buyers=buyers,
        cents=_cents(rows, returns),
    )


def _cents(orders: ir.Table, returns: Returns) -> ir.IntegerColumn:
    if returns is Returns.NET:
        return orders.purchase_cents - orders.returned_cents
    return orders.purchase_cents


def _at(series: "pd.Series[int]", number: int) -> int:
    value = series.get(number, 0)
    return 0 if pd.isna(value) else int(value)
