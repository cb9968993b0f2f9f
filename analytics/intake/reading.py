"""How a table is to be read: what a person confirms, and what is remembered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analytics.intake.dates import DateOrder
from analytics.intake.numbers import DecimalMark
from analytics.vocabulary.rows import RowKind


class Role(StrEnum):
    """What a column can hold."""

    INVOICE = "invoice"
    TIME = "time"
    CLOCK = "clock"
    """The time of day, where ``TIME`` is but the day."""
    CUSTOMER = "customer"
    PRODUCT = "product"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    PRICE = "price"
    """Of one piece."""
    AMOUNT = "amount"
    """What was paid for the row."""
    TOTAL = "total"
    """What was paid for the whole order."""
    REFUNDED = "refunded"
    """What was paid back of the whole order."""
    STATUS = "status"
    COUNTRY = "country"
    CURRENCY = "currency"


MONEY = (Role.PRICE, Role.AMOUNT, Role.TOTAL, Role.REFUNDED)


@dataclass(frozen=True)
class Reading:
    """How a table is to be read.

    Attributes
    ----------
    kind : RowKind
        What one row is.
    columns : mapping
        Role to the file's header for it.
    date_order : DateOrder
        How dates such as ``03/04/2011`` are meant.
    decimal : DecimalMark
        What ``1,234`` and ``1.234`` mean; texts with only one meaning are read so whatever this is.
    currency : str or None
        ISO code of the amounts, None = the file doesn't say; rows in another are set aside.
    marked_invoices : bool
        ``C123`` is a cancellation and ``A123`` an adjustment; False where most are numbered so.
    """

    kind: RowKind
    columns: Mapping[Role, str]
    date_order: DateOrder = DateOrder.YEAR_FIRST
    decimal: DecimalMark = DecimalMark.POINT
    currency: str | None = None
    marked_invoices: bool = True

    def to_json(self) -> str:
        """As text that :meth:`from_json` reads back."""
        return json.dumps(vars(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Reading":
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ValueError, KeyError
            If it is something else.
        """
        told = json.loads(text)
        return cls(
            RowKind(told["kind"]),
            {Role(role): name for role, name in told["columns"].items()},
            DateOrder(told["date_order"]),
            DecimalMark(told["decimal"]),
            told["currency"],
            bool(told["marked_invoices"]),
        )
