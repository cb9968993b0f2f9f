"""How the cells of a delimited text are parted."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

_USUAL = ",;\t|"
# A comma in a cell says little: texts and decimals have them.
_STRONG = ";\t|"
# A colon is in every time of day, so these are believed only where every record has them.
_UNUSUAL = "^:"
_SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_SAMPLED = 100
# What another delimiter would part further, or a quotation mark that parts were made of.
_FOREIGN = {
    mark: re.compile("[" + re.escape("".join({*_STRONG} - {mark})) + '"]') for mark in _USUAL
}
_NO_NAME = re.compile(r'[\s\d.,:;/-]*\d[\s\d.,:;/-]*|.*".*', re.DOTALL)
# The first record that is as wide as most is the header, and a number names no column.
_WITHOUT_NAMES = 0.25


@dataclass(frozen=True)
class Dialect:
    """The delimiter, and whether an Excel line ``sep=;`` opens the text and names it."""

    delimiter: str
    is_announced: bool = False


def find_dialect(lines: Sequence[str]) -> Dialect:
    """Choose the delimiter that parts the first records most evenly.

    Parameters
    ----------
    lines : sequence of str
        The first lines of the text, with their line ends.
    """
    announced = _SEP_LINE.fullmatch(lines[0]) if lines else None
    if announced:
        return Dialect(announced[1], is_announced=True)
    evenness = {mark: _evenness(lines, mark) for mark in _USUAL}
    best = max(_USUAL, key=lambda mark: evenness[mark])
    if not evenness[best]:
        best = next((mark for mark in _UNUSUAL if _parts_all_alike(lines, mark)), best)
    return Dialect(best)


def records(lines: Sequence[str] | Iterator[str], delimiter: str) -> Iterator[list[str]]:
    """The records of a text, each line of it with its line end."""
    return csv.reader(lines, delimiter=delimiter)


def _evenness(lines: Sequence[str], delimiter: str) -> float:
    """Cells that the records agree on, less those that another delimiter would part further."""
    rows = _filled(lines, delimiter)
    widths = Counter(map(len, rows))
    width, agreeing = max(widths.items(), key=lambda each: (each[1] * (each[0] > 1), each[0]))
    if width < 2:
        return 0.0
    alike = [row for row in rows if len(row) == width]
    cells = [cell for row in alike for cell in row]
    foreign = sum(bool(_FOREIGN[delimiter].search(cell)) for cell in cells)
    names = _WITHOUT_NAMES if any(map(_NO_NAME.fullmatch, alike[0])) else 1.0
    return width * agreeing / len(rows) * (1 - foreign / len(cells)) * names


def _parts_all_alike(lines: Sequence[str], delimiter: str) -> bool:
    widths = {len(row) for row in _filled(lines, delimiter)}
    return len(widths) == 1 and widths != {1}


def _filled(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    # A cell too long for the module of the standard library speaks against the delimiter.
    with suppress(csv.Error):
        for row in records(iter(lines), delimiter):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == _SAMPLED:
                break
    return rows or [[]]
