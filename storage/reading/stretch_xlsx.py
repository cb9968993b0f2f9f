"""How many cells the rectangle of an XLSX sheet has."""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

_TAG = re.compile(rb"<(?:[^<>\"'/\s:]+:)?(row|c)(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)")
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_POSITION = re.compile(rb"""(?:^|\s)r\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Za-z]*)(\d*)")
_USUAL_CELL = b'<c r="'
_MOST_LETTERS, _MOST_DIGITS = 3, 7
# So that looking some bytes beyond the last tag finds none.
_PADDING = bytes(len(_USUAL_CELL) + _MOST_LETTERS + _MOST_DIGITS + 1)

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


class XlsxStretch:
    """Finds the last row and column of the cells, as calamine would place them.

    Nearly every writer puts a cell's place first and in one way (``<c r="B7"``); such blocks are
    read as arrays. Any other spelling is read tag by tag.
    """

    def __init__(self) -> None:
        self._rows = 0
        self._columns = 0
        self._next_column = 0
        self._row_tags = 0
        self._has_unplaced_cells = False

    def cells(self, blocks: Iterator[bytes]) -> int:
        """Rows times columns."""
        rest = b""
        for block in blocks:
            text = rest + block
            cut = text.rfind(b"<")
            # Without a tag for so long, it is some cell's text.
            rest = text[cut:] if cut >= 0 and len(text) - cut < 1 << 16 else b""
            self._look(text[:cut] if rest else text)
        self._look(rest)
        rows = self._rows + (self._row_tags if self._has_unplaced_cells else 0)
        return rows * self._columns

    def _look(self, text: bytes) -> None:
        data = np.frombuffer(text + _PADDING, np.uint8)
        place = _last_place(data, np.flatnonzero(_begins(data, b"<c")))
        # One byte is looked for many times faster than a pattern, and cells have few colons.
        if place is None or (b":" in text and _PREFIXED.search(text)):
            self._tag_by_tag(text)
            return
        self._row_tags += int(np.count_nonzero(_begins(data, b"<row")))
        self._reach(*place)
        self._next_column = self._columns

    def _tag_by_tag(self, text: bytes) -> None:
        for tag in _TAG.finditer(text):
            position = _POSITION.search(tag[2])
            place = (position[1] or position[2] or b"") if position else b""
            if tag[1] == b"row":
                self._next_column = 0
                if place.isdigit():
                    self._reach(int(place), self._columns)
                self._row_tags += 1
            elif place:
                self._place(place)
            else:
                self._next_column += 1
                self._has_unplaced_cells = True
                self._reach(max(self._rows, 1), self._next_column)

    def _place(self, reference: bytes) -> None:
        matched = _REFERENCE.fullmatch(reference)
        if matched is None or len(reference) > 20:
            # Calamine refuses it, or what it makes of it is anyone's guess.
            raise ValueError("a cell without a place")
        column = 0
        for letter in matched[1].upper():
            column = 26 * column + letter - 64
        self._next_column = column
        self._reach(int(matched[2] or 0), column)

    def _reach(self, row: int, column: int) -> None:
        self._rows = max(self._rows, row)
        self._columns = max(self._columns, column)


def _begins(data: Bytes, text: bytes) -> npt.NDArray[np.bool_]:
    """At which bytes a text begins."""
    begins: npt.NDArray[np.bool_] = data[: -len(_PADDING)] == text[0]
    for offset, byte in enumerate(text[1:], start=1):
        begins &= data[offset : offset + len(begins)] == byte
    return begins


def _last_place(data: Bytes, cells: Places) -> tuple[int, int] | None:
    """The last row and the last column of cells whose tags begin at these bytes; None where one
    isn't spelt in the usual way."""
    if not len(cells):
        return 0, 0
    for offset, byte in enumerate(_USUAL_CELL):
        if (data[cells + offset] != byte).any():
            return None
    at = cells + len(_USUAL_CELL)
    column, at = _number(data, at, ord("A"), 26, _MOST_LETTERS)
    row, at = _number(data, at, ord("0"), 10, _MOST_DIGITS)
    if (data[at] != ord('"')).any():
        return None
    # Letters count from 1, digits from 0.
    return int(row.max()), int(column.max())


def _number(data: Bytes, at: Places, first: int, symbols: int, most: int) -> tuple[Places, Places]:
    """Read numbers that begin at these bytes, in so many symbols; say where they end."""
    start = 1 if symbols == 26 else 0
    number = np.zeros(len(at), dtype=np.int64)
    for _ in range(most):
        # What is below the first symbol becomes large: the bytes have no sign.
        symbol = data[at] - np.uint8(first)
        is_symbol = symbol < symbols
        if not is_symbol.any():
            break
        number = np.where(is_symbol, number * symbols + symbol + start, number)
        at = at + is_symbol
    return number, at
