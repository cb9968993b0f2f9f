"""The digest: what changed since the last one, what it is worth, and what to do about it."""

from dataclasses import replace
from datetime import datetime

from analytics.charts.segment_bars import segment_bars
from analytics.charts.segment_flow import segment_flow
from analytics.movement.sizes import SegmentChanges, segment_changes
from analytics.rfm import Rfm
from analytics.vocabulary.wording import counted, day
from bot.language.commands.digest import DigestNow
from bot.language.commands.recommend import Recommend
from bot.language.commands.rfm import RfmChanges, RfmOverview, RfmToday
from bot.language.segments import Segment
from bot.services.about import about_segments
from bot.services.answer import Answer, Caveat, Line, NextStep, Picture, picture
from bot.services.context import Context
from bot.services.digest.ended import ended
from bot.services.digest.moved import moved_lines, moved_metrics
from bot.services.movement.comparison import Comparison
from bot.services.rfm.changes import compared
from bot.services.rfm.scoring import scored
from bot.services.rfm.today import Week, steps, week
from bot.services.rfm.wording import metrics, reading
from storage.records.digests import SegmentSize, Snapshot

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
    only a look."""
    is_first = context.store.digests.snapshots.latest(context.channel) is None
    answer = digest(context)
    if is_first:
        remember(context)
    return replace(answer, again=request.text())


def digest(context: Context) -> Answer:
    """How things stand, compared with what the channel was told last; nothing is noted."""
    this_week = week(RfmToday(), context)
    found = this_week.found
    customers, rfm = found.customers, found.rfm
    previous = context.store.digests.snapshots.latest(context.channel)
    moved = _moved(previous, context, this_week)
    others = _other_data(previous, context, rfm) if previous and not moved else None
    read = ended(context, previous.as_of, customers.as_of) if previous else ()
    formats = context.formats
    if moved:
        news = moved_lines(moved, formats)
    elif others:
        news = (_what_else(others),)
    else:
        news = (*reading(rfm.segments), Line(_FIRST, lead="Changes", caveat=True))
    return Answer(
        title=f"Customer digest, as of {day(customers.as_of)}",
        reading=(*news, this_week.to_do(formats), *(each.line for each in read)),
        pictures=(_chart(this_week, moved, context),),
        notes=(
            *_new_rules(context, previous),
            *_compared_with(previous),
            *((_COUNTED,) if moved else ()),
            customers.note,
        ),
        metrics={
            **metrics(found),
            **{f"share_{each.key}": each.share for each in rfm.segments},
            **{f"revenue_share_{each.key}": each.revenue_share for each in rfm.segments},
            **({"moved": others.moved, "new": others.new} if others else {}),
            **(moved_metrics(moved) if moved else {}),
            **this_week.first_metrics,
            "campaigns": {each.number: each.answer.metrics for each in read},
        },
        about=about_segments(RfmOverview(), rfm.segments),
        next_steps=(
            *_who_moved(previous, moved),
            *steps(RfmToday(), this_week),
            NextStep(
                f"Products for {this_week.name}",
                Recommend(segment_=Segment(this_week.name)).text(),
            ),
            *(each.step for each in read),
            NextStep("All segments", RfmOverview().text()),
        ),
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


def _moved(previous: Snapshot | None, context: Context, this_week: Week) -> Comparison | None:
    """Who moved since the digest before, and why; none where no day went by in the data, so that
    only other data can have moved anybody."""
    if previous is None or previous.as_of >= this_week.found.customers.as_of:
        return None
    return compared(RfmChanges(from_=previous.as_of), context)


def _other_data(previous: Snapshot, context: Context, rfm: Rfm) -> SegmentChanges:
    """What other data of the same days changed."""
    before = context.store.digests.snapshots.members(previous.id)
    return segment_changes(before, rfm.scores["segment"], [each.key for each in rfm.segments])


def _what_else(changes: SegmentChanges) -> Line:
    lead = "Since the last digest"
    if not (changes.moved or changes.new or changes.gone):
        return Line("nothing changed.", lead=lead)
    words = [
        counted(changes.new, "new customer"),
        f"{changes.moved:,} changed segment",
        *([f"{changes.gone:,} no longer in the data"] if changes.gone else []),
    ]
    return Line(f"other data of the same days: {', '.join(words)}.", lead=lead)


def _chart(this_week: Week, moved: Comparison | None, context: Context) -> Picture:
    """Who went where; where nobody did, how the segments stand."""
    found = this_week.found
    source = found.customers.source
    if moved is None:
        symbol = context.formats.symbol
        return picture(segment_bars, found.rfm.segments, currency=symbol, source=source)
    return picture(
        segment_flow, moved.movement, moved.labels, moved.colours, moved.when, source=source
    )


def _who_moved(previous: Snapshot | None, moved: Comparison | None) -> tuple[NextStep, ...]:
    """The same in full."""
    if previous is None or moved is None:
        return ()
    return (NextStep("Who moved?", RfmChanges(from_=previous.as_of).text()),)


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
