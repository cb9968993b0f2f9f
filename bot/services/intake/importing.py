"""A file into the store: read, clean, keep, and account for every row."""

import datetime as dt
import logging
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any, Self

import numpy as np
import pandas as pd

import config
from analytics.intake.attributes import attributes
from analytics.intake.cleaning import Cleaned, Rules, clean, without_repeats
from analytics.intake.filling import FillDown
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import Fate, Reason, RowKind
from bot.services.context import Progress, tell_nobody
from bot.services.intake.corrections import Correction, corrected, correction
from bot.services.intake.options import NO_OPTIONS, Duplicates, ReadingOptions
from bot.services.intake.reading import FileReading, read_file
from storage.ledger.duplicates import DuplicateCounter
from storage.ledger.importing import NewUpload, UploadWriter
from storage.ledger.uploads import Upload
from storage.reading.limits import Limits
from storage.reading.source import fingerprint, open_source
from storage.store import AlreadyImported, Store

log = logging.getLogger(__name__)


@cache
def rules() -> Rules:
    """What a person may edit about cleaning, from config/."""
    return Rules.of(config.load("non_merchandise"), config.load("order_status"))


@dataclass(frozen=True)
class KeptLines:
    """The kept rows by what they are and whether the customer is known."""

    purchases_known: int = 0
    purchases_unknown: int = 0
    returns_known: int = 0
    returns_unknown: int = 0


@dataclass(frozen=True)
class ImportReport(Upload):
    """What became of a file: its record in the store, and how it was read.

    ``rows_read`` is the sum of kept, set aside and rejected.

    Attributes
    ----------
    file : str
        The name that the person gave it.
    already_imported : bool
        The same bytes were taken in before: nothing changed, and the counts are of that time.
    kept : KeptLines
        The kept rows by kind.
    duplicates : int
        Kept rows that repeat an earlier one exactly.
    reading : Reading
        How it was read.
    evidence : tuple of str
        Why it was read so, a sentence each.
    left_out : tuple of str
        Names of tables in the file that weren't read: their headers are others.
    """

    file: str
    already_imported: bool
    kept: KeptLines
    duplicates: int
    reading: Reading
    evidence: tuple[str, ...]
    left_out: tuple[str, ...]

    @classmethod
    def of(cls, upload: Upload, file: str, *, already_imported: bool = False) -> Self:
        """The report of an upload that is in the store."""
        notes = upload.notes
        return cls(
            **vars(upload),
            file=file,
            already_imported=already_imported,
            kept=KeptLines(**notes["kept"]),
            duplicates=notes["duplicates"],
            reading=Reading.from_json(notes["reading"]),
            evidence=tuple(notes["evidence"]),
            left_out=tuple(notes["left_out"]),
        )

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, for machines."""
        return {name: getattr(self, name) for name in _TOLD} | {
            "kept": asdict(self.kept),
            "upload": self.id,
            "kind": self.reading.kind,
            "columns": dict(self.reading.columns),
            "date_order": self.reading.date_order,
        }


_TOLD = (
    *("file", "sha256", "already_imported", "rows_read", "rows_kept"),
    *("rows_set_aside", "rows_rejected", "kept", "duplicates"),
    *("orders_new", "orders_changed", "orders_same", "first_order", "last_order"),
    *("customers", "revenue_cents", "evidence", "left_out"),
    *("customers_new", "customers_changed", "customers_same"),
)


def import_file(
    store: Store,
    path: Path,
    filename: str,
    *,
    today: dt.date,
    user: str = "",
    channel: str = "",
    progress: Progress = tell_nobody,
    limits: Limits | None = None,
    currency: str = "GBP",
    options: ReadingOptions = NO_OPTIONS,
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
    limits : Limits, optional
        What it may cost to read.
    currency : str
        The one that amounts are counted in.
    progress : callable
        Told each stage and the rows so far, in a few words.
    options : ReadingOptions
        What was said about how it is to be read; kept for the next file with the same headers.

    Raises
    ------
    SegbotError
        If the file can't be read, or a column that was named isn't there.
    AmbiguousFile
        If somebody has to say how the file is meant.
    """
    started = perf_counter()
    progress("opening the file")
    bytes_ = fingerprint(path)
    first = store.uploads.by_sha256(bytes_.sha256)
    if first is not None:
        return ImportReport.of(first, filename, already_imported=True)
    with open_source(path, filename, limits) as source:
        reading = read_file(source, store, options, today=today, currency=currency)
        try:
            new = NewUpload(
                sha256=bytes_.sha256,
                filename=filename,
                format=source.format,
                bytes=bytes_.size,
                user=user,
                channel=channel,
                kind=RowKind(reading.reading.kind),
            )
            upload = _import(store, path, new, _Rows(reading, today), options.duplicates, progress)
        except AlreadyImported as error:
            return ImportReport.of(error.upload, filename, already_imported=True)
    if options.reading is not None:
        store.mappings.remember(reading.signature, reading.reading.to_json())
    log.info(
        "file imported: upload %s, %s of %s rows kept, %.2f seconds",
        *(upload.id, upload.rows_kept, upload.rows_read, perf_counter() - started),
    )
    return ImportReport.of(upload, filename)


def _import(
    store: Store,
    path: Path,
    new: NewUpload,
    rows: "_Rows",
    duplicates: Duplicates,
    progress: Progress,
) -> Upload:
    with store.importing(new, path) as writer, DuplicateCounter() as counter:
        if rows.reading.kind is RowKind.CUSTOMERS:
            return _store_attributes(writer, rows, progress)
        read = _store_lines(writer, rows, duplicates, counter, progress)
        progress(_so_far("rolling up", read))
        notes = {**rows.notes(), "duplicates": counter.count()}
        if rows.correction is None:
            return writer.finish(notes)
        mended = corrected(rows.correction.upload, store.uploads.all())
        return writer.finish({**notes, "corrects": next(iter(mended), None)}, mended)


@dataclass(frozen=True)
class _Chunk:
    """Some rows of a sheet, which are numbered from 0, and what becomes of each."""

    rows: pd.DataFrame
    sheet: int
    cleaned: Cleaned


class _Rows:
    """A file's rows, sheet after sheet, and what can only be known once they passed."""

    def __init__(self, file: FileReading, today: dt.date) -> None:
        self.reading = file.reading
        self._file = file
        self._today = today
        self._kinds = np.zeros(4, dtype=np.int64)
        self._tables: list[dict[str, Any]] = []
        self.correction: Correction | None = None

    @property
    def may_overlap(self) -> bool:
        """Whether sheets may have the same orders; where none has a number, equal rows are as
        likely two shops' sales."""
        return len(self._file.sheets) > 1 and Role.INVOICE in self.reading.columns

    def unread(self, chunk: pd.DataFrame) -> pd.DataFrame:
        """The columns that no part of an order is read from."""
        return chunk.drop(columns=list(self.reading.columns.values()), errors="ignore")

    def chunks(self) -> Iterator[tuple[int, pd.DataFrame]]:
        """The rows with the number of their sheet, their line numbers going on from sheet to
        sheet."""
        filled, above = FillDown(self.reading), 0
        for number, sheet in enumerate(self._file.sheets):
            self._tables.append({"name": sheet.table.name, "lines_above": above})
            last = 0
            for chunk in sheet.chunks():
                last = int(chunk.index[-1]) if len(chunk) else last
                chunk.index += above
                yield number, filled(self._as_corrected(chunk))
            above += last

    def cleaned(self) -> Iterator[_Chunk]:
        """The rows of lines or orders."""
        for sheet, rows in self.chunks():
            cleaned = clean(rows, reading=self.reading, today=self._today, rules=rules())
            yield _Chunk(rows, sheet, cleaned)

    def count(self, kept: pd.DataFrame) -> None:
        """Count kept lines by what they are."""
        kinds = 2 * kept["is_return"].to_numpy() + kept["customer_id"].isna().to_numpy()
        self._kinds += np.bincount(kinds, minlength=4)

    def notes(self) -> dict[str, Any]:
        """What the upload's record keeps of the reading, as `ImportReport.of` expects it."""
        return {
            "kept": asdict(KeptLines(*self._kinds.tolist())),
            "reading": self.reading.to_json(),
            "evidence": list(self._file.evidence),
            "tables": self._tables,
            "left_out": list(self._file.left_out),
        }

    def _as_corrected(self, chunk: pd.DataFrame) -> pd.DataFrame:
        self.correction = self.correction or correction(chunk)
        return self.correction.rows(chunk) if self.correction else chunk


def _store_lines(
    writer: UploadWriter,
    rows: _Rows,
    duplicates: Duplicates,
    counter: DuplicateCounter,
    progress: Progress,
) -> int:
    read = 0
    with closing(_one_ahead(rows.cleaned())) as chunks:
        for each in chunks:
            chunk, cleaned = each.rows, each.cleaned
            fingerprints = cleaned.kept["fingerprint"].to_numpy()
            if duplicates is Duplicates.DROP:
                repeats = writer.repeats(fingerprints)
                cleaned = without_repeats(cleaned, repeats, Reason.DUPLICATE)
            elif rows.may_overlap:
                repeats = writer.repeats_of_earlier_sheets(fingerprints, each.sheet)
                cleaned = without_repeats(cleaned, repeats, Reason.IN_EARLIER_SHEET)
            rows.count(cleaned.kept)
            counter.add(cleaned.kept["fingerprint"].to_numpy())
            writer.look_through(rows.unread(chunk))
            writer.add_lines(cleaned.kept)
            writer.add_left_out(Fate.SET_ASIDE, cleaned.set_aside, chunk)
            writer.void(_unpaid(cleaned, chunk, rows.reading))
            writer.add_left_out(Fate.REJECTED, cleaned.rejected, chunk)
            read += len(chunk)
            progress(_so_far("reading", read))
    return read


def _one_ahead(items: Iterator[_Chunk]) -> Generator[_Chunk, None, None]:
    """Each item, while a thread already works on the one after it.

    Worth it where one side spends its time outside the interpreter, as SQLite, Arrow and zlib do.
    No more than two items exist at once. Close it where it may not be used up.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item


def _unpaid(cleaned: Cleaned, chunk: pd.DataFrame, reading: Reading) -> list[str]:
    """The invoices of orders that were cancelled or never paid."""
    header = reading.columns.get(Role.INVOICE)
    lines = cleaned.set_aside.index[cleaned.set_aside["reason"] == Reason.UNPAID_ORDER]
    if header is None or lines.empty:
        return []
    return as_identifiers(chunk.loc[lines, header].astype("str")).dropna().unique().tolist()


def _store_attributes(writer: UploadWriter, rows: _Rows, progress: Progress) -> Upload:
    read = 0
    for _, chunk in rows.chunks():
        found = attributes(chunk, rows.reading)
        writer.look_through(rows.unread(chunk))
        writer.add_attributes(found.values, len(chunk) - len(found.rejected))
        writer.add_left_out(Fate.REJECTED, found.rejected, chunk)
        read += len(chunk)
        progress(_so_far("reading", read))
    return writer.finish({**rows.notes(), "duplicates": 0})


def _so_far(stage: str, rows: int) -> str:
    return f"{stage}, {rows:,} rows so far" if rows else stage
