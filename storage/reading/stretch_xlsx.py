"""How many cells the rectangle of an XLSX sheet has."""

import re
from collections.abc import Iterator

_TAG = re.compile(rb"<(?:[^<>\"'/\s:]+:)?(row|c)(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)")
_UNUSUAL = re.compile(rb'<c(?! r=")')
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_POSITION = re.compile(rb"""(?:^|\s)r\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Za-z]*)(\d*)")


class XlsxStretch:
    """Finds the last row and column of the cells, as calamine would place them.

    Nearly every writer puts a cell's place first and in one way (``<c r="B7"``); there one
    search leaps over the cells that lie within what is known already. Any other spelling is
    read tag by tag.
    """

    def __init__(self) -> None:
        self._rows = 0
        self._columns = 0
        self._next_column = 0
        self._row_tags = 0
        self._has_unplaced_cells = False
        self._beyond = self._search()

    def cells(self, blocks: Iterator[bytes]) -> int:
        """Rows times columns, rows rounded up to one digit; at most four times too many."""
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
        if not _UNUSUAL.search(text) and not _PREFIXED.search(text):
            self._row_tags += text.count(b"<row")
            self._leap(text)
        else:
            self._tag_by_tag(text)

    def _leap(self, text: bytes) -> None:
        found = self._beyond.search(text)
        while found:
            self._place(found[1])
            found = self._beyond.search(text, found.end())
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
        if row > self._rows or column > self._columns:
            if row > self._rows:
                digits = len(str(row)) - 1
                self._rows = (row // 10**digits + 1) * 10**digits - 1
            self._columns = max(self._columns, column)
            self._beyond = self._search()

    def _search(self) -> re.Pattern[bytes]:
        """Cells that aren't surely within the rows and columns known so far."""
        within = _columns_within(self._columns) + rb"(?:" + _rows_within(self._rows) + rb')"'
        return re.compile(rb'<c r="(?!' + within + rb')([^"]*)')


def _rows_within(last: int) -> bytes:
    """A pattern of the numbers up to one such as 5, 59 or 599."""
    if not last:
        return b"(?!)"
    lead, more = str(last)[0].encode(), str(len(str(last)) - 1).encode()
    shorter = rb"\d{1," + more + rb"}|" if more != b"0" else b""
    return shorter + rb"[1-" + lead + rb"]\d{" + more + rb"}"


def _columns_within(last: int) -> bytes:
    """A pattern of the column letters up to the one of this number."""
    letters = b""
    while last:
        last, place = divmod(last - 1, 26)
        letters = bytes([65 + place]) + letters
    size = len(letters)
    choices = [rb"[A-Z]{%d}" % shorter for shorter in range(1, size)]
    for at in range(size):
        last_letter = letters[at : at + 1] if at == size - 1 else bytes([letters[at] - 1])
        if last_letter >= b"A":
            choices.append(
                letters[:at] + rb"[A-" + last_letter + rb"]" + rb"[A-Z]{%d}" % (size - at - 1)
            )
    return rb"(?:" + b"|".join(choices or [b"(?!)"]) + rb")"
