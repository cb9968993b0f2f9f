"""One look for all charts: sizes, fonts, the title above, and the source line at the foot.

Slack shows a chart 360 to 700 pixels wide, so that type is drawn about twice as large as usual.
A chart's module needs nothing but this one: colours and words come through it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analytics.charts.palette import (
    FAINT,
    INK,
    QUIET,
    cluster_colour,
    cluster_marker,
    ink_on,
    segment_colour,
    segment_colours,
)
from analytics.charts.words import (
    ALT_LIMIT,
    FONT,
    counted,
    fitted,
    line,
    listed,
    money,
    number,
    percent,
    shortened,
    text_width,
    wrapped,
)

__all__ = [
    "FAINT",
    "INK",
    "LARGE",
    "NOTE",
    "QUIET",
    "SMALL",
    "TEXT",
    "WIDTH",
    "Chart",
    "cluster_colour",
    "cluster_marker",
    "counted",
    "drawing",
    "finish",
    "fitted",
    "ink_on",
    "line",
    "listed",
    "money",
    "number",
    "percent",
    "segment_colour",
    "segment_colours",
    "subtitle",
    "text_width",
    "wrapped",
]

WIDTH = 8.0
"""Inches, which are 1,200 pixels."""
NOTE, SMALL, TEXT, LARGE = 11.5, 13.5, 15, 20
"""Font sizes in points; on a phone, 360 pixels wide, a point is 0.6 pixels."""

_DPI = 150
_MARGIN = 0.12
_LINE = 1.25
_TITLE_LIMIT = 200
_WHITE_FROM = 250

_RC: Any = {
    "font.family": [FONT],
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": QUIET,
    "axes.labelsize": SMALL,
    "axes.edgecolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": FAINT,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": _MARGIN,
}

# matplotlib's settings and font caches belong to the whole process, and charts are drawn by
# several threads.
_LOCK = Lock()


@dataclass(frozen=True)
class Chart:
    """A picture and its words.

    Attributes
    ----------
    png : bytes
    title : str
        The finding, in a sentence; plain text, to be escaped where it is shown.
    alt : str
        What it shows, with the key figures, for those who can't see it; at most 1,000 characters
        of plain text.
    """

    png: bytes
    title: str
    alt: str


@contextmanager
def drawing(height: float = 5.0) -> Iterator[Figure]:
    """A blank figure in the house style, 8 inches wide, its drawing ``height`` inches high.

    Title and source line come on top of the height. Draw and :func:`finish` it inside the
    ``with``: only one thread draws at a time.
    """
    with _LOCK, rc_context(_RC):
        yield Figure(figsize=(WIDTH, height), dpi=_DPI, layout="constrained", facecolor="white")


def finish(figure: Figure, title: str, alt: str, source: str = "", lead: str = "") -> Chart:
    """Put words above and below a drawing, and turn it into a chart.

    The figure grows by the room that the words take, so that they never touch the drawing.

    Parameters
    ----------
    figure : Figure
        From :func:`drawing`; it must have no legend or text outside its axes.
    title : str
        The finding; wrapped to two lines.
    alt : str
        The alternative text, see :func:`listed`.
    source : str
        What the chart was made from: data, day, filters, version.
    lead : str
        A quiet line between title and drawing, such as what is counted.
    """
    title = shortened(" ".join(title.split()), _TITLE_LIMIT)
    room = WIDTH - 2 * _MARGIN
    above: list[tuple[str, float, str, str]] = [
        (fitted(title, room, LARGE, 2, bold=True), LARGE, INK, "bold")
    ]
    if lead:
        above.append((fitted(lead, room, SMALL, 2), SMALL, QUIET, "normal"))
    below = fitted(source, room, NOTE, 2) if source else ""
    top = _MARGIN + sum(_height(text, size) for text, size, _, _ in above) + 0.06
    bottom = _height(below, NOTE) + _MARGIN if below else 0.06
    height = float(figure.get_figheight())
    total = top + height + bottom
    figure.set_size_inches(WIDTH, total)
    layout: Any = figure.get_layout_engine()
    layout.set(rect=(0, bottom / total, 1, height / total))
    x, y = _MARGIN / WIDTH, total - _MARGIN
    for text, size, colour, weight in above:
        figure.text(x, y / total, text, va="top", size=size, color=colour, weight=weight)
        y -= _height(text, size)
    if below:
        figure.text(x, _MARGIN / 2 / total, below, va="bottom", size=NOTE, color=QUIET)
    return Chart(_png(figure), title, shortened(" ".join(alt.split()), ALT_LIMIT))


def subtitle(axes: Axes, text: str) -> None:
    """A quiet heading over one of several panels."""
    axes.set_title(text, loc="left", fontsize=SMALL, color=QUIET)


def _height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * _LINE / 72


def _png(figure: Figure) -> bytes:
    # Not savefig, which draws everything twice where there is a layout to compute.
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    size = canvas.get_width_height()
    picture = Image.frombuffer("RGBA", size, canvas.buffer_rgba()).convert("RGB")
    # 256 colours make a third of the bytes, in less time than writing them all takes.
    few = picture.quantize(256, Image.Quantize.FASTOCTREE)
    palette = few.getpalette() or []
    for start in range(0, len(palette), 3):
        if min(palette[start : start + 3]) >= _WHITE_FROM:
            palette[start : start + 3] = [255, 255, 255]
    few.putpalette(palette)
    png = BytesIO()
    few.save(png, "png")
    return png.getvalue()
