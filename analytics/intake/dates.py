"""Text as moments, whole columns at once."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from babel import Locale

from analytics.vocabulary.identifiers import latin_digits

Moments = npt.NDArray[np.datetime64]

FIRST_DAY = np.datetime64("1990-01-01", "s")
"""No shop's file goes further back; an earlier date is a typing error."""
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})[:h.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?P<half>[AaPp]\.? ?[Mm]\.?)?"
    r" ?(?:Z|(?:[A-Z]{3,4})?(?: ?[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
_ALONE = re.compile(rf"{_CLOCK}$")
_MAYBE_CLOCK = rf"(?:(?:T|,? +){_CLOCK})?$"
_USUAL = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}:[0-9]{2})?"
_YEAR_FIRST = (
    r"^(?P<year>[0-9]{4})[-/.] ?(?P<month>[0-9]{1,2})[-/.] ?(?P<day>[0-9]{1,2})\.?" + _MAYBE_CLOCK
)
YEAR_LAST = (
    r"^(?P<first>[0-9]{1,2})(?P<mark>[-/.]) ?(?P<second_part>[0-9]{1,2})[-/.] ?"
    r"(?P<year>[0-9]{4}|[0-9]{2})\.?" + _MAYBE_CLOCK
)
"""The form whose first two numbers may be day and month, or month and day."""
_SHORT_YEAR_FIRST = (
    r"^(?P<year>[0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})" + _MAYBE_CLOCK
)
Period = Literal["week", "month"]
PERIODS: dict[Period, re.Pattern[str]] = {
    "week": re.compile(r"((?:19|20)[0-9]{2})[- /]?[WwKk]{1,2}[- ]?([0-5]?[0-9])"),
    "month": re.compile(r"((?:19|20)[0-9]{2})[-/.](0[1-9]|1[0-2])"),
}
_COMPACT = (
    r"^(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?:[T ]?(?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2}):?(?P<second>[0-9]{2})?Z?)?$"
)
_NUMBER = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?|[0-9]{9,10}(?:\.[0-9]+)?|[0-9]{13}")
# What the patterns may be tried on: short, and with at least two digits somewhere.
_LIKE_A_DATE = re.compile(r"[^0-9]{0,30}[0-9].{0,30}[0-9].{0,30}")
_EXCEL_ZERO = dt.date(1899, 12, 30)
_UNIX_ZERO = dt.date(1970, 1, 1)
_EXCEL_DAYS = (20_000, 80_000)
_SECONDS_PER_DAY = 86_400
# Dates with the month in words: in these languages, and where none knows the word in the others,
# since loading a language takes as long as reading some thousand rows.
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl")
_OTHER_LANGUAGES = ("cs", "sk", "hu", "ro", "fi", "nb", "hr", "sl", "tr", "ru", "uk", "bg", "el")
# 2024年1月13日, 2024년 1월 13일
_CHARACTERS = re.compile(r"([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
_ORDINALS = r"(?:st|nd|rd|th|er|o|º|ª|\.)?"
_SMALL = r"(?:de |of |den )?"
_DAY_NUMBER = rf"(?P<day>[0-9]{{1,2}}){_ORDINALS}"
_YEAR_NUMBER = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_MONTH_NAME = r"(?P<name>[^\W\d_]{3,})\.?"
_GAP = r"[ ,/.-]+"
_WEEKDAY = r"(?:[^\W\d_]{2,}\.?,? )?"
_REST = r"(?P<rest>(?:[ ,t]+(?:at |um |a las |klo )?[0-9].*)?)"
_WORDED = tuple(
    re.compile(form + _REST)
    for form in (
        rf"{_WEEKDAY}{_DAY_NUMBER}{_GAP}{_SMALL}{_MONTH_NAME}{_GAP}{_SMALL}{_YEAR_NUMBER}",
        rf"{_WEEKDAY}{_MONTH_NAME}{_GAP}{_DAY_NUMBER}{_GAP}{_YEAR_NUMBER}",
        rf"(?P<year>[0-9]{{4}}){_GAP}{_MONTH_NAME}{_GAP}{_DAY_NUMBER}",
    )
)
_FIRST_MARK = re.compile(r"[0-9]{1,2}([-/.])")
_CLOCK_START = re.compile(r"^[ ,t]+(?:at |um |a las |klo )?")


class DateOrder(StrEnum):
    """How a file writes its dates. ISO dates are read whatever the order is."""

    YEAR_FIRST = "year first"
    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"


_FORMS = {
    order: tuple(
        re.compile(form)
        for form in (
            _YEAR_FIRST,
            _SHORT_YEAR_FIRST if order is DateOrder.YEAR_FIRST else YEAR_LAST,
            _COMPACT,
        )
    )
    for order in DateOrder
}


@dataclass(frozen=True)
class DateForm:
    """How a file writes its dates.

    Attributes
    ----------
    order : DateOrder
        Of dates whose numbers could be in several; with `YEAR_FIRST`, ``24/01/15`` is in 2024.
    marks : mapping
        Where dates with other marks (``/ - .``) are written in another order: the order of each.
    is_turned : bool
        A spreadsheet has read day-first dates month first where it could, and left the rest as
        texts: what stands as a date has day and month in each other's place.
    """

    order: DateOrder = DateOrder.YEAR_FIRST
    marks: Mapping[str, DateOrder] = field(default_factory=dict)
    is_turned: bool = False


def latest(today: dt.date) -> np.datetime64:
    """The moment from which on a date is in the future, with a day's grace for time zones."""
    return np.datetime64(today + dt.timedelta(days=2), "s")


def times(texts: "pd.Series[str]", form: DateForm) -> Moments:
    """Read dates with or without a time of day, as the wall clock shows it (a zone is ignored).

    ISO; day, month and year with ``/ - .``; ``20111209``; months in words; days since 1900 as
    Excel counts them (20000 to 80000); seconds or milliseconds since 1970. A week (``2024-W05``)
    or a month (``2024-02``) is read as its first day.

    Returns
    -------
    array of datetime64[s], shape (n,)
        NaT where the text isn't a date, or names a day that doesn't exist.
    """
    stripped = latin_digits(texts).str.strip()
    moments = np.full(len(texts), np.datetime64("NaT", "s"))
    # The usual form has a quick way; the patterns take the rest.
    usual = stripped.str.fullmatch(_USUAL).to_numpy(dtype=bool)
    if usual.any():
        ready = pd.to_datetime(stripped[usual], format="ISO8601", errors="coerce").to_numpy()
        moments[usual] = _turned(ready) if form.is_turned else ready
    if not usual.all():
        others = stripped[~usual].tolist()
        moments[~usual] = _since_1970(
            [_moment(text, form.marks.get(_mark(text), form.order)) for text in others]
        )
    return moments


def first_days(texts: "pd.Series[str]", unit: Period) -> Moments:
    """The first days of weeks or months; NaT where a text names none."""
    return _since_1970([_first_day(text, unit) for text in texts.tolist()])


def _first_day(text: str, unit: Period) -> int | None:
    found = PERIODS[unit].fullmatch(text)
    if found is None:
        return None
    try:
        if unit == "month":
            return _midnight(dt.date(int(found[1]), int(found[2]), 1))
        # Weeks of ISO 8601 begin on Mondays.
        return _midnight(dt.date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None


def _turned(moments: Moments) -> Moments:
    """Day and month in each other's place, where that makes a date."""
    read = pd.Series(moments)
    parts = {"year": read.dt.year, "month": read.dt.day, "day": read.dt.month}
    days = pd.to_datetime(pd.DataFrame(parts), errors="coerce").to_numpy("datetime64[s]")
    turned = days + (moments - moments.astype("datetime64[D]"))
    return np.where(np.isnat(turned), moments, turned)


def clocks(texts: "pd.Series[str]") -> npt.NDArray[np.timedelta64]:
    """Read times of day: ``14:05``, ``2:05:33 PM``, ``14h05``, or a fraction of a day.

    Returns
    -------
    array of timedelta64[s], shape (n,)
        NaT where the text isn't a time of day; an empty text is midnight.
    """
    stripped = latin_digits(texts).str.strip()
    matches = map(_ALONE.match, stripped.tolist())
    read = [None if found is None else _seconds(found) for found in matches]
    seconds = np.array(read, dtype=np.float64)
    fraction = pd.to_numeric(
        stripped.where(stripped.str.fullmatch(r"0?[.,][0-9]+|0")).str.replace(",", ".", regex=False)
    ).to_numpy(dtype="float64", na_value=np.nan)
    seconds = np.where(np.isnan(seconds), np.rint(fraction * _SECONDS_PER_DAY), seconds)
    seconds[(stripped == "").to_numpy(dtype=bool)] = 0
    return _as_timedelta(seconds)


def _mark(text: str) -> str:
    found = _FIRST_MARK.match(text)
    return found[1] if found else ""


@lru_cache(maxsize=50_000)
def _moment(text: str, order: DateOrder) -> int | None:
    """What a date means, in seconds since 1970; cached, as a column is looked at more than once."""
    if _NUMBER.fullmatch(text):
        return _counted(float(text.replace(",", ".")))
    if not _LIKE_A_DATE.fullmatch(text):
        return None
    found = _match(text, order)
    if found is None:
        found = _match(with_month_number(_CHARACTERS.sub(r"\1-\2-\3", text)), order)
    if found is None:
        days = (_first_day(text, unit) for unit in PERIODS)
        return next((day for day in days if day is not None), None)
    parts = found.groupdict()
    if "first" in parts:
        day_first = order is DateOrder.DAY_FIRST
        names = ("day", "month") if day_first else ("month", "day")
        parts |= dict(zip(names, (parts["first"], parts["second_part"]), strict=True))
    year = parts["year"]
    if len(year) == 2:
        year = ("19" if year >= "70" else "20") + year
    seconds = _seconds(found) if parts["hour"] else 0
    if seconds is None:
        return None
    try:
        day = dt.date(int(year), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None
    return _midnight(day) + seconds


def _counted(number: float) -> int | None:
    """Days since 1900, seconds or milliseconds since 1970."""
    if number >= 1e6:
        return round(number / 1000 if number > 1e11 else number)
    if not _EXCEL_DAYS[0] <= number <= _EXCEL_DAYS[1]:
        return None
    return _midnight(_EXCEL_ZERO) + round(number * _SECONDS_PER_DAY)


def _midnight(day: dt.date) -> int:
    return (day - _UNIX_ZERO).days * _SECONDS_PER_DAY


def _since_1970(seconds: Sequence[int | None]) -> Moments:
    return np.datetime64(_UNIX_ZERO, "s") + _as_timedelta(np.array(seconds, dtype=np.float64))


def _match(text: str, order: DateOrder) -> re.Match[str] | None:
    return next(filter(None, (form.match(text) for form in _FORMS[order])), None)


def with_month_number(text: str) -> str:
    """Rewrite ``9 Dec 2011 12:50`` as ``2011-12-9 12:50``; other texts come back as they are."""
    plain = _plain(text)
    for form in _WORDED:
        match = form.fullmatch(plain)
        if match is None:
            continue
        month = _months(_LANGUAGES).get(match["name"])
        month = month or _months(_OTHER_LANGUAGES).get(match["name"])
        if month is None:
            continue
        year = match["year"].lstrip("'")
        if len(year) == 2:
            year = ("19" if year >= "70" else "20") + year
        clock = _CLOCK_START.sub(" ", match["rest"]).upper()
        return f"{year}-{month}-{match['day']}{clock}"
    return text


@cache
def _months(languages: tuple[str, ...]) -> dict[str, int]:
    """Every name and abbreviation of a month, without accents and dots."""
    found: dict[str, int] = {}
    for language in languages:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context.get(width, {}).items():
                    found[_plain(name).rstrip(".")] = number
    return found | {"sept": 9, "okt": 10, "mrz": 3, "maerz": 3}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.strip().casefold()).replace("ł", "l")
    return "".join(c for c in folded if not unicodedata.combining(c)).replace("º", "o")


def _seconds(clock: re.Match[str]) -> int | None:
    """Seconds since midnight; None where there is no such time of day."""
    parts = clock.groupdict()
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = parts.get("half")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half[0] in "pP")
    sound = hour < 24 and minute < 60 and second < 60
    return hour * 3600 + minute * 60 + second if sound else None


def _as_timedelta(seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.timedelta64]:
    known = ~np.isnan(seconds)
    found = np.full(len(seconds), np.timedelta64("NaT", "s"))
    found[known] = seconds[known].astype("int64").astype("timedelta64[s]")
    return found
