"""Whether a text names a customer."""

import json
import re

_ZEROS_OF_A_SPREADSHEET = re.compile(r"(?<=[0-9])\.0+$")
# A shorter id may be any number of a row: there only a cell of its own counts.
_TELLING_LENGTH = 4


def identifier(cell: str) -> str:
    """A cell as the id that it would be."""
    return _ZEROS_OF_A_SPREADSHEET.sub("", cell.strip().upper())


class Naming:
    """Looks for one customer in texts."""

    def __init__(self, customer_id: str) -> None:
        self._id = customer_id
        self._folded = customer_id.casefold()
        self._word = re.compile(rf"(?<!\w){re.escape(self._folded)}(?!\w)")

    def in_text(self, text: str | None) -> bool:
        """Whether a text has the id as a word of its own."""
        return bool(self._word.search((text or "").casefold()))

    def in_cells(self, cells: str) -> bool:
        """Whether a left-out row, as JSON, has the id in a cell."""
        if json.dumps(self._folded, ensure_ascii=False)[1:-1] not in cells.casefold():
            return False
        return any(self._in_cell(str(cell)) for cell in json.loads(cells).values())

    def _in_cell(self, cell: str) -> bool:
        if identifier(cell) == identifier(self._id):
            return True
        return len(self._id) >= _TELLING_LENGTH and self.in_text(cell)
