"""Every customer as a point: how long ago they bought against how much they spent.

Where nobody knows that, by the two figures that set the clusters apart most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analytics.charts import style, ticks
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import ClusterProfile, called, telling
from analytics.clusters.find.clustering import Clustering
from analytics.features.names import feature_named
from analytics.vocabulary.schema import Features

MOST_POINTS = 2_500
LEAST_POINTS = 25
"""Of each cluster, so that a small one can be seen among a million customers."""

_HIGH = 4.6
_TOP = 0.3
_FOOT = 0.72
_ENTRY, _TALL_ENTRY = 0.3, 0.52
_BADGE = 0.33
_ORDERS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


@dataclass(frozen=True)
class _Measure:
    """What one axis shows.

    Attributes
    ----------
    name : str
        The column of features.
    words : str
        Along the axis, and in a sentence.
    by_log : bool
        On a log(1 + value) scale.
    """

    name: str
    words: str
    by_log: bool = True

    def place(self, values: "pd.Series[float]") -> "pd.Series[float]":
        """Where values stand along the axis."""
        numbers = values.astype("float64")
        return numbers.apply(np.log1p) if self.by_log else numbers

    def middle(self, profile: ClusterProfile) -> float:
        """A cluster's median."""
        medians = {each.name: each.median for each in profile.features} | {
            "recency": profile.median_recency,
            "frequency": profile.median_frequency,
            "monetary": profile.median_monetary,
        }
        return medians[self.name] or 0.0

    def text(self, value: float, currency: str) -> str:
        """A figure in its unit."""
        return style.money(value, currency) if self.name == "monetary" else style.number(value)


_RECENCY = _Measure("recency", "days since last order")
_FREQUENCY = _Measure("frequency", "orders")
_MONETARY = _Measure("monetary", "spent")


def can_be_drawn(profiles: Sequence[ClusterProfile]) -> bool:
    """Whether two figures are known that clusters differ in."""
    return len(_measures(profiles)) == 2


def _measures(profiles: Sequence[ClusterProfile]) -> tuple[_Measure, ...]:
    first = profiles[0]
    if first.median_recency is not None and first.median_frequency is not None:
        return _RECENCY, _FREQUENCY if first.median_monetary is None else _MONETARY
    return tuple(
        _Measure(name, style.clean(feature_named(name).label), by_log=False)
        for name in telling(profiles)[:2]
    )


def cluster_scatter(
    features: Features,
    clustering: Clustering,
    profiles: Sequence[ClusterProfile],
    currency: str = "£",
    *,
    source: str = "",
) -> Chart:
    """Draw customers by recency and money, both on log(1 + value) axes in their own units.

    Where money isn't known, orders stand in its place; where recency isn't either, those two
    features that set the clusters apart most, on their own scales.

    Colour and marker shape tell the cluster, a number stands at its median customer. Of more than
    2,500 customers about as many are drawn at random, always the same, and the chart says so.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
    clustering : Clustering
    profiles : sequence of ClusterProfile
        Of that clustering; the legend has their names and sizes.
    currency : str
        Symbol put before amounts.
    source : str
        What it was made from.
    """
    chosen = _chosen(clustering.labels)
    drawn = features[features["customer_id"].isin(chosen.index)].set_index("customer_id")
    across, up = _measures(profiles)
    points = pd.DataFrame(
        {
            "x": across.place(drawn.loc[chosen.index, across.name]),
            "y": up.place(drawn.loc[chosen.index, up.name]),
            "cluster": chosen,
        }
    )
    customers = len(clustering.labels)
    entries = [_entry(profile, style.WIDTH) for profile in profiles]
    widest = max(style.text_width(entry, style.SMALL) for entry in entries)
    columns = 2 if len(entries) > 6 or widest <= _room(2) else 1
    entries = [
        style.fitted(_entry(each, _room(columns)), _room(columns), style.SMALL, 2)
        for each in profiles
    ]
    row = _TALL_ENTRY if any("\n" in entry for entry in entries) else _ENTRY
    legend = row * -(-len(entries) // columns)
    with style.drawing(height=_HIGH + _FOOT + legend) as figure:
        heights, amounts = _ticks(up, points["y"].to_numpy(), 0.1, currency)
        left = style.MARGIN + max(style.text_width(text, style.SMALL) for text in amounts)
        # Half of the last day's label stands out on the right.
        width = style.WIDTH - left - 0.45
        axes = style.panel(figure, left + 0.1, _TOP, width, _HIGH - _TOP)
        for profile in profiles:
            _draw_cluster(axes, points[points["cluster"] == profile.number], profile)
        axes.set_xlim(ticks.limits(points["x"].to_numpy()))
        axes.set_ylim(ticks.limits(points["y"].to_numpy()))
        axes.set_xticks(*_ticks(across, points["x"].to_numpy(), 0.07, currency))
        axes.set_yticks(heights, amounts)
        axes.grid(linewidth=0.6)
        axes.tick_params(length=0)
        _draw_badges(axes, profiles, (across, up), width)
        _draw_legend(style.sheet(figure), profiles, entries, columns, row)
        _draw_words(style.sheet(figure), across, up)
        lead = "Each point is a customer, each number a group's typical (median) customer"
        if len(points) < customers:
            lead = f"{len(points):,} of {customers:,} customers, drawn at random; numbers: medians"
        return style.finish(
            figure,
            _title(profiles, up, currency),
            _alt(profiles, (across, up), len(points), currency),
            source,
            lead,
        )


def _chosen(labels: "pd.Series[int]") -> "pd.Series[int]":
    """Whom to draw: everybody, or as large a part of each cluster as of all."""
    if len(labels) <= MOST_POINTS:
        return labels
    share = MOST_POINTS / len(labels)
    parts = [
        members.sample(
            min(len(members), max(round(len(members) * share), LEAST_POINTS)), random_state=0
        )
        for _, members in labels.groupby(labels)
    ]
    return pd.concat(parts).sort_index()


def _draw_cluster(axes: Axes, customers: pd.DataFrame, profile: ClusterProfile) -> None:
    axes.scatter(
        customers["x"],
        customers["y"],
        s=26,
        color=style.cluster_colour(profile.colour),
        marker=style.cluster_marker(profile.colour),
        edgecolor="white",
        linewidth=0.4,
        alpha=0.8,
    )


def _ticks(
    measure: _Measure, places: np.ndarray, apart: float, currency: str
) -> tuple[list[float], list[str]]:
    """Where an axis has its marks, and what stands at them."""
    ends = ticks.limits(places)
    if not measure.by_log:
        low, high = ends
        values = [each for each in MaxNLocator(6).tick_values(low, high) if low <= each <= high]
        return values, [f"{each:,.6g}" for each in values]
    if measure.name == "monetary":
        values = ticks.money_ticks(ends, apart)
    else:
        values = ticks.spaced(ticks.DAYS if measure is _RECENCY else _ORDERS, ends, apart)
    if len(values) < 2:
        low, high = np.expm1(ends)
        between = MaxNLocator(4, integer=True).tick_values(low, high)
        values = ticks.spaced([float(each) for each in between], ends, apart)
    return ticks.positions(values), [
        style.money(each, currency) if measure.name == "monetary" else f"{each:,.0f}"
        for each in values
    ]


def _draw_badges(
    axes: Axes,
    profiles: Sequence[ClusterProfile],
    measures: tuple[_Measure, _Measure],
    width: float,
) -> None:
    """Each cluster's number at its median customer, moved aside where it would hide another."""
    low_x, high_x = axes.get_xlim()
    low_y, high_y = axes.get_ylim()
    to_inches = np.array([width / (high_x - low_x), (_HIGH - _TOP) / (high_y - low_y)])
    medians = np.column_stack(
        [one.place(pd.Series([one.middle(each) for each in profiles])) for one in measures]
    )
    places = (medians - [low_x, low_y]) * to_inches
    for profile, (x, y) in zip(
        profiles, _apart(places, (width, _HIGH - _TOP)) / to_inches + [low_x, low_y], strict=True
    ):
        axes.text(
            x,
            y,
            f"{profile.number}",
            ha="center",
            va="center_baseline",
            size=style.SMALL,
            weight="bold",
            bbox={
                "boxstyle": "circle,pad=0.22",
                "facecolor": "white",
                "edgecolor": style.cluster_colour(profile.colour),
                "linewidth": 2.2,
            },
        )


def _apart(places: np.ndarray, room: tuple[float, float]) -> np.ndarray:
    """Push places, in inches, from one another until none are closer than a badge is wide."""
    moved = places.astype(float)
    for _ in range(200):
        crowded = False
        for one in range(len(moved)):
            for other in range(one):
                gap = moved[one] - moved[other]
                distance = float(np.hypot(*gap))
                if distance >= _BADGE:
                    continue
                crowded = True
                # Those at the very same place part in directions of their own.
                angle = 2.4 * one
                away = (
                    gap / distance if distance > 1e-9 else np.array([np.cos(angle), np.sin(angle)])
                )
                moved[one] += away * (_BADGE - distance + 0.01) / 2
                moved[other] -= away * (_BADGE - distance + 0.01) / 2
        moved = np.clip(moved, _BADGE / 2, np.array(room) - _BADGE / 2)
        if not crowded:
            break
    return moved


def _draw_legend(
    sheet: Axes,
    profiles: Sequence[ClusterProfile],
    entries: Sequence[str],
    columns: int,
    row: float,
) -> None:
    width = (style.WIDTH - 2 * style.MARGIN) / columns
    per_column = -(-len(profiles) // columns)
    for place, (profile, entry) in enumerate(zip(profiles, entries, strict=True)):
        x = style.MARGIN + 0.1 + place // per_column * width
        y = _HIGH + _FOOT + (place % per_column + 0.5) * row
        sheet.scatter(
            [x],
            [y],
            s=90,
            color=style.cluster_colour(profile.colour),
            marker=style.cluster_marker(profile.colour),
        )
        sheet.text(x + 0.18, y, entry, va="center", size=style.SMALL, linespacing=1.05)


def _draw_words(sheet: Axes, across: _Measure, up: _Measure) -> None:
    sheet.text(
        style.WIDTH / 2,
        _HIGH + 0.36,
        across.words,
        ha="center",
        va="top",
        size=style.SMALL,
        color=style.QUIET,
    )
    sheet.text(style.MARGIN, 0.02, up.words, va="top", size=style.SMALL, color=style.QUIET)


def _room(columns: int) -> float:
    """Inches for the words of an entry, beside its marker."""
    return (style.WIDTH - 2 * style.MARGIN) / columns - 0.4


def _entry(profile: ClusterProfile, room: float) -> str:
    """Number, name and size; a name too long for two lines is cut, so that the size is not."""
    ends = (f"{profile.number}  ", f" ({profile.customers:,})")
    left = 2 * room - sum(style.text_width(end, style.SMALL) for end in ends)
    # A line may end early, by as much as a long word.
    name = style.fitted(profile.label, left - 0.8, style.SMALL, otherwise="(no name)")
    return name.join(ends)


def _title(profiles: Sequence[ClusterProfile], up: _Measure, currency: str) -> str:
    most, least = max(profiles, key=up.middle), min(profiles, key=up.middle)
    names = called(profiles)
    (high, highest), (low, lowest) = (
        (
            style.in_title(names[each.number], f"Group {each.number}"),
            up.text(up.middle(each), currency),
        )
        for each in (most, least)
    )
    of_what = "Typical spend" if up is _MONETARY else f"Typical {up.words}"
    if lowest == highest:
        return f"{of_what}: {highest} in every group"
    return f"{of_what}: {high} {highest}; {low} {lowest}"


def _alt(
    profiles: Sequence[ClusterProfile],
    measures: tuple[_Measure, _Measure],
    drawn: int,
    currency: str,
) -> str:
    customers = sum(profile.customers for profile in profiles)
    part = (
        f"{drawn:,} of {customers:,} customers"
        if drawn < customers
        else style.counted(customers, "customer")
    )
    across, up = measures
    words = "money spent" if up is _MONETARY else up.words
    return style.listed(
        f"Scatter of {part} by {across.words} and {words}.",
        (
            f"{style.clean(profile.label)} ({profile.customers:,}) around "
            + " and ".join(
                f"{one.text(one.middle(profile), currency)}{' days' if one is _RECENCY else ''}"
                for one in measures
            )
            for profile in profiles
        ),
    )
