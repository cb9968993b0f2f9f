"""Tables that say of each customer what all their orders come to: when, how often, how much."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.intake.columns import Sheet
from analytics.intake.dates import DateForm, times
from analytics.intake.numbers import DecimalMark, numbers
from analytics.intake.reading import Role
from analytics.intake.words import TotalNames
from analytics.vocabulary.rows import TOTALS

_DATES = ("first_order", "last_order")
_NEARLY_ALL = 0.9
_SCORED = {"recency", "frequency", "monetary"}
_BEST_SCORE = 10
_ENOUGH = 5


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
    if found.keys() >= _SCORED and all(_are_scores(sheet, found[each]) for each in _SCORED):
        return {name: headers for name, headers in found.items() if name not in _SCORED}
    return found


def orders_of_rows(sheet: Sheet, columns: Mapping[Role, str], names: TotalNames) -> str:
    """The header of a column that says how many orders each row stands for, in a table that has a
    row for each customer and month; empty where none does.

    A count that is the same on all rows of each customer is known of the customer.
    """
    if Role.INVOICE in columns or Role.CUSTOMER not in columns:
        return ""
    free = [name for name in sheet.names if name not in columns.values()]
    for name in names.columns("frequency", free):
        if _fits("frequency", sheet, name) and _is_count(sheet, [name]):
            counts = (
                sheet.rows[name]
                .groupby(sheet.rows[columns[Role.CUSTOMER]])
                .agg(["size", "nunique"])
            )
            several = counts[counts["size"] > 1]
            if several.empty or (several["nunique"] > 1).any():
                return name
    return ""


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


def _are_scores(sheet: Sheet, headers: Sequence[str]) -> bool:
    """Whether numbers are no more than grades: of days, orders and money not all are."""
    read = np.column_stack([numbers(sheet.rows[each], DecimalMark.POINT) for each in headers])
    return bool(len(read) >= _ENOUGH and np.nanmax(read) <= _BEST_SCORE) and bool(
        (read == np.rint(read)).all()
    )


def _is_count(sheet: Sheet, headers: Sequence[str]) -> bool:
    """Whether numbers are whole, none is below zero, and somebody ordered more than once."""
    total = np.nansum(
        np.column_stack([numbers(sheet.rows[each], DecimalMark.POINT) for each in headers]), axis=1
    )
    return bool((total == np.rint(total)).all() and total.min() >= 0 and total.max() > 1)
