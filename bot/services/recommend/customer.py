"""What one customer may buy next, for the person who asked."""

import numpy as np

from analytics.recommend.history import DAYS
from analytics.recommend.lists import LENGTH, NOTHING
from analytics.recommend.reasons import is_due, reasons, usual_gaps
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.customer import CustomerCard
from bot.language.commands.recommend import Recommend
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.recommend.found import Found
from bot.services.recommend.segment import Part, reason_cells
from bot.services.recommend.wording import best_sellers_table, how_good, metrics, notes


def for_customer(request: Recommend, context: Context, found: Found, customer: str) -> Answer:
    """Products for one customer, with reasons from what they bought."""
    if not (found.selection.features["customer_id"] == customer).any():
        raise SegbotError(
            f"Customer `{customer}` has no purchase within these limits.",
            "Widen a limit or leave it out; `/customer` says what else is known of them.",
        )
    place = np.flatnonzero(found.history.customers == customer)
    if not len(place):
        raise SegbotError(
            f"Customer `{customer}` never bought goods that are known by a code.",
            "`/customer` says what else is known of them.",
        )
    theirs = found.only(place, max(request.n, LENGTH))
    parts: list[Part] = []
    if request.show != "again":
        parts.append(new_to_them(theirs, request.n))
    if request.show != "new":
        parts.append(bought_before(theirs, request.n))
    tables = (
        *(table for _, shown in parts for table in shown),
        *(best_sellers_table(found, request.n) if request.show != "new" else ()),
    )
    return Answer(
        title=f"What to recommend to customer {customer}",
        reading=(*(line for lines, _ in parts for line in lines), *how_good(found, request.show)),
        tables=tables,
        notes=notes(found, tables),
        metrics={"customer": customer, **metrics(found)},
        next_steps=(NextStep("Show their card", CustomerCard(customer=customer).text()),),
        private=True,
    )


def new_to_them(theirs: Found, most: int) -> Part:
    """What one customer never bought, with what they have that speaks for it."""
    products = theirs.new[0][:most]
    products = products[products != NOTHING]
    if not len(products):
        return (Line("nothing: they bought all that is sold now.", lead="New for them"),), ()
    recent = theirs.history.recent[products]
    if theirs.model is None:
        return (
            Line(
                f"bought by {counted(int(recent[0]), 'customer')} in the last {DAYS} days.",
                lead=f"New for them: {theirs.name(products[0])}",
            ),
        ), (
            Table(
                f"New for them: best sellers of the last {DAYS} days",
                (Column("Product"), Column("Code"), Column("Buyers lately", Format.COUNT)),
                tuple(
                    (theirs.name(each), theirs.code(each), int(buyers))
                    for each, buyers in zip(products, recent, strict=True)
                ),
            ),
        )
    everybody = np.arange(len(theirs.history.customers))
    why = reasons(theirs.history, theirs.model, theirs.new, theirs.rows, products, everybody)
    words = f"bought by {counted(int(recent[0]), 'customer')} in the last {DAYS} days."
    if first := why[0]:
        words = (
            f"{first.share:.0%} of customers who have {theirs.name(first.because)}, as they do, "
            f"have it, {first.times:.1f} times as often as others."
        )
    return (Line(words, lead=f"New for them: {theirs.name(products[0])}"),), (
        Table(
            "New for them, and why",
            (
                Column("Product"),
                Column("Code"),
                Column("Buyers lately", Format.COUNT),
                Column("Because they have"),
                Column("Share of those", Format.SHARE),
                Column("Times as often", Format.DECIMAL),
                Column("At least", Format.DECIMAL),
                Column("Have both", Format.COUNT),
            ),
            tuple(
                (
                    theirs.name(product),
                    theirs.code(product),
                    int(buyers),
                    *reason_cells(reason, theirs),
                )
                for product, buyers, reason in zip(products, recent, why, strict=True)
            ),
        ).known(),
    )


def bought_before(theirs: Found, most: int) -> Part:
    """What one customer bought and may buy again, and whether it is time."""
    products = theirs.again[0][:most]
    products = products[products != NOTHING]
    if not len(products):
        return (Line("nothing they bought is sold now.", lead="Again"),), ()
    history = theirs.history
    own = np.flatnonzero(history.who == theirs.rows[0])
    at = own[np.searchsorted(history.what[own], products)]
    gaps, rows = usual_gaps(history, at), []
    waits = is_due(history.last[at], gaps)
    for product, pair, gap, waiting in zip(products, at, gaps, waits, strict=True):
        known = None if np.isnan(gap) else max(1, round(float(gap)))
        last = int(history.last[pair])
        due = None if known is None else "yes" if waiting else "no"
        rows.append(
            (theirs.name(product), theirs.code(product), int(history.days[pair]), last, known, due)
        )
    name, _, days, last, gap, due = rows[0]
    words = f"bought on {counted(days, 'day')}, last {counted(last, 'day')} ago"
    if gap is not None:
        words += f", {counted(gap, 'day')} apart on average"
        words += ": they are due" if due == "yes" else ""
    return (Line(f"{words}.", lead=f"Again: {name}"),), (
        Table(
            "What they buy again",
            (
                Column("Product"),
                Column("Code"),
                Column("Days bought", Format.COUNT),
                Column("Days since", Format.WHOLE),
                Column("Days between", Format.WHOLE),
                Column("Due"),
            ),
            tuple(rows),
        ).known(),
    )
