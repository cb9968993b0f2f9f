"""How clusters differ: each one's typical customer, coloured by standing in the whole shop."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import ClusterProfile

_NAMES = 2.55
_HEAD = 0.86
_ROW = 0.64
_GAP = 0.04
_LEFT = style.MARGIN + 0.2 + _NAMES
_COLUMN = (style.WIDTH - style.MARGIN - _LEFT) / 5
_HEADINGS = ("customers", "revenue", "days since\nlast order", "orders", "spent")
_BEHIND_TO_AHEAD = LinearSegmentedColormap.from_list(
    "behind to ahead", ["#E08214", "#FDD9A8", "#F7F7F7", "#A6CEE8", "#2B7BBA"]
)
_LEAD = "Blue: ahead of most customers; orange: behind most"


def cluster_profile(
    profiles: Sequence[ClusterProfile], currency: str = "£", *, source: str = ""
) -> Chart:
    """Draw one row for each cluster: its shares, and its median customer in the shop's own units.

    The three medians are coloured by where that customer stands among all of them: blue ahead
    (more recent, more orders, more money), orange behind, white in the middle.
    """
    with style.drawing(height=_HEAD + _ROW * len(profiles)) as figure:
        sheet = style.sheet(figure)
        _draw_headings(sheet)
        size, names = _names(profiles)
        for row, (profile, name) in enumerate(zip(profiles, names, strict=True)):
            _draw_row(sheet, _HEAD + row * _ROW, profile, currency)
            _draw_name(sheet, _HEAD + row * _ROW, name, size)
        return style.finish(figure, _title(profiles), _alt(profiles, currency), source, _LEAD)


def _draw_headings(sheet: Axes) -> None:
    for first, last, words in ((0, 2, "share of"), (2, 5, "typical (median) customer")):
        left, right = _LEFT + first * _COLUMN, _LEFT + last * _COLUMN - _GAP
        _write(sheet, (left + right) / 2, 0.13, words, style.NOTE, style.QUIET)
        sheet.plot([left, right], [0.27, 0.27], color=style.FAINT, linewidth=1)
    for column, words in enumerate(_HEADINGS):
        _write(sheet, _middle(column), 0.56, words, style.SMALL, style.QUIET)


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


def _draw_row(sheet: Axes, top: float, profile: ClusterProfile, currency: str) -> None:
    colour = style.cluster_colour(profile.colour)
    high, middle = _ROW - _GAP, top + (_ROW - _GAP) / 2
    style.box(sheet, style.MARGIN, top, 0.09, high, colour)
    for column, share in enumerate((profile.share, profile.revenue_share)):
        left = _LEFT + column * _COLUMN
        style.box(sheet, left, top, (_COLUMN - _GAP) * share, high, style.tint(colour, 0.4))
        _write(sheet, _middle(column), middle, style.percent(share), style.TEXT, style.INK)
    medians = (
        (style.number(round(profile.median_recency)), profile.standing_recency),
        (style.number(profile.median_frequency), profile.standing_frequency),
        (style.money(profile.median_monetary, currency), profile.standing_monetary),
    )
    for column, (text, standing) in enumerate(medians, start=2):
        fill = _BEHIND_TO_AHEAD(standing)[:3]
        style.box(sheet, _LEFT + column * _COLUMN, top, _COLUMN - _GAP, high, fill)
        _write(sheet, _middle(column), middle, text, style.TEXT, style.ink_on(fill))


def _middle(column: int) -> float:
    return _LEFT + column * _COLUMN + (_COLUMN - _GAP) / 2


def _write(sheet: Axes, x: float, y: float, text: str, size: float, ink: str) -> None:
    sheet.text(x, y, text, size=size, color=ink, ha="center", va="center", linespacing=1.0)


def _title(profiles: Sequence[ClusterProfile]) -> str:
    richest = max(profiles, key=lambda each: (each.revenue, each.customers))
    return (
        f"{style.in_title(richest.label, f'Group {richest.number}', inches=7.4)}: "
        f"{style.percent(richest.share)} of customers, "
        f"{style.percent(richest.revenue_share)} of revenue"
    )


def _alt(profiles: Sequence[ClusterProfile], currency: str) -> str:
    return style.listed(
        f"Table of {len(profiles)} groups with their typical (median) customer.",
        (
            f"{style.clean(profile.label)}: {style.percent(profile.share)} of customers, "
            f"{style.percent(profile.revenue_share)} of revenue, "
            f"{style.number(round(profile.median_recency))} days since last order, "
            f"{style.number(profile.median_frequency)} orders, "
            f"{style.money(profile.median_monetary, currency)} spent"
            for profile in profiles
        ),
    )
