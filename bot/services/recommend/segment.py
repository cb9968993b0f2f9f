"""What a segment's customers may buy next, and what more of them bought than of others."""

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
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.recommend.found import Found
from bot.services.recommend.whom import is_customer
from bot.services.recommend.wording import best_sellers_table, how_good, metrics, notes

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
    many = len(found.rows)
    if found.model is None:
        recent = found.history.recent[products]
        return (
            Line(
                f"bought by {counted(int(recent[0]), 'customer')} in the last {DAYS} days; "
                f"{listed[0]:,} of {many:,} never bought it and have it among their {LENGTH}.",
                lead=f"New for them: {found.name(products[0])}",
            ),
        ), (
            Table(
                f"New for them: best sellers of the last {DAYS} days",
                (
                    Column("Product"),
                    Column("Code"),
                    Column("For customers", Format.COUNT),
                    Column("Buyers lately", Format.COUNT),
                ),
                tuple(
                    (found.name(each), found.code(each), int(lists_), int(buyers))
                    for each, lists_, buyers in zip(products, listed, recent, strict=True)
                ),
            ),
        )
    everybody = np.arange(len(found.history.customers))
    told = _told(found, products, found.rows)
    of_all = _told(found, products, everybody)
    why = [
        (own, who) if own else (other, "all customers")
        for own, other in zip(told, of_all, strict=True)
    ]
    first, among = why[0]
    words = f"one of the {LENGTH} for {listed[0]:,} of {many:,}."
    if first:
        words += (
            f" Of {among} who have {found.name(first.because)}, {first.share:.0%} have it, "
            f"{first.times:.1f} times as often as of the others."
        )
    return (Line(words, lead=f"New for them: {found.name(products[0])}"),), (
        Table(
            "New for them, and why",
            (
                Column("Product"),
                Column("Code"),
                Column("For customers", Format.COUNT),
                Column("Because they have"),
                Column("Share of those", Format.SHARE),
                Column("Times as often", Format.DECIMAL),
                Column("At least", Format.DECIMAL),
                Column("Have both", Format.COUNT),
                Column("Counted among"),
            ),
            tuple(
                (
                    found.name(product),
                    found.code(product),
                    int(lists_),
                    *reason_cells(reason, found),
                    among if reason else None,
                )
                for product, lists_, (reason, among) in zip(products, listed, why, strict=True)
            ),
        ).known(),
    )


def _told(found: Found, products: Places, among: Places) -> tuple[Reason | None, ...]:
    assert found.model is not None
    return reasons(found.history, found.model, found.new, found.rows, products, among)


def reason_cells(
    reason: Reason | None, found: Found
) -> tuple[str | None, float | None, float | None, float | None, int | None]:
    """A reason in a table's cells: what they have, the share, the ratio, its low end, support."""
    if reason is None:
        return None, None, None, None, None
    return found.name(reason.because), reason.share, reason.times, reason.low, reason.both


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
    return (Line(f"{words}.", lead=f"Again: {found.name(products[0])}"),), (
        Table(
            "What they buy again",
            (
                Column("Product"),
                Column("Code"),
                Column("For customers", Format.COUNT),
                Column("Bought it", Format.COUNT),
                Column("More than once", Format.COUNT),
                Column("Days between", Format.WHOLE),
                Column("Due", Format.COUNT),
            ),
            tuple(
                (
                    found.name(product),
                    found.code(product),
                    int(lists_),
                    each.buyers,
                    each.again,
                    each.gap,
                    each.due,
                )
                for product, lists_, each in zip(products, listed, known, strict=True)
            ),
        ).known(),
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
    names = found.learned.names
    first = liked[0]
    return (
        Line(
            f"{first.share:.0%} of them bought it, {first.index:.1f} times as many as of customers "
            "who buy as many different products.",
            lead=f"More than others: {names[first.product_code]}",
        ),
    ), (
        Table(
            f"More of {who} bought it than of customers who buy as many different products",
            (
                Column("Product"),
                Column("Code"),
                Column("Buyers", Format.COUNT),
                Column("Share of them", Format.SHARE),
                Column("Times as many", Format.DECIMAL),
                Column("At least", Format.DECIMAL),
            ),
            tuple(
                (
                    names[each.product_code],
                    each.product_code,
                    each.buyers,
                    each.share,
                    each.index,
                    each.low,
                )
                for each in liked
            ),
        ),
    )


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
