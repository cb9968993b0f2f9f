"""Dates with the month in words, in the languages of ten locales."""

import re
import unicodedata
from functools import cache

from babel import Locale

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl")
_ORDINALS = r"(?:st|nd|rd|th|er|o|º|ª|\.)?"
_SMALL = r"(?:de |of |den )?"
_DAY = rf"(?P<day>[0-9]{{1,2}}){_ORDINALS}"
_YEAR = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_NAME = r"(?P<name>[a-z]{3,})\.?"
_GAP = r"[ ,/.-]+"
_WEEKDAY = r"(?:[a-z]{2,}\.?,? )?"
_REST = r"(?P<rest>(?:[ ,t]+(?:at |um |a las |klo )?[0-9].*)?)"
_FORMS = tuple(
    re.compile(form + _REST)
    for form in (
        rf"{_WEEKDAY}{_DAY}{_GAP}{_SMALL}{_NAME}{_GAP}{_SMALL}{_YEAR}",
        rf"{_WEEKDAY}{_NAME}{_GAP}{_DAY}{_GAP}{_YEAR}",
        rf"(?P<year>[0-9]{{4}}){_GAP}{_NAME}{_GAP}{_DAY}",
    )
)
_CLOCK_START = re.compile(r"^[ ,t]+(?:at |um |a las |klo )?")


def with_month_number(text: str) -> str:
    """Rewrite ``9 Dec 2011 12:50`` as ``2011-12-9 12:50``; other texts come back as they are."""
    plain = _plain(text)
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match is None or match["name"] not in _months():
            continue
        year = match["year"].lstrip("'")
        if len(year) == 2:
            year = ("19" if year >= "70" else "20") + year
        clock = _CLOCK_START.sub(" ", match["rest"]).upper()
        return f"{year}-{_months()[match['name']]}-{match['day']}{clock}"
    return text


@cache
def _months() -> dict[str, int]:
    """Every name and abbreviation of a month, without accents and dots."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context.get(width, {}).items():
                    found[_plain(name).rstrip(".")] = number
    return found | {"sept": 9, "okt": 10, "mrz": 3, "maerz": 3}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.strip().casefold()).replace("ł", "l")
    return "".join(c for c in folded if not unicodedata.combining(c)).replace("º", "o")
