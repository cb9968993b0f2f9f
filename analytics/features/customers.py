"""What each customer did, as Ibis expressions that read the same in every engine.

Whole days are counted on the integer seconds of a timestamp, never on fractions of a day: engines
disagree about the last bit of a fraction, and at exact midnight that bit is a whole day.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

import ibis
import ibis.expr.types as ir

from analytics.vocabulary.rows import TOTALS

SECONDS_PER_DAY = 86_400


class Returns(StrEnum):
    """How returned goods count in the money a customer spent."""

    NET = "net"
    """Subtracted, never below zero for a customer."""
    IGNORE = "ignore"
    """Left out, as most published analyses do."""


def in_time(orders: ir.Table, since: date | None, until: date | None) -> ir.Table:
    """Keep orders, or lines, from one day to another, both included; None is no limit.

    Parameters
    ----------
    orders : Table
        As in ``schema.ORDERS`` or ``schema.LINES``.
    """
    if since is not None:
        orders = orders.filter(orders.ordered_at >= midnight(since))
    if until is not None:
        orders = orders.filter(orders.ordered_at < midnight(until + timedelta(days=1)))
    return orders


def alike(column: ir.StringColumn, text: str) -> ir.BooleanColumn:
    """Whether a text is this one, upper and lower case alike."""
    # Lowered by the engine on both sides: SQLite leaves Ö as it is, Python doesn't.
    return column.lower() == ibis.literal(text.strip()).lower()


def as_of_date(orders: ir.Table) -> ir.DateScalar:
    """The day after the last purchase order: the day from which recency is counted.

    Null where there is no purchase order. Returns alone don't move it.
    """
    # Not "+ 1 day", which SQLite refuses before 3.46; and by way of noon, because some engines
    # read seconds in the session's time zone, where midnight may be on the day before.
    noon = _days_until_as_of(orders) * SECONDS_PER_DAY + SECONDS_PER_DAY // 2
    return noon.cast("timestamp").date().name("as_of")


def customer_features(orders: ir.Table, as_of: date, returns: Returns = Returns.NET) -> ir.Table:
    """Summarise each known customer's orders before a day.

    Parameters
    ----------
    orders : Table, one row per invoice, columns as in ``schema.ORDERS``
    as_of : date
        Orders and returns at or after this day's midnight are ignored.
    returns : Returns
        Whether returns are subtracted from ``monetary``.

    Returns
    -------
    Table, one row per customer with a purchase order before ``as_of``, ordered by ``customer_id``
        Columns as in ``schema.FEATURES``:

        - ``country``: of the latest purchase order that names one; of two at the same second,
          the one with the later invoice number;
        - ``recency``, ``tenure``: whole days, rounded down, from the last and from the first
          purchase to midnight of ``as_of``;
        - ``frequency``: distinct purchase orders;
        - ``monetary``: currency units spent; ``average_order`` is that over ``frequency``;
        - ``units``: units bought;
        - ``return_rate``: money returned over money of purchases, 0 to 1, whatever ``returns``.
    """
    earlier = orders.filter(orders.ordered_at < midnight(as_of), orders.customer_id.notnull())
    buyers = _spending(earlier, returns)
    rows = buyers.left_join(_countries(earlier, buyers), "customer_id")
    spent = rows.spent_cents / 100
    return rows.select(
        customer_id=rows.customer_id,
        country=rows.country,
        recency=_whole_days(rows.last_order, as_of),
        frequency=rows.frequency,
        monetary=spent,
        first_order=rows.first_order,
        last_order=rows.last_order,
        tenure=_whole_days(rows.first_order, as_of),
        average_order=spent / rows.frequency,
        units=rows.units,
        return_rate=(
            ibis.least(rows.returned_cents, rows.purchase_cents) / rows.purchase_cents.nullif(0)
        ).fill_null(0.0),
    ).order_by("customer_id")


def without_money(features: ir.Table) -> ir.Table:
    """The same customers where no file says what was paid: nobody knows what they spent.

    Parameters
    ----------
    features : Table
        As in ``schema.FEATURES``.
    """
    unknown = ibis.null("float64")
    return features.mutate(monetary=unknown, average_order=unknown, return_rate=unknown)


def known_customers(attributes: ir.Table, as_of: date) -> ir.Table:
    """The customers of whom something is known beside orders, where there are no orders.

    What files state of all their orders together is taken as they state it; all else that follows
    from orders is null. Where files state how often customers ordered, those are left out of whom
    they don't, or who never did, as they are where there are orders.

    Parameters
    ----------
    attributes : Table
        As in ``schema.ATTRIBUTES``; what a customer's orders come to is under the names of
        ``TOTALS``, as plain numbers and ISO dates.
    as_of : date
        From which recency is counted, where a file states the day of the last order.

    Returns
    -------
    Table, one row per customer, columns as in ``schema.FEATURES``, ordered by ``customer_id``
    """

    def stated(name: str) -> ir.StringColumn:
        return attributes.value.max(where=attributes.name == name)

    rows = attributes.group_by("customer_id").aggregate(
        country=stated("country"), **{name: stated(name) for name in TOTALS}
    )
    first, last = rows.first_order.cast("timestamp"), rows.last_order.cast("timestamp")
    orders, spent = rows.frequency.cast("float64"), rows.monetary.cast("float64")
    days_away = ibis.coalesce(rows.recency.cast("float64").cast("int64"), _whole_days(last, as_of))
    found = rows.select(
        customer_id=rows.customer_id,
        country=rows.country,
        recency=days_away,
        frequency=orders.cast("int64"),
        monetary=spent,
        first_order=first,
        last_order=last,
        tenure=ibis.coalesce(
            _whole_days(first, as_of), ibis.ifelse(orders == 1, days_away, ibis.null("int64"))
        ),
        average_order=spent / orders.nullif(0),
        units=ibis.null("float64"),
        return_rate=ibis.null("float64"),
    )
    has_totals = attributes.filter(attributes.name == "frequency").count().as_scalar() > 0
    bought = (found.frequency > 0) & found.recency.notnull()
    return found.filter(bought | ~has_totals).order_by("customer_id")


def shop_totals(
    orders: ir.Table, returns: Returns = Returns.NET, as_of: date | None = None
) -> ir.Table:
    """What the whole shop sold, in figures that segments of the same day add up to.

    Parameters
    ----------
    orders : Table, one row per invoice, columns as in ``schema.ORDERS``
    returns : Returns
        Under ``NET``, ``revenue`` is the sum of each customer's money after returns, floored at
        zero customer by customer.
    as_of : date, optional
        Orders and returns from this day on are ignored; by default the day after the last
        purchase order.

    Returns
    -------
    Table, one row
        Purchases by known customers: ``customers``, ``orders``, ``lines``, ``revenue`` (currency
        units, exact to the cent), ``first_order``, ``last_order`` (null if there are none). The
        same names ending in ``_all`` add orders without a customer; their returns are taken from
        their own purchases, not below zero. ``customers_all`` equals ``customers``: nobody knows
        how many people the unknown are.
    """
    if as_of is None:
        end = _days_until_as_of(orders).name("days").as_table().as_scalar()
        earlier = orders.filter(seconds(orders.ordered_at) < end * SECONDS_PER_DAY)
    else:
        earlier = orders.filter(orders.ordered_at < midnight(as_of))
    buyers = _spending(earlier, returns)
    known = buyers.customer_id.notnull()
    customers = known.sum().fill_null(0)
    return buyers.aggregate(
        customers=customers,
        orders=buyers.frequency.sum(where=known).fill_null(0),
        lines=buyers.purchase_lines.sum(where=known).fill_null(0),
        revenue=buyers.spent_cents.sum(where=known).fill_null(0) / 100,
        first_order=buyers.first_order.min(where=known),
        last_order=buyers.last_order.max(where=known),
        customers_all=customers,
        orders_all=buyers.frequency.sum().fill_null(0),
        lines_all=buyers.purchase_lines.sum().fill_null(0),
        revenue_all=buyers.spent_cents.sum().fill_null(0) / 100,
        first_order_all=buyers.first_order.min(),
        last_order_all=buyers.last_order.max(),
    )


def _spending(orders: ir.Table, returns: Returns) -> ir.Table:
    """One row per customer with a purchase order; all unknown customers together have a null."""
    bought = orders.purchase_lines > 0
    totals = orders.group_by("customer_id").aggregate(
        frequency=orders.count(where=bought),
        first_order=orders.ordered_at.min(where=bought),
        last_order=orders.ordered_at.max(where=bought),
        last_named=orders.ordered_at.max(where=bought & orders.country.notnull()),
        purchase_lines=orders.purchase_lines.sum(),
        # To thousandths, as they are stored: sums of fractions depend on the order of the rows.
        units=orders.units.sum().round(3),
        purchase_cents=orders.purchase_cents.sum(),
        returned_cents=orders.returned_cents.sum(),
    )
    buyers = totals.filter(totals.frequency > 0)
    spent = buyers.purchase_cents
    if returns is Returns.NET:
        spent = ibis.greatest(spent - buyers.returned_cents, 0)
    return buyers.mutate(spent_cents=spent)


def _countries(orders: ir.Table, buyers: ir.Table) -> ir.Table:
    """One row per customer whose purchase orders name a country: the latest of them."""
    named = orders.filter(orders.purchase_lines > 0, orders.country.notnull())
    # Only orders of the latest moment are put in order: that is nearly always one.
    moments = buyers.select("customer_id", ordered_at=buyers.last_named)
    latest = moments.inner_join(named, ["customer_id", "ordered_at"])
    last_first = ibis.row_number().over(group_by=latest.customer_id, order_by=latest.invoice.desc())
    ranked = latest.select("customer_id", "country", place=last_first)
    return ranked.filter(ranked.place == 0).drop("place")


def _days_until_as_of(orders: ir.Table) -> ir.IntegerScalar:
    """Days from 1970-01-01 to the day after the last purchase order."""
    purchases = orders.filter(orders.purchase_lines > 0)
    return seconds(purchases.ordered_at.max()) // SECONDS_PER_DAY + 1


def _whole_days(moment: ir.TimestampValue, until: date) -> ir.IntegerValue:
    return (seconds_at(until) - seconds(moment)) // SECONDS_PER_DAY


def seconds(moment: ir.TimestampValue) -> ir.IntegerValue:
    """Whole seconds from 1970-01-01 to a moment."""
    return moment.epoch_seconds().cast("int64")


def seconds_at(day: date) -> ir.IntegerScalar:
    """Whole seconds from 1970-01-01 to a day's midnight."""
    return ibis.literal(int((midnight(day) - datetime(1970, 1, 1)).total_seconds()), "int64")


def midnight(day: date) -> datetime:
    """The moment at which a day begins."""
    # Only the calendar day of what the caller gives: a pandas Timestamp is a date too.
    return datetime.combine(date(day.year, day.month, day.day), time.min)
