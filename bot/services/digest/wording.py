"""When a digest comes, and what can be done with it, in words."""

from datetime import UTC, datetime, timedelta

from bot.language.commands.digest import DigestEdit, DigestPause, DigestResume
from bot.language.kinds import time_zones
from bot.services.answer import Line, NextStep
from bot.services.context import Context
from bot.services.digest.occasions import QUIET, AfterUpload, timing_of
from bot.services.digest.sections import sections_of
from bot.services.digest.timetable import Timetable, moment_words, moments_words
from storage.records.digests import DeliveryStatus, Pause, Schedule

#: So many of the next dates are told.
_TOLD = 3


#: What a digest after each upload waits for.
_QUIET_MINUTES = QUIET // timedelta(minutes=1)


def has_known_zone(timetable: Timetable) -> bool:
    """Whether this machine knows its place: its list may be older than the one that it was
    scheduled by."""
    return timetable.zone in time_zones()


def next_moments(schedule: Schedule, context: Context) -> tuple[datetime, ...]:
    """The next times it comes, in UTC, the first first, where these are known; on a day on which it
    was posted where it is to be posted it comes no second time."""
    timetable = timing_of(schedule.spec)
    if isinstance(timetable, AfterUpload):
        return ()
    coming = [timetable.next_after(datetime.now(UTC))]
    last = context.store.digests.last_delivery(schedule.id)
    if last and last.status is DeliveryStatus.SENT and last.channel == schedule.channel:
        while timetable.day_of(coming[-1]).isoformat() <= last.occasion:
            coming = [timetable.next_after(coming[-1])]
    while len(coming) < _TOLD:
        coming.append(timetable.next_after(coming[-1]))
    return tuple(coming)


def next_line(schedule: Schedule, context: Context) -> Line:
    """The same for a person, or why it doesn't come."""
    timetable = timing_of(schedule.spec)
    if schedule.paused is not None:
        return Line(f"not until it is resumed: it is {next_words(schedule, context)}.", lead="Next")
    if isinstance(timetable, AfterUpload):
        return Line(
            f"{_QUIET_MINUTES} minutes after the last file of orders has come in: several in a row "
            "make one digest.",
            lead="Next",
        )
    if not has_known_zone(timetable):
        return Line(f"{next_words(schedule, context)}.", lead="Next")
    return Line(moments_words(next_moments(schedule, context), timetable.zone), lead="Next")


def next_words(schedule: Schedule, context: Context) -> str:
    """When a digest comes next, by its own clock, or why it doesn't."""
    match schedule.paused:
        case None:
            timetable = timing_of(schedule.spec)
            if isinstance(timetable, AfterUpload):
                return "after the next upload"
            if not has_known_zone(timetable):
                return f"never: {timetable.zone} is no time zone that I know"
            return moment_words(next_moments(schedule, context)[0], timetable.zone)
        case Pause.PERSON:
            return f"paused by {context.outside.name_of(schedule.paused_by or schedule.user)}"
    last = context.store.digests.last_delivery(schedule.id)
    error = last.error if last and last.error else "no"
    return f"paused, since Slack says “{error.replace('_', ' ')}”"


def comes_words(schedule: Schedule, context: Context) -> str:
    """When a digest comes and when it does next, or why it doesn't."""
    timing = timing_of(schedule.spec)
    if schedule.paused is not None:
        return f"{timing}, {next_words(schedule, context)}"
    if isinstance(timing, AfterUpload):
        return str(timing)
    return f"{timing}, next {next_words(schedule, context)}"


def edit_step(schedule: Schedule) -> NextStep:
    """A form of how it is, to be changed."""
    timing, sections = timing_of(schedule.spec), sections_of(schedule)
    if isinstance(timing, AfterUpload):
        as_it_is = DigestEdit(number=schedule.id, after=timing.after, sections=sections)
    else:
        as_it_is = DigestEdit(
            number=schedule.id,
            sections=sections,
            # A day says how often by itself.
            every=timing.every if timing.day is None else None,
            day=timing.day,
            at=timing.at,
            zone=timing.zone,
        )
    return NextStep("Change it…", as_it_is.text(), form=True)


def rest_step(schedule: Schedule) -> NextStep:
    """Have it rest, or end that."""
    if schedule.paused is None:
        return NextStep("Pause it", DigestPause(number=schedule.id).text())
    return NextStep("Resume it", DigestResume(number=schedule.id).text())
