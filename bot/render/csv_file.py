"""A table as CSV bytes that a spreadsheet opens as it was meant."""

import csv
import io
import re

from bot.services.answer import Cell, Table

# Spreadsheets run a cell that starts with one of these as a formula.
_NUMBER = re.compile(r"[+-][0-9][0-9.,' ]*")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_csv(table: Table) -> bytes:
    """Every row of a table, headings first, unformatted numbers.

    UTF-8, with a byte order mark where there is more than ASCII: Excel misreads accents without it,
    and some programs a heading with it. Text that a spreadsheet
    would run as a formula gets an apostrophe in front (OWASP, "CSV injection"); a number with a
    sign is none.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_safe(column.name) for column in table.columns)
    writer.writerows([_safe(value) for value in row] for row in table.rows)
    written = text.getvalue()
    return written.encode("ascii" if written.isascii() else "utf-8-sig")


def _safe(value: Cell) -> Cell:
    if not isinstance(value, str) or not value.startswith(_FORMULA) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"
