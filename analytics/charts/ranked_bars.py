"""A few things side by side, the largest first: a bar each, its value at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts import style
from analytics.charts.style import Chart

_ROW, _HIGH_ROW = 0.46, 0.72
_LINE = 0.26
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
    below : str
        What stands below the name.
    """

    name: str
    value: float
    words: str
    stands_out: bool = True
    below: str = ""


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
    high = _HIGH_ROW if any(each.below for each in bars) else _ROW
    with style.drawing(height=max(high * len(bars), _LOWEST)) as figure:
        sheet = style.sheet(figure)
        for row, each in enumerate(bars):
            middle = row * high + high / 2
            names = [each.name, each.below] if each.below else [each.name]
            for place, name in enumerate(names):
                shown = style.fitted(name, _NAMES, style.SMALL)
                at = middle + (place - (len(names) - 1) / 2) * _LINE
                colour = style.QUIET if place else style.INK
                sheet.text(style.MARGIN, at, shown, va="center", size=style.SMALL, color=colour)
            length = max(each.value, 0) / longest * room
            colour = _FULL if each.stands_out else _PALE
            style.box(sheet, left, middle - _BAR / 2, length, _BAR, colour)
            sheet.text(left + length + 0.07, middle, each.words, va="center", size=style.SMALL)
        alt = style.listed(
            f"Bars: {lead}." if lead else "Bars.",
            (f"{style.clean(f'{each.name} {each.below}'.strip())} {each.words}" for each in bars),
        )
        return style.finish(figure, title, alt, source, lead)
