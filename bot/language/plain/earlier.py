"""The same question about the time before, or the same time a year before, as a reply."""

import re
from datetime import date, timedelta

from bot.language.commands.days import Span
from bot.language.commands.population import Population
from bot.language.declaration import Request
from bot.language.plain.sentence import Sentence

_DAY, _YEAR = timedelta(days=1), Span(1, "y")
_OPENS = r"(?:(?:and|but|now|what about|how about|how was it|show me|show|for|in|it|that|this) )*"
_COMPARED = r"(?:compared?|comparing|comparison|against|versus|vs|than)(?: (?:it|that|this))?"
_THEN = r"(?:period|time|times|span|days|dates|weeks?|months?|quarters?|season)"
_SAME = rf"(?:the )?same {_THEN}(?: (?:of|in))?(?: the)?"
_LAST_YEAR = r"(?:(?:the|a|one) )?(?:(?:last|previous|prior|past) )?year"
_BEFORE = r"(?:before(?: that)?|earlier|ago|prior|back)"
_YEARS = tuple(
    re.compile(f"{_OPENS}{pattern}")
    for pattern in (
        rf"(?:{_COMPARED}(?: (?:with|to))? )?{_SAME} {_LAST_YEAR}(?: {_BEFORE})?",
        rf"{_COMPARED}(?: (?:with|to))? {_LAST_YEAR}(?: {_BEFORE})?",
        rf"(?:the|a|one) year {_BEFORE}",
        r"year (?:on|over) year",
    )
)
_ITS_OWN = re.compile(
    rf"{_OPENS}(?:{_COMPARED}(?: (?:with|to))? )?"
    rf"(?:the {_THEN} before(?: that)?|(?:the )?(?:previous|prior|preceding) {_THEN})"
)


def earlier(sentence: Sentence, previous: Request | None, as_of: date) -> Request | None:
    """What was asked, of an earlier time; None where a sentence asks for no such thing, or what
    was asked is of no time.

    Parameters
    ----------
    sentence : Sentence
    previous : Request or None
        What was asked.
    as_of : date
        The day after the last order.
    """
    if not isinstance(previous, Population) or not (previous.last or previous.since):
        return None
    is_by_a_year = any(each.fullmatch(sentence.text) for each in _YEARS)
    if not is_by_a_year and not _ITS_OWN.fullmatch(sentence.text):
        return None
    # The day after the last that counts.
    end = previous.until + _DAY if previous.until else as_of
    start = previous.last.before(end) if previous.last else previous.since
    assert start is not None
    by = _YEAR if is_by_a_year else previous.last or _length(start, end)
    start, end = by.before(start), _YEAR.before(end) if is_by_a_year else start
    return previous.with_values({"last": None, "since": start, "until": end - _DAY})


def _length(start: date, end: date) -> Span:
    """From a day until before another: in months where both begin one."""
    if start.day == end.day == 1:
        return Span((end.year - start.year) * 12 + end.month - start.month, "m")
    return Span((end - start).days, "d")
