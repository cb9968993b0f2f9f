"""Lines that repeat an earlier one exactly, found without keeping a file's worth in memory."""

from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlite_utils import Database

from storage.ledger.many_rows import statements

Fingerprints = npt.NDArray[np.uint64]

_BUCKETS = 64
_BUCKET_SHIFT = np.uint64(64 - 6)
_ADD = """
    INSERT INTO temp.seen (fingerprint) VALUES {places}
    ON CONFLICT DO NOTHING RETURNING fingerprint
"""
_SETTLE = "UPDATE temp.seen SET settled = 1 WHERE settled = 0"
_SETTLED = "SELECT fingerprint FROM temp.seen WHERE settled AND fingerprint IN (VALUES {places})"


class DuplicateCounter:
    """Counts repeated fingerprints.

    They lie in a temporary file, each chunk's sorted by size, so that at the end a 64th of all
    fingerprints is looked at in one go: equal ones are always in the same 64th.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 (it lives as long as the counter)
        self._chunk_starts: list[npt.NDArray[np.int64]] = []
        self._total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, fingerprints: Fingerprints) -> None:
        """Take in a chunk's fingerprints."""
        ordered = np.sort(fingerprints)
        edges = np.arange(1, _BUCKETS, dtype=np.uint64) << _BUCKET_SHIFT
        inner = np.searchsorted(ordered, edges)
        starts = np.concatenate([[0], inner, [len(ordered)]]) + self._total
        self._file.write(ordered.tobytes())
        self._chunk_starts.append(starts)
        self._total += len(ordered)

    def count(self) -> int:
        """How many fingerprints repeat an earlier one."""
        distinct = sum(len(pd.unique(self._bucket(number))) for number in range(_BUCKETS))
        return self._total - distinct

    def _bucket(self, number: int) -> Fingerprints:
        parts = [np.empty(0, np.uint64)]
        for starts in self._chunk_starts:
            start, end = int(starts[number]), int(starts[number + 1])
            self._file.seek(start * 8)
            parts.append(np.frombuffer(self._file.read((end - start) * 8), np.uint64))
        return np.concatenate(parts)


class Repeats:
    """Tells, line by line, which fingerprints came before; they lie in a temporary table."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.execute("CREATE TEMP TABLE seen (fingerprint INTEGER PRIMARY KEY, settled DEFAULT 0)")

    def of(self, fingerprints: Fingerprints) -> npt.NDArray[np.bool_]:
        """Whether each one is in this chunk or an earlier one already."""
        signed = fingerprints.view(np.int64)
        first = ~pd.Series(signed).duplicated().to_numpy()
        return ~(first & np.isin(signed, self._found(_ADD, signed[first])))

    def of_settled(self, fingerprints: Fingerprints) -> npt.NDArray[np.bool_]:
        """Whether each one came before `settle` was called last."""
        signed = fingerprints.view(np.int64)
        settled = self._found(_SETTLED, signed)
        self._found(_ADD, signed)
        return np.isin(signed, settled)

    def settle(self) -> None:
        """What came so far is earlier than what comes now: a sheet ends."""
        self._db.conn.execute(_SETTLE)

    def _found(self, sql: str, signed: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        found: list[int] = []
        if len(signed):
            for statement, values in statements(sql, [np.sort(signed).tolist()]):
                found.extend(value for (value,) in self._db.conn.execute(statement, values))
        return np.array(found, dtype=np.int64)
