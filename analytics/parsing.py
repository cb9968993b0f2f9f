"""Text of a file as numbers and times, whole columns at once."""

from collections.abc import Iterable
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

_CURRENCY = "[£$€¥]"
_NUMBER = (
    r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
)
_CLOCK = (
    r"(?:[T ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?P<half>[AaPp][Mm])?)? ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?$"
)
_USUAL = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}:[0-9]{2})?"
_YEAR_FIRST = r"^(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})" + _CLOCK
_YEAR_LAST = (
    r"^(?P<first>[0-9]{1,2})[-/.](?P<second_part>[0-9]{1,2})[-/.](?P<year>[0-9]{4}|[0-9]{2})"
    + _CLOCK
)


class DateOrder(StrEnum):
    """How a file writes its dates. ISO dates are read whatever the order is."""

    YEAR_FIRST = "year first"
    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    MONTH_ASSUMED = "month first (assumed: no day above 12)"


def date_order(columns: Iterable["pd.Series[str]"]) -> DateOrder:
    """Decide how dates such as ``12/1/2010`` are meant, from a file's column of dates.

    A first number above 12 can only be a day, a second one above 12 only makes the first a
    month; where both occur, the more frequent wins. Reading stops at the first piece that
    decides. A file where no number is above 12 is read month first, as UCI writes its dates,
    and a file without such dates in its first piece is taken to be year first.

    Parameters
    ----------
    columns : iterable of Series of str
        The column, in pieces.
    """
    for column in columns:
        parts = pd.Series(column.unique(), dtype="str").str.strip().str.extract(_YEAR_LAST)
        first = pd.to_numeric(parts["first"]).dropna()
        if first.empty:
            return DateOrder.YEAR_FIRST
        days_first = int((first > 12).sum())
        days_second = int((pd.to_numeric(parts["second_part"]) > 12).sum())
        if days_first or days_second:
            return DateOrder.DAY_FIRST if days_first > days_second else DateOrder.MONTH_FIRST
    return DateOrder.MONTH_ASSUMED


def numbers(texts: "pd.Series[str]") -> npt.NDArray[np.float64]:
    """Read numbers: plain, with thousands commas (``1,234.50``), with a currency sign.

    Returns
    -------
    array, shape (n,)
        NaN where the text isn't a number.
    """
    plain = (
        texts.str.strip()
        .str.replace(rf"^([+-]?) ?{_CURRENCY} ?", r"\1", regex=True)
        .str.replace(rf" ?{_CURRENCY}$", "", regex=True)
    )
    plain = plain.where(plain.str.fullmatch(_NUMBER)).str.replace(",", "", regex=False)
    return pd.to_numeric(plain, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)


def times(texts: "pd.Series[str]", order: DateOrder) -> npt.NDArray[np.datetime64]:
    """Read dates with or without a time of day, as the wall clock shows it (a zone is ignored).

    Returns
    -------
    array of datetime64[s], shape (n,)
        NaT where the text isn't a date, or names a day that doesn't exist.
    """
    stripped = texts.str.strip()
    moments = np.full(len(texts), np.datetime64("NaT", "s"))
    # The usual form has a quick way; the patterns take the rest.
    usual = stripped.str.fullmatch(_USUAL).to_numpy(dtype=bool)
    moments[usual] = pd.to_datetime(stripped[usual], format="ISO8601", errors="coerce").to_numpy()
    if not usual.all():
        moments[~usual] = _unusual_times(stripped[~usual], order)
    return moments


def _unusual_times(stripped: "pd.Series[str]", order: DateOrder) -> npt.NDArray[np.datetime64]:
    parts = stripped.str.extract(_YEAR_FIRST)
    others = parts["year"].isna() & (stripped != "")
    if others.any():
        day_first = order is DateOrder.DAY_FIRST
        names = ("day", "month") if day_first else ("month", "day")
        late = stripped[others].str.extract(_YEAR_LAST)
        late = late.rename(columns={"first": names[0], "second_part": names[1]})
        late["year"] = late["year"].where(late["year"].str.len() != 2, "20" + late["year"])
        parts.loc[others, late.columns] = late
    return _assemble(parts)


def _assemble(parts: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    half = parts.pop("half").str.lower()
    numeric = parts.apply(pd.to_numeric)
    numeric[["hour", "minute", "second"]] = numeric[["hour", "minute", "second"]].fillna(0)
    twelve_hours = half.notna() & numeric["hour"].between(1, 12)
    numeric["hour"] = numeric["hour"].where(
        ~twelve_hours, numeric["hour"] % 12 + 12 * (half == "pm")
    )
    sound = (
        (half.isna() | twelve_hours)
        & (numeric["hour"] < 24)
        & (numeric["minute"] < 60)
        & (numeric["second"] < 60)
    )
    whole = pd.to_datetime(numeric[["year", "month", "day"]], errors="coerce")
    seconds = numeric["hour"] * 3600 + numeric["minute"] * 60 + numeric["second"]
    moments = whole.to_numpy().astype("datetime64[s]") + seconds.to_numpy().astype("timedelta64[s]")
    return np.where(sound, moments, np.datetime64("NaT", "s"))
