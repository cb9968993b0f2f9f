"""A file into the store: read, clean, keep, and account for every row."""

import datetime as dt
import json
import logging
from collections import Counter
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from time import perf_counter
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

import config
from analytics.intake.attributes import OrderColumn, OrderRowAttributes, RowAttributes, attributes
from analytics.intake.cleaning import Cleaned, Rules, clean, without_repeats
from analytics.intake.filling import FillDown
from analytics.intake.findings import RowsAndMoney, UnknownStatuses
from analytics.intake.headers import key
from analytics.intake.identifiers import of_rows
from analytics.intake.reading import Outcome, Reading, Role
from analytics.intake.rows import Rows, invoices, moments
from analytics.intake.understanding import currencies, stand_ins
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import NO_PARTNER, SHEET, Fate, OrderPart, Reason, RowKind
from bot.services.context import STORING, Progress, tell_nobody
from bot.services.intake.checking import (
    other_numbers,
    refuse_cut_zeros,
    refuse_returns_alone,
    refuse_same_sales,
    refuse_unlike,
    refuse_unusable,
    soon_after_words,
    strangers_words,
)
from bot.services.intake.corrections import Correction, corrected, correction
from bot.services.intake.options import NO_OPTIONS, Duplicates, ReadingOptions
from bot.services.intake.reading import (
    FileReading,
    ask_about_currencies,
    ask_about_statuses,
    numbered_anew,
    priced_anew,
    read_file,
    written_anew,
)
from bot.services.intake.sheets import Holds
from bot.services.intake.wording import (
    addresses_words,
    file_words,
    filled_words,
    joined_words,
    mixed_words,
    nobody_words,
    refund_words,
    rounded_words,
    sheets_words,
    statuses_words,
    told_words,
    unsold_sheets_words,
)
from storage.ledger.duplicates import DuplicateCounter
from storage.ledger.importing import NewUpload, UploadWriter
from storage.ledger.order_numbers import Renumbered
from storage.ledger.refunds import NamedOrders
from storage.ledger.uploads import Upload
from storage.reading.limits import Limits
from storage.reading.source import fingerprint, open_source
from storage.store import AlreadyImported, Store

# Status words that nobody knows are asked about from this share of the revenue on.
_MATTERS = 0.01
_ROWS_THAT_TELL = 20_000
_MOSTLY = 0.9
# Fewer equal rows of two sheets may be chance.
_ENOUGH_REPEATED = 5
_UNDATED = [Reason.BAD_DATE, Reason.IMPOSSIBLE_DATE]

log = logging.getLogger(__name__)


@cache
def rules() -> Rules:
    """What a person may edit about cleaning, from config/."""
    return Rules.of(config.load("non_merchandise"), file_words())


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
    unused : tuple of str
        Headers of columns that nothing was read from.
    of_customers, of_orders : mapping
        Headers of columns of order rows that say something of the customer, or of the order, and
        the attributes' names.
    """

    file: str
    already_imported: bool
    kept: KeptLines
    duplicates: int
    reading: Reading
    evidence: tuple[str, ...]
    left_out: tuple[str, ...]
    unused: tuple[str, ...]
    of_customers: Mapping[str, str]
    of_orders: Mapping[str, str]

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
            unused=tuple(notes["unused"]),
            of_customers=notes["of_customers"],
            of_orders=notes["of_orders"],
        )

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, for machines."""
        return {name: getattr(self, name) for name in _TOLD} | {
            "kept": asdict(self.kept),
            "upload": self.id,
            "kind": self.reading.kind,
            "order_key": list(self.reading.order_key),
            "columns": dict(self.reading.columns),
            "date_order": self.reading.dates.order,
        }


_TOLD = (
    *("file", "sha256", "already_imported", "rows_read", "rows_kept"),
    *("rows_set_aside", "rows_rejected", "kept", "duplicates"),
    *("orders_new", "orders_changed", "orders_same", "first_order", "last_order"),
    *("customers", "revenue_cents", "evidence", "left_out", "unused", "of_customers", "of_orders"),
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
    instead_of: Collection[int] = (),
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
        The one that amounts are counted in where neither a file nor anybody said any.
    progress : callable
        Told each stage and the rows so far, in a few words.
    options : ReadingOptions
        What was said about how it is to be read; kept for the next file with the same headers.
    instead_of : collection of int
        Uploads that go in the very moment when this one comes; they stay where it doesn't come.

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
    if first is not None and first.id not in instead_of:
        return ImportReport.of(first, filename, already_imported=True)
    with open_source(path, filename, limits) as source:
        file = read_file(
            source, store, options, today=today, currency=currency, instead_of=instead_of
        )
        about_customers = file.reading.kind is RowKind.CUSTOMERS
        refuse_unlike(filename, file.reading, _beside(store, instead_of))
        try:
            new = NewUpload(
                sha256=bytes_.sha256,
                filename=filename,
                format=source.format,
                bytes=bytes_.size,
                user=user,
                channel=channel,
                kind=file.reading.kind,
                currency=None if about_customers else file.counting.counted_in(file.reading),
                priced=file.reading.priced,
            )
            how = How(options.duplicates, tuple(instead_of))
            upload = stored(store, path, new, file, today, how, progress)
        except AlreadyImported as error:
            return ImportReport.of(error.upload, filename, already_imported=True)
    if options.reading is not None or options.is_answer:
        store.mappings.remember(file.signature, upload.notes["reading"])
    log.info(
        "file imported: upload %s, %s of %s rows kept, %.2f seconds",
        *(upload.id, upload.rows_kept, upload.rows_read, perf_counter() - started),
    )
    return ImportReport.of(upload, filename)


@dataclass(frozen=True)
class How:
    """How rows are stored, however they are read."""

    duplicates: Duplicates
    instead_of: tuple[int, ...]


def _beside(store: Store, instead_of: Collection[int]) -> list[Upload]:
    """Uploads of orders that stay when this one comes."""
    return [
        each
        for each in store.uploads.all()
        if each.kind is not RowKind.CUSTOMERS and each.id not in instead_of
    ]


def stored(
    store: Store,
    path: Path,
    new: NewUpload,
    file: FileReading,
    today: dt.date,
    how: How,
    progress: Progress,
) -> Upload:
    """Store a file that is understood; where its rows refute what its first ones told, it is read
    once more.

    Raises
    ------
    SegbotError, AmbiguousFile
        As `import_file`.
    """
    try:
        return _import(store, path, new, _Rows(file, today, is_first_time=True), how, progress)
    except _Refuted as refuted:
        file = refuted.file
    progress("reading it again: its later rows tell otherwise than its first ones")
    refuse_unlike(new.filename, file.reading, _beside(store, how.instead_of))
    new = replace(new, kind=file.reading.kind, priced=file.reading.priced)
    return _import(store, path, new, _Rows(file, today, is_first_time=False), how, progress)


class _Refuted(Exception):
    """All rows of a file tell otherwise than its first ones how it is to be read."""

    def __init__(self, file: FileReading) -> None:
        self.file = file


def _import(
    store: Store,
    path: Path,
    new: NewUpload,
    rows: "_Rows",
    how: How,
    progress: Progress,
) -> Upload:
    with (
        store.importing(new, path, how.instead_of) as writer,
        DuplicateCounter() as counter,
    ):
        if rows.reading.kind is RowKind.CUSTOMERS:
            return _store_attributes(writer, new, rows, progress)
        read = _store_lines(writer, rows, how.duplicates, counter, progress)
        _look_beside(writer, rows)
        refuse_unusable(new.filename, writer)
        uploads = _beside(store, how.instead_of)
        if not uploads:
            refuse_returns_alone(new.filename, rows.returns, rows.kept)
        if rows.statuses_matter:
            ask_about_statuses(new.filename, rows.file, rows.unknown_statuses)
        progress(_so_far("rolling up", read))
        known = {each.name for each in store.attributes.of_orders()}
        found = rows.attributes.found(writer.came_back, known)
        _store_row_attributes(writer, found)
        theirs = found.of_customers
        of_customers = dict(zip(theirs["label"].tolist(), theirs["name"].tolist(), strict=True))
        refunds = writer.settle_refunds()
        told = rows.notes(of_customers, found.of_orders, refunds)
        notes = {**told, "duplicates": counter.count()}
        notes["evidence"] += addresses_words(found)
        if rows.correction is None:
            if rows.stand_ins is not None:
                refuse_cut_zeros(new.filename, rows.stand_ins.without_zeros(store.customer_ids()))
            if rows.is_first_time:
                _check(writer, new.filename, rows, uploads)
            if not rows.file.orders_said:
                refuse_same_sales(new.filename, writer, uploads)
            notes["evidence"] += [*soon_after_words(writer), *strangers_words(writer, uploads)]
            progress(STORING)
            return writer.finish(notes, renumbered=_renumbered(rows, uploads))
        mended = corrected(rows.correction.upload, store.uploads.all())
        progress(STORING)
        return writer.finish({**notes, "corrects": next(iter(mended), None)}, mended)


def _look_beside(writer: UploadWriter, rows: "_Rows") -> None:
    """A customer who was forgotten may stand in a table that no row is read of."""
    if writer.somebody_is_forgotten:
        for sheet in rows.file.beside:
            for chunk in sheet.chunks():
                writer.look_through(chunk, sheet.customer_ids)


def _check(writer: UploadWriter, filename: str, rows: "_Rows", uploads: Sequence[Upload]) -> None:
    """See whether what the first rows told holds in all of them.

    Raises
    ------
    _Refuted
        If it doesn't.
    AmbiguousFile
        If only a person knows what does.
    """
    file = rows.file
    if rows.currencies:
        ask_about_currencies(filename, file, rows.currencies)
    if rows.sheets_overlap:
        file = replace(file, sheets_overlap=True)
    if rows.called_off:
        file = replace(file, called_off=rows.called_off)
    if rows.writing is not None:
        file = written_anew(filename, file, rows.writing, rows.once_more) or file
    if rows.telling is not None:
        file = priced_anew(filename, file, rows.telling, today=rows.today) or file
    numbers = None
    if not file.orders_said:
        numbers = other_numbers(writer, rows.file, rows.with_numbers, uploads)
    if numbers is not None and (numbers.is_open or numbers.key != file.reading.order_key):
        file = numbered_anew(filename, file, numbers)
    known = file.reading.nobody
    if rows.stand_ins and known is not None and rows.stand_ins.differs_from(known):
        reading = replace(file.reading, nobody=rows.stand_ins.finding())
        file = replace(file, reading=reading)
    if file is not rows.file:
        raise _Refuted(file)


def _renumbered(rows: "_Rows", uploads: Sequence[Upload]) -> list[Renumbered]:
    """Earlier uploads of the same layout whose numbers must be as long as this one's."""
    found = []
    for upload in uploads:
        if upload.notes.get("signature") != rows.signature:
            continue
        reading = Reading.from_json(upload.notes["reading"])
        known, key = reading.order_key, rows.reading.order_key
        more = key[len(known) :]
        begins_alike = key[: len(known)] == known
        if (
            not more
            or not begins_alike
            or {OrderPart.STORE, OrderPart.SHEET} & {*more}
            or Role.INVOICE not in reading.columns
        ):
            continue
        notes = {**upload.notes, "reading": replace(reading, order_key=key).to_json()}
        found.append(Renumbered(upload.id, more, json.dumps(notes, ensure_ascii=False)))
    return found


@dataclass(frozen=True)
class _Chunk:
    """Some rows of a sheet, which are numbered from 0, and what becomes of each."""

    rows: pd.DataFrame
    sheet: int
    cleaned: Cleaned


_Words: TypeAlias = dict[tuple[str, str], RowsAndMoney]


def _add(into: _Words, more: Mapping[tuple[str, str], RowsAndMoney]) -> None:
    for word, of in more.items():
        into[word] = into.get(word, RowsAndMoney()) + of


def _most_first(words: _Words) -> _Words:
    return dict(sorted(words.items(), key=lambda each: -each[1].cents))


class _Rows:
    """A file's rows, sheet after sheet, and what can only be known once they passed."""

    def __init__(self, file: FileReading, today: dt.date, *, is_first_time: bool) -> None:
        self.reading = file.reading
        self.signature = file.signature
        self.is_first_time = is_first_time
        self.telling = file.first.telling(file.reading) if is_first_time else None
        self.writing = file.first.writing(file.reading, today) if is_first_time else None
        self.file = file
        headers = file.sheets[0].columns
        self.stand_ins = (
            stand_ins(headers, file.reading, file_words().nobody) if is_first_time else None
        )
        self.today = today
        self._kinds = np.zeros(4, dtype=np.int64)
        self._nobody: Counter[str] = Counter()
        self._unknown_words: _Words = {}
        self._left_out_words: _Words = {}
        self._back_words: _Words = {}
        self._filled = FillDown(self.reading)
        self._lost_cents: Counter[Role] = Counter()
        self._purchase_cents = 0
        self._rounded_off_cents = 0.0
        self._rows_of_sheets: Counter[int] = Counter()
        self._cents_of_sheets: Counter[int] = Counter()
        self._unsold: Counter[int] = Counter()
        self._unsold_cents: Counter[int] = Counter()
        self._repeated: Counter[int] = Counter()
        self._numbers_sold: set[str] = set()
        self._numbers_called_off: set[str] = set()
        # A file that holds nothing else is taken for what it is.
        held = [sheet.holds for sheet in file.sheets]
        self._held = held if Holds.SALES in held else [Holds.SALES] * len(held)
        self._others: Counter[str] = Counter()
        # Rows that tell another currency may come after those that were looked at.
        counting = file.counting.currency if file.reading.currency is None else None
        self._counted = replace(file.reading, currency=counting or file.reading.currency)
        self._tables: list[dict[str, Any]] = []
        self.correction: Correction | None = None

    @property
    def unknown_statuses(self) -> UnknownStatuses:
        """Words met by now of which only a person knows whether their rows are sales."""
        return UnknownStatuses(_most_first(self._unknown_words), _most_first(self._left_out_words))

    @property
    def statuses_matter(self) -> bool:
        """Whether somebody has to say what they mean: much money hangs on it."""
        unknown, every = self._unknown_words, [*self._unknown_words, *self._left_out_words]
        headers = Counter(header for header, _ in every)
        # The only word of all rows tells nothing apart.
        telling = sum(
            of.cents
            for (header, _), of in unknown.items()
            if headers[header] > 1 or of.cents < self._purchase_cents
        )
        return not self.file.statuses_said and telling > _MATTERS * self._purchase_cents

    def _explained(self) -> Reading:
        """The reading; once somebody said which status words are no sales, the others are."""
        if not self.file.statuses_said:
            return self.reading
        sales = {key(word): Outcome.SALE for _, word in self._unknown_words}
        # Of what the next file has, nothing was said.
        return replace(self.reading, statuses={**self.reading.statuses, **sales}, all_paid=False)

    @property
    def may_overlap(self) -> bool:
        """Whether sheets may have the same orders; where none has a number, equal rows are as
        likely two shops' sales, but where nearly all of a sheet are."""
        numbered = Role.INVOICE in self.reading.columns
        return len(self.file.sheets) > 1 and (numbered or self.file.sheets_overlap)

    @property
    def sheets_overlap(self) -> bool:
        """Whether nearly all rows of a sheet are those of earlier ones, as “Q1” has those of “All
        2024”."""
        return any(
            many >= max(_ENOUGH_REPEATED, _MOSTLY * self._rows_of_sheets[sheet])
            for sheet, many in self._repeated.items()
        )

    def unread(self, chunk: pd.DataFrame) -> pd.DataFrame:
        """The columns that no part of an order is read from."""
        read = [*self.reading.columns.values(), *self.reading.certain_marks, NO_PARTNER, SHEET]
        return chunk.drop(columns=read, errors="ignore")

    @cached_property
    def attributes(self) -> OrderRowAttributes:
        """What the rows say of customers and of orders beside."""
        words = file_words().headers
        store = self.reading.columns.get(Role.STORE)
        headers = [*self.file.unused, *([store] if store else [])]
        return OrderRowAttributes(headers, set(filter(words.speaks_of_money, headers)), store)

    def chunks(self) -> Iterator[tuple[int, pd.DataFrame]]:
        """The rows with the number of their sheet, their line numbers going on from sheet to
        sheet."""
        for lookup in self.file.lookups:
            lookup.restart()
        self._filled, above = FillDown(self.reading), 0
        for number, sheet in enumerate(self.file.sheets):
            self._tables.append({"name": sheet.table.name, "lines_above": above})
            last = 0
            for chunk in sheet.chunks():
                last = int(chunk.index[-1]) if len(chunk) else last
                chunk.index += above
                if self.may_overlap:
                    chunk[SHEET] = sheet.table.name
                yield number, self._filled(self._as_corrected(chunk))
            above += last

    def cleaned(self) -> Iterator[_Chunk]:
        """The rows of lines or orders."""
        for sheet, rows in self.chunks():
            if self.telling is not None:
                self.telling.add(rows)
            if self.stand_ins is not None:
                self.stand_ins.add(rows)
            cleaned = clean(rows, reading=self._counted, today=self.today, rules=rules())
            if self.writing is not None:
                undated = cleaned.rejected["reason"].isin(_UNDATED)
                self.writing.add(rows, cleaned.rejected.index[undated])
            yield _Chunk(rows, sheet, self._sold(sheet, cleaned))

    def _sold(self, sheet: int, cleaned: Cleaned) -> Cleaned:
        """Without the rows of a sheet that holds no sales by its name; what it gives back below
        zero is taken off others."""
        holds, kept = self._held[sheet], cleaned.kept
        numbered = Role.INVOICE in self.reading.columns
        if kept.empty or (holds is Holds.SALES and Holds.CALLED_OFF not in self._held):
            return cleaned
        if holds is Holds.SALES:
            self._numbers_sold.update(kept["invoice"].unique())
            off = kept["invoice"].isin(self.file.called_off).to_numpy()
            return without_repeats(cleaned, off, Reason.UNPAID_ORDER)
        aside = np.ones(len(kept), dtype=np.bool_)
        if holds is Holds.GOING_BACK:
            aside = ~kept["is_return"].to_numpy()
        self._unsold[sheet] += int(aside.sum())
        self._unsold_cents[sheet] += int(kept["amount_cents"].to_numpy()[aside].sum())
        if holds is Holds.CALLED_OFF and numbered:
            invoices_ = tuple(kept["invoice"].unique())
            self._numbers_called_off.update(invoices_)
            cleaned = replace(cleaned, unpaid=(*cleaned.unpaid, *invoices_))
        return without_repeats(cleaned, aside, Reason.SHEET_OF_NO_SALES)

    def once_more(self) -> Iterator[pd.DataFrame]:
        """The rows, from the first on."""
        return (chunk for _, chunk in self.chunks())

    def with_numbers(self, invoices_: Collection[str]) -> pd.DataFrame:
        """The rows of orders with these numbers, at most some thousands."""
        found, rows = [], 0
        for _, chunk in self.chunks():
            read = Rows(chunk, self.reading)
            ids = read.category(Role.CUSTOMER, as_identifiers)
            customer = read.customers(ids, file_words().nobody)
            number = invoices(read, moments(read), customer)
            theirs = of_rows(number, number.categories.to_series().isin(invoices_))
            found.append(chunk[theirs])
            rows += int(theirs.sum())
            if rows >= _ROWS_THAT_TELL:
                break
        return pd.concat(found).astype("str")

    @property
    def kept(self) -> int:
        """Rows that were kept by now."""
        return int(self._kinds.sum())

    @property
    def returns(self) -> int:
        """Those that give money back."""
        return int(self._kinds[2:].sum())

    @property
    def currencies(self) -> Mapping[str, int]:
        """How many rows are in which currency, where some are in another than those that count."""
        if not self._others:
            return {}
        return {self._counted.currency or "": int(self._kinds.sum()), **self._others}

    def count(self, sheet: int, chunk: pd.DataFrame, cleaned: Cleaned) -> None:
        """Count kept lines by what they are, and others by their currency."""
        kept, aside = cleaned.kept, cleaned.set_aside
        foreign = aside.index[aside["reason"] == Reason.OTHER_CURRENCY]
        if self.is_first_time and len(foreign):
            theirs = chunk.loc[foreign].astype("str")
            self._others.update(currencies(theirs, self.reading, self._counted.currency or ""))
        self._rows_of_sheets[sheet] += len(chunk)
        self._cents_of_sheets[sheet] += int(kept["amount_cents"].sum())
        self._nobody.update(cleaned.nobody)
        _add(self._unknown_words, cleaned.unknown_words)
        _add(self._left_out_words, cleaned.left_out_words)
        _add(self._back_words, cleaned.back_words)
        self._lost_cents.update(cleaned.lost_cents)
        self._rounded_off_cents += cleaned.rounded_off_cents
        self._purchase_cents += int(kept["amount_cents"].to_numpy().clip(min=0).sum())
        kinds = 2 * kept["is_return"].to_numpy() + kept["customer_id"].isna().to_numpy()
        self._kinds += np.bincount(kinds, minlength=4)

    @property
    def called_off(self) -> frozenset[str]:
        """Orders that a sheet of sales has and one of cancelled ones, too."""
        return frozenset(self._numbers_sold & self._numbers_called_off)

    def count_repeated(self, sheet: int, repeats: npt.NDArray[np.bool_]) -> None:
        """Count rows that an earlier sheet has exactly."""
        self._repeated[sheet] += int(repeats.sum())

    def notes(
        self,
        of_customers: Mapping[str, str],
        of_orders: Sequence[OrderColumn] = (),
        refunds: NamedOrders | None = None,
    ) -> dict[str, Any]:
        """What the upload's record keeps of the reading, as `ImportReport.of` expects it."""
        named = {each.label: each.name for each in of_orders if each.varies}
        return {
            "kept": asdict(KeptLines(*self._kinds.tolist())),
            "reading": self._explained().to_json(),
            "evidence": [
                *self.file.evidence,
                *rounded_words(self._purchase_cents, self._rounded_off_cents),
                *self._sheets_words(),
                *unsold_sheets_words(
                    {
                        self._tables[number]["name"]: (many, self._unsold_cents[number])
                        for number, many in self._unsold.items()
                        if many
                    }
                ),
                *filled_words(self._filled.rows, self._filled.customers),
                *joined_words(self.file.sheets[0].table.name, self.file.lookups, self._lost_cents),
                *(refund_words(refunds) if refunds else ()),
                *told_words("No sales", _most_first(self._left_out_words)),
                *told_words("Money back", _most_first(self._back_words)),
                *nobody_words(self._nobody),
                *(() if self.file.statuses_said else statuses_words(self.unknown_statuses)),
                *mixed_words({each.label: each.mixed for each in of_orders if each.varies}),
            ],
            "signature": self.signature,
            "tables": self._tables,
            "left_out": list(self.file.left_out),
            "has_tables_beside": bool(self.file.beside),
            "unused": [each for each in self.file.unused if each not in {**of_customers, **named}],
            "as_they_stand": list(self.file.as_they_stand),
            "of_customers": dict(of_customers),
            "of_orders": named,
        }

    def _sheets_words(self) -> tuple[str, ...]:
        return sheets_words(
            [each["name"] for each in self._tables],
            [self._rows_of_sheets[number] for number in range(len(self._tables))],
            [self._cents_of_sheets[number] for number in range(len(self._tables))],
        )

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
            elif len(rows.file.sheets) > 1:
                rows.count_repeated(
                    each.sheet, writer.repeats_of_earlier_sheets(fingerprints, each.sheet)
                )
            rows.count(each.sheet, chunk, cleaned)
            counter.add(cleaned.kept["fingerprint"].to_numpy())
            writer.look_through(rows.unread(chunk))
            ours = [NO_PARTNER, SHEET, *rows.file.sheets[0].together]
            chunk = chunk.drop(columns=ours, errors="ignore")
            orders = writer.add_lines(cleaned.kept)
            whose = cleaned.kept["customer_id"].array
            times = cleaned.kept["ordered_at"].to_numpy()
            rows.attributes.add(whose, orders, times, chunk.loc[cleaned.kept.index])
            writer.add_left_out(Fate.SET_ASIDE, cleaned.set_aside, chunk)
            writer.void(cleaned.unpaid)
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


def _store_row_attributes(writer: UploadWriter, found: RowAttributes) -> None:
    writer.add_attributes(found.of_customers, 0)
    for each in found.of_orders:
        writer.add_order_attribute(each.name, each.label, each.values, varies=each.varies)


def _store_attributes(
    writer: UploadWriter, new: NewUpload, rows: _Rows, progress: Progress
) -> Upload:
    read = 0
    names: dict[str, str] = {}
    together = [*rows.file.sheets[0].together]
    unread = [name for name in together if name not in rows.reading.columns.values()]
    for _, chunk in rows.chunks():
        found = attributes(chunk.drop(columns=unread), rows.reading)
        named = found.values[["label", "name"]].drop_duplicates()
        names.update(zip(named["label"].tolist(), named["name"].tolist(), strict=True))
        writer.look_through(rows.unread(chunk))
        chunk = chunk.drop(columns=together)
        writer.add_attributes(found.values, len(chunk) - len(found.rejected))
        writer.add_left_out(Fate.REJECTED, found.rejected, chunk)
        read += len(chunk)
        progress(_so_far("reading", read))
    refuse_unusable(new.filename, writer)
    progress(STORING)
    return writer.finish({**rows.notes(names), "duplicates": 0})


def _so_far(stage: str, rows: int) -> str:
    return f"{stage}, {rows:,} rows so far" if rows else stage
