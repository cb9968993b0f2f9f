"""What a segment's customers may buy next, and what more of them bought than of others."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.recommend.history import DAYS, Places
from analytics.recommend.lists import LENGTH
from analytics.recommend.reasons import Reason, chosen, demand, reasons
from analytics.rfm.favourites import Favourite, favourites, size_of
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.recommend import Customer, Recommend
from bot.language.segments import Segment
from bot.services.answer import Answer, Cell, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.recommend.found import Found
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

_FOR_CUSTOMERS = Column("For customers", Format.COUNT)
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
        parts.append(_new(request, found, who))
    if request.show != "new":
        parts.append(_again(request, found))
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


def _called(request: Recommend) -> str:
    named = request.segment_ or request.segment
    if not isinstance(named, Segment):
        return "all customers"
    return named.name if named.run is None else f"customers in group {named}"


def _new(request: Recommend, found: Found, who: str) -> Part:
    products, listed = (each[: request.n] for each in chosen(found.new))
    if not len(products):
        return (Line("nothing that is sold now.", lead="New for them"),), ()
    many, for_customers = len(found.rows), {_FOR_CUSTOMERS: listed.tolist()}
    if found.model is None:
        lately = buyers_lately(found, products)
        recent = int(found.history.recent[products[0]])
        return (
            Line(
                f"bought by {counted(recent, 'customer')} in the last {DAYS} days; "
                f"{listed[0]:,} of {many:,} never bought it and have it among their {LENGTH}.",
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
    words = f"one of the {LENGTH} for {listed[0]:,} of {many:,}."
    if first:
        words += (
            f" Of {among} who have {found.name(first.because)}, {first.share:.0%} have it, "
            f"{first.times:.1f} times as often as of the others."
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


def _again(request: Recommend, found: Found) -> Part:
    products, listed = (each[: request.n] for each in chosen(found.again))
    if not len(products):
        return (Line("nothing they bought is sold now.", lead="Again"),), ()
    known = demand(found.history, found.rows, products)
    first = known[0]
    words = (
        f"one of the {LENGTH} for {listed[0]:,} of {len(found.rows):,}. {first.again:,} of "
        f"{first.buyers:,} who bought it did so on several days"
    )
    if first.gap:
        words += f", by the median {counted(first.gap, 'day')} apart; {first.due:,} are due now"
    columns: Mapping[Column, Sequence[Cell]] = {
        _FOR_CUSTOMERS: listed.tolist(),
        Column("Bought it", Format.COUNT): [each.buyers for each in known],
        Column("More than once", Format.COUNT): [each.again for each in known],
        Column("Days between", Format.WHOLE): [each.gap for each in known],
        Column("Due", Format.COUNT): [each.due for each in known],
    }
    return (
        (Line(f"{words}.", lead=f"Again: {found.name(products[0])}"),),
        (product_table("What they buy again", found, products, columns),),
    )


def _more(request: Recommend, found: Found, who: str) -> Part:
    """What more of a segment bought than of customers who buy as many different products."""
    if len(found.rows) == len(found.history.customers):
        return (), ()
    liked = _favourites(found)[: request.n]
    if not liked:
        return (
            Line(
                "no product is bought by more of them than of customers who buy as many different "
                "ones, chance apart.",
                lead="More than others",
            ),
        ), ()
    products = np.searchsorted(found.history.products, [each.product_code for each in liked])
    first = liked[0]
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


def _favourites(found: Found) -> tuple[Favourite, ...]:
    history = found.history
    many = np.bincount(history.who, minlength=len(history.customers))
    who = np.flatnonzero(many)
    sizes = pd.DataFrame({"customer_id": history.customers[who], "size": size_of(many[who])})
    pairs = pd.DataFrame(
        {
            "product_code": history.products[history.what],
            "size": size_of(many)[history.who],
            "theirs": np.isin(history.who, found.rows),
        }
    )
    everybody = pairs.groupby(["product_code", "size"]).size().rename("buyers").reset_index()
    buyers = pairs[pairs["theirs"]].groupby("product_code").size().rename("buyers").to_frame()
    found_all = favourites(
        buyers.assign(description=""),
        everybody,
        sizes,
        history.customers[found.rows].tolist(),
        most=len(buyers),
    )
    offered = set(history.products[history.offered].tolist())
    return tuple(each for each in found_all if each.product_code in offered and each.low > 1)


def _also_a_customer(request: Recommend, context: Context) -> tuple[str, ...]:
    named = request.segment_
    if not isinstance(named, Segment) or not is_customer(named.name, context):
        return ()
    words = request.with_values({"segment_": Customer(named.name)}).text()
    return (f"{named.name} is a customer's id too: `{words}` is about them.",)
