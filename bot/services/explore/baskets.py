"""Which products are bought together."""

from collections import Counter
from typing import Any

import pandas as pd

from analytics.charts.ranked_bars import Bar, ranked_bars
from analytics.explore.baskets import Baskets, lifts
from analytics.explore.baskets import baskets as baskets_of
from analytics.explore.pairs import FEWEST, RATE, pairs
from analytics.explore.products import names_of
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.explore import ExploreBaskets, ExploreOverview, ExploreProducts
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import time_notes, time_words
from bot.services.selection.selection import Selection, select

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
    found = baskets_of(selection.lines)
    products = len(found.products)
    if products < 2:
        raise SegbotError(
            f"{'One product' if products else 'No product'} was bought within these limits, so "
            "there are no pairs.",
            "Widen a limit or leave it out.",
        )
    context.progress("looking at what is bought together")
    told = pairs(found)
    many = len(told.told)
    shown = _named(told.told.head(request.n), found, selection)
    if not selection.is_everyone and len(shown):
        whole = baskets_of(selection.everyone.lines)
        shown["everybody"] = lifts(whole, list(shown["given_code"]), list(shown["also_code"]))
    rows: list[dict[str, Any]] = [dict(each) for _, each in shown.iterrows()]
    left_out = told.few + told.one_customer
    reading = []
    for each in rows[:1]:
        beside = f", among all customers {each['everybody']:.1f}" if "everybody" in each else ""
        reading.append(
            Line(
                f"Of 100 orders with it, {100 * each['confidence']:.0f} also have {each['also']}: "
                f"{each['lift']:.1f} times as often as usual{beside}. "
                f"That is {each['orders']:,} orders; by chance it would be {each['chance']:,.0f}.",
                lead=each["given"],
            )
        )
    if rows:
        reading.append(
            Line(
                f"{counted(many, 'pair')} of {counted(products, 'product')} "
                f"{'is' if many == 1 else 'are'} bought together by more than chance."
            )
        )
    else:
        reading.append(
            Line(
                f"No two of {counted(products, 'product')} are bought together by more than "
                f"chance, in {counted(found.orders, 'order')}."
            )
        )
    if left_out:
        reading.append(
            Line(f"{left_out:,} more rest on under {FEWEST} orders or on one customer.", "Left out")
        )
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
        reading=tuple(reading),
        tables=(_table(rows),) if rows else (),
        pictures=(
            picture(
                ranked_bars,
                bars,
                f"{bars[0].name}: {rows[0]['confidence']:.0%} of orders with it have "
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
            "pairs": many,
            "few_orders": told.few,
            "one_customer": told.one_customer,
            "left_out": left_out,
            "looked_at": told.looked_at,
            "fewest_orders": FEWEST,
            "orders": found.orders,
            "products": products,
            "of_100": 100 * rows[0]["confidence"] if rows else None,
        },
        next_steps=(
            NextStep("Top products", ExploreProducts(**request.population()).text()),
            NextStep("Overview", ExploreOverview(**request.population()).text()),
        ),
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


def _named(told: pd.DataFrame, found: Baskets, selection: Selection) -> pd.DataFrame:
    """Pairs with the codes and the names of their products; the code stands beside a name that
    several of them have."""
    codes = {each: found.products[told[each]].tolist() for each in ("given", "also")}
    names = names_of(selection.lines, sorted({*codes["given"], *codes["also"]}))
    many = Counter(names.values())
    words = {code: name if many[name] == 1 else f"{name} ({code})" for code, name in names.items()}
    return told.assign(
        **{f"{each}_code": found for each, found in codes.items()},
        **{each: [words[code] for code in found] for each, found in codes.items()},
    )
