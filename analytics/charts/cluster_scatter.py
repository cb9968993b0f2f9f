"""Every customer as a point: how long ago they bought against how much they spent."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analytics.charts import style, ticks
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import ClusterProfile, called
from analytics.clusters.find.clustering import Clustering
from analytics.vocabulary.schema import Features

MOST_POINTS = 2_500
LEAST_POINTS = 25
"""Of each cluster, so that a small one can be seen among a million customers."""

_HIGH = 4.6
_TOP = 0.3
_FOOT = 0.72
_ENTRY, _TALL_ENTRY = 0.3, 0.52
_BADGE = 0.33


def cluster_scatter(
    features: Features,
    clustering: Clustering,
    profiles: Sequence[ClusterProfile],
    currency: str = "£",
    *,
    source: str = "",
) -> Chart:
    """Draw customers by recency and money, both on log(1 + value) axes in their own units.

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
    points = drawn.loc[chosen.index, ["recency", "monetary"]].assign(cluster=chosen)
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
        money = ticks.money_ticks(ticks.limits(np.log1p(points["monetary"])), 0.1)
        amounts = [style.money(amount, currency) for amount in money]
        left = style.MARGIN + max(
            style.text_width(text, style.SMALL) for text in [*amounts, "spent"]
        )
        # Half of the last day's label stands out on the right.
        width = style.WIDTH - left - 0.45
        axes = style.panel(figure, left + 0.1, _TOP, width, _HIGH - _TOP)
        for profile in profiles:
            _draw_cluster(axes, points[points["cluster"] == profile.number], profile)
        _draw_axes(axes, points, money, amounts)
        _draw_badges(axes, profiles, width)
        _draw_legend(style.sheet(figure), profiles, entries, columns, row)
        lead = "Each point is a customer, each number a group's typical (median) customer"
        if len(points) < customers:
            lead = f"{len(points):,} of {customers:,} customers, drawn at random; numbers: medians"
        return style.finish(
            figure, _title(profiles, currency), _alt(profiles, len(points), currency), source, lead
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
        np.log1p(customers["recency"]),
        np.log1p(customers["monetary"]),
        s=26,
        color=style.cluster_colour(profile.colour),
        marker=style.cluster_marker(profile.colour),
        edgecolor="white",
        linewidth=0.4,
        alpha=0.8,
    )


def _draw_axes(
    axes: Axes, points: pd.DataFrame, money: Sequence[float], amounts: Sequence[str]
) -> None:
    for set_limits, measure in ((axes.set_xlim, "recency"), (axes.set_ylim, "monetary")):
        set_limits(ticks.limits(np.log1p(points[measure])))
    days = ticks.spaced(ticks.DAYS, axes.get_xlim(), 0.07)
    axes.set_xticks(ticks.positions(days), [f"{day:,}" for day in days])
    axes.set_yticks(ticks.positions(money), amounts)
    axes.grid(linewidth=0.6)
    axes.tick_params(length=0)


def _draw_badges(axes: Axes, profiles: Sequence[ClusterProfile], width: float) -> None:
    """Each cluster's number at its median customer, moved aside where it would hide another."""
    low_x, high_x = axes.get_xlim()
    low_y, high_y = axes.get_ylim()
    to_inches = np.array([width / (high_x - low_x), (_HIGH - _TOP) / (high_y - low_y)])
    medians = [(each.median_recency, each.median_monetary) for each in profiles]
    places = (np.log1p(np.array(medians)) - [low_x, low_y]) * to_inches
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
    sheet.text(
        style.WIDTH / 2,
        _HIGH + 0.36,
        "days since last order",
        ha="center",
        va="top",
        size=style.SMALL,
        color=style.QUIET,
    )
    sheet.text(style.MARGIN, 0.02, "spent", va="top", size=style.SMALL, color=style.QUIET)
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


def _title(profiles: Sequence[ClusterProfile], currency: str) -> str:
    most = max(profiles, key=lambda each: each.median_monetary)
    least = min(profiles, key=lambda each: each.median_monetary)
    names = called(profiles)
    (high, highest), (low, lowest) = (
        (
            style.in_title(names[each.number], f"Group {each.number}"),
            style.money(each.median_monetary, currency),
        )
        for each in (most, least)
    )
    if lowest == highest:
        return f"Every group typically spends {highest}"
    return f"Typical spend: {high} {highest}; {low} {lowest}"


def _alt(profiles: Sequence[ClusterProfile], drawn: int, currency: str) -> str:
    customers = sum(profile.customers for profile in profiles)
    part = (
        f"{drawn:,} of {customers:,} customers"
        if drawn < customers
        else style.counted(customers, "customer")
    )
    return style.listed(
        f"Scatter of {part} by days since last order and money spent.",
        (
            f"{style.clean(profile.label)} ({profile.customers:,}) around "
            f"{style.number(profile.median_recency)} days and "
            f"{style.money(profile.median_monetary, currency)}"
            for profile in profiles
        ),
    )
