"""Moments that come back, by the clock on the wall of one place."""

from calendar import day_name, monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from analytics.vocabulary.wording import day
from bot.language.kinds import LAST, WEEKDAYS, ordinal

_DAY = timedelta(days=1)
_FULL = dict(zip(WEEKDAYS, day_name, strict=True))
#: Each month has as many days.
_SHORTEST_MONTH = 28
_SATURDAY = 5


@dataclass(frozen=True)
class Timetable:
    """Days and a time; a change of the clocks doesn't move it on the wall.

    A time that a night hasn't comes as much later as the clocks went forward; one that comes twice
    counts once, the first time.

    Attributes
    ----------
    every : str
        ``daily``, ``weekdays``, ``weekly`` or ``monthly``.
    day : str or None
        Three-letter name of a day of the week; or the number of a day of the month, in shorter
        months the last; or ``last``.
    at : time
    zone : str
        IANA name of the place.
    """

    every: str
    day: str | None
    at: time
    zone: str

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """What `spec` made of it; before there were others, all were weekly."""
        at = time.fromisoformat(spec["at"])
        return cls(spec.get("every", "weekly"), spec["day"], at, spec["zone"])

    def spec(self) -> dict[str, str | None]:
        """As JSON can hold it."""
        at = self.at.isoformat("minutes")
        return {"every": self.every, "day": self.day, "at": at, "zone": self.zone}

    def last_before(self, moment: datetime) -> datetime:
        """The latest time it came, at or before a moment; in UTC."""
        each = self.day_of(moment)
        while not self._is_on(each) or self._on(each) > moment:
            each -= _DAY
        return self._on(each)

    def next_after(self, moment: datetime) -> datetime:
        """The first time it comes after a moment; in UTC."""
        each = self.day_of(moment) - _DAY
        while not self._is_on(each) or self._on(each) <= moment:
            each += _DAY
        return self._on(each)

    def day_of(self, moment: datetime) -> date:
        """The day of a moment, by the clock of its place."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def _is_on(self, each: date) -> bool:
        match self.every:
            case "daily":
                return True
            case "weekdays":
                return each.weekday() < _SATURDAY
            case "weekly":
                return WEEKDAYS[each.weekday()] == self.day
        _, longest = monthrange(each.year, each.month)
        wanted = longest if self.day in (None, LAST) else min(int(self.day or 1), longest)
        return each.day == wanted

    def _on(self, each: date) -> datetime:
        return datetime.combine(each, self.at, ZoneInfo(self.zone)).astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.words} ({self.zone})"

    @property
    def words(self) -> str:
        """When it comes, by the clock of its place."""
        return f"{self._days()} at {self.at:%H:%M}"

    def _days(self) -> str:
        match self.every:
            case "daily":
                return "every day"
            case "weekdays":
                return "every day from Monday to Friday"
            case "weekly":
                return f"every {_FULL[self.day or WEEKDAYS[0]]}"
        if self.day in (None, LAST):
            return "on the last day of every month"
        shorter = int(self.day or 1) > _SHORTEST_MONTH
        return f"on the {ordinal(int(self.day or 1))} of every month" + (
            ", or the last day of a shorter one," if shorter else ""
        )


def moment_words(moment: datetime, zone: str) -> str:
    """A moment by the clock of a place."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a} {day(local.date())}, {local:%H:%M}"


def moments_words(moments: tuple[datetime, ...], zone: str) -> str:
    """Several by the same clock, and whose that is."""
    return f"{'; '.join(moment_words(each, zone) for each in moments)} ({zone})"
