"""The digests that are scheduled: when each comes next, and what can be done with it."""

from datetime import datetime

from analytics.vocabulary.wording import counted, day
from bot.language.commands.digest import (
    DigestList,
    DigestNow,
    DigestRemove,
    DigestSchedule,
    DigestTest,
)
from bot.services.answer import About, Answer, Caveat, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.digest.occasions import timing_of
from bot.services.digest.sections import section_words, sections_of
from bot.services.digest.stored import visible
from bot.services.digest.timetable import Timetable
from bot.services.digest.wording import edit_step, next_words, rest_step
from storage.records.digests import DeliveryStatus, Schedule
from storage.store import Store

#: Slack's menus have a hundred options: the five of so many digests. Of the others, their numbers.
_IN_MENU = 20
_BY_NUMBER = f"The menu has the first {_IN_MENU}; the others go by number: `/digest pause 21`."


def list_(request: DigestList, context: Context) -> Answer:
    """Every scheduled digest that is the asker's business, those of this channel first."""
    schedules = sorted(visible(context), key=lambda each: each.channel != context.channel)
    new = NextStep("Schedule one…", DigestSchedule.examples[0], form=True)
    if not schedules:
        return Answer(
            title="No digest is scheduled",
            reading=(Line("Schedule one with /digest schedule weekly mon 09:00 Europe/London."),),
            next_steps=(new,),
        )
    timings = [timing_of(each.spec) for each in schedules]
    zones = {each.zone for each in timings if isinstance(each, Timetable)}
    paused = sum(each.paused is not None for each in schedules)
    columns = (
        Column("No.", Format.WHOLE),
        Column("Next"),
        Column("When"),
        Column("Where"),
        Column("Last", detail=True),
        Column("Whose", detail=True),
        Column("Parts", detail=True),
    )
    rows = tuple(
        (
            each.id,
            _next(each, context, zones),
            _when(each, zones),
            _where(each, context),
            _last(context.store, each),
            context.outside.name_of(each.user),
            section_words(chosen) if (chosen := sections_of(each)) else "all",
        )
        for each in schedules
    )
    notes = [
        *([f"Times are those of {zone.replace('_', ' ')}." for zone in zones if len(zones) == 1]),
        *([_BY_NUMBER] if len(schedules) > _IN_MENU else []),
    ]
    return Answer(
        title="Scheduled digests",
        reading=(
            Line(f"{counted(len(schedules), 'digest')}{f', {paused:,} paused' if paused else ''}."),
        ),
        tables=(Table("Scheduled digests", columns, rows),),
        notes=tuple(map(Caveat, notes)),
        metrics={"digests": len(schedules), "paused": paused},
        about=tuple(_what_to_do(each, context) for each in schedules[:_IN_MENU]),
        next_steps=(new,),
    )


def _next(schedule: Schedule, context: Context, zones: set[str]) -> str:
    """When it comes next or why it doesn't; by which clock, where the list has several."""
    words, timing = next_words(schedule, context), timing_of(schedule.spec)
    is_by_clock = isinstance(timing, Timetable) and not schedule.paused
    told = f"{words} ({timing.zone})" if is_by_clock and len(zones) > 1 else words
    return f"{told[:1].upper()}{told[1:]}"


def _when(schedule: Schedule, zones: set[str]) -> str:
    timing = timing_of(schedule.spec)
    return timing.words if len(zones) < 2 else str(timing)


def _what_to_do(schedule: Schedule, context: Context) -> About:
    number = schedule.id
    here = schedule.channel == context.channel
    return About(
        f"Digest {number}: {timing_of(schedule.spec)}",
        (
            # Elsewhere it can only be tested: an answer comes where it is asked for.
            *([NextStep("Post an extra one now", DigestNow(number=number).text())] if here else []),
            NextStep("Send me a test", DigestTest(number=number).text()),
            edit_step(schedule),
            rest_step(schedule),
            NextStep("Remove", DigestRemove(number=number).text()),
        ),
    )


def _where(schedule: Schedule, context: Context) -> str:
    if schedule.channel.startswith("D"):
        return "to you"
    return "here" if schedule.channel == context.channel else "not here"


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
