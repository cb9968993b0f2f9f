"""Who pays the bills: each segment's share of customers beside its share of revenue.

Where nobody knows what was paid, the share of customers alone.
"""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.groups import Group
from analytics.movement.sizes import SegmentChanges

_ROW = 0.62
_BAR = 0.23
_NAMES = 2.5
_PALE = 0.42


def segment_bars(
    segments: Sequence[Group],
    changes: SegmentChanges | None = None,
    currency: str = "£",
    *,
    source: str = "",
) -> Chart:
    """Draw two bars for each segment, in the order given: pale its customers, full its revenue.

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
    inches = _inches_per_share(segments)
    with style.drawing(height=_ROW * len(segments)) as figure:
        sheet = style.sheet(figure)
        for row, segment in enumerate(segments):
            _draw_row(sheet, row, segment, colours[segment.key], inches, net)
        return style.finish(
            figure,
            _title(segments),
            _alt(segments, net, currency),
            source,
            _lead(segments, currency),
        )


def _draw_row(
    sheet: Axes,
    row: int,
    segment: Group,
    colour: str,
    inches: float,
    net: Mapping[str, int],
) -> None:
    top = row * _ROW + (_ROW - 2 * _BAR) / 2
    name = style.fitted(segment.label, _NAMES, style.SMALL, bold=True, otherwise=segment.key)
    sheet.text(style.MARGIN, top + 0.12, name, va="center", size=style.SMALL, weight="bold")
    sheet.text(
        style.MARGIN,
        top + _BAR + 0.13,
        style.fitted(_count(segment, net), _NAMES, style.NOTE),
        va="center",
        size=style.NOTE,
        color=style.QUIET,
    )
    fills = (style.tint(colour, _PALE), colour)
    for place, (share, words) in enumerate(_shares(segment)):
        y, fill = top + place * _BAR, fills[place]
        # The first row says what the bars are, so that there is no legend to look up.
        word = words if row == 0 else ""
        style.box(sheet, _left(), y, max(share * inches, 0.02 if share else 0), _BAR, fill)
        sheet.text(
            _left() + share * inches + 0.07,
            y + _BAR / 2 + 0.01,
            f"{style.percent(share)} {word}".rstrip(),
            va="center",
            size=style.SMALL,
        )


def _shares(segment: Group) -> tuple[tuple[float, str], ...]:
    """What a segment's bars show, and what they are of."""
    of_customers = (segment.share, "of customers")
    if segment.revenue_share is None:
        return (of_customers,)
    return of_customers, (segment.revenue_share, "of revenue")


def _in_words(segment: Group) -> str:
    return ", ".join(f"{style.percent(share)} {of_what}" for share, of_what in _shares(segment))


def _left() -> float:
    return style.MARGIN + _NAMES + 0.12


def _inches_per_share(segments: Sequence[Group]) -> float:
    """The scale at which every bar and what stands beside it fit."""
    room = style.WIDTH - style.MARGIN - _left() - 0.1
    scales = []
    for row, segment in enumerate(segments):
        for share, word in _shares(segment):
            label = f"{style.percent(share)} {word}" if row == 0 else style.percent(share)
            left = room - style.text_width(label, style.SMALL)
            scales.append(left / max(share, 0.05))
    return min(scales)


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
