"""A chunk's columns by role, and the order, moment and product that each row names."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.dates import Moments, clocks, times
from analytics.intake.identifiers import as_category, distinct
from analytics.intake.numbers import numbers
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.identifiers import as_identifiers
from analytics.vocabulary.rows import SURPLUS, RowKind

ORDER_TOTAL = "ORDER TOTAL"
"""Product code of the one line that an order has in a file of whole orders."""
NO_PRODUCT = "NO PRODUCT"
"""Product code of lines in a file that doesn't say what was bought."""

Booleans = npt.NDArray[np.bool_]
Scalar = TypeVar("Scalar", np.float64, np.datetime64, np.timedelta64, np.bool_)


class Rows:
    """A chunk's columns by role, each distinct text read once."""

    def __init__(self, chunk: pd.DataFrame, reading: Reading) -> None:
        self._chunk = chunk
        self.reading = reading

    def __len__(self) -> int:
        return len(self._chunk)

    def column(self, role: Role) -> "pd.Series[str]":
        header = self.reading.columns.get(role)
        if header is None:
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

    def numbers(self, role: Role) -> npt.NDArray[np.float64]:
        return self.each(role, lambda texts: numbers(texts, self.reading.decimal))

    def has_surplus(self) -> Booleans:
        if SURPLUS not in self._chunk:
            return np.zeros(len(self), dtype=np.bool_)
        return (self._chunk[SURPLUS] != "").to_numpy(dtype=np.bool_)


def moments(rows: Rows) -> Moments:
    """When each row's order was placed; NaT where that can't be read."""
    days = rows.each(Role.TIME, lambda texts: times(texts, rows.reading.date_order))
    if Role.CLOCK not in rows.reading.columns:
        return days
    midnight = days == days.astype("datetime64[D]")
    clock = rows.each(Role.CLOCK, clocks)
    # A date that has a time of day already keeps it.
    return np.where(midnight | np.isnat(days), days + clock, days)


def invoices(rows: Rows, moment: Moments, customer: "pd.Categorical[str]") -> "pd.Categorical[str]":
    """The invoice numbers; in a file without, what one customer bought at one moment is one.

    Moment and customer make the text, so that the next overlapping file gives the same one.
    """
    if Role.INVOICE in rows.reading.columns:
        return rows.category(Role.INVOICE, as_identifiers)
    names = np.append(customer.categories.to_numpy(dtype=object), "UNKNOWN")[customer.codes]
    days = np.datetime_as_string(moment, unit="s").astype(object)
    codes, texts = pd.factorize(days + " " + names)
    return pd.Categorical.from_codes(
        codes, categories=pd.Index(texts, dtype="str").str.replace("T", " ", n=1)
    )


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
