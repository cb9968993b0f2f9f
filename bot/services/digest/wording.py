"""When a digest comes, in words."""

from datetime import UTC, datetime

from bot.services.answer import Line
from bot.services.context import Context
from bot.services.digest.timetable import Timetable, moment_words, moments_words
from storage.records.digests import Pause, Schedule

#: So many of the next dates are told.
_TOLD = 3


def next_moments(timetable: Timetable) -> tuple[datetime, ...]:
    """The next times it comes, in UTC, the first first."""
    coming = [timetable.next_after(datetime.now(UTC))]
    while len(coming) < _TOLD:
        coming.append(timetable.next_after(coming[-1]))
    return tuple(coming)


def next_line(timetable: Timetable) -> Line:
    """The same for a person."""
    return Line(moments_words(next_moments(timetable), timetable.zone), lead="Next")


def next_words(schedule: Schedule, context: Context) -> str:
    """When a digest comes next, by its own clock, or why it doesn't."""
    match schedule.paused:
        case None:
            timetable = Timetable.from_spec(schedule.spec)
            return moment_words(timetable.next_after(datetime.now(UTC)), timetable.zone)
        case Pause.PERSON:
            return f"paused by {context.outside.name_of(schedule.paused_by or schedule.user)}"
    last = context.store.digests.last_delivery(schedule.id)
    error = last.error if last and last.error else "no"
    return f"paused, since Slack says “{error.replace('_', ' ')}”"
