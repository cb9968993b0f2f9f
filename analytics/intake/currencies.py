"""Which currency an amount is in: by its sign, code or word, by its header, by countries."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from babel import Locale
from babel.numbers import get_territory_currencies, list_currencies

_DOLLARS = (
    *("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    *("MXN", "ARS", "CLP", "COP", "TWD", "BRL"),
)
# A sign says only as much as this: "$" is no evidence against Canadian dollars.
_SIGNS = {
    "£": ("GBP",),
    "￡": ("GBP",),
    "€": ("EUR",),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "円": ("JPY",),
    "元": ("CNY", "TWD"),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₩": ("KRW",),
    "원": ("KRW",),
    "₪": ("ILS",),
    "₴": ("UAH",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₸": ("KZT",),
    "₾": ("GEL",),
    "$": _DOLLARS,
    "＄": _DOLLARS,
}
_WORDS = {
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "tl": ("TRY",),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "rm": ("MYR",),
    "rp": ("IDR",),
    "rmb": ("CNY",),
    "лв": ("BGN",),
    "руб": ("RUB",),
    "р": ("RUB",),
    "грн": ("UAH",),
}
# Letters beside a sign (US$, £GB) are the country's, but for these.
_COUNTRIES = {"C": "CA", "A": "AU", "S": "SG", "R": "BR", "NT": "TW"}


def _either(texts: Mapping[str, object] | tuple[str, ...]) -> str:
    return "|".join(sorted(texts, key=len, reverse=True))


_ANY_SIGN = f"[{''.join(_SIGNS)}]"
SIGN = rf"(?:[A-Za-z]{{0,2}}{_ANY_SIGN}[A-Za-z]{{0,2}}|[A-Za-z]{{3}}|(?i:{_either(_WORDS)}))\.?"
"""A pattern for what may stand before or after a number to tell its currency."""
_FOUND = re.compile(rf"(?<![A-Za-z]){SIGN}(?![A-Za-z])")

# What means a currency among the words of a header, too, where "fr" is a country, "ft" a length,
# and "ALL", "TOP" and "PEN" are no leks, pa'angas and soles.
_HEADER_WORDS = ("kr", "zł", "kč", "tl", "rs", "руб", "грн")
_EURO = ("euro", "euros")
_HEADER_CODES = (
    *("EUR", "USD", "GBP", "JPY", "CNY", "INR", "TRY", "RUB", "KRW", "ILS", "UAH", "CAD", "AUD"),
    *("NZD", "SGD", "HKD", "MXN", "BRL", "ARS", "CLP", "COP", "TWD", "SEK", "NOK", "DKK", "ISK"),
    *("PLN", "CZK", "HUF", "RON", "CHF", "BGN", "ZAR", "AED", "SAR", "EGP", "THB", "MYR", "IDR"),
    *(
        "PHP",
        "VND",
        "NGN",
        "KES",
        "PKR",
        "RSD",
        "QAR",
        "KWD",
        "BHD",
        "OMR",
        "JOD",
        "TND",
        "MAD",
        "GEL",
    ),
)
_IN_HEADER = re.compile(
    rf"(?<![A-Za-z])[A-Za-z]{{1,2}}{_ANY_SIGN}|{_ANY_SIGN}"
    rf"|(?<![^\W_])(?i:{_either((*_HEADER_WORDS, *_EURO, *_HEADER_CODES))})(?![^\W_])"
    # AmountUSD
    rf"|(?<=[a-z])(?:{_either(_HEADER_CODES)})(?![^\W_])"
)
# Umsatz in €, Montant en euros.
_LEFT_OVER = re.compile(r"(?i)\s(?:in|en|em|i|w|v)\s*$")

# Written with a decimal point: amounts with a comma are hardly in these.
_WITH_POINT = frozenset(
    ("GBP", "USD", "AUD", "NZD", "INR", "JPY", "CNY", "HKD", "SGD", "KRW", "ILS", "MXN", "THB")
)
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da")
_ALSO_CALLED = {
    **{"usa": "US", "u.s.a.": "US", "us": "US", "uk": "GB", "u.k.": "GB", "great britain": "GB"},
    **{"england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "eire": "IE"},
}
# Countries tell something where at least this share of the rows have one that is known.
_MOST = 0.5
# And where there are so many: twenty rows of a shop that has a quarter of them from home are all
# from abroad 3 times in 1,000.
_ENOUGH_ROWS = 20


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


def in_header(header: str) -> tuple[str, ...]:
    """ISO codes that a header such as ``Amount (EUR)`` or ``Total US$`` may mean, as `possible`."""
    found = _IN_HEADER.search(header)
    if found is None:
        return ()
    return ("EUR",) if found.group().lower() in _EURO else possible(found.group())


def without_currency(header: str) -> str:
    """A header without the currency in it: ``Umsatz in €`` is ``Umsatz``."""
    if _IN_HEADER.search(header) is None:
        return header
    return _LEFT_OVER.sub("", _IN_HEADER.sub(" ", header).rstrip())


def is_written_with_point(currency: str) -> bool:
    """Whether people write amounts in it with a decimal point and hardly ever with a comma."""
    return currency in _WITH_POINT


def foreign_country(countries: "pd.Series[str]", currency: str) -> tuple[str, str]:
    """The country of most rows, and its currency, where no row is of one that uses this currency,
    however the file writes them; empty where one is, or few are known."""
    counts = countries[countries.str.strip() != ""].value_counts()
    rows = {str(name): int(number) for name, number in counts.items()}
    # Loading a language takes as long as reading some thousand rows.
    for languages in _LANGUAGES[:1], _LANGUAGES:
        known = {name: used for name in rows if (used := _used_in(name, languages))}
        total = sum(rows[name] for name in known)
        if total >= _MOST * sum(rows.values()):
            break
    else:
        return "", ""
    if total < _ENOUGH_ROWS or any(currency in used for used in known.values()):
        return "", ""
    most = max(known, key=lambda name: rows[name])
    return most.strip(), known[most][0]


@cache
def _used_in(country: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    name = country.strip().casefold()
    code = _ALSO_CALLED.get(name) or _territories(languages).get(name)
    return tuple(get_territory_currencies(code)) if code else ()


@cache
def _territories(languages: tuple[str, ...]) -> Mapping[str, str]:
    """Codes of countries by their names in some languages, and by the codes themselves."""
    codes: dict[str, str] = {}
    for language in languages:
        for code, name in Locale(language).territories.items():
            if code.isalpha():
                codes.setdefault(name.casefold(), code)
                codes.setdefault(code.casefold(), code)
    return codes
