"""Text and figures that are safe to draw: cleaned, short, and fitted to the room there is."""

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

FONT = "DejaVu Sans"
ALT_LIMIT = 1000
NO_NAME = "(no name)"

_ISOLATE, _END_OF_ISOLATE = "\u2067", "\u2069"
_MEASURED_AT = 100
_LARGE_NUMBERS = ((999.95e9, 1e12, "tn"), (999.95e6, 1e9, "bn"), (999_950, 1e6, "m"))


def money(value: float, currency: str = "£") -> str:
    """An amount short enough for a chart: £7.50, £1,234, £12.3k, £4.5m, £1.2bn, £1tn."""
    size = abs(value)
    sign = "−" if value < 0 else ""
    for limit, unit, suffix in (*_LARGE_NUMBERS, (9_999.5, 1e3, "k")):
        if size >= limit:
            return f"{sign}{currency}{size / unit:,.1f}".removesuffix(".0") + suffix
    if size >= 99.995 or size == round(size):
        return f"{sign}{currency}{size:,.0f}"
    return f"{sign}{currency}{size:,.2f}"


def two_digits(value: float) -> str:
    """An amount in as few letters as a square has room for: 7, 950, 1.2k, 54k, 558k, 1.1m."""
    size, sign = abs(value), "−" if value < 0 else ""
    for limit, unit, suffix in ((999.5e6, 1e9, "bn"), (999.5e3, 1e6, "m"), (999.5, 1e3, "k")):
        if size >= limit:
            shown = f"{size / unit:.1f}" if size < 9.95 * unit else f"{size / unit:,.0f}"
            return sign + shown.removesuffix(".0") + suffix
    return f"{sign}{size:.0f}"


def percent(share: float) -> str:
    """A share from 0 to 1 as whole per cent; a trace is never nothing, nearly all never all."""
    whole = f"{share:.0%}"
    if share > 0 and whole == "0%":
        return "<1%"
    return ">99%" if share < 1 and whole == "100%" else whole


def number(value: float) -> str:
    """A count or a median: no decimals unless there are any, millions in short."""
    for limit, unit, suffix in _LARGE_NUMBERS:
        if abs(value) >= limit:
            return f"{value / unit:,.1f}".removesuffix(".0") + suffix
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def clean(text: str, limit: int = 60) -> str:
    """Text from outside on one line, for alternative texts, where any letter can be read."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return shortened(" ".join(printable.split()), limit) or NO_NAME


def line(text: str, limit: int = 40, otherwise: str = NO_NAME) -> str:
    """Text from outside on one line, without what the font can't draw, cut to ``limit``.

    Where nothing is left to draw, as of a Japanese name, it is ``otherwise``. A name that is read
    from right to left is kept apart, so that figures beside it stay where they were put.
    """
    drawable = "".join(_drawn(letter) for letter in text)
    short = shortened(" ".join(drawable.split()), limit) or otherwise
    return _apart(short) if _ISOLATE not in short else short


def wrapped(text: str, width: int, lines: int = 2, otherwise: str = NO_NAME) -> str:
    """Text from outside on at most ``lines`` lines of about ``width`` characters."""
    clean = line(text, width * lines + 1, otherwise)
    return "\n".join(textwrap.wrap(clean, width, max_lines=lines, placeholder="…"))


def fitted(
    text: str,
    inches: float,
    size: float,
    lines: int = 1,
    *,
    bold: bool = False,
    otherwise: str = NO_NAME,
) -> str:
    """Text from outside on at most ``lines`` lines, none wider than ``inches`` at a font size."""
    words = line(text, 400, otherwise).split()
    room = inches * 72 / size
    rows: list[str] = []
    while words and len(rows) < lines:
        row = _fill(words, room, bold)
        rows.append(row)
    if words:
        rows[-1] = _cut(f"{rows[-1]} {words[0]}", room, bold)
    return "\n".join(_each_apart(rows))


def balanced(text: str, inches: float, size: float, *, bold: bool = False) -> str:
    """Text on one line, or on two: parted at the deepest pause that fits, else at half."""
    best = fitted(text, inches, size, 2, bold=bold)
    if "\n" not in best or best.endswith("…"):
        return best
    clean = line(text, len(text))
    for pause in ("; ", ": ", ", "):
        halves = [
            (clean[: place + 1], clean[place + 2 :])
            for place in range(len(clean))
            if clean.startswith(pause, place)
        ]
        widths = {half: max(text_width(part, size, bold=bold) for part in half) for half in halves}
        evenest = min(widths, key=lambda half: widths[half], default=None)
        if evenest and widths[evenest] <= inches:
            return "\n".join(_each_apart(evenest))
    for part in (0.9, 0.8, 0.7, 0.6):
        narrower = fitted(text, inches * part, size, 2, bold=bold)
        if narrower.endswith("…"):
            break
        best = narrower
    return best


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is drawn, in inches."""
    return _ems(text, bold) * size / 72


def listed(lead: str, items: Iterable[str], limit: int = ALT_LIMIT) -> str:
    """A sentence, then as many items as fit whole, and how many more there are.

    >>> listed("Bars of 3 segments.", ["A 5", "B 3", "C 1"], limit=40)
    'Bars of 3 segments. A 5; and 2 more.'
    """
    each = [" ".join(item.split()) for item in items]
    room = limit - len(lead) - len("; and 9,999 more.")
    kept: list[str] = []
    for item in each:
        if len("; ".join([*kept, item])) > room:
            break
        kept.append(item)
    left = len(each) - len(kept)
    if left:
        kept.append(f"and {left:,} more")
    return f"{lead} {'; '.join(kept)}." if kept else lead


def shortened(text: str, limit: int) -> str:
    """Text cut to ``limit`` characters, the last of them an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _fill(words: list[str], room: float, bold: bool) -> str:
    """Take as many words as fit on a line; a word too wide for any is divided."""
    row = ""
    while words:
        longer = f"{row} {words[0]}".lstrip()
        if _ems(longer, bold) > room:
            break
        row = longer
        words.pop(0)
    if row:
        return row
    word = words[0]
    fits = len(word)
    while fits > 1 and _ems(word[:fits], bold) > room:
        fits -= 1
    words[0] = word[fits:]
    return word[:fits]


def _cut(text: str, room: float, bold: bool) -> str:
    while text and _ems(text + "…", bold) > room:
        text = text[:-1].rstrip()
    return text + "…"


def _ems(text: str, bold: bool) -> float:
    return sum(_advance(letter, bold) for letter in text)


def _apart(text: str) -> str:
    """Text within marks that give it a direction of its own, if it has right-to-left letters."""
    backwards = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
    return f"{_ISOLATE}{text}{_END_OF_ISOLATE}" if backwards else text


def _each_apart(rows: Sequence[str]) -> Iterator[str]:
    """Close the marks of :func:`_apart` at the end of each row, and open them on the next."""
    open_before = 0
    for row in rows:
        whole = _ISOLATE * open_before + row
        open_before = max(whole.count(_ISOLATE) - whole.count(_END_OF_ISOLATE), 0)
        yield whole + _END_OF_ISOLATE * open_before


def _drawn(letter: str) -> str:
    if letter in (_ISOLATE, _END_OF_ISOLATE):
        return letter
    if letter.isspace() or _drawable(letter):
        return letter
    # Marks and joiners belong to the letter before them; anything else stood for itself.
    return "" if unicodedata.category(letter) in {"Cf", "Mn", "Me"} else " "


@cache
def _drawable(letter: str) -> bool:
    return letter.isprintable() and get_font(findfont(FONT)).get_char_index(ord(letter)) != 0


@cache
def _advance(letter: str, bold: bool) -> float:
    """How far a letter moves the pen, in multiples of the font size."""
    if letter in (_ISOLATE, _END_OF_ISOLATE):
        return 0.0
    font = get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
    font.set_size(_MEASURED_AT, 72)
    return float(font.load_char(ord(letter)).linearHoriAdvance) / 65_536 / _MEASURED_AT
