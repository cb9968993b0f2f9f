"""How many cells the rectangles of an XLS workbook have."""

import struct
from collections.abc import Iterator
from pathlib import Path

from storage.reading.limits import Budget
from storage.reading.ole import CompoundFile

_DIMENSION_LAYOUTS = {10: "<HHHH", 14: "<IIHH"}
_BOUND_SHEET, _SST, _END, _DIMENSIONS = 0x0085, 0x00FC, 0x000A, 0x0200
_CELLS = frozenset((0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, 0x00BD, 0x0006, 0x0207))


def xls_cells(path: Path, budget: Budget) -> int:
    """Cells of all sheets together, those that are only announced as well.

    Raises
    ------
    ValueError, struct.error, IndexError
        If the file is damaged.
    SegbotError
        If its records are longer together than the limits allow.
    """
    compound = CompoundFile(path)
    name = "Workbook" if "Workbook" in compound.names() else "Book"
    stream = compound.stream(name)
    total = 0
    for kind, data in _records(stream, 0, budget):
        if kind == _SST and struct.unpack_from("<I", data, 4)[0] > len(stream):
            raise ValueError("more strings than bytes")
        if kind == _BOUND_SHEET:
            (position,) = struct.unpack_from("<I", data)
            total += _sheet_cells(stream, position, budget)
    return total


def _sheet_cells(stream: bytes, position: int, budget: Budget) -> int:
    rows = columns = announced = 0
    for kind, data in _records(stream, position, budget):
        if kind in _CELLS and len(data) >= 4:
            row, column = struct.unpack_from("<HH", data)
            rows, columns = max(rows, row + 1), max(columns, column + 1 + len(data) // 6)
        elif kind == _DIMENSIONS and len(data) in _DIMENSION_LAYOUTS:
            # Calamine makes room for what is announced before it reads a single cell.
            top, bottom, left, right = struct.unpack_from(_DIMENSION_LAYOUTS[len(data)], data)
            announced = max(announced, max(bottom - top + 1, 0) * max(right - left + 1, 0))
    return max(rows * columns, announced)


def _records(stream: bytes, position: int, budget: Budget) -> Iterator[tuple[int, bytes]]:
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind == _END:
            return
        budget.spend(4 + length)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
