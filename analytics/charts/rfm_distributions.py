"""How recency, frequency and money are spread over customers, and where the scores part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from analytics.charts import style, ticks
from analytics.charts.style import Chart
from analytics.rfm import Rfm

_HEAD = 0.4
_BAND = 0.3
_PANEL = 1.25
_FOOT = 0.56
_EDGE_ROW = 0.22
_GAP = 0.12
_BARS = 49
_TAIL = 0.98
"""Beyond this share of customers, orders are counted together."""
_MOST_ORDERS = 40
_LOW_TO_HIGH = LinearSegmentedColormap.from_list("low to high score", ["#CFE0EC", "#0B4F86"])

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Measure:
    """One panel.

    Attributes
    ----------
    heading : str
    values : array of float, shape (n_customers,)
    scores : array of int, shape (n_customers,)
    edges : tuple of float
        Between the scores, ascending; half-way between whole numbers where values are whole.
    rising : bool
        Whether more is better, so that scores rise with the values.
    position : function
        Where values stand on the axis.
    bounds : array of float
        Of the bars, as positions, ascending.
    word : function
        A value as people write it.
    """

    heading: str
    values: Floats
    scores: Floats
    edges: tuple[float, ...]
    rising: bool
    position: Callable[[Floats], Floats]
    bounds: Floats
    word: Callable[[float], str]

    @property
    def lowest(self) -> int:
        """The lowest score that there is: what anybody's is above it, their value says."""
        below = int(np.searchsorted(self.edges, self.values[0]))
        return int(self.scores[0]) - (below if self.rising else len(self.edges) - below)


def rfm_distributions(rfm: Rfm, currency: str = "£", *, source: str = "") -> Chart:
    """Draw histograms of customers, coloured by score, with the edges between the scores: three,
    or two where nobody knows what was paid.

    Days are on a plain axis, money on a log(1 + value) one, and orders on either, as they need;
    the values below an axis are the edges. Rare large numbers of orders are counted together.

    Parameters
    ----------
    rfm : Rfm
    currency : str
        Symbol put before amounts.
    source : str
        What it was made from.
    """
    measures = _measures(rfm, currency)
    each = _HEAD + _BAND + _PANEL + _FOOT
    with style.drawing(height=len(measures) * (each + _GAP) - _GAP) as figure:
        sheet = style.sheet(figure)
        for place, measure in enumerate(measures):
            _draw(sheet, place * (each + _GAP), measure)
        best = measures[0].lowest + len(measures[0].edges)
        customers = style.counted(rfm.customers, "customer")
        lead = f"{customers}; the numbers in the bands are scores, {best} is best"
        return style.finish(figure, _title(rfm, currency), _alt(rfm, measures), source, lead)


def _measures(rfm: Rfm, currency: str) -> tuple[_Measure, ...]:
    spent = rfm.scores["monetary"].to_numpy(float)
    if not rfm.has_money:
        return _days(rfm), _orders(rfm)
    return (
        _days(rfm),
        _orders(rfm),
        _Measure(
            heading="Spent",
            values=spent,
            scores=rfm.scores["m"].to_numpy(float),
            edges=rfm.edges.monetary,
            rising=True,
            position=np.log1p,
            bounds=_log_bounds(spent),
            word=lambda amount: style.money(amount, currency),
        ),
    )


def _days(rfm: Rfm) -> _Measure:
    """Bars of as many whole days each as make at most 49."""
    days = rfm.scores["recency"].to_numpy(float)
    wide = max(1, -(-int(days.max() + 1) // _BARS))
    return _Measure(
        heading="Days since last order",
        values=days,
        scores=rfm.scores["r"].to_numpy(float),
        edges=_between(rfm.edges.recency),
        rising=False,
        position=_as_is,
        bounds=np.arange(0, int(days.max()) + 1 + wide, wide, dtype=float) - 0.5,
        word=_whole,
    )


def _orders(rfm: Rfm) -> _Measure:
    """A bar for each number of orders, the rare large ones together; or a logarithmic axis."""
    orders = rfm.scores["frequency"].to_numpy(float)
    edges = _between(rfm.edges.frequency)
    last = max(int(np.quantile(orders, _TAIL, method="higher")), floor(edges[-1]) + 1)
    few = last <= _MOST_ORDERS
    return _Measure(
        heading=f"Orders ({last} or more together)" if few and last < orders.max() else "Orders",
        values=np.minimum(orders, last) if few else orders,
        scores=rfm.scores["f"].to_numpy(float),
        edges=edges,
        rising=True,
        position=_as_is if few else np.log1p,
        bounds=np.arange(1, last + 2, dtype=float) - 0.5 if few else _log_bounds(orders),
        word=_whole,
    )


def _as_is(values: Floats) -> Floats:
    return values


def _whole(value: float) -> str:
    return style.number(floor(value))


def _between(edges: Sequence[float]) -> tuple[float, ...]:
    return tuple(floor(edge) + 0.5 for edge in edges)


def _log_bounds(values: Floats) -> Floats:
    return np.linspace(*ticks.limits(np.log1p(values), 0), _BARS + 1)


def _draw(sheet: Axes, top: float, measure: _Measure) -> None:
    """One measure: heading, score bands, bars, and the edges below them."""
    left, right = style.MARGIN, style.WIDTH - style.MARGIN
    start, end = measure.bounds[0], measure.bounds[-1]
    positions = np.clip(measure.position(np.array(measure.edges)), start, end)
    edges = (left + (positions - start) / (end - start) * (right - left)).tolist()
    foot = top + _HEAD + _BAND + _PANEL
    tallest = _draw_bars(sheet, foot, measure)
    _draw_bands(sheet, top + _HEAD, [left, *edges, right], measure)
    _draw_edges(sheet, foot, edges, [measure.word(edge) for edge in measure.edges])
    sheet.plot([left, right], [foot, foot], color=style.FAINT, linewidth=1)
    sheet.text(left, top + 0.04, measure.heading, va="top", weight="bold", size=style.SMALL)
    sheet.text(
        right,
        top + 0.05,
        f"tallest bar: {style.counted(tallest, 'customer')}",
        ha="right",
        va="top",
        size=style.NOTE,
        color=style.QUIET,
    )


def _draw_bars(sheet: Axes, foot: float, measure: _Measure) -> int:
    """Draw the histogram, each bar in the colour of its customers' mean score."""
    places = measure.position(measure.values)
    counts, bounds = np.histogram(places, measure.bounds)
    scores = np.histogram(places, measure.bounds, weights=measure.scores)[0] / np.maximum(counts, 1)
    inches = (style.WIDTH - 2 * style.MARGIN) / (bounds[-1] - bounds[0])
    tallest = int(counts.max())
    for place in np.flatnonzero(counts):
        left = style.MARGIN + (bounds[place] - bounds[0]) * inches
        width = (bounds[place + 1] - bounds[place]) * inches
        high = max(counts[place] / tallest * (_PANEL - 0.08), 0.012)
        colour = _colour(round(scores[place]) - measure.lowest, len(measure.edges))
        style.box(sheet, left, foot - high, width * 0.92, high, colour)
    return tallest


def _draw_bands(sheet: Axes, top: float, bounds: Sequence[float], measure: _Measure) -> None:
    """A band for each score that somebody could have, with the score where it fits."""
    steps = len(measure.edges)
    high = _BAND - 0.05
    for zone, (left, right) in enumerate(pairwise(bounds)):
        step = zone if measure.rising else steps - zone
        score, colour = measure.lowest + step, _colour(step, steps)
        style.box(sheet, left, top, right - left, high, colour)
        if right - left > style.text_width(f"{score}", style.SMALL, bold=True) + 0.05:
            sheet.text(
                (left + right) / 2,
                top + high / 2,
                f"{score}",
                ha="center",
                va="center_baseline",
                size=style.SMALL,
                weight="bold",
                color=style.ink_on(colour),
            )
    for edge in bounds[1:-1]:
        sheet.plot([edge, edge], [top, top + high], color="white", linewidth=2)


def _draw_edges(sheet: Axes, foot: float, places: Sequence[float], words: Sequence[str]) -> None:
    """A line at each edge and what it is, on two rows; those that would still touch go without."""
    taken: list[list[tuple[float, float]]] = [[], []]
    # Edges coincide where many customers have the same value.
    for place, word in dict.fromkeys(zip(places, words, strict=True)):
        half = style.text_width(word, style.SMALL) / 2 + 0.04
        middle = min(max(place, half), style.WIDTH - half)
        free = [
            row
            for row, others in enumerate(taken)
            if all(middle + half <= low or middle - half >= high for low, high in others)
        ]
        row = free[0] if free else 0
        sheet.plot(
            [place, place],
            [foot - _PANEL, foot + 0.06 + row * _EDGE_ROW],
            color=style.QUIET,
            linewidth=1,
        )
        if free:
            taken[row].append((middle - half, middle + half))
            y = foot + 0.08 + row * _EDGE_ROW
            sheet.text(middle, y, word, ha="center", va="top", size=style.SMALL)


def _colour(step: int, steps: int) -> tuple[float, float, float]:
    """The colour of a score so many steps above the lowest."""
    red, green, blue, _ = _LOW_TO_HIGH(step / steps)
    return red, green, blue


def _title(rfm: Rfm, currency: str) -> str:
    days, orders = floor(rfm.edges.recency[0]), floor(rfm.edges.frequency[-1]) + 1
    spent = f", over {style.money(rfm.edges.monetary[-1], currency)}" if rfm.has_money else ""
    within = f"within {style.counted(days, 'day')}"
    return f"Top scores: {within}, {style.number(orders)}+ orders{spent}"


def _alt(rfm: Rfm, measures: Sequence[_Measure]) -> str:
    return style.listed(
        f"Histograms of {style.counted(rfm.customers, 'customer')} with the edges between scores.",
        (
            f"{measure.heading}: median {measure.word(float(np.median(measure.values)))}, "
            f"scores part at {', '.join(measure.word(edge) for edge in measure.edges)}"
            for measure in measures
        ),
    )
