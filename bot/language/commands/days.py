"""Two days to compare: the later one, and an earlier day or how long before: ``90d``, ``12m``."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, ClassVar

from analytics.vocabulary.wording import counted
from bot.language.declaration import Menu, Parameter, Request
from bot.language.kinds import Day, Words

_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_MOST = {"d": 9_999, "w": 1_999, "m": 480, "y": 40}
_MONTHS_PER_YEAR = 12
_DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Span:
    """A length of time.

    Attributes
    ----------
    count : int
    unit : str
        ``d``, ``w``, ``m`` or ``y``.
    """

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """As a sentence has it: 90 days."""
        return counted(self.count, _UNITS[self.unit])

    def before(self, day: date) -> date:
        """The day that is this long before another; the last of its month where it is shorter."""
        if self.unit in "dw":
            days = self.count * (_DAYS_PER_WEEK if self.unit == "w" else 1)
            return day - timedelta(days=days)
        months = self.count * (_MONTHS_PER_YEAR if self.unit == "y" else 1)
        year, month = divmod(day.year * _MONTHS_PER_YEAR + day.month - 1 - months, _MONTHS_PER_YEAR)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True)
class DayOrSpan:
    """A calendar day, or how long before another it is."""

    allowed: str = "a day such as 2011-09-10, or how long before: 90d, 12w, 12m or 1y"
    example: str = "90d"

    def read(self, text: str) -> date | Span:
        """The day, or the length of time."""
        found = re.fullmatch(
            r"(\d{1,4}) ?(?:(d)(?:ays?)?|(w)(?:eeks?)?|(m)(?:onths?)?|(y)(?:ears?)?)",
            text.strip().casefold(),
        )
        if found is None:
            return Day().read(text)
        count, unit = int(found[1]), next(each for each in found.groups()[1:] if each)
        if not 1 <= count <= _MOST[unit]:
            raise ValueError
        return Span(count, unit)

    def write(self, value: date | Span) -> str:
        """The text that reads back as ``value``."""
        return str(value)


@dataclass(frozen=True)
class SpanOnly:
    """A length of time."""

    allowed: str = "a length of time: 90d, 12w, 12m or 1y"
    example: str = "90d"

    def read(self, text: str) -> Span:
        """The length of time."""
        found = DayOrSpan().read(text)
        if not isinstance(found, Span):
            raise ValueError
        return found

    def write(self, value: Span) -> str:
        """The text that reads back as ``value``."""
        return str(value)


QUARTER = Span(90, "d")
FROM = Parameter(
    DayOrSpan(),
    "the earlier day, or how long before the later one",
    label="Compare with how long before, or with the day",
)
TO = Parameter(Day(), "the later day; orders before it count", label="The later day")
LEFT = Parameter(
    Words("a segment's name", "Champions"),
    "only customers who left this segment",
    unset="Any segment",
    menu=Menu.SEGMENTS,
)
JOINED = Parameter(
    Words("a segment's name", "Champions"),
    "only customers who joined this segment",
    unset="Any segment",
    menu=Menu.SEGMENTS,
)


@dataclass(frozen=True, kw_only=True)
class Days(Request):
    """Two days to compare, and which of those who moved in between are meant."""

    foremost: ClassVar[tuple[str, ...]] = ("from_", "to", "left", "joined")

    from_: Annotated[date | Span, FROM] = QUARTER
    to: Annotated[date | None, TO] = None
    left: Annotated[str | None, LEFT] = None
    joined: Annotated[str | None, JOINED] = None
