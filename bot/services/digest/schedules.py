"""Digests that come by themselves: scheduling, listing and stopping them."""

from datetime import UTC, datetime, time

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day, listed
from bot.language.commands.digest import DigestList, DigestRemove, DigestSchedule
from bot.language.kinds import WEEKDAYS
from bot.services.answer import Answer, Caveat, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.digest.stored import numbered, visible
from bot.services.digest.timetable import Timetable, moment_words, moments_words
from storage.records.digests import DeliveryStatus, Schedule
from storage.store import Store

_MOST_SCHEDULES = 20
#: So many of the next dates are told.
_TOLD = 3
_NINE, _MORNING = time(9), time(7)
_OFTEN = {
    "daily": "every day",
    "weekdays": "from Monday to Friday",
    "weekly": "every week",
    "monthly": "every month",
}
_TAKES = {
    "daily": "no day",
    "weekdays": "no day",
    "weekly": "a day of the week",
    "monthly": "a day of the month",
}
_EXAMPLES = {
    "daily": "/digest schedule daily 09:00",
    "weekdays": "/digest schedule weekdays 09:00",
    "weekly": "/digest schedule weekly mon 09:00",
    "monthly": "/digest schedule monthly 1st 09:00",
}


def schedule(request: DigestSchedule, context: Context) -> Answer:
    """Post the digest to this channel from now on, as often as that."""
    if not context.channel:
        raise SegbotError(
            "A digest needs a channel to be posted to.", "Schedule it from Slack, in that channel."
        )
    timetable = _timetable(request, request.zone or context.outside.zone_of(context.user))
    digests = context.store.digests
    existing = digests.all()
    same = [each for each in existing if _is(each, context.channel, timetable)]
    if not same and len(existing) >= _MOST_SCHEDULES:
        raise SegbotError(
            f"There are {_MOST_SCHEDULES} scheduled digests already.",
            "Stop one first: `/digest list`, then `/digest remove`.",
        )
    kept = same[0] if same else digests.add(context.channel, context.user, timetable.spec())
    coming = [timetable.next_after(datetime.now(UTC))]
    while len(coming) < _TOLD:
        coming.append(timetable.next_after(coming[-1]))
    return Answer(
        title=f"Digest {kept.id} is scheduled",
        reading=(
            Line(f"I'll post it here {timetable}."),
            Line(moments_words(tuple(coming), timetable.zone), lead="Next"),
        ),
        notes=_taken_for_granted(request, timetable),
        metrics={"digest": kept.id, "next": coming[0].isoformat()},
        next_steps=(
            NextStep("Send me a test", f"/digest test {kept.id}"),
            NextStep("Stop it", f"/digest remove {kept.id}"),
        ),
    )


def _timetable(request: DigestSchedule, zone: str) -> Timetable:
    """When it comes; what wasn't said is the first day, and nine o'clock.

    Raises
    ------
    SegbotError
        If the day is none of that kind.
    """
    of_week = request.day in WEEKDAYS
    every = request.every or ("weekly" if of_week or request.day is None else "monthly")
    at = request.at if request.at is not None else _NINE
    first: str | None
    match every:
        case "weekly":
            fits, first = request.day is None or of_week, WEEKDAYS[0]
        case "monthly":
            fits, first = not of_week, "1"
        case _:
            fits, first = request.day is None, None
    if not fits:
        raise SegbotError(
            f"A digest that comes {_OFTEN[every]} takes {_TAKES[every]}.",
            f"For example `{_EXAMPLES[every]}`.",
        )
    return Timetable(every, request.day or first, at, zone)


def _taken_for_granted(request: DigestSchedule, timetable: Timetable) -> tuple[str, ...]:
    """What wasn't said, or may have been meant otherwise."""
    day = "Monday" if timetable.every == "weekly" else "the 1st"
    untold = [
        *([day] if timetable.day and request.day is None else []),
        *([f"{_NINE:%H:%M}"] if request.at is None else []),
    ]
    early = request.at is not None and time(1) <= request.at < _MORNING
    later = timetable.at.replace(hour=(timetable.at.hour + 12) % 24)
    clear = f"{timetable.at:%H:%M} is in the morning; for the afternoon write {later:%H:%M}."
    return (
        *([Caveat(f"You didn't say when, so I took {listed(untold)}.")] if untold else []),
        *([Caveat(clear)] if early else []),
    )


def list_(request: DigestList, context: Context) -> Answer:
    """Every scheduled digest of this workspace."""
    schedules = visible(context)
    if not schedules:
        return Answer(
            title="No digest is scheduled",
            reading=(Line("Schedule one with /digest schedule weekly mon 09:00 Europe/London."),),
            next_steps=(NextStep("Schedule one…", DigestSchedule.examples[0], form=True),),
        )
    moment = datetime.now(UTC)
    rows = []
    for each in schedules:
        timetable = Timetable.from_spec(each.spec)
        rows.append(
            (
                each.id,
                "this channel" if each.channel == context.channel else "another channel",
                str(timetable),
                moment_words(timetable.next_after(moment), timetable.zone),
                _last(context.store, each),
            )
        )
    return Answer(
        title="Scheduled digests",
        reading=(Line(f"{len(schedules)} scheduled.", lead="Digests"),),
        tables=(
            Table(
                title="Scheduled digests",
                columns=(
                    Column("Number", Format.COUNT),
                    Column("Where"),
                    Column("When"),
                    Column("Next"),
                    Column("Last"),
                ),
                rows=tuple(rows),
            ),
        ),
        metrics={"digests": len(schedules)},
        next_steps=(NextStep("Show it now", "/digest now"),),
    )


def remove(request: DigestRemove, context: Context) -> Answer:
    """Stop one scheduled digest."""
    stopped = numbered(request.number, context)
    context.store.digests.remove(stopped.id)
    return Answer(
        title=f"Digest {stopped.id} is stopped",
        reading=(Line("It won't be posted any more."),),
        next_steps=(NextStep("What else is scheduled?", "/digest list"),),
    )


def _is(schedule: Schedule, channel: str, timetable: Timetable) -> bool:
    return schedule.channel == channel and Timetable.from_spec(schedule.spec) == timetable


def _last(store: Store, schedule: Schedule) -> str:
    last = store.digests.last_delivery(schedule.id)
    if last is None:
        return "not yet"
    when = day(datetime.fromisoformat(last.slot).date())
    words = {
        DeliveryStatus.SENT: f"posted {when}",
        DeliveryStatus.FAILED: f"failed {when}: {last.error}",
        DeliveryStatus.CLAIMED: f"under way {when}",
    }
    return words[last.status]
