"""What one row is, a line or an order, by what its money adds up to.

A column called "Total" may be the line's or the order's, and a wrong guess counts an order's money
once a line. The rows of one invoice tell: an order's total is the same on all of them, or stated
on one; lines' amounts differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.reading import Role
from analytics.vocabulary.rows import RowKind

Columns = dict[Role, str]
Floats = npt.NDArray[np.float64]
_ORDER_TELLING = 3
_NEARLY_ALL = 0.9
_ITEMS = (Role.PRODUCT, Role.DESCRIPTION, Role.QUANTITY, Role.PRICE)


class _Spread(StrEnum):
    """How a column's numbers lie within the invoices that have several rows."""

    NO_INVOICE_REPEATS = "no invoice repeats"
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Grain:
    """What one row is.

    Attributes
    ----------
    kind : RowKind
        ``LINES`` or ``ORDERS``.
    columns : dict
        The columns with their money in its right role.
    unsure_of : str
        The header of money that could be the row's or the order's; empty where all is clear.
    """

    kind: RowKind
    columns: Columns
    unsure_of: str = ""


def grain(
    columns: Columns, invoices: "pd.Series[str] | None", read: Callable[[str], Floats]
) -> Grain:
    """Decide what one row is.

    Parameters
    ----------
    columns : dict
        Role to header, by name.
    invoices : Series of str or None
        The sample's invoice numbers.
    read : callable
        A header to its numbers in the sample.
    """
    found = dict(columns)
    priced = Role.PRICE in found and Role.QUANTITY in found
    spreads: dict[Role, _Spread] = {
        role: _spread(read(found[role]), invoices)
        for role in (Role.AMOUNT, Role.TOTAL)
        if role in found
    }
    if priced:
        return _priced(found, spreads, read)
    if Role.AMOUNT in found and Role.TOTAL in found:
        return _amount_and_total(found, spreads)
    for role, spread in spreads.items():
        return _lone(found, role, spread)
    return Grain(RowKind.LINES, found)


def _priced(found: Columns, spreads: dict[Role, _Spread], read: Callable[[str], Floats]) -> Grain:
    """Quantity and price are there: what is a further column of money?"""
    pieces, price = np.abs(read(found[Role.QUANTITY])), np.abs(read(found[Role.PRICE]))
    unsure_of = ""
    for role in spreads:
        header = found.pop(role)
        values = np.abs(read(header))
        if _agree(values, pieces * price):
            found.setdefault(Role.AMOUNT, header)
        elif _agree(values, price):
            continue
        elif spreads[role] is _Spread.SAME:
            found.setdefault(Role.TOTAL, header)
        elif spreads[role] is _Spread.DIFFERENT:
            found.setdefault(Role.AMOUNT, header)
        else:
            found.setdefault(role, header)
            if spreads[role] is _Spread.UNSURE:
                unsure_of = header
    return Grain(RowKind.LINES, found, unsure_of)


def _amount_and_total(found: Columns, spreads: dict[Role, _Spread]) -> Grain:
    lines = Role.PRODUCT in found or Role.DESCRIPTION in found
    if spreads[Role.AMOUNT] is _Spread.DIFFERENT or lines:
        if spreads[Role.TOTAL] is _Spread.DIFFERENT:
            # Each of them is of the line, and the total is the one with all in it.
            found[Role.AMOUNT] = found.pop(Role.TOTAL)
        return Grain(RowKind.LINES, found)
    del found[Role.AMOUNT]
    return _lone(found, Role.TOTAL, spreads[Role.TOTAL])


def _lone(found: Columns, role: Role, spread: _Spread) -> Grain:
    """There is one column of money, without a price and a quantity to check it by."""
    header = found.pop(role)
    items = Role.PRODUCT in found or Role.DESCRIPTION in found
    by_line = Grain(RowKind.LINES, found | {Role.AMOUNT: header})
    orders = {each: name for each, name in found.items() if each not in _ITEMS}
    by_order = Grain(RowKind.ORDERS, orders | {Role.TOTAL: header})
    if spread is _Spread.DIFFERENT:
        return by_line
    if spread is _Spread.SAME:
        return by_order
    if spread is _Spread.UNSURE:
        best = by_line if role is Role.AMOUNT else by_order
        return Grain(best.kind, best.columns, header)
    if not items:
        return by_order
    if role is Role.TOTAL and Role.INVOICE in found:
        return Grain(by_line.kind, by_line.columns, header)
    return by_line


def _spread(values: Floats, invoices: "pd.Series[str] | None") -> _Spread:
    if invoices is None:
        return _Spread.NO_INVOICE_REPEATS
    stated = pd.DataFrame({"invoice": invoices.str.strip().to_numpy(), "value": values})
    stated = stated[stated["invoice"] != ""]
    by_invoice = stated.groupby("invoice")["value"].agg(["size", "nunique"])
    repeated = by_invoice[by_invoice["size"] > 1]
    if repeated.empty:
        return _Spread.NO_INVOICE_REPEATS
    different = (repeated["nunique"] > 1).mean()
    if different > 1 - _NEARLY_ALL:
        return _Spread.DIFFERENT
    return _Spread.SAME if len(repeated) >= _ORDER_TELLING else _Spread.UNSURE


def _agree(values: Floats, others: Floats) -> bool:
    both = ~np.isnan(values) & ~np.isnan(others)
    if not both.any():
        return False
    near = np.abs(values[both] - others[both]) <= 0.0051 + 1e-9 * others[both]
    return bool(near.mean() >= _NEARLY_ALL)
