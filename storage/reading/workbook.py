"""A workbook's sheets, read by python-calamine."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import SURPLUS
from storage.errors import (
    BeyondLimit,
    LockedFile,
    UnreadableFile,
    UnsupportedFile,
)
from storage.reading.cells import longest, text, texts
from storage.reading.headers import column_names
from storage.reading.limits import Limits, check_columns, field_too_long
from storage.reading.table import Record

_CHUNK_ROWS = 50_000
# What calamine takes for a cell, whether it holds something or not.
_CELL_BYTES = 32
_ROWS_ALIVE = 500
Cells = list[Any]


def open_sheets(path: Path, filename: str, limits: Limits, prefix: str = "") -> "list[SheetTable]":
    """The sheets that a person sees and that have cells, all of them in memory.

    Hidden sheets are left alone: they hold lists for drop-downs and earlier versions.

    Raises
    ------
    SegbotError
        If the workbook is damaged or needs a password.
    """
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [
            workbook.get_sheet_by_name(sheet.name)
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
    except PasswordError as error:
        raise LockedFile(filename) from error
    except CalamineError as error:
        if "Cell limit exceeded" in str(error):
            raise MemoryError from error
        raise _refusal(path, filename) from error
    filled = [sheet for sheet in sheets if sheet.start is not None]
    for sheet in filled:
        check_columns(filename, sheet.width, limits)
    cells = sum(sheet.total_height * sheet.total_width for sheet in filled)
    if cells * _CELL_BYTES > limits.unpacked_bytes:
        raise BeyondLimit(
            filename,
            f"has sheets that stretch over {cells:,} cells, and the limit is"
            f" {limits.unpacked_bytes // _CELL_BYTES:,}",
            "Delete stray cells far below or right of the table, or save the table as CSV.",
        )
    names = [f"{prefix} {sheet.name}".strip() for sheet in filled]
    return [
        SheetTable(filename, name, sheet, limits) for name, sheet in zip(names, filled, strict=True)
    ]


def _refusal(path: Path, filename: str) -> SegbotError:
    """Why calamine couldn't open a workbook; old ones name their parts in UTF-16."""
    content = path.read_bytes()

    def has(part: str) -> bool:
        return part.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        return LockedFile(filename)
    if has("WordDocument"):
        return UnsupportedFile(filename, "an old Word document")
    if has("Root Entry") and not has("Workbook") and not has("Book"):
        return UnsupportedFile(filename, "an Office file without a workbook")
    return UnreadableFile(filename, "is a damaged workbook and can't be opened")


@dataclass(frozen=True)
class SheetTable:
    """One sheet; its rows are numbered as Excel numbers them."""

    filename: str
    name: str
    sheet: CalamineSheet
    limits: Limits

    def head(self, rows: int) -> list[Record]:
        """As `Table.head`."""
        found = (
            Record(line, cells)
            for line, row in enumerate(self._rows(), start=1)
            if any(cells := tuple(map(text, row)))
        )
        return list(islice(found, rows))

    def batches(
        self, header: Record, rows: int
    ) -> Iterator[tuple[npt.NDArray[np.int64], pa.RecordBatch]]:
        """As `BatchedTable.batches`."""
        names = [*column_names(header.cells), SURPLUS]
        numbered = islice(enumerate(self._rows(), start=1), header.line, None)
        while batch := _Batch.take(numbered, min(rows, _CHUNK_ROWS), self.sheet.width):
            nothing = [""] * len(batch.lines)
            columns = [*batch.columns, *[nothing] * (len(names) - len(batch.columns))]
            cells = [self._texts(column) for column in columns[: len(names)]]
            yield np.array(batch.lines), pa.RecordBatch.from_arrays(cells, names)

    def _rows(self) -> Iterator[Cells]:
        """The cells of each row; one that is merged downward stands in each row that it covers."""
        merged: dict[int, list[tuple[int, int]]] = {}
        for (first, column), (last, _) in self.sheet.merged_cell_ranges or []:
            if last > first:
                merged.setdefault(first, []).append((column, last))
        rows = self.sheet.iter_rows()
        return _filled(rows, merged) if merged else rows

    def _texts(self, column: Cells) -> pa.DictionaryArray:
        written = texts(column)
        if longest(written) > self.limits.field_chars:
            raise field_too_long(self.filename, self.limits)
        return written


def _filled(rows: Iterator[Cells], merged: dict[int, list[tuple[int, int]]]) -> Iterator[Cells]:
    """Rows with their merged cells filled.

    Parameters
    ----------
    rows : iterator
        From the first of the sheet on.
    merged : dict
        The first row of cells that are merged downward, from 0, to their columns and last rows.
    """
    covering: dict[int, tuple[int, Any]] = {}
    for number, row in enumerate(rows):
        for column, (last, cell) in [*covering.items()]:
            if number > last:
                del covering[column]
            elif row[column] == "":
                row[column] = cell
        for column, last in merged.get(number, []):
            if column < len(row):
                covering[column] = (last, row[column])
        yield row


@dataclass(frozen=True)
class _Batch:
    lines: list[int]
    columns: list[Cells]

    @classmethod
    def take(cls, numbered: Iterator[tuple[int, Cells]], rows: int, width: int) -> "_Batch | None":
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
