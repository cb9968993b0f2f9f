"""Files for the tests of reading, and what is read of them."""

import zipfile
from pathlib import Path

import pandas as pd
import xlsxwriter

from analytics.vocabulary.rows import SURPLUS
from storage.reading.limits import Limits
from storage.reading.source import open_source
from storage.reading.table import Record, Source

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def written(folder: Path, content: str | bytes, name: str = "shop.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def heads(path: Path, limits: Limits | None = None) -> dict[str, list[Record]]:
    """The head of each table, by its name."""
    with open_source(path, path.name, limits) as source:
        return {table.name: table.head() for table in source.tables}


def read(
    path: Path, limits: Limits | None = None, rows: int = 100_000, header: int = 0
) -> list[pd.DataFrame]:
    """All chunks of the only table, the header being the record at this place of its head."""
    with open_source(path, path.name, limits) as source:
        (table,) = source.tables
        return list(table.chunks(table.head()[header], rows))


def cells(path: Path, limits: Limits | None = None) -> dict[str, list[list[str]]]:
    """Headers and rows of every table, read to the end; nothing may be beyond the last header."""
    with open_source(path, path.name, limits) as source:
        return {table.name: _cells(source, at) for at, table in enumerate(source.tables)}


def _cells(source: Source, at: int) -> list[list[str]]:
    table = source.tables[at]
    header = table.head()[0]
    frame = pd.concat(table.chunks(header))
    assert (frame.pop(SURPLUS) == "").all()
    assert frame.index.name == "line"
    return [list(header.cells), *frame.to_numpy().tolist()]
