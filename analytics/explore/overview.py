"""A shop in a dozen figures."""

from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import pandas as pd

from analytics.explore.gaps import gaps
from analytics.features.customers import Returns, midnight, shop_totals
from analytics.vocabulary.schema import Features

TOP = 0.2


@dataclass(frozen=True)
class Overview:
    """What known customers did in a time, and what nobody knows whose it was.

    Attributes
    ----------
    customers, new_customers : int
        Who bought, and those of them whose first order ever it was.
    orders : int
    revenue : float or None
        Currency units; None where nobody knows what was paid, as are all other figures of money.
    average_order : float or None
    orders_per_customer : float or None
        None where nobody bought, as are the shares.
    repeat_rate, one_time_share : float or None
        Shares of customers with two orders or more, and with one.
    top_20_share : float or None
        Share of revenue that the fifth of customers who spent most brought.
    median_gap_days : float or None
        Between one day on which a customer bought and the next; None where nobody came back.
    return_rate : float or None
        Money of returns over money of purchases, at most 1.
    unknown_orders : int
        Without a customer.
    unknown_revenue : float or None
    """

    customers: int
    new_customers: int
    orders: int
    revenue: float | None
    average_order: float | None
    orders_per_customer: float | None
    repeat_rate: float | None
    one_time_share: float | None
    top_20_share: float | None
    median_gap_days: float | None
    return_rate: float | None
    unknown_orders: int
    unknown_revenue: float | None


def overview(
    features: Features,
    orders: ir.Table,
    as_of: date,
    returns: Returns,
    new_since: date | None,
    first_orders: "pd.Series[pd.Timestamp]",
    *,
    paid: bool,
) -> Overview:
    """Sum a time up.

    Parameters
    ----------
    features : DataFrame
        The customers who bought in it, as in ``schema.FEATURES``.
    orders : Table
        Of it, as in ``schema.ORDERS``, those without a customer too.
    new_since : date or None
        From when on a first order ever makes a customer new; None where all of time is summed up.
    first_orders : Series of Timestamp, indexed by ``customer_id``
        Of everybody, ever.
    paid : bool
        Whether it is known what orders came to.
    """
    totals = shop_totals(orders, returns, as_of).execute().iloc[0]
    customers, bought = len(features), int(totals["orders"])
    revenue = float(totals["revenue"]) if paid else None
    once = int((features["frequency"] == 1).sum()) if customers else 0
    began = first_orders.reindex(features["customer_id"]) if customers else first_orders[:0]
    new = customers if new_since is None else int((began >= pd.Timestamp(new_since)).sum())
    return Overview(
        customers=customers,
        new_customers=new,
        orders=bought,
        revenue=revenue,
        average_order=revenue / bought if revenue is not None and bought else None,
        orders_per_customer=bought / customers if customers else None,
        repeat_rate=(customers - once) / customers if customers else None,
        one_time_share=once / customers if customers else None,
        top_20_share=top_share(features["monetary"]) if paid and customers else None,
        median_gap_days=gaps(orders.filter(orders.ordered_at < midnight(as_of))).median,
        return_rate=_return_rate(orders) if paid else None,
        unknown_orders=int(totals["orders_all"]) - bought,
        unknown_revenue=float(totals["revenue_all"]) - float(totals["revenue"]) if paid else None,
    )


def top_share(money: "pd.Series[float]", top: float = TOP) -> float | None:
    """The share of all money that those who spent most brought, that part of customers, rounded
    to whole customers; None where there is no money, or where that part isn't one customer."""
    total, most = float(money.sum()), len(money) * top
    if total <= 0 or most < 1:
        return None
    return float(money.nlargest(round(most)).sum()) / total


def _return_rate(orders: ir.Table) -> float | None:
    known = orders.filter(orders.customer_id.notnull())
    found = known.aggregate(
        bought=known.purchase_cents.sum(), returned=known.returned_cents.sum()
    ).execute()
    bought, returned = (float(found[name].iloc[0] or 0) for name in ("bought", "returned"))
    return min(1.0, returned / bought) if bought > 0 else None
