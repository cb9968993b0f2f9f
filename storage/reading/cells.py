"""Typed cells as text."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# 1.234 would be read as 1234 in a file with decimal commas.
_LIKE_THOUSANDS = re.compile(r"-?\d{1,3}\.\d{3}")


def text(cell: object) -> str:
    """A cell as text: dates as in ``2011-12-09 12:50:00``, whole numbers without ``.0``,
    other numbers with a point that can't be mistaken for a thousands separator."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    return "" if cell is None else str(cell)


def texts(column: Sequence[Any]) -> pa.DictionaryArray:
    """A column's cells as codes into texts, each distinct one written once: there are few."""
    if not set(map(type, column)) <= {str, int, float, dt.datetime}:
        # True equals 1 and lists can't be hashed, so telling these apart by value won't do.
        column = [text(cell) for cell in column]
    places = {cell: place for place, cell in enumerate(dict.fromkeys(column))}
    codes = np.fromiter(map(places.__getitem__, column), np.int32, len(column))
    return coded(codes, places)


def coded(codes: npt.NDArray[Any], cells: Iterable[Any]) -> pa.DictionaryArray:
    """Codes into distinct cells as codes into their texts; the code -1 stands for an empty one."""
    # The code -1 finds the empty text at the end. And a number and a text, or two kinds of number,
    # may be written alike.
    written = [*map(text, cells), ""]
    places = {cell: place for place, cell in enumerate(dict.fromkeys(written))}
    again = np.fromiter(map(places.__getitem__, written), np.int32, len(written))
    return pa.DictionaryArray.from_arrays(again[codes], pa.array([*places], pa.string()))


def _number(number: float) -> str:
    if number.is_integer():
        return str(int(number))
    if number != number:
        return ""
    written = repr(number)
    if "e" in written:
        written = np.format_float_positional(number, trim="-")
    return f"{written}0" if _LIKE_THOUSANDS.fullmatch(written) else written


def longest(column: pa.DictionaryArray) -> int:
    """Characters of a column's longest text."""
    return pc.max(pc.utf8_length(column.dictionary)).as_py() or 0
