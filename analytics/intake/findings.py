"""What was found out about a file, and what only a person can know."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from analytics.intake.customers import CustomerIds
from analytics.intake.date_evidence import DateFinding
from analytics.intake.discounts import DiscountOrNot
from analytics.intake.grain import LineOrOrder, PieceOrRow
from analytics.intake.numbers import DecimalFinding
from analytics.intake.order_numbers import OrderNumbers
from analytics.intake.reading import Reading, Role


class Topic(StrEnum):
    """What a person may be asked about."""

    COLUMNS = "columns"
    ORDERS = "orders"
    DATES = "dates"
    DECIMALS = "decimals"
    CURRENCY = "currency"
    STATUSES = "statuses"
    DISCOUNT = "discount"


@dataclass(frozen=True)
class MissingColumns:
    """Roles that can't be done without and that no column's name tells.

    Attributes
    ----------
    roles : tuple of Role
    names : tuple of str
        The file's headers.
    proposed : mapping
        Role to the header that looks like it.
    headless : bool
        The table has no header row.
    day_number : str
        The header of a column that numbers days, from one that nothing tells; empty = none does.
    possible : tuple of str
        The columns that what they hold lets have the first of the roles, the likeliest first.
    pieces, price : str
        The columns that say how many, and the price of one; empty where none is known.
    orders_repeat : bool
        Whether some orders have several rows.
    of_orders : tuple of str
        Those of ``possible`` that are the same on all rows of each order, and so no row's own.
    unread : str
        The header of a column that is called so, but whose values can't be read; empty = none is.
    example : str
        One of these values.
    """

    roles: tuple[Role, ...]
    names: tuple[str, ...]
    proposed: Mapping[Role, str]
    headless: bool
    day_number: str = ""
    possible: tuple[str, ...] = ()
    pieces: str = ""
    price: str = ""
    orders_repeat: bool = False
    of_orders: tuple[str, ...] = ()
    unread: str = ""
    example: str = ""


@dataclass(frozen=True)
class WhichCustomer:
    """Columns that tell different customers apart.

    Attributes
    ----------
    counts : mapping
        Header to how many, in the rows that were looked at; the likeliest first.
    """

    counts: Mapping[str, int]


@dataclass(frozen=True)
class CustomersOrOrders:
    """One row for each customer that could also be their one order: the headers that say so."""

    customer: str
    date: str
    money: str


@dataclass(frozen=True)
class CurrencyFinding:
    """Which currencies the amounts are in.

    Attributes
    ----------
    expected : str
        ISO code of the workspace's.
    rows : mapping
        ISO code to the rows that tell it, the most frequent first; empty where none does.
    decimals, country, used_there : str
        Where none does, what speaks against the expected one: an amount with a decimal comma, and
        the country of most rows, where none is of one that uses it; empty where nothing does.
    """

    expected: str
    rows: Mapping[str, int]
    decimals: str = ""
    country: str = ""
    used_there: str = ""

    @property
    def seen(self) -> str | None:
        """The one to read the file in: rather the expected one; None where no row tells any."""
        return self.expected if self.expected in self.rows else next(iter(self.rows), None)

    @property
    def is_open(self) -> bool:
        """Whether only a person can tell what counts."""
        return bool(self.others)

    @property
    def others(self) -> tuple[str, ...]:
        """Those that rows tell beside the expected one."""
        return tuple(code for code in self.rows if code != self.expected)

    @property
    def is_doubtful(self) -> bool:
        """Whether no row tells any, and something speaks against the expected one."""
        return bool(self.decimals or self.country)


@dataclass(frozen=True)
class RowsAndMoney:
    """How many rows there are of something, and what they come to in hundredths."""

    rows: int = 0
    cents: int = 0

    def __add__(self, other: "RowsAndMoney") -> "RowsAndMoney":
        return RowsAndMoney(self.rows + other.rows, self.cents + other.cents)


@dataclass(frozen=True)
class UnknownStatuses:
    """Words of which only a person knows whether their rows are sales.

    A column of yes and no has one word, its header.

    Attributes
    ----------
    unknown, left_out : mapping
        Header and word to their rows, the most money first: of words that nobody knows, and of
        those beside them that are known to be no sales.
    """

    unknown: Mapping[tuple[str, str], RowsAndMoney]
    left_out: Mapping[tuple[str, str], RowsAndMoney]

    @property
    def words(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys(word for _, word in (*self.unknown, *self.left_out)))


Doubt: TypeAlias = (
    MissingColumns
    | PieceOrRow
    | LineOrOrder
    | WhichCustomer
    | CustomersOrOrders
    | DateFinding
    | DecimalFinding
    | CurrencyFinding
    | OrderNumbers
    | UnknownStatuses
    | DiscountOrNot
)


@dataclass(frozen=True)
class Understanding:
    """How a table would be read, and why.

    Attributes
    ----------
    reading : Reading
        The best proposal, complete or not.
    dates, decimals, currency
        How the file writes them; None where its rows are about customers.
    orders : OrderNumbers or None
        What tells its orders apart.
    customers : CustomerIds or None
        Which of several columns names customers.
    columns : tuple
        What isn't certain about the columns; empty = nothing.
    growing : str
        The header of a price that grows with the pieces; empty where none does.
    layout : str
        The program that this is an export of; empty where it is none that is known.
    others : tuple of str
        Columns of money that look like what was paid but aren't.
    discount : DiscountOrNot or None
        A column of discounts that only a person can explain.
    """

    reading: Reading
    dates: DateFinding | None = None
    decimals: DecimalFinding | None = None
    currency: CurrencyFinding | None = None
    orders: OrderNumbers | None = None
    customers: CustomerIds | None = None
    columns: tuple[
        MissingColumns | WhichCustomer | PieceOrRow | LineOrOrder | CustomersOrOrders, ...
    ] = ()
    growing: str = ""
    layout: str = ""
    others: tuple[str, ...] = ()
    discount: DiscountOrNot | None = None

    @property
    def doubts(self) -> dict[Topic, tuple[Doubt, ...]]:
        """What isn't certain; empty = nothing."""
        found: dict[Topic, tuple[Doubt, ...]] = (
            {Topic.COLUMNS: self.columns} if self.columns else {}
        )
        if self.discount is not None:
            found[Topic.DISCOUNT] = (self.discount,)
        for topic, each in (
            (Topic.DATES, self.dates),
            (Topic.DECIMALS, self.decimals),
            (Topic.CURRENCY, self.currency),
            (Topic.ORDERS, self.orders),
        ):
            if each is not None and each.is_open:
                found[topic] = (each,)
        return found
