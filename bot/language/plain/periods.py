"""Periods in words: ``last 90 days``, ``since June``, ``Q3``, ``between June and August``."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.commands.days import Span, SpanOnly
from bot.language.plain.numbers import DAYS, NOT_BOUGHT, NUMBER, number
from bot.language.plain.sentence import Found, Sentence

_MONTHS = {
    name.casefold(): month
    for month in range(1, 13)
    for name in (calendar.month_name[month], calendar.month_abbr[month])
} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d{2}"
_ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4},
    **{"1st": 1, "2nd": 2, "3rd": 3, "4th": 4},
}
_NUMBERED = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}"
    rf"|(?:the )?(?:{_NUMBERED}|first) (?:of )?(?:{_MONTH})(?: {_YEAR})?"
    rf"|(?:{_MONTH}) {_NUMBERED}(?: {_YEAR})?)"
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_SEASON = rf"(?:the |last )?(?:{'|'.join(_SEASONS)})(?: of)?(?: {_YEAR})?"
_QUARTER = (
    rf"(?:q[1-4]|(?:the )?(?:{'|'.join(_ORDINALS)}) quarter)"
    rf"(?:(?: of)? {_YEAR}| of (?:this|last) year)?"
)
_HALF = (
    rf"(?:h[12]|(?:the )?(?:first|second) half(?: of(?: (?:the|this|last) year)?)?)(?: {_YEAR})?"
)
#: What stands for a time with a beginning and an end.
_NAMED = (
    rf"(?:{_DAY}|{_HALF}|(?:{_MONTH})(?: {_YEAR})?|{_QUARTER}|{_SEASON}|{_YEAR}"
    r"|(?:this|last) (?:week|month|quarter|year)|yesterday|today"
    r"|(?<=start of |nning of )the (?:week|month|quarter|year))"
)
_HOW = (
    "(?:since|from) the (?:start|beginning) of|as (?:of|at)"
    "|(?:starting|beginning)(?: (?:from|in|on))?"
    "|(?:(?:until|till|up to|by|at|before|as of) )?the end of"
    "|in|during|for|of|on|from|since|after|until|(?<!the )till|before|up to"
)
_UNIT = "day|week|fortnight|month|quarter|year"
_ROLLING = rf"(?P<many>{NUMBER}) (?P<unit>{_UNIT})s?"
_LETTERS = {
    "day": (1, "d"),
    "week": (1, "w"),
    "fortnight": (2, "w"),
    "month": (1, "m"),
    "quarter": (3, "m"),
    "year": (1, "y"),
}
#: Words that are months only beside a word that says when.
_DOUBTFUL = {"may", "march", "mar"}
#: What is called by a time.
_NAMES = frozenset(
    {
        "mailing",
        "mailings",
        "campaign",
        "campaigns",
        "promotion",
        "promo",
        "newsletter",
        "catalogue",
    }
)
_ONE_DAY = timedelta(days=1)
#: The last day of a month's first half.
_MIDDLE = 15
#: So many years are meant as such also without a word that says when.
_YEARS_BACK = 5


@dataclass(frozen=True)
class Period:
    """Days that are asked about.

    Attributes
    ----------
    since, until : date or None
        The first and the last; None where it is open.
    last : Span or None
        How long, counted back from the as-of date, in their place.
    """

    since: date | None = None
    until: date | None = None
    last: Span | None = None


def periods(sentence: Sentence, as_of: date) -> Iterator[Found]:
    """Every period that a sentence names, two that are compared together.

    Parameters
    ----------
    as_of : date
        The day after the data's last one: periods are counted back from there, never from today.
    """
    compared = [*_compared(sentence, as_of)]
    taken = {place for each in compared for place in each.places}
    yield from compared
    yield from (each for each in _periods(sentence, as_of) if taken.isdisjoint(each.places))


def _periods(sentence: Sentence, as_of: date) -> Iterator[Found]:
    before = r"(?:in |over |during |for |within |from )?(?:the )?"
    for start, end, match in sentence.find(
        rf"{before}(?:last|past|previous|recent|trailing|rolling|running|prior|latest|most recent)"
        rf" {_ROLLING}"
    ):
        if span := _span(number(match["many"]), match["unit"]):
            yield Found(start, end, "period", Period(last=span))
    for start, end, match in sentence.find(
        r"(?:in|over|during|for|within|from) the (?:last|past) (?P<unit>week|month|quarter|year)"
        r"|(?:in |over |during |for )?(?:the )?past (?P<other>week|month|quarter|year)"
    ):
        yield Found(start, end, "period", Period(last=_span(1, match["unit"] or match["other"])))
    for start, end, match in sentence.find(
        r"(?:(?:in|over|for) )?(?P<many>\d{1,4})(?P<unit>[dwmy])"
    ):
        if span := _span(int(match["many"]), match["unit"]):
            yield Found(start, end, "period", Period(last=span))
    for start, end, match in sentence.find(
        rf"(?:over|for|since|across|within|in)(?: about)? {_ROLLING}"
    ):
        if span := _span(number(match["many"]), match["unit"]):
            yield Found(start, end, "period", Period(last=span))
    for start, end, match in sentence.find(
        r"(?:over|in|during|for|within|across) (?:a|the|one|an) (?:whole |full |entire )"
        r"(?P<unit>week|month|quarter|year)"
    ):
        yield Found(start, end, "period", Period(last=_span(1, match["unit"])))
    for start, end, _ in sentence.find(
        r"year to date|ytd|so far this year|(?:in |during )?this year(?: so far)?"
    ):
        yield Found(start, end, "period", Period(since=date(_last(as_of).year, 1, 1)))
    for start, end, match in sentence.find(
        r"(?:compared?|comparison|versus|vs|against)(?: (?:to|with))?"
        r" (?:(?:the )?(?:last|previous) (?P<one>month|quarter|year)"
        r"|the (?P<other>month|quarter|year) before)|(?P<year>year) (?:on|over) year"
    ):
        unit = match["one"] or match["other"] or match["year"]
        yield Found(start, end, "comparison", _span(1, unit))
    for start, end, match in sentence.find(_ROLLING):
        if span := _span(number(match["many"]), match["unit"]):
            yield Found(start, end, "length", span)
    for start, end, match in sentence.find(rf"(?:an?|one) (?P<unit>{_UNIT}) (?:ago|back|earlier)"):
        if span := _span(1, match["unit"]):
            yield Found(start, end, "length", span)
    yield from _ends_of(sentence, as_of)
    for start, end, match in sentence.find(rf"(?:(?P<how>{_HOW}) )?(?:the )?(?P<named>{_NAMED})"):
        named = _bounds(match["named"], as_of)
        how = match["how"] or ""
        if named is None or (not how and _is_doubtful(match["named"], as_of)):
            continue
        if not how and _NAMES.intersection(sentence.words[end : end + 1]):
            # The Christmas mailing is no time.
            continue
        if named[0] < as_of:
            # Nothing is known of what is still to come.
            yield Found(start, end, "period", _as_said(how, *named, _last(as_of)))
    for start, end, match in sentence.find(
        rf"(?:(?:between|from) )?(?P<first>{_NUMBERED}) (?:and|to|until|till|through)"
        rf" (?P<second>{_NUMBERED}) (?:of )?(?P<month>{_MONTH})(?P<year> {_YEAR})?"
    ):
        month = match["month"] + (match["year"] or "")
        first, second = (_bounds(f"{match[one]} {month}", as_of) for one in ("first", "second"))
        if first and second and first[0] <= second[1]:
            yield Found(start, end, "period", Period(since=first[0], until=second[1]))
    for start, end, match in sentence.find(
        rf"(?:(?:between|from) )?(?P<first>{_NAMED})"
        rf" (?:and|to|until|till|through) (?P<second>{_NAMED})"
    ):
        second = _bounds(match["second"], as_of)
        first = _bounds(match["first"], second[1] + timedelta(days=1) if second else as_of)
        if first and second and first[0] <= second[1]:
            yield Found(start, end, "period", Period(since=first[0], until=second[1]))


def _ends_of(sentence: Sentence, as_of: date) -> Iterator[Found]:
    """``The first nine days of this month``, ``the last week of November``, its second half."""
    for start, end, match in sentence.find(
        r"(?:(?:in|over|during|for|within|from|of) )?(?:the )?(?P<which>first|second|last) half of"
        rf" (?:the )?(?P<named>(?:{_MONTH})(?: {_YEAR})?|(?:this|last) month)"
    ):
        whole = _bounds(match["named"], as_of)
        if whole and whole[0] < as_of:
            first, last = whole
            middle = first.replace(day=_MIDDLE)
            half = (first, middle) if match["which"] == "first" else (middle + _ONE_DAY, last)
            yield Found(start, end, "period", _as_said("", *half, _last(as_of)))
    for start, end, match in sentence.find(
        r"(?:(?:in|over|during|for|within|from|of) )?(?:the )?(?P<which>first|last|opening|final)"
        rf" (?:(?P<many>{NUMBER}) )?(?P<unit>days?|weeks?|fortnight) (?:of|in)"
        rf" (?:the )?(?P<named>{_NAMED})"
    ):
        whole = _bounds(match["named"], as_of)
        days = timedelta(days=int(number(match["many"] or "one") * DAYS[match["unit"].rstrip("s")]))
        if whole and whole[0] < as_of:
            first, last = whole
            if match["which"] in ("first", "opening"):
                last = min(last, first + days - timedelta(days=1))
            else:
                first = max(first, last - days + timedelta(days=1))
            yield Found(start, end, "period", _as_said("", first, last, _last(as_of)))


def _compared(sentence: Sentence, as_of: date) -> Iterator[Found]:
    """Two times side by side, ``november versus october``: all the days from the one to the other;
    of two in a row the later, too, which an overview compares with the time before."""
    for start, end, match in sentence.find(
        rf"(?:(?P<compare>compar(?:e|ed|ing|ison)(?: \S+){{0,3}}?) )?(?:(?:of|in|for) )?"
        rf"(?P<first>{_NAMED})(?P<and> (?:and|with|to|from|or))?"
        rf"(?P<versus> (?:versus|against|than|compared? (?:to|with)))?"
        rf" (?:(?:in|of|for|the) )*(?P<second>{_NAMED})"
    ):
        if not match["versus"] and not (match["compare"] and match["and"]):
            continue
        named = (_bounds(match[one], as_of) for one in ("first", "second"))
        earlier, *later = sorted(each for each in named if each)
        if later and later[0][0] < as_of:
            first, last = later[0]
            in_a_row = earlier[1] + timedelta(days=1) == first
            both = _as_said("", earlier[0], last, _last(as_of))
            yield Found(start, end, "both" if in_a_row else "apart", both)
            if in_a_row:
                yield Found(start, end, "later", _as_said("", first, last, _last(as_of)))


def absences(sentence: Sentence, as_of: date) -> Iterator[Found]:
    """Who hasn't bought since a day, as a condition: ``haven't ordered since August``."""
    for start, end, match in sentence.find(rf"{NOT_BOUGHT} since (?P<named>{_NAMED})"):
        named = _bounds(match["named"], as_of)
        if named is not None and named[0] < as_of:
            yield Found(start, end, "condition", f"recency>{(as_of - named[0]).days}")


def _span(many: float, unit: str) -> Span | None:
    """A length of time; None where it is longer than commands take."""
    factor, letter = _LETTERS.get(unit, (1, unit))
    try:
        return SpanOnly().read(f"{int(many) * factor}{letter}")
    except ValueError:
        return None


def _last(as_of: date) -> date:
    return as_of - timedelta(days=1)


def _is_doubtful(words: str, as_of: date) -> bool:
    """Whether words may be no time at all: ``may``, ``1950`` as a customer's number."""
    is_year = bool(re.fullmatch(_YEAR, words))
    return words in _DOUBTFUL or (is_year and not 0 <= as_of.year - int(words) < _YEARS_BACK)


def _as_said(how: str, first: date, last: date, end: date) -> Period:
    """The period that a time with a word before it is; what isn't over has no end."""
    match how:
        case "since" | "from":
            return Period(since=first)
        case _ if "start" in how or "begin" in how:
            return Period(since=first)
        case "after":
            return Period(since=last + timedelta(days=1))
        case "before":
            return Period(until=first - timedelta(days=1))
        case "until" | "till" | "up to" | "through" | "as of" | "as at":
            return Period(until=last)
        case _ if "end" in how:
            return Period(until=last)
        case _:
            return Period(since=first, until=None if last > end else last)


def _bounds(words: str, as_of: date) -> tuple[date, date] | None:
    """The first and the last day of what has a name; the latest one that began before ``as_of``."""
    words = words.removeprefix("the ")
    end = _last(as_of)
    if words in ("today", "yesterday"):
        on = end if words == "today" else end - timedelta(days=1)
        return on, on
    this = re.fullmatch(r"(this|last|)(?: ?)(week|month|quarter|year)", words)
    if this:
        if this[1] == "last":
            # As of the first day that the data don't have: what ends with them is over.
            return _calendar(this[2], as_of, back=True)
        return _calendar(this[2], end, back=False)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", words):
        return _one_day(*(int(part) for part in words.split("-")))
    year = re.search(_YEAR, words)
    chosen = int(year[0]) if year else None
    if year and words == year[0]:
        return date(int(words), 1, 1), date(int(words), 12, 31)
    quarter = re.match(rf"q([1-4])|({'|'.join(_ORDINALS)}) quarter", words)
    if quarter:
        which = int(quarter[1]) if quarter[1] else _ORDINALS[quarter[2]]
        if "year" in words:
            chosen = end.year - ("last year" in words)
        return _months(chosen, 3 * which - 2, 3, end)
    half = re.match(r"h([12])|(first|second) half", words)
    if half:
        if "last year" in words:
            chosen = end.year - 1
        elif "year" in words:
            chosen = end.year
        return _months(chosen, 1 if half[1] == "1" or half[2] == "first" else 7, 6, end)
    season = re.match(rf"(?:last )?({'|'.join(_SEASONS)})", words)
    if season:
        return _months(chosen, _SEASONS[season[1]], 3, end)
    month = next(number for name, number in _MONTHS.items() if re.search(rf"\b{name}\b", words))
    words = re.sub(r"^first\b", "1st", words)
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", words.replace(year[0], "") if year else words)
    if day is None:
        return _months(chosen, month, 1, end)
    found = _one_day(chosen or end.year, month, int(day[1]))
    if found and chosen is None and found[0] > end:
        return _one_day(end.year - 1, month, int(day[1]))
    return found


def _one_day(year: int, month: int, day: int) -> tuple[date, date] | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day), date(year, month, day)


def _months(year: int | None, first: int, many: int, end: date) -> tuple[date, date]:
    """So many months of a year; without one, of the latest in which they have begun."""
    if year is None:
        year = end.year if date(end.year, first, 1) <= end else end.year - 1
    over, last = divmod(first + many - 2, 12)
    ends = calendar.monthrange(year + over, last + 1)[1]
    return date(year, first, 1), date(year + over, last + 1, ends)


def _calendar(unit: str, end: date, *, back: bool) -> tuple[date, date]:
    """The week, month, quarter or year of a day, or the one before."""
    if unit == "week":
        first = end - timedelta(days=end.weekday() + (7 if back else 0))
        return first, first + timedelta(days=6)
    if unit == "year":
        year = end.year - back
        return date(year, 1, 1), date(year, 12, 31)
    many = 1 if unit == "month" else 3
    began = (end.month - 1) // many * many + 1
    year, month = divmod(end.year * 12 + began - 1 - (many if back else 0), 12)
    return _months(year, month + 1, many, end)
