"""What an id is: the one rule for customers, invoices and products, wherever a text names one."""

import re
import unicodedata

import pandas as pd

_NO_VALUE = ("", "nan", "null", "none", "n/a", "#n/a")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")
# What a copied cell may have around it without anybody seeing it.
_CUT = r"\s*[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}\s*"
_MARKS = {"٫": ".", "٬": ",", "،": ","}
_INVISIBLE = "\u200b\u2060\ufeff"
_HALF_AND_FULL_WIDTH = {
    ord(letter): unicodedata.normalize("NFKC", letter) for letter in map(chr, range(0xFF01, 0xFFEF))
}


def identifier(text: str) -> str:
    """A text as the id that it names; empty where it names none (``""``, ``nan``, ``n/a`` …).

    Trimmed and in capitals, without a spreadsheet's ``.0``; e-mails in small letters. Letters of
    full width are those of plain width, and accents are part of their letter, as RFC 8265 has it
    for names of users.

    >>> identifier(" ab12 "), identifier("12345.0"), identifier("Ann@Example.com")
    ('AB12', '12345', 'ann@example.com')
    """
    id_ = tidied(text)
    if id_.lower() in _NO_VALUE:
        return ""
    if "@" in id_ and _EMAIL.fullmatch(id_):
        return folded(id_)
    number = _WHOLE_NUMBER.fullmatch(id_)
    if number:
        return number[1]
    return id_.upper() if id_.isascii() else unicodedata.normalize("NFC", folded(id_).upper())


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address, and nothing beside."""
    return _EMAIL.fullmatch(text.strip()) is not None


def tidied(text: str) -> str:
    """Trimmed, with the letters that an id may have."""
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFC", text.translate(_HALF_AND_FULL_WIDTH))
    return plain.strip(_INVISIBLE).strip().strip(_INVISIBLE)


def as_identifiers(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Each text as `identifier` has it; missing where it is none."""
    found = [identifier(text) or None for text in texts.astype("str").fillna("").tolist()]
    return pd.Series(found, texts.index, dtype="str")


def are_cut(texts: "pd.Series[str]") -> "pd.Series[bool]":
    """Which texts are numbers that a spreadsheet shows without their last digits.

    >>> are_cut(pd.Series(["4.47701E+11", "447701234567", "E11"])).tolist()
    [True, False, False]
    """
    return texts.str.fullmatch(_CUT)


def latin_digits(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Texts with the digits of every script as 0 to 9, and the marks of Arabic numbers as ours.

    >>> latin_digits(pd.Series(["١٢٠", "१२०", "１２０", "3²"])).tolist()
    ['120', '120', '120', '3²']
    """
    foreign = ~texts.str.isascii().fillna(True).to_numpy(dtype=bool)
    if not foreign.any():
        return texts
    return texts.mask(foreign, texts[foreign].map(with_latin_digits))


def with_latin_digits(text: str) -> str:
    """A text as `latin_digits` has it."""
    if text.isascii():
        return text
    return "".join(_MARKS.get(each, str(unicodedata.decimal(each, each))) for each in text)


def as_values(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Trimmed; missing where a program wrote its word for nothing (``nan``, ``null`` …)."""
    stripped = [text.strip() for text in texts.astype("str").fillna("").tolist()]
    found = [None if text.lower() in _NO_VALUE else text for text in stripped]
    return pd.Series(found, texts.index, dtype="str")


def folded(text: str) -> str:
    """A text in which an id stands alike, however it was written: to look for one in."""
    if text.isascii():
        return text.lower()
    # ß and ẞ are SS, and an accent may part from its letter when the case changes.
    return unicodedata.normalize("NFC", tidied(text).casefold())
