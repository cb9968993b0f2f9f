"""The RFM segment map: recency against frequency, five by five."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.rfm import Rfm, SegmentSummary
from analytics.rules import RulePack

TITLE = "Where your customers stand"


@dataclass(frozen=True)
class _Block:
    """Neighbouring cells, as (r, f), of one segment."""

    key: str
    cells: frozenset[tuple[int, int]]

    @property
    def label_cells(self) -> frozenset[tuple[int, int]]:
        """The cells that the name stands over: all of a rectangle, else the top left one."""
        rows, columns = {r for r, _ in self.cells}, {f for _, f in self.cells}
        if len(self.cells) == len(rows) * len(columns):
            return self.cells
        return frozenset([min(self.cells, key=lambda cell: (-cell[0], cell[1]))])


def rfm_map(rfm: Rfm, rules: RulePack) -> Chart:
    """Draw customers on the recency by frequency grid, coloured by segment.

    Each cell has its count of customers; the axes show what the scores mean in days and orders.
    Where a cell's customers are in several segments, because money decides, it shows the one that
    holds most of them.
    """
    counts = Counter(zip(rfm.scores["r"], rfm.scores["f"], strict=True))
    places = {rule.key: place for place, rule in enumerate(rules.rules)}
    labels = {rule.key: rule.label for rule in rules.rules}
    with style.drawing(height=5.8) as figure:
        axes = figure.add_subplot()
        for block in _blocks(_segments(rfm, rules)):
            colour = style.segment_colour(block.key, places[block.key])
            _draw_block(axes, block, colour, labels[block.key], counts)
        _draw_axes(axes, rfm, rules)
        style.subtitle(axes, f"{rfm.customers:,} customers; the number in each square counts them")
        return style.finish(figure, TITLE, _alt(rfm.segments))


def _segments(rfm: Rfm, rules: RulePack) -> dict[tuple[int, int], str]:
    """The segment of each cell (r, f): the one of most of its customers, or of the rules."""
    scores = rfm.scores
    sizes = Counter(zip(scores["r"], scores["f"], scores["segment"], strict=True))
    found = {
        (r, f): rule.key
        for r, f, m in rules.cells
        if m == sum(rules.scores) // 2 and (rule := rules.rule_for((r, f, m)))
    }
    for (r, f, key), _ in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        found[r, f] = key
    return found


def _blocks(segments: Mapping[tuple[int, int], str]) -> list[_Block]:
    left = dict(segments)
    blocks = []
    while left:
        start, key = next(iter(left.items()))
        cells, edge = {start}, [start]
        while edge:
            r, f = edge.pop()
            near = [(r + 1, f), (r - 1, f), (r, f + 1), (r, f - 1)]
            fresh = [cell for cell in near if left.get(cell) == key and cell not in cells]
            cells.update(fresh)
            edge.extend(fresh)
        blocks.append(_Block(key, frozenset(cells)))
        left = {cell: name for cell, name in left.items() if cell not in cells}
    return blocks


def _draw_block(
    axes: Axes,
    block: _Block,
    colour: str,
    label: str,
    counts: Counter[tuple[int, int]],
) -> None:
    ink = style.ink_on(colour)
    rows = {r for r, _ in block.label_cells}
    columns = {f for _, f in block.label_cells}
    row, column = sum(rows) / len(rows), sum(columns) / len(columns)
    for r, f in block.cells:
        axes.add_patch(
            Rectangle((f - 0.5, r - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=1)
        )
        # Counts keep away from the name in the middle of the block.
        below = 0.3 if r > row else -0.3
        axes.text(
            f, r + below, f"{counts[r, f]:,}", color=ink, ha="center", va="center", in_layout=False
        )
    wide = len(columns) > 1
    name = style.wrapped(label, 22 if wide else 12)
    axes.text(
        column,
        row + (0.14 if len(rows) % 2 else 0),
        name,
        color=ink,
        ha="center",
        va="center",
        fontsize=style.TEXT if wide else style.SMALL,
        fontweight="bold",
        linespacing=1.05,
        in_layout=False,
        bbox={"facecolor": colour, "edgecolor": "none", "pad": 3},
    )


def _draw_axes(axes: Axes, rfm: Rfm, rules: RulePack) -> None:
    lowest, highest = rules.scores
    scores = list(range(lowest, highest + 1))
    axes.set_xlim(lowest - 0.5, highest + 0.5)
    axes.set_ylim(lowest - 0.5, highest + 0.5)
    axes.set_xticks(scores, _ranges(rfm.edges.frequency, first=1))
    axes.set_yticks(scores, _ranges(rfm.edges.recency, first=0)[::-1])
    axes.tick_params(length=0)
    axes.set_xlabel("Orders per customer  →  more often")
    axes.set_ylabel("Days since last purchase  →  more recent")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _ranges(edges: Sequence[float], first: int) -> list[str]:
    """What whole numbers each fifth holds: above the edge before it, up to its own."""
    starts = [first, *(max(first, floor(edge) + 1) for edge in edges)]
    ends = [floor(edge) for edge in edges]
    closed = [
        "none" if end < start else f"{start:,}" if end == start else f"{start:,}–{end:,}"
        for start, end in zip(starts, ends, strict=False)
    ]
    return [*closed, f"{starts[-1]:,}+"]


def _alt(segments: Sequence[SegmentSummary]) -> str:
    largest = sorted(segments, key=lambda segment: -segment.customers)
    figures = ", ".join(
        f"{segment.label} {segment.customers:,} ({style.percent(segment.customer_share)})"
        for segment in largest
    )
    return f"Map of customers by how recently and how often they buy. By segment: {figures}."
