"""A transactions file into the store: read, clean, keep, and account for every row."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import numpy as np
import pandas as pd
import structlog

import config
from analytics.cleaning import Cleaned, NonMerchandise, clean, count_duplicates
from analytics.columns import Columns, match_columns
from analytics.errors import AnalyticsError
from analytics.parsing import date_order
from storage.csv_table import SURPLUS
from storage.files import MAX_BYTES, SourceFile, Table, inspect
from storage.importing import NewUpload, UploadWriter
from storage.store import AlreadyImported, Store
from storage.uploads import Fate, Upload

# Enough to see how dates are written; where they don't tell, reading goes on.
_ROWS_TO_TELL_DATES = 5_000

log = structlog.get_logger()


class Progress(Protocol):
    """Hears how far an import is: a stage (``reading``, ``saving``) and the rows read so far."""

    def __call__(self, stage: str, rows: int) -> None: ...


@dataclass(frozen=True)
class KeptLines:
    """The kept rows by what they are and whether the customer is known."""

    purchases_known: int = 0
    purchases_unknown: int = 0
    returns_known: int = 0
    returns_unknown: int = 0


@dataclass(frozen=True)
class ImportReport:
    """What became of a file; ``rows_read`` is the sum of kept, set aside and rejected.

    Attributes
    ----------
    file : str
        The name that the person gave it.
    already_imported : bool
        The same bytes were taken in before: nothing changed, and the counts are of that time.
    rows_set_aside, rows_rejected : mapping
        Reason to rows; the sentences are in ``analytics.cleaning.Reason``.
    kept : KeptLines
        The kept rows by kind.
    duplicates : int
        Kept rows that repeat an earlier one exactly.
    orders_new, orders_changed, orders_same : int
        Against what the store held before; a changed order replaces the earlier one.
    first_order, last_order : str or None
        Time of the first and last purchase, ``YYYY-MM-DD HH:MM:SS``; None without purchases.
    customers : int
        Known customers with a purchase in the file.
    revenue_cents : int
        Of all purchases in the file, returns not deducted, in hundredths.
    columns : mapping
        Our name of a column to the file's header for it.
    date_order : str
        How the dates were read.
    """

    file: str
    sha256: str
    already_imported: bool
    rows_read: int
    rows_kept: int
    rows_set_aside: Mapping[str, int]
    rows_rejected: Mapping[str, int]
    kept: KeptLines
    duplicates: int
    orders_new: int
    orders_changed: int
    orders_same: int
    first_order: str | None
    last_order: str | None
    customers: int
    revenue_cents: int
    columns: Mapping[str, str]
    date_order: str

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, in the order of the fields."""
        return asdict(self)


def import_file(
    store: Store,
    path: Path,
    filename: str,
    *,
    today: dt.date,
    user: str = "",
    channel: str = "",
    progress: Progress | None = None,
    max_bytes: int = MAX_BYTES,
) -> ImportReport:
    """Take a file in, all of it or nothing.

    Parameters
    ----------
    path : Path
        Where the bytes lie.
    filename : str
        What the person calls the file.
    today : date
        Rows dated more than a day later are rejected.
    user, channel : str
        Who brought it, and where.
    max_bytes : int
        The largest file that is taken.

    Raises
    ------
    StorageError
        If the file can't be read.
    AnalyticsError
        If a column is missing.
    """
    started = perf_counter()
    progress = progress or _silent
    progress("opening the file", 0)
    source = inspect(path, filename, max_bytes)
    first = store.uploads.by_sha256(source.sha256)
    if first is not None:
        return _report(first, filename, already_imported=True)
    synonyms = config.load("columns")
    table = source.table(lambda headers: _fits(headers, synonyms))
    reading = _Reading(table, match_columns(table.columns, synonyms), today)
    try:
        with store.importing(_new_upload(source, user, channel), path) as writer:
            upload = _fill(writer, reading, progress)
    except AlreadyImported as error:
        return _report(error.upload, filename, already_imported=True)
    log.info(
        "file_imported",
        upload=upload.id,
        rows=upload.rows_read,
        kept=upload.rows_kept,
        seconds=round(perf_counter() - started, 2),
    )
    return _report(upload, filename, already_imported=False)


@dataclass(frozen=True)
class _Piece:
    chunk: pd.DataFrame
    cleaned: Cleaned


class _Reading:
    """A table's rows, cleaned, and what can only be counted while they pass."""

    def __init__(self, table: Table, columns: Columns, today: dt.date) -> None:
        self._table = table
        self._columns = columns
        self._today = today
        time_header = columns.headers["time"]
        pieces = (chunk[time_header] for chunk in table.chunks(_ROWS_TO_TELL_DATES))
        self._order = date_order(pieces)
        codes = config.load("non_merchandise")
        self._non_merchandise = NonMerchandise(frozenset(codes["codes"]), tuple(codes["prefixes"]))
        self._kinds = np.zeros(4, dtype=np.int64)
        # Eight bytes a line: the one thing that grows with the file.
        self._fingerprints: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []

    def pieces(self) -> Iterator[_Piece]:
        """Each chunk, as it is in the file and as it was understood."""
        ours = {header: name for name, header in self._columns.headers.items()}
        for chunk in self._table.chunks():
            cleaned = clean(
                chunk[[*(name for name in chunk if name in ours or name == SURPLUS)]].rename(
                    columns={**ours, SURPLUS: "surplus"}
                ),
                today=self._today,
                order=self._order,
                non_merchandise=self._non_merchandise,
            )
            kept = cleaned.kept
            kinds = 2 * kept["is_return"].to_numpy() + kept["customer_id"].isna().to_numpy()
            self._kinds += np.bincount(kinds, minlength=4)
            self._fingerprints.append(kept["fingerprint"].to_numpy())
            yield _Piece(chunk, cleaned)

    def notes(self) -> dict[str, Any]:
        """What the upload's record keeps of the reading, as `_report` expects it."""
        return {
            "kept": asdict(KeptLines(*self._kinds.tolist())),
            "duplicates": count_duplicates(self._fingerprints),
            "columns": dict(self._columns.headers),
            "date_order": self._order.value,
        }


def _fill(writer: UploadWriter, reading: _Reading, progress: Progress) -> Upload:
    rows = 0
    for piece in reading.pieces():
        writer.add_lines(piece.cleaned.kept)
        writer.add_left_out(Fate.SET_ASIDE, piece.cleaned.set_aside, piece.chunk)
        writer.add_left_out(Fate.REJECTED, piece.cleaned.rejected, piece.chunk)
        rows += len(piece.chunk)
        progress("reading", rows)
    progress("saving", rows)
    return writer.finish(reading.notes())


def _fits(headers: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> bool:
    try:
        match_columns(headers, synonyms)
    except AnalyticsError:
        return False
    return True


def _new_upload(source: SourceFile, user: str, channel: str) -> NewUpload:
    return NewUpload(source.sha256, source.filename, source.format, source.size, user, channel)


def _report(upload: Upload, filename: str, *, already_imported: bool) -> ImportReport:
    return ImportReport(
        file=filename,
        sha256=upload.sha256,
        already_imported=already_imported,
        rows_read=upload.rows_read,
        rows_kept=upload.rows_kept,
        rows_set_aside=upload.rows_set_aside,
        rows_rejected=upload.rows_rejected,
        kept=KeptLines(**upload.notes["kept"]),
        duplicates=upload.notes["duplicates"],
        orders_new=upload.orders_new,
        orders_changed=upload.orders_changed,
        orders_same=upload.orders_same,
        first_order=upload.first_order,
        last_order=upload.last_order,
        customers=upload.customers,
        revenue_cents=upload.revenue_cents,
        columns=upload.notes["columns"],
        date_order=upload.notes["date_order"],
    )


def _silent(stage: str, rows: int) -> None:
    """No one listens."""
