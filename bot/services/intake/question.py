"""What is asked about a file that can't be understood for certain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from analytics.intake.findings import Topic
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import RowKind

_EXAMPLES = 3


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
    statuses, left_out : tuple of str
        Words that somebody has to explain, and those among them that are no sales if nobody does.
    """

    filename: str
    signature: str
    questions: tuple[str, ...]
    columns: tuple[ColumnSample, ...]
    reading: Reading
    open: frozenset[Topic]
    statuses: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def to_json(self) -> str:
        """As text, to be kept until somebody answers."""
        return _JSON.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "FileQuestion":
        """What `to_json` wrote."""
        return _JSON.validate_json(text)


_JSON = TypeAdapter(FileQuestion)


class AmbiguousFile(SegbotError):
    """A file that can be read in more than one way, so that somebody must say which.

    Attributes
    ----------
    question : FileQuestion
        What a form asks; ``message`` and ``hint`` are for who can't be shown one.
    examples : tuple of str
        Words that settle it, an example for each topic.
    """

    def __init__(self, question: FileQuestion, topics: Iterable[Topic], hint: str) -> None:
        super().__init__(" ".join(question.questions), hint)
        self.question = question
        self.examples = tuple(_EXAMPLES_OF[topic] for topic in topics)


_EXAMPLES_OF = {
    Topic.COLUMNS: 'customer="Loyalty card"',
    Topic.ORDERS: "orders=day",
    Topic.DATES: "dates=day-first",
    Topic.DECIMALS: "decimals=comma",
    Topic.CURRENCY: "currency=EUR",
    Topic.STATUSES: 'unpaid="On hold"',
    Topic.DISCOUNT: "discount=row",
}


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


def incomplete(reading: Reading) -> dict[Role, str]:
    """What a reading can't do without and doesn't have, with a sentence on why."""
    columns, gaps = reading.columns, {}
    if Role.CUSTOMER not in columns:
        gaps[Role.CUSTOMER] = "Without the customer there is nobody to sort into segments."
    if reading.kind is RowKind.CUSTOMERS:
        return gaps
    if Role.TIME not in columns:
        gaps[Role.TIME] = "Without a date nobody knows who came lately."
    if not reading.priced:
        return gaps
    if reading.kind is RowKind.ORDERS and not {Role.TOTAL, Role.AMOUNT} & columns.keys():
        gaps[Role.TOTAL] = "A file with a row for each order needs its total."
    if reading.kind is RowKind.LINES and Role.AMOUNT not in columns:
        for role in (Role.QUANTITY, Role.PRICE):
            if role not in columns:
                gaps[role] = "Choose how many and the price of one, or the amount of the line."
    return gaps
