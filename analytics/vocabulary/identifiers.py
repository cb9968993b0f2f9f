"""Codes and values of a file, tidied so that the same thing is spelt alike."""

import pandas as pd

_NO_VALUE = ("", "nan", "null", "none", "n/a", "#n/a")
_EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"


def as_values(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Trimmed; missing where a program wrote its word for nothing (``nan``, ``null`` …)."""
    stripped = texts.astype("str").str.strip()
    return stripped.mask(stripped.str.lower().isin(_NO_VALUE))


def as_identifiers(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Trimmed and in capitals, without a spreadsheet's ``.0``; e-mails in small letters."""
    values = as_values(texts)
    tidied = values.str.upper().str.replace(r"^([0-9]+)\.0+$", r"\1", regex=True)
    emails = values.str.fullmatch(_EMAIL).to_numpy(dtype=bool, na_value=False)
    return tidied.mask(emails, values.str.lower()) if emails.any() else tidied


def identifier(text: str) -> str:
    """One id as files' ids are stored; empty where it is none."""
    return str(as_identifiers(pd.Series([text], dtype="str")).fillna("").iloc[0])
