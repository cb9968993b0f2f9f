"""Who sits firmly in their group and who on a border: each customer's silhouette, by group."""

from collections.abc import Mapping

import numpy as np

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.arrays import Floats
from analytics.clusters.judge.silhouettes import ClusterSilhouette, Silhouettes

_STEPS = 200


def silhouette_plot(
    measured: Silhouettes,
    names: Mapping[int, str],
    colours: Mapping[int, int],
    source: str = "",
) -> Chart:
    """Draw one shape for each group, its customers sorted from firmest to least.

    Groups are equally high, whatever their size, so that a small one can be read as well.

    Parameters
    ----------
    measured : Silhouettes
    names : mapping of int to str
        By label.
    colours : mapping of int to int
        The number of each group's colour.
    source : str
    """
    clusters = measured.clusters
    with style.drawing(height=1.4 + 0.75 * len(clusters)) as figure:
        axes = figure.add_subplot()
        for row, cluster in enumerate(clusters):
            values = _sorted_values(measured.values[measured.labels == cluster.label])
            heights = np.linspace(row - 0.4, row + 0.4, len(values))
            colour = style.cluster_colour(colours[cluster.label])
            axes.fill_betweenx(heights, 0, values, color=colour, alpha=0.85, linewidth=0)
        axes.axvline(0, color=style.QUIET, linewidth=1)
        axes.axvline(measured.mean, color=style.INK, linewidth=1.5, linestyle="--")
        axes.set_yticks(
            range(len(clusters)),
            [f"{style.wrapped(names[each.label], 22)}\n{each.mean:.2f}" for each in clusters],
        )
        axes.set_ylim(len(clusters) - 0.5, -0.5)
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)
        lead = (
            f"Silhouette of {_whom(measured)}: below 0 nearer to another group, 1 firmly in their "
            f"own. Dashed: the average, {measured.mean:.2f}."
        )
        alt = _alt(clusters, names, measured)
        return style.finish(figure, _title(measured), alt, source, lead)


def _whom(measured: Silhouettes) -> str:
    if not measured.sampled:
        return "each customer"
    return f"{len(measured.values):,} of {style.counted(measured.customers, 'customer')}"


def _sorted_values(values: Floats) -> Floats:
    """From highest to lowest, thinned out evenly: more than a few hundred can't be seen."""
    ordered = np.sort(values)[::-1]
    places = np.linspace(0, len(ordered) - 1, max(2, min(len(ordered), _STEPS)))
    return np.asarray(ordered[places.round().astype(int)], dtype="float64")


def _title(measured: Silhouettes) -> str:
    share = measured.misplaced
    if not share:
        return "Every customer is nearest to their own group"
    return f"{style.percent(share)} of customers are nearer to another group than to their own"


def _alt(
    clusters: tuple[ClusterSilhouette, ...], names: Mapping[int, str], measured: Silhouettes
) -> str:
    figures = "; ".join(
        f"{names[each.label]}: {each.mean:.2f}, {style.percent(each.misplaced)} nearer to another "
        "group"
        for each in clusters
    )
    return f"Silhouettes of {_whom(measured)} by group, {measured.mean:.2f} on average. {figures}."
