"""Moments that come back every week, by the clock on the wall of one place."""

from calendar import day_name
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from analytics.vocabulary.wording import day
from bot.language.kinds import WEEKDAYS

_WEEK = timedelta(days=7)
_FULL = dict(zip(WEEKDAYS, day_name, strict=True))


@dataclass(frozen=True)
class Weekly:
    """A day of the week and a time; a change of the clocks doesn't move it on the wall.

    Attributes
    ----------
    day : str
        Three-letter name, such as mon.
    at : time
    zone : str
        IANA name of the place.
    """

    day: str
    at: time
    zone: str

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """What `spec` made of it."""
        return cls(spec["day"], time.fromisoformat(spec["at"]), spec["zone"])

    def spec(self) -> dict[str, str]:
        """As JSON can hold it."""
        return {"day": self.day, "at": self.at.isoformat("minutes"), "zone": self.zone}

    def last_before(self, moment: datetime) -> datetime:
        """The latest time it came, at or before a moment; in UTC."""
        local = moment.astimezone(ZoneInfo(self.zone))
        back = timedelta(days=(local.weekday() - WEEKDAYS.index(self.day)) % 7)
        found = self._on(local - back)
        return found if found <= moment else self._on(local - back - _WEEK)

    def next_after(self, moment: datetime) -> datetime:
        """The first time it comes after a moment; in UTC."""
        local = self.last_before(moment).astimezone(ZoneInfo(self.zone))
        return self._on(local + _WEEK)

    def _on(self, local: datetime) -> datetime:
        return datetime.combine(local.date(), self.at, ZoneInfo(self.zone)).astimezone(UTC)

    def __str__(self) -> str:
        return f"every {_FULL[self.day]} at {self.at:%H:%M} ({self.zone})"


def moment_words(moment: datetime, zone: str) -> str:
    """A moment by the clock of a place."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a} {day(local.date())}, {local:%H:%M} ({zone})"
