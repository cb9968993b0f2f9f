"""Cohorts: how many of those who began together come back, and what they bring."""

from collections.abc import Sequence

from analytics.charts.cohort_grid import cohort_grid
from analytics.charts.words import two_digits
from analytics.explore.cohorts import FEWEST, WINDOWS, Cohort
from analytics.explore.cohorts import cohorts as cohorts_of
from analytics.explore.periods import Unit
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day, listed
from bot.language.commands.explore import ExploreCohorts
from bot.services.answer import Answer, Caveat, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import time_words
from bot.services.formats import Formats
from bot.services.selection.selection import Selection, select

#: As many periods as can be read side by side: a year, and the first one.
_MOST_PERIODS = 13
_CENTS = 100


def cohorts(request: ExploreCohorts, context: Context) -> Answer:
    """The triangle, and the fixed windows beside it."""
    context.require_orders()
    selection = select(context, request)
    if request.show == "revenue" and not selection.has_money:
        raise SegbotError(
            "No file here says what was paid, so cohorts bring no revenue that is known.",
            "`/explore cohorts` shows how many come back.",
        )
    unit = Unit(request.by)
    found = cohorts_of(
        selection.orders,
        selection.of_all_time.orders,
        unit,
        *selection.days,
        selection.returns,
    )
    if not found:
        raise SegbotError(
            "Nobody's first order is in this time.", "Widen it: leave `since` and `last` out."
        )
    revenue, formats = request.show == "revenue", context.formats
    tables = (_triangle(found, unit, revenue=revenue), _windows(found, unit))
    shown = found[-_MOST_PERIODS:]
    return Answer(
        title=f"Cohorts by {unit}, {time_words(selection)}",
        reading=_brought(found, formats) if revenue else _came_back(found, unit, formats),
        tables=tables if not revenue else tables[:1],
        pictures=(
            picture(
                cohort_grid,
                [f"{each.began.name} ({each.customers:,})" for each in shown],
                # In the period of their first order all of them bought.
                [
                    _cells(each, _periods(shown), revenue=revenue)[0 if revenue else 1 :]
                    for each in shown
                ],
                two_digits if revenue else _whole_percent,
                f"What each {unit}'s new customers bring"
                if revenue
                else f"How many of each {unit}'s new customers come back",
                f"{f'Revenue in {formats.symbol}' if revenue else 'Per cent who bought'}, "
                f"by {unit}s since the first order",
                first=0 if revenue else 1,
                source=selection.source,
            ),
        ),
        notes=(
            Caveat(f"A {unit} that isn't over is blank."),
            f"First orders are the first since {day(selection.of_all_time.days[0])}.",
            *_small(found),
            *_note_rest(found),
            selection.note,
        ),
        metrics=_metrics(found, selection),
        next_steps=(
            NextStep(
                "How many come back" if revenue else "What they bring",
                request.with_values({"show": "retention" if revenue else "revenue"}).text(),
            ),
            NextStep(
                "By month" if unit is Unit.QUARTER else "By quarter",
                request.with_values({"by": "month" if unit is Unit.QUARTER else "quarter"}).text(),
            ),
        ),
    )


def _small(found: tuple[Cohort, ...]) -> tuple[str, ...]:
    small = [each.began.name for each in found if each.customers < FEWEST]
    if not small:
        return ()
    return (f"Under {FEWEST} customers, too few to read anything from: {listed(small)}.",)


def _periods(found: Sequence[Cohort]) -> int:
    """How many periods are over for any cohort, one at least, of as many as are shown."""
    over = [len(each.active) - each.active.count(None) for each in found]
    return min(_MOST_PERIODS, max(1, *over))


def _cells(cohort: Cohort, columns: int, *, revenue: bool) -> tuple[float | None, ...]:
    """What a cohort brought, or which share of it bought, in each period; filled up to columns."""
    if revenue:
        own = [None if cents is None else cents / _CENTS for cents in cohort.spent]
    else:
        own = [None if many is None else many / cohort.customers for many in cohort.active]
    return (*own[:columns], *[None] * (columns - len(own)))


def _whole_percent(share: float) -> str:
    return f"{share * 100:.0f}"


def _people(found: tuple[Cohort, ...]) -> int:
    return sum(each.customers for each in found)


def _shares(found: tuple[Cohort, ...]) -> dict[int, tuple[int, int]]:
    """Who came back within each window, and of how many, over cohorts for which it is over."""
    shares = {}
    for place, days in enumerate(WINDOWS):
        known = [each for each in found if each.within[place] is not None]
        if known:
            shares[days] = (sum(each.within[place] or 0 for each in known), _people(tuple(known)))
    return shares


def _in_words(found: tuple[Cohort, ...], formats: Formats) -> list[str]:
    shares = _shares(found)
    said = [days for days in (30, 90, 365) if days in shares] or list(shares)[:1]
    return [
        f"{formats.cell(shares[days][0] / shares[days][1], Format.SHARE)} within {days} days"
        for days in said
    ]


def _came_back(found: tuple[Cohort, ...], unit: Unit, formats: Formats) -> tuple[Line, ...]:
    said = _in_words(found, formats)
    if not said:
        return (Line("it is too early to say.", lead="Came back"),)
    return (
        Line(f"{listed(said)}, of those for whom that time is over.", lead="Came back"),
        *_unlike_lines(found, unit, formats),
    )


def _brought(found: tuple[Cohort, ...], formats: Formats) -> tuple[Line, ...]:
    """Which cohort brought most, together and a head."""
    total = sum(each.cents for each in found)
    most = max(found, key=lambda each: each.cents)
    share = formats.cell(most.cents / total, Format.SHARE) if total > 0 else None
    of_all = f", {share} of what all have" if share and len(found) > 1 else ""
    return (
        Line(
            f"{counted(most.customers, 'customer')} {'has' if most.customers == 1 else 'have'} "
            f"brought "
            f"{formats.about(most.cents / _CENTS)} so far{of_all}.",
            lead=f"Began in {most.began.name}",
        ),
    )


def _unlike_lines(found: tuple[Cohort, ...], unit: Unit, formats: Formats) -> tuple[Line, ...]:
    """The cohorts that come back more or less than the others by more than chance, one window."""
    for place in (2, 1, 0):
        more = [each for each in found if (place, True) in each.unlike]
        less = [each for each in found if (place, False) in each.unlike]
        if not more and not less:
            continue
        days = WINDOWS[place]

        def said(cohorts: list[Cohort], place: int = place) -> str:
            return listed(
                [
                    f"{each.began.name} "
                    f"({formats.cell((each.within[place] or 0) / each.customers, Format.SHARE)})"
                    for each in cohorts[:3]
                ]
            )

        lines = []
        if more:
            lines.append(Line(f"{said(more)} within {days} days.", lead="Better than the others"))
        if less:
            lines.append(Line(f"{said(less)} within {days} days.", lead="Worse than the others"))
        return tuple(lines)
    return (Line(f"No {unit}'s new customers come back more or less by more than chance."),)


def _note_rest(found: tuple[Cohort, ...]) -> tuple[str, ...]:
    longest = max(len(each.active) for each in found)
    if longest <= _MOST_PERIODS:
        return ()
    return (f"The first {_MOST_PERIODS} of {longest} periods; the sum is of all.",)


def _triangle(found: tuple[Cohort, ...], unit: Unit, *, revenue: bool) -> Table:
    columns = _periods(found)
    kind = Format.MONEY if revenue else Format.SHARE
    money = (Column("Revenue", Format.MONEY),) if revenue else ()
    return Table(
        f"Revenue by {unit} since the first order"
        if revenue
        else f"Share who bought, by {unit} since the first order",
        (
            Column("Began"),
            Column("Customers", Format.COUNT),
            *money,
            *(Column(str(place), kind) for place in range(columns)),
        ),
        tuple(
            (
                each.began.name,
                each.customers,
                *((each.cents / _CENTS,) if revenue else ()),
                *_cells(each, columns, revenue=revenue),
            )
            for each in found
        ),
    )


def _windows(found: tuple[Cohort, ...], unit: Unit) -> Table:
    return Table(
        "Share who came back on a later day, within",
        (
            Column("Began"),
            Column("Customers", Format.COUNT),
            *(Column(f"{days} days", Format.SHARE) for days in WINDOWS),
        ),
        tuple(
            (
                each.began.name,
                each.customers,
                *(None if many is None else many / each.customers for many in each.within),
            )
            for each in found
        ),
    )


def _metrics(found: tuple[Cohort, ...], selection: Selection) -> dict[str, float | int | None]:
    shares = _shares(found)
    total = sum(each.cents for each in found) if selection.has_money else 0
    return {
        "cohorts": len(found),
        "customers": _people(found),
        "revenue": total / _CENTS if selection.has_money else None,
        "best_share": max(each.cents for each in found) / total if total > 0 else None,
        **{f"back_within_{days}": many / of for days, (many, of) in shares.items()},
        **{f"customers_{days}": of for days, (_, of) in shares.items()},
    }
