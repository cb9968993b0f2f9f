"""Parquet, read by pyarrow batch by batch."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from storage.errors import BeyondLimit
from storage.reading.cells import coded, longest, text
from storage.reading.headers import column_names
from storage.reading.limits import Limits, check_columns, field_too_long
from storage.reading.table import Record

_BATCH_ROWS = 50_000


@dataclass(frozen=True)
class ParquetTable:
    """Rows under the file's own names, which are line 0; nested fields are ``customer.id``."""

    path: Path
    filename: str
    name: str
    limits: Limits

    @classmethod
    def open(cls, path: Path, filename: str, name: str, limits: Limits) -> "ParquetTable":
        """Look at what the file says of itself.

        Raises
        ------
        BeyondLimit
            If it has too many columns, or more cells than bytes may be unpacked.
        """
        table = cls(path, filename, name, limits)
        with pq.ParquetFile(path) as file:
            facts = file.metadata
            check_columns(filename, facts.num_columns, limits)
            groups = map(facts.row_group, range(facts.num_row_groups))
            if sum(group.total_byte_size for group in groups) > limits.unpacked_bytes:
                raise BeyondLimit(
                    filename,
                    f"unpacks to more than {limits.unpacked_bytes / 1e6:,.0f} MB, which is the"
                    " limit",
                    "Split it into smaller files, for example one per year.",
                )
            # A cell that repeats takes no room in the file, however often it comes.
            if facts.num_rows * max(facts.num_columns, 1) > limits.unpacked_bytes:
                raise BeyondLimit(
                    filename,
                    f"has {facts.num_rows:,} rows of {facts.num_columns:,} columns, more than"
                    f" {limits.unpacked_bytes / 1e6:,.0f} MB can hold, which is the limit",
                    "Split it into smaller files, for example one per year.",
                )
        return table

    def head(self, rows: int) -> list[Record]:
        """As `Table.head`."""
        names: list[str] = []
        found: list[Record] = []
        for first, batch in self._batches(max(rows, 1)):
            names = batch.column_names
            columns = [self._column(each).to_pylist() for each in batch.columns]
            lines = zip(*columns, strict=True)
            found += [
                Record(line, cells)
                for line, cells in enumerate(lines, start=first)
                if any(cell.strip() for cell in cells)
            ]
            if len(found) >= rows:
                break
        return [Record(0, tuple(names)), *islice(found, rows - 1)] if names else []

    def batches(
        self, header: Record, rows: int
    ) -> Iterator[tuple[npt.NDArray[np.int64], pa.RecordBatch]]:
        """As `BatchedTable.batches`."""
        names = column_names(header.cells)
        for first, batch in self._batches(min(rows, _BATCH_ROWS)):
            columns = {
                name: self._column(column)
                for name, column in zip(names, batch.columns, strict=False)
            }
            lines = np.arange(first, first + batch.num_rows)
            blank = np.logical_and.reduce([_is_blank(column) for column in columns.values()])
            kept = ~blank & (lines > header.line)
            yield lines[kept], pa.RecordBatch.from_pydict(columns).filter(pa.array(kept))

    def _batches(self, rows: int) -> Iterator[tuple[int, pa.Table]]:
        first = 1
        with pq.ParquetFile(self.path) as file:
            texts_in = _texts_read_once(file)
            groups = [[*range(file.num_row_groups)]]
            if any(pa.types.is_nested(field.type) for field in file.schema_arrow):
                # pyarrow can't put together the codes of texts within lists of two groups.
                groups = [[group] for group in range(file.num_row_groups)]
        with pq.ParquetFile(self.path, read_dictionary=texts_in) as file:
            for some in groups:
                for batch in file.iter_batches(batch_size=rows, row_groups=some):
                    yield first, _flat(pa.Table.from_batches([batch]))
                    first += batch.num_rows

    def _column(self, column: pa.ChunkedArray) -> pa.DictionaryArray:
        values = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        if pa.types.is_nested(values.type):
            seen: dict[str, int] = {}
            codes = np.array([seen.setdefault(_json(cell), len(seen)) for cell in values], np.int64)
            cells = coded(codes, seen)
        else:
            if not pa.types.is_dictionary(values.type):
                values = values.dictionary_encode()
            # The dictionary has the texts of all earlier batches too.
            met = values.indices.dictionary_encode()
            codes = met.indices.fill_null(-1).to_numpy()
            cells = coded(codes, values.dictionary.take(met.dictionary).to_pylist())
        if longest(cells) > self.limits.field_chars:
            raise field_too_long(self.filename, self.limits)
        return cells


def _is_blank(column: pa.DictionaryArray) -> npt.NDArray[np.bool_]:
    texts = pc.utf8_trim_whitespace(column.dictionary)
    blank = pc.equal(texts, "").to_numpy(zero_copy_only=False)
    return np.asarray(blank[column.indices.to_numpy()], dtype=np.bool_)


def _texts_read_once(file: pq.ParquetFile) -> list[str]:
    """Columns to be read as codes into their distinct texts: one that repeats is in memory once."""
    facts = file.metadata
    # Of texts that are stored as what differs from the one before, pyarrow can't do it.
    shared = {
        place
        for group, place in product(range(facts.num_row_groups), range(facts.num_columns))
        if "DELTA_BYTE_ARRAY" in facts.row_group(group).column(place).encodings
    }
    columns = ((place, facts.schema.column(place)) for place in range(facts.num_columns))
    return [
        column.path
        for place, column in columns
        if column.physical_type == "BYTE_ARRAY" and place not in shared
    ]


def _json(cell: pa.Scalar) -> str:
    return "" if not cell.is_valid else json.dumps(cell.as_py(), default=text)


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
