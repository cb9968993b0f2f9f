"""Revenue over time: who brought it, when, and what made it jump."""

from dataclasses import replace

import pandas as pd

from analytics.charts.revenue_series import revenue_series
from analytics.explore.periods import Unit
from analytics.explore.revenue import (
    Cause,
    Jump,
    Takings,
    by_weekday_and_hour,
    largest_jump,
    takings,
)
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.explore import ExploreOverview, ExploreRevenue
from bot.services.answer import (
    Answer,
    Bars,
    Column,
    Format,
    Line,
    NextStep,
    Picture,
    Table,
    picture,
)
from bot.services.context import Context
from bot.services.explore.wording import change, change_words, time_notes, time_words
from bot.services.formats import Formats
from bot.services.selection.selection import Selection, select_orders

#: Up to how many days a period of this length is read well; months from there on.
_MOST_DAYS = {Unit.DAY: 31, Unit.WEEK: 183}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CENTS = 100
_CAUSES = {
    Cause.ORDERS: "the number of orders",
    Cause.CUSTOMERS: "the number of customers",
    Cause.ORDERS_EACH: "orders per customer",
    Cause.UNITS: "units in an order",
    Cause.PRICE: "what a unit brought",
}


def fitting_unit(selection: Selection) -> Unit:
    """The length of period of which a chart has a dozen or two."""
    first, last = selection.days
    many = (last - first).days + 1
    return next((unit for unit, most in _MOST_DAYS.items() if many <= most), Unit.MONTH)


def revenue(request: ExploreRevenue, context: Context) -> Answer:
    """The series, its best period, its largest jump, and the days of the week."""
    context.require_orders()
    selection = select_orders(context, request)
    if not selection.has_money:
        raise SegbotError(
            "No file here says what was paid, so there is no revenue to show.",
            "`/explore overview` counts customers and orders.",
        )
    unit = Unit(request.by) if request.by else fitting_unit(selection)
    series = takings(
        selection.orders, selection.of_all_time.orders, unit, *selection.days, selection.returns
    )
    jump = largest_jump(series)
    hours = by_weekday_and_hour(selection.orders, selection.returns)
    formats = context.formats
    total = sum(each.cents for each in series) / _CENTS
    best = max(series, key=lambda each: each.cents)
    return Answer(
        title=f"Revenue by {unit}, {time_words(selection)}",
        reading=(
            _total_line(series, best, formats),
            *_jump_line(jump, formats),
            *_year_line(series, unit, formats),
            *_weekday_line(hours, formats),
        ),
        tables=(_series_table(series, unit), *_weekday_table(hours)),
        pictures=(revenue_picture(series, formats, selection.source),),
        notes=(
            "Returned goods count in the period in which they came back."
            if request.returns == "net"
            else "Returned goods left out.",
            *time_notes(selection),
            selection.note,
        ),
        metrics={
            "revenue": total,
            "periods": len(series),
            "best": _name(best),
            "best_revenue": best.cents / _CENTS,
            "best_orders": best.orders,
            **_jump_metrics(jump),
            **_year_metrics(series, unit),
            **_weekday_metrics(hours),
        },
        next_steps=(
            *(
                NextStep(f"By {other}", request.with_values({"by": other.value}).text())
                for other in (Unit.WEEK, Unit.MONTH, Unit.QUARTER)
                if other is not unit
            ),
            *(
                # Which is about customers.
                [NextStep("Overview", ExploreOverview(**request.population()).text())]
                if len(selection)
                else []
            ),
        ),
    )


def revenue_picture(
    series: tuple[Takings, ...], formats: Formats, source: str, what: str = "Revenue"
) -> Picture:
    """The chart of a series, and its bars for where they can be touched: of all orders, and of
    which.

    Parameters
    ----------
    what : str
        What the money is to whom it is about.
    """
    unit, best = series[0].period.unit, max(series, key=lambda each: each.cents)
    found = f"{best.period.name} brought most: {formats.about(best.cents / _CENTS)}"
    parts = (
        ("All orders", [each.cents for each in series]),
        ("First orders", [each.first for each in series]),
        ("No customer", [each.unknown for each in series]),
    )
    bars = Bars(
        title=found[:1].upper() + found[1:],
        names=tuple(_short_name(each) for each in series),
        series=tuple(
            (name, tuple(each / _CENTS for each in cents)) for name, cents in parts if any(cents)
        ),
        across="Week of" if unit is Unit.WEEK else unit.capitalize(),
        upward=f"{what}, {formats.symbol}",
    )
    return replace(picture(revenue_series, series, formats.symbol, source=source), bars=bars)


def _short_name(takings: Takings) -> str:
    """A period, and that it isn't covered whole: where all are weeks, 5 Dec 2011."""
    name = takings.period.name.removeprefix("week of ")
    return name if takings.period.is_whole else f"{name}, part"


def _name(takings: Takings) -> str:
    """A period, and how far it goes where it isn't covered whole."""
    period = takings.period
    if period.is_whole:
        return period.name
    return f"{period.name} ({day(period.first)} to {day(period.last)})"


def _total_line(series: tuple[Takings, ...], best: Takings, formats: Formats) -> Line:
    """What all periods brought, and which of several brought most."""
    total = formats.about(sum(each.cents for each in series) / _CENTS)
    if len(series) == 1:
        return Line(f"{total}, {counted(best.orders, 'order')}.", lead="Revenue")
    most = formats.about(best.cents / _CENTS)
    return Line(
        f"{total}. Best {best.period.unit}: {_name(best)}, {most}, "
        f"{counted(best.orders, 'order')}.",
        lead="Revenue",
    )


def _jump_line(jump: Jump | None, formats: Formats) -> tuple[Line, ...]:
    if jump is None:
        return ()
    moved = formats.about(abs(jump.cents) / _CENTS)
    word = "rose" if jump.cents > 0 else "fell"
    share = change(jump.after.cents, jump.before.cents)
    by = f" ({abs(share):.0%})" if share is not None else ""
    empty = next((each for each in (jump.before, jump.after) if not each.orders), None)
    if empty is not None:
        why = f"{empty.period.name} had no order"
    elif jump.cause is Cause.GIANT_ORDER:
        now, then = (formats.about(each.largest / _CENTS) for each in (jump.after, jump.before))
        made = f"{jump.change:.0%}" if jump.change <= 1 else "more than all"
        why = f"the largest order was {now} after {then}, {made} of that"
    else:
        why = f"mostly {_CAUSES[jump.cause]}, {change_words(jump.change)}"
    return (
        Line(
            f"{jump.after.period.name} {word} by {moved}{by} on {jump.before.period.name}: {why}.",
            lead="Largest change",
        ),
    )


def _jump_metrics(jump: Jump | None) -> dict[str, float | str | None]:
    if jump is None:
        return {}
    return {
        "jump_from": jump.before.period.name,
        "jump_to": jump.after.period.name,
        "jump": jump.cents / _CENTS,
        "jump_share": change(jump.after.cents, jump.before.cents),
        "jump_cause": jump.cause.value,
        "jump_cause_change": jump.change,
        "jump_largest_order": jump.after.largest / _CENTS,
        "jump_largest_order_before": jump.before.largest / _CENTS,
    }


def _years(series: tuple[Takings, ...], unit: Unit) -> tuple[Takings, Takings] | None:
    """The last whole period and the same one a year earlier, where both are whole."""
    whole = {each.period.number: each for each in series if each.period.is_whole}
    if not whole or unit.a_year is None:
        return None
    last = max(whole)
    earlier = whole.get(last - unit.a_year)
    return None if earlier is None else (earlier, whole[last])


def _year_line(series: tuple[Takings, ...], unit: Unit, formats: Formats) -> tuple[Line, ...]:
    years = _years(series, unit)
    share = years and change(years[1].cents, years[0].cents)
    if years is None or share is None:
        return ()
    then, now = (formats.about(each.cents / _CENTS) for each in years)
    return (
        Line(
            f"{years[1].period.name} brought {now}, {change_words(share)} on "
            f"{years[0].period.name} ({then}).",
            lead="Year on year",
        ),
    )


def _year_metrics(series: tuple[Takings, ...], unit: Unit) -> dict[str, float | None]:
    years = _years(series, unit)
    return {} if years is None else {"year_on_year": change(years[1].cents, years[0].cents)}


def _weekday_line(hours: pd.DataFrame, formats: Formats) -> tuple[Line, ...]:
    shares = _weekday_shares(hours)
    if shares is None:
        return ()
    best = int(shares.to_numpy().argmax())
    idle = [_WEEKDAYS[place] for place in range(len(_WEEKDAYS)) if not hours.loc[place].any()]
    none = f" Nothing on {' or '.join(f'{each}s' for each in idle)}." if 0 < len(idle) < 3 else ""
    share = formats.cell(float(shares[best]), Format.SHARE)
    return (Line(f"{_WEEKDAYS[best]}s bring most, {share}.{none}", lead="Days of the week"),)


def _weekday_shares(hours: pd.DataFrame) -> "pd.Series[float] | None":
    """Each weekday's share of revenue; None where they say nothing."""
    days = hours.sum(axis=1)
    if (days < 0).any() or (days > 0).sum() < 2:
        return None
    return days / days.sum()


def _weekday_metrics(hours: pd.DataFrame) -> dict[str, float | str]:
    shares = _weekday_shares(hours)
    if shares is None:
        return {}
    best = int(shares.to_numpy().argmax())
    return {"best_weekday": _WEEKDAYS[best], "best_weekday_share": float(shares[best])}


def _series_table(series: tuple[Takings, ...], unit: Unit) -> Table:
    return Table(
        f"Revenue by {unit}",
        (
            Column(unit.capitalize()),
            Column("Revenue", Format.MONEY),
            Column("First orders", Format.MONEY),
            Column("Later orders", Format.MONEY),
            Column("No customer", Format.MONEY),
            Column("Orders", Format.COUNT),
            Column("Customers", Format.COUNT),
        ),
        tuple(
            (
                _name(each),
                *(cents / _CENTS for cents in (each.cents, each.first, each.again, each.unknown)),
                each.orders,
                each.customers,
            )
            for each in reversed(series)
        ),
    )


def _weekday_table(hours: pd.DataFrame) -> tuple[Table, ...]:
    """By weekday; and by hour, where orders have a time of day."""
    days = Table(
        "Revenue by day of the week",
        (Column("Day"), Column("Revenue", Format.MONEY)),
        tuple(
            (name, int(cents) / _CENTS)
            for name, cents in zip(_WEEKDAYS, hours.sum(axis=1), strict=True)
        ),
    )
    of_day = hours.sum(axis=0)
    if not of_day.iloc[1:].any():
        return (days,)
    busy = of_day[of_day != 0]
    by_hour = Table(
        "Revenue by hour of the day",
        (Column("From"), Column("Revenue", Format.MONEY)),
        tuple((f"{hour:02d}:00", int(cents) / _CENTS) for hour, cents in busy.items()),
    )
    return days, by_hour
