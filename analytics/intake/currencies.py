"""Which currency an amount is in, by its sign or its code."""

import re
from collections import Counter

import numpy as np
import numpy.typing as npt
import pandas as pd
from babel.numbers import list_currencies

# A sign says only as much as this: "$" is no evidence against Canadian dollars.
_SIGNS = {
    "£": ("GBP",),
    "€": ("EUR",),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "₴": ("UAH",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD", "BRL"),
}
_WORDS = {
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "fr": ("CHF",),
}
# Letters beside a sign (US$, £GB) are the country's, but for these.
_COUNTRIES = {"C": "CA", "A": "AU", "S": "SG", "R": "BR"}
SIGN = (
    rf"(?:[A-Za-z]{{0,2}}[{''.join(_SIGNS)}][A-Za-z]{{0,2}}|[A-Za-z]{{3}}"
    rf"|(?i:{'|'.join(_WORDS)}))\.?"
)
"""A pattern for what may stand before or after a number to tell its currency."""
_FOUND = re.compile(rf"(?<![A-Za-z]){SIGN}(?![A-Za-z])")


def possible(text: str) -> tuple[str, ...]:
    """ISO codes that a text such as ``$12.50``, ``EUR`` or ``12 kr`` may mean; the likeliest first.

    Empty where it tells no currency.
    """
    found = _FOUND.search(text)
    if found is None:
        return ()
    sign = found.group().rstrip(".")
    if sign.lower() in _WORDS:
        return _WORDS[sign.lower()]
    symbol = next((each for each in _SIGNS if each in sign), None)
    if symbol is None:
        return (sign.upper(),) if sign.upper() in list_currencies() else ()
    letters = sign.replace(symbol, "").upper()
    country = _COUNTRIES.get(letters, letters)
    return tuple(code for code in _SIGNS[symbol] if code.startswith(country))


def foreign(texts: "pd.Series[str]", currency: str) -> npt.NDArray[np.bool_]:
    """Which texts tell a currency, and not this one."""
    suspects = texts.str.contains(r"[^\s0-9.,+()'-]", regex=True).to_numpy(dtype=bool)
    answers = np.zeros(len(texts), dtype=np.bool_)
    for place in np.flatnonzero(suspects):
        codes = possible(texts.iloc[place])
        answers[place] = bool(codes) and currency not in codes
    return answers


def told(texts: "pd.Series[str]", expected: str) -> Counter[str]:
    """How many of the texts tell which currency; an ambiguous sign counts for the expected one."""
    counts: Counter[str] = Counter()
    for text, rows in texts.value_counts().items():
        codes = possible(str(text))
        if codes:
            counts[expected if expected in codes else codes[0]] += int(rows)
    return counts
