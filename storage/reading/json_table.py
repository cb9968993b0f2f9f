"""JSON Lines, or one JSON array of objects, read object by object."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from storage.errors import UnreadableFile
from storage.reading.cells import text, texts
from storage.reading.encoding import encoding_of
from storage.reading.frames import as_frame
from storage.reading.headers import column_names
from storage.reading.limits import Limits, check_columns, field_too_long
from storage.reading.table import CHUNK_ROWS, HEAD_ROWS, Record

_BLOCK = 1 << 18
_BETWEEN = re.compile(r"[\s,\ufeff]*")
_DECODER = json.JSONDecoder(
    parse_int=str,
    parse_float=lambda written: text(float(written)),
    parse_constant=lambda _: "",
)


@dataclass(frozen=True)
class JsonTable:
    """Objects as rows; the fields of an object within one are columns such as ``customer.id``.

    Rows are numbered from 1, as the lines of a JSON Lines file are; the names are line 0.
    """

    path: Path
    filename: str
    name: str
    limits: Limits

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """Every field of every object: the first ones needn't have them all."""
        names: dict[str, None] = {}
        for row in self._rows():
            names.update(dict.fromkeys(row))
            check_columns(self.filename, len(names), self.limits)
        return tuple(names)

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """As `Table.head`."""
        filled = (
            Record(line, tuple(row.get(name, "") for name in self._names))
            for line, row in enumerate(self._rows(), start=1)
            if any(cell.strip() for cell in row.values())
        )
        return [Record(0, self._names), *islice(filled, rows - 1)] if self._names else []

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """As `Table.chunks`."""
        names = dict(zip(column_names(header.cells), self._names, strict=False))
        filled = (
            (line, row)
            for line, row in islice(enumerate(self._rows(), start=1), header.line, None)
            if any(map(str.strip, row.values()))
        )
        while batch := _Batch.take(filled, rows):
            columns = {
                shown: texts([row.get(name, "") for row in batch.rows])
                for shown, name in names.items()
            }
            yield as_frame(pa.RecordBatch.from_pydict(columns), np.array(batch.lines))

    def _rows(self) -> Iterator[dict[str, str]]:
        for found in self._objects():
            row = _flat(found)
            if max(map(len, row.values()), default=0) > self.limits.field_chars:
                raise field_too_long(self.filename, self.limits)
            yield row

    def _objects(self) -> Iterator[Mapping[str, Any]]:
        longest = max(_BLOCK, 4 * self.limits.field_chars)
        with self.path.open(encoding=encoding_of(self.path), errors="replace") as handle:
            waiting, at = handle.read(_BLOCK), 0
            at = _past(waiting, 0)
            if waiting[at : at + 1] == "[":
                at += 1
            while True:
                at = _past(waiting, at)
                try:
                    found, at = _DECODER.raw_decode(waiting, at)
                except json.JSONDecodeError as error:
                    waiting, at = waiting[at:], 0
                    more = handle.read(max(_BLOCK, len(waiting)))
                    if not more and waiting.strip(" \t\r\n]") == "":
                        return
                    if not more or len(waiting) > longest:
                        raise UnreadableFile(
                            self.filename, "is damaged: not all of it is JSON"
                        ) from error
                    waiting += more
                    continue
                if not isinstance(found, dict):
                    raise UnreadableFile(
                        self.filename, "has something else than JSON objects, one for each row"
                    )
                yield found


@dataclass(frozen=True)
class _Batch:
    lines: list[int]
    rows: list[dict[str, str]]

    @classmethod
    def take(cls, numbered: Iterator[tuple[int, dict[str, str]]], most: int) -> "_Batch | None":
        """The next rows and their lines, apart: many pairs would keep the garbage collector busy.
        None at the end."""
        batch = cls([], [])
        for line, row in islice(numbered, most):
            batch.lines.append(line)
            batch.rows.append(row)
        return batch if batch.lines else None


def _past(waiting: str, at: int) -> int:
    matched = _BETWEEN.match(waiting, at)
    return matched.end() if matched else at


def _flat(found: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in found.items():
        if isinstance(value, str):
            flat[key] = value
        elif isinstance(value, dict):
            flat.update((f"{key}.{inner}", cell) for inner, cell in _flat(value).items())
        elif isinstance(value, list):
            flat[key] = json.dumps(value, ensure_ascii=False)
        else:
            flat[key] = text(value)
    return flat
