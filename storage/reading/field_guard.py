"""Stops a cell that never ends before it is in memory."""

import re

_LEAST_BLOCK = 1 << 14
_MARKS_LOOKED_AT = 50


class EndlessField(Exception):
    """A cell has more characters than are allowed."""


class FieldGuard:
    """Looks through the text of a delimited file, block by block, for a cell that is too long.

    A quotation mark opens a quoted cell only at the start of a cell, and within it stands for
    itself when doubled, as pandas and most spreadsheets read it.

    Parameters
    ----------
    delimiter : str
        Of the file.
    field_chars : int
        The most characters that a cell may have; one that begins and ends within a block
        isn't measured.

    Attributes
    ----------
    block_chars : int
        How long the blocks should be.
    """

    def __init__(self, delimiter: str, field_chars: int) -> None:
        self.block_chars = max(field_chars // 4, _LEAST_BLOCK)
        self._ends = (delimiter, "\n", "\r")
        self._limit = field_chars
        start = f"[{re.escape(delimiter)}\n\r]"
        quoted = '[^"]*(?:""[^"]*)*"(?!"|\\Z)'
        self._whole_cells = re.compile(f'(?:[^"]*"(?:(?<={start}"){quoted}|(?<!{start}")))*')
        self._open = "\n"
        self._plain = 0

    def look(self, block: str) -> None:
        """Look at the next block.

        Raises
        ------
        EndlessField
            If a cell within it, or one that it continues, is too long.
        """
        self._look_for_long_run(block)
        if '"' in block or len(self._open) > 1:
            self._look_for_open_quote(block)
        else:
            self._open = block[-1:] or self._open

    def _look_for_open_quote(self, block: str) -> None:
        text = self._open + block
        matched = self._whole_cells.match(text, self._surely_outside(text))
        end = text.find('"', matched.end() if matched else 1)
        if end < 0:
            self._open = text[-1]
            return
        if len(text) - end > self._limit:
            raise EndlessField
        # One character more, for the look behind at what precedes an opening quote.
        self._open = text[end - 1 :]

    def _surely_outside(self, text: str) -> int:
        """A place near the end that is in no quoted cell, from where a close look is cheap.

        A lone quotation mark after something else than the end of a cell closes a quoted cell,
        or stands in the midst of one that isn't quoted.
        """
        mark = len(text) - 1
        for _ in range(_MARKS_LOOKED_AT):
            mark = text.rfind('"', 1, mark)
            if mark < 0:
                break
            if text[mark - 1] not in (*self._ends, '"') and text[mark + 1] != '"':
                return mark + 1
        return 1

    def _look_for_long_run(self, block: str) -> None:
        """No delimiter and no line end for too long: not even an unquoted cell ends."""
        start = -self._plain
        while start + self._limit < len(block):
            stop = start + self._limit + 1
            last = self._last_end(block, max(start, 0), max(stop, 0))
            if last < 0:
                raise EndlessField
            start = last + 1
        last = self._last_end(block, max(start, 0), len(block))
        self._plain = len(block) - (start if last < 0 else last + 1)

    def _last_end(self, block: str, start: int, stop: int) -> int:
        return max(block.rfind(mark, start, stop) for mark in self._ends)
