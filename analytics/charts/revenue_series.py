"""Revenue over time: a bar for each period, parted by whose orders brought it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.explore.revenue import Takings

_TOP = 0.45
_PLOT = 3.2
_FOOT = 0.55
_CENTS = 100
#: As many bars as can be told apart.
_MOST = 120
#: Whose orders they are, the darkest at the foot: those who come back.
_PARTS = (
    ("again", "later orders", "#0B4F86"),
    ("first", "first orders", "#E69F00"),
    ("unknown", "no customer", "#B8B8B8"),
)


def revenue_series(series: Sequence[Takings], currency: str = "£", *, source: str = "") -> Chart:
    """Draw a stacked bar for each period; one that isn't covered whole is hatched.

    Where more came back than was sold, the bar hangs below the line.

    Parameters
    ----------
    series : sequence of Takings
        At least one, in order; of very many the last are drawn.
    currency : str
        Symbol put before amounts.
    source : str
        What it was made from.
    """
    every, series = len(series), series[-_MOST:]
    lead = f"The last {_MOST} of {every:,} {series[0].period.unit}s" if every > len(series) else ""
    with style.drawing(height=_TOP + _PLOT + _FOOT) as figure:
        sheet = style.sheet(figure)
        _draw_legend(sheet, series)
        ticks = _ticks(series)
        words = [style.money(value, currency) for value in ticks]
        left = max(style.text_width(each, style.SMALL) for each in words) + style.MARGIN + 0.12
        axes = style.panel(figure, left, _TOP, style.WIDTH - left - style.MARGIN, _PLOT)
        _draw_bars(axes, series)
        axes.set_yticks(ticks, words)
        axes.grid(axis="y")
        axes.tick_params(length=0)
        return style.finish(figure, _title(series, currency), _alt(series, currency), source, lead)


def _ticks(series: Sequence[Takings]) -> list[float]:
    """Round amounts from the lowest end of a bar to the highest."""
    parts = [[getattr(each, name) / _CENTS for name, _, _ in _PARTS] for each in series]
    low = min(sum(part for part in each if part < 0) for each in parts)
    high = max(sum(part for part in each if part > 0) for each in parts)
    values = MaxNLocator(nbins=5).tick_values(low, high)
    return [float(value) for value in values if low <= value <= high] or [0.0]


def _draw_legend(sheet: Axes, series: Sequence[Takings]) -> None:
    left = style.MARGIN
    for name, words, colour in _PARTS:
        if any(getattr(each, name) for each in series):
            style.box(sheet, left, 0.1, 0.2, 0.2, colour)
            sheet.text(left + 0.28, 0.2, words, va="center", size=style.SMALL)
            left += 0.28 + style.text_width(words, style.SMALL) + 0.3
    if not all(each.period.is_whole for each in series):
        words = "hatched: only part of it"
        sheet.text(left, 0.2, words, va="center", size=style.SMALL, color=style.QUIET)


def _draw_bars(axes: Axes, series: Sequence[Takings]) -> None:
    above, below = np.zeros(len(series)), np.zeros(len(series))
    for name, _, colour in _PARTS:
        amounts = np.array([getattr(each, name) / _CENTS for each in series])
        feet = np.where(amounts >= 0, above, below)
        bars = axes.bar(range(len(series)), amounts, bottom=feet, color=colour, width=0.8)
        for each, bar in zip(series, bars, strict=True):
            if not each.period.is_whole:
                bar.set(hatch="///", edgecolor="white", linewidth=0)
        above, below = np.maximum(above, feet + amounts), np.minimum(below, feet + amounts)
    if (below < 0).any():
        axes.axhline(0, color=style.QUIET, linewidth=1)
    axes.set_xlim(-0.6, len(series) - 0.4)
    every = max(1, -(-len(series) // 7))
    places = range(0, len(series), every)
    axes.set_xticks(list(places), [_short(series[place]) for place in places])
    if every > 1:
        # Beside the first and the last bar there is no room for half of their words.
        first, *_, last = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        if places[-1] >= len(series) - every / 2:
            last.set_horizontalalignment("right")


def _short(each: Takings) -> str:
    begins = each.period.unit.first_day(each.period.number)
    return each.period.name.removeprefix("week of ").replace(f" {begins.year}", f"\n{begins.year}")


def _title(series: Sequence[Takings], currency: str) -> str:
    best = max(series, key=lambda each: each.cents)
    total = sum(each.cents for each in series)
    words = f"{best.period.name} brought most: {style.money(best.cents / _CENTS, currency)}"
    if best.cents <= total:
        # Later returns can take so much back that all comes to less than the best.
        words += f" of {style.money(total / _CENTS, currency)}"
    return words[:1].upper() + words[1:]


def _alt(series: Sequence[Takings], currency: str) -> str:
    parts = [
        (name, words) for name, words, _ in _PARTS if any(getattr(each, name) for each in series)
    ]
    return style.listed(
        f"Bars of revenue by {series[0].period.unit}, latest first.",
        (
            f"{each.period.name}{'' if each.period.is_whole else ', part of it'}: "
            f"{style.money(each.cents / _CENTS, currency)} ("
            + ", ".join(
                f"{words} {style.money(getattr(each, name) / _CENTS, currency)}"
                for name, words in parts
            )
            + ")"
            for each in reversed(series)
        ),
    )
