"""Why this many groups: tightness, clearness and stability by their number, on one sheet."""

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.judge.numbers import Candidate
from analytics.clusters.judge.stability import Stability
from analytics.clusters.judge.thresholds import MUCH_THE_SAME, SAME_GROUPS

_CHOSEN = style.cluster_colour(1)
_SAME = 0.005
"""Silhouettes that round to the same figure."""


def evidence_sheet(numbers: Sequence[Candidate], chosen: int, source: str = "") -> Chart:
    """Draw silhouette, stability and inertia for each number of groups, one marked.

    Parameters
    ----------
    numbers : sequence of Candidate
        By ascending k, ``chosen`` among them.
    chosen : int
    source : str
    """
    ks = [each.k for each in numbers]
    stable = [(each.k, each.stability) for each in numbers if each.stability]
    with style.drawing(height=7.6 if stable else 5.2) as figure:
        panels = figure.subplots(3 if stable else 2, 1, sharex=True)
        style.subtitle(panels[0], "Apart (silhouette): higher is clearer")
        _line(panels[0], ks, [each.quality.silhouette for each in numbers], chosen)
        _write(
            panels[0], ks, [each.quality.silhouette for each in numbers], chosen, "{:.2f}".format
        )
        if stable:
            style.subtitle(
                panels[1], "Halves of the customers agree (adjusted Rand, least to most)"
            )
            _draw_stability(panels[1], stable, chosen)
        style.subtitle(panels[-1], "Spread within groups (inertia): look for a bend")
        _line(panels[-1], ks, [each.quality.inertia for each in numbers], chosen)
        _write(panels[-1], ks, [each.quality.inertia for each in numbers], chosen, _whole)
        panels[-1].set_ylim(bottom=0)
        panels[-1].set_xticks(ks, [f"{k}\nchosen" if k == chosen else f"{k}" for k in ks])
        panels[-1].set_xlabel("Number of groups")
        for axes in panels:
            axes.tick_params(length=0)
        return style.finish(figure, _title(numbers, chosen), _alt(numbers, chosen), source)


def _line(axes: Axes, ks: Sequence[int], values: Sequence[float], chosen: int) -> None:
    axes.plot(ks, values, color=style.QUIET, marker="o", markersize=7, linewidth=1.5)
    axes.plot([chosen], [values[ks.index(chosen)]], color=_CHOSEN, marker="D", markersize=13)
    axes.axvline(chosen, color=_CHOSEN, linewidth=1, linestyle=":")
    axes.margins(x=0.06, y=0.35)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _whole(value: float) -> str:
    return style.number(round(value))


def _write(
    axes: Axes,
    ks: Sequence[int],
    values: Sequence[float],
    chosen: int,
    word: Callable[[float], str],
    above: Sequence[float] | None = None,
) -> None:
    """Write each value over its point, or over ``above``."""
    for k, value, height in zip(ks, values, above or values, strict=True):
        axes.annotate(
            word(value),
            (k, height),
            xytext=(0, 12),
            textcoords="offset points",
            in_layout=False,
            ha="center",
            fontsize=style.SMALL,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            fontweight="bold" if k == chosen else "normal",
        )


def _draw_stability(axes: Axes, numbers: Sequence[tuple[int, Stability]], chosen: int) -> None:
    for k, each in numbers:
        axes.plot(
            [k, k], [each.low, each.high], color=style.FAINT, linewidth=9, solid_capstyle="round"
        )
    ks, rands = [k for k, _ in numbers], [each.rand for _, each in numbers]
    _line(axes, ks, rands, chosen)
    _write(axes, ks, rands, chosen, "{:.2f}".format, above=[each.high for _, each in numbers])


def _title(numbers: Sequence[Candidate], chosen: int) -> str:
    mine = next(each for each in numbers if each.k == chosen)
    clearest = max(numbers, key=lambda each: (each.quality.silhouette, -each.k))
    if clearest.quality.silhouette - mine.quality.silhouette < _SAME:
        apart = "no other number is clearer"
    else:
        apart = f"{clearest.k} would be clearer"
    if mine.stability is None:
        return f"{chosen} groups: {apart}"
    rand = mine.stability.rand
    again = "stable" if rand >= SAME_GROUPS else "fairly stable"
    return f"{chosen} groups are {again if rand >= MUCH_THE_SAME else 'not stable'}; {apart}"


def _alt(numbers: Sequence[Candidate], chosen: int) -> str:
    figures = "; ".join(
        f"{each.k}: silhouette {each.quality.silhouette:.2f}"
        + (
            f", stability {each.stability.rand:.2f} ({max(each.stability.low, 0):.2f} to "
            f"{each.stability.high:.2f})"
            if each.stability
            else ""
        )
        + f", inertia {_whole(each.quality.inertia)}"
        for each in numbers
    )
    return f"Lines of evidence by number of groups, {chosen} chosen. {figures}."
