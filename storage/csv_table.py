"""Delimited text, read by pandas in chunks."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

import pandas as pd

from storage.errors import EmptyFile, UnreadableFile
from storage.headers import column_names

SURPLUS = "cells beyond the last header"
_DELIMITERS = ",;\t|"
_CHUNK_ROWS = 100_000


class _WideHeader:
    """The text under the header, behind a header of one's own.

    pandas refuses a row with more cells than headers, and with it the whole file. Here the
    header announces one column more, so that such a row arrives like any other.
    """

    def __init__(self, header: str, rest: TextIO) -> None:
        self._header = header
        self._rest = rest

    def read(self, size: int = -1) -> str:
        header, self._header = self._header, ""
        return header or self._rest.read(size)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rest)


@dataclass(frozen=True)
class CsvTable:
    """Delimited text with one header row; rows that are wholly empty are no rows."""

    path: Path
    filename: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    @classmethod
    def open(cls, path: Path, filename: str, encoding: str) -> "CsvTable":
        """Find the header and the delimiter: the one of ``, ; tab |`` that parts it most often."""
        with path.open(encoding=encoding, errors="replace", newline="") as handle:
            line = next((text for text in handle if text.strip()), "")
            has_rows = any(text.strip(_DELIMITERS + '" \r\n') for text in handle)
        if not line:
            raise EmptyFile(filename, "is empty: it has nothing but blank lines")
        try:
            delimiter = max(_DELIMITERS, key=lambda mark: _width(line, mark))
            table = cls(path, filename, encoding, delimiter, ())
            with path.open(encoding=encoding, errors="replace", newline="") as handle:
                cells, _ = table._header(handle)
        except csv.Error as error:
            raise UnreadableFile(filename, "has no header row that can be read") from error
        if not has_rows:
            raise EmptyFile(filename, "has headers but no rows under them")
        return cls(path, filename, encoding, delimiter, column_names(cells))

    def chunks(self, rows: int = _CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """Frames of at most `rows` rows, all text, indexed by line number (header = 1).

        A line number counts records: a quoted cell with a line break in it stays one line.
        Cells beyond the last header come in the extra column ``SURPLUS``, the first of each row.
        """
        names = [*self.columns, SURPLUS]
        header = self.delimiter.join("x" for _ in names) + "\n"
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as handle:
            _, line = self._header(handle)
            try:
                frames = pd.read_csv(
                    cast("TextIO", _WideHeader(header, handle)),
                    sep=self.delimiter,
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
                    yield _without_blank_rows(frame)
            except pd.errors.ParserError as error:
                raise UnreadableFile(
                    self.filename, "can't be read to its end: some quotation mark is never closed"
                ) from error

    def _header(self, handle: TextIO) -> tuple[list[str], int]:
        """The header's cells and its line number, leaving the handle behind it."""
        for line, cells in enumerate(csv.reader(handle, delimiter=self.delimiter), start=1):
            if any(cell.strip() for cell in cells):
                return cells, line
        return [], 0


def _width(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter)))


def _without_blank_rows(frame: pd.DataFrame) -> pd.DataFrame:
    # Most rows have a first cell, so the costly look at all cells is for the few without.
    suspects = frame.index[[not cell.strip() for cell in frame.iloc[:, 0].tolist()]]
    if suspects.empty:
        return frame
    texts = frame.loc[suspects]
    blank = pd.Series(True, index=suspects)
    for name in frame.columns:
        blank &= texts[name].str.strip() == ""
    return frame.drop(index=suspects[blank])
