"""Why this many groups: tightness, clearness and stability by their number, on one sheet."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.numbers import NumberOfGroups
from analytics.clusters.verdict import BLURRED, CLEAR, RAND_GOOD, RAND_MODERATE

_CHOSEN = style.cluster_colour(1)


def evidence_sheet(numbers: Sequence[NumberOfGroups], chosen: int, source: str = "") -> Chart:
    """Draw silhouette, stability and inertia for each number of groups, one marked.

    Parameters
    ----------
    numbers : sequence of NumberOfGroups
        By ascending k, ``chosen`` among them.
    chosen : int
    source : str
    """
    ks = [each.k for each in numbers]
    stable = [each for each in numbers if each.stability]
    with style.drawing(height=7.6 if stable else 5.2) as figure:
        panels = figure.subplots(3 if stable else 2, 1, sharex=True)
        style.subtitle(panels[0], "Apart (silhouette): higher is clearer")
        _line(panels[0], ks, [each.silhouette for each in numbers], chosen, decimals=True)
        if stable:
            style.subtitle(
                panels[1], "Comes out again from other samples (adjusted Rand, with 95% range)"
            )
            _ranges(panels[1], stable)
            rands = [each.stability.rand for each in stable if each.stability]
            _line(panels[1], [each.k for each in stable], rands, chosen, decimals=True)
        style.subtitle(panels[-1], "Spread within groups (inertia): always falls; look for a bend")
        _line(panels[-1], ks, [each.inertia for each in numbers], chosen, decimals=False)
        panels[-1].set_ylim(bottom=0)
        panels[-1].set_xticks(ks, [f"{k}\nchosen" if k == chosen else f"{k}" for k in ks])
        panels[-1].set_xlabel("Number of groups")
        for axes in panels:
            axes.tick_params(length=0)
        return style.finish(figure, _title(numbers, chosen), _alt(numbers, chosen), source)


def _line(
    axes: Axes, ks: Sequence[int], values: Sequence[float], chosen: int, *, decimals: bool
) -> None:
    axes.plot(ks, values, color=style.QUIET, marker="o", markersize=7, linewidth=1.5)
    if chosen in ks:
        here = values[ks.index(chosen)]
        axes.plot([chosen], [here], color=_CHOSEN, marker="D", markersize=13)
    axes.axvline(chosen, color=_CHOSEN, linewidth=1, linestyle=":")
    for k, value in zip(ks, values, strict=True):
        axes.annotate(
            f"{value:.2f}" if decimals else style.number(round(value)),
            (k, value),
            xytext=(0, 12),
            textcoords="offset points",
            in_layout=False,
            ha="center",
            fontsize=style.SMALL,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85},
            fontweight="bold" if k == chosen else "normal",
        )
    axes.margins(x=0.06, y=0.35)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _ranges(axes: Axes, numbers: Sequence[NumberOfGroups]) -> None:
    for each in numbers:
        if each.stability:
            axes.plot(
                [each.k, each.k],
                [each.stability.low, each.stability.high],
                color=style.FAINT,
                linewidth=9,
                solid_capstyle="round",
            )


def _title(numbers: Sequence[NumberOfGroups], chosen: int) -> str:
    mine = next(each for each in numbers if each.k == chosen)
    apart = "clearly apart" if mine.silhouette > CLEAR else "apart, with soft borders"
    if mine.silhouette <= BLURRED:
        apart = "blending into each other"
    if mine.stability is None:
        return f"{chosen} groups: {apart}"
    rand = mine.stability.rand
    again = "stable" if rand >= RAND_GOOD else "fairly stable"
    return f"{chosen} groups: {apart}, and {again if rand >= RAND_MODERATE else 'not stable'}"


def _alt(numbers: Sequence[NumberOfGroups], chosen: int) -> str:
    figures = "; ".join(
        f"{each.k}: silhouette {each.silhouette:.2f}"
        + (
            f", stability {each.stability.rand:.2f} ({max(each.stability.low, 0):.2f} to "
            f"{each.stability.high:.2f})"
            if each.stability
            else ""
        )
        + f", inertia {each.inertia:,.0f}"
        for each in numbers
    )
    return f"Lines of evidence by number of groups, {chosen} chosen. {figures}."
