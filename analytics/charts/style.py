"""One look for all charts: sizes, fonts, colours, and text that is safe to draw.

Slack shows a chart 360 to 700 pixels wide, so that type is drawn about twice as large as usual.
"""

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font

FONT = "DejaVu Sans"
INK = "#222222"
QUIET = "#5F5F5F"
FAINT = "#D9D9D9"
SMALL, TEXT, LARGE = 13, 14.5, 18
ALT_LIMIT = 1000

# Paul Tol's "muted" scheme, made for colour-blind readers; the champions green, the lost grey.
_SEGMENT_COLOURS = {
    "champions": "#117733",
    "loyal_customers": "#44AA99",
    "potential_loyalists": "#88CCEE",
    "new_customers": "#332288",
    "promising": "#AA4499",
    "need_attention": "#DDCC77",
    "about_to_sleep": "#999933",
    "at_risk": "#CC6677",
    "cannot_lose": "#882255",
    "hibernating": "#BBBBBB",
}
# Okabe and Ito's scheme for colour-blind readers, and four more that keep apart in lightness.
_CLUSTER_COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#555555",
    "#882255",
    "#999933",
    "#332288",
    "#F0E442",
    "#BBBBBB",
)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "d")

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
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
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
        What it is, in a few words; plain text, to be escaped where it is shown.
    alt : str
        What it shows, with the key figures, for those who can't see it; at most 1,000 characters
        of plain text.
    """

    png: bytes
    title: str
    alt: str


@contextmanager
def drawing(height: float = 5.0) -> Iterator[Figure]:
    """A blank figure, 1,200 pixels wide and 150 times ``height`` high, in the house style.

    Draw and :func:`finish` it inside the ``with``: only one thread draws at a time.
    """
    with _LOCK, rc_context(_RC):
        yield Figure(figsize=(8.0, height), dpi=150, layout="constrained", facecolor="white")


def finish(figure: Figure, title: str, alt: str, source: str = "") -> Chart:
    """Put the title on a figure, and what it was made from below it; turn it into a chart."""
    figure.suptitle(title, x=0.01, ha="left", fontsize=LARGE, fontweight="bold")
    if source:
        figure.supxlabel(line(source, 110), x=0.01, ha="left", fontsize=SMALL - 2, color=QUIET)
    png = BytesIO()
    # Not savefig, which draws everything twice where there is a layout to compute.
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(png)
    return Chart(png.getvalue(), title, _shortened(" ".join(alt.split()), ALT_LIMIT))


def subtitle(axes: Axes, text: str) -> None:
    """A quiet line under the title."""
    axes.set_title(text, loc="left", fontsize=SMALL, color=QUIET)


def segment_colour(key: str, place: int) -> str:
    """The colour of an RFM segment; ``place`` in its pack decides for segments of other packs."""
    return _SEGMENT_COLOURS.get(key, cluster_colour(place + 1))


def cluster_colour(number: int) -> str:
    """The colour of a cluster, numbered from 1; the thirteenth is the first again."""
    return _CLUSTER_COLOURS[(number - 1) % len(_CLUSTER_COLOURS)]


def cluster_marker(number: int) -> str:
    """The marker shape of a cluster, numbered from 1."""
    return _MARKERS[(number - 1) % len(_MARKERS)]


def ink_on(background: str | tuple[float, float, float]) -> str:
    """Dark or white text, whichever stands out more (WCAG 2 contrast)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(background)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if luminance > 0.2 else "white"


def money(value: float, currency: str = "£") -> str:
    """An amount short enough for a chart: £7.50, £1,234, £12.3k, £4.5m."""
    size = abs(value)
    sign = "−" if value < 0 else ""
    for limit, unit, suffix in ((999_950, 1_000_000, "m"), (9_999.5, 1_000, "k")):
        if size >= limit:
            return f"{sign}{currency}{size / unit:,.1f}".removesuffix(".0") + suffix
    if size >= 99.995 or size == round(size):
        return f"{sign}{currency}{size:,.0f}"
    return f"{sign}{currency}{size:,.2f}"


def percent(share: float) -> str:
    """A share from 0 to 1 as whole per cent; a trace is never rounded to nothing."""
    whole = f"{share:.0%}"
    return "<1%" if share > 0 and whole == "0%" else whole


def number(value: float) -> str:
    """A count or a median: no decimals unless there are any."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def line(text: str, limit: int = 40) -> str:
    """Text from outside on one line, without what the font can't draw, cut to ``limit``."""
    drawable = "".join(
        letter if letter.isspace() or _drawable(letter) else " "
        for letter in text
        if letter not in "\ufe0e\ufe0f\u200d"
    )
    return _shortened(" ".join(drawable.split()), limit) or "(no name)"


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Text from outside on at most ``lines`` lines of about ``width`` characters."""
    return "\n".join(
        textwrap.wrap(line(text, width * lines + 1), width, max_lines=lines, placeholder="…")
    )


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


@cache
def _drawable(letter: str) -> bool:
    return letter.isprintable() and get_font(findfont(FONT)).get_char_index(ord(letter)) != 0
