"""When a digest is to come."""

from datetime import time

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.language.commands.digest import DigestSchedule
from bot.language.kinds import WEEKDAYS
from bot.services.answer import Answer, Caveat, Line, NextStep
from bot.services.context import Context
from bot.services.digest.timetable import Timetable
from bot.services.digest.wording import next_line, next_moments
from storage.records.digests import Schedule

_MOST_SCHEDULES = 20
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
    return Answer(
        title=f"Digest {kept.id} is scheduled",
        reading=(
            Line(f"I'll post it here {timetable}."),
            next_line(timetable),
        ),
        notes=_taken_for_granted(request, timetable),
        metrics={"digest": kept.id, "next": next_moments(timetable)[0].isoformat()},
        next_steps=(
            NextStep("Send me a test", f"/digest test {kept.id}"),
            NextStep("Pause it", f"/digest pause {kept.id}"),
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


def _is(schedule: Schedule, channel: str, timetable: Timetable) -> bool:
    return schedule.channel == channel and Timetable.from_spec(schedule.spec) == timetable
