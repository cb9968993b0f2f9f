"""What a row says was paid: by quantity and price, by an amount, or by an order's total."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.intake.reading import Reading, Role
from analytics.vocabulary.rows import RowKind

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Money:
    """The money of each row; NaN where it can't be read.

    Attributes
    ----------
    quantity : array
        Pieces (or kilograms …), to three decimals, never below zero.
    price : array
        Of one; below zero only where the file has a price below zero.
    cents : array
        What was paid or given back, in hundredths, not yet rounded.
    is_back : array of bool
        The row gives money back.
    """

    quantity: Floats
    price: Floats
    cents: Floats
    is_back: npt.NDArray[np.bool_]


def money(reading: Reading, numbers: Callable[[Role], Floats]) -> Money:
    """Read the money of each row.

    Where a file has a line's amount besides quantity and price, the amount is what was paid: it
    has the discount in it. The price is then what one piece did cost. An amount or a quantity
    below zero gives money back; a price below zero is a correction and stays as it is.
    """
    role = _amount_role(reading)
    if role is None:
        quantity, price = numbers(Role.QUANTITY), numbers(Role.PRICE)
        pieces = _pieces(quantity)
        return Money(pieces, price, pieces * price * 100, quantity < 0)
    amount = numbers(role)
    counted = reading.kind is RowKind.LINES and Role.QUANTITY in reading.columns
    quantity = numbers(Role.QUANTITY) if counted else np.ones(len(amount))
    pieces = _pieces(quantity)
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.abs(amount) / pieces
    return Money(pieces, price, np.abs(amount) * 100, (quantity < 0) | (amount < 0))


def _amount_role(reading: Reading) -> Role | None:
    """The column that says what was paid for a row; None if quantity and price do."""
    if reading.kind is RowKind.ORDERS:
        return Role.TOTAL if Role.TOTAL in reading.columns else Role.AMOUNT
    return Role.AMOUNT if Role.AMOUNT in reading.columns else None


def _pieces(quantity: Floats) -> Floats:
    return np.round(np.abs(quantity), 3).astype(np.float64)
