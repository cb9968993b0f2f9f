"""How clusters differ: each one's typical customer, coloured by standing in the whole shop."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.profiles import ClusterProfile

TITLE = "How the groups differ"
_HEADINGS = (
    "share of\ncustomers",
    "share of\nrevenue",
    "days since\nlast order",
    "orders",
    "spent",
)
_BEHIND_TO_AHEAD = LinearSegmentedColormap.from_list(
    "behind to ahead", ["#E08214", "#FDD9A8", "#F7F7F7", "#A6CEE8", "#2B7BBA"]
)


def cluster_profile(profiles: Sequence[ClusterProfile], currency: str = "£") -> Chart:
    """Draw one row for each cluster: its shares, and its median customer in the shop's own units.

    The three medians are coloured by where that customer stands among all of them: blue ahead
    (more recent, more orders, more money), orange behind, white in the middle.
    """
    with style.drawing(height=2.1 + 0.62 * len(profiles)) as figure:
        axes = figure.add_subplot()
        for row, profile in enumerate(profiles):
            _draw_row(axes, row, profile, currency)
        axes.set_xlim(-0.62, len(_HEADINGS) - 0.5)
        axes.set_ylim(len(profiles) - 0.5, -0.5)
        axes.set_yticks(
            range(len(profiles)), [style.wrapped(profile.name, 22) for profile in profiles]
        )
        axes.set_xticks(range(len(_HEADINGS)), _HEADINGS)
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelsize=style.SMALL)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlabel(
            "Typical (median) customer of each group.\n"
            "Blue: ahead of most customers; orange: behind most."
        )
        return style.finish(figure, TITLE, _alt(profiles, currency))


def _draw_row(axes: Axes, row: int, profile: ClusterProfile, currency: str) -> None:
    axes.add_patch(
        Rectangle((-0.6, row - 0.42), 0.1, 0.84, color=style.cluster_colour(profile.colour))
    )
    shares = (profile.share, profile.revenue_share)
    for column, share in enumerate(shares):
        _write(axes, column, row, style.percent(share), style.INK)
    medians = (
        (style.number(profile.median_recency), profile.standing_recency),
        (style.number(profile.median_frequency), profile.standing_frequency),
        (style.money(profile.median_monetary, currency), profile.standing_monetary),
    )
    for column, (text, standing) in enumerate(medians, start=len(shares)):
        colour = _BEHIND_TO_AHEAD(standing)[:3]
        axes.add_patch(
            Rectangle((column - 0.48, row - 0.45), 0.96, 0.9, facecolor=colour, edgecolor="none")
        )
        _write(axes, column, row, text, style.ink_on(colour))


def _write(axes: Axes, column: int, row: int, text: str, ink: str) -> None:
    axes.text(column, row, text, color=ink, ha="center", va="center", in_layout=False)


def _alt(profiles: Sequence[ClusterProfile], currency: str) -> str:
    rows = "; ".join(
        f"{profile.name}: {style.percent(profile.share)} of customers, "
        f"{style.percent(profile.revenue_share)} of revenue, "
        f"{style.number(profile.median_recency)} days since last order, "
        f"{style.number(profile.median_frequency)} orders, "
        f"{style.money(profile.median_monetary, currency)} spent"
        for profile in profiles
    )
    return f"Table of {len(profiles)} groups with their median customer. {rows}."
