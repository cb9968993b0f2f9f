"""Parquet, read by pyarrow batch by batch."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.vocabulary.rows import SURPLUS
from storage.errors import BeyondLimit
from storage.reading.cells import coded, text
from storage.reading.headers import column_names
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
            if _unpacked_bytes(facts) > limits.unpacked_bytes:
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
            texts_in = _texts_read_once(file.metadata)
            groups = [[*range(file.num_row_groups)]]
            if any(pa.types.is_nested(field.type) for field in file.schema_arrow):
                # pyarrow can't put together the codes of texts within lists of two groups.
                groups = [[group] for group in range(file.num_row_groups)]
        with pq.ParquetFile(self.path, read_dictionary=texts_in) as file:
            for some in groups:
                for batch in file.iter_batches(batch_size=rows, row_groups=some):
                    yield first, _flat(pa.Table.from_batches([batch]))
                    first += batch.num_rows

    def _column(self, column: pa.ChunkedArray) -> "pd.Categorical[str]":
        values = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        if pa.types.is_nested(values.type):
            # Before it is written: a list may name one long text any number of times.
            if _characters(values).max(initial=0) > self.limits.field_chars:
                raise field_too_long(self.filename, self.limits)
            seen: dict[str, int] = {}
            codes = np.array([seen.setdefault(_json(cell), len(seen)) for cell in values], np.int64)
            cells = coded(codes, seen)
        else:
            if not pa.types.is_dictionary(values.type):
                values = values.dictionary_encode()
            # The dictionary has the texts of all earlier batches too.
            codes, places = pd.factorize(values.indices.to_numpy(zero_copy_only=False))
            cells = coded(codes, values.dictionary.take(pa.array(places, pa.int64())).to_pylist())
        if max(map(len, cells.categories)) > self.limits.field_chars:
            raise field_too_long(self.filename, self.limits)
        return cells


def _is_blank(column: "pd.Categorical[str]") -> npt.NDArray[np.bool_]:
    blank: npt.NDArray[np.bool_] = np.asarray(column.categories.str.strip() == "")[column.codes]
    return blank


def _unpacked_bytes(facts: pq.FileMetaData) -> int:
    """The most that the columns can take in memory, by what the file says of itself."""
    return sum(_column_bytes(facts, group, place) for group, place in _chunks(facts))


def _column_bytes(facts: pq.FileMetaData, group: int, place: int) -> int:
    kind, chunk = facts.schema.column(place), facts.row_group(group).column(place)
    if kind.physical_type == "FIXED_LEN_BYTE_ARRAY":
        return int(chunk.num_values * kind.length)
    if _shares_beginnings(chunk):
        return int(chunk.num_values * chunk.total_uncompressed_size)
    return int(chunk.total_uncompressed_size)


def _texts_read_once(facts: pq.FileMetaData) -> list[str]:
    """Columns to be read as codes into their distinct texts: one that repeats is in memory once."""
    shared = {
        place
        for group, place in _chunks(facts)
        if _shares_beginnings(facts.row_group(group).column(place))
    }
    return [
        facts.schema.column(place).path
        for place in range(facts.num_columns)
        if facts.schema.column(place).physical_type == "BYTE_ARRAY" and place not in shared
    ]


def _shares_beginnings(chunk: pq.ColumnChunkMetaData) -> bool:
    """Whether texts are stored as what differs from the one before, which pyarrow reads in full."""
    return "DELTA_BYTE_ARRAY" in chunk.encodings


def _chunks(facts: pq.FileMetaData) -> Iterator[tuple[int, int]]:
    return product(range(facts.num_row_groups), range(facts.num_columns))


def _characters(values: pa.Array) -> npt.NDArray[np.int64]:
    """How long each cell is at least once it is written as JSON."""
    if pa.types.is_dictionary(values.type):
        lengths = pc.binary_length(values.dictionary).take(values.indices).fill_null(0)
        return np.asarray(lengths.to_numpy(zero_copy_only=False), dtype=np.int64)
    if pa.types.is_map(values.type):
        values = values.cast(
            pa.list_(pa.struct([("key", values.type.key_type), ("value", values.type.item_type)]))
        )
    if pa.types.is_struct(values.type):
        return sum(
            (_characters(each) for each in values.flatten()), np.zeros(len(values), np.int64)
        )
    if not pa.types.is_nested(values.type):
        return np.ones(len(values), np.int64)
    lengths = pc.list_value_length(values).fill_null(0).to_numpy(zero_copy_only=False)
    rows = np.repeat(np.arange(len(values)), lengths)
    inner = np.bincount(rows, weights=_characters(values.flatten()), minlength=len(values))
    return np.asarray(inner + lengths, dtype=np.int64)


def _json(cell: pa.Scalar) -> str:
    return "" if not cell.is_valid else json.dumps(cell.as_py(), default=text)


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
