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
    statuses : mapping
        Keys of status words that somebody explained: whether it is a sale.
    outcomes : mapping
        Headers of further columns that say what became of an order: what their words mean there,
        whatever they do elsewhere; None where anything that stands there says that it is no sale.
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
    not_sales : tuple of str
        Keys of words that say of a row that it is no sale, beside those that do so anywhere.
    """

    kind: RowKind
    columns: Mapping[Role, str]
    dates: DateForm = field(default_factory=DateForm)
    decimal: DecimalMark = DecimalMark.POINT
    currency: str | None = None
    marked_invoices: bool = True
    order_key: tuple[OrderPart, ...] = ()
    statuses: Mapping[str, bool] = field(default_factory=dict)
    outcomes: Mapping[str, Mapping[str, bool] | None] = field(default_factory=dict)
    nobody: tuple[str, ...] | None = ()
    in_blocks: bool = False
    priced: bool = True
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    discount: DiscountForm = DiscountForm.ROW
    not_sales: tuple[str, ...] = ()

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
