"""Parquet, read by pyarrow batch by batch."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from storage.errors import BeyondLimit
from storage.reading.cells import coded, text, texts
from storage.reading.headers import SURPLUS, column_names
from storage.reading.limits import Limits, check_columns, field_too_long
from storage.reading.table import CHUNK_ROWS, HEAD_ROWS, Record

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
            # A cell that repeats takes no room in the file, however often it comes.
            if facts.num_rows * max(facts.num_columns, 1) > limits.unpacked_bytes:
                raise BeyondLimit(
                    filename,
                    f"has {facts.num_rows:,} rows of {facts.num_columns:,} columns, more than"
                    f" {limits.unpacked_bytes / 1e6:,.0f} MB can hold, which is the limit",
                    "Split it into smaller files, for example one per year.",
                )
        return table

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """As `Table.head`."""
        names: list[str] = []
        found: list[Record] = []
        for first, batch in self._batches(max(rows, 1)):
            names = batch.column_names
            lines = zip(*(self._column(each) for each in batch.columns), strict=True)
            found += [
                Record(line, cells)
                for line, cells in enumerate(lines, start=first)
                if any(cell.strip() for cell in cells)
            ]
            if len(found) >= rows:
                break
        return [Record(0, tuple(names)), *islice(found, rows - 1)] if names else []

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """As `Table.chunks`."""
        names = column_names(header.cells)
        for first, batch in self._batches(min(rows, _BATCH_ROWS)):
            columns = {
                name: self._column(column)
                for name, column in zip(names, batch.columns, strict=False)
            }
            frame = pd.DataFrame(
                {**columns, SURPLUS: pd.Categorical([""]).repeat(batch.num_rows)},
                index=pd.RangeIndex(first, first + batch.num_rows, name="line"),
            )
            blank = np.logical_and.reduce([_is_blank(column) for column in columns.values()])
            yield frame[(~blank) & (frame.index > header.line)]

    def _batches(self, rows: int) -> Iterator[tuple[int, pa.Table]]:
        first = 1
        with pq.ParquetFile(self.path) as file:
            # As codes into the distinct ones: a long text that repeats is in memory once.
            texts_in = [
                field.name
                for field in file.schema_arrow
                if pa.types.is_string(field.type) or pa.types.is_binary(field.type)
            ]
            with pq.ParquetFile(self.path, read_dictionary=texts_in) as opened:
                for batch in opened.iter_batches(batch_size=rows):
                    yield first, _flat(pa.Table.from_batches([batch]))
                    first += batch.num_rows

    def _column(self, column: pa.ChunkedArray) -> "pd.Categorical[str]":
        values = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        if pa.types.is_nested(values.type):
            python = values.to_pylist()
            cells = texts(
                ["" if cell is None else json.dumps(cell, default=text) for cell in python]
            )
        else:
            if not pa.types.is_dictionary(values.type):
                values = values.dictionary_encode()
            codes = values.indices.fill_null(-1).to_numpy()
            cells = coded(codes, values.dictionary.to_pylist())
        if max(map(len, cells.categories)) > self.limits.field_chars:
            raise field_too_long(self.filename, self.limits)
        return cells


def _is_blank(column: "pd.Categorical[str]") -> npt.NDArray[np.bool_]:
    blank: npt.NDArray[np.bool_] = np.asarray(column.categories.str.strip() == "")[column.codes]
    return blank


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
