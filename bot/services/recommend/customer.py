"""What one customer may buy next, for the person who asked."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np

from analytics.recommend.history import DAYS
from analytics.recommend.lists import LENGTH, NOTHING
from analytics.recommend.reasons import is_due, reasons, usual_gaps
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.customer import CustomerCard
from bot.language.commands.recommend import Recommend
from bot.services.answer import Answer, Cell, Column, Format, Line, NextStep
from bot.services.context import Context
from bot.services.recommend.found import Found, find
from bot.services.recommend.segment import Part
from bot.services.recommend.wording import (
    NEW_BY_REASON,
    NEW_BY_SALES,
    best_sellers_table,
    buyers_lately,
    how_good,
    metrics,
    notes,
    product_table,
    reason_columns,
)
from bot.services.selection.selection import Selection

_ON_A_CARD = 3


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
        parts.append(_new(theirs, request.n))
    if request.show != "new":
        parts.append(_again(theirs, request.n))
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


def on_their_card(context: Context, people: Selection, customer: str) -> Part:
    """The first of both lists in short; nothing where they never bought goods known by a code."""
    found = find(context, people)
    place = np.flatnonzero(found.history.customers == customer)
    if not len(place):
        return (), ()
    theirs = found.only(place, LENGTH)
    new, again = _new(theirs, _ON_A_CARD), _again(theirs, _ON_A_CARD)
    return (*new[0], *again[0]), (*new[1], *again[1])


def _new(theirs: Found, most: int) -> Part:
    """What one customer never bought, with what they have that speaks for it."""
    products = theirs.new[0][:most]
    products = products[products != NOTHING]
    if not len(products):
        return (Line("nothing: they bought all that is sold now.", lead="New for them"),), ()
    lately = buyers_lately(theirs, products)
    recent = counted(int(theirs.history.recent[products[0]]), "customer")
    words = f"bought by {recent} in the last {DAYS} days."
    lead = f"New for them: {theirs.name(products[0])}"
    if theirs.model is None:
        return (Line(words, lead),), (product_table(NEW_BY_SALES, theirs, products, lately),)
    everybody = np.arange(len(theirs.history.customers))
    why = reasons(theirs.history, theirs.model, theirs.new, theirs.rows, products, everybody)
    if first := why[0]:
        words = (
            f"{first.share:.0%} of customers who have {theirs.name(first.because)}, as they do, "
            f"have it, {first.times:.1f} times as often as others."
        )
    columns = {**lately, **reason_columns(theirs, why)}
    return (Line(words, lead),), (product_table(NEW_BY_REASON, theirs, products, columns),)


def _again(theirs: Found, most: int) -> Part:
    """What one customer bought and may buy again, and whether it is time."""
    products = theirs.again[0][:most]
    products = products[products != NOTHING]
    if not len(products):
        return (Line("nothing they bought is sold now.", lead="Again"),), ()
    history = theirs.history
    own = np.flatnonzero(history.who == theirs.rows[0])
    at = own[np.searchsorted(history.what[own], products)]
    gaps = usual_gaps(history, at)
    between = [None if np.isnan(gap) else max(1, round(float(gap))) for gap in gaps]
    days = history.days[at].tolist()
    last = [day(theirs.selection.as_of - timedelta(ago)) for ago in history.last[at].tolist()]
    waits = is_due(history.last[at], gaps).tolist()
    words = f"bought on {counted(days[0], 'day')}, last on {last[0]}"
    if between[0] is not None:
        words += f", {counted(between[0], 'day')} apart on average"
        words += ": they are due" if waits[0] else ""
    columns: Mapping[Column, Sequence[Cell]] = {
        Column("Days bought", Format.COUNT): days,
        Column("Last bought"): last,
        Column("Days between", Format.WHOLE): between,
        Column("Due"): [
            None if gap is None else "yes" if waiting else "no"
            for gap, waiting in zip(between, waits, strict=True)
        ],
    }
    return (
        (Line(f"{words}.", lead=f"Again: {theirs.name(products[0])}"),),
        (product_table("What they buy again", theirs, products, columns),),
    )
