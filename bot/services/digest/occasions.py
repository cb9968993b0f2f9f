"""What a digest comes for, once each: a day of its timetable, or data that came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.services.digest.timetable import Timetable
from storage.records.digests import Schedule
from storage.store import Store

#: Files often come several in a row: so long none has come before a digest tells of them.
QUIET = timedelta(minutes=5)


@dataclass(frozen=True)
class AfterUpload:
    """Whenever orders have come in and no others follow for a while.

    Attributes
    ----------
    zone : str
        By whose clock moments are told: the IANA name of the place.
    after : str
    """

    zone: str = field(compare=False)
    after: str = "upload"

    def spec(self) -> dict[str, str | None]:
        """As JSON can hold it."""
        return {"after": self.after, "zone": self.zone}

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """When it comes."""
        return "after each upload"


Timing = Timetable | AfterUpload


@dataclass(frozen=True)
class Occasion:
    """What a digest is due for.

    Attributes
    ----------
    name : str
        A later one's sorts later, whatever they are: the day, and behind it the upload.
    since : datetime
        Who scheduled a digest later doesn't mean this one; in UTC.
    at : datetime
        When it is due; in UTC.
    """

    name: str
    since: datetime
    at: datetime


def timing_of(spec: Mapping[str, Any]) -> Timing:
    """What `spec` made of it."""
    if "after" in spec:
        return AfterUpload(spec["zone"], spec["after"])
    return Timetable.from_spec(spec)


def latest_occasion(schedule: Schedule, store: Store, now: datetime) -> Occasion | None:
    """What a digest was due for last; None where it never was."""
    timing = timing_of(schedule.spec)
    if isinstance(timing, Timetable):
        at = timing.last_before(now)
        return Occasion(timing.day_of(at).isoformat(), at, at)
    upload = store.uploads.latest_of_orders()
    if upload is None:
        return None
    came = datetime.fromisoformat(upload.at)
    at = came + QUIET
    if at > now:
        return None
    return Occasion(f"{at.date()} upload {upload.id:09}", came, at)
