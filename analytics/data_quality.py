"""How trustworthy the lines are: returns without a purchase, lines far out, exact repeats.

Expressions that read the same in every engine. Nothing is removed by them; they count and show.
"""

import ibis
import ibis.expr.types as ir

_REACH = 3.0
"""Tukey's outer fence lies three times the quartiles' distance beyond the upper quartile."""


def returns_matched(lines: ir.Table) -> ir.Table:
    """Count the return lines that have a purchase to belong to.

    A return belongs to a purchase if the same customer bought at least as many of the same product
    before it, or at the same moment. A return without one is of something bought before the data
    begins, under another customer number, or booked wrongly.

    Parameters
    ----------
    lines : Table, one row per line, columns as in ``schema.LINES``

    Returns
    -------
    Table, one row per ``match``, which is ``matched``, ``unmatched`` or ``unknown customer``
        ``lines`` (count, >= 1) and ``returned`` (currency units, >= 0).
    """
    is_return = lines.quantity < 0
    history = ibis.window(
        group_by=[lines.customer_id, lines.product_code],
        # Of the same moment, purchases first.
        order_by=[lines.ordered_at, is_return.cast("int64")],
        preceding=None,
        following=0,
    )
    bought = ibis.greatest(lines.quantity, 0).sum().over(history)
    known = lines.select("customer_id", "quantity", "amount_cents", bought=bought)
    returns = known.filter(known.quantity < 0)
    match = ibis.cases(
        (returns.customer_id.isnull(), "unknown customer"),
        # Quantities may be fractions of a kilogram, added up.
        (returns.bought + returns.quantity > -0.0005, "matched"),
        else_="unmatched",
    )
    named = returns.mutate(match=match)
    return (
        named.group_by("match")
        .aggregate(lines=named.count(), returned=-named.amount_cents.sum() / 100)
        .order_by("match")
    )


def amount_fence(lines: ir.Table) -> ir.Table:
    """Find the amount above which a purchase line is far out.

    Tukey's outer fence (Tukey 1977, Exploratory Data Analysis, chapter 2) on the logarithm of the
    amount, since amounts are skewed: log Q3 + 3 (log Q3 - log Q1), that is Q3 (Q3 / Q1)^3. A
    quartile is the smallest amount that at least that share of lines doesn't exceed.

    Parameters
    ----------
    lines : Table, one row per line, columns as in ``schema.LINES``

    Returns
    -------
    Table, one row
        ``lower``, ``upper`` (the quartiles) and ``fence``, all in hundredths; ``fence`` is null
        where the quartiles are the same, and all are null where there is no purchase.
    """
    bought = lines.filter(lines.quantity > 0, lines.amount_cents > 0)
    by_amount = bought.group_by("amount_cents").aggregate(n=bought.count())
    upwards = ibis.window(order_by=by_amount.amount_cents, preceding=None, following=0)
    ranked = by_amount.mutate(
        up_to=by_amount.n.sum().over(upwards), total=by_amount.n.sum().over(ibis.window())
    )
    quartiles = ranked.aggregate(
        lower=ranked.amount_cents.min(where=ranked.up_to * 4 >= ranked.total),
        upper=ranked.amount_cents.min(where=ranked.up_to * 4 >= ranked.total * 3),
    )
    ratio = quartiles.upper / quartiles.lower
    fence = (quartiles.upper.cast("float64") * ratio * ratio * ratio).nullif(quartiles.upper)
    return quartiles.mutate(fence=fence)


def outlying_lines(lines: ir.Table) -> ir.Table:
    """The purchase lines above the fence of :func:`amount_fence`, the largest amount first.

    Parameters
    ----------
    lines : Table, one row per line, columns as in ``schema.LINES``

    Returns
    -------
    Table, one row per outlying line, columns of ``lines``
    """
    fence = amount_fence(lines).select("fence").as_scalar()
    bought = lines.filter(lines.quantity > 0, lines.amount_cents > fence)
    return bought.order_by(
        [bought.amount_cents.desc(), bought.ordered_at, bought.invoice, bought.product_code]
    )
