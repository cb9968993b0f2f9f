"""Rows of a transactions file as lines of orders: each is kept, set aside or rejected."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.currencies import foreign, possible
from analytics.intake.dates import FIRST_DAY, latest
from analytics.intake.filling import SUMS
from analytics.intake.findings import RowsAndMoney
from analytics.intake.headers import HeaderNames
from analytics.intake.identifiers import of_rows
from analytics.intake.marks import marked
from analytics.intake.reading import DiscountForm, Reading, Role
from analytics.intake.rows import (
    NO_PRODUCT,
    ORDER_TOTAL,
    Booleans,
    Floats,
    Money,
    Rows,
    amount_role,
    invoices,
    moments,
    money,
    products,
)
from analytics.intake.words import FileWords
from analytics.vocabulary.identifiers import are_cut, as_values
from analytics.vocabulary.rows import Reason

_MAX_CODE_CHARS = 200
# Far above any real line; what is larger is a typing error, and could overflow an exact sum.
_MAX_QUANTITY = 10_000_000
_MAX_PRICE = 10_000_000.0
_MAX_AMOUNT_CENTS = 1e13
_MIX = np.uint64(0x100000001B3)


@dataclass(frozen=True)
class Rules:
    """What a person may edit about cleaning.

    Attributes
    ----------
    codes, prefixes : frozenset of str, tuple of str
        Product codes, in capitals, that are nothing from the shelf; their lines are marked.
    words : FileWords
        What stands for nobody in a column of customers, and what tells sales from other rows.
    """

    codes: frozenset[str]
    prefixes: tuple[str, ...]
    words: FileWords

    @classmethod
    def of(cls, non_merchandise: Mapping[str, Any], words: FileWords) -> "Rules":
        """Build from ``config/non_merchandise.toml`` as loaded, and the words of files."""
        return cls(
            frozenset(non_merchandise["codes"]),
            tuple(non_merchandise["prefixes"]),
            words,
        )


@dataclass(frozen=True)
class Cleaned:
    """A chunk of rows, each in exactly one of three frames; all are indexed by line number.

    Attributes
    ----------
    kept : DataFrame, one row per line of an order
        ``invoice``, ``product_code``, ``description``, ``customer_id``, ``country`` (all
        categories of str; the last two may be missing), ``merchandise`` (bool), ``quantity``
        (float, to three decimals, below zero for returns), ``unit_price`` (float, above zero, or
        zero where the file doesn't say what was paid),
        ``amount_cents`` (int, below zero for returns: what was paid, rounded to the hundredth,
        halves to even), ``ordered_at`` (datetime64[s]), ``is_return`` (bool), ``fingerprint``
        (uint64, equal for equal lines), and what the row states of its whole order in
        hundredths: ``order_total_cents``, ``refunded_cents``, ``order_discount_cents`` (float, NaN
        = nothing); and ``refund_of`` (str): the order that nobody's row gives money back of, where
        it names one.
    set_aside : DataFrame
        ``reason``: understood, but no trade.
    rejected : DataFrame
        ``reason``: can't be read.
    unpaid : tuple of str
        Invoices of orders that were cancelled or never paid.
    nobody : mapping
        What stands for nobody in kept rows, and in how many.
    unknown_words : mapping
        Headers and words that only a person can explain, and the kept purchases that have them.
    left_out_words, back_words : mapping
        Headers and words by which rows are no sales, or give money back.
    lost_cents : mapping
        What rows come to that name an order, or a customer, that another table should have.
    rounded_off_cents : float
        What kept purchases come to before each is rounded, less what they come to after it.
    """

    kept: pd.DataFrame
    set_aside: pd.DataFrame
    rejected: pd.DataFrame
    unpaid: tuple[str, ...] = ()
    nobody: Mapping[str, int] = field(default_factory=dict)
    unknown_words: Mapping[tuple[str, str], RowsAndMoney] = field(default_factory=dict)
    left_out_words: Mapping[tuple[str, str], RowsAndMoney] = field(default_factory=dict)
    back_words: Mapping[tuple[str, str], RowsAndMoney] = field(default_factory=dict)
    lost_cents: Mapping[Role, int] = field(default_factory=dict)
    rounded_off_cents: float = 0.0


def clean(chunk: pd.DataFrame, *, reading: Reading, today: dt.date, rules: Rules) -> Cleaned:
    """Understand every row of a chunk, or say why not.

    Parameters
    ----------
    chunk : DataFrame of str, one row per row of the file, indexed by line number
        Under the file's headers; ``SURPLUS`` holds a cell that no header stands above.
    reading : Reading
        Of the kind ``LINES`` or ``ORDERS``.
    today : date
        Rows later than the day after are rejected.
    rules : Rules
        Status words and product codes.
    """
    rows = Rows(chunk, reading)
    paid = money(rows)
    marks = marked(rows, rules.words)
    refunds = paid.is_back | marks.is_back
    is_off = paid.is_below & ~marks.is_back & _names_discount(rows, rules.words.headers)
    ids = rows.whose(refunds)
    customer = rows.customers(ids, rules.words.nobody)
    description = rows.category(Role.DESCRIPTION, lambda texts: texts.str.strip())
    product = products(rows, description)
    moment = moments(rows)
    invoice = invoices(rows, moment, customer)

    lettered = reading.marked_invoices and Role.INVOICE in reading.columns
    numbers = invoice.categories.to_series().astype("str")
    adjusts = of_rows(invoice, numbers.str.match(r"A[0-9]") & lettered)
    cancels = of_rows(invoice, numbers.str.match(r"C[0-9]") & lettered)
    is_off &= ~cancels
    is_return = cancels | (refunds & ~is_off)
    # What nobody paid for nobody gives back.
    corrects = paid.is_below & ~is_off & (amount_role(reading) is None) & (customer.codes < 0)
    faults = {
        Reason.TOO_MANY_CELLS: rows.has_surplus(),
        Reason.UNPAID_ORDER: marks.unpaid,
        Reason.NOT_A_SALE: marks.other,
        Reason.SUM: of_rows(ids, ids.categories.to_series().str.casefold().isin(SUMS)),
        Reason.OTHER_CURRENCY: _is_foreign(rows),
        Reason.NO_ORDER: rows.lacks(Role.INVOICE),
        Reason.MISSING_INVOICE: invoice.codes < 0,
        Reason.MISSING_PRODUCT: product.codes < 0,
        Reason.CUT_ID: _is_cut(invoice) | _is_cut(customer),
        Reason.TOO_LONG: _is_long(invoice) | _is_long(product) | _is_long(customer),
        Reason.BAD_QUANTITY: np.isnan(paid.quantity),
        Reason.BAD_PRICE: np.isnan(paid.cents),
        Reason.BAD_DATE: np.isnat(moment),
        Reason.IMPOSSIBLE_DATE: (moment < FIRST_DAY) | (moment >= latest(today)),
        Reason.ZERO_QUANTITY: paid.quantity == 0,
        Reason.TOO_LARGE: _is_too_large(paid),
        Reason.ADJUSTMENT: adjusts,
        Reason.NEGATIVE_PRICE: corrects,
        Reason.ZERO_PRICE: paid.price == 0,
    }
    fate = np.select(list(faults.values()), range(1, len(faults) + 1), default=0)
    is_kept = fate == 0
    sign = np.where(is_return | is_off, -1, 1)[is_kept]
    # A line that lowers its order is neither a piece that is bought nor one that comes back.
    pieces = np.where(is_off, 0, paid.quantity)
    kept = pd.DataFrame(
        {
            "invoice": invoice[is_kept],
            "product_code": product[is_kept],
            "description": description[is_kept],
            "customer_id": customer[is_kept],
            "country": rows.category(Role.COUNTRY, as_values)[is_kept],
            "quantity": pieces[is_kept] * sign,
            "unit_price": paid.price[is_kept] if reading.priced else 0.0,
            "amount_cents": np.rint(paid.cents[is_kept]).astype(np.int64) * sign,
            "ordered_at": moment[is_kept],
            "is_return": is_return[is_kept],
        },
        index=chunk.index[is_kept],
    )
    kept["fingerprint"] = _fingerprint(kept)
    kept["merchandise"] = (_merchandise(product, rules) & ~is_off)[is_kept]
    totals = _stated_cents(rows, Role.TOTAL, Role.INVOICE in reading.columns)
    kept["order_total_cents"] = np.where(is_return | (totals < 0), np.nan, totals)[is_kept]
    refunds = np.abs(_stated_cents(rows, Role.REFUNDED, True))
    kept["refunded_cents"] = np.where(is_return, np.nan, refunds)[is_kept]
    off = np.abs(_stated_cents(rows, Role.DISCOUNT, reading.discount is DiscountForm.ORDER))
    kept["order_discount_cents"] = np.where(is_return, np.nan, off)[is_kept]
    is_nobody = (customer.codes < 0) & is_kept
    if Role.REFUND_OF in reading.columns:
        refund_of = rows.refunds_of(is_return & is_nobody, invoice)
        kept["refund_of"] = refund_of[is_kept]
        is_nobody &= refund_of.isna().to_numpy()
    reasons = list(faults)
    numbered = Role.INVOICE in reading.columns
    unsold = fate == reasons.index(Reason.UNPAID_ORDER) + 1
    unpaid = tuple(invoice[unsold].dropna().unique()) if numbered and unsold.any() else ()
    stood = ids[is_nobody & (ids.codes >= 0)]
    nobody = dict(Counter(stood.tolist()))
    cleaned = _cleaned(kept, fate, reasons, chunk.index)
    return replace(
        cleaned,
        unpaid=unpaid,
        nobody=nobody,
        unknown_words=_by_word(marks.unknown, paid.cents, is_kept & ~is_return),
        left_out_words=_by_word(marks.told, paid.cents, ~is_kept),
        back_words=_by_word(marks.back, paid.cents, is_kept),
        lost_cents=_lost(rows, paid),
        rounded_off_cents=_rounded_off(paid.cents[is_kept & ~is_return]),
    )


def _cleaned(
    kept: pd.DataFrame, fate: npt.NDArray[np.int64], reasons: list[Reason], lines: pd.Index
) -> Cleaned:
    # Few rows are left out, so those are picked first.
    places = np.flatnonzero(fate)
    met = fate[places] - 1
    rejecting = np.array([reason.rejected for reason in reasons])[met]
    names = np.array([reason.value for reason in reasons], dtype=object)[met]
    left_out = pd.DataFrame({"reason": names}, index=lines[places])
    return Cleaned(kept, left_out[~rejecting], left_out[rejecting])


def without_repeats(cleaned: Cleaned, repeats: Booleans, reason: Reason) -> Cleaned:
    """Set aside the kept lines that repeat an earlier one exactly.

    Parameters
    ----------
    repeats : array of bool, shape (n_kept,)
        Which of ``cleaned.kept`` do.
    reason : Reason
    """
    lines = cleaned.kept.index[repeats]
    repeated = pd.DataFrame({"reason": reason.value}, index=lines, dtype=object)
    set_aside = pd.concat([cleaned.set_aside, repeated]).sort_index()
    return replace(cleaned, kept=cleaned.kept[~repeats], set_aside=set_aside)


def _names_discount(rows: Rows, names: HeaderNames) -> Booleans:
    """Whether what stands for the goods of a row is a discount."""
    found = np.zeros(len(rows), dtype=np.bool_)
    for role in (Role.PRODUCT, Role.DESCRIPTION):
        found |= rows.each(
            role,
            lambda texts: np.array(
                [names.speaks_of(text, "discount") for text in texts], dtype=np.bool_
            ),
        )
    return found


def _by_word(
    words: Mapping[tuple[str, str], Booleans], cents: Floats, among: Booleans
) -> Mapping[tuple[str, str], RowsAndMoney]:
    """Rows by the words that say something of them."""
    money = np.nan_to_num(np.rint(cents))
    found = {word: of & among for word, of in words.items()}
    return {
        word: RowsAndMoney(int(of.sum()), int(money[of].sum()))
        for word, of in found.items()
        if of.any()
    }


def _rounded_off(cents: npt.NDArray[np.float64]) -> float:
    return float((cents - np.rint(cents)).sum())


def _lost(rows: Rows, paid: Money) -> Mapping[Role, int]:
    lost = {role: rows.lacks(role) for role in (Role.INVOICE, Role.CUSTOMER)}
    return {role: int(np.nansum(np.rint(paid.cents[of]))) for role, of in lost.items() if of.any()}


def _is_foreign(rows: Rows) -> Booleans:
    currency, columns = rows.reading.currency, rows.reading.columns
    answers = np.zeros(len(rows), dtype=np.bool_)
    if not currency:
        return answers

    def names_another(texts: "pd.Series[str]") -> Booleans:
        known = as_values(texts).fillna("")
        return np.array([bool(t) and currency not in possible(t) for t in known], dtype=np.bool_)

    answers |= rows.each(Role.CURRENCY, names_another)
    for role in (Role.PRICE, Role.AMOUNT, Role.TOTAL):
        if role in columns:
            answers |= rows.each(role, lambda texts: foreign(texts, currency))
    return answers


def _is_cut(column: "pd.Categorical[str]") -> Booleans:
    return of_rows(column, are_cut(column.categories.to_series().astype("str")))


def _is_long(column: "pd.Categorical[str]") -> Booleans:
    return of_rows(column, column.categories.to_series().astype("str").str.len() > _MAX_CODE_CHARS)


def _is_too_large(paid: Money) -> Booleans:
    return (
        (np.abs(paid.quantity) > _MAX_QUANTITY)
        | (np.abs(paid.price) > _MAX_PRICE)
        | (np.abs(paid.cents) > _MAX_AMOUNT_CENTS)
    )


def _stated_cents(rows: Rows, role: Role, counts: bool) -> npt.NDArray[np.float64]:
    if not counts or role not in rows.reading.columns:
        return np.full(len(rows), np.nan)
    cents = np.rint(rows.numbers(role) * 100)
    return np.where(np.abs(cents) > _MAX_AMOUNT_CENTS, np.nan, cents)


def _merchandise(product: "pd.Categorical[str]", rules: Rules) -> Booleans:
    codes = product.categories.to_series().astype("str")
    special = codes.isin([*rules.codes, ORDER_TOTAL, NO_PRODUCT]) | codes.str.startswith(
        rules.prefixes
    )
    return of_rows(product, ~special)


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
