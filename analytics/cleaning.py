"""Rows of a transactions file as lines of orders: each is kept, set aside or rejected."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.parsing import DateOrder, numbers, times

_NO_VALUE = ("", "nan", "null", "none", "n/a", "#n/a")
_FIRST_DAY = np.datetime64("1990-01-01", "s")
# Far above any real line; what is larger is a typing error, and could overflow an exact sum.
_MAX_QUANTITY = 10_000_000
_MAX_PRICE = 10_000_000.0
_MAX_AMOUNT_CENTS = 1e13
_MIX = np.uint64(0x100000001B3)

Scalar = TypeVar("Scalar", np.float64, np.datetime64)


class Reason(StrEnum):
    """Why a row isn't among the lines, most basic first; a row has the first that applies."""

    sentence: str
    rejected: bool

    def __new__(cls, value: str, rejected: bool, sentence: str) -> "Reason":
        member = str.__new__(cls, value)
        member._value_ = value
        member.rejected = rejected
        member.sentence = sentence
        return member

    TOO_MANY_CELLS = "too_many_cells", True, "The row has more cells than the file has headers."
    MISSING_INVOICE = "missing_invoice", True, "The row has no invoice number."
    MISSING_PRODUCT = "missing_product", True, "The row has no product code."
    BAD_QUANTITY = "bad_quantity", True, "The quantity isn't a whole number."
    BAD_PRICE = "bad_price", True, "The price isn't a number."
    BAD_DATE = "bad_date", True, "The date can't be read, or there is no such day."
    IMPOSSIBLE_DATE = "impossible_date", True, "The date is before 1990 or in the future."
    ZERO_QUANTITY = "zero_quantity", True, "The quantity is zero."
    TOO_LARGE = "too_large", True, "The quantity or the price is too large to be true."
    ADJUSTMENT = "adjustment", False, "The invoice is a bookkeeping adjustment (A…), not a sale."
    NEGATIVE_PRICE = "negative_price", False, "The price is below zero: a correction, not a sale."
    ZERO_PRICE = "zero_price", False, "The price is zero: a gift, a sample or a stock correction."


@dataclass(frozen=True)
class NonMerchandise:
    """Product codes that are nothing from the shelf, in capitals."""

    codes: frozenset[str]
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Cleaned:
    """A chunk of rows, each in exactly one of three frames; all are indexed by line number.

    Attributes
    ----------
    kept : DataFrame, one row per line of an order
        ``invoice``, ``product_code``, ``description``, ``customer_id``, ``country`` (all
        categories of str; the last two may be missing), ``merchandise`` (bool), ``quantity``
        (int, below zero for returns), ``unit_price`` (float, above zero), ``amount_cents``
        (int, below zero for returns: quantity times price, rounded to the hundredth, halves
        to even), ``ordered_at`` (datetime64[s]), ``is_return`` (bool) and ``fingerprint``
        (uint64, equal for equal lines).
    set_aside : DataFrame
        ``reason``: understood, but no trade.
    rejected : DataFrame
        ``reason``: can't be read.
    """

    kept: pd.DataFrame
    set_aside: pd.DataFrame
    rejected: pd.DataFrame


def clean(
    chunk: pd.DataFrame, *, today: dt.date, order: DateOrder, non_merchandise: NonMerchandise
) -> Cleaned:
    """Understand every row of a chunk, or say why not.

    Parameters
    ----------
    chunk : DataFrame of str, one row per row of the file, indexed by line number
        ``invoice``, ``product``, ``quantity``, ``time``, ``price``, ``customer``; if the file
        has them also ``description``, ``country``, and ``surplus`` (a cell without a header).
    today : date
        Rows later than the day after are rejected.
    order : DateOrder
        How to read dates such as ``12/1/2010``.
    non_merchandise : NonMerchandise
        Codes whose lines are kept, but marked.
    """
    absent = pd.Series("", index=chunk.index, dtype="str")
    invoice = _category(chunk["invoice"], _identifier)
    product = _category(chunk["product"], _identifier)
    customer = _category(chunk["customer"], _identifier)
    country = _category(chunk.get("country", absent), _value)
    description = _category(chunk.get("description", absent), lambda texts: texts.str.strip())

    invoices = invoice.categories.to_series()
    cancels = _mapped(invoice, invoices.str.match(r"C[0-9]"))
    adjusts = _mapped(invoice, invoices.str.match(r"A[0-9]"))
    quantity = _each(chunk["quantity"], numbers)
    price = _each(chunk["price"], numbers)
    moment = _each(chunk["time"], lambda texts: times(texts, order))
    amount = np.abs(quantity) * price * 100
    latest = np.datetime64(today + dt.timedelta(days=2), "s")

    faults = {
        Reason.TOO_MANY_CELLS: (chunk.get("surplus", absent) != "").to_numpy(),
        Reason.MISSING_INVOICE: invoice.codes < 0,
        Reason.MISSING_PRODUCT: product.codes < 0,
        Reason.BAD_QUANTITY: ~(quantity == np.rint(quantity)),
        Reason.BAD_PRICE: np.isnan(price),
        Reason.BAD_DATE: np.isnat(moment),
        Reason.IMPOSSIBLE_DATE: (moment < _FIRST_DAY) | (moment >= latest),
        Reason.ZERO_QUANTITY: quantity == 0,
        Reason.TOO_LARGE: (np.abs(quantity) > _MAX_QUANTITY)
        | (np.abs(price) > _MAX_PRICE)
        | (np.abs(amount) > _MAX_AMOUNT_CENTS),
        Reason.ADJUSTMENT: adjusts,
        Reason.NEGATIVE_PRICE: price < 0,
        Reason.ZERO_PRICE: price == 0,
    }
    fate = np.select(list(faults.values()), range(1, len(faults) + 1), default=0)
    is_kept = fate == 0
    is_return = (cancels | (quantity < 0))[is_kept]
    sign = np.where(is_return, -1, 1)
    kept = pd.DataFrame(
        {
            "invoice": invoice[is_kept],
            "product_code": product[is_kept],
            "description": description[is_kept],
            "customer_id": customer[is_kept],
            "country": country[is_kept],
            "merchandise": _merchandise(product, non_merchandise)[is_kept],
            "quantity": np.abs(quantity[is_kept]).astype(np.int64) * sign,
            "unit_price": price[is_kept],
            "amount_cents": np.rint(amount[is_kept]).astype(np.int64) * sign,
            "ordered_at": moment[is_kept],
            "is_return": is_return,
        },
        index=chunk.index[is_kept],
    )
    kept["fingerprint"] = _fingerprint(kept.drop(columns="merchandise"))
    reasons = list(faults)
    rejecting = np.array([False, *(reason.rejected for reason in reasons)])[fate]
    names = np.array(["", *(reason.value for reason in reasons)], dtype=object)[fate]
    left_out = pd.DataFrame({"reason": names}, index=chunk.index)
    return Cleaned(kept, left_out[~is_kept & ~rejecting], left_out[rejecting])


def count_duplicates(fingerprints: Sequence[npt.NDArray[np.uint64]]) -> int:
    """How many kept lines repeat an earlier one exactly. They are counted, not dropped:
    a till that scans an item twice writes the same row twice."""
    together = np.concatenate([np.empty(0, np.uint64), *fingerprints])
    return len(together) - len(pd.unique(together))


def _category(
    column: "pd.Series[str]", normalise: Callable[["pd.Series[str]"], "pd.Series[str]"]
) -> pd.Categorical:
    """Normalise each distinct text once; a file repeats few of them many times."""
    codes, texts = _distinct(column)
    again, values = pd.factorize(normalise(texts))
    return pd.Categorical.from_codes(again[codes], categories=values)


def _each(
    column: "pd.Series[str]", read: Callable[["pd.Series[str]"], npt.NDArray[Scalar]]
) -> npt.NDArray[Scalar]:
    codes, texts = _distinct(column)
    return read(texts)[codes]


def _distinct(column: "pd.Series[str]") -> tuple[npt.NDArray[np.int64], "pd.Series[str]"]:
    codes, texts = pd.factorize(column)
    # The code -1 of a missing cell finds the empty text at the end.
    return codes, pd.Series(np.append(texts.to_numpy(), ""), dtype="str")


def _value(texts: "pd.Series[str]") -> "pd.Series[str]":
    stripped = texts.str.strip()
    return stripped.mask(stripped.str.lower().isin(_NO_VALUE))


def _identifier(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Trim, write in capitals, and take back the ``.0`` that a spreadsheet adds to a number."""
    return _value(texts).str.upper().str.replace(r"^([0-9]+)\.0+$", r"\1", regex=True)


def _mapped(column: pd.Categorical, of_category: "pd.Series[bool]") -> npt.NDArray[np.bool_]:
    # The last element answers for the code -1: no value.
    answers = np.append(of_category.to_numpy(dtype=np.bool_), np.False_)
    return np.asarray(answers[column.codes], dtype=np.bool_)


def _merchandise(product: pd.Categorical, excluded: NonMerchandise) -> npt.NDArray[np.bool_]:
    codes = product.categories.to_series()
    special = codes.isin(list(excluded.codes)) | codes.str.startswith(excluded.prefixes)
    return _mapped(product, ~special)


def _fingerprint(kept: pd.DataFrame) -> npt.NDArray[np.uint64]:
    total = np.zeros(len(kept), dtype=np.uint64)
    for name in kept:
        column = kept[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            texts = column.cat.categories.to_numpy(dtype=object)
            hashes = np.append(pd.util.hash_array(texts, categorize=False), np.uint64(0))
            hashed = hashes[column.cat.codes.to_numpy()]
        else:
            hashed = pd.util.hash_array(column.to_numpy())
        total = (total ^ hashed) * _MIX
    return total
