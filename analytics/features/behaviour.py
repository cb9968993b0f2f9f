"""How each customer buys, as Ibis expressions that read the same in every engine.

All of it is about purchase orders, whatever ``returns=`` says. Times are those of the file, in the
shop's own time zone. Moments are whole seconds; see :mod:`analytics.features.customers` for why.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from analytics.features.customers import SECONDS_PER_DAY, midnight, seconds, seconds_at

NOON = 12
EVENING = 18
_SECONDS_PER_HOUR = 3_600
_SATURDAY = 5
# 1970-01-01 was a Thursday; whole weeks are added so that no day is below zero.
_FROM_MONDAY = 3 + 7 * 100_000


def order_habits(orders: ir.Table, as_of: date) -> ir.Table:
    """Summarise when, how regularly and how much at once each known customer orders.

    Parameters
    ----------
    orders : Table, one row per invoice, columns as in ``schema.ORDERS``
    as_of : date
        Orders at or after this day's midnight are ignored.

    Returns
    -------
    Table, one row per customer with a purchase order before ``as_of``, in no order
        Columns as in ``schema.HABITS``:

        - ``units_per_order``: units bought over purchase orders;
        - ``gap_mean``: mean days from one purchase order to the next, parts of days counted; null
          for one order;
        - ``gap_spread``: their standard deviation (population); null for fewer than three orders;
        - ``weekend_share``: share of purchase orders on a Saturday or Sunday, 0 to 1;
        - ``morning_share``, ``evening_share``: share of purchase orders before noon and from 18:00
          on, of those that have a time of day; midnight sharp is how files write that there is
          none. Null where no order has one;
        - ``trend``: (late − early) / (late + early), -1 to 1: money of purchases in the later and
          in the earlier half of the time from the customer's first order to ``as_of``, an order
          at the very middle being late. Null for one order, which is always early, and where
          neither half has money.
    """
    bought = _purchases(orders, as_of)
    late = bought.moment * 2 >= bought.first + seconds_at(as_of)
    has_time = bought.time > 0
    sums = bought.group_by("customer_id").aggregate(
        orders=bought.count(),
        # To thousandths, as they are stored: sums of fractions depend on the order of the rows.
        units=bought.units.sum().round(3),
        gaps=bought.gap.sum(),
        squares=(bought.gap * bought.gap).sum(),
        weekend=bought.count(where=bought.weekday >= _SATURDAY),
        timed=bought.count(where=has_time),
        morning=bought.count(where=has_time & (bought.hour < NOON)),
        evening=bought.count(where=bought.hour >= EVENING),
        late=bought.purchase_cents.sum(where=late).fill_null(0),
        cents=bought.purchase_cents.sum(),
    )
    gaps = (sums.orders - 1).nullif(0)
    gap = sums.gaps / gaps
    # Of whole seconds, whose squares are exact, so that equal gaps have no spread at all.
    variance = ibis.greatest(sums.squares / gaps - gap * gap, 0)
    several = sums.orders > 1
    return sums.select(
        customer_id=sums.customer_id,
        units_per_order=sums.units / sums.orders,
        gap_mean=gap / SECONDS_PER_DAY,
        gap_spread=ibis.ifelse(sums.orders > 2, variance.sqrt() / SECONDS_PER_DAY, None),
        weekend_share=sums.weekend / sums.orders,
        morning_share=sums.morning / sums.timed.nullif(0),
        evening_share=sums.evening / sums.timed.nullif(0),
        trend=ibis.ifelse(several, (sums.late * 2 - sums.cents) / sums.cents.nullif(0), None),
    )


def basket_habits(lines: ir.Table, as_of: date) -> ir.Table:
    """Summarise what each known customer's purchase orders are made of.

    Postage, fees and the like are no products.

    Parameters
    ----------
    lines : Table, one row per line, columns as in ``schema.LINES``
    as_of : date
        Lines at or after this day's midnight are ignored.

    Returns
    -------
    Table, one row per customer who bought merchandise before ``as_of``, ordered by ``customer_id``
        Columns as in ``schema.BASKETS``:

        - ``products_per_order``: different product codes in a purchase order, on average over
          the orders that have any;
        - ``top_product_share``: money of the product code on which most was spent, over money of
          all, 0 to 1; null where nothing cost anything.
    """
    bought = lines.filter(
        lines.ordered_at < midnight(as_of),
        lines.customer_id.notnull(),
        lines.quantity > 0,
        lines.merchandise == 1,
    )
    products = bought.group_by("customer_id", "product_code").aggregate(
        cents=bought.amount_cents.sum(), times=bought.order_id.nunique()
    )
    orders = bought.group_by("customer_id").aggregate(orders=bought.order_id.nunique())
    totals = products.group_by("customer_id").aggregate(
        times=products.times.sum(), top=products.cents.max(), cents=products.cents.sum()
    )
    rows = totals.join(orders, "customer_id")
    return rows.select(
        customer_id=rows.customer_id,
        products_per_order=rows.times / rows.orders,
        top_product_share=rows.top / rows.cents.nullif(0),
    ).order_by("customer_id")


def _purchases(orders: ir.Table, as_of: date) -> ir.Table:
    """Purchase orders with their moment taken apart, and the seconds since the one before."""
    bought = orders.filter(
        orders.ordered_at < midnight(as_of),
        orders.customer_id.notnull(),
        orders.purchase_lines > 0,
    )
    timed = bought.select(
        "customer_id", "units", "purchase_cents", moment=seconds(bought.ordered_at)
    )
    own = ibis.window(group_by="customer_id", order_by="moment")
    return timed.mutate(
        time=timed.moment % SECONDS_PER_DAY,
        hour=timed.moment % SECONDS_PER_DAY // _SECONDS_PER_HOUR,
        weekday=(timed.moment // SECONDS_PER_DAY + _FROM_MONDAY) % 7,
        gap=timed.moment - timed.moment.lag().over(own),
        first=timed.moment.min().over(group_by="customer_id"),
    )
