"""How many cells the sheets of an ODS file have, once what is repeated is written out."""

import re
from collections.abc import Iterator

_TAG = re.compile(
    rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])"
    rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']\s*\+?(\d+)""")
# A cell that has neither is empty, however often it is repeated.
_FILLED = re.compile(rb"value|formula")
# Calamine's cell; a text comes on top for each time that it is repeated.
_CELL_BYTES = 32


class OdsStretch:
    """Adds up the rows and the cells, with their repeats, up to the last that isn't empty."""

    def __init__(self) -> None:
        self._total = 0
        self._rows = self._filled_rows = self._columns = self._cells = self._texts = 0
        self._row_repeats = self._width = self._filled_width = 0
        self._repeated_cell = 0

    def cells(self, blocks: Iterator[bytes]) -> int:
        """Of all sheets together; long texts that are repeated count as more cells."""
        rest = b""
        for block in blocks:
            text = rest + block
            cut = text.rfind(b"<")
            rest = text[cut:] if cut >= 0 and len(text) - cut < 1 << 16 else b""
            self._look(text[:cut] if rest else text)
        self._look(rest)
        self._end_sheet()
        return self._total

    def _look(self, text: bytes) -> None:
        last = 0
        for tag in _TAG.finditer(text):
            self._texts += self._repeated_cell * (tag.start() - last)
            self._repeated_cell, last = 0, tag.end()
            is_end, name, attributes = tag.groups()
            if name == b"table":
                self._end_sheet()
            elif name == b"table-row":
                self._end_row()
                self._row_repeats = 0 if is_end else _repeats(attributes)
            elif not is_end:
                self._cell(attributes)

    def _cell(self, attributes: bytes) -> None:
        repeats = _repeats(attributes)
        self._width += repeats
        if _FILLED.search(attributes) or not attributes.endswith(b"/"):
            self._filled_width = self._width
            self._repeated_cell = repeats * self._row_repeats - 1

    def _end_row(self) -> None:
        self._rows += self._row_repeats
        if self._filled_width:
            self._filled_rows = self._rows
            self._columns = max(self._columns, self._filled_width)
            self._cells += self._filled_width
        self._row_repeats = self._width = self._filled_width = 0

    def _end_sheet(self) -> None:
        self._end_row()
        cells = max(self._filled_rows * self._columns, self._cells)
        self._total += cells + self._texts // _CELL_BYTES
        self._rows = self._filled_rows = self._columns = self._cells = self._texts = 0


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1][:18]) if found else 1
