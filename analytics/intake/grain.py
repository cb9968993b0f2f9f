"""What one row is, a line or an order, by what its money adds up to.

A column called "Total" may be the line's or the order's, and a wrong guess counts an order's money
once a line. The rows of one invoice tell: an order's total is the same on all of them, or stated
on one; lines' amounts differ.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.reading import Role
from analytics.vocabulary.rows import RowKind

Columns = dict[Role, str]
Floats = npt.NDArray[np.float64]
ORDER_TELLING = 3
NEARLY_ALL = 0.9
_BY_CHANCE = 0.05
# Different prices of products that were bought in different numbers.
_ENOUGH_TO_SEE_GROWTH = 4
_ENOUGH_WITHOUT_PRODUCTS = 20
_ITEMS = (Role.PRODUCT, Role.DESCRIPTION, Role.QUANTITY, Role.PRICE)


@dataclass(frozen=True)
class PieceOrRow:
    """Money that could be of one piece, or of all pieces of a row.

    Attributes
    ----------
    header, pieces : str
        The money's, and the one that says how many.
    of_pieces, of_rows : float
        What the rows come to either way.
    """

    header: str
    pieces: str
    of_pieces: float
    of_rows: float


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
    unsure : LineOrOrder, PieceOrRow or None
        What only a person, or further rows, can tell.
    growing : str
        The header of a price that grows with the pieces, and so is what was paid for all of them.
    """

    kind: RowKind
    columns: Columns
    unsure: "LineOrOrder | PieceOrRow | None" = None
    growing: str = ""


@dataclass(frozen=True)
class LineOrOrder:
    """A column of money that could be each row's or the whole order's.

    Attributes
    ----------
    header : str
    by_line, by_order : Grain
        What a row is either way.
    """

    header: str
    by_line: Grain
    by_order: Grain

    def settled(self, invoices: "pd.Series[str]", values: Floats) -> Grain | None:
        """What further rows tell; None where they don't."""
        spread = _spread(values, invoices)
        return {_Spread.DIFFERENT: self.by_line, _Spread.SAME: self.by_order}.get(spread)


def grain(
    columns: Columns,
    invoices: "pd.Series[str] | None",
    read: Callable[[str], Floats],
    products: "Sequence[pd.Series[str] | None]" = (),
    *,
    is_whole: bool = False,
    certain: frozenset[Role] = frozenset(),
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
    products : sequence of Series of str
        What each row sold, in one column; or columns that may tell of which kind it was.
    is_whole : bool
        There are no further rows, so that invoices that don't repeat never do.
    certain : frozenset of Role
        Whose columns are what they are for certain: an amount the row's, a total the order's.
    """
    found = dict(columns)
    priced = Role.PRICE in found and Role.QUANTITY in found
    if (
        priced
        and (Role.AMOUNT not in found or _agree(read(found[Role.AMOUNT]), read(found[Role.PRICE])))
        and any(
            _grows(read(found[Role.PRICE]), read(found[Role.QUANTITY]), kinds)
            for kinds in (products or (None,))
        )
    ):
        growing = found.pop(Role.PRICE)
        known = grain(found | {Role.AMOUNT: growing}, invoices, read, is_whole=is_whole)
        if known.kind is RowKind.ORDERS and known.unsure is None and Role.TOTAL not in columns:
            # Pieces are of a line.
            known = Grain(RowKind.LINES, found | {Role.AMOUNT: growing})
        return replace(known, growing=growing)
    if Role.AMOUNT in certain and not priced:
        return Grain(RowKind.LINES, found)
    spreads: dict[Role, _Spread] = {
        role: _spread(read(found[role]), invoices)
        for role in (Role.AMOUNT, Role.TOTAL)
        if role in found
    }
    if priced:
        settled = {role: found[role] for role in certain}
        rest = {role: each for role, each in spreads.items() if role not in settled}
        known = _priced({k: v for k, v in found.items() if k not in settled}, rest, invoices, read)
        return replace(known, columns=known.columns | settled)
    if Role.AMOUNT in found and Role.TOTAL in found:
        return _amount_and_total(found, spreads, is_whole=is_whole)
    for role, spread in spreads.items():
        return _lone(found, role, spread, is_whole=is_whole)
    return Grain(RowKind.LINES, found)


def piece_or_row(
    columns: Columns, read: Callable[[str], Floats], products: "pd.Series[str] | None"
) -> PieceOrRow | None:
    """Whether only a person knows if the price is of a piece or of the row; None where it shows."""
    price, pieces = read(columns[Role.PRICE]), np.abs(read(columns[Role.QUANTITY]))
    if _grows(price, pieces, products) is not None:
        return None
    return PieceOrRow(
        columns[Role.PRICE],
        columns[Role.QUANTITY],
        float(np.nansum(price * pieces)),
        float(np.nansum(price)),
    )


def _priced(
    found: Columns,
    spreads: dict[Role, _Spread],
    invoices: "pd.Series[str] | None",
    read: Callable[[str], Floats],
) -> Grain:
    """Quantity and price are there: what is a further column of money?"""
    pieces, price = np.abs(read(found[Role.QUANTITY])), np.abs(read(found[Role.PRICE]))
    unsure = None
    for role in spreads:
        header = found.pop(role)
        values = np.abs(read(header))
        if _agree(values, pieces * price):
            found.setdefault(Role.AMOUNT, header)
        elif _agree(values, price):
            continue
        elif spreads[role] is _Spread.SAME or _adds_up(pieces * price, values, invoices):
            found.setdefault(Role.TOTAL, header)
        elif spreads[role] is _Spread.DIFFERENT:
            found.setdefault(Role.AMOUNT, header)
        else:
            if spreads[role] is _Spread.UNSURE:
                unsure = LineOrOrder(
                    header,
                    Grain(RowKind.LINES, found | {Role.AMOUNT: header}),
                    Grain(RowKind.LINES, found | {Role.TOTAL: header}),
                )
            found.setdefault(role, header)
    return Grain(RowKind.LINES, found, unsure)


def _amount_and_total(found: Columns, spreads: dict[Role, _Spread], *, is_whole: bool) -> Grain:
    lines = Role.PRODUCT in found or Role.DESCRIPTION in found
    if spreads[Role.AMOUNT] is _Spread.DIFFERENT or lines:
        if spreads[Role.TOTAL] is _Spread.DIFFERENT:
            # Each of them is of the line, and the total is the one with all in it.
            found[Role.AMOUNT] = found.pop(Role.TOTAL)
        return Grain(RowKind.LINES, found)
    del found[Role.AMOUNT]
    return _lone(found, Role.TOTAL, spreads[Role.TOTAL], is_whole=is_whole)


def _lone(found: Columns, role: Role, spread: _Spread, *, is_whole: bool) -> Grain:
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
        return replace(best, unsure=LineOrOrder(header, by_line, by_order))
    if not items:
        return by_order
    if role is Role.TOTAL and Role.INVOICE in found:
        # Where each order has one row, it is the same either way.
        return (
            by_line if is_whole else replace(by_line, unsure=LineOrOrder(header, by_line, by_order))
        )
    return by_line


def are_of_orders(values: Floats, invoices: "pd.Series[str]") -> bool:
    """Whether numbers are the same on all rows of each order, and not by chance."""
    return _spread(values, invoices) is _Spread.SAME


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
    if different > 1 - NEARLY_ALL:
        return _Spread.DIFFERENT
    # Lines of one order may cost the same by chance, the likelier the fewer prices there are.
    first = stated.drop_duplicates("invoice")["value"].value_counts(normalize=True)
    by_chance = float((first**2).sum()) ** int((repeated["size"] - 1).sum())
    told = len(repeated) >= ORDER_TELLING and by_chance <= _BY_CHANCE
    return _Spread.SAME if told else _Spread.UNSURE


def _adds_up(lines: Floats, values: Floats, invoices: "pd.Series[str] | None") -> bool:
    """Whether the lines of most orders of several come to what each of their rows states."""
    if invoices is None:
        return False
    orders = pd.DataFrame({"lines": lines, "stated": values}).groupby(invoices.to_numpy())
    several = orders.size() > 1
    sums, stated = orders["lines"].sum()[several], orders["stated"].first()[several]
    same = (orders["stated"].nunique() == 1)[several]
    return (
        bool(several.any())
        and bool(same.all())
        and _agree(sums.to_numpy(np.float64), stated.to_numpy(np.float64))
    )


def _grows(price: Floats, pieces: Floats, products: "pd.Series[str] | None") -> bool | None:
    """Whether a price grows with the pieces, so that it is of all of them; None where no product
    was bought in different numbers, or both would be as odd."""
    frame = pd.DataFrame({"price": np.abs(price), "pieces": np.abs(pieces)})
    frame["product"] = "" if products is None else products.to_numpy()
    frame = frame[(frame["pieces"] > 0) & (frame["price"] > 0)]
    frame = frame.assign(
        price=_to_three_digits(frame["price"]),
        each=_to_three_digits(frame["price"] / frame["pieces"]),
    ).drop_duplicates()
    if products is None and len(frame) < _ENOUGH_WITHOUT_PRODUCTS:
        return None
    counts = frame.groupby("product")[["pieces", "price", "each"]].nunique()
    telling = counts[counts["pieces"] > 1]
    if len(frame[frame["product"].isin(telling.index)]) < _ENOUGH_TO_SEE_GROWTH:
        return None
    prices, each = int(telling["price"].sum()), int(telling["each"].sum())
    if 2 * each <= prices:
        return True
    return False if 2 * prices <= each else None


def _to_three_digits(values: "pd.Series[float]") -> "pd.Series[float]":
    digits = 10.0 ** (np.floor(np.log10(values)) - 2)
    return (values / digits).round() * digits


def _agree(values: Floats, others: Floats) -> bool:
    both = ~np.isnan(values) & ~np.isnan(others)
    if not both.any():
        return False
    near = np.abs(values[both] - others[both]) <= 0.0051 + 1e-9 * others[both]
    return bool(near.mean() >= NEARLY_ALL)
