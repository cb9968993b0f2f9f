"""What became of a file's rows: kept, set aside and rejected, reason by reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.vocabulary.rows import Fate

_REASONS = 3.5
_HEADING = 0.42
_ROW = 0.36
_TALL_ROW = 0.55
_BAR = 0.24
_LEFT = style.MARGIN + _REASONS + 0.15


# Okabe and Ito's green, orange and vermilion: apart for colour-blind readers too.
_COLOURS = {Fate.KEPT: "#009E73", Fate.SET_ASIDE: "#E69F00", Fate.REJECTED: "#D55E00"}


@dataclass(frozen=True)
class RowGroup:
    """Rows of a file to which the same happened."""

    fate: Fate
    label: str
    rows: int


@dataclass(frozen=True)
class _Row:
    """A group with the words beside its bar, on one line or two."""

    group: RowGroup
    words: str

    @property
    def height(self) -> float:
        return _TALL_ROW if "\n" in self.words else _ROW


def row_account(groups: Sequence[RowGroup], *, source: str = "") -> Chart:
    """Draw a bar for each group of rows; together they are all rows of the file.

    Parameters
    ----------
    groups : sequence of RowGroup
        At least one; shown by fate, and within a fate in the order in which they are given.
    source : str
        What it was made from.
    """
    total = sum(group.rows for group in groups)
    inches = _inches_per_row(groups, total)
    parts = {fate: [_row(each) for each in groups if each.fate is fate] for fate in Fate}
    height = sum(_HEADING + sum(row.height for row in rows) for rows in parts.values() if rows)
    with style.drawing(height=height) as figure:
        sheet = style.sheet(figure)
        top = 0.0
        for fate, rows in parts.items():
            if rows:
                _draw_heading(sheet, top, fate, sum(row.group.rows for row in rows), total)
                top += _HEADING
            for row in rows:
                _draw_row(sheet, top + row.height / 2, row, inches, total)
                top += row.height
        return style.finish(figure, _title(groups, total), _alt(groups, total), source)


def _row(group: RowGroup) -> _Row:
    label = group.label[:1].upper() + group.label[1:]
    return _Row(group, style.fitted(label, _REASONS, style.SMALL, 2, otherwise="(no reason)"))


def _draw_heading(sheet: Axes, top: float, fate: Fate, rows: int, total: int) -> None:
    sheet.text(
        style.MARGIN,
        top + _HEADING - 0.08,
        f"{_worded(fate).capitalize()}: {_figures(rows, total)}",
        va="bottom",
        size=style.TEXT,
        weight="bold",
    )


def _draw_row(sheet: Axes, middle: float, row: _Row, inches: float, total: int) -> None:
    sheet.text(style.MARGIN, middle, row.words, va="center", size=style.SMALL, linespacing=1.05)
    # A few rows among a million still deserve a bar that one can see.
    length = max(row.group.rows * inches, 0.03)
    style.box(sheet, _LEFT, middle - _BAR / 2, length, _BAR, _COLOURS[row.group.fate])
    sheet.text(
        _LEFT + length + 0.08,
        middle,
        _figures(row.group.rows, total),
        va="center",
        size=style.SMALL,
    )


def _worded(fate: Fate) -> str:
    return fate.value.replace("_", " ")


def _inches_per_row(groups: Sequence[RowGroup], total: int) -> float:
    """The scale at which every bar and the figures beside it fit."""
    room = style.WIDTH - style.MARGIN - _LEFT - 0.12
    return min(
        (room - style.text_width(_figures(group.rows, total), style.SMALL)) / max(group.rows, 1)
        for group in groups
    )


def _figures(rows: int, total: int) -> str:
    return f"{rows:,} ({style.percent(rows / total)})"


def _title(groups: Sequence[RowGroup], total: int) -> str:
    kept = sum(group.rows for group in groups if group.fate is Fate.KEPT)
    if kept == total:
        return f"All of {total:,} rows kept"
    # Never rounded up to all of them.
    return f"{floor(kept / total * 1000) / 10:g}% of {total:,} rows kept"


def _alt(groups: Sequence[RowGroup], total: int) -> str:
    return style.listed(
        f"Bars of what became of {total:,} rows.",
        (f"{_worded(group.fate)}: {style.clean(group.label)}, {group.rows:,}" for group in groups),
    )
