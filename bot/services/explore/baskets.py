"""Which products are bought together."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analytics.charts.ranked_bars import Bar, ranked_bars
from analytics.explore.baskets import Baskets, lifts
from analytics.explore.baskets import baskets as baskets_of
from analytics.explore.item_sets import Three, threes
from analytics.explore.pairs import FEWEST, RATE, Pairs, pairs
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.explore import ExploreBaskets, ExploreOverview, ExploreProducts
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import time_notes, time_words
from bot.services.selection.selection import select

_CHANCE = (
    "By chance: the orders that would have both if who has what were drawn at random, each product "
    "in as many orders, and each order with as many products, as now: large orders hold nearly "
    "everything."
)
_GUARD = (
    f"Of the pairs that are told at most {RATE:.0%} are expected to be chance (Benjamini and "
    "Hochberg); a customer's orders, which are alike, count as fewer (Rao and Scott)."
)
_GOODS = "Postage, fees and the like, and what came back, aren't counted."
_BARS = 10


def baskets(request: ExploreBaskets, context: Context) -> Answer:
    """The pairs of products that are bought together by more than chance."""
    context.require_orders()
    selection = select(context, request)
    found = baskets_of(selection.lines, selection.tables.products)
    products = len(found.products)
    if products < 2:
        raise SegbotError(
            f"{'One product' if products else 'No product'} was bought within these limits, so "
            "there are no pairs.",
            "Widen a limit or leave it out.",
        )
    context.progress("looking at what is bought together")
    told = pairs(found)
    first = told.told.head(request.n)
    names = _names(first, found)
    shown = first.assign(**{each: first[each].map(names) for each in ("given", "also")})
    if not selection.is_everyone and len(first):
        whole = baskets_of(selection.everyone.lines, selection.tables.products)
        codes = (found.products[first[each]].tolist() for each in ("given", "also"))
        shown["everybody"] = lifts(whole, *codes)
    rows: list[dict[str, Any]] = [dict(each) for _, each in shown.iterrows()]
    larger = threes(found, first)
    bars = [
        Bar(
            name=each["given"],
            value=each["confidence"],
            words=f"{each['confidence']:.0%}, ×{each['lift']:.3g}",
            below=f"+ {each['also']}",
        )
        for each in rows[:_BARS]
    ]
    return Answer(
        title=f"Bought together, {time_words(selection)}",
        reading=tuple(_reading(rows, larger, told, found, names)),
        tables=(
            *((_table(rows),) if rows else ()),
            *((_threes_table(larger, names),) if larger else ()),
        ),
        pictures=(
            picture(
                ranked_bars,
                bars,
                f"{rows[0]['confidence']:.0%} of orders with {bars[0].name} have "
                f"{rows[0]['also']}, too",
                "Share of orders with the first that have the second, too, and how many times as "
                "often as usual that is",
                source=selection.source,
            ),
        )
        if rows
        else (),
        notes=(_CHANCE, _GUARD, _GOODS, *time_notes(selection), selection.note),
        metrics={
            "pairs": len(told.told),
            "few_orders": told.few,
            "one_customer": told.one_customer,
            "left_out": told.left_out,
            "looked_at": told.looked_at,
            "fewest_orders": FEWEST,
            "orders": found.orders,
            "products": products,
            "of_100": 100 * rows[0]["confidence"] if rows else None,
            "threes": len(larger),
            "of_100_with_two": 100 * larger[0].rule.confidence if larger else None,
            "of_100_with_one": 100 * larger[0].alone if larger else None,
        },
        next_steps=(
            NextStep("Top products", ExploreProducts(**request.population()).text()),
            NextStep("Overview", ExploreOverview(**request.population()).text()),
        ),
    )


def _reading(
    rows: list[dict[str, Any]],
    larger: list[Three],
    told: Pairs,
    found: Baskets,
    names: dict[int, str],
) -> Iterator[Line]:
    many, products = len(told.told), counted(len(found.products), "product")
    more = f" {told.left_out:,} more rest on under {FEWEST} orders or on one customer."
    more = more if told.left_out else ""
    if not rows:
        yield Line(
            f"No two of {products} are bought together by more than chance, in "
            f"{counted(found.orders, 'order')}.{more}"
        )
        return
    best = rows[0]
    beside = f", among all customers {best['everybody']:.1f}" if "everybody" in best else ""
    yield Line(
        f"Of 100 orders with it, {100 * best['confidence']:.0f} also have {best['also']}: "
        f"{best['lift']:.1f} times as often as usual{beside}. "
        f"That is {best['orders']:,} orders; by chance it would be {best['chance']:,.0f}.",
        lead=best["given"],
    )
    yield Line(
        f"{counted(many, 'pair')} of {products} {'is' if many == 1 else 'are'} bought together by "
        f"more than chance.{more}"
    )
    for three in larger[:1]:
        yield Line(
            f"Of 100 orders with both, {100 * three.rule.confidence:.0f} also have "
            f"{names[three.rule.also[0]]}; with one of them, {100 * three.alone:.0f} at most.",
            lead=_both(three.rule.given, names),
        )


def _table(rows: list[dict[str, Any]]) -> Table:
    columns = {
        "given": Column("Who has this"),
        "also": Column("Also has"),
        "orders": Column("Orders", Format.COUNT),
        "chance": Column("By chance", Format.WHOLE),
        "customers": Column("Customers", Format.COUNT),
        "support": Column("Support", Format.SHARE),
        "confidence": Column("Confidence", Format.SHARE),
        "lift": Column("Lift", Format.DECIMAL),
        "everybody": Column("Everybody's lift", Format.DECIMAL),
    }
    return Table(
        "Pairs, those with most orders beyond chance first",
        tuple(columns.values()),
        tuple(tuple(each.get(name) for name in columns) for each in rows),
    ).known()


def _threes_table(larger: list[Three], names: dict[int, str]) -> Table:
    return Table(
        "Three of these that go together by more than their pairs explain",
        (
            Column("Who has both"),
            Column("Also has"),
            Column("Orders", Format.COUNT),
            Column("Confidence", Format.SHARE),
            Column("With one at most", Format.SHARE),
            Column("Lift", Format.DECIMAL),
        ),
        tuple(
            (
                _both(each.rule.given, names),
                names[each.rule.also[0]],
                each.rule.orders,
                each.rule.confidence,
                each.alone,
                each.rule.lift,
            )
            for each in larger
        ),
    )


def _both(places: tuple[int, ...], names: dict[int, str]) -> str:
    return " + ".join(names[place] for place in places)


def _names(told: pd.DataFrame, found: Baskets) -> dict[int, str]:
    """The names of some pairs' products by their places; the code stands beside a name that
    several of them have."""
    places = sorted({*told["given"], *told["also"]})
    many = Counter(found.names[places])
    return {
        place: name if many[name] == 1 else f"{name} ({code})"
        for place, name, code in zip(
            places, found.names[places], found.products[places], strict=True
        )
    }
