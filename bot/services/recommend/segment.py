"""What a segment's customers may buy next, and what more of them bought than of others."""

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.recommend.favourites import favourites
from analytics.recommend.history import DAYS, Places
from analytics.recommend.lists import LENGTH
from analytics.recommend.reasons import Reason, chosen, demand, reasons
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.recommend import Customer, Recommend
from bot.language.segments import Segment
from bot.services.answer import Answer, Cell, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.recommend.found import Found, find
from bot.services.recommend.whom import is_customer
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

_FOR_CUSTOMERS = Column("Suggest to", Format.COUNT)
_IN_A_PLAY = 3
Part = tuple[tuple[Line, ...], tuple[Table, ...]]


def for_segment(request: Recommend, context: Context, found: Found) -> Answer:
    """Products for the customers of a segment, or for everybody."""
    if not len(found.rows):
        raise SegbotError(
            "None of these customers ever bought goods that are known by a code.",
            "Upload a file that says what was bought, one line for each product.",
        )
    who = _called(request)
    parts: list[Part] = []
    if request.show != "again":
        parts.append(_new(found, who, request.n))
    if request.show != "new":
        parts.append(_again(found, request.n))
    if request.show == "both":
        parts.append(_more(request, found, who))
    tables = (
        *(table for _, shown in parts for table in shown),
        *(best_sellers_table(found, request.n) if request.show != "new" else ()),
    )
    return Answer(
        title=f"What to recommend to {who}",
        reading=(*(line for lines, _ in parts for line in lines), *how_good(found, request.show)),
        tables=tables,
        notes=(*_also_a_customer(request, context), *notes(found, tables)),
        metrics={"customers": len(found.rows), **metrics(found)},
        next_steps=tuple(
            NextStep(label, request.with_values({"show": show}).text())
            for show, label in (
                ("new", "What is new to them"),
                ("again", "What they buy again"),
                ("both", "Both lists"),
            )
            if show != request.show
        ),
    )


def in_their_play(context: Context, people: Selection, customers: Sequence[str], who: str) -> Part:
    """The first of both lists of some of a selection's customers, in short; nothing where none of
    them bought goods known by a code."""
    found = find(context, people)
    theirs = found.only(found.history.places(customers), LENGTH)
    if not len(theirs.rows):
        return (), ()
    new, again = _new(theirs, who, _IN_A_PLAY), _again(theirs, _IN_A_PLAY)
    return (*again[0], *new[0]), (*again[1], *new[1])


def _called(request: Recommend) -> str:
    named = request.segment_ or request.segment
    if not isinstance(named, Segment):
        return "all customers"
    return named.name if named.run is None else f"customers in group {named}"


def _new(found: Found, who: str, most: int) -> Part:
    products, listed = (each[:most] for each in chosen(found.new))
    if not len(products):
        return (Line("nothing that is sold now.", lead="New for them"),), ()
    many, for_customers = len(found.rows), {_FOR_CUSTOMERS: listed.tolist()}
    if found.model is None:
        lately = buyers_lately(found, products)
        recent = int(found.history.recent[products[0]])
        return (
            Line(
                f"bought by {counted(recent, 'customer')} in the last {DAYS} days; "
                f"for {listed[0]:,} of {many:,} it is among the {LENGTH} best sellers that they "
                "haven't bought yet.",
                lead=f"New for them: {found.name(products[0])}",
            ),
        ), (product_table(NEW_BY_SALES, found, products, {**for_customers, **lately}),)
    everybody = np.arange(len(found.history.customers))
    why = [
        (own, who) if own else (other, "all customers")
        for own, other in zip(
            _told(found, products, found.rows), _told(found, products, everybody), strict=True
        )
    ]
    first, among = why[0]
    words = f"among the {LENGTH} likeliest for {listed[0]:,} of {many:,}."
    if first:
        words += (
            f" Of {'those' if among == who else among} who have {found.name(first.because)}, "
            f"{first.share:.0%} have it, {first.times:.1f} times as often as of the others."
        )
    columns = {
        **for_customers,
        **reason_columns(found, [reason for reason, _ in why]),
        Column("Counted among"): [among if reason else None for reason, among in why],
    }
    return (
        (Line(words, lead=f"New for them: {found.name(products[0])}"),),
        (product_table(NEW_BY_REASON, found, products, columns),),
    )


def _told(found: Found, products: Places, among: Places) -> tuple[Reason | None, ...]:
    assert found.model is not None
    return reasons(found.history, found.model, found.new, found.rows, products, among)


def _again(found: Found, most: int) -> Part:
    products, listed = (each[:most] for each in chosen(found.again))
    if not len(products):
        return (Line("nothing they bought is sold now.", lead="Again"),), ()
    known = demand(found.history, found.rows, products)
    # Where anybody bought one of them twice, that one shows best what is bought again.
    place = next((place for place, each in enumerate(known) if each.again), 0)
    first = known[place]
    words = f"among the {LENGTH} likeliest for {listed[place]:,} of {len(found.rows):,}"
    if first.again:
        words += f". {first.again:,} of {first.buyers:,} who bought it did so on several days"
    if first.gap:
        words += f", typically {counted(first.gap, 'day')} apart; {first.due:,} are due now"
    columns: Mapping[Column, Sequence[Cell]] = {
        _FOR_CUSTOMERS: listed.tolist(),
        Column("Bought it", Format.COUNT): [each.buyers for each in known],
        Column("More than once", Format.COUNT): [each.again for each in known],
        Column("Days between", Format.WHOLE): [each.gap for each in known],
        Column("Due", Format.COUNT): [each.due for each in known],
    }
    return (
        (Line(f"{words}.", lead=f"Again: {found.name(products[place])}"),),
        (product_table("What they buy again", found, products, columns),),
    )


def _more(request: Recommend, found: Found, who: str) -> Part:
    """What more of a segment bought than of customers who buy as many different products."""
    if len(found.rows) == len(found.history.customers):
        return (), ()
    offered = found.history.offered
    liked = [
        each
        for each in favourites(found.history, found.rows)
        if offered[each.product] and each.low > 1
    ][: request.n]
    if not liked:
        return (
            Line(
                "no product is bought by more of them than of customers who buy as many different "
                "ones, chance apart.",
                lead="More than others",
            ),
        ), ()
    products, first = [each.product for each in liked], liked[0]
    columns: Mapping[Column, Sequence[Cell]] = {
        Column("Buyers", Format.COUNT): [each.buyers for each in liked],
        Column("Share of them", Format.SHARE): [each.share for each in liked],
        Column("Times as many", Format.DECIMAL): [each.index for each in liked],
        Column("At least", Format.DECIMAL): [each.low for each in liked],
    }
    title = f"More of {who} bought it than of customers who buy as many different products"
    return (
        Line(
            f"{first.share:.0%} of them bought it, {first.index:.1f} times as many as of customers "
            "who buy as many different products.",
            lead=f"More than others: {found.name(products[0])}",
        ),
    ), (product_table(title, found, products, columns),)


def _also_a_customer(request: Recommend, context: Context) -> tuple[str, ...]:
    named = request.segment_
    if not isinstance(named, Segment) or not is_customer(named.name, context):
        return ()
    words = request.with_values({"segment_": Customer(named.name)}).text()
    return (f"{named.name} is a customer's id too: `{words}` is about them.",)
