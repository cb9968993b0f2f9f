"""Each customer's segment on earlier days, and when it last changed.

Orders are summed up once, by customer and step; the steps are then added up one after another, so
that a year of history costs one question to the store.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import add

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from analytics.features.customers import SECONDS_PER_DAY, Returns
from analytics.vocabulary.schema import Features

DAYS_PER_STEP, STEPS = 7, 52


def weekly(as_of: date, steps: int = STEPS) -> tuple[date, ...]:
    """The day itself and the same weekday of the ``steps`` weeks before, earliest first."""
    return tuple(as_of - timedelta(days=DAYS_PER_STEP * back) for back in range(steps, -1, -1))


def between(first: date, last: date) -> tuple[date, ...]:
    """Two days and those a week apart before the later; further apart where there are many."""
    apart = max(DAYS_PER_STEP, -(-(last - first).days // STEPS))
    inside = range((last - first).days - apart, 0, -apart)
    return (first, *sorted(first + timedelta(days=each) for each in inside), last)


def activity(orders: ir.Table, days: Sequence[date], window: int | None = None) -> ir.Table:
    """Sum up each known customer's orders between one day and the next.

    Parameters
    ----------
    orders : Table, one row per invoice, columns as in ``schema.ORDERS``
    days : sequence of date, ascending
        Each begins at its midnight. What comes at or after the last is ignored.
    window : int, optional
        The days before each whose orders count; by default all.

    Returns
    -------
    Table, one row per customer and step in which there was an order or a return
        ``customer_id``; ``step``, the place of the first day after it in ``days``, those too on
        which a window begins;
        ``purchases`` (orders), ``first_order`` and ``last_order`` (timestamps of the first and the
        last purchase, null if there is none), ``purchase_cents`` and ``returned_cents``.
    """
    earlier = orders.filter(orders.ordered_at < _midnight(days[-1]), orders.customer_id.notnull())
    steps = _steps(days, window)
    passed = [(earlier.ordered_at >= _midnight(each)).cast("int64") for each in steps[:-1]]
    stepped = earlier.mutate(step=reduce(add, passed) if passed else 0)
    bought = stepped.purchase_lines > 0
    return stepped.group_by("customer_id", "step").aggregate(
        purchases=stepped.count(where=bought),
        first_order=stepped.ordered_at.min(where=bought),
        last_order=stepped.ordered_at.max(where=bought),
        purchase_cents=stepped.purchase_cents.sum(),
        returned_cents=stepped.returned_cents.sum(),
    )


def states(
    summed: pd.DataFrame,
    days: Sequence[date],
    returns: Returns = Returns.NET,
    window: int | None = None,
) -> Iterator[tuple[date, Features]]:
    """What each customer's features were on each of the days.

    Parameters
    ----------
    summed : DataFrame
        As :func:`activity` gives it for the same ``days`` and ``window``; row order doesn't
        matter.
    returns : Returns
        Whether returns are subtracted from ``monetary``.

    Yields
    ------
    date, DataFrame, one row per customer with a purchase in the window, by ``customer_id``
        ``customer_id``, ``recency``, ``frequency`` and ``monetary``, equal to those of
        :func:`analytics.features.customers.customer_features` on that day; ``orders_ever`` and
        ``tenure`` (days since the first purchase) are of all time, whatever the window. Days
        before anybody's first purchase are left out.
    """
    customers, row = np.unique(summed["customer_id"].to_numpy(str), return_inverse=True)
    steps = summed["step"].to_numpy("int64")
    firsts, lasts = (_seconds(summed[name]) for name in ("first_order", "last_order"))
    gained = summed[["purchases", "purchase_cents", "returned_cents"]].to_numpy("int64")
    if returns is Returns.IGNORE:
        gained = gained * np.array([1, 1, 0])
    totals = np.zeros((len(customers), 3), "int64")
    first = np.full(len(customers), np.iinfo("int64").max)
    last = np.full(len(customers), np.iinfo("int64").min)
    begun = set() if window is None else {_begins(day, window) for day in days}
    totals_at: dict[date, np.ndarray] = {}
    for step, day in enumerate(_steps(days, window)):
        here = steps == step
        # One row per customer and step, so that no row is overwritten by another.
        totals[row[here]] += gained[here]
        last[row[here]] = np.maximum(last[row[here]], lasts[here])
        bought = here & (gained[:, 0] > 0)
        first[row[bought]] = np.minimum(first[row[bought]], firsts[bought])
        if day in begun:
            totals_at[day] = totals.copy()
        if day in days:
            since = totals if window is None else totals - totals_at[_begins(day, window)]
            known = since[:, 0] > 0
            if known.any():
                found = _features(customers[known], since[known], last[known], day)
                tenure = _days_until(day, first[known])
                yield day, found.assign(orders_ever=totals[known, 0], tenure=tenure)


def _steps(days: Sequence[date], window: int | None) -> list[date]:
    """The days, and those on which a window begins."""
    begun = () if window is None else (_begins(day, window) for day in days)
    return sorted({*days, *begun})


def _begins(day: date, window: int) -> date:
    return day - timedelta(days=window)


def last_changes(segments: Iterable[tuple[date, pd.Series]]) -> pd.DataFrame:
    """Find each customer's last different segment, and since when they have been in this one.

    Parameters
    ----------
    segments : iterable of (date, Series of str indexed by ``customer_id``)
        Everybody's segment on each day, earliest first.

    Returns
    -------
    DataFrame, one row per customer of the last day, indexed by ``customer_id``, ascending
        - ``segment``: on the last day;
        - ``previous``: the last different one before it, None where there was none;
        - ``since``: the first day on which they were seen in ``segment`` without a break; None
          where they have been in it since the first of the days.
    """
    found = pd.DataFrame({"segment": [], "previous": [], "since": []}, dtype=object)
    for place, (day, now) in enumerate(segments):
        now = now.sort_index().astype(object)
        earlier = found.reindex(now.index)
        moved = earlier["segment"].notna() & (earlier["segment"] != now)
        same = earlier["segment"] == now
        found = pd.DataFrame(
            {
                "segment": now,
                "previous": earlier["previous"].where(~moved, earlier["segment"]),
                "since": earlier["since"].where(same, day if place else None),
            }
        )
    return found.astype(object).where(found.notna(), None)


def _features(customers: np.ndarray, totals: np.ndarray, last: np.ndarray, day: date) -> Features:
    return pd.DataFrame(
        {
            "customer_id": customers,
            "recency": _days_until(day, last),
            "frequency": totals[:, 0],
            "monetary": np.maximum(totals[:, 1] - totals[:, 2], 0) / 100,
        }
    )


def _days_until(day: date, seconds: np.ndarray) -> np.ndarray:
    """Whole days from moments to a day's midnight, rounded down."""
    midnight = int(np.datetime64(day, "s").astype("int64"))
    return (midnight - seconds) // SECONDS_PER_DAY


def _seconds(moments: pd.Series) -> np.ndarray:
    """Whole seconds since 1970, rounded down; the earliest there are where there is no moment."""
    moments = pd.to_datetime(moments)
    whole = moments.to_numpy("datetime64[s]").astype("int64")
    return np.where(moments.isna(), np.iinfo("int64").min, whole)


def _midnight(day: date) -> datetime:
    return datetime.combine(date(day.year, day.month, day.day), time.min)
