"""How clusters differ: each one's typical customer, coloured by standing in the whole shop."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import ClusterProfile, FeatureProfile, telling
from analytics.features.names import feature_named

_NAMES = 2.35
_HEAD = 0.86
_ROW = 0.64
_GAP = 0.04
_LEFT = style.MARGIN + 0.2 + _NAMES
_MOST_FIGURES = 4
_BEHIND_TO_AHEAD = LinearSegmentedColormap.from_list(
    "behind to ahead", ["#E08214", "#FDD9A8", "#F7F7F7", "#A6CEE8", "#2B7BBA"]
)
_BY_STANDING = "Blue: ahead of most customers; orange: behind most"
_BY_DISTANCE = "Blue: above the average; orange: below"


@dataclass(frozen=True)
class _Figure:
    """One figure of the typical customer.

    Attributes
    ----------
    heading, text : str
    standing : float
        From 0, behind everybody or far below the average, to 1.
    """

    heading: str
    text: str
    standing: float


def cluster_profile(
    profiles: Sequence[ClusterProfile], currency: str = "£", *, source: str = ""
) -> Chart:
    """Draw one row for each cluster: its shares, and its median customer in the shop's own units.

    The medians of recency, frequency and money, as many as are known, are coloured by where that
    customer stands among all of them: blue ahead (more recent, more orders, more money), orange
    behind, white in the middle. Where none is known, those of what sets the clusters apart most
    are coloured by how far the cluster's mean is from the shop's.
    """
    figures = _figures(profiles, currency)
    columns = len(_shares(profiles[0])) + len(figures[0])
    wide = (style.WIDTH - style.MARGIN - _LEFT) / columns
    with style.drawing(height=_HEAD + _ROW * len(profiles)) as figure:
        sheet = style.sheet(figure)
        _draw_headings(sheet, profiles[0], figures[0], wide)
        size, names = _names(profiles)
        for row, (profile, name, typical) in enumerate(zip(profiles, names, figures, strict=True)):
            _draw_row(sheet, _HEAD + row * _ROW, profile, typical, wide)
            _draw_name(sheet, _HEAD + row * _ROW, name, size)
        lead = _BY_DISTANCE if profiles[0].median_recency is None else _BY_STANDING
        return style.finish(figure, _title(profiles), _alt(profiles, figures), source, lead)


def _shares(profile: ClusterProfile) -> tuple[tuple[str, float], ...]:
    if profile.revenue_share is None:
        return (("customers", profile.share),)
    return ("customers", profile.share), ("revenue", profile.revenue_share)


def _figures(profiles: Sequence[ClusterProfile], currency: str) -> list[list[_Figure]]:
    """Of each cluster, the same figures."""
    names = telling(profiles)[:_MOST_FIGURES]
    return [
        _of_orders(each, currency)
        or [_of_feature(one) for name in names for one in each.features if one.name == name]
        for each in profiles
    ]


def _of_orders(profile: ClusterProfile, currency: str) -> list[_Figure]:
    """Recency, frequency and money, those that are known."""
    found = []
    days, orders, spent = profile.median_recency, profile.median_frequency, profile.median_monetary
    if days is not None and profile.standing_recency is not None:
        text = style.number(round(days))
        found.append(_Figure("days since\nlast order", text, profile.standing_recency))
    if orders is not None and profile.standing_frequency is not None:
        found.append(_Figure("orders", style.number(orders), profile.standing_frequency))
    if spent is not None and profile.standing_monetary is not None:
        text = style.money(spent, currency)
        found.append(_Figure("spent", text, profile.standing_monetary))
    return found


def _of_feature(figure: FeatureProfile) -> _Figure:
    heading = feature_named(figure.name).heading.lower()
    two_lines = style.fitted(style.clean(heading), 1.0, style.SMALL, 2)
    return _Figure(
        two_lines, style.number(round(figure.median, 2)), 0.5 + min(max(figure.away, -2), 2) / 4
    )


def _draw_headings(
    sheet: Axes, profile: ClusterProfile, figures: Sequence[_Figure], wide: float
) -> None:
    shares = _shares(profile)
    parts = (
        (0, len(shares), "share of"),
        (len(shares), len(shares) + len(figures), "typical (median) customer"),
    )
    for first, last, words in parts:
        left, right = _LEFT + first * wide, _LEFT + last * wide - _GAP
        _write(sheet, (left + right) / 2, 0.13, words, style.NOTE, style.QUIET)
        sheet.plot([left, right], [0.27, 0.27], color=style.FAINT, linewidth=1)
    headings = [*(name for name, _ in shares), *(each.heading for each in figures)]
    for column, words in enumerate(headings):
        _write(sheet, _middle(column, wide), 0.56, words, style.SMALL, style.QUIET)


def _names(profiles: Sequence[ClusterProfile]) -> tuple[float, list[str]]:
    """The names on two lines, or smaller on three where any needs them, and their size."""
    sizes = ((style.SMALL, 2), (style.NOTE, 3))
    for size, lines in sizes:
        names = [
            style.fitted(
                each.label, _NAMES - 0.1, size, lines, bold=True, otherwise=f"Group {each.number}"
            )
            for each in profiles
        ]
        if not any(name.endswith("…") for name in names):
            break
    return size, names


def _draw_name(sheet: Axes, top: float, name: str, size: float) -> None:
    sheet.text(
        style.MARGIN + 0.2,
        top + (_ROW - _GAP) / 2,
        name,
        va="center",
        size=size,
        weight="bold",
        linespacing=1.0,
    )


def _draw_row(
    sheet: Axes, top: float, profile: ClusterProfile, figures: Sequence[_Figure], wide: float
) -> None:
    colour = style.cluster_colour(profile.colour)
    high, middle = _ROW - _GAP, top + (_ROW - _GAP) / 2
    style.box(sheet, style.MARGIN, top, 0.09, high, colour)
    shares = _shares(profile)
    for column, (_, share) in enumerate(shares):
        left = _LEFT + column * wide
        style.box(sheet, left, top, (wide - _GAP) * share, high, style.tint(colour, 0.4))
        text = style.percent(share)
        _write(sheet, _middle(column, wide), middle, text, style.TEXT, style.INK)
    for column, each in enumerate(figures, start=len(shares)):
        fill = _BEHIND_TO_AHEAD(each.standing)[:3]
        style.box(sheet, _LEFT + column * wide, top, wide - _GAP, high, fill)
        _write(sheet, _middle(column, wide), middle, each.text, style.TEXT, style.ink_on(fill))


def _middle(column: int, wide: float) -> float:
    return _LEFT + column * wide + (wide - _GAP) / 2


def _write(sheet: Axes, x: float, y: float, text: str, size: float, ink: str) -> None:
    sheet.text(x, y, text, size=size, color=ink, ha="center", va="center", linespacing=1.0)


def _in_words(profile: ClusterProfile) -> str:
    return ", ".join(f"{style.percent(share)} of {name}" for name, share in _shares(profile))


def _title(profiles: Sequence[ClusterProfile]) -> str:
    richest = max(profiles, key=lambda each: each.weight)
    name = style.in_title(richest.label, f"Group {richest.number}", inches=7.4)
    return f"{name}: {_in_words(richest)}"


def _alt(profiles: Sequence[ClusterProfile], figures: Sequence[Sequence[_Figure]]) -> str:
    return style.listed(
        f"Table of {len(profiles)} groups with their typical (median) customer.",
        (
            f"{style.clean(profile.label)}: {_in_words(profile)}, "
            + ", ".join(
                f"{each.text} {' '.join(each.heading.split())}"
                if profile.median_recency is not None
                else f"{' '.join(each.heading.split())} {each.text}"
                for each in typical
            )
            for profile, typical in zip(profiles, figures, strict=True)
        ),
    )
