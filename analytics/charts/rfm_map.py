"""The RFM segment map: recency against frequency, score by score."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from matplotlib.axes import Axes

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.rfm import Rfm, SegmentSummary
from analytics.rfm.rules import RulePack

_PAD = 0.09
_GAP = 0.035
"""Between two segments, in inches."""
_ROWS_IN_ALL = 4.6
_LEAST_ROW = 0.84
_HEAD = 0.5
_FOOT = 0.66
_TWO_LINES = 0.48
"""The least height of a layer that two lines of small text fit into."""

_HAIRLINE: Any = {"color": "white", "alpha": 0.45, "linewidth": 0.8, "solid_capstyle": "butt"}

_Cell = tuple[int, int]
"""Places on the map, as (rows from the bottom, columns from the left), from 0."""


@dataclass(frozen=True)
class _Block:
    """Neighbouring cells of one segment."""

    key: str
    cells: frozenset[_Cell]

    @property
    def name_cells(self) -> list[_Cell]:
        """The cells that the name stands in: the longest row, the highest of equal ones."""
        rows: list[list[_Cell]] = []
        for row, column in sorted(self.cells, key=lambda cell: (-cell[0], cell[1])):
            if rows and rows[-1][-1] == (row, column - 1):
                rows[-1].append((row, column))
            else:
                rows.append([(row, column)])
        return max(rows, key=len)


@dataclass(frozen=True)
class _Grid:
    """Where the cells are, in inches from the top left."""

    rows: int
    columns: int
    left: float

    @property
    def width(self) -> float:
        return (style.WIDTH - style.MARGIN - self.left) / self.columns

    @property
    def height(self) -> float:
        return max(_ROWS_IN_ALL / self.rows, _LEAST_ROW)

    @property
    def bottom(self) -> float:
        return _HEAD + self.height * self.rows

    def corner(self, cell: _Cell) -> tuple[float, float]:
        """The top left corner of a cell."""
        row, column = cell
        return self.left + column * self.width, self.bottom - (row + 1) * self.height


def rfm_map(rfm: Rfm, rules: RulePack, *, source: str = "") -> Chart:
    """Draw customers on the recency by frequency grid, coloured by segment.

    Each cell has its count of customers; the axes show what the scores mean in days and orders.
    Where a cell's customers are in several segments, because money decides or what a segment needs
    beside scores, it is divided, and each part has its segment's own count: what the map shows of a
    segment adds up to all of it.
    """
    days = _ranges(rfm.edges.recency, first=0)[::-1]
    orders = _ranges(rfm.edges.frequency, first=1)
    widest = max(style.text_width(text, style.SMALL) for text in [*days, "days since"])
    grid = _Grid(len(days), len(orders), style.MARGIN + widest + 0.12)
    found = _segments(rfm, rules)
    whole = {cell: next(iter(parts)) for cell, parts in found.items() if len(parts) == 1}
    counts = Counter({cell: sum(parts.values()) for cell, parts in found.items()})
    labels = {rule.key: rule.label for rule in rules.rules}
    colours = style.segment_colours(list(labels))
    with style.drawing(height=grid.bottom + _FOOT) as figure:
        sheet = style.sheet(figure)
        for block in _blocks(whole):
            _draw_block(sheet, grid, block, colours[block.key], counts)
            _draw_name(sheet, grid, block, colours[block.key], labels[block.key])
        for cell in found.keys() - whole.keys():
            _draw_parts(sheet, grid, cell, found[cell], labels, colours)
        _draw_scales(sheet, grid, days, orders)
        lead = f"{style.counted(rfm.customers, 'customer')}; each square says how many are in it"
        if len(whole) < len(found):
            lead += ", in layers where its customers are in several segments"
        return style.finish(figure, _title(rfm.segments), _alt(rfm), source, lead)


def _segments(rfm: Rfm, rules: RulePack) -> dict[_Cell, dict[str, int]]:
    """The segments of each cell, and how many of its customers are in each.

    A cell without customers has the segment that the rules give middling spenders there.
    """
    lowest, _ = rules.scores
    middle = sum(rules.scores) // 2
    scores = rfm.scores
    sizes = Counter(zip(scores["r"], scores["f"], scores["segment"], strict=True))
    found: dict[_Cell, dict[str, int]] = {}
    for r, f, m in rules.cells:
        if m == middle and (rule := rules.rule_for((r, f, m))):
            here = {each.key: sizes[r, f, each.key] for each in rules.rules}
            present = {key: size for key, size in here.items() if size}
            found[r - lowest, f - lowest] = present or {rule.key: 0}
    return found


def _blocks(segments: Mapping[_Cell, str]) -> list[_Block]:
    left = dict(segments)
    blocks = []
    while left:
        start, key = next(iter(left.items()))
        cells, edge = {start}, [start]
        while edge:
            row, column = edge.pop()
            near = [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
            fresh = [cell for cell in near if left.get(cell) == key and cell not in cells]
            cells.update(fresh)
            edge.extend(fresh)
        blocks.append(_Block(key, frozenset(cells)))
        left = {cell: name for cell, name in left.items() if cell not in cells}
    return blocks


def _draw_block(
    sheet: Axes, grid: _Grid, block: _Block, colour: str, counts: Counter[_Cell]
) -> None:
    """Cells run together where they are of one segment; a hairline still tells them apart."""
    ink = style.ink_on(colour)
    for cell in block.cells:
        left, top = grid.corner(cell)
        row, column = cell
        right = 0 if (row, column + 1) in block.cells else _GAP
        below = 0 if (row - 1, column) in block.cells else _GAP
        style.box(sheet, left, top, grid.width - right, grid.height - below, colour)
        if not right:
            x = left + grid.width
            sheet.plot([x, x], [top, top + grid.height - below], **_HAIRLINE)
        if not below:
            y = top + grid.height
            sheet.plot([left, left + grid.width - right], [y, y], **_HAIRLINE)
        sheet.text(
            left + _PAD,
            top + grid.height - _GAP - 0.06,
            style.number(counts[cell]),
            color=ink,
            va="bottom",
            size=style.TEXT if grid.columns <= 6 else style.NOTE,
            alpha=1 if counts[cell] else 0.6,
        )


def _draw_name(sheet: Axes, grid: _Grid, block: _Block, colour: str, label: str) -> None:
    cells = block.name_cells
    left, top = grid.corner(cells[0])
    room = len(cells) * grid.width - 2 * _PAD - _GAP
    name = style.line(label, 80, block.key)
    longest = max(style.text_width(word, style.SMALL, bold=True) for word in name.split())
    # Rather smaller letters than a divided word.
    small = grid.columns > 6 or longest > room
    size = style.NOTE if small else style.SMALL
    sheet.text(
        left + _PAD,
        top + 0.06,
        style.fitted(name, room, size, 2, bold=True),
        color=style.ink_on(colour),
        va="top",
        size=size,
        weight="bold",
        linespacing=1.05,
    )


def _draw_parts(
    sheet: Axes,
    grid: _Grid,
    cell: _Cell,
    parts: Mapping[str, int],
    labels: Mapping[str, str],
    colours: Mapping[str, str],
) -> None:
    """A cell whose customers are in several segments, in layers of one height."""
    left, top = grid.corner(cell)
    height = (grid.height - _GAP) / len(parts)
    size = style.SMALL if grid.columns <= 4 else style.NOTE
    lines = 2 if height > _TWO_LINES else 1
    for place, (key, customers) in enumerate(parts.items()):
        y = top + place * height
        style.box(sheet, left, y, grid.width - _GAP, height - _GAP / 2, colours[key])
        text = f"{style.number(customers)} {style.line(labels[key], 80, key)}"
        sheet.text(
            left + _PAD,
            y + height / 2,
            style.fitted(text, grid.width - 2 * _PAD - _GAP, size, lines),
            color=style.ink_on(colours[key]),
            va="center",
            size=size,
            linespacing=1.0,
        )


def _draw_scales(sheet: Axes, grid: _Grid, days: Sequence[str], orders: Sequence[str]) -> None:
    quiet: dict[str, Any] = {"size": style.SMALL, "color": style.QUIET}
    right = grid.left - 0.12
    sheet.text(
        right, 0.02, "days since\nlast order", ha="right", va="top", linespacing=1.0, **quiet
    )
    for row, text in enumerate(days):
        y = grid.corner((row, 0))[1] + grid.height / 2
        sheet.text(right, y, text, ha="right", va="center", size=style.SMALL)
    room = grid.width - 0.06
    size = min(
        style.SMALL,
        *(style.SMALL * room / style.text_width(text, style.SMALL) for text in orders),
    )
    for column, text in enumerate(orders):
        x = grid.left + (column + 0.5) * grid.width
        sheet.text(x, grid.bottom + 0.05, text, ha="center", va="top", size=size)
    sheet.text(grid.left, grid.bottom + 0.36, "orders per customer →", va="top", **quiet)


def _ranges(edges: Sequence[float], first: int) -> list[str]:
    """What whole numbers each score holds: above the edge before it, up to its own."""
    starts = [first, *(max(first, floor(edge) + 1) for edge in edges)]
    ends = [floor(edge) for edge in edges]
    closed = [
        "none"
        if end < start
        else style.number(start)
        if end == start
        else f"{style.number(start)}–{style.number(end)}"
        for start, end in zip(starts, ends, strict=False)
    ]
    return [*closed, f"{style.number(starts[-1])}+"]


def _title(segments: Sequence[SegmentSummary]) -> str:
    largest = max(segments, key=lambda each: each.customers)
    if largest.share == 1:
        return f"Everybody is in {style.in_title(largest.label, largest.key)}"
    return (
        f"The largest segment is {style.in_title(largest.label, largest.key)}, "
        f"{style.percent(largest.share)} of customers"
    )


def _alt(rfm: Rfm) -> str:
    return style.listed(
        f"Map of {style.counted(rfm.customers, 'customer')} by how recently and how often they "
        "buy. By segment, largest first:",
        (
            f"{style.clean(segment.label)} {segment.customers:,} ({style.percent(segment.share)})"
            for segment in sorted(rfm.segments, key=lambda segment: -segment.customers)
        ),
    )
