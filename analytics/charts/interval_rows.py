"""Figures with how sure they are: a dot each, and a bar over what it may be."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts import style
from analytics.charts.style import Chart

_ROW = 0.46
_NAMES = 4.0
_WORDS = 0.75
_FOOT = 0.35
_LOWEST = 1.4
_FULL = "#0B4F86"
_PALE = "#9DB9D1"


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes
    ----------
    name : str
    value : float
        -1 to 1.
    low, high : float or None
        The ends of its interval; None where there is none.
    stands_out : bool
    """

    name: str
    value: float
    low: float | None
    high: float | None
    stands_out: bool = True


def interval_rows(rows: Sequence[Row], title: str, lead: str = "", *, source: str = "") -> Chart:
    """Draw correlations with their intervals along one axis, with a line at 0.

    Parameters
    ----------
    rows : sequence of Row
        At least one, in the order in which they are drawn.
    title : str
        The finding.
    lead : str
        What the figures are.
    source : str
        What it was made from.
    """
    left = style.MARGIN + _NAMES + 0.15
    room = style.WIDTH - style.MARGIN - _WORDS - left
    ends = [each for row in rows for each in (row.low, row.high, row.value) if each is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    # A little more than there is, so that no dot is cut.
    low, high = low - 0.04 * (high - low or 1), high + 0.04 * (high - low or 1)

    def at(value: float) -> float:
        return left + (value - low) / (high - low) * room

    with style.drawing(height=max(_ROW * len(rows) + _FOOT, _LOWEST)) as figure:
        sheet = style.sheet(figure)
        foot = _ROW * len(rows)
        sheet.plot([at(0), at(0)], [0, foot], color=style.QUIET, linewidth=1)
        sheet.text(
            at(0), foot + 0.05, "0", ha="center", va="top", size=style.NOTE, color=style.QUIET
        )
        for place, each in enumerate(rows):
            middle = place * _ROW + _ROW / 2
            colour = _FULL if each.stands_out else _PALE
            name = style.fitted(each.name, _NAMES, style.SMALL)
            sheet.text(style.MARGIN, middle, name, va="center", size=style.SMALL)
            if each.low is not None and each.high is not None:
                sheet.plot([at(each.low), at(each.high)], [middle] * 2, color=colour, linewidth=3)
            sheet.plot([at(each.value)], [middle], "o", color=colour, markersize=9)
            sheet.text(
                style.WIDTH - style.MARGIN,
                middle,
                _word(each.value),
                ha="right",
                va="center",
                size=style.SMALL,
                weight="bold" if each.stands_out else "normal",
            )
        alt = style.listed(f"Dots with intervals: {lead}.", map(_in_words, rows))
        return style.finish(figure, title, alt, source, lead)


def _word(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _in_words(row: Row) -> str:
    ends = ""
    if row.low is not None and row.high is not None:
        ends = f" ({_word(row.low)} to {_word(row.high)})"
    return f"{style.clean(row.name)} {_word(row.value)}{ends}"
