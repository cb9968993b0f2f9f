"""Every customer as a point: how long ago they bought against how much they spent."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.clustering import Clustering
from analytics.clusters.profiles import ClusterProfile
from analytics.schema import Features

TITLE = "Customers by last order and spend"
MOST_POINTS = 2_500
_DAY_TICKS = (0, 1, 3, 7, 14, 30, 90, 180, 365, 730, 1_825)


def cluster_scatter(
    features: Features,
    clustering: Clustering,
    profiles: Sequence[ClusterProfile],
    currency: str = "£",
) -> Chart:
    """Draw customers by recency and money, both on log(1 + value) axes in their own units.

    Colour and marker shape tell the cluster. Of more than 2,500 customers a random 2,500 are
    drawn, always the same, and the chart says so.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
    clustering : Clustering
    profiles : sequence of ClusterProfile
        Of that clustering; the legend has their names and sizes.
    currency : str
        Symbol put before amounts.
    """
    points = features.set_index("customer_id").loc[clustering.labels.index]
    drawn = points.assign(cluster=clustering.labels)
    if len(points) > MOST_POINTS:
        drawn = drawn.sample(MOST_POINTS, random_state=0)
    names = [style.line(profile.name, 40) for profile in profiles]
    columns = 2 if max(map(len, names)) <= 26 else 1
    with style.drawing(height=4.9 + 0.24 * -(-len(profiles) // columns)) as figure:
        axes = figure.add_subplot()
        for profile, name in zip(profiles, names, strict=True):
            _draw_cluster(axes, drawn[drawn["cluster"] == profile.number], profile, name)
        _draw_axes(axes, drawn, currency)
        if len(drawn) < len(points):
            style.subtitle(axes, f"{len(drawn):,} of {len(points):,} customers, drawn at random")
        else:
            style.subtitle(axes, f"{len(points):,} customers")
        figure.legend(
            loc="outside lower left",
            ncols=columns,
            columnspacing=1.0,
            handletextpad=0.3,
            markerscale=1.6,
        )
        return style.finish(figure, TITLE, _alt(profiles, len(drawn), len(points), currency))


def _draw_cluster(axes: Axes, customers: pd.DataFrame, profile: ClusterProfile, name: str) -> None:
    axes.scatter(
        np.log1p(customers["recency"]),
        np.log1p(customers["monetary"]),
        s=26,
        color=style.cluster_colour(profile.colour),
        marker=style.cluster_marker(profile.colour),
        edgecolor="white",
        linewidth=0.4,
        alpha=0.85,
        label=f"{name} ({profile.customers:,})",
    )


def _draw_axes(axes: Axes, drawn: pd.DataFrame, currency: str) -> None:
    days = _around(_DAY_TICKS, drawn["recency"])
    axes.set_xticks([float(np.log1p(day)) for day in days], [f"{day:,}" for day in days])
    amounts = _around([0, *(10**power for power in range(1, 9))], drawn["monetary"])
    axes.set_yticks(
        [float(np.log1p(amount)) for amount in amounts],
        [style.money(amount, currency) for amount in amounts],
    )
    axes.set_xlabel("Days since last order")
    axes.set_ylabel("Spent")
    axes.grid(linewidth=0.6)
    axes.tick_params(length=0)


def _around(ticks: Sequence[int], values: pd.Series) -> list[int]:
    """The ticks within the values, and one on either side."""
    below = [tick for tick in ticks if tick <= values.min()]
    above = [tick for tick in ticks if tick >= values.max()]
    first = below[-1] if below else ticks[0]
    last = above[0] if above else ticks[-1]
    return [tick for tick in ticks if first <= tick <= last]


def _alt(profiles: Sequence[ClusterProfile], drawn: int, customers: int, currency: str) -> str:
    clusters = "; ".join(
        f"{profile.name} ({profile.customers:,}) around {style.number(profile.median_recency)} "
        f"days and {style.money(profile.median_monetary, currency)}"
        for profile in profiles
    )
    part = f"{drawn:,} of {customers:,}" if drawn < customers else f"{customers:,}"
    return f"Scatter of {part} customers by days since last order and money spent. {clusters}."
