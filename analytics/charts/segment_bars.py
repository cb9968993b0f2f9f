"""Who pays the bills: each segment's share of customers beside its share of revenue.

Where nobody knows what was paid, the share of customers alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.groups import Group
from analytics.movement.sizes import SegmentChanges

_ROW = 0.295
_BAR = 0.24
_HEADING = 0.3
_NAMES = 2.45
_GAP = 0.12
_PALE = 0.42


def segment_bars(
    segments: Sequence[Group],
    changes: SegmentChanges | None = None,
    currency: str = "£",
    *,
    source: str = "",
) -> Chart:
    """Draw a line for each segment, in the order given: pale its customers, full its revenue.

    It is low, so that a table of the segments fits on the same screen.

    Parameters
    ----------
    segments : sequence of Group
        At least one.
    changes : SegmentChanges, optional
        If given, each segment's customers are followed by how many more or fewer that is.
    currency : str
        Symbol put before amounts.
    source : str
        What it was made from.
    """
    net = {change.segment: change.net for change in changes.segments} if changes else {}
    colours = style.segment_colours([segment.key for segment in segments])
    columns = _columns(segments, net, currency)
    with style.drawing(height=_HEADING + _ROW * len(segments)) as figure:
        sheet = style.sheet(figure)
        for row, segment in enumerate(segments):
            name = style.fitted(
                segment.label, _NAMES, style.SMALL, bold=True, otherwise=segment.key
            )
            sheet.text(
                style.MARGIN, _middle(row), name, va="center", size=style.SMALL, weight="bold"
            )
        left = style.MARGIN + _NAMES + _GAP
        room = (style.WIDTH - style.MARGIN - left) / len(columns) - _GAP
        # One scale for both: the eye compares them.
        inches = min(_inches_per_share(column, room) for column in columns)
        for column in columns:
            fills = [style.tint(colours[each.key], column.strength) for each in segments]
            _draw_column(sheet, column, fills, left, inches)
            left += room + _GAP
        return style.finish(figure, _title(segments), _alt(segments, net, currency), source)


@dataclass(frozen=True)
class _Column:
    """Bars below each other: what they are shares of, each segment's share, and what follows it."""

    heading: str
    shares: tuple[float, ...]
    after: tuple[str, ...]
    strength: float = 1.0

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(
            f"{style.percent(share)}{after}"
            for share, after in zip(self.shares, self.after, strict=True)
        )


def _columns(
    segments: Sequence[Group], net: Mapping[str, int], currency: str
) -> tuple[_Column, ...]:
    """The share of customers, and that of revenue where it is known."""
    people = style.counted(sum(each.customers for each in segments), "customer")
    changes = tuple(f" ({_signed(net[each.key])})" if each.key in net else "" for each in segments)
    of_customers = _Column(f"of {people}", tuple(each.share for each in segments), changes, _PALE)
    shares = tuple(each.revenue_share for each in segments if each.revenue_share is not None)
    if len(shares) < len(segments):
        return (of_customers,)
    revenue = style.money(sum(each.revenue or 0 for each in segments), currency)
    return of_customers, _Column(f"of {revenue} of revenue", shares, ("",) * len(shares))


def _inches_per_share(column: _Column, room: float) -> float:
    """The scale at which every bar and what stands beside it fit."""
    return min(
        (room - _GAP - style.text_width(label, style.SMALL)) / max(share, 0.05)
        for share, label in zip(column.shares, column.labels, strict=True)
    )


def _draw_column(
    sheet: Axes,
    column: _Column,
    fills: Sequence[tuple[float, float, float]],
    left: float,
    inches: float,
) -> None:
    sheet.text(left, _HEADING / 2, column.heading, va="center", size=style.SMALL, color=style.QUIET)
    for row, (share, label) in enumerate(zip(column.shares, column.labels, strict=True)):
        width = max(share * inches, 0.02 if share else 0)
        style.box(sheet, left, _middle(row) - _BAR / 2, width, _BAR, fills[row])
        sheet.text(left + width + 0.07, _middle(row), label, va="center", size=style.SMALL)


def _middle(row: int) -> float:
    return _HEADING + _ROW * (row + 0.5)


def _in_words(segment: Group) -> str:
    of_customers = f"{style.percent(segment.share)} of customers"
    if segment.revenue_share is None:
        return of_customers
    return f"{of_customers}, {style.percent(segment.revenue_share)} of revenue"


def _count(segment: Group, net: Mapping[str, int]) -> str:
    change = net.get(segment.key)
    return style.counted(segment.customers, "customer") + (
        "" if change is None else f" ({_signed(change)})"
    )


def _signed(change: int) -> str:
    return "no change" if change == 0 else f"{change:+,}".replace("-", "−")


def _title(segments: Sequence[Group]) -> str:
    richest = max(segments, key=lambda each: each.weight)
    return f"{style.in_title(richest.label, richest.key)}: {_in_words(richest)}"


def _lead(segments: Sequence[Group], currency: str) -> str:
    customers = sum(segment.customers for segment in segments)
    revenue = [each.revenue for each in segments if each.revenue is not None]
    of_revenue = f", {style.money(sum(revenue), currency)} of revenue" if revenue else ""
    return f"{style.counted(customers, 'customer')}{of_revenue}"


def _alt(segments: Sequence[Group], net: Mapping[str, int], currency: str) -> str:
    return style.listed(
        f"Bars of each segment's share of {_lead(segments, currency)}, most revenue first.",
        (
            f"{style.clean(segment.label)}: {_count(segment, net)}, {_in_words(segment)}"
            for segment in sorted(segments, key=lambda segment: segment.weight, reverse=True)
        ),
    )
