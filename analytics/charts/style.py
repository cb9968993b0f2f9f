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
from matplotlib.patches import Rectangle
from PIL import Image

from analytics.charts.palette import (
    FAINT,
    INK,
    MOVING,
    QUIET,
    cluster_colour,
    cluster_marker,
    ink_on,
    segment_colour,
    segment_colours,
    tint,
)
from analytics.charts.words import (
    ALT_LIMIT,
    FONT,
    NO_NAME,
    balanced,
    clean,
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
from analytics.vocabulary.wording import counted

__all__ = [
    "FAINT",
    "INK",
    "LARGE",
    "MARGIN",
    "MOVING",
    "NOTE",
    "QUIET",
    "SMALL",
    "TEXT",
    "WIDTH",
    "Chart",
    "box",
    "clean",
    "cluster_colour",
    "cluster_marker",
    "counted",
    "drawing",
    "finish",
    "fitted",
    "in_title",
    "ink_on",
    "line",
    "listed",
    "money",
    "number",
    "panel",
    "percent",
    "segment_colour",
    "segment_colours",
    "sheet",
    "subtitle",
    "text_width",
    "tint",
    "wrapped",
]

WIDTH = 8.0
"""Inches, which are 1,200 pixels."""
NOTE, SMALL, TEXT, LARGE = 12.5, 15, 16.5, 19
"""Font sizes in points: 10, 12, 14 and 16 pixels where Slack shows a chart 480 pixels wide."""

MARGIN = 0.12
"""Inches between words and the picture's edge."""

_DPI = 150
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
    "figure.constrained_layout.w_pad": MARGIN,
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


def sheet(figure: Figure) -> Axes:
    """Axes over the whole drawing, without a frame; their units are inches from the top left.

    For charts that place their own labels: what is placed in inches can be kept from overlapping.
    """
    axes = panel(figure, 0, 0, WIDTH, float(figure.get_figheight()))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(figure.get_figheight(), 0)
    axes.axis("off")
    return axes


def panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place in the drawing, in inches from its top left corner."""
    tall = float(figure.get_figheight())
    return figure.add_axes(
        (left / WIDTH, (tall - top - height) / tall, width / WIDTH, height / tall)
    )


def box(axes: Axes, left: float, top: float, width: float, height: float, colour: Any) -> None:
    """A filled rectangle on a :func:`sheet`."""
    axes.add_patch(Rectangle((left, top), width, height, facecolor=colour, linewidth=0))


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
    room = WIDTH - 2 * MARGIN
    above: list[tuple[str, float, str, str]] = [
        (balanced(title, room, LARGE, bold=True), LARGE, INK, "bold")
    ]
    if lead:
        above.append((fitted(lead, room, SMALL, 2), SMALL, QUIET, "normal"))
    below = fitted(source, room, NOTE, 2) if source else ""
    top = MARGIN + sum(_height(text, size) for text, size, _, _ in above) + 0.06
    bottom = _height(below, NOTE) + MARGIN + 0.08 if below else 0.06
    height = float(figure.get_figheight())
    total = top + height + bottom
    _make_room(figure, bottom, total)
    x, y = MARGIN / WIDTH, total - MARGIN
    for text, size, colour, weight in above:
        figure.text(x, y / total, text, va="top", size=size, color=colour, weight=weight)
        y -= _height(text, size)
    if below:
        figure.text(x, MARGIN / 2 / total, below, va="bottom", size=NOTE, color=QUIET)
    return Chart(_png(figure), title, shortened(" ".join(alt.split()), ALT_LIMIT))


def subtitle(axes: Axes, text: str) -> None:
    """A quiet heading over one of several panels."""
    axes.set_title(text, loc="left", fontsize=SMALL, color=QUIET)


def _make_room(figure: Figure, bottom: float, total: float) -> None:
    """Grow the figure to ``total`` inches, its drawing ``bottom`` inches above the foot."""
    height = float(figure.get_figheight())
    by_hand = [axes for axes in figure.axes if axes.get_subplotspec() is None]
    places = [axes.get_position() for axes in by_hand]
    figure.set_size_inches(WIDTH, total)
    for axes, place in zip(by_hand, places, strict=True):
        axes.set_position(
            (
                place.x0,
                (place.y0 * height + bottom) / total,
                place.width,
                place.height * height / total,
            )
        )
    if len(by_hand) == len(figure.axes):
        figure.set_layout_engine("none")
    else:
        layout: Any = figure.get_layout_engine()
        layout.set(rect=(0, bottom / total, 1, height / total))


def in_title(name: str, otherwise: str = NO_NAME, *, inches: float = 4.2) -> str:
    """A name from outside as a title has room for it, if not told otherwise half a line."""
    return fitted(name, inches, LARGE, bold=True, otherwise=otherwise)


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
