"""How far a workbook's cells are apart, found out before calamine makes room for all between.

Calamine holds a sheet as a full rectangle: one stray cell in the last row and column of an
otherwise empty sheet would take hundreds of gigabytes, and end the process.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from storage.ahead import one_ahead
from storage.errors import BeyondLimit
from storage.reading.archive import content
from storage.reading.limits import Budget
from storage.reading.stretch_ods import OdsStretch
from storage.reading.stretch_texts import text_lengths, texts_in_cells
from storage.reading.stretch_xls import xls_cells
from storage.reading.stretch_xlsb import XlsbStretch
from storage.reading.stretch_xlsx import XlsxStretch
from storage.reading.table import FileFormat

# What calamine takes for a cell, whether it holds something or not.
_CELL_BYTES = 32
_HUGE_COUNT = re.compile(rb"""ount\s*=\s*["']\s*\+?\d{9}""")
_COUNT_CHARS = 64
_XLSB_SHEETS = ("xl/worksheets/", "xl/chartsheets/", "xl/dialogsheets/")


def check_stretch(path: Path, file_format: FileFormat, budget: Budget) -> None:
    """Refuse a workbook that would not fit into memory.

    Everything in it is unpacked once, and so counted, on the way.

    Raises
    ------
    SegbotError
        If its sheets would take more than the unpacked bytes that are allowed.
    """
    cells = xls_cells(path, budget) if file_format is FileFormat.XLS else 0
    if file_format is not FileFormat.XLS:
        with ZipFile(path) as archive:
            cells = sum(_member_cells(archive, file_format, budget))
            if file_format is FileFormat.XLSX:
                _check_texts(archive, cells, budget)
    if cells * _CELL_BYTES > budget.limits.unpacked_bytes:
        raise BeyondLimit(
            budget.filename,
            f"has sheets that stretch over {cells:,} cells, and the limit is"
            f" {budget.limits.unpacked_bytes // _CELL_BYTES:,}",
            "Delete stray cells far below or right of the table, or save the table as CSV.",
        )


def _member_cells(archive: ZipFile, file_format: FileFormat, budget: Budget) -> Iterator[int]:
    for member in archive.infolist():
        blocks = _sanely_counted(content(archive, member, budget))
        if file_format is FileFormat.XLSX and not _is_sheetless(member.filename):
            yield XlsxStretch().cells(one_ahead(blocks))
        elif file_format is FileFormat.XLSB and member.filename.startswith(_XLSB_SHEETS):
            yield XlsbStretch().cells(blocks)
        elif file_format is FileFormat.ODS and member.filename == "content.xml":
            yield OdsStretch().cells(blocks)
        else:
            for _ in blocks:
                pass


def _check_texts(archive: ZipFile, cells: int, budget: Budget) -> None:
    most = budget.limits.unpacked_bytes
    for name in archive.namelist():
        if not name.lower().endswith("sharedstrings.xml"):
            continue
        lengths = text_lengths(_blocks(archive, name))
        # Nearly always the longest text in every cell would fit, and there is no need to look.
        if len(lengths) and int(lengths.max()) * min(cells, most) > most:
            sheets = [each for each in archive.namelist() if not _is_sheetless(each)]
            texts = sum(texts_in_cells(_blocks(archive, each), lengths) for each in sheets)
            if texts > most:
                raise BeyondLimit(
                    budget.filename,
                    f"has texts of more than {most / 1e6:,.0f} MB in its cells, which is the limit",
                    "Delete the columns with long texts, or save the table as CSV.",
                )


def _blocks(archive: ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as handle:
        while block := handle.read(1 << 20):
            yield block


def _sanely_counted(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Refuse what announces more than any workbook has: calamine makes room for it at once."""
    tail = b""
    for block in blocks:
        # One letter is looked for many times faster than a word, and cells have none of it.
        if tail or (b"u" in block and b"ount" in block):
            text = tail + block
            if _HUGE_COUNT.search(text):
                raise ValueError("a count of hundreds of millions")
            tail = text[-_COUNT_CHARS:] if b"ount" in text[-_COUNT_CHARS:] else b""
        yield block


def _is_sheetless(name: str) -> bool:
    return bool(re.search(r"sharedstrings\.xml$|styles\.xml$", name, re.IGNORECASE))
