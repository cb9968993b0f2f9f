"""A chunk's columns by role, and the order, moment, product and money that each row names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.adding_up import taken_off
from analytics.intake.customers import Nobody
from analytics.intake.dates import Moments, clocks, times
from analytics.intake.identifiers import as_category, distinct
from analytics.intake.numbers import numbers, without_percent
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import NO_PARTNER, SHEET, SURPLUS, UNKNOWN, OrderPart, RowKind

ORDER_TOTAL = "ORDER TOTAL"
"""Product code of the one line that an order has in a file of whole orders."""
NO_PRODUCT = "NO PRODUCT"
"""Product code of lines in a file that doesn't say what was bought."""

Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Scalar = TypeVar("Scalar", np.float64, np.datetime64, np.timedelta64, np.bool_)


class Rows:
    """A chunk's columns by role, each distinct text read once."""

    def __init__(self, chunk: pd.DataFrame, reading: Reading) -> None:
        self._chunk = chunk
        self.reading = reading

    def __len__(self) -> int:
        return len(self._chunk)

    def column(self, role: Role) -> "pd.Series[str]":
        return self.under(self.reading.columns.get(role))

    def under(self, header: str | None) -> "pd.Series[str]":
        """The cells under a header; blank where the table has none such."""
        if header is None or header not in self._chunk:
            empty = pd.Categorical([""]).repeat(len(self._chunk))
            return pd.Series(empty, index=self._chunk.index)
        return self._chunk[header]

    def category(
        self, role: Role, normalise: Callable[["pd.Series[str]"], "pd.Series[str]"]
    ) -> "pd.Categorical[str]":
        return as_category(self.column(role), normalise)

    def each(
        self, role: Role, read: Callable[["pd.Series[str]"], npt.NDArray[Scalar]]
    ) -> npt.NDArray[Scalar]:
        codes, texts = distinct(self.column(role))
        return read(texts)[codes]

    def whose(self, refunds: Booleans) -> "pd.Categorical[str]":
        """The ids of the customer column; in rows that give money back, of who gets it."""
        ids = self.category(Role.CUSTOMER, as_identifiers)
        if Role.REFUNDED_TO not in self.reading.columns:
            return ids
        theirs = self.column(Role.CUSTOMER).astype("str")
        paid_to = self.column(Role.REFUNDED_TO).astype("str")
        return as_category(theirs.where(~refunds, paid_to), as_identifiers)

    def refunds_of(self, refunds: Booleans, invoice: "pd.Categorical[str]") -> "pd.Series[str]":
        """The numbers of the orders that rows give money back of; missing where that is no other
        one.

        Where it takes more than a number to tell orders apart, a number alone names none.
        """
        index = self._chunk.index
        if Role.INVOICE not in self.reading.columns or self.reading.order_key:
            return pd.Series(index=index, dtype="str")
        named = pd.Series(self.category(Role.REFUND_OF, as_identifiers), index).astype("str")
        own = pd.Series(invoice, index).astype("str")
        return named.where(refunds & (named != own))

    def customers(self, ids: "pd.Categorical[str]", nobody: Nobody) -> "pd.Categorical[str]":
        """Who each row is of, by the ids of its customer column; missing where that is nobody."""
        here = self.reading.nobody
        if here is None:
            return ids
        stands = [each in here or nobody.includes(str(each)) for each in ids.categories]
        if not any(stands):
            return ids
        known = np.where(np.append(stands, False)[ids.codes], -1, ids.codes)
        return pd.Categorical.from_codes(known, categories=ids.categories)

    def numbers(self, role: Role) -> Floats:
        return self.each(role, lambda texts: numbers(texts, self.reading.decimal))

    def has_surplus(self) -> Booleans:
        if SURPLUS not in self._chunk:
            return np.zeros(len(self), dtype=np.bool_)
        return (self._chunk[SURPLUS] != "").to_numpy(dtype=np.bool_)

    def sheets(self) -> "pd.Series[str]":
        """The sheet that each row is from, where there are several."""
        if SHEET in self._chunk:
            return self._chunk[SHEET]
        return pd.Series("", index=self._chunk.index, dtype="str")

    def lacks(self, role: Role) -> Booleans:
        """Whether the table of what a row names by this role has nothing of it."""
        if NO_PARTNER not in self._chunk:
            return np.zeros(len(self), dtype=np.bool_)
        return (self._chunk[NO_PARTNER] == role.value).to_numpy(dtype=np.bool_)


@dataclass(frozen=True)
class Money:
    """The money of each row; NaN where it can't be read.

    Attributes
    ----------
    quantity : array
        Pieces (or kilograms …), to three decimals, never below zero.
    price : array
        Of one.
    cents : array
        What was paid or given back, in hundredths, not yet rounded, never below zero.
    is_back : array of bool
        The row gives money back.
    is_below : array of bool
        It does so by a price or an amount below zero, of pieces that aren't.
    """

    quantity: Floats
    price: Floats
    cents: Floats
    is_back: Booleans
    is_below: Booleans


def moments(rows: Rows) -> Moments:
    """When each row's order was placed; NaT where that can't be read."""
    days = rows.each(Role.TIME, lambda texts: times(texts, rows.reading.dates))
    if Role.CLOCK not in rows.reading.columns:
        return days
    midnight = days == days.astype("datetime64[D]")
    clock = rows.each(Role.CLOCK, clocks)
    # A date that has a time of day already keeps it.
    return np.where(midnight | np.isnat(days), days + clock, days)


def invoices(rows: Rows, moment: Moments, customer: "pd.Categorical[str]") -> "pd.Categorical[str]":
    """The invoice numbers, with what tells orders apart beside them; in a file without numbers,
    what one customer bought at one moment is one.

    The parts make the text, so that the next overlapping file gives the same one.
    """
    if Role.INVOICE not in rows.reading.columns:
        return _joined([_written(moment, "s"), customer])
    number = rows.category(Role.INVOICE, as_identifiers)
    if not rows.reading.order_key:
        return number
    parts = {
        OrderPart.DAY: lambda: _written(moment, "D"),
        OrderPart.STORE: lambda: rows.category(Role.STORE, as_identifiers),
        OrderPart.CUSTOMER: lambda: customer,
        OrderPart.SHEET: lambda: as_category(rows.sheets(), as_identifiers),
    }
    joined = _joined([number, *(parts[part]() for part in rows.reading.order_key)])
    numbered = np.where(number.codes < 0, -1, joined.codes)
    return pd.Categorical.from_codes(numbered, categories=joined.categories)


def _written(moment: Moments, unit: Literal["s", "D"]) -> "pd.Categorical[str]":
    codes, distinct_ = pd.factorize(moment.astype(f"datetime64[{unit}]"), use_na_sentinel=False)
    texts = np.datetime_as_string(np.asarray(distinct_), unit=unit)
    names = [str(text).replace("T", " ") for text in texts.tolist()]
    return pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype="str"))


def _joined(parts: "Sequence[pd.Categorical[str]]") -> "pd.Categorical[str]":
    """The texts of each row, one after the other; each combination is put together once."""
    codes, texts = np.zeros(len(parts[0]), dtype=np.int64), [""]
    for part in parts:
        names = [*part.categories, UNKNOWN]
        # The code -1 of a missing part finds the word at the end.
        pairs = codes * len(names) + np.where(part.codes < 0, len(names) - 1, part.codes)
        codes, found = pd.factorize(pairs)
        texts = [
            f"{texts[pair // len(names)]} {names[pair % len(names)]}".strip() for pair in found
        ]
    # Different parts may make the same text.
    again, distinct_ = pd.factorize(pd.Index(texts, dtype="str"))
    return pd.Categorical.from_codes(again[codes], categories=distinct_)


def products(rows: Rows, description: "pd.Categorical[str]") -> "pd.Categorical[str]":
    """Product codes; the description stands in where a code is missing."""
    columns = rows.reading.columns
    if Role.PRODUCT not in columns and Role.DESCRIPTION not in columns:
        code = ORDER_TOTAL if rows.reading.kind is RowKind.ORDERS else NO_PRODUCT
        return as_category(pd.Series(code, index=range(len(rows)), dtype="str"), as_identifiers)
    product = rows.category(Role.PRODUCT, as_identifiers)
    missing = product.codes < 0
    if not missing.any():
        return product
    own = pd.Series(product.astype(object), dtype="str")
    named = pd.Series(description.astype(object), dtype="str").where(missing, "")
    return as_category(own.where(~missing, named), as_identifiers)


def money(rows: Rows) -> Money:
    """Read the money of each row.

    Where a file has a line's amount besides quantity and price, the amount is what was paid: it
    has the discount in it. The price is then what one piece did cost. An amount, a price or a
    quantity below zero gives money back, or takes it off. A discount that isn't in it yet is taken
    off. A file that doesn't say what was paid has unknown prices and
    no money.
    """
    reading = rows.reading
    if not reading.priced:
        counts = Role.QUANTITY in reading.columns
        quantity = rows.numbers(Role.QUANTITY) if counts else np.ones(len(rows))
        nothing = np.zeros(len(rows))
        no_price, never = np.full(len(rows), np.nan), np.zeros(len(rows), dtype=np.bool_)
        return Money(_pieces(quantity), no_price, nothing, quantity < 0, never)
    role = amount_role(reading)
    if role is None:
        quantity, stated = rows.numbers(Role.QUANTITY), rows.numbers(Role.PRICE)
        pieces, price = _pieces(quantity), np.abs(stated)
        if Role.DISCOUNT in reading.columns:
            price = _less_discount(rows, price * pieces, pieces) / np.where(pieces == 0, 1, pieces)
        is_below = (stated < 0) & ~(quantity < 0)
        return Money(pieces, price, pieces * price * 100, (quantity < 0) | is_below, is_below)
    amount = rows.numbers(role)
    counted = reading.kind is RowKind.LINES and Role.QUANTITY in reading.columns
    quantity = rows.numbers(Role.QUANTITY) if counted else np.ones(len(amount))
    pieces = _pieces(quantity)
    if Role.DISCOUNT in reading.columns:
        amount = np.copysign(_less_discount(rows, np.abs(amount), pieces), amount)
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.abs(amount) / pieces
    is_below = (amount < 0) & ~(quantity < 0)
    return Money(pieces, price, np.abs(amount) * 100, (quantity < 0) | is_below, is_below)


def _less_discount(rows: Rows, before: Floats, pieces: Floats) -> Floats:
    """Money without what a discount takes off it, to the hundredth; never below zero."""
    decimal = rows.reading.decimal
    off = rows.each(Role.DISCOUNT, lambda texts: numbers(without_percent(texts), decimal))
    less = before - taken_off(rows.reading.discount, off, before, pieces)
    return np.maximum(less, 0.0)


def amount_role(reading: Reading) -> Role | None:
    """The column that says what was paid for a row; None if quantity and price do."""
    if reading.kind is RowKind.ORDERS:
        return Role.TOTAL if Role.TOTAL in reading.columns else Role.AMOUNT
    return Role.AMOUNT if Role.AMOUNT in reading.columns else None


def _pieces(quantity: Floats) -> Floats:
    return np.round(np.abs(quantity), 3).astype(np.float64)
