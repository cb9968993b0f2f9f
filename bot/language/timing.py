"""When something comes back, in whatever order and words people write it: ``monday 9am``."""

import re
from collections.abc import Sequence

from bot.language.kinds import WEEKDAYS, TimeZone
from bot.language.words import nearest, plain

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = (
    r"(?:mon|monday|tue|tues|tuesday|wed|weds|wednesday|thu|thur|thurs|thursday|fri|friday"
    r"|sat|saturday|sun|sunday)s?"
)
_CLOCK = (
    r"\d{1,2}(?:[:.h]\d{2})? ?(?:[ap]\.?m\.?)(?!\w)|\d{1,2}[:.h]\d{2}(?!\d)"
    r"|\d{1,2} ?o.?clock|noon|midday|midnight"
)
_DATA = r"(?:(?:data|orders?|sales) )?(?:upload|import|file|data)s?"
_SOMEBODY = r"(?:there is|there are|we get|we upload|i upload|somebody uploads)?(?: ?an?)?"
_CAME = r"(?: (?:is|are|has|have|been|comes?|arrives?|in|uploaded|posted|added|imported))*"
#: What is said, as which setting, the first that fits; ``None`` says nothing.
_SAID = (
    ("after", rf"(?:after|on|upon|with|for) (?:each|every|any|all|an?|new)(?: new)? {_DATA}"),
    ("after", r"after (?:uploads?|imports?)"),
    ("after", rf"(?:whenever|when|each time|every time) (?:{_SOMEBODY} )?(?:new )?{_DATA}{_CAME}"),
    ("every", r"every (?:other|second|third|few|\d+|two|three|four) \w+"),
    (
        "every",
        r"fortnightly|bi-?weekly|bi-?monthly|quarterly|hourly|yearly|annually|(?:twice|thrice) .*",
    ),
    ("to", r"(?:just |only )?(?:to|for) (?:me|myself)(?: alone| only)?"),
    ("zone", r"\w+/\S+|utc|gmt"),
    ("at", rf"(?:at )?(?:{_CLOCK})"),
    ("day", r"(?:the )?(?:last|first)(?: day)?(?= |$)|(?:the )?\d{1,2}(?:st|nd|rd|th)(?: day)?"),
    ("every", r"(?:mon(?:day)?|weekday)s? ?(?:to|-|–) ?fri(?:day)?s?"),
    ("every", r"(?:each |every )?(?:weekday|work(?:ing)?[ -]?day|business day)s?"),
    ("day", rf"(?:each |every |on )*{_WEEKDAY}(?: (?:and|&|\+) {_WEEKDAY})*"),
    ("every", r"(?:of )?(?:each |every |the )?(?:daily|weekly|monthly|month|week|day)"),
    (None, r"at|on|in|of|the|every|each|and|a|an|please|morning|mornings|here|to|this channel"),
)
_EVERY = {
    **dict.fromkeys(("daily", "day"), "daily"),
    **dict.fromkeys(("weekly", "week"), "weekly"),
    **dict.fromkeys(("monthly", "month"), "monthly"),
}
_ARTICLES = r"(?:of|each|every|the|on|at|to|for)\s+"


def sort_words(words: Sequence[str]) -> dict[str, str]:
    """Which of ``every``, ``day``, ``at``, ``zone``, ``after`` and ``to`` each word is of.

    A number alone is the day of a month where months or a time are named, else an hour. What
    nothing explains is taken for what it is likest, so that whoever reads it refuses it.

    >>> sort_words(["monday", "9am"]), sort_words(["monthly", "31", "18:00"])
    ({'at': '9am', 'day': 'monday'}, {'at': '18:00', 'every': 'monthly', 'day': '31'})
    """
    left = re.sub(r"[,;]", " ", plain(" ".join(words))).strip()
    found: dict[str, str] = {}
    for name, pattern in _SAID:
        left = _take(name, pattern, left, found)
    numbers = re.findall(r"(?<!\S)\d+(?!\S)", left)
    for number in numbers:
        is_day = found.get("every") == "monthly" or "at" in found
        _add(found, "day" if is_day and "day" not in found else "at", number)
    left = re.sub(r"(?<!\S)\d+(?!\S)", " ", left)
    if unknown := " ".join(left.split()):
        _add(found, _likest(unknown), unknown)
    return found


def _take(name: str | None, pattern: str, text: str, found: dict[str, str]) -> str:
    """The text without what a pattern explains."""
    whole = re.compile(rf"(?<!\S)(?:{pattern})(?!\S)", re.IGNORECASE)
    for match in whole.finditer(text):
        if name:
            _add(found, name, _word(name, match[0]))
    return whole.sub(" ", text)


def _word(name: str, said: str) -> str:
    """What a setting reads, of how it was said."""
    bare = re.sub(rf"^(?:{_ARTICLES})+", "", said.casefold()).strip()
    match name:
        case "every" if re.match(r"mon(?:day)?s?\b|weekday|work|business", bare):
            return "weekdays"
        case "every":
            return _EVERY.get(bare, said)
        case "day":
            return bare.removesuffix(" day").replace("first", "1st")
        case "to":
            return "me"
        case "after":
            return "upload"
        case "zone":
            return said
    return bare


def _add(found: dict[str, str], name: str, word: str) -> None:
    """Note a word; where two of a kind differ, both, of which nothing can be made."""
    earlier = found.get(name)
    found[name] = word if earlier in (None, word) else f"{earlier} {word}"


def _likest(text: str) -> str:
    """Of which setting words are that nothing explains."""
    try:
        TimeZone().read(text)
    except ValueError:
        if nearest(text, (*WEEKDAYS, *_NAMES)):
            return "day"
        return "every" if nearest(text, ("daily", "weekly", "monthly", "weekdays")) else "zone"
    return "zone"
