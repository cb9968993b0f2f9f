"""Look at charts as a careful reader would: does any text touch another, or leave the picture?"""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import combinations
from typing import Any, cast

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import analytics.charts
from analytics.charts import style

#: Every module of a chart is named after the function that draws it; the others help.
CHARTS = sorted(
    each.name
    for each in pkgutil.iter_modules(analytics.charts.__path__)
    if hasattr(import_module(f"analytics.charts.{each.name}"), each.name)
)
#: Pixels by which a text's box is larger than its ink.
_SLACK = 3


@contextmanager
def figures_drawn() -> Iterator[list[Figure]]:
    """Every figure that is drawn within, for a look at what is on it."""
    drawn: list[Figure] = []

    class Kept(Figure):
        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            drawn.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "Figure", Kept)
        yield drawn


def shown_texts(figure: Figure) -> list[Text]:
    """The texts that a reader sees."""
    found = list(figure.texts)
    # What matplotlib keeps to itself has no types.
    for axes in cast(list[Any], figure.axes):
        found += axes.texts
        found += [axes.title, axes._left_title, axes._right_title]
        if axes.axison:
            for axis in (axes.xaxis, axes.yaxis):
                found.append(axis.label)
                # Only those within the axis, which are the ones that are drawn.
                found += [tick.label1 for tick in axis._update_ticks()]
        if legend := axes.get_legend():
            found += legend.get_texts()
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def faults(figure: Figure) -> list[str]:
    """Texts that overlap others or the picture's edge, in words; empty where all is well."""
    assert isinstance(figure.canvas, FigureCanvasAgg)
    renderer = figure.canvas.get_renderer()
    width, height = figure.canvas.get_width_height()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown_texts(figure)]
    out = [
        f"{words!r} leaves the picture"
        for words, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]
    together = [
        f"{one!r} touches {other!r}"
        for (one, first), (other, second) in combinations(boxes, 2)
        if min(first.x1, second.x1) - max(first.x0, second.x0) > _SLACK
        and min(first.y1, second.y1) - max(first.y0, second.y0) > _SLACK
    ]
    return out + together
