"""The shop in a dozen figures, beside the time before."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from analytics.explore.overview import Overview
from analytics.explore.overview import overview as sum_up
from analytics.explore.revenue import Takings, takings
from analytics.vocabulary.wording import counted
from bot.language.commands.days import QUARTER
from bot.language.commands.explore import ExploreOverview, ExploreRevenue
from bot.language.commands.rfm import RfmOverview
from bot.services.answer import Answer, Caveat, Cell, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.explore.revenue import fitting_unit, revenue_picture
from bot.services.explore.wording import change, change_words, how_long, time_notes, time_words
from bot.services.formats import Formats
from bot.services.selection.selection import Selection, select

_CENTS = 100


def overview(request: ExploreOverview, context: Context) -> Answer:
    """Customers, orders and revenue, and how they compare with the time before."""
    context.require_orders()
    selection = select(context, request)
    now = _summed(selection)
    before = None if selection.before is None else _summed(selection.before)
    formats, time = context.formats, time_words(selection)
    unit = fitting_unit(selection)
    series = takings(
        selection.orders, selection.of_all_time.orders, unit, *selection.days, selection.returns
    )
    first, last = selection.days
    beyond = _beyond(now, series)
    metrics = {**asdict(now), "days": (last - first).days + 1, "returned_beyond": beyond}
    if before:
        metrics |= {f"{name}_before": value for name, value in asdict(before).items()}
        metrics |= {
            f"{name}_change": change(getattr(now, name), getattr(before, name))
            for name in ("customers", "orders", "revenue")
        }
    return Answer(
        title=f"Overview, {time}",
        reading=_reading(now, before, selection, formats),
        tables=_tables(now, before, time, selection),
        pictures=(
            (revenue_picture(series, formats, selection.source),) if selection.has_money else ()
        ),
        notes=(
            *_unknown(now, formats),
            *_returned_beyond(beyond, formats),
            *time_notes(selection),
            selection.note,
        ),
        metrics=metrics,
        next_steps=(
            NextStep("Revenue over time", ExploreRevenue(**request.population()).text()),
            *_last_quarter(request),
            NextStep("RFM overview", RfmOverview(**request.population()).text()),
        ),
    )


def _last_quarter(request: ExploreOverview) -> tuple[NextStep, ...]:
    if request.last == QUARTER:
        return ()
    asked = request.with_values({"last": QUARTER, "since": None, "until": None})
    return (NextStep("Last 90 days", asked.text()),)


def _summed(selection: Selection) -> Overview:
    ever = selection.of_all_time.features.set_index("customer_id")["first_order"]
    return sum_up(
        selection.features,
        selection.orders,
        selection.as_of,
        selection.returns,
        selection.since,
        ever,
        paid=selection.has_money,
    )


def _reading(
    now: Overview, before: Overview | None, selection: Selection, formats: Formats
) -> tuple[Line, ...]:
    lines = [] if before is None else [_compared(now, before, selection)]
    orders = f"{counted(now.orders, 'order')}"
    if now.revenue is None or now.average_order is None:
        lines.append(Line(f"{orders}; what they came to isn't known.", lead=_people(now)))
    else:
        average = formats.cell(now.average_order, Format.MONEY)
        spent = formats.about(now.revenue)
        lines.append(Line(f"{orders} of {average} on average, {spent} in all.", lead=_people(now)))
    again = formats.cell(now.repeat_rate, Format.SHARE)
    once = formats.cell(now.one_time_share, Format.SHARE)
    top = (
        ""
        if now.top_20_share is None
        else f" The fifth who spent most brought {formats.cell(now.top_20_share, Format.SHARE)} of "
        "revenue."
    )
    lines.append(Line(f"{again} ordered more than once, {once} just once.{top}"))
    return tuple(lines)


def _people(now: Overview) -> str:
    if now.new_customers in (0, now.customers):
        return counted(now.customers, "customer")
    return f"{counted(now.customers, 'customer')}, {now.new_customers:,} of them new"


def _compared(now: Overview, before: Overview, selection: Selection) -> Line:
    """Whether it went better or worse than the time before, by all that can be compared."""
    named = [
        (name, share)
        for name in ("revenue", "orders", "customers")
        if (share := change(getattr(now, name), getattr(before, name))) is not None
    ]
    then = f"the {how_long(selection)} before"
    days = "" if selection.before is None else f" ({time_words(selection.before)})"
    if not named:
        return Line("nobody bought then.", lead=f"Beside {then}{days}")
    said = [(name, change_words(share)) for name, share in named]
    ways = {words.split()[0] for _, words in said} - {"unchanged"}
    first = {"up": "More", "down": "Less"}.get(said[0][1].split()[0])
    match sorted(ways):
        case ["up"]:
            lead = f"Better than {then}"
        case ["down"]:
            lead = f"Worse than {then}"
        case ["down", "up"] if first and said[0][0] == "revenue":
            lead = f"{first} revenue than in {then}"
        case _:
            lead = f"Beside {then}"
    return Line(f"{', '.join(f'{name} {words}' for name, words in said)}{days}.", lead=lead)


_KINDS = {
    "customers": ("Customers", Format.COUNT),
    "new_customers": ("New", Format.COUNT),
    "orders_per_customer": ("Orders each", Format.DECIMAL),
    "repeat_rate": ("Repeat", Format.SHARE),
    "one_time_share": ("One-time", Format.SHARE),
    "median_gap_days": ("Median gap, days", Format.COUNT),
    "orders": ("Orders", Format.COUNT),
    "revenue": ("Revenue", Format.MONEY),
    "average_order": ("Average order", Format.MONEY),
    "top_20_share": ("By the top 20%", Format.SHARE),
    "return_rate": ("Returned", Format.SHARE),
    "unknown_orders": ("Orders", Format.COUNT),
    "unknown_revenue": ("Revenue", Format.MONEY),
}
_TABLES = {
    "Customers": tuple(_KINDS)[:6],
    "Orders and revenue": tuple(_KINDS)[6:11],
    "Without a customer": tuple(_KINDS)[11:],
}
assert {each.name for each in fields(Overview)} == {*_KINDS}


def _tables(
    now: Overview, before: Overview | None, time: str, selection: Selection
) -> tuple[Table, ...]:
    times = [(time, now)]
    if before and selection.before:
        times.append((time_words(selection.before), before))

    def table(title: str, names: tuple[str, ...]) -> Table:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (when, *(getattr(figures, name) for name in names)) for when, figures in times
        )
        columns = (Column("Time"), *(Column(*_KINDS[name]) for name in names))
        if len(times) == 1:
            # The title says it; on a phone it would take a line for each word.
            columns, rows = columns[1:], tuple(row[1:] for row in rows)
        return Table(title, columns, rows).known()

    unknown = any(figures.unknown_orders for _, figures in times)
    shown = list(_TABLES.items())[: 3 if unknown else 2]
    return tuple(table(title, names) for title, names in shown)


def _beyond(now: Overview, series: Sequence[Takings]) -> float | None:
    """What came back from customers beyond what each of them bought: their money isn't below zero,
    and who bought nothing isn't among them."""
    if now.revenue is None or now.unknown_revenue is None:
        return None
    over_time = sum(each.cents for each in series) / _CENTS
    return round(now.revenue + now.unknown_revenue - over_time, 2)


def _returned_beyond(beyond: float | None, formats: Formats) -> tuple[Caveat, ...]:
    if not beyond:
        return ()
    return (
        Caveat(
            f"Another {formats.about(beyond)} came back from customers who bought less than that "
            "in this time: revenue over time takes it off, too."
        ),
    )


def _unknown(now: Overview, formats: Formats) -> tuple[str, ...]:
    if not now.unknown_orders:
        return ()
    orders = counted(now.unknown_orders, "order")
    if now.unknown_revenue is None:
        return (Caveat(f"{orders} without a customer not counted above."),)
    spent = formats.about(now.unknown_revenue)
    return (Caveat(f"{orders} without a customer, {spent}, not counted above."),)
