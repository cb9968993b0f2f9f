"""What somebody said about how a file is to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from analytics.intake.dates import DateForm, DateOrder
from analytics.intake.findings import Topic
from analytics.intake.headers import key
from analytics.intake.numbers import DecimalMark
from analytics.intake.reading import MONEY_OF_ROWS, NOT_PAID, DiscountForm, Outcome, Reading, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import OrderPart, RowKind
from bot.language.declaration import parameters
from bot.language.file_options import COLUMN, FileOptions
from bot.language.words import find
from bot.services.formats import is_currency
from bot.services.intake.wording import file_words

#: Every amount counts as it stands.
ANY_CURRENCY = ""
_ANY = "any"


class Duplicates(StrEnum):
    """What happens to rows that repeat another one of the file exactly."""

    KEEP = "keep"
    """A till that scans an item twice writes the same row twice."""
    DROP = "drop"


@dataclass(frozen=True)
class ReadingOptions:
    """What was said about how a file is to be read; the rest is found out.

    Attributes
    ----------
    reading : Reading or None
        Everything, as a filled-in form says it.
    columns : mapping
        Some of what the columns are.
    kind, date_order, decimal, currency
        As in ``Reading``; None where nothing was said. An empty currency is said: whatever the
        file writes, its amounts count as they are.
    order_key : tuple of OrderPart or None
        What tells orders apart beside their number; empty is said: nothing does.
    guests_are_nobody : bool or None
        Ids such as 0 or Guest in a column of customers are no customers; None = as in the last file
        with the same headers, and else they are none.
    priced : bool
        False is said: no column says what was paid.
    unpaid, refunds : tuple of str or None
        Words of statuses and types by which a row is no sale, or gives money back; those that
        nobody knows are sales, once either is said.
    sales : tuple of str
        Such words that would mean something else if nobody had said it.
    all_paid : bool
        No word means that no money was paid, or none stayed.
    discount : DiscountForm or None
        How a column of discounts is meant.
    duplicates : Duplicates
    is_answer : bool
        Said in answer to a question: it is kept for the next file with the same headers.
    """

    reading: Reading | None = None
    columns: Mapping[Role, str] = field(default_factory=dict)
    kind: RowKind | None = None
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    order_key: tuple[OrderPart, ...] | None = None
    guests_are_nobody: bool | None = None
    priced: bool = True
    unpaid: tuple[str, ...] | None = None
    refunds: tuple[str, ...] | None = None
    sales: tuple[str, ...] = ()
    all_paid: bool = False
    discount: DiscountForm | None = None
    duplicates: Duplicates = Duplicates.KEEP
    is_answer: bool = False

    @classmethod
    def of(cls, options: FileOptions) -> "ReadingOptions":
        """What the words beside a file say."""
        return cls(
            columns=_columns(options),
            kind=RowKind(options.kind) if options.kind else None,
            date_order=DateOrder(options.dates) if options.dates else None,
            decimal=DecimalMark[options.decimals.upper()] if options.decimals else None,
            currency=_currency(options.currency),
            order_key=_order_key(options.orders),
            guests_are_nobody=options.guests == "nobody" if options.guests else None,
            priced=options.money == "stated",
            unpaid=_words(options.unpaid),
            refunds=_words(options.refunds),
            all_paid=_words(options.unpaid) == (),
            discount=DiscountForm(options.discount) if options.discount else None,
            duplicates=Duplicates(options.duplicates),
        )

    def and_the_answer(self, more: "ReadingOptions") -> "ReadingOptions":
        """This, and what was said later, which counts where both say something."""
        said = {
            each.name: getattr(more, each.name)
            for each in fields(more)
            if getattr(more, each.name) != getattr(NO_OPTIONS, each.name)
        }
        kept = {
            role: header
            for role, header in self.columns.items()
            if header not in more.columns.values()
        }
        return replace(self, **said | {"columns": {**kept, **more.columns}, "is_answer": True})

    def in_place_of(self, earlier: "ReadingOptions") -> "ReadingOptions":
        """What a form says, and what was said before that a form doesn't ask."""
        unpaid = earlier.unpaid if self.unpaid is None else self.unpaid
        return replace(self, unpaid=unpaid)

    def applied_to(self, found: Reading) -> Reading:
        """What was found out, with what was said in its place."""
        said = found if self.reading is None else self.reading
        if self.discount is not None:
            said = replace(said, discount=self.discount)
        if self.currency is not None:
            said = replace(said, currency=self.currency)
        if self.reading is not None:
            # Nobody is asked what a letter before an invoice's number means.
            found = replace(found, order_key=self.reading.order_key or found.order_key)
            return replace(
                said,
                currency=found.currency if said.currency is None else said.currency,
                marked_invoices=found.marked_invoices,
                nobody=self._nobody(found),
                marks=found.marks,
                doubtful=found.doubtful,
                statuses=self._statuses(found),
                all_paid=self.all_paid,
                order_key=found.order_key if self.order_key is None else self.order_key,
            )
        return replace(
            said,
            dates=DateForm(self.date_order) if self.date_order else found.dates,
            decimal=self.decimal or found.decimal,
            order_key=found.order_key if self.order_key is None else self.order_key,
            nobody=self._nobody(found),
            statuses=self._statuses(found),
            all_paid=self.all_paid,
        )

    @property
    def says_money(self) -> bool:
        """Whether it says which columns hold the money, or what one row is."""
        return self.kind is not None or not MONEY_OF_ROWS.isdisjoint(self.columns)

    @property
    def said_currency(self) -> str | None:
        """The currency that was named, if one was."""
        form = self.reading.currency if self.reading is not None else None
        return self.currency or form or None

    @property
    def says_statuses(self) -> bool:
        """Whether it says which words are no sales, or give money back: others are sales then."""
        return self.unpaid is not None or self.refunds is not None

    def _nobody(self, found: Reading) -> tuple[str, ...] | None:
        if self.guests_are_nobody:
            return found.nobody or ()
        return found.nobody if self.guests_are_nobody is None else None

    def _statuses(self, found: Reading) -> Mapping[str, Outcome]:
        known = {w: o for w, o in found.statuses.items() if not (self.all_paid and o in NOT_PAID)}
        said = {
            Outcome.UNPAID: self.unpaid or (),
            Outcome.BACK: self.refunds or (),
            Outcome.SALE: self.sales,
        }
        return known | {key(word): meant for meant, words in said.items() for word in words}

    @property
    def settled(self) -> frozenset[Topic]:
        """What needn't be asked any more."""
        if self.reading is not None:
            unsaid = {
                topic
                for topic, is_said in (
                    (Topic.ORDERS, self.order_key is not None),
                    (Topic.STATUSES, self.says_statuses),
                )
                if not is_said
            }
            return frozenset(Topic) - unsaid
        said: dict[Topic, object] = {
            Topic.DATES: self.date_order,
            Topic.DECIMALS: self.decimal,
            Topic.ORDERS: self.order_key,
            Topic.STATUSES: self.says_statuses or None,
            Topic.DISCOUNT: self.discount,
        }
        return frozenset(topic for topic, value in said.items() if value not in (None, {}))


NO_OPTIONS = ReadingOptions()


def _currency(said: str | None) -> str | None:
    if said is None:
        return None
    if said.casefold() == _ANY:
        return ANY_CURRENCY
    if not is_currency(said.upper()):
        raise SegbotError(
            f"“{said}” is no currency that I know.", "Say its three letters, such as currency=EUR."
        )
    return said.upper()


def _columns(options: FileOptions) -> Mapping[Role, str]:
    return named_columns(
        [
            f"{name}={header}"
            for name in parameters(FileOptions)
            if parameters(FileOptions)[name] is COLUMN and (header := getattr(options, name))
        ]
    )


def _words(said: str | None) -> tuple[str, ...] | None:
    if said is None:
        return None
    words = tuple(word.strip() for word in said.split(",") if word.strip())
    return () if [*map(str.casefold, words)] == ["none"] else words


def _order_key(said: str | None) -> tuple[OrderPart, ...] | None:
    if said is None:
        return None
    return () if said == "number" else (OrderPart(said),)


def named_columns(pairs: Sequence[str]) -> Mapping[Role, str]:
    """What columns hold, from words such as ``customer=KundenNr``.

    Raises
    ------
    SegbotError
        If a word is no such pair, or names nothing that a column can hold.
    """
    columns: dict[Role, str] = {}
    for pair in pairs:
        name, equals, header = pair.partition("=")
        role = find(name, Role) or _role_called(name)
        if role is None or not equals:
            known = ", ".join("date" if role is Role.TIME else role.value for role in Role)
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


def _role_called(name: str) -> Role | None:
    """What a column can hold, by a word that such columns are called: ``date``, ``sku``."""
    return next(iter(file_words().headers.roles([name])), None)


def saved_reading(text: str) -> Reading:
    """What was saved of how a file is read.

    Raises
    ------
    SegbotError
        If it is something else.
    """
    try:
        return Reading.from_json(text)
    except ValueError as error:
        raise SegbotError(
            "That isn't a saved mapping.", "Save one with --save-mapping, and edit that."
        ) from error
