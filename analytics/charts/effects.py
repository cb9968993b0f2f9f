"""What a campaign changed: by how much, and between which two figures what is so lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from analytics.charts import style
from analytics.charts.style import Chart

_ROW = 1.35
_NAME, _BETWEEN, _BAR = 0.36, 0.64, 0.95
_FOOT = 0.35
_RIM, _TICK = 0.3, 0.22
_ROOM = style.WIDTH - 2 * style.MARGIN
_NAMES = 4.0
_BEYOND = 1.5
_FULL = "#0B4F86"
_PALE = "#9DB9D1"


@dataclass(frozen=True)
class Effect:
    """By how much one figure differs from what it would have been.

    Attributes
    ----------
    name : str
        Of what.
    value, low, high : float
        The estimate and the ends of its interval, in whatever unit; infinite where there is none.
    words : str
        The estimate, as it is read.
    between : str
        Both ends, as they are read.
    """

    name: str
    value: float
    low: float
    high: float
    words: str
    between: str

    @property
    def is_seen(self) -> bool:
        """Whether all of the interval lies on one side of nothing."""
        return not self.low <= 0 <= self.high


def effects(
    found: Sequence[Effect], title: str, lead: str = "", none: str = "no effect", *, source: str
) -> Chart:
    """Draw effects below each other, each to a scale of its own, with one line where nothing is
    changed; an end that is infinite is an arrow.

    Parameters
    ----------
    found : sequence of Effect
        At least one.
    title : str
        The finding.
    lead : str
        What is compared.
    none : str
        What stands at the line.
    source : str
        What it was made from.
    """
    shares = [_shares(each) for each in found]
    left, right = style.MARGIN + _RIM, style.WIDTH - style.MARGIN - _RIM
    start = min(0.0, *(low for low, _, _ in shares))
    end = max(0.0, *(high for _, _, high in shares))

    def at(share: float) -> float:
        return left + (share - start) / ((end - start) or 1.0) * (right - left)

    foot = _ROW * len(found)
    with style.drawing(height=foot + _FOOT) as figure:
        sheet = style.sheet(figure)
        for place, (each, (low, value, high)) in enumerate(zip(found, shares, strict=True)):
            top, colour = place * _ROW, _FULL if each.is_seen else _PALE
            middle = top + _BAR
            sheet.plot(
                [at(0)] * 2, [middle - 0.22, middle + 0.22], color=style.QUIET, linewidth=1.5
            )
            for height, room, size, text, side in (
                (_NAME, _NAMES, style.TEXT, each.name, "left"),
                (_NAME, _ROOM - _NAMES, style.TEXT, each.words, "right"),
                (_BETWEEN, _ROOM, style.SMALL, each.between, "left"),
            ):
                sheet.text(
                    style.MARGIN + (_ROOM if side == "right" else 0),
                    top + height,
                    style.fitted(text, room, size, bold=height == _NAME) if text else "",
                    ha=side,
                    va="bottom",
                    size=size,
                    weight="bold" if height == _NAME else "normal",
                    color=style.INK if height == _NAME else style.QUIET,
                )
            sheet.plot([at(low), at(high)], [middle] * 2, color=colour, linewidth=7)
            for share, whole, marker in ((low, each.low, "<"), (high, each.high, ">")):
                if not isfinite(whole):
                    sheet.plot([at(share)], [middle], marker, color=colour, markersize=14)
            if isfinite(each.value):
                sheet.plot(
                    [at(value)],
                    [middle],
                    "o",
                    color=colour,
                    markersize=13,
                    markeredgecolor="white",
                    markeredgewidth=1.5,
                )
        width = style.text_width(none, style.SMALL) / 2
        middle = min(max(at(0), style.MARGIN + width), style.WIDTH - style.MARGIN - width)
        sheet.text(middle, foot, none, ha="center", va="top", size=style.SMALL, color=style.QUIET)
        alt = style.listed(f"Dots with intervals: {lead}.", map(_in_words, found))
        return style.finish(figure, title, alt, source, lead)


def _shares(effect: Effect) -> tuple[float, float, float]:
    """Low end, estimate and high end, as parts of whichever is farthest from nothing; what is
    infinite lies a little farther."""
    ends = (effect.low, effect.value, effect.high)
    farthest = max((abs(each) for each in ends if isfinite(each)), default=0) or 1.0
    farthest *= 1 if all(map(isfinite, ends)) else _BEYOND
    low, value, high = (min(max(each / farthest, -1.0), 1.0) for each in ends)
    return low, value, high


def _in_words(effect: Effect) -> str:
    words = f" {effect.words}" if effect.words else ""
    return f"{style.clean(effect.name)}{words} ({effect.between})"
