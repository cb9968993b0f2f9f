"""Amounts that a table writes in hundredths: cents, pence, minor units."""

import re
from collections.abc import Sequence

import pandas as pd

from analytics.intake.headers import key, without_hundredths
from analytics.intake.identifiers import distinct

_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]*))?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[,' ][0-9]{3})+")
# What Stripe's interface gives: ids of its own, and amounts in the smallest unit there is.
_OF_STRIPE = re.compile(r"(?:ch|pi|py|in|cs|re|txn)_[0-9A-Za-z]{4,}")
_STRIPES_MONEY = {"amount", "amountrefunded", "amountcaptured", "amountpaid", "total", "subtotal"}
_WITHOUT_HUNDREDTHS = {
    *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf"),
    *("ugx", "vnd", "vuv", "xaf", "xof", "xpf"),
}


def in_hundredths(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> frozenset[str]:
    """Keys of the columns whose amounts are hundredths: their header says so, or they are of a
    payment as Stripe's interface describes it; and they have no decimals.

    Parameters
    ----------
    headers : sequence of str
    rows : sequence of sequence of str
        The first ones below; any may be short.
    """
    columns = {
        name: [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        for place, name in enumerate(headers)
    }
    said = {name for name in headers if without_hundredths(name) != name}
    if any(texts and all(map(_OF_STRIPE.fullmatch, texts)) for texts in columns.values()):
        of_money = next((columns[n] for n in headers if key(n) == "currency"), [""])
        if all(text.islower() and text not in _WITHOUT_HUNDREDTHS for text in of_money):
            said |= {name for name in headers if key(name) in _STRIPES_MONEY}
    return frozenset(
        key(name)
        for name in said
        if columns[name] and all(_whole(text).lstrip("+-").isdigit() for text in columns[name])
    )


def as_units(column: "pd.Series[str]") -> "pd.Series[str]":
    """Hundredths as units: ``2118`` is ``21.18``; what is no number stays as it is."""
    codes, texts = distinct(column)
    found = [_in_units(text) for text in texts]
    return pd.Series(pd.Index(found, dtype="str").take(codes), index=column.index)


def _in_units(text: str) -> str:
    match = _NUMBER.fullmatch(_whole(text.strip()))
    if match is None:
        return text
    sign, whole, rest = match.groups(default="")
    whole = whole.zfill(3)
    return f"{sign}{whole[:-2]}.{whole[-2:]}{rest}"


def _whole(text: str) -> str:
    return re.sub("[,' ]", "", text) if _GROUPED.fullmatch(text) else text
