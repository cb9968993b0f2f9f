"""Digests that come by themselves: scheduling, listing and stopping them."""

from datetime import UTC, datetime

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day
from bot.language.commands.digest import DigestList, DigestRemove, DigestSchedule
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.digest.timetable import Weekly, moment_words
from storage.records.digests import DeliveryStatus, Schedule
from storage.store import Store

_MOST_SCHEDULES = 20


def schedule(request: DigestSchedule, context: Context) -> Answer:
    """Post the digest to this channel every week from now on."""
    if not context.channel:
        raise SegbotError(
            "A digest needs a channel to be posted to.", "Schedule it from Slack, in that channel."
        )
    weekly = Weekly(request.day, request.at, request.zone or context.outside.zone_of(context.user))
    digests = context.store.digests
    existing = digests.all()
    same = [each for each in existing if _is(each, context.channel, weekly)]
    if not same and len(existing) >= _MOST_SCHEDULES:
        raise SegbotError(
            f"There are {_MOST_SCHEDULES} scheduled digests already.",
            "Stop one first: `/digest list`, then `/digest remove`.",
        )
    kept = same[0] if same else digests.add(context.channel, context.user, weekly.spec())
    coming = weekly.next_after(datetime.now(UTC))
    return Answer(
        title=f"Digest {kept.id} is scheduled",
        reading=(
            Line(f"I'll post it here {weekly}."),
            Line(moment_words(coming, weekly.zone), lead="Next"),
        ),
        metrics={"digest": kept.id, "next": coming.isoformat()},
        next_steps=(
            NextStep("Show it now", "/digest now"),
            NextStep("Stop it", f"/digest remove {kept.id}"),
        ),
    )


def list_(request: DigestList, context: Context) -> Answer:
    """Every scheduled digest of this workspace."""
    schedules = context.store.digests.all()
    if not schedules:
        return Answer(
            title="No digest is scheduled",
            reading=(Line("Schedule one with /digest schedule weekly mon 09:00 Europe/London."),),
            next_steps=(NextStep("Schedule one…", DigestSchedule.examples[0], form=True),),
        )
    moment = datetime.now(UTC)
    rows = []
    for each in schedules:
        weekly = Weekly.from_spec(each.spec)
        rows.append(
            (
                each.id,
                "this channel" if each.channel == context.channel else "another channel",
                str(weekly),
                moment_words(weekly.next_after(moment), weekly.zone),
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
    if not context.store.digests.remove(request.number):
        raise SegbotError(
            f"There is no scheduled digest with the number {request.number}.",
            "See the numbers with `/digest list`.",
        )
    return Answer(
        title=f"Digest {request.number} is stopped",
        reading=(Line("It won't be posted any more."),),
        next_steps=(NextStep("What else is scheduled?", "/digest list"),),
    )


def _is(schedule: Schedule, channel: str, weekly: Weekly) -> bool:
    return schedule.channel == channel and Weekly.from_spec(schedule.spec) == weekly


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
