"""The digest: what changed since the last one, what it is worth, and what to do about it."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from bot.services.digest.sections import wanted
from bot.services.digest.stale import staleness
from bot.services.digest.stored import here, numbered
from bot.services.digest.wording import comes_words
from bot.services.rfm.changes import compared
from bot.services.rfm.scoring import scored
from bot.services.rfm.today import Week, steps, week
from bot.services.rfm.wording import metrics, reading
from storage.records.digests import Schedule, SegmentSize, Snapshot

_FIRST = "this is the first digest here; the next will say what changed."
_NOTHING = Line("none of what this digest tells of.", lead="Since the last digest", caveat=True)
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


@dataclass(frozen=True)
class _Section:
    """A part of a digest.

    Attributes
    ----------
    name : str or None
        By which it is chosen; None for what is told in any case.
    lines, pictures, notes, metrics, steps
        As of an `Answer`.
    """

    name: str | None
    lines: tuple[Line, ...]
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
    metrics: Mapping[str, object] = field(default_factory=dict)
    steps: tuple[NextStep, ...] = ()


def digest(scheduled: tuple[Schedule, ...], context: Context) -> Answer:
    """How things stand, compared with what the channel was told last; nothing is noted.

    Parameters
    ----------
    scheduled : tuple of Schedule
        Of which it says whose they are and how to stop them; it has the parts that they have.
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
    chosen = wanted(scheduled)
    told = tuple(each for each in told if each.name is None or each.name in chosen)
    lines = tuple(line for each in told for line in each.lines)
    return Answer(
        title=f"Customer digest, as of {day(as_of)}",
        reading=(*(lines or (_NOTHING,)), *stale.lines(scheduled, context)),
        pictures=tuple(one for each in told for one in each.pictures),
        notes=(
            *_new_rules(context, previous),
            *_compared_with(previous),
            *(note for each in told for note in each.notes),
            this_week.found.customers.note,
            *(_whose(each, context) for each in scheduled),
        ),
        metrics=dict(ChainMap(*(dict(each.metrics) for each in told), _metrics(this_week))),
        about=about_segments(RfmOverview(), this_week.found.rfm.segments),
        next_steps=(
            *stale.steps(scheduled),
            *(step for each in told for step in each.steps),
            NextStep("All segments", RfmOverview().text()),
            *(
                ()
                if scheduled
                else (NextStep("Schedule it…", DigestSchedule.examples[0], form=True),)
            ),
        ),
    )


def _first(this_week: Week, context: Context) -> tuple[_Section, ...]:
    """How the segments stand, where nothing was told before."""
    standing = reading(this_week.found.rfm.segments)
    return (
        _Section("segments", standing, (_standing(this_week, context),)),
        _Section(None, (Line(_FIRST, lead="Changes", caveat=True),)),
        _to_do(this_week, context),
    )


def _changed(previous: Snapshot, this_week: Week, context: Context) -> tuple[_Section, ...]:
    """Who moved in the days that came in, what they brought, and campaigns that ended in them."""
    found, formats = this_week.found, context.formats
    as_of = found.customers.as_of
    request = RfmChanges(from_=previous.as_of)
    moved = compared(request, context)
    drawn = moved.sizes
    brought = revenue_since(context, previous.as_of, as_of)
    read = ended(context, previous.as_of, as_of)
    flow = picture(
        segment_flow,
        moved.movement,
        moved.labels,
        moved.colours,
        moved.when,
        source=found.customers.source,
    )
    return (
        _Section(
            "segments",
            moved_lines(moved, formats),
            (flow,),
            (*_drawn_otherwise(drawn, this_week), _COUNTED),
            {**moved_metrics(moved), **{f"drawn_{key}": size for key, size in drawn.items()}},
            (NextStep("Who moved?", request.text()),),
        ),
        _Section("revenue", (brought.line(formats),), metrics=brought.metrics)
        if brought
        else _Section("revenue", ()),
        _to_do(this_week, context),
        _Section(
            "campaigns",
            tuple(each.line for each in read),
            metrics={"campaigns": {each.number: each.answer.metrics for each in read}},
            steps=tuple(each.step for each in read),
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


def _same_days(previous: Snapshot, this_week: Week, context: Context) -> tuple[_Section, ...]:
    """What other data of the same days changed; nothing more where they changed nothing."""
    segments = this_week.found.rfm.scores["segment"]
    before = context.store.digests.snapshots.members(previous.id)
    changes = segment_changes(before, segments)
    if not (changes.moved or changes.new or changes.gone):
        nothing = Line("nothing changed.", lead="Since the last digest")
        steps = (NextStep("Whom to write to", RfmToday().text()),)
        return (_Section(None, (nothing,), steps=steps),)
    words = [
        *([counted(changes.new, "new customer")] if changes.new else []),
        *([f"{changes.moved:,} changed segment"] if changes.moved else []),
        *([f"{changes.gone:,} no longer in the data"] if changes.gone else []),
    ]
    other = Line(f"other data: {listed(words)}.", lead="Since the last digest")
    return (
        _Section(
            "segments",
            (other,),
            (_standing(this_week, context),),
            metrics={"moved": changes.moved, "new": changes.new, "gone": changes.gone},
        ),
        _to_do(this_week, context),
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


def _to_do(this_week: Week, context: Context) -> _Section:
    """What to do about those who come first."""
    products = Recommend(segment_=Segment(this_week.name)).text()
    return _Section(
        "today",
        (this_week.to_do(context.formats),),
        steps=(
            *steps(RfmToday(), this_week),
            NextStep(f"Products for {this_week.name}", products),
        ),
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
