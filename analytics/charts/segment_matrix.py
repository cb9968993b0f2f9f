"""The movement matrix: every segment then against every segment now."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from analytics.charts import moving, style
from analytics.charts.style import Chart
from analytics.movement.moves import GONE, NEW, Direction, Movement

_WIDTH, _LABELS = 7.7, 2.1
_PALEST = 0.12
_THOUSANDS_FROM, _MILLIONS_FROM = 10_000, 1_000_000


def segment_matrix(
    movement: Movement,
    labels: Mapping[str, str],
    when: tuple[str, str],
    source: str = "",
) -> Chart:
    """Draw the matrix with a count in every cell, darker where a larger part of a row went.

    Parameters
    ----------
    movement : Movement
    labels : mapping of str
        By the segments' keys, NEW and GONE.
    when : (str, str)
        What rows and columns are, such as two days.
    source : str
        What it was made from.
    """
    matrix = _shown(movement)
    rows, columns = matrix.shape
    wide = (_WIDTH - _LABELS) / columns
    tall = 0.42
    heads = _heads_height(matrix, labels)
    with style.drawing(height=tall * rows + heads + 0.35) as figure:
        axes = figure.add_subplot()
        axes.set_axis_off()
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(tall * rows, -heads - 0.35)
        for row, before in enumerate(matrix.index):
            total = int(matrix.loc[before].sum())
            for column, after in enumerate(matrix.columns):
                count = int(matrix.loc[before, after])
                colour = _shade(
                    moving.COLOURS[movement.direction(before, after)], count / total if total else 0
                )
                corner = (_LABELS + column * wide, row * tall)
                _draw_cell(axes, corner, (wide, tall), count, colour)
            name = style.fitted(labels[before], _LABELS - 0.1, style.SMALL)
            axes.text(
                _LABELS - 0.08, (row + 0.5) * tall, name, ha="right", va="center", size=style.SMALL
            )
        for column, after in enumerate(matrix.columns):
            name = style.fitted(labels[after], heads, style.SMALL)
            axes.text(
                _LABELS + (column + 0.5) * wide,
                -0.08,
                name,
                ha="center",
                va="bottom",
                rotation=90,
                size=style.SMALL,
            )
        axes.text(_LABELS - 0.08, -0.1, f"{when[0]} ↓", ha="right", weight="bold", size=style.SMALL)
        axes.text(
            _LABELS, -heads - 0.15, f"{when[1]} →", ha="left", weight="bold", size=style.SMALL
        )
        return style.finish(
            figure,
            _title(movement, labels),
            _alt(movement, labels, when),
            source,
            lead="Customers. Blue rose, orange slipped, grey stayed or came; darker where more of "
            "a row went.",
        )


def _shown(movement: Movement) -> pd.DataFrame:
    """The matrix, without the row of the new and the column of the gone where there are none."""
    matrix = movement.matrix()
    if not matrix.loc[NEW].any():
        matrix = matrix.drop(index=NEW)
    return matrix if matrix[GONE].any() else matrix.drop(columns=GONE)


def _heads_height(matrix: pd.DataFrame, labels: Mapping[str, str]) -> float:
    widest = max(style.text_width(labels[key], style.SMALL) for key in matrix.columns)
    return min(widest + 0.1, 2.0)


def _draw_cell(
    axes: Axes,
    corner: tuple[float, float],
    size: tuple[float, float],
    count: int,
    colour: tuple[float, float, float],
) -> None:
    axes.add_patch(Rectangle(corner, *size, facecolor=colour, edgecolor="white", linewidth=1.5))
    if not count:
        return
    text = _short(count)
    fits = 72 * (size[0] - 0.06) / (72 * style.text_width(text, 1))
    axes.text(
        corner[0] + size[0] / 2,
        corner[1] + size[1] / 2,
        text,
        ha="center",
        va="center",
        color=style.ink_on(colour),
        size=min(style.SMALL, fits),
    )


def _shade(colour: str, share: float) -> tuple[float, float, float]:
    """White where nobody went; else the paler the fewer did."""
    strength = 0 if share == 0 else _PALEST + (1 - _PALEST) * share
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return red, green, blue


def _short(count: int) -> str:
    if count >= _MILLIONS_FROM:
        return f"{count / 1e6:,.1f}m"
    return f"{count / 1e3:,.0f}k" if count >= _THOUSANDS_FROM else f"{count:,}"


def _title(movement: Movement, labels: Mapping[str, str]) -> str:
    paths = [each for each in movement.paths() if each.direction is not Direction.ASIDE]
    if not paths:
        return "Nobody moved to another segment"
    most = max(paths, key=lambda path: path.customers)
    return (
        f"The largest move: {style.counted(most.customers, 'customer')} from "
        f"{labels[most.before]} to {labels[most.after]}"
    )


def _alt(movement: Movement, labels: Mapping[str, str], when: tuple[str, str]) -> str:
    matrix = movement.matrix()
    rows = []
    for before in matrix.index:
        row = matrix.loc[before]
        if not row.any():
            continue
        went = ", ".join(
            f"{labels[str(after)]} {count:,}"
            for after, count in row[row > 0].sort_values(ascending=False, kind="stable").items()
        )
        rows.append(f"{labels[before]} ({row.sum():,}): {went}")
    return style.listed(f"Matrix of segments, {when[0]} (rows) against {when[1]}.", rows)
