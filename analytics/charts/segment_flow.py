"""Where customers went: the segments then on the left, those now on the right, and the streams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.movement.moves import GONE, NEW, Direction, Movement, Why

# Inches: of the drawing, its blocks, and the streams between them.
_WIDTH, _LABELS, _BLOCK, _GAP = 7.7, 2.6, 0.18, 0.07
_THINNEST = 0.02
_NAME = 40
_STRENGTH = {Direction.UP: 0.6, Direction.DOWN: 0.6, Direction.STAY: 0.2, Direction.ASIDE: 0.4}
_LABEL_HEIGHT = 0.25
_LABEL_ROOM = 0.12


@dataclass(frozen=True)
class _Block:
    """A segment on one side: from ``bottom`` to ``top``, in inches, and the middle of its label."""

    key: str
    customers: int
    bottom: float
    top: float
    label: float


def segment_flow(
    movement: Movement,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    when: tuple[str, str],
    source: str = "",
) -> Chart:
    """Draw a stream for each path, as wide as it has customers.

    Blue leads up, orange down, grey to where one was or comes from nowhere. Streams that would be
    too thin to see are left out, and said to be.

    Parameters
    ----------
    movement : Movement
    labels, colours : mapping of str
        By the segments' keys; labels by NEW and GONE too.
    when : (str, str)
        What stands above the two sides, such as two days.
    source : str
        What it was made from.
    """
    labels = {key: style.line(label, _NAME) for key, label in labels.items()}
    matrix = movement.matrix()
    then, now = matrix.sum(axis=1), matrix.sum(axis=0)
    blocks = max((then > 0).sum(), (now > 0).sum())
    height = max(4.2, 1.6 + 0.33 * int(blocks))
    scale = (height - _GAP * (int(blocks) - 1)) / max(len(movement.customers), 1)
    with style.drawing(height=height + 0.4) as figure:
        axes = figure.add_subplot()
        axes.set_axis_off()
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(-0.05, height + 0.35)
        left = _stack({str(key): int(count) for key, count in then.items()}, height, scale)
        right = _stack({str(key): int(count) for key, count in now.items()}, height, scale)
        thin = _draw_streams(axes, movement, (left, right), scale)
        for side, (stack, day) in enumerate(zip((left, right), when, strict=True)):
            _draw_side(axes, stack, side, labels, colours)
            x, align = (_LABELS, "right") if side == 0 else (_WIDTH - _LABELS, "left")
            axes.text(x, height + 0.2, day, ha=align, va="center", weight="bold", size=style.SMALL)
        return style.finish(
            figure,
            _title(movement),
            _alt(movement, labels, when),
            source,
            lead=_lead(movement, thin),
        )


def _stack(counts: Mapping[str, int], height: float, scale: float) -> list[_Block]:
    """Blocks from the top down, in the order given, their labels moved apart."""
    top = height
    spans = []
    for key, count in counts.items():
        if count:
            spans.append((key, count, top - count * scale, top))
            top -= count * scale + _GAP
    middles = _apart([(bottom + top) / 2 for _, _, bottom, top in spans], height)
    return [_Block(*span, label) for span, label in zip(spans, middles, strict=True)]


def _apart(middles: Sequence[float], height: float) -> list[float]:
    """Move labels, given from the top down, so that no two touch and none leaves the drawing."""
    moved: list[float] = []
    for middle in middles:
        moved.append(min([middle, *(above - _LABEL_HEIGHT for above in moved[-1:])]))
    lowest = _LABEL_HEIGHT / 2 - 0.05
    for place in range(len(moved) - 1, -1, -1):
        moved[place] = max(moved[place], lowest)
        lowest = moved[place] + _LABEL_HEIGHT
    return moved


def _draw_streams(
    axes: Axes,
    movement: Movement,
    sides: tuple[list[_Block], list[_Block]],
    scale: float,
) -> list[int]:
    """Draw what is wide enough to be seen; gives the customers of each path that isn't."""
    thin = []
    counts = movement.matrix().to_dict("index")
    starts = {block.key: block.top for block in sides[0]}
    ends = {block.key: block.top for block in sides[1]}
    for start in sides[0]:
        for end in sides[1]:
            count = counts[start.key][end.key]
            wide = count * scale
            if count and (wide >= _THINNEST or start.key == end.key):
                kind = movement.direction(start.key, end.key)
                axes.add_patch(
                    PathPatch(
                        _stream(starts[start.key], ends[end.key], wide),
                        facecolor=style.MOVING[kind],
                        edgecolor="none",
                        alpha=_STRENGTH[kind],
                        zorder=1 if kind is Direction.STAY else 2,
                    )
                )
            elif count:
                thin.append(count)
            starts[start.key] -= wide
            ends[end.key] -= wide
    return thin


def _stream(start: float, end: float, wide: float) -> Path:
    """A band whose upper rim goes from ``start`` on the left to ``end`` on the right."""
    left, right = _LABELS + _BLOCK, _WIDTH - _LABELS - _BLOCK
    middle = (left + right) / 2
    points = [
        (left, start),
        (middle, start),
        (middle, end),
        (right, end),
        (right, end - wide),
        (middle, end - wide),
        (middle, start - wide),
        (left, start - wide),
        (left, start),
    ]
    turns = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *turns, Path.LINETO, *turns, Path.CLOSEPOLY])


def _draw_side(
    axes: Axes,
    stack: Sequence[_Block],
    side: int,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
) -> None:
    x = _LABELS if side == 0 else _WIDTH - _LABELS - _BLOCK
    edge = _LABELS if side == 0 else _WIDTH - _LABELS
    out = -1 if side == 0 else 1
    for block in stack:
        axes.add_patch(
            Rectangle(
                (x, block.bottom),
                _BLOCK,
                block.top - block.bottom,
                facecolor=_colour(block.key, colours),
                zorder=3,
            )
        )
        middle = (block.bottom + block.top) / 2
        if abs(middle - block.label) > (block.top - block.bottom) / 2:
            axes.plot(
                [edge, edge + out * (_LABEL_ROOM - 0.02)],
                [middle, block.label],
                color=style.QUIET,
                linewidth=0.8,
            )
        axes.text(
            edge + out * _LABEL_ROOM,
            block.label,
            _label(block, stack, labels[block.key], side),
            ha="right" if side == 0 else "left",
            va="center",
            linespacing=1.05,
            size=style.SMALL,
        )


def _label(block: _Block, stack: Sequence[_Block], name: str, side: int) -> str:
    """Name and count beside each other, or one above the other where only that has room."""
    room, count = _LABELS - _LABEL_ROOM, f"{block.customers:,}"
    beside = style.fitted(name, room - style.text_width(f"  {count}", style.SMALL), style.SMALL)
    above = style.fitted(name, room, style.SMALL)
    others = (abs(block.label - each.label) for each in stack if each is not block)
    alone = block.top - block.bottom >= 2 * _LABEL_HEIGHT <= min(others, default=_WIDTH)
    if alone and len(above) > len(beside):
        return f"{above}\n{count}"
    return f"{beside}  {count}" if side == 0 else f"{count}  {beside}"


def _colour(key: str, colours: Mapping[str, str]) -> str:
    return style.QUIET if key in (NEW, GONE) else colours[key]


def _title(movement: Movement) -> str:
    down, up = (movement.going(way).count() for way in (Direction.DOWN, Direction.UP))
    came, went = movement.count(Why.NEW), movement.count(Why.GONE)
    if down and up:
        moved = f"{style.counted(down, 'customer')} lower and {up:,} higher than before"
    elif down or up:
        moved = (
            f"{style.counted(down or up, 'customer')} {'lower' if down else 'higher'} than before"
        )
    else:
        moved = "Nobody is lower or higher than before"
    others = [f"{count:,} {did}" for count, did in ((came, "came"), (went, "went")) if count]
    return ", ".join([moved, *others])


def _lead(movement: Movement, thin: Sequence[int]) -> str:
    words = "Customers. Blue rose, orange slipped, grey stayed or came."
    if boundary := movement.count(Why.BOUNDARY):
        words += f" {boundary:,} moved by the boundary alone."
    if not thin:
        return words
    if len(thin) == 1:
        return f"{words} Not drawn: a path of {thin[0]:,}."
    return f"{words} Not drawn: {len(thin)} paths of at most {max(thin):,}, {sum(thin):,} in all."


def _alt(movement: Movement, labels: Mapping[str, str], when: tuple[str, str]) -> str:
    paths = sorted(movement.paths(), key=lambda path: -path.customers)
    return style.listed(
        f"Flow of customers between segments from {when[0]} to {when[1]}. {_title(movement)}.",
        (f"{labels[each.before]} to {labels[each.after]} {each.customers:,}" for each in paths),
    )
