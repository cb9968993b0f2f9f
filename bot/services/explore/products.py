"""Products: what brings the revenue, what rises and falls, and what customers begin with."""

import pandas as pd

from analytics.charts.pareto_curve import pareto_curve
from analytics.charts.ranked_bars import Bar, ranked_bars
from analytics.explore.products import (
    BACK_WITHIN,
    changed,
    first_baskets,
    pareto,
)
from analytics.explore.products import products as products_of
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.days import QUARTER
from bot.language.commands.explore import ExploreProducts
from bot.services.answer import Answer, Caveat, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import how_long, time_notes, time_words
from bot.services.selection.selection import Selection, select

#: First baskets are looked at of products that as many customers began with.
_FEWEST = 10
_CENTS = 100
_WILSON = "Wilson intervals, at 95% for all products together."
_GOODS = "Postage, fees and the like aren't counted."


def products(request: ExploreProducts, context: Context) -> Answer:
    """The products, looked at in the way that is asked for."""
    context.require_orders()
    if request.show in ("rising", "falling"):
        if request.since is None and request.last is None:
            request = request.with_values({"last": QUARTER})
        return _changes(request, context, select(context, request))
    selection = select(context, request)
    if request.show == "first":
        return _firsts(request, context, selection)
    if not selection.has_money:
        raise SegbotError(
            "No file here says what was paid, so products can't be ranked by revenue.",
            "`/explore products show=first` goes by customers.",
        )
    found = products_of(selection.lines, selection.returns)
    if found.empty:
        raise _nothing_sold()
    if request.show == "pareto":
        return _pareto(request, selection, found)
    return _top(request, context, selection, found)


def _top(
    request: ExploreProducts, context: Context, selection: Selection, found: pd.DataFrame
) -> Answer:
    total = int(found["cents"].sum())
    shown = found.head(request.n)
    favourite = found.sort_values("customers", ascending=False, kind="stable").iloc[0]
    best, formats = shown.iloc[0], context.formats
    part = float(shown["cents"].sum()) / total if total > 0 else None
    lines = [
        Line(
            f"{formats.about(best['cents'] / _CENTS)}, bought by "
            f"{counted(int(best['customers']), 'customer')}.",
            lead=str(best["name"]),
        )
    ]
    if part is not None and len(found) > len(shown):
        lines.append(
            Line(
                f"The first {len(shown)} of {len(found):,} products bring "
                f"{formats.cell(part, Format.SHARE)} of {formats.about(total / _CENTS)}."
            )
        )
    if favourite.name != best.name and favourite["customers"]:
        lines.append(
            Line(
                f"{favourite['name']}, {counted(int(favourite['customers']), 'customer')}.",
                lead="Bought by most",
            )
        )
    bars = [
        Bar(str(row["name"]), row["cents"] / _CENTS, formats.about(row["cents"] / _CENTS))
        for _, row in shown.head(10).iterrows()
    ]
    return Answer(
        title=f"Top products, {time_words(selection)}",
        reading=tuple(lines),
        tables=(
            Table(
                "Products by revenue",
                (
                    Column("Product"),
                    Column("Code", detail=True),
                    Column("Revenue", Format.MONEY),
                    Column("Share", Format.SHARE),
                    Column("Customers", Format.COUNT),
                    Column("Orders", Format.COUNT),
                    Column("Units", Format.COUNT),
                ),
                tuple(
                    (
                        str(row["name"]),
                        str(code),
                        row["cents"] / _CENTS,
                        row["cents"] / total if total > 0 else None,
                        int(row["customers"]),
                        int(row["orders"]),
                        float(row["units"]),
                    )
                    for code, row in shown.iterrows()
                ),
            ),
        ),
        pictures=(
            picture(
                ranked_bars,
                bars,
                f"{bars[0].name} brings most, {bars[0].words}",
                "Revenue by product",
                source=selection.source,
            ),
        ),
        notes=(_GOODS, *time_notes(selection), selection.note),
        metrics={
            "products": len(found),
            "revenue": total / _CENTS,
            "shown": len(shown),
            "shown_share": part,
            "most_customers": int(favourite["customers"]),
        },
        next_steps=_others(request),
    )


def _pareto(request: ExploreProducts, selection: Selection, found: pd.DataFrame) -> Answer:
    shared = pareto(found["cents"])
    if shared is None:
        raise _nothing_sold()
    share = shared.needed / shared.products
    return Answer(
        title=f"How few products bring most, {time_words(selection)}",
        reading=(
            Line(
                f"comes from {shared.needed:,} of {counted(shared.products, 'product')} "
                f"({share:.0%}).",
                lead="80% of revenue",
            ),
        ),
        tables=(
            Table(
                "The best products together",
                (
                    Column("Best", Format.SHARE),
                    Column("Products", Format.COUNT),
                    Column("Share of revenue", Format.SHARE),
                ),
                shared.shares,
            ),
        ),
        pictures=(picture(pareto_curve, shared, source=selection.source),),
        notes=(_GOODS, *time_notes(selection), selection.note),
        metrics={"products": shared.products, "products_80": shared.needed, "share_80": share},
        next_steps=_others(request),
    )


def _changes(request: ExploreProducts, context: Context, selection: Selection) -> Answer:
    before = selection.before
    if before is None:
        began, _ = selection.of_all_time.days
        raise SegbotError(
            "The data don't go back far enough to compare with an equally long time before.",
            f"They begin on {day(began)}; ask about a shorter time, such as `last=30d`, or again "
            "when there are more.",
        )
    orders = tuple(_orders(each) for each in (selection, before))
    if not all(orders):
        raise SegbotError(
            f"Nobody bought in the {how_long(selection)} before, so nothing can rise or fall.",
            "Ask about another time: `last=30d`.",
        )
    found = changed(
        products_of(selection.lines, selection.returns),
        products_of(before.lines, before.returns),
        (orders[0], orders[1]),
    )
    rising = request.show == "rising"
    moved = found[found["low"] > 1] if rising else found[found["high"] < 1]
    bound = "low" if rising else "high"
    ranked = moved.sort_index().sort_values(bound, ascending=not rising, kind="stable")
    shown = ranked.head(request.n)
    word = "more" if rising else "less"
    paid = selection.has_money
    if len(ranked):
        best = ranked.iloc[0]
        reading = [
            Line(
                f"in {int(best['now']):,} of {orders[0]:,} orders, {int(best['before']):,} of "
                f"{orders[1]:,} before.",
                lead=str(best["name"]),
            ),
            Line(
                f"{counted(len(ranked), 'product')} of {len(found):,} "
                f"{'is' if len(ranked) == 1 else 'are'} in a {'larger' if rising else 'smaller'} "
                "share of orders by more than chance."
            ),
        ]
    else:
        reading = [
            Line(
                f"No product of {len(found):,} is bought {word} by more than chance would have it."
            )
        ]
    bars = [
        Bar(str(row["name"]), row["ratio"], f"×{row['ratio']:.2g}")
        if rising
        else Bar(str(row["name"]), 1 - row["ratio"], f"−{1 - row['ratio']:.0%}")
        for _, row in shown.head(10).iterrows()
    ]
    return Answer(
        title=f"{'Rising' if rising else 'Falling'} products, {time_words(selection)}",
        reading=tuple(reading),
        tables=(
            Table(
                f"Share of orders, beside the {how_long(selection)} before",
                (
                    Column("Product"),
                    Column("Code", detail=True),
                    Column("Orders", Format.COUNT),
                    Column("Before", Format.COUNT),
                    Column("Times the share", Format.DECIMAL),
                    Column("At least" if rising else "At most", Format.DECIMAL),
                    Column("Revenue", Format.MONEY),
                    Column("Revenue before", Format.MONEY),
                ),
                tuple(
                    (
                        str(row["name"]),
                        str(code),
                        int(row["now"]),
                        int(row["before"]),
                        float(row["ratio"]),
                        float(row[bound]),
                        row["cents_now"] / _CENTS if paid else None,
                        row["cents_before"] / _CENTS if paid else None,
                    )
                    for code, row in shown.iterrows()
                ),
            ).known(),
        )
        if len(shown)
        else (),
        pictures=(
            picture(
                ranked_bars,
                bars,
                f"{bars[0].name}: share of orders {bars[0].words}",
                f"Beside the share in the {how_long(selection)} before",
                source=selection.source,
            ),
        )
        if bars
        else (),
        notes=(
            f"{orders[0]:,} orders, {orders[1]:,} in the {how_long(selection)} before.",
            "Katz intervals of the ratio of two shares, at 95% for all products together.",
            _GOODS,
            *time_notes(selection),
            selection.note,
        ),
        metrics={
            "products": len(found),
            request.show: len(ranked),
            "orders": orders[0],
            "orders_before": orders[1],
        },
        next_steps=_others(request),
    )


def _firsts(request: ExploreProducts, context: Context, selection: Selection) -> Answer:
    found = first_baskets(
        selection.orders,
        selection.lines,
        selection.of_all_time.orders,
        selection.of_all_time.days[1],
        _FEWEST,
    )
    if not found.customers:
        raise SegbotError(
            f"Nobody's first order is {BACK_WITHIN} days old yet, so it can't be known who came "
            "back.",
            "Ask again when there are more data.",
        )
    usual = found.back / found.customers
    shown, formats = found.products.head(request.n), context.formats
    apart = found.products[(found.products["low"] > usual) | (found.products["high"] < usual)]
    reading = [
        Line(
            f"{formats.cell(usual, Format.SHARE)} of {counted(found.customers, 'customer')} came "
            f"back within {BACK_WITHIN} days of their first order.",
        )
    ]
    if len(apart):
        # The one that differs most, measured at the end of its interval that is nearest to usual.
        gap = pd.concat([apart["low"] - usual, usual - apart["high"]], axis=1).max(axis=1)
        best = apart.iloc[int(gap.to_numpy().argmax())]
        reading.append(
            Line(
                f"{formats.cell(float(best['rate']), Format.SHARE)} of "
                f"{counted(int(best['buyers']), 'customer')} who began with it came back, "
                f"{'more' if best['rate'] > usual else 'fewer'} than usual by more than chance.",
                lead=str(best["name"]),
            )
        )
    elif len(found.products):
        reading.append(
            Line(
                f"Of {counted(len(found.products), 'product')} that {_FEWEST} or more began with, "
                "none brings people back more or less often by more than chance."
            )
        )
    bars = [
        Bar(
            str(row["name"]),
            row["rate"],
            f"{row['rate']:.0%} of {int(row['buyers']):,}",
            bool(row["low"] > usual or row["high"] < usual),
        )
        for _, row in shown.head(10).iterrows()
    ]
    return Answer(
        title=f"What customers begin with, {time_words(selection)}",
        reading=tuple(reading),
        tables=(
            Table(
                "Products of first orders",
                (
                    Column("Product"),
                    Column("Code", detail=True),
                    Column("Customers", Format.COUNT),
                    Column("Came back", Format.COUNT),
                    Column("Rate", Format.SHARE),
                    Column("At least", Format.SHARE),
                    Column("At most", Format.SHARE),
                ),
                tuple(
                    (
                        str(row["name"]),
                        str(code),
                        int(row["buyers"]),
                        int(row["back"]),
                        *(float(row[name]) for name in ("rate", "low", "high")),
                    )
                    for code, row in shown.iterrows()
                ),
            ),
        )
        if len(shown)
        else (),
        pictures=(
            picture(
                ranked_bars,
                bars,
                f"{usual:.0%} of all come back within {BACK_WITHIN} days",
                f"Of those who began with it, how many came back within {BACK_WITHIN} days; "
                "dark where that is more or less than usual by more than chance",
                source=selection.source,
            ),
        )
        if bars
        else (),
        notes=(
            *_too_late(found.too_late),
            f"Products that {_FEWEST} or more began with. {_WILSON}",
            _GOODS,
            selection.note,
        ),
        metrics={
            "customers": found.customers,
            "came_back": found.back,
            "came_back_share": usual,
            "products": len(found.products),
            "apart": len(apart),
            "too_late": found.too_late,
            "days": BACK_WITHIN,
        },
        next_steps=_others(request),
    )


def _too_late(customers: int) -> tuple[str, ...]:
    if not customers:
        return ()
    who = counted(customers, "customer")
    return (Caveat(f"{who} left out whose first order is less than {BACK_WITHIN} days old."),)


def _orders(selection: Selection) -> int:
    """All purchase orders, of unknown customers too."""
    orders = selection.orders
    return int(orders.filter(orders.purchase_lines > 0).count().execute())


def _nothing_sold() -> SegbotError:
    return SegbotError("No goods were sold within these limits.", "Widen a limit or leave it out.")


def _others(request: ExploreProducts) -> tuple[NextStep, ...]:
    labels = {
        "top": "Top products",
        "rising": "What rises",
        "falling": "What falls",
        "pareto": "How few bring most",
        "first": "What they begin with",
    }
    return tuple(
        NextStep(label, request.with_values({"show": show}).text())
        for show, label in labels.items()
        if show != request.show
    )
