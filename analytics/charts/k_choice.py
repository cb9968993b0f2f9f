"""Why this many clusters: how clear and how tight each number of clusters is."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.judge.evidence import Structure
from analytics.clusters.judge.numbers import KChoice

_HEAD = 0.42
_PANEL = 1.75
_GAP = 0.3
_FOOT = 0.78
_CHOSEN = style.cluster_colour(1)


def k_choice(choice: KChoice, reason: str, *, source: str = "") -> Chart:
    """Draw silhouette and inertia for each number of clusters tried; the chosen one stands out.

    Parameters
    ----------
    choice : KChoice
    reason : str
        Why this number, in a sentence, for those who can't see the chart.
    source : str
    """
    ks = [candidate.k for candidate in choice.candidates]
    silhouettes = [candidate.quality.silhouette for candidate in choice.candidates]
    inertias = [candidate.quality.inertia for candidate in choice.candidates]
    with style.drawing(height=2 * (_HEAD + _PANEL) + _GAP + _FOOT) as figure:
        sheet = style.sheet(figure)
        chosen = ks.index(choice.chosen.k)
        _draw_bars(
            sheet,
            0,
            "Separation (silhouette, 1 at best): higher is clearer",
            silhouettes,
            [_two_decimals(value) for value in silhouettes],
            chosen,
        )
        _draw_bars(
            sheet,
            _HEAD + _PANEL + _GAP,
            "Spread within groups (inertia): look for where it stops falling fast",
            inertias,
            [_three_figures(value) for value in inertias],
            chosen,
        )
        _draw_numbers(sheet, 2 * (_HEAD + _PANEL) + _GAP, ks, chosen)
        return style.finish(figure, _title(choice), _alt(choice, reason), source)


def _draw_bars(
    sheet: Axes,
    top: float,
    heading: str,
    values: Sequence[float],
    labels: Sequence[str],
    chosen: int,
) -> None:
    sheet.text(style.MARGIN, top, heading, va="top", size=style.SMALL, color=style.QUIET)
    low, high = min(0.0, *values), max(0.0, *values)
    # Above the bars there has to be room for what they say.
    inches = (_PANEL - 0.3) / ((high - low) or 1)
    zero = top + _HEAD + 0.3 + high * inches
    room = _slot(len(values)) - 0.06
    widest = max(style.text_width(label, style.SMALL, bold=True) for label in labels)
    size = style.SMALL * min(1, room / widest)
    for place, (value, label) in enumerate(zip(values, labels, strict=True)):
        middle, width = _middle(place, len(values)), min(_slot(len(values)) * 0.62, 0.8)
        colour = _CHOSEN if place == chosen else style.FAINT
        style.box(
            sheet,
            middle - width / 2,
            zero - max(value, 0) * inches,
            width,
            abs(value) * inches,
            colour,
        )
        sheet.text(
            middle,
            zero - max(value, 0) * inches - 0.05,
            label,
            ha="center",
            va="bottom",
            size=size,
            weight="bold" if place == chosen else "normal",
        )
    sheet.plot(
        [style.MARGIN, style.WIDTH - style.MARGIN], [zero, zero], color=style.QUIET, linewidth=1
    )


def _draw_numbers(sheet: Axes, top: float, ks: Sequence[int], chosen: int) -> None:
    for place, k in enumerate(ks):
        sheet.text(
            _middle(place, len(ks)),
            top + 0.06,
            f"{k}",
            ha="center",
            va="top",
            weight="bold" if place == chosen else "normal",
        )
    sheet.text(
        style.WIDTH / 2,
        top + 0.42,
        "number of groups",
        ha="center",
        va="top",
        size=style.SMALL,
        color=style.QUIET,
    )


def _slot(count: int) -> float:
    return (style.WIDTH - 2 * style.MARGIN) / count


def _middle(place: int, count: int) -> float:
    return style.MARGIN + (place + 0.5) * _slot(count)


def _title(choice: KChoice) -> str:
    best = max(choice.candidates, key=lambda each: each.quality.silhouette)
    chosen = choice.chosen
    if choice.evidence.structure is Structure.NONE:
        return "No real groups stand out"
    if chosen is best:
        return f"{chosen.k} groups are the clearest"
    return f"{chosen.k} groups say more than {best.k}, though {best.k} are clearer apart"


def _two_decimals(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _three_figures(value: float) -> str:
    return f"{value:.2g}" if 0 < value < 1 else style.number(float(f"{value:.3g}"))


def _alt(choice: KChoice, reason: str) -> str:
    return style.listed(
        f"Bars of silhouette by number of groups. Chosen: {style.clean(reason, 400)} All:",
        (
            f"{candidate.k} groups {candidate.quality.silhouette:.2f}"
            for candidate in choice.candidates
        ),
    )
