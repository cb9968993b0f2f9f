"""When and where a digest is to come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.language.commands.digest import DigestEdit, DigestRemove, DigestSchedule, DigestTest
from bot.language.kinds import WEEKDAYS
from bot.services.answer import Answer, Caveat, Line, NextStep
from bot.services.context import Context
from bot.services.digest.destination import destination
from bot.services.digest.occasions import AfterUpload, Timing, timing_of
from bot.services.digest.sections import as_spec, section_words, sections_of
from bot.services.digest.stored import numbered
from bot.services.digest.timetable import Timetable, moments_words
from bot.services.digest.wording import (
    edit_step,
    has_known_zone,
    next_line,
    next_moments,
    rest_step,
)
from bot.services.moments import zone_of
from storage.records.digests import Schedule

_NINE, _MORNING = time(9), time(7)
_FIRST = {"weekly": "Monday", "monthly": "the 1st"}
_TWICE = "One was posted that day already; the next comes on the same day, in another place."
_ONCE = "One was posted that day already, so the next comes on another day."
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
    channel = destination(request.to, context, "A digest")
    zone = request.zone or zone_of(context)
    timing: Timing
    if request.after:
        _require_no_time(request)
        timing, untold = AfterUpload(zone), []
    else:
        timing = _timetable(request.every, request.day, request.at or _NINE, zone)
        untold = [
            *([_FIRST[timing.every]] if timing.day and request.day is None else []),
            *([f"{_NINE:%H:%M}"] if request.at is None else []),
        ]
    parts = as_spec(request.sections)
    kept = _the_same(channel, timing, context)
    if kept is None:
        kept = context.store.digests.add(channel, context.user, {**timing.spec(), **parts})
    elif request.sections and parts != as_spec(sections_of(kept)):
        changed = DigestEdit(number=kept.id, sections=request.sections).text()
        raise SegbotError(
            f"Digest {kept.id} comes there at those times already, with other parts.",
            f"Change those: `{changed}`.",
        )
    return Answer(
        title=f"Digest {kept.id} is scheduled",
        reading=(_promise(kept, context), next_line(kept, context)),
        notes=_taken_for_granted(untold, request.at),
        metrics=_metrics(kept, context),
        next_steps=_next_steps(kept),
    )


def edit(request: DigestEdit, context: Context) -> Answer:
    """Change when or where a digest comes; what isn't named stays."""
    before = numbered(request.number, context)
    channel = destination(request.to, context, "A digest") if request.to else before.channel
    old = timing_of(before.spec)
    new = _changed(old, request, context)
    old_parts = as_spec(sections_of(before))
    parts = as_spec(request.sections) if request.sections else old_parts
    if (channel, new, parts) == (before.channel, old, old_parts):
        return Answer(
            title=f"Digest {before.id} is as it was",
            reading=(_promise(before, context), next_line(before, context)),
            metrics={"digest": before.id},
            next_steps=_next_steps(before),
        )
    same = _the_same(channel, new, context)
    if same is not None and same.id != before.id:
        raise SegbotError(
            f"Digest {same.id} comes there at those times already.",
            f"Stop one of them: `/digest remove {before.id}`.",
        )
    lost = _lost(before, new, channel, context)
    context.store.digests.change(before.id, channel, {**new.spec(), **parts})
    after = numbered(before.id, context)
    untold = _taken(old, new, request)
    return Answer(
        title=f"Digest {after.id} is changed",
        reading=(_promise(after, context), next_line(after, context), *lost),
        notes=_taken_for_granted(untold, request.at),
        metrics=_metrics(after, context),
        next_steps=_next_steps(after),
    )


def _metrics(kept: Schedule, context: Context) -> dict[str, object]:
    following = next_moments(kept, context)
    return {"digest": kept.id, **({"next": following[0].isoformat()} if following else {})}


def _changed(old: Timing, request: DigestEdit, context: Context) -> Timing:
    """When it comes, with what was said in place of what was.

    What a form still has of what it was is no wish.
    """
    if isinstance(old, AfterUpload):
        if not _names_a_time(request):
            return old
        at = request.at or _NINE
        return _timetable(request.every, request.day, at, request.zone or zone_of(context))
    if request.after is None:
        return _changed_timetable(old, request)
    every = old.every if old.day is None else None
    kept = replace(request, every=every, day=old.day, at=old.at, zone=old.zone)
    if request != kept:
        _require_no_time(request)
    return AfterUpload(old.zone)


def _changed_timetable(old: Timetable, request: DigestEdit) -> Timetable:
    """A timetable with what was said in place of what it had."""
    every, day = request.every, request.day
    if every is None and day is not None:
        every = "weekly" if day in WEEKDAYS else "monthly"
    every = every or old.every
    if day is None or (day == old.day and every != old.every):
        day = old.day if every == old.every else None
    at = old.at if request.at is None else request.at
    return _timetable(every, day, at, request.zone or old.zone)


def _names_a_time(request: DigestSchedule | DigestEdit) -> bool:
    return any(each is not None for each in (request.every, request.day, request.at))


def _require_no_time(request: DigestSchedule | DigestEdit) -> None:
    """Refuse two answers to when it comes.

    Raises
    ------
    SegbotError
        If a day or a time is named beside an upload.
    """
    if _names_a_time(request):
        raise SegbotError(
            "A digest that comes after each upload takes no day and no time.",
            "For example `/digest schedule after=upload`; for both, schedule two.",
        )


def _taken(old: Timing, new: Timing, request: DigestEdit) -> list[str]:
    """What wasn't said of a new timetable."""
    if isinstance(new, AfterUpload):
        return []
    before = old.day if isinstance(old, Timetable) else None
    first = new.day and request.day is None and new.day != before
    return [
        *([_FIRST[new.every]] if first else []),
        *([f"{_NINE:%H:%M}"] if isinstance(old, AfterUpload) and request.at is None else []),
    ]


def _lost(before: Schedule, new: Timing, channel: str, context: Context) -> tuple[Line, ...]:
    """What of the old times comes no more, and what of a day on which one was posted."""
    old = timing_of(before.spec)
    if before.paused is not None or isinstance(old, AfterUpload) or not has_known_zone(old):
        return ()
    moment = datetime.now(UTC)
    due = old.last_before(moment)
    coming = new.next_after(moment) if isinstance(new, Timetable) else None
    last = context.store.digests.last_delivery(before.id)
    unposted = due >= before.since and (last is None or last.slot < due.isoformat())
    instead = old.next_after(moment)
    posted = datetime.fromisoformat(last.slot) if last and not unposted else None
    same_day = (
        posted is not None
        and coming is not None
        and isinstance(new, Timetable)
        and _on_one_day(posted, coming, new)
    )
    told = _ONCE if channel == before.channel else _TWICE
    return (
        *([_dropped(instead, old, "Instead of")] if instead != coming else []),
        *([_dropped(due, old, "Not posted any more")] if unposted else []),
        *([Line(told, caveat=True)] if same_day else []),
    )


def _dropped(moment: datetime, timetable: Timetable, lead: str) -> Line:
    return Line(moments_words((moment,), timetable.zone), lead=lead, caveat=True)


def _on_one_day(one: datetime, other: datetime, timetable: Timetable) -> bool:
    zone = ZoneInfo(timetable.zone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def _promise(kept: Schedule, context: Context) -> Line:
    where = "here" if kept.channel == context.channel else _elsewhere(kept)
    chosen = sections_of(kept)
    parts = f" It tells of {section_words(chosen)}." if chosen else ""
    return Line(f"I'll post it {where} {timing_of(kept.spec)}.{parts}")


def _elsewhere(kept: Schedule) -> str:
    return "to your messages with me" if kept.channel.startswith("D") else "in its channel"


def _next_steps(kept: Schedule) -> tuple[NextStep, ...]:
    number = kept.id
    return (
        NextStep("Send me a test", DigestTest(number=number).text()),
        edit_step(kept),
        rest_step(kept),
        NextStep("Stop it", DigestRemove(number=number).text()),
    )


def _timetable(every: str | None, day: str | None, at: time, zone: str) -> Timetable:
    """When it comes; unless said, on the first day.

    Raises
    ------
    SegbotError
        If the day is none of that kind.
    """
    of_week = day in WEEKDAYS
    every = every or ("weekly" if of_week or day is None else "monthly")
    first: str | None
    match every:
        case "weekly":
            fits, first = day is None or of_week, WEEKDAYS[0]
        case "monthly":
            fits, first = not of_week, "1"
        case _:
            fits, first = day is None, None
    if not fits:
        raise SegbotError(
            f"A digest that comes {_OFTEN[every]} takes {_TAKES[every]}.",
            f"For example `{_EXAMPLES[every]}`.",
        )
    return Timetable(every, day or first, at, zone)


def _taken_for_granted(untold: Sequence[str], at: time | None) -> tuple[str, ...]:
    """What wasn't said, or may have been meant otherwise."""
    notes = [f"You didn't say when, so I took {listed(untold)}."] if untold else []
    if at is not None and time(1) <= at < _MORNING:
        later = at.replace(hour=at.hour + 12)
        notes.append(f"{at:%H:%M} is in the morning; for the afternoon write {later:%H:%M}.")
    return tuple(map(Caveat, notes))


def _the_same(channel: str, timing: Timing, context: Context) -> Schedule | None:
    """The digest that comes there at those times already."""
    return next(
        (
            each
            for each in context.store.digests.all()
            if each.channel == channel and timing_of(each.spec) == timing
        ),
        None,
    )
