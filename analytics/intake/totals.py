"""Tables that say of each customer what all their orders come to: when, how often, how much."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from analytics.intake.columns import Sheet
from analytics.intake.dates import DateForm, times
from analytics.intake.numbers import DecimalMark, numbers
from analytics.intake.words import TotalNames
from analytics.vocabulary.rows import TOTALS

_DATES = ("first_order", "last_order")
_NEARLY_ALL = 0.9


def customer_totals(sheet: Sheet, customer: str, names: TotalNames) -> dict[str, tuple[str, ...]]:
    """Which columns say what all orders of a customer come to.

    Parameters
    ----------
    sheet : Sheet
        One row for each customer.
    customer : str
        The customer's column.
    names : TotalNames

    Returns
    -------
    dict
        Names of ``TOTALS`` to headers; of several, numbers add up, and the outermost day counts.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in TOTALS:
        free = [
            each
            for each in sheet.names
            if each != customer and each not in [h for hs in found.values() for h in hs]
        ]
        columns = names.columns(name, free)
        if columns and all(_fits(name, sheet, each) for each in columns):
            found[name] = columns
    if "frequency" in found and not _is_count(sheet, found["frequency"]):
        del found["frequency"]
    return found


def say_how_often(totals: Collection[str]) -> bool:
    """Whether totals tell how often customers ordered and when last: then rows are no orders."""
    return "frequency" in totals and bool({"recency", "last_order"} & set(totals))


def stated(
    rows: pd.DataFrame, name: str, headers: Sequence[str], form: DateForm, mark: DecimalMark
) -> "pd.Series[str]":
    """A total of each row, as a plain number or an ISO date; missing where it can't be read.

    Parameters
    ----------
    rows : DataFrame of str
    name : str
        Of ``TOTALS``.
    headers : sequence of str
        The columns that make it.
    form, mark
        How dates and decimals are written.
    """
    if name in _DATES:
        moments = np.column_stack([times(rows[each], form) for each in headers])
        known = pd.DataFrame(moments)
        days = known.min(axis=1) if name == "first_order" else known.max(axis=1)
        texts = days.dt.strftime("%Y-%m-%d").to_numpy()
        return pd.Series(texts, rows.index, dtype="str")
    read = np.column_stack([numbers(rows[each], mark) for each in headers])
    found = np.where(np.isnan(read).all(axis=1), np.nan, np.nansum(read, axis=1))
    if name != "monetary":
        found = np.where(found == np.rint(found), found, np.nan)
    found = np.where(found < 0, np.nan, found)
    return pd.Series(
        [None if np.isnan(each) else f"{each:.10g}" for each in found], rows.index, dtype="str"
    )


def _fits(name: str, sheet: Sheet, header: str) -> bool:
    content = sheet.content(header)
    if name in _DATES:
        return content.written_dates >= _NEARLY_ALL
    return content.numbers >= _NEARLY_ALL


def _is_count(sheet: Sheet, headers: Sequence[str]) -> bool:
    """Whether numbers are whole, none is below zero, and somebody ordered more than once."""
    total = np.nansum(
        np.column_stack([numbers(sheet.rows[each], DecimalMark.POINT) for each in headers]), axis=1
    )
    return bool((total == np.rint(total)).all() and total.min() >= 0 and total.max() > 1)
