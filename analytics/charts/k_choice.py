"""Why this many clusters: how clear and how tight each number of clusters is."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.evaluation import KChoice

TITLE = "How many groups?"
_CHOSEN = style.cluster_colour(1)


def k_choice(choice: KChoice) -> Chart:
    """Draw silhouette and inertia for each number of clusters tried; the chosen one stands out."""
    ks = [candidate.k for candidate in choice.candidates]
    silhouettes = [candidate.quality.silhouette for candidate in choice.candidates]
    inertias = [candidate.quality.inertia for candidate in choice.candidates]
    with style.drawing(height=5.6) as figure:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
        style.subtitle(upper, "Separation (silhouette): higher is clearer")
        _draw_line(upper, ks, silhouettes, choice.chosen)
        for k, silhouette in zip(ks, silhouettes, strict=True):
            upper.annotate(
                f"{silhouette:.2f}",
                (k, silhouette),
                xytext=(0, 12),
                textcoords="offset points",
                in_layout=False,
                ha="center",
                fontsize=style.SMALL,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
                fontweight="bold" if k == choice.chosen else "normal",
            )
        style.subtitle(lower, "Spread within groups (inertia): lower is tighter")
        _draw_line(lower, ks, inertias, choice.chosen)
        lower.set_ylim(bottom=0)
        lower.set_xticks(ks, [f"{k}\nchosen" if k == choice.chosen else f"{k}" for k in ks])
        lower.set_xlabel("Number of groups")
        return style.finish(figure, TITLE, _alt(choice))


def _draw_line(axes: Axes, ks: Sequence[int], values: Sequence[float], chosen: int) -> None:
    axes.plot(ks, values, color=style.QUIET, marker="o", markersize=7, linewidth=1.5)
    axes.plot([chosen], [values[ks.index(chosen)]], color=_CHOSEN, marker="D", markersize=13)
    axes.axvline(chosen, color=_CHOSEN, linewidth=1, linestyle=":")
    axes.margins(x=0.06, y=0.3)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0)


def _alt(choice: KChoice) -> str:
    figures = ", ".join(
        f"{candidate.k}: {candidate.quality.silhouette:.2f}" for candidate in choice.candidates
    )
    return f"Line of silhouette by number of groups ({figures}). Chosen: {choice.reason}"
