"""How many cells the rectangle of an XLSB sheet has."""

from collections.abc import Iterator

_ROW = 0
_CELLS = range(1, 12)


class XlsbStretch:
    """Walks through the records of a sheet, as calamine does."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns = 0

    def cells(self, blocks: Iterator[bytes]) -> int:
        """Rows times columns."""
        rest = b""
        for block in blocks:
            text = rest + block
            rest = text[self._look(text) :]
        return self._rows * self._columns

    def _look(self, text: bytes) -> int:
        """Take in the records that are whole; where the first that isn't starts."""
        start, end = 0, len(text)
        while True:
            at = start
            if at + 6 > end:
                return start
            kind = text[at]
            at += 1
            if kind & 0x80:
                kind = (kind & 0x7F) | (text[at] & 0x7F) << 7
                at += 1
            length = shift = 0
            for _ in range(4):
                if at >= end:
                    return start
                byte = text[at]
                at += 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
            if at + length > end:
                return start
            if kind == _ROW:
                self._rows = max(self._rows, int.from_bytes(text[at : at + 4], "little") + 1)
            elif kind in _CELLS:
                column = int.from_bytes(text[at : at + 4], "little") + 1
                self._columns = max(self._columns, column)
            start = at + length
