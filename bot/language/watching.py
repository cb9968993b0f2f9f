"""Reading what people want to be told of: ``at risk over 20%``, ``revenue down 10% week on week``.

Each is a measure, a way and a number. What it is counted in has to be clear: of ``at risk > 20`` it
isn't, so that both readings are offered.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.language.plain.numbers import DAYS, NUMBER, number
from bot.language.words import plain

WEEK, MONTH = 7, 30
_LONGEST = 120
#: A number up to this may be meant as a share where no unit is given.
_MAY_BE_A_SHARE = 100


class Measure(StrEnum):
    """What is watched."""

    SHARE = "share"
    CUSTOMERS = "customers"
    REVENUE = "revenue"
    SLIPPED = "slipped"
    ROSE = "rose"
    AGE = "age"


class Way(StrEnum):
    """Which side of the number it is told on."""

    ABOVE = "above"
    BELOW = "below"
    UP = "up"
    DOWN = "down"

    @property
    def is_change(self) -> bool:
        """Whether the number is a change in per cent, and not a limit."""
        return self in (Way.UP, Way.DOWN)


@dataclass(frozen=True)
class Watch:
    """What somebody wants to be told of.

    Attributes
    ----------
    measure : Measure
    way : Way
    number : float
        Per cent of customers (SHARE), per cent of change (UP, DOWN), customers, currency units, or
        days (AGE).
    segment : str
        As people name it; empty for everybody.
    days : int
        What a change, revenue or movement is of.
    """

    measure: Measure
    way: Way
    number: float
    segment: str = ""
    days: int = WEEK

    @property
    def has_span(self) -> bool:
        """Whether it is about so many days, and not about how things stand."""
        of_all = self.measure is Measure.REVENUE and not self.segment
        return self.way.is_change or of_all or self.measure in (Measure.SLIPPED, Measure.ROSE)

    def __str__(self) -> str:
        number = f"{self.number:.10f}".rstrip("0").rstrip(".")
        if self.measure is Measure.AGE:
            return f"data older than {number} days"
        unit = "%" if self.way.is_change or self.measure is Measure.SHARE else ""
        # Loyal customers are customers: nobody says that twice.
        is_said = self.measure is Measure.CUSTOMERS and self.segment.endswith(" customers")
        what = self.segment if is_said else f"{self.segment} {self.measure}"
        words = [what.strip(), self.way, f"{number}{unit}"]
        if self.has_span:
            is_week = self.way.is_change and self.days == WEEK
            words.append("week on week" if is_week else f"in {self.days} days")
        return " ".join(words)


class Unclear(ValueError):
    """Words that can't be watched as they are; ``meant`` is what they may mean."""

    def __init__(self, *meant: Watch) -> None:
        super().__init__(f"did you mean {' or '.join(f'`{each}`' for each in meant)}?")
        self.meant = meant


_NUMBER = (
    r"(?P<money>[£$€¥]\s?)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?)"
    r"(?P<thousands>k\b)?\s*(?P<percent>%|percent\b|per cent\b|pct\b)?"
    r"\s*(?P<of>(?:of (?:all )?)?(?:our )?(?:customers?|people))?"
)
_IS = r"(?:(?:is|are|goes|go|gets?) )?"
_MORE = r"(?: more than| over| at least)?"
_WAYS = (
    r"(?P<reaches>(?:reach(?:es)?|hits?|goes up to|gets to|rises to|is at least))"
    rf"|(?P<below>{_IS}(?:below|under|less than|fewer than|lower than)"
    r"|(?:drops?|falls?|sinks?|dips?|slips?|shrinks?|plunges?) (?:down )?(?:below|under|to less"
    r" than))"
    rf"|(?P<above>{_IS}(?:above|over|more than|greater than|higher than|beyond)"
    r"|(?:rises?|grows?|climbs?|jumps?|goes|gets) (?:up )?(?:above|over|past|beyond)|exceeds?"
    r"|crosses|tops"
    r"|passes|surpasses)"
    rf"|(?P<down>{_IS}(?:down|drops?|falls?|declines?|decreases?|shrinks?|dips?|sinks?|tanks?"
    rf"|plunges?"
    rf"|loses?|drops? off)(?: by)?{_MORE})"
    rf"|(?P<up>{_IS}(?:up|rises?|grows?|increases?|climbs?|jumps?|spikes?|soars?|gains?)(?:"
    rf" by)?{_MORE})"
)
_CONDITION = re.compile(
    rf"(?P<subject>.+?)(?: (?:{_WAYS}) |\s*(?P<sign>[<>])\s*(?P<equal>=)?\s*){_NUMBER}"
)
_SPAN = re.compile(
    r",? (?:(?P<week>week (?:on|over|by|to) week|wow|(?:per|a|each|every) week"
    r"|(?:vs\.?|versus|from|than|compared (?:to|with)) (?:last week|the (?:week before|previous"
    r" week)))"
    r"|(?P<month>month (?:on|over|by|to) month|mom|(?:per|a|each|every) month)"
    r"|(?:in|over|within) (?:the last )?(?P<days>[1-9]\d{0,2}) days?)(?= |$)"
)
_SINCE = re.compile(r" since (?:the |our |my )?(?:last|latest|previous) \w+")
_LENGTH = re.compile(
    rf"(?P<before> (?:for|in|within|over|than|since|>) (?:the last )?)(?:(?P<many>{NUMBER})|an?) "
    r"(?P<unit>day|week|fortnight|month|quarter|year)s?(?! (?:on|over|by|to) )"
)
_WEEKLY = re.compile(r"^(?:(?:the|our) )?(?P<span>week|month)ly (?P<what>.+)")
_DATA = r"(?:(?:the|our|any|new) )*(?:data|files?|uploads?|orders?)"
_AGE = re.compile(
    r"(?:(?:(?:the|our) )*data (?:(?:is|are|gets?) )?(?P<sign>older than|more than|over|>) ?"
    r"|(?:(?:the|our) )*(?:age of (?:(?:the|our) )*data|data age) (?:(?:is|gets?) )?"
    r"(?:above|over|more than|>) ?"
    rf"|(?:there (?:is|are) )?no {_DATA} (?:(?:comes? in|arrives?|uploaded) )?(?:for|in|since) "
    r"|(?:nobody|no one|no-one) (?:uploads?|has uploaded|uploaded|posts?|has posted)"
    rf" (?:(?:anything|{_DATA}) )?(?:for|in|since) "
    r"|we (?:don't|do not|haven't|have not) upload(?:ed)?"
    rf" (?:(?:anything|{_DATA}) )?(?:for|in|since) "
    r")(?P<days>[1-9]\d{0,3}) days?(?: old)?"
)
#: How many of whom: "fewer than 500 champions", "over 20% of customers are at risk".
_HOW_MANY = re.compile(
    r"(?:(?:there are|we have) )?(?P<way>more than|over|above|fewer than|less than|under|below)"
    r" (?P<number>[\d,.]+)(?P<percent> ?%| percent| per cent)?"
    r" (?:of (?:(?:all|our|the) )*)?(?:(?:customers|people) )?(?:(?:are|is|become|who) )*"
    r"(?P<who>\D+)"
)
_BEFORE = re.compile(
    r"^(?:the|our|my|number of|count of|share of|percentage of|revenue (?:of|from)|spend of) "
)
_MEASURES = {
    Measure.SHARE: ("share", "percentage", "proportion"),
    Measure.CUSTOMERS: ("customers", "customer", "count", "people"),
    Measure.REVENUE: ("revenue", "sales", "turnover", "spend", "spending"),
}
_SAID_BEFORE = {"share": Measure.SHARE, "percentage": Measure.SHARE, "number": Measure.CUSTOMERS}
_SAID_BEFORE |= {"count": Measure.CUSTOMERS, "revenue": Measure.REVENUE, "spend": Measure.REVENUE}
_MOVERS = {"slipped": Measure.SLIPPED, "slip": Measure.SLIPPED, "rose": Measure.ROSE}
_TIME = r"([01]?\d|2[0-3])[:.]([0-5]\d)"


def read_watch(text: str) -> Watch:
    """What a text asks to be told of.

    Raises
    ------
    ValueError
        If it can't be read; the message may carry a question that helps.
    """
    text = _in_figures(re.sub(r"[\s_\-–—]+", " ", plain(text)).strip().casefold())
    if len(text) > _LONGEST:
        raise ValueError
    if old := _AGE.fullmatch(text):
        return Watch(Measure.AGE, Way.ABOVE, float(old["days"]))
    if since := _SINCE.search(text):
        raise Unclear(read_watch(_without(since)))
    text = _WEEKLY.sub(r"\g<what> a \g<span>", text)
    span = _SPAN.search(text)
    said = _without(span) if span else text
    found = _CONDITION.fullmatch(said) or _CONDITION.fullmatch(_HOW_MANY.sub(_subject_first, said))
    if found is None:
        raise ValueError
    watch = _watch(found, _days(span))
    if found["equal"] or found["reaches"]:
        raise Unclear(watch)
    if span and not watch.has_span:
        at_once = f"{watch.segment} {watch.measure}".strip()
        raise ValueError(f"do you mean a change, as `{at_once} down 5% week on week`?")
    return watch


def _in_figures(text: str) -> str:
    """With numbers of per cent as figures, and lengths of time in days.

    >>> _in_figures("at risk above twenty percent"), _in_figures("data older than two weeks")
    ('at risk above 20 percent', 'data older than 14 days')
    """
    text = re.sub(rf"(?<= )({NUMBER})(?= ?(?:%|percent|per cent))", _figure, text)
    return _LENGTH.sub(lambda each: f"{each['before']}{_length(each):.0f} days", text)


def _figure(found: re.Match[str]) -> str:
    return found[1] if found[1][0].isdecimal() else f"{number(found[1]):.0f}"


def _length(found: re.Match[str]) -> float:
    return (number(found["many"]) if found["many"] else 1) * DAYS[found["unit"]]


def _without(found: re.Match[str]) -> str:
    return (found.string[: found.start()] + found.string[found.end() :]).strip()


def _subject_first(found: re.Match[str]) -> str:
    what = "share" if found["percent"] else "customers"
    who = found["who"].strip()
    subject = who if _MOVERS.get(who) or who in _MEASURES[Measure.CUSTOMERS] else f"{who} {what}"
    return f"{subject} {found['way']} {found['number']}{'%' if found['percent'] else ''}"


def _days(span: re.Match[str] | None) -> int:
    if span is None or span["week"]:
        return WEEK
    return MONTH if span["month"] else int(span["days"])


def _watch(found: re.Match[str], days: int) -> Watch:
    figure = float(found["number"].replace(",", "")) * (1000 if found["thousands"] else 1)
    signs = {"<": Way.BELOW, ">": Way.ABOVE}
    way = Way.ABOVE if found["reaches"] else signs.get(found["sign"])
    way = way or next(each for each in Way if found[each.value])
    segment, measure = _subject(found["subject"].strip())
    in_percent = bool(found["percent"])
    if way.is_change:
        return _change(measure, segment, way, figure, days, in_percent=in_percent)
    if measure is None and found["money"]:
        measure = Measure.REVENUE
    if measure is None and (in_percent or found["of"] or figure > _MAY_BE_A_SHARE):
        measure = Measure.SHARE if in_percent else Measure.CUSTOMERS
    if measure is None:
        shares, counts = (
            Watch(each, way, figure, segment) for each in (Measure.SHARE, Measure.CUSTOMERS)
        )
        raise Unclear(shares, counts)
    if in_percent and measure is not Measure.SHARE:
        if measure is Measure.CUSTOMERS and segment:
            measure = Measure.SHARE
        else:
            raise ValueError(f"can you write `{found['number']}` without %?")
    if measure is Measure.SHARE and not segment:
        raise ValueError("of which segment, as in `at risk share above 20%`?")
    if measure is Measure.SHARE and not in_percent:
        raise Unclear(Watch(measure, way, figure, segment))
    if measure is Measure.SHARE and not 0 <= figure <= _MAY_BE_A_SHARE:
        raise ValueError("can you say a share from 0% to 100%?")
    return Watch(measure, way, figure, segment, days)


def _change(
    measure: Measure | None, segment: str, way: Way, number: float, days: int, *, in_percent: bool
) -> Watch:
    measure = measure or Measure.CUSTOMERS
    if measure in (Measure.SLIPPED, Measure.ROSE):
        raise Unclear(Watch(measure, Way.ABOVE, number, days=days))
    if measure is Measure.SHARE:
        raise Unclear(Watch(Measure.CUSTOMERS, way, number, segment, days))
    if not number or (way is Way.DOWN and number > _MAY_BE_A_SHARE):
        raise ValueError("can you say a change in per cent, such as `down 5%`?")
    if not in_percent:
        raise Unclear(Watch(measure, way, number, segment, days))
    return Watch(measure, way, number, segment, days)


def _subject(text: str) -> tuple[str, Measure | None]:
    """Which segment, and what of it; None where that isn't said."""
    text = re.sub(r" (?:who|that|have|has)$| customers?(?= who)", "", text)
    bare = re.sub(r"^(?:number of )?(?:customers |people )?(?:who )?(?:have )?", "", text)
    if bare in _MOVERS:
        return "", _MOVERS[bare]
    measure = None
    while before := _BEFORE.match(text):
        measure = _SAID_BEFORE.get(before[0].split()[0], measure)
        text = text[before.end() :]
    *words, last = text.split(" ")
    said = next((each for each, names in _MEASURES.items() if last in names), None)
    if said is None:
        return text, measure
    return " ".join(words), said if measure is None else measure


@dataclass(frozen=True)
class Watching:
    """What to be told of; see `read_watch`."""

    allowed: str = (
        "a line that something can cross: a segment's share, customers or revenue, all customers "
        "or revenue, who slipped or rose, or the age of the data"
    )
    example: str = "at risk share above 20%"

    def read(self, text: str) -> Watch:
        """What it asks to be told of."""
        return read_watch(text)

    def write(self, value: Watch) -> str:
        """The text that reads back as ``value``."""
        return str(value)


@dataclass(frozen=True)
class QuietHours:
    """From when to when nothing is said, on a 24-hour clock; or ``no``."""

    allowed: str = "from when to when, such as 20:00-08:00; or no"
    example: str = "22:00-07:00"

    def read(self, text: str) -> str:
        """The two times, or ``no``."""
        if text.strip().casefold() in ("no", "none", "off"):
            return "no"
        found = re.fullmatch(rf"{_TIME}\s*[-–—]\s*{_TIME}", text.strip())
        if found is None:
            raise ValueError
        begins, ends = (f"{int(found[at]):02d}:{found[at + 1]}" for at in (1, 3))
        if begins == ends:
            raise ValueError
        return f"{begins}-{ends}"

    def write(self, value: str) -> str:
        """The text that reads back as ``value``."""
        return value
