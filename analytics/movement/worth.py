"""What customers are worth a year, as of a day: what is at stake where they leave a segment.

A customer's yearly money is what they spent in the 365 days before the day. Where the shop's data
begin later than that, what they spent since is scaled to a year: times 365 over the days there
are, or over 90 where there are fewer, so that a first week isn't taken for fifty-two like it. It
is the shop's history that counts, not the customer's: somebody who came last week hasn't spent
that much every week.
"""

from datetime import date, datetime, time, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from analytics.features.customers import Returns

DAYS_PER_YEAR, FEWEST_DAYS = 365, 90


def spent_in_year(orders: ir.Table, day: date, returns: Returns = Returns.NET) -> ir.Table:
    """Sum up what each known customer spent in the 365 days before a day.

    Parameters
    ----------
    orders : Table, one row per invoice, columns as in ``schema.ORDERS``
    day : date
        From its midnight on, orders and returns are ignored.
    returns : Returns
        Whether returns within the year are subtracted, never below zero for a customer.

    Returns
    -------
    Table, one row per customer with an order or a return in that year
        ``customer_id`` and ``cents``.
    """
    until = datetime.combine(day, time.min)
    since = until - timedelta(days=DAYS_PER_YEAR)
    year = orders.filter(
        orders.ordered_at >= since, orders.ordered_at < until, orders.customer_id.notnull()
    )
    summed = year.group_by("customer_id").aggregate(
        purchase_cents=year.purchase_cents.sum(), returned_cents=year.returned_cents.sum()
    )
    spent = summed.purchase_cents
    if returns is Returns.NET:
        spent = ibis.greatest(spent - summed.returned_cents, 0)
    return summed.select("customer_id", cents=spent)


def yearly_money(spent: pd.DataFrame, day: date, first_day: date) -> pd.Series:
    """Money a year of each customer.

    Parameters
    ----------
    spent : DataFrame
        As :func:`spent_in_year` gives it for this day.
    first_day : date
        The first day of the data.

    Returns
    -------
    Series of float, indexed by ``customer_id``
        Currency units, whole cents.
    """
    scale = DAYS_PER_YEAR / days_counted(day, first_day)
    whole = np.rint(spent["cents"].to_numpy("float64") * scale)
    return pd.Series(whole / 100, pd.Index(spent["customer_id"], dtype="str"), dtype="float64")


def days_counted(day: date, first_day: date) -> int:
    """The days before a day whose money is taken for a year's share: 365 unless data are short."""
    return min(DAYS_PER_YEAR, max(FEWEST_DAYS, (day - first_day).days))
