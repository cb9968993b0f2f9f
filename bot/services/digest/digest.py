"""The digest: what changed since the last one, what it is worth, and what to do about it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from analytics.charts.segment_bars import segment_bars
from analytics.charts.segment_flow import segment_flow
from analytics.movement.sizes import segment_changes
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day, listed
from bot.language.commands.digest import DigestNow, DigestSchedule
from bot.language.commands.recommend import Recommend
from bot.language.commands.rfm import RfmChanges, RfmOverview, RfmToday
from bot.language.segments import Segment
from bot.services.about import about_segments
from bot.services.answer import Answer, Caveat, Line, NextStep, Picture, picture
from bot.services.context import Context
from bot.services.digest.ended import ended
from bot.services.digest.moved import moved_lines, moved_metrics
from bot.services.digest.revenue import revenue_since
from bot.services.digest.stale import staleness
from bot.services.digest.stored import here, numbered
from bot.services.digest.wording import comes_words
from bot.services.rfm.changes import compared
from bot.services.rfm.scoring import scored
from bot.services.rfm.today import Week, steps, week
from bot.services.rfm.wording import metrics, reading
from storage.records.digests import Schedule, SegmentSize, Snapshot

_FIRST = "this is the first digest here; the next will say what changed."
_NEW_RULES = (
    "Since then somebody changed how segments are made (`/rfm settings`): who came and left is "
    "told by the rules of now."
)
_COUNTED = (
    "Who came and left counts as long a time before either day, as `/rfm changes` does; whom to "
    "write to counts all orders, as `/rfm today` does."
)


def now(request: DigestNow, context: Context) -> Answer:
    """The digest of this moment. The first is what the next one is compared with, even if it was
    only a look.

    Raises
    ------
    SegbotError
        If there is no data, or the digest that is named comes elsewhere.
    """
    is_first = context.store.digests.snapshots.latest(context.channel) is None
    answer = digest(_wanted(request, context), context)
    if is_first:
        remember(context)
    return replace(answer, again=request.text())


def _wanted(request: DigestNow, context: Context) -> tuple[Schedule, ...]:
    if request.number is None:
        return here(context)
    scheduled = numbered(request.number, context)
    if scheduled.channel != context.channel:
        raise SegbotError(
            f"Digest {scheduled.id} comes elsewhere.",
            f"Ask for it there, or see it alone: `/digest test {scheduled.id}`.",
        )
    return (scheduled,)


def digest(scheduled: tuple[Schedule, ...], context: Context) -> Answer:
    """How things stand, compared with what the channel was told last; nothing is noted.

    Parameters
    ----------
    scheduled : tuple of Schedule
        Of which it says whose they are and how to stop them.
    """
    this_week = week(RfmToday(), context)
    as_of = this_week.found.customers.as_of
    previous = context.store.digests.snapshots.latest(context.channel)
    stale = staleness(context, previous, as_of)
    if previous is None:
        told = _first(this_week, context)
    elif previous.as_of < as_of:
        told = _changed(previous, this_week, context)
    else:
        told = _same_days(previous, this_week, context)
    return replace(
        told,
        title=f"Customer digest, as of {day(as_of)}",
        reading=(*told.reading, *stale.lines(scheduled, context)),
        notes=(
            *_new_rules(context, previous),
            *_compared_with(previous),
            *told.notes,
            this_week.found.customers.note,
            *(_whose(each, context) for each in scheduled),
        ),
        metrics={**_metrics(this_week), **told.metrics},
        about=about_segments(RfmOverview(), this_week.found.rfm.segments),
        next_steps=(
            *stale.steps(scheduled),
            *told.next_steps,
            NextStep("All segments", RfmOverview().text()),
            *(
                ()
                if scheduled
                else (NextStep("Schedule it…", DigestSchedule.examples[0], form=True),)
            ),
        ),
    )


def _first(this_week: Week, context: Context) -> Answer:
    """How the segments stand, where nothing was told before."""
    lines = (*reading(this_week.found.rfm.segments), Line(_FIRST, lead="Changes", caveat=True))
    return Answer(
        title="",
        reading=(*lines, this_week.to_do(context.formats)),
        pictures=(_standing(this_week, context),),
        next_steps=_to_do(this_week),
    )


def _changed(previous: Snapshot, this_week: Week, context: Context) -> Answer:
    """Who moved in the days that came in, what they brought, and campaigns that ended in them."""
    found, formats = this_week.found, context.formats
    as_of = found.customers.as_of
    request = RfmChanges(from_=previous.as_of)
    moved = compared(request, context)
    drawn = moved.sizes
    brought = revenue_since(context, previous.as_of, as_of)
    read = ended(context, previous.as_of, as_of)
    return Answer(
        title="",
        reading=(
            *moved_lines(moved, formats),
            *((brought.line(formats),) if brought else ()),
            this_week.to_do(formats),
            *(each.line for each in read),
        ),
        pictures=(
            picture(
                segment_flow,
                moved.movement,
                moved.labels,
                moved.colours,
                moved.when,
                source=found.customers.source,
            ),
        ),
        notes=(*_drawn_otherwise(drawn, this_week), _COUNTED),
        metrics={
            **moved_metrics(moved),
            **{f"drawn_{key}": size for key, size in drawn.items()},
            **(brought.metrics if brought else {}),
            "campaigns": {each.number: each.answer.metrics for each in read},
        },
        next_steps=(
            NextStep("Who moved?", request.text()),
            *_to_do(this_week),
            *(each.step for each in read),
        ),
    )


def _drawn_otherwise(drawn: Mapping[str, int], this_week: Week) -> tuple[Caveat, ...]:
    """Why the chart's sizes aren't those of the overview, by the best segment where they aren't."""
    segments = {each.key: each for each in this_week.found.rfm.segments}
    for key, size in drawn.items():
        segment = segments[key]
        if size != segment.customers:
            return (
                Caveat(
                    f"The chart has {size:,} in {segment.label}, `/rfm overview` "
                    f"{segment.customers:,}: for the two days to compare, it counts as long a time "
                    "before either."
                ),
            )
    return ()


def _same_days(previous: Snapshot, this_week: Week, context: Context) -> Answer:
    """What other data of the same days changed; nothing more where they changed nothing."""
    segments = this_week.found.rfm.scores["segment"]
    before = context.store.digests.snapshots.members(previous.id)
    changes = segment_changes(before, segments)
    if not (changes.moved or changes.new or changes.gone):
        return Answer(
            title="",
            reading=(Line("nothing changed.", lead="Since the last digest"),),
            next_steps=(NextStep("Whom to write to", RfmToday().text()),),
        )
    words = [
        *([counted(changes.new, "new customer")] if changes.new else []),
        *([f"{changes.moved:,} changed segment"] if changes.moved else []),
        *([f"{changes.gone:,} no longer in the data"] if changes.gone else []),
    ]
    told = f"other data: {listed(words)}."
    return Answer(
        title="",
        reading=(Line(told, lead="Since the last digest"), this_week.to_do(context.formats)),
        pictures=(_standing(this_week, context),),
        metrics={"moved": changes.moved, "new": changes.new, "gone": changes.gone},
        next_steps=_to_do(this_week),
    )


def remember(context: Context) -> None:
    """Note what a channel was told, for its next digest to be compared with."""
    found = scored(context, RfmOverview())
    customers, rfm = found.customers, found.rfm
    sizes = {
        each.key: SegmentSize(each.customers, round((each.revenue or 0) * 100))
        for each in rfm.segments
    }
    context.store.digests.snapshots.save(
        context.channel, customers.as_of, sizes, rfm.scores["segment"]
    )


def _standing(this_week: Week, context: Context) -> Picture:
    """The chart of how the segments stand."""
    found = this_week.found
    symbol, source = context.formats.symbol, found.customers.source
    return picture(segment_bars, found.rfm.segments, currency=symbol, source=source)


def _metrics(this_week: Week) -> dict[str, object]:
    found = this_week.found
    return {
        **metrics(found),
        **{f"share_{each.key}": each.share for each in found.rfm.segments},
        **{f"revenue_share_{each.key}": each.revenue_share for each in found.rfm.segments},
        **this_week.first_metrics,
    }


def _to_do(this_week: Week) -> tuple[NextStep, ...]:
    """What to do about those who come first."""
    products = Recommend(segment_=Segment(this_week.name)).text()
    return (
        *steps(RfmToday(), this_week),
        NextStep(f"Products for {this_week.name}", products),
    )


def _whose(schedule: Schedule, context: Context) -> Caveat:
    """Whose digest it is, when it comes next and how to stop it."""
    owner, number = context.outside.name_of(schedule.user), schedule.id
    return Caveat(
        f"Digest {number}, scheduled by {owner}: {comes_words(schedule, context)}. "
        f"To stop it: `/digest remove {number}`."
    )


def _compared_with(previous: Snapshot | None) -> tuple[str, ...]:
    if previous is None:
        return ()
    told = day(datetime.fromisoformat(previous.created_at).date())
    return (f"Compared with the digest of {told}, which was as of {day(previous.as_of)}.",)


def _new_rules(context: Context, previous: Snapshot | None) -> tuple[str, ...]:
    """A warning where segments are made by other rules than in the digest before."""
    decision = context.store.rfm_settings.latest()
    if previous is None or decision is None or decision.at < previous.created_at:
        return ()
    return (Caveat(_NEW_RULES),)
