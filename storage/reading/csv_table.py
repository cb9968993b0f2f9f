"""Delimited text, read in chunks: by Arrow as far as it is regular, else by pandas."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO, cast

import pandas as pd

from analytics.vocabulary.rows import SURPLUS
from storage.errors import UnreadableFile
from storage.reading.dialect import Dialect, find_dialect, records
from storage.reading.encoding import encoding_of
from storage.reading.field_guard import EndlessField, FieldGuard
from storage.reading.headers import column_names
from storage.reading.limits import Limits, check_columns, field_too_long
from storage.reading.regular_csv import Irregular, regular_frames
from storage.reading.table import CHUNK_ROWS, HEAD_ROWS, Record

# Enough for a hundred records, however wide.
_SAMPLE_CHARS = 1 << 20
# Characters of one frame, so that wide rows don't make it big.
_CHUNK_CHARS = 40_000_000
_ARROW_DELIMITERS = ",;\t|"


class _GuardedText:
    """The text of the file behind a header of one's own, each block looked at before use.

    pandas refuses a row with more cells than headers, and with it the whole file. Here the
    header announces one column more, so that such a row arrives like any other.
    """

    def __init__(self, header: str, rest: TextIO, guard: FieldGuard) -> None:
        self._header = header
        self._rest = rest
        self._guard = guard

    def read(self, size: int = -1) -> str:
        if self._header:
            header, self._header = self._header, ""
            return header
        block = self._rest.read(min(size, self._guard.block_chars))
        self._guard.look(block)
        return block

    def __iter__(self) -> Iterator[str]:
        return iter(self._rest)


@dataclass(frozen=True)
class CsvTable:
    """Delimited text; where its header is, whoever reads it says."""

    path: Path
    filename: str
    name: str
    encoding: str
    dialect: Dialect
    limits: Limits

    @classmethod
    def open(cls, path: Path, filename: str, name: str, limits: Limits) -> "CsvTable":
        """Find out the encoding and the delimiter."""
        encoding = encoding_of(path)
        lines = _first_lines(path, encoding)
        return cls(path, filename, name, encoding, find_dialect(lines), limits)

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """As `Table.head`."""
        lines = _first_lines(self.path, self.encoding)
        return list(islice(self._filled(lines), rows))

    def _filled(self, lines: list[str]) -> Iterator[Record]:
        first = 2 if self.dialect.is_announced else 1
        cells = records(iter(lines[first - 1 :]), self.dialect.delimiter)
        try:
            for line, row in enumerate(cells, start=first):
                check_columns(self.filename, len(row), self.limits)
                if any(len(cell) > self.limits.field_chars for cell in row):
                    raise field_too_long(self.filename, self.limits)
                if any(cell.strip() for cell in row):
                    yield Record(line, tuple(row))
        except csv.Error as error:
            raise field_too_long(self.filename, self.limits) from error

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """As `Table.chunks`."""
        names = column_names(header.cells)
        for frame in self._frames(names, min(rows, self._affordable_rows())):
            below = frame.loc[header.line + 1 :] if frame.index[0] <= header.line else frame
            yield _without_blank_rows(below)

    def _frames(self, names: Sequence[str], rows: int) -> Iterator[pd.DataFrame]:
        """All rows from the first line on, numbered."""
        line = 0
        if self.encoding == "utf-8-sig" and self.dialect.delimiter in _ARROW_DELIMITERS:
            block = rows * self._chars_per_line()
            try:
                for frame in regular_frames(
                    self.path, self.dialect.delimiter, names, rows, block, self.limits.field_chars
                ):
                    line += len(frame)
                    yield frame
                return
            except Irregular:
                # Both count the rows alike, so the other one goes on where this one stopped.
                pass
        for frame in self._patient_frames(names, rows):
            if frame.index[-1] > line:
                yield frame.loc[line + 1 :]

    def _patient_frames(self, header: Sequence[str], rows: int) -> Iterator[pd.DataFrame]:
        names = [*header, SURPLUS]
        delimiter = self.dialect.delimiter
        guard = FieldGuard(delimiter, self.limits.field_chars)
        line = 0
        with self._text() as handle:
            text = _GuardedText(delimiter.join("x" for _ in names) + "\n", handle, guard)
            try:
                frames = pd.read_csv(
                    cast("TextIO", text),
                    sep=delimiter,
                    header=0,
                    names=names,
                    usecols=names,
                    index_col=False,
                    dtype=object,
                    na_filter=False,
                    skip_blank_lines=False,
                    chunksize=rows,
                )
                for frame in frames:
                    frame.index = pd.RangeIndex(line + 1, line + 1 + len(frame), name="line")
                    line += len(frame)
                    yield frame
            except EndlessField as error:
                raise field_too_long(self.filename, self.limits, line) from error
            except pd.errors.ParserError as error:
                raise UnreadableFile(
                    self.filename, "can't be read to its end: some quotation mark is never closed"
                ) from error

    def _affordable_rows(self) -> int:
        return max(1, _CHUNK_CHARS // self._chars_per_line())

    def _chars_per_line(self) -> int:
        lines = _first_lines(self.path, self.encoding)
        return max(1, sum(map(len, lines)) // max(1, len(lines)))

    def _text(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")


def _first_lines(path: Path, encoding: str) -> list[str]:
    """The lines that a bounded look at the start of the text finds; the last may be cut."""
    with path.open(encoding=encoding, errors="replace", newline="") as handle:
        text = handle.read(_SAMPLE_CHARS)
        is_whole = not handle.read(1)
    # Line by line as a file does it: a text's own splitlines knows rarer line ends.
    lines = list(io.StringIO(text, newline=""))
    return lines if is_whole or len(lines) == 1 else lines[:-1]


def _without_blank_rows(frame: pd.DataFrame) -> pd.DataFrame:
    # Most rows have a first cell, so the costly look at all cells is for the few without; and
    # the few different texts are sooner looked at than the many cells.
    first = frame.iloc[:, 0]
    blanks = [text for text in first.unique() if not text.strip()]
    suspects = frame.index[first.isin(blanks)] if blanks else frame.index[:0]
    if suspects.empty:
        return frame
    texts = frame.loc[suspects]
    blank = pd.Series(True, index=suspects)
    for name in frame.columns:
        blank &= texts[name].str.strip() == ""
    return frame.drop(index=suspects[blank])
