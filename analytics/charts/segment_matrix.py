"""The movement matrix: every segment then against every segment now."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.colors import to_rgb

from analytics.charts import style
from analytics.charts.style import Chart
from analytics.movement.moves import GONE, NEW, Direction, Movement

_WIDTH, _LABELS_AT_MOST, _HEADS_AT_MOST = 7.7, 2.5, 2.0
_PALEST = 0.12
_ROOM_FOR_TWO_LINES = 0.42
_NAME = 40
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
    labels = {key: style.line(label, _NAME) for key, label in labels.items()}
    matrix = _shown(movement)
    rows, columns = matrix.shape
    names = _room_for(matrix.index, labels, _LABELS_AT_MOST)
    wide = (_WIDTH - names) / columns
    tall = 0.42
    heads = _room_for(matrix.columns, labels, _HEADS_AT_MOST)
    lines = 2 if wide >= _ROOM_FOR_TWO_LINES else 1
    with style.drawing(height=tall * rows + heads + 0.35) as figure:
        axes = figure.add_subplot()
        axes.set_axis_off()
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(tall * rows, -heads - 0.35)
        colours = _colours(movement, matrix)
        x = names + wide * np.arange(columns + 1)
        axes.pcolormesh(x, tall * np.arange(rows + 1), colours, edgecolors="white", linewidth=1.5)
        counts = matrix.to_numpy()
        size = _text_size(int(counts.max()), wide)
        for row, before in enumerate(matrix.index):
            name = style.fitted(labels[before], names - 0.1, style.SMALL, 2)
            middle = (row + 0.5) * tall
            axes.text(
                names - 0.08,
                middle,
                name,
                ha="right",
                va="center",
                size=style.SMALL,
                linespacing=1.0,
            )
            for column in np.flatnonzero(counts[row]).tolist():
                axes.text(
                    names + (column + 0.5) * wide,
                    middle,
                    _short(int(counts[row, column])),
                    ha="center",
                    va="center",
                    color=style.ink_on(tuple(colours[row, column])),
                    size=size,
                )
        for column, after in enumerate(matrix.columns):
            name = style.fitted(labels[after], heads, style.SMALL, lines)
            axes.text(
                names + (column + 0.5) * wide,
                -0.08,
                name,
                ha="center",
                va="bottom",
                rotation=90,
                size=style.SMALL,
            )
        axes.text(names - 0.08, -0.1, f"{when[0]} ↓", ha="right", weight="bold", size=style.SMALL)
        axes.text(names, -heads - 0.15, f"{when[1]} →", ha="left", weight="bold", size=style.SMALL)
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


def _room_for(keys: Iterable[str], labels: Mapping[str, str], most: float) -> float:
    """Inches that these names take on a line, and no more than there are."""
    widest = max(style.text_width(labels[key], style.SMALL) for key in keys)
    return min(widest + 0.15, most)


def _colours(movement: Movement, matrix: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Red, green and blue of each cell, darker where more of its row went."""
    shares = matrix.to_numpy() / np.maximum(matrix.sum(axis=1).to_numpy(), 1)[:, None]
    return np.array(
        [
            [
                _shade(style.MOVING[movement.direction(before, after)], shares[row, column])
                for column, after in enumerate(matrix.columns)
            ]
            for row, before in enumerate(matrix.index)
        ]
    )


def _text_size(largest: int, wide: float) -> float:
    """As large as fits into every cell."""
    longest = max((_short(largest), "888"), key=lambda text: style.text_width(text, 1))
    return min(style.SMALL, (wide - 0.06) / style.text_width(longest, 1))


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
        return "Nobody moved from one to another"
    most = max(paths, key=lambda path: path.customers)
    return (
        f"The largest move: {style.counted(most.customers, 'customer')} from "
        f"{labels[most.before]} to {labels[most.after]}"
    )


def _alt(movement: Movement, labels: Mapping[str, str], when: tuple[str, str]) -> str:
    cells = [
        (int(count), f"{labels[str(before)]} to {labels[str(after)]} {count:,}")
        for before, row in movement.matrix().to_dict("index").items()
        for after, count in row.items()
        if count
    ]
    cells.sort(key=lambda cell: -cell[0])
    return style.listed(
        f"Matrix of segments, {when[0]} (rows) against {when[1]} (columns).",
        (words for _, words in cells),
    )
