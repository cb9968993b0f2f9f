"""Delimited text in which each row has as many cells as the header, read by Arrow.

Arrow parses it and numbers the different texts of each column in half the time that pandas takes
for the former alone. It parts cells and rows as pandas does, but refuses what isn't regular.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from storage.reading.frames import as_frame

_LEAST_BLOCK = 1 << 18
_ONE_BLOCK = 1 << 30
_TEXTS = pa.dictionary(pa.int32(), pa.string())


class Irregular(Exception):
    """Someone more patient has to read on from here."""


def regular_frames(
    path: Path,
    delimiter: str,
    names: Sequence[str],
    rows: int,
    block_bytes: int,
    field_chars: int,
) -> Iterator[pd.DataFrame]:
    """The rows of a UTF-8 text in frames of categories, all of them from its first line on.

    Parameters
    ----------
    path, delimiter
    names : sequence of str
        Of the columns; ``SURPLUS`` is added and empty.
    rows : int
        The most that one frame may have.
    block_bytes : int
        How much is read at a time.
    field_chars : int
        The most characters that a cell may have.

    Raises
    ------
    Irregular
        At the first block with a row that has more or fewer cells or with too long a cell, and
        at one whose last line ends within quotation marks.
    """
    read = csv.ReadOptions(column_names=names, block_size=_ONE_BLOCK, use_threads=False)
    parse = csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False)
    convert = csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, _TEXTS))

    def parsed() -> Iterator[pa.Table]:
        for block in _blocks(path, max(block_bytes, _LEAST_BLOCK)):
            try:
                table = csv.read_csv(pa.BufferReader(block), read, parse, convert)
            except pa.ArrowException as error:
                raise Irregular from error
            if _longest(table) > field_chars or _ends_quoted(block, table):
                raise Irregular
            yield table

    line = 0
    for table in parsed():
        for start in range(0, len(table), rows):
            part = table.slice(start, rows)
            yield as_frame(part, range(line + 1, line + 1 + len(part)))
            line += len(part)


def _blocks(path: Path, size: int) -> Iterator[bytes]:
    """Blocks of whole lines. Arrow's own streaming would have 32 of them in memory at once."""
    rest = b""
    with path.open("rb") as handle:
        while block := handle.read(size):
            end = block.rfind(b"\n") + 1
            if not end and len(block) == size:
                raise Irregular
            if end:
                yield rest + block[:end]
                rest = b""
            rest += block[end:]
    if rest:
        yield rest


def _longest(table: pa.Table) -> int:
    texts = [chunk.dictionary for column in table.columns for chunk in column.chunks]
    return max((pc.max(pc.binary_length(each)).as_py() or 0 for each in texts), default=0)


def _ends_quoted(block: bytes, table: pa.Table) -> bool:
    """Whether the last cell is opened by a quotation mark that nothing closes: the cut goes
    through it, or the file is damaged.

    Only then nothing follows the cell in the block, and such a mark precedes it.
    """
    last = table.column(table.num_columns - 1)[-1].as_py()
    return block.endswith(b'"' + last.replace('"', '""').encode())
