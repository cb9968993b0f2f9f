"""How a table is to be read: what a person confirms, and what is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import TypeAdapter

from analytics.intake.dates import DateForm
from analytics.intake.numbers import DecimalMark
from analytics.vocabulary.rows import OrderPart, RowKind


class Role(StrEnum):
    """What a column can hold."""

    INVOICE = "invoice"
    TIME = "time"
    CLOCK = "clock"
    """The time of day, where ``TIME`` is but the day."""
    CUSTOMER = "customer"
    REFUNDED_TO = "refunded_to"
    """The customer of a row that gives money back, where ``CUSTOMER`` is then the shop itself."""
    REFUND_OF = "refund_of"
    """The order that a row gives money back of, where the row has a number of its own."""
    PRODUCT = "product"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    PRICE = "price"
    """Of one piece."""
    AMOUNT = "amount"
    """What was paid for the row."""
    TOTAL = "total"
    """What was paid for the whole order."""
    DISCOUNT = "discount"
    """What has to be taken off price or amount."""
    REFUNDED = "refunded"
    """What was paid back of the whole order."""
    STATUS = "status"
    TYPE = "type"
    """Whether the row is a sale, a refund, or neither."""
    COUNTRY = "country"
    CURRENCY = "currency"
    STORE = "store"
    """The store or the till that sold; each may number its own orders."""


MONEY_OF_ROWS = frozenset({Role.PRICE, Role.AMOUNT, Role.TOTAL})
MONEY = (Role.PRICE, Role.AMOUNT, Role.TOTAL, Role.REFUNDED)


class Mark(StrEnum):
    """What a column tells of its rows beside what they are: whether money came, stayed, went."""

    STATUS = "status"
    """What became of the order."""
    PAYMENT = "payment"
    """What became of its payment."""
    DELIVERY = "delivery"
    """What became of the parcel, which says nothing of money unless it came back."""
    TYPE = "type"
    """What kind of document or transaction it is."""
    CALLED_OFF = "called_off"
    """Anything but a no, such as a yes or a day: the row is no sale."""
    GIVEN_BACK = "given_back"
    """Anything but a no: what was sold came back."""
    RETURN = "return"
    """A yes: the row itself gives money back."""
    PAID = "paid"
    """A no: nothing was paid."""
    SERIES = "series"
    """The letters before a document's number."""


class Outcome(StrEnum):
    """What a word in such a column means for the money of its rows."""

    SALE = "sale"
    WAITING = "waiting"
    """Something is still to come: no sale, but where the payment's own column says that it is."""
    UNPAID = "unpaid"
    """Called off, failed or never paid."""
    REFUNDED = "refunded"
    """All of it went back, and the row says no more of it."""
    BACK = "back"
    """The row itself gives money back."""
    OTHER = "other"
    """No trade: a payout, a fee, a quote, or what another row says, too."""
    UNKNOWN = "unknown"
    """Only a person knows; a sale until then."""


NOT_PAID = frozenset({Outcome.WAITING, Outcome.UNPAID, Outcome.REFUNDED})
"""By which no money stayed."""


class DiscountForm(StrEnum):
    """How a discount is meant."""

    ROW = "row"
    """Money off the row."""
    PERCENT = "percent"
    SHARE = "share"
    """0.1 is a tenth."""
    PIECE = "piece"
    """Money off each piece."""
    ORDER = "order"
    """Money off the whole order, which each of its rows repeats."""
    INCLUDED = "included"
    """Prices and amounts are after it."""


@dataclass(frozen=True)
class Reading:
    """How a table is to be read.

    Attributes
    ----------
    kind : RowKind
        What one row is.
    columns : mapping
        Role to the file's header for it.
    dates : DateForm
        How dates such as ``03/04/2011`` are meant.
    decimal : DecimalMark
        What ``1,234`` and ``1.234`` mean; texts with only one meaning are read so whatever this is.
    currency : str or None
        ISO code of the amounts; rows in another are set aside. None = the file doesn't say; empty =
        every amount counts as it stands, as somebody said.
    marked_invoices : bool
        ``C123`` is a cancellation and ``A123`` an adjustment; False where most are numbered so.
    order_key : tuple of OrderPart
        What tells orders apart beside their number; empty = the number does.
    marks : mapping
        Headers of the columns that may say of a row that it is no sale, or gives money back.
    doubtful : tuple of str
        Those of them that may tell of something else: what would be no sale there is asked.
    statuses : mapping
        Keys of words in these columns, and what they mean here, whatever they do elsewhere.
    all_paid : bool
        Somebody said that no word in the file means that no money was paid, or none stayed.
    nobody : tuple of str or None
        Ids that stand for nobody here, beside those that do so anywhere; None = none does.
    in_blocks : bool
        The customer stands once, at the top of their rows, and the rows below leave it out.
    totals : mapping
        Of a table of customers, names of ``TOTALS`` to the headers of the columns that say what
        all orders of a customer come to.
    priced : bool
        Whether the table says what was paid; where not, orders count without their money.
    discount : DiscountForm
        How a column of discounts is meant, where there is one to be taken off.
    """

    kind: RowKind
    columns: Mapping[Role, str]
    dates: DateForm = field(default_factory=DateForm)
    decimal: DecimalMark = DecimalMark.POINT
    currency: str | None = None
    marked_invoices: bool = True
    order_key: tuple[OrderPart, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    doubtful: tuple[str, ...] = ()
    statuses: Mapping[str, Outcome] = field(default_factory=dict)
    all_paid: bool = False
    nobody: tuple[str, ...] | None = ()
    in_blocks: bool = False
    priced: bool = True
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    discount: DiscountForm = DiscountForm.ROW

    @property
    def all_marks(self) -> Mapping[str, Mark]:
        """The columns of marks, those among them that have a role."""
        named = ((Role.STATUS, Mark.STATUS), (Role.TYPE, Mark.TYPE))
        roles = {self.columns[role]: mark for role, mark in named if role in self.columns}
        return {**roles, **self.marks}

    @property
    def certain_marks(self) -> tuple[str, ...]:
        """The headers of those that tell of sales without anybody having been asked."""
        return tuple(name for name in self.marks if name not in self.doubtful)

    def to_json(self) -> str:
        """As text that :meth:`from_json` reads back."""
        return _JSON.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "Reading":
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If it is something else.
        """
        return _JSON.validate_json(text)


_JSON = TypeAdapter(Reading)
