"""What is asked about a file that can't be understood for certain, and the answer to it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from analytics.intake.dates import DateOrder
from analytics.intake.findings import Topic
from analytics.intake.numbers import DecimalMark
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import RowKind
from bot.language.file_options import FileOptions
from bot.language.words import find

_EXAMPLES = 3
_ANY_CURRENCY = "any"


@dataclass(frozen=True)
class ColumnSample:
    """A column of a file, with a few of its values."""

    header: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class FileQuestion:
    """A file that waits for somebody to say how it is to be read.

    Attributes
    ----------
    filename : str
        What the person calls it.
    signature : str
        Of its headers: the answer also serves the next file with the same.
    questions : tuple of str
        What isn't certain, a sentence each.
    columns : tuple of ColumnSample
        In the file's order.
    reading : Reading
        The best guess.
    open : frozenset of Topic
        What there is no good guess for, so that a form must not suggest one.
    """

    filename: str
    signature: str
    questions: tuple[str, ...]
    columns: tuple[ColumnSample, ...]
    reading: Reading
    open: frozenset[Topic]

    def to_json(self) -> str:
        """As text, to be kept until somebody answers."""
        return json.dumps(
            {
                "filename": self.filename,
                "signature": self.signature,
                "questions": self.questions,
                "columns": [asdict(column) for column in self.columns],
                "reading": self.reading.to_json(),
                "open": sorted(self.open),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "FileQuestion":
        """What `to_json` wrote."""
        stored = json.loads(text)
        return cls(
            filename=stored["filename"],
            signature=stored["signature"],
            questions=tuple(stored["questions"]),
            columns=tuple(
                ColumnSample(each["header"], tuple(each["examples"])) for each in stored["columns"]
            ),
            reading=Reading.from_json(stored["reading"]),
            open=frozenset(map(Topic, stored["open"])),
        )


class Duplicates(StrEnum):
    """What happens to rows that repeat another one of the file exactly."""

    KEEP = "keep"
    """A till that scans an item twice writes the same row twice."""
    DROP = "drop"


@dataclass(frozen=True)
class Told:
    """What somebody said about how a file is to be read; the rest is found out.

    Attributes
    ----------
    reading : Reading or None
        Everything, as a filled-in form says it.
    columns : mapping
        Some of what the columns are.
    kind, date_order, decimal, currency
        As in ``Reading``; None where nothing was said. An empty currency is said: whatever the
        file writes, its amounts count as they are.
    duplicates : Duplicates
    """

    reading: Reading | None = None
    columns: Mapping[Role, str] = field(default_factory=dict)
    kind: RowKind | None = None
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    duplicates: Duplicates = Duplicates.KEEP

    @classmethod
    def by(cls, options: FileOptions) -> "Told":
        """What the words beside a file say."""
        return cls(
            date_order=DateOrder(options.dates) if options.dates else None,
            decimal=DecimalMark[options.decimals.upper()] if options.decimals else None,
            currency=_currency(options.currency),
            duplicates=Duplicates(options.duplicates),
        )

    def over(self, found: Reading) -> Reading:
        """What was found out, with what was said in its place."""
        if self.reading is not None:
            # Nobody is asked what a letter before an invoice's number means.
            return replace(self.reading, marked_invoices=found.marked_invoices)
        return replace(
            found,
            kind=self.kind or found.kind,
            columns={**found.columns, **self.columns},
            date_order=self.date_order or found.date_order,
            decimal=self.decimal or found.decimal,
            currency=found.currency if self.currency is None else self.currency or None,
        )

    @property
    def settled(self) -> frozenset[Topic]:
        """What needn't be asked any more."""
        if self.reading is not None:
            return frozenset(Topic)
        said = {
            Topic.COLUMNS: self.kind or self.columns,
            Topic.DATES: self.date_order,
            Topic.DECIMALS: self.decimal,
            Topic.CURRENCY: self.currency,
        }
        return frozenset(topic for topic, value in said.items() if value not in (None, {}))


NOTHING_TOLD = Told()


def _currency(said: str | None) -> str | None:
    if said is None:
        return None
    return "" if said.casefold() == _ANY_CURRENCY else said.upper()


def incomplete(reading: Reading) -> dict[Role, str]:
    """What a reading can't do without and doesn't have, with a sentence on why."""
    columns, gaps = reading.columns, {}
    if Role.CUSTOMER not in columns:
        gaps[Role.CUSTOMER] = "Without the customer there is nobody to sort into segments."
    if reading.kind is RowKind.CUSTOMERS:
        return gaps
    if Role.TIME not in columns:
        gaps[Role.TIME] = "Without a date nobody knows who came lately."
    if reading.kind is RowKind.ORDERS and not {Role.TOTAL, Role.AMOUNT} & columns.keys():
        gaps[Role.TOTAL] = "A file with a row for each order needs its total."
    if reading.kind is RowKind.LINES and Role.AMOUNT not in columns:
        for role in (Role.QUANTITY, Role.PRICE):
            if role not in columns:
                gaps[role] = "Choose how many and the price of one, or the amount of the line."
    return gaps


def columns_told(pairs: Sequence[str]) -> Mapping[Role, str]:
    """What columns hold, from words such as ``customer=KundenNr``.

    Raises
    ------
    SegbotError
        If a word is no such pair, or names nothing that a column can hold.
    """
    columns: dict[Role, str] = {}
    for pair in pairs:
        name, equals, header = pair.partition("=")
        role = find(name, Role)
        if role is None or not equals:
            known = ", ".join(Role)
            raise SegbotError(
                f"`{pair}` doesn't say what a column holds.",
                f"Write it like customer=KundenNr; a column can hold {known}.",
            )
        also = [other for other, named in columns.items() if named == header.strip()]
        if also:
            raise SegbotError(
                f"“{header.strip()}” can't be both {also[0]} and {role}.",
                "Name a column for one thing.",
            )
        columns[Role(role)] = header.strip()
    return columns


def saved_reading(text: str) -> Reading:
    """What was saved of how a file is read.

    Raises
    ------
    SegbotError
        If it is something else.
    """
    try:
        reading = Reading.from_json(text)
        if not all(isinstance(header, str) for header in reading.columns.values()):
            raise TypeError("a header is no text")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SegbotError(
            "That isn't a saved mapping.", "Save one with --save-mapping, and edit that."
        ) from error
    return reading


class Unclear(SegbotError):
    """A file that can be read in more than one way, so that somebody must say which.

    Attributes
    ----------
    question : FileQuestion
        What a form asks; ``message`` and ``hint`` are for who can't be shown one.
    """

    def __init__(self, question: FileQuestion, hint: str) -> None:
        super().__init__(" ".join(question.questions), hint)
        self.question = question


def samples(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[ColumnSample, ...]:
    """The first few different values of each column.

    Parameters
    ----------
    headers : sequence of str
    rows : sequence of sequence of str
        From the top of the file, cells in the order of the headers.
    """
    return tuple(
        ColumnSample(header, _examples(row[place] for row in rows))
        for place, header in enumerate(headers)
    )


def _examples(cells: Iterable[str]) -> tuple[str, ...]:
    different = dict.fromkeys(cell.strip() for cell in cells)
    different.pop("", None)
    return tuple(different)[:_EXAMPLES]
