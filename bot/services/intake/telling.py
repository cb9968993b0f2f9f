"""A few rows of a file that show what is asked about it."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.date_evidence import DateFinding
from analytics.intake.discounts import DiscountOrNot
from analytics.intake.findings import Doubt, UnknownStatuses
from analytics.intake.grain import LineOrOrder, PieceOrRow
from analytics.intake.headers import key
from analytics.intake.numbers import DecimalFinding
from analytics.intake.order_numbers import OrderNumbers
from analytics.intake.reading import MONEY_OF_ROWS, Reading, Role
from analytics.vocabulary.identifiers import as_identifiers
from bot.services.intake.question import Choice

_ROWS, _COLUMNS = 3, 5
_WIDEST = 40
_TOLD_BY = (Role.CUSTOMER, Role.TIME, Role.TOTAL, Role.AMOUNT, Role.PRICE, Role.QUANTITY)
_Chosen = npt.NDArray[np.bool_]


def telling_rows(
    rows: pd.DataFrame, doubt: Doubt, reading: Reading, choices: Sequence[Choice]
) -> tuple[tuple[str, ...], ...]:
    """Rows with the columns that are in question, and with who, when and how much.

    Parameters
    ----------
    rows : DataFrame of str
        The first rows of the file, under its headers.
    doubt : Doubt
        What is asked about.
    reading : Reading
        The best guess.
    choices : sequence of Choice
        The answers to it.

    Returns
    -------
    tuple
        The headers, then the rows; cells cut to a width that a phone has room for.
    """
    among = dict.fromkeys(name for name in _headers(doubt, reading, choices) if name in rows)
    chosen = [*among][:_COLUMNS]
    headers = [name for name in rows if name in chosen]
    telling = _telling(rows, doubt, reading)
    again = _on_a_day_before(rows, doubt, reading, telling)
    order = np.lexsort((again, ~telling))[:_ROWS]
    shown = rows.iloc[np.sort(order)][headers]
    return (
        tuple(header[:_WIDEST] for header in headers),
        *(tuple(cell.strip()[:_WIDEST] for cell in row) for row in shown.to_numpy().tolist()),
    )


def _about(doubt: Doubt) -> tuple[str, ...]:
    """The columns that it is about, beside those of the answers."""
    match doubt:
        case PieceOrRow(header, other) | DiscountOrNot(header, other):
            return (header, other)
        case LineOrOrder(header):
            return (header,)
        case UnknownStatuses():
            return tuple(dict.fromkeys(header for header, _ in _asked(doubt)))
    return ()


def _asked(doubt: UnknownStatuses) -> tuple[tuple[str, str], ...]:
    return (*doubt.unknown, *doubt.left_out)


def _headers(doubt: Doubt, reading: Reading, choices: Sequence[Choice]) -> Iterator[str]:
    yield from _about(doubt)
    yield from (name for each in choices for name in each.said.values())
    numbered = isinstance(doubt, OrderNumbers | LineOrOrder)
    for role in (*([Role.INVOICE] if numbered else []), *_TOLD_BY):
        yield reading.columns.get(role, "")


def _telling(rows: pd.DataFrame, doubt: Doubt, reading: Reading) -> _Chosen:
    """The rows that show it best."""
    numbers = reading.columns.get(Role.INVOICE, "")
    if isinstance(doubt, UnknownStatuses):
        unknown = np.zeros(len(rows), dtype=bool)
        for header, word in _asked(doubt):
            if header in rows:
                unknown |= (rows[header].map(key) == key(word)).to_numpy(dtype=bool)
        return unknown
    if isinstance(doubt, LineOrOrder) and numbers in rows:
        return rows[numbers].duplicated(keep=False).to_numpy(dtype=bool)
    found = np.zeros(len(rows), dtype=bool)
    for role, example in _examples(doubt):
        if (name := reading.columns.get(role, "")) in rows:
            cells = rows[name]
            same = (cells.str.strip() == example) | (as_identifiers(cells) == example)
            found |= same.to_numpy(dtype=bool)
    return found


def _examples(doubt: Doubt) -> Iterator[tuple[Role, str]]:
    """What stands where in the rows that show it; nothing where any rows do."""
    match doubt:
        case OrderNumbers(example=number):
            yield Role.INVOICE, number
        case DateFinding(either=date):
            yield Role.TIME, date
        case DecimalFinding(example=number):
            yield from ((role, number) for role in (*MONEY_OF_ROWS, Role.QUANTITY))


def _on_a_day_before(
    rows: pd.DataFrame, doubt: Doubt, reading: Reading, telling: _Chosen
) -> _Chosen:
    """The rows of an order that are of the same day as one above: its days are what is asked."""
    dates = reading.columns.get(Role.TIME, "")
    if not isinstance(doubt, OrderNumbers) or dates not in rows:
        return np.zeros(len(rows), dtype=bool)
    days = rows[dates].str.strip().str.split("[ T]", regex=True).str[0]
    return days.where(telling).duplicated().to_numpy(dtype=bool)
