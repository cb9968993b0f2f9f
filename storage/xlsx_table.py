"""A workbook's sheet, read by python-calamine."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from storage.errors import EmptyFile, UnreadableFile
from storage.headers import column_names

_CHUNK_ROWS = 50_000
_ROWS_ALIVE = 500
Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True)
class XlsxTable:
    """One sheet of a workbook: a header row, then rows; rows that are wholly empty are no rows."""

    filename: str
    sheet: CalamineSheet
    header_line: int
    columns: tuple[str, ...]

    @classmethod
    def open(
        cls, path: Path, filename: str, accepts: Callable[[Sequence[str]], bool]
    ) -> "XlsxTable":
        """Take the first sheet whose header is accepted, else the first that has rows."""
        try:
            workbook = CalamineWorkbook.from_path(path)
            found: XlsxTable | None = None
            for name in workbook.sheet_names:
                table = cls._of_sheet(filename, workbook.get_sheet_by_name(name))
                if table and accepts(table.columns):
                    found = table
                    break
                found = found or table
        except CalamineError as error:
            raise UnreadableFile(filename, "is a damaged workbook and can't be opened") from error
        if found is None:
            raise EmptyFile(filename, "is an empty workbook: no sheet has any content")
        last_row, _ = found.sheet.end or (0, 0)
        if last_row < found.header_line:
            raise EmptyFile(filename, "has headers but no rows under them")
        return found

    @classmethod
    def _of_sheet(cls, filename: str, sheet: CalamineSheet) -> "XlsxTable | None":
        for line, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_text(cell) for cell in row]
            if any(cells):
                return cls(filename, sheet, line, column_names(cells))
        return None

    def chunks(self, rows: int = _CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """Frames of at most `rows` rows, all text, indexed by line number (header = 1).

        Dates become ISO text, whole numbers lose their ``.0``.
        """
        numbered = islice(enumerate(self.sheet.iter_rows(), start=1), self.header_line, None)
        while batch := _Batch.take(numbered, rows, len(self.columns)):
            texts = map(_texts, batch.columns)
            yield pd.DataFrame(
                dict(zip(self.columns, texts, strict=True)),
                index=pd.Index(batch.lines, name="line"),
                dtype=object,
            )


@dataclass(frozen=True)
class _Batch:
    lines: list[int]
    columns: list[list[Cell]]

    @classmethod
    def take(
        cls, numbered: Iterator[tuple[int, list[Cell]]], rows: int, width: int
    ) -> "_Batch | None":
        """The next rows, by column; None at the end."""
        batch = cls([], [[] for _ in range(width)])
        # A few rows at a time: many row lists alive at once keep the garbage collector busy.
        while len(batch.lines) < rows and (few := list(islice(numbered, _ROWS_ALIVE))):
            kept = [(line, row) for line, row in few if any(row) or any(cell != "" for cell in row)]
            batch.lines.extend(line for line, _ in kept)
            for column, cells in zip(
                batch.columns, zip(*(row for _, row in kept), strict=True), strict=False
            ):
                column.extend(cells)
        return batch if batch.lines else None


def _texts(column: Sequence[Cell]) -> Sequence[str] | npt.NDArray[np.object_]:
    """A column's cells as text, each distinct one written once: there are few of them."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return cast("Sequence[str]", column)
    if bool in kinds:
        # True equals 1, so telling distinct cells apart by value would mix them up.
        return [_text(cell) for cell in column]
    codes, distinct = pd.factorize(np.array(column, dtype=object))
    return np.array([_text(cell) for cell in distinct], dtype=object)[codes]


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    return str(cell)
