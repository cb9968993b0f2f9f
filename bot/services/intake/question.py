"""What is asked about a file that can't be understood for certain."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.numbers import get_currency_name, get_currency_symbol
from pydantic import TypeAdapter

from analytics.intake.findings import Topic
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import RowKind
from analytics.vocabulary.wording import counted, day
from bot.language.file_options import FileOptions
from bot.services.answer import Format
from bot.services.formats import Formats, is_currency
from bot.services.intake.options import NO_OPTIONS, ReadingOptions

_EXAMPLES = 3
#: What people say beside an answer.
_PASSING = frozenset(
    ("it", "is", "s", "its", "the", "they", "are", "in", "of", "a", "one", "please", "thanks")
)
_AMOUNTS = frozenset(("amounts", "prices", "money", "everything"))
_NOT = frozenset(("no", "none", "not", "but"))
#: Which answer, where none has the word in it.
_PLACES = {
    word: place
    for place, words in enumerate(("1 first", "2 second", "3 third", "4 fourth", "5 fifth"))
    for word in words.split()
}
#: Whether words mean sales is the one question that a yes or a no answers.
_YES_OR_NO = {"yes": ("All are sales",), "no": ("It is no sale", "None is a sale")}


@dataclass(frozen=True)
class ColumnSample:
    """A column of a file, with a few of its values."""

    header: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """What one answer would make of a file's rows; None where something else that is still open
    decides it.

    Attributes
    ----------
    customers, orders : int or None
    cents, unknown_cents : int or None
        Of purchases, and those of them without a customer, in hundredths of ``currency``.
    currency : str
        Its three-letter code; empty where it isn't known yet.
    first_order, last_order : str or None
        ISO texts.
    rows_rejected : int
    has_returns : bool
        Orders that give money back are among the orders.
    """

    customers: int | None
    orders: int | None
    cents: int | None
    unknown_cents: int | None
    currency: str
    first_order: str | None
    last_order: str | None
    rows_rejected: int
    has_returns: bool


@dataclass(frozen=True)
class Choice:
    """One of the answers to a question about a file.

    Attributes
    ----------
    label : str
        In a person's words.
    said : mapping
        The same as settings of ``FileOptions``.
    made : Made or None
        What it makes of the file; None where that wasn't tried.
    """

    label: str
    said: Mapping[str, str]
    made: Made | None = None

    @property
    def options(self) -> FileOptions:
        """The settings that say it."""
        return FileOptions(**self.said)

    @property
    def words(self) -> str:
        """What to write beside the file: ``customer="Loyalty card"``."""
        return self.options.text().removeprefix(FileOptions().text()).strip()


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
        What isn't certain, a sentence each; the first is what is asked now.
    columns : tuple of ColumnSample
        In the file's order.
    reading : Reading
        The best guess.
    open : tuple of Topic
        What isn't certain, in the order of ``questions``.
    statuses, left_out : tuple of str
        Words that somebody has to explain, and those among them that are no sales if nobody does.
    choices : tuple of Choice
        Answers to the first question; empty where only a form can tell.
    exhaustive : bool
        Whether the answer must be one of the choices.
    shown : tuple of tuple of str
        A few rows with the columns that it is about, their headers first.
    rows : int or None
        The answers were tried on so many rows of the file; None = on all.
    told : ReadingOptions
        What was said of the file by now.
    """

    filename: str
    signature: str
    questions: tuple[str, ...]
    columns: tuple[ColumnSample, ...]
    reading: Reading
    open: tuple[Topic, ...]
    statuses: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    exhaustive: bool = False
    shown: tuple[tuple[str, ...], ...] = ()
    rows: int | None = None
    told: ReadingOptions = NO_OPTIONS

    @property
    def is_either_or(self) -> bool:
        """Whether two answers are all that there is to choose from and to say."""
        return self.exhaustive and len(self.choices) == 2 and len(self.questions) == 1

    def choice_meant(self, text: str) -> Choice | None:
        """The answer that somebody gives in words; None where it could be none, or several.

        All that is said must be of that answer: people talk to each other where files are.
        """
        said = _words(text)
        told = {*said} - _PASSING
        if self.open[:1] == (Topic.CURRENCY,):
            told -= _AMOUNTS
        if text.rstrip().endswith("?") or not told:
            return None
        same = [each for each in self.choices if _words(each.label) == said]
        near = [each for each in self.choices if _is_of(told, _words(each.label))]
        near = near or [each for each in self.choices if told <= _currency_words(each)]
        if found := same or near:
            return found[0] if len(found) == 1 else None
        if len(told) != 1:
            return None
        (word,) = told
        if word in _YES_OR_NO and self.open[:1] == (Topic.STATUSES,):
            meant = [each for each in self.choices if each.label in _YES_OR_NO[word]]
        else:
            meant = [*self.choices[_PLACES[word] :]] if word in _PLACES else []
        return meant[0] if meant else None

    def to_json(self) -> str:
        """As text, to be kept until somebody answers."""
        return _JSON.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "FileQuestion":
        """What `to_json` wrote."""
        return _JSON.validate_json(text)

    def makes(self) -> tuple[str, ...]:
        """What each of the choices makes of the file, in words; empty where that isn't known."""
        for dated in (False, True):
            # Days are told where nothing else tells the answers apart.
            words = tuple(
                _made_words(each.made, dated=dated) if each.made else "" for each in self.choices
            )
            if len(words) < 2 or len({*words}) > 1:
                break
        return words

    @property
    def alike(self) -> str:
        """What all of several choices make of the file alike; empty where they differ."""
        makes = self.makes()
        return makes[0] if len(makes) > 1 and len({*makes}) == 1 else ""

    def answered(self, choice: Choice) -> ReadingOptions:
        """What was said of the file once this answer is, too."""
        return self.told.and_the_answer(ReadingOptions.of(choice.options))


_JSON = TypeAdapter(FileQuestion)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[$£€¥₠-⃀]", text.casefold())


def _currency_words(choice: Choice) -> set[str]:
    """What people call the currency that an answer says: its sign, its name, one and several."""
    code = choice.said.get("currency", "")
    if not is_currency(code):
        return set()
    names = (get_currency_name(code, count, locale="en") for count in (None, 1, 2))
    return {get_currency_symbol(code, "en"), *(word for each in names for word in _words(each))}


def _is_of(told: set[str], label: Iterable[str]) -> bool:
    """Whether words are of an answer, and as much of a no as that is."""
    return told <= {*label} and {*label} & _NOT <= told


def _made_words(made: Made, *, dated: bool) -> str:
    words = [
        counted(made.customers, "customer") if made.customers is not None else "",
        _orders(made.orders, made.has_returns) if made.orders is not None else "",
        _amount(made.cents, made.currency) if made.cents is not None else "",
    ]
    if made.unknown_cents:
        words.append(f"{_amount(made.unknown_cents, made.currency)} without a customer")
    if dated and made.first_order and made.last_order:
        first, last = (
            day(date.fromisoformat(at[:10])) for at in (made.first_order, made.last_order)
        )
        words.append(first if first == last else f"{first} to {last}")
    if made.rows_rejected:
        words.append(f"{counted(made.rows_rejected, 'row')} that can't be read")
    return ", ".join(word for word in words if word)


def _amount(cents: int, currency: str) -> str:
    if not currency:
        return f"{Formats().cell(cents / 100, Format.DECIMAL)} in money"
    return Formats(currency).cell(cents / 100, Format.MONEY)


def _orders(orders: int, has_returns: bool) -> str:
    return f"{orders:,} orders and returns" if has_returns else counted(orders, "order")


class AmbiguousFile(SegbotError):
    """A file that can be read in more than one way, so that somebody must say which.

    Attributes
    ----------
    question : FileQuestion
        What is asked; ``message`` is its first sentence, and ``hint`` how a terminal is told.
    """

    def __init__(self, question: FileQuestion, hint: str) -> None:
        super().__init__(question.questions[0], hint)
        self.question = question

    @property
    def examples(self) -> tuple[str, ...]:
        """Words that settle it: each answer's, or an example."""
        words = tuple(each.words for each in self.question.choices)
        return words or (_EXAMPLE_OF[self.question.open[0]],)


_EXAMPLE_OF = {
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
