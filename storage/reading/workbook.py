"""A workbook's sheets, read by python-calamine."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from analytics.vocabulary.rows import SURPLUS
from storage.errors import LockedFile, UnreadableFile
from storage.reading.cells import text, texts
from storage.reading.headers import column_names
from storage.reading.limits import Limits, check_columns, field_too_long
from storage.reading.table import CHUNK_ROWS, HEAD_ROWS, Record

_CHUNK_ROWS = 50_000
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
        raise UnreadableFile(filename, "is a damaged workbook and can't be opened") from error
    filled = [sheet for sheet in sheets if sheet.start is not None]
    for sheet in filled:
        check_columns(filename, sheet.width, limits)
    names = [f"{prefix} {sheet.name}".strip() for sheet in filled]
    return [
        SheetTable(filename, name, sheet, limits) for name, sheet in zip(names, filled, strict=True)
    ]


@dataclass(frozen=True)
class SheetTable:
    """One sheet; its rows are numbered as Excel numbers them."""

    filename: str
    name: str
    sheet: CalamineSheet
    limits: Limits

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """As `Table.head`."""
        found = (
            Record(line, cells)
            for line, row in enumerate(self.sheet.iter_rows(), start=1)
            if any(cells := tuple(map(text, row)))
        )
        return list(islice(found, rows))

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """As `Table.chunks`."""
        names = [*column_names(header.cells), SURPLUS]
        numbered = islice(enumerate(self.sheet.iter_rows(), start=1), header.line, None)
        while batch := _Batch.take(numbered, min(rows, _CHUNK_ROWS), self.sheet.width):
            nothing = pd.Categorical([""]).repeat(len(batch.lines))
            found = zip_longest(names, map(self._texts, batch.columns), fillvalue=nothing)
            yield pd.DataFrame(
                dict(islice(found, len(names))), index=pd.Index(batch.lines, name="line")
            )

    def _texts(self, column: Cells) -> "pd.Categorical[str]":
        written = texts(column)
        if max(map(len, written.categories)) > self.limits.field_chars:
            raise field_too_long(self.filename, self.limits)
        return written


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
