"""How numbers are spread over customers: a histogram of each, its median marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analytics.charts import style, ticks
from analytics.charts.style import Chart
from analytics.explore.distributions import Distribution, Floats, bent

_HEAD = 0.42
_PANEL, _ALONE = 1.0, 2.4
_FOOT = 0.42
_GAP = 0.3
#: Left free on either side for the words of the first and the last tick.
_AROUND = 0.15
_BARS = 36
_BAR = "#0B4F86"
_STEPS = (0, *(step * 10.0**power for power in range(-2, 14) for step in (1, 3)))


@dataclass(frozen=True)
class Panel:
    """One number.

    Attributes
    ----------
    heading : str
    spread : Distribution
    word : callable
        A value as people write it.
    """

    heading: str
    spread: Distribution
    word: Callable[[float], str]


def histograms(panels: Sequence[Panel], title: str, *, source: str = "") -> Chart:
    """Draw each number's histogram, on a logarithmic axis where that helps.

    Parameters
    ----------
    panels : sequence of Panel
        At least one; one alone is drawn large.
    title : str
        The finding.
    source : str
        What it was made from.
    """
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    high = _PANEL if columns > 1 else _ALONE
    each = _HEAD + high + _FOOT
    width = (style.WIDTH - 2 * style.MARGIN - _GAP * (columns - 1)) / columns
    with style.drawing(height=rows * each) as figure:
        for place, panel in enumerate(panels):
            row, column = divmod(place, columns)
            left, top = style.MARGIN + column * (width + _GAP), row * each + _HEAD
            axes = style.panel(figure, left + _AROUND, top, width - 2 * _AROUND, high)
            _draw(axes, panel, width - 2 * _AROUND)
        alt = style.listed("Histograms of customers.", map(_in_words, panels))
        lead = "How many customers have which value; the line is the median"
        return style.finish(figure, title, alt, source, lead)


def _draw(axes: Axes, panel: Panel, width: float) -> None:
    spread = panel.spread
    values, logarithmic = spread.values, spread.log_helps
    bounds = _bounds(values, logarithmic=logarithmic)
    counts, _ = np.histogram(values, bounds)
    places = bent(bounds) if logarithmic else bounds
    axes.bar(places[:-1], counts, np.diff(places) * 0.94, align="edge", color=_BAR)
    ends = float(places[0]), float(places[-1])
    axes.set_xlim(*ends)
    axes.set_ylim(0, max(1, counts.max()) * 1.08)
    axes.axvline(_position(spread.quantile(0.5), logarithmic=logarithmic), color="#D55E00", lw=2)
    shown = _ticks(values, ends, width, panel.word, logarithmic=logarithmic)
    axes.set_xticks([_position(each, logarithmic=logarithmic) for each in shown])
    axes.set_xticklabels([panel.word(each) for each in shown], size=style.NOTE)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    scale = ", log scale" if logarithmic else ""
    heading = style.fitted(panel.heading, width - 1.1, style.SMALL, bold=True)
    axes.text(
        0, 1.06, f"{heading}{scale}", transform=axes.transAxes, weight="bold", size=style.SMALL
    )


def _position(value: float, *, logarithmic: bool) -> float:
    return float(bent(np.array([value]))[0]) if logarithmic else value


def _bounds(values: Floats, *, logarithmic: bool) -> Floats:
    """Where bars begin and end; whole numbers are never parted between two bars."""
    low, high = float(values[0]), float(values[-1])
    whole = bool((values == np.round(values)).all())
    if whole and high - low <= _BARS:
        return np.arange(low, high + 2) - 0.5
    if logarithmic:
        first, last = bent(np.array([low, high]))
        steps = np.linspace(first, last, _BARS + 1)
        found = np.copysign(np.expm1(np.abs(steps)), steps)
    else:
        found = np.linspace(low, high, _BARS + 1)
    if whole:
        return np.unique(np.append(np.floor(found[:-1]) - 0.5, high + 0.5))
    # The ends as they are: what was bent there and back can miss them by a last bit.
    found[0], found[-1] = low, high
    return found if high > low else np.array([low - 0.5, high + 0.5])


def _ticks(
    values: Floats,
    ends: tuple[float, float],
    width: float,
    word: Callable[[float], str],
    *,
    logarithmic: bool,
) -> list[float]:
    """Values at which the axis is labelled, apart enough for their words."""
    if logarithmic:
        wanted = sorted({*_STEPS, *(-each for each in _STEPS)})
    else:
        wanted = list(MaxNLocator(nbins=8, steps=[1, 2, 2.5, 5, 10]).tick_values(*ends))
    inside = [each for each in wanted if values[0] <= each <= values[-1]] or [float(values[0])]
    words = max(style.text_width(word(each), style.NOTE) for each in inside)
    # Half of a word may stand beside the axis, as far as there is room.
    edge = max(0, words / 2 - _AROUND) / width * (ends[1] - ends[0])
    low, high = ends[0] + edge, ends[1] - edge
    inside = [
        each for each in inside if low <= _position(each, logarithmic=logarithmic) <= high
    ] or inside[:1]
    return ticks.spaced(
        inside,
        ends,
        (words + 0.12) / width,
        lambda value: _position(value, logarithmic=logarithmic),
    )


def _in_words(panel: Panel) -> str:
    low, middle, high = (panel.word(panel.spread.quantile(each)) for each in (0.1, 0.5, 0.9))
    scale = " (log scale)" if panel.spread.log_helps else ""
    return (
        f"{style.clean(panel.heading)}{scale}: median {middle}, four in five between {low} and "
        f"{high}"
    )
