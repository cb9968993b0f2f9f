"""What each answer to a question about a file would make of it, by reading it so in a store that is
thrown away."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analytics.intake.findings import (
    CurrencyFinding,
    CustomersOrOrders,
    MissingColumns,
    Topic,
)
from analytics.intake.reading import Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import RowKind
from bot.services.context import tell_nobody
from bot.services.intake.importing import How, stored
from bot.services.intake.options import ReadingOptions
from bot.services.intake.question import Choice, FileQuestion, Made
from bot.services.intake.reading import FileReading, OpenPoint, guessed_file
from storage.ledger.importing import NewUpload
from storage.ledger.uploads import Upload
from storage.reading.source import open_source
from storage.reading.table import CHUNK_ROWS, HEAD_ROWS, Record, Source, Table
from storage.store import Store

# A question comes at once for a file of any length.
_ROWS = 20_000
_MONEY_TOPICS = {Topic.DECIMALS, Topic.DISCOUNT}


class _Top:
    """The first rows of a table, which are read but once."""

    def __init__(self, table: Table) -> None:
        self.name = table.name
        self.is_cut = False
        self._table = table
        self._rows: dict[Record, pd.DataFrame] = {}

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """As of the whole table."""
        return self._table.head(rows)

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
        """As of a table that has no more rows."""
        if header not in self._rows:
            found: list[pd.DataFrame] = []
            for chunk in self._table.chunks(header, _ROWS):
                found.append(chunk)
                if sum(map(len, found)) > _ROWS:
                    break
            whole = pd.concat(found)
            self.is_cut |= len(whole) > _ROWS
            self._rows[header] = whole[:_ROWS]
        kept = self._rows[header]
        for start in range(0, len(kept), rows):
            yield kept[start : start + rows].copy()


@dataclass(frozen=True)
class Trial:
    """How answers to a question are tried.

    Attributes
    ----------
    store : Store
        The one that the file is to come into; nothing is written to it.
    path : Path
        Where the file's bytes lie.
    today, currency, instead_of
        As for `import_file`.
    """

    store: Store
    path: Path
    today: dt.date
    currency: str
    instead_of: Collection[int] = ()

    def of(self, question: FileQuestion, told: ReadingOptions) -> FileQuestion:
        """The question with what each answer makes of the file.

        An answer that the data rules out (no row could be read, or the same would be asked again)
        is left out; so is one that makes the same of the file as another by the same column.

        Parameters
        ----------
        question : FileQuestion
        told : ReadingOptions
            What was said of the file by now.
        """
        question = replace(question, told=told)
        if not question.choices:
            return question
        with open_source(self.path, question.filename) as source:
            tops = tuple(_Top(table) for table in source.tables)
            top = replace(source, tables=tops)
            tried = [
                each for choice in question.choices for each in self._tried(question, choice, top)
            ]
            is_cut = any(each.is_cut for each in tops)
        if is_cut and len(tops) > 1:
            # Rows whose partners were cut off would tell untruths.
            return replace(question, choices=tuple(replace(each, made=None) for each in tried))
        return replace(question, choices=tuple(tried), rows=_ROWS if is_cut else None)

    def _tried(self, question: FileQuestion, choice: Choice, source: Source) -> Iterator[Choice]:
        """The answer with what it makes of the file; nothing where the data rules it out."""
        try:
            file, points = guessed_file(
                source,
                self.store,
                question.answered(choice),
                today=self.today,
                currency=self.currency,
                instead_of=self.instead_of,
            )
            if any(_is_same(each, question) for each in points):
                return
            upload, counted_in = self._upload(source, file)
        except SegbotError:
            return
        yield replace(choice, made=_made(upload, file, points, counted_in))

    def _upload(self, source: Source, file: FileReading) -> tuple[Upload, str]:
        reading = file.reading
        if reading.kind is not RowKind.CUSTOMERS and not reading.columns.keys() & _PAID:
            reading = replace(reading, priced=False)
        # What only a person knows isn't asked here.
        file = replace(file, reading=reading, orders_said=True, statuses_said=True)
        counted_in = file.counting.counted_in(reading) or file.counting.currency
        with TemporaryDirectory(prefix="segbot-") as folder:
            nothing = Path(folder) / "bytes"
            nothing.touch()
            new = NewUpload(
                sha256="",
                filename=source.filename,
                format=source.format,
                bytes=0,
                user="",
                channel="",
                kind=reading.kind,
                currency=None,
                priced=reading.priced,
            )
            how = How(ReadingOptions().duplicates, ())
            store = Store(Path(folder) / "trial.db")
            return stored(store, nothing, new, file, self.today, how, tell_nobody), counted_in


_PAID = {Role.PRICE, Role.AMOUNT, Role.TOTAL}
_RETURNS = ("returns_known", "returns_unknown")


def _is_same(point: OpenPoint, question: FileQuestion) -> bool:
    """Whether an answer leads to where the question is asked again."""
    first = question.open[0]
    return point.topic is first and (first is Topic.CURRENCY or point.text == question.questions[0])


def _made(upload: Upload, file: FileReading, points: tuple[OpenPoint, ...], currency: str) -> Made:
    """What is certain of it: what hangs on another question isn't told."""
    topics = {each.topic for each in points}
    missing = {
        role
        for each in points
        if isinstance(each.doubt, MissingColumns)
        for role in each.doubt.roles
    }
    unsure = [each.doubt for each in points if each.topic is Topic.COLUMNS]
    who = Role.CUSTOMER not in missing
    orders = Topic.ORDERS not in topics and Role.TIME not in missing
    if any(isinstance(each, CustomersOrOrders) for each in unsure):
        orders = False
    about_people = file.reading.kind is RowKind.CUSTOMERS
    paid = not (topics & _MONEY_TOPICS or unsure or about_people) and upload.priced
    currencies = [each.doubt for each in points if each.topic is Topic.CURRENCY]
    # Where no row tells a currency all are in one, and add up whichever it is.
    paid &= all(isinstance(each, CurrencyFinding) and not each.rows for each in currencies)
    counted = upload.orders_new + upload.orders_changed + upload.orders_same
    dated = orders and Topic.DATES not in topics
    return Made(
        customers=upload.customers_new if about_people else upload.customers if who else None,
        orders=counted if orders and not about_people else None,
        cents=upload.revenue_cents if paid else None,
        unknown_cents=upload.unknown_revenue_cents if paid and who else None,
        currency="" if currencies else currency,
        first_order=upload.first_order if dated else None,
        last_order=upload.last_order if dated else None,
        rows_rejected=sum(upload.rows_rejected.values()),
        has_returns=any(upload.notes["kept"][each] for each in _RETURNS),
    )
