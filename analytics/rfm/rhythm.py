"""How long customers stay away, and how large the shop is."""

import ibis
import ibis.expr.types as ir
import pandas as pd

from analytics.features.customers import SECONDS_PER_DAY
from analytics.vocabulary.schema import Features

#: Fewer customers who came back say nothing about how long they usually stay away.
FEWEST_RETURNED = 10


def usual_gap(features: Features) -> int | None:
    """The median, over customers who came back on a later day, of their mean days between orders.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``

    Returns
    -------
    int or None
        Whole days, at least 1; None where fewer than ``FEWEST_RETURNED`` came back.
    """
    between = features["tenure"] - features["recency"]
    again = (features["frequency"] > 1) & (between > 0)
    gaps: pd.Series = between[again] / (features["frequency"][again] - 1)
    return max(1, round(gaps.median())) if len(gaps) >= FEWEST_RETURNED else None


def latest_gaps(orders: ir.Table) -> ir.Table:
    """Days between the last two days on which a customer bought.

    One gap per customer, so that a few who order daily don't set the pace for all; the latest,
    because habits change. Several orders on one day are one visit.

    Parameters
    ----------
    orders : Table, one row per invoice, columns as in ``schema.ORDERS``

    Returns
    -------
    Table, one row per known customer who bought on two days or more
        ``customer_id`` and ``gap`` (whole days, at least 1).
    """
    bought = orders.filter(orders.purchase_lines > 0, orders.customer_id.notnull())
    seconds = bought.ordered_at.epoch_seconds().cast("int64")
    days = bought.select("customer_id", day=seconds // SECONDS_PER_DAY).distinct()
    place = ibis.row_number().over(group_by=days.customer_id, order_by=days.day.desc())
    ranked = days.mutate(place=place)
    ends = (
        ranked.filter(ranked.place < 2)
        .group_by("customer_id")
        .aggregate(first=lambda t: t.day.min(), last=lambda t: t.day.max())
    )
    return ends.filter(ends.last > ends.first).select("customer_id", gap=ends.last - ends.first)


def shop_size(orders: ir.Table) -> ir.Table:
    """How many known customers bought, and over how many days.

    Returns
    -------
    Table, one row
        ``customers``; ``days`` from the first purchase to the last, null if there is none.
    """
    bought = orders.filter(orders.purchase_lines > 0, orders.customer_id.notnull())
    day = bought.ordered_at.epoch_seconds().cast("int64") // SECONDS_PER_DAY
    return bought.aggregate(
        customers=bought.customer_id.nunique(),
        days=day.max() - day.min(),
    )
