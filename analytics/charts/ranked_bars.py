"""A few things side by side, the largest first: a bar each, its value at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts import style
from analytics.charts.style import Chart

_ROW = 0.46
_BAR = 0.28
_NAMES = 3.1
_LOWEST = 1.4
_FULL = "#0B4F86"
_PALE = "#9DB9D1"


@dataclass(frozen=True)
class Bar:
    """One of them.

    Attributes
    ----------
    name : str
    value : float
        Its length; below zero it has none.
    words : str
        What stands at its end.
    stands_out : bool
    """

    name: str
    value: float
    words: str
    stands_out: bool = True


def ranked_bars(bars: Sequence[Bar], title: str, lead: str = "", *, source: str = "") -> Chart:
    """Draw a horizontal bar for each, in the order given.

    Parameters
    ----------
    bars : sequence of Bar
        At least one.
    title : str
        The finding.
    lead : str
        What the bars are.
    source : str
        What it was made from.
    """
    left = style.MARGIN + _NAMES + 0.12
    widest = max(style.text_width(each.words, style.SMALL) for each in bars)
    room = style.WIDTH - style.MARGIN - left - 0.15 - widest
    longest = max(max(each.value for each in bars), 0) or 1
    with style.drawing(height=max(_ROW * len(bars), _LOWEST)) as figure:
        sheet = style.sheet(figure)
        for row, each in enumerate(bars):
            middle = row * _ROW + _ROW / 2
            name = style.fitted(each.name, _NAMES, style.SMALL)
            sheet.text(style.MARGIN, middle, name, va="center", size=style.SMALL)
            length = max(each.value, 0) / longest * room
            colour = _FULL if each.stands_out else _PALE
            style.box(sheet, left, middle - _BAR / 2, length, _BAR, colour)
            sheet.text(left + length + 0.07, middle, each.words, va="center", size=style.SMALL)
        alt = style.listed(
            f"Bars: {lead}." if lead else "Bars.",
            (f"{style.clean(each.name)} {each.words}" for each in bars),
        )
        return style.finish(figure, title, alt, source, lead)
