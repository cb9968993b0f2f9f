"""The digest: how the segments stand, what they bring, and what changed since the last one."""

from dataclasses import replace
from datetime import date, datetime

from analytics.charts.segment_bars import segment_bars
from analytics.movement.moves import Direction, Movement, Why
from analytics.movement.sizes import SegmentChanges, segment_changes
from analytics.rfm import Rfm
from analytics.vocabulary.wording import counted, day
from bot.language.commands.digest import DigestNow
from bot.language.commands.rfm import RfmChanges, RfmOverview
from bot.services.about import about_segments
from bot.services.answer import Answer, Caveat, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.movement.answering import measures
from bot.services.movement.comparison import Comparison
from bot.services.movement.wording import at_stake
from bot.services.rfm.changes import since_digest
from bot.services.rfm.scoring import scored
from bot.services.rfm.wording import reading
from storage.records.digests import SegmentSize, Snapshot
from storage.store import Store

_BY_CHANCE = {
    Direction.DOWN: "On balance that is worse than chance.",
    Direction.UP: "On balance that is better than chance.",
    Direction.STAY: "On balance that is no more than chance.",
}
_NEW_RULES = (
    "Since then somebody changed how segments are made (`/rfm settings`), so that customers "
    "changed segment who did nothing."
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
    found = scored(context, RfmOverview())
    customers, rfm = found.customers, found.rfm
    previous = context.store.digests.snapshots.latest(context.channel)
    new_rules = _new_rules(context, previous)
    changes = _changes(context.store, rfm, previous) if previous else None
    moved = _moved(context, previous) if previous and not new_rules else None
    news = (
        _what_changed(rfm, changes, moved),
        *(at_stake(moved[1], context.formats) if moved else ()),
    )
    standing = reading(rfm.segments)
    bars = picture(
        segment_bars, rfm.segments, changes, context.formats.symbol, source=customers.source
    )
    return Answer(
        title=f"Customer digest, as of {day(customers.as_of)}",
        reading=(*news, *standing) if previous else (*standing, *news),
        tables=(_table(rfm, previous),),
        pictures=(bars,),
        notes=(customers.note, _compared_with(previous, rfm), *new_rules),
        metrics={
            "customers": rfm.customers,
            "revenue": rfm.revenue,
            "as_of": customers.as_of.isoformat(),
            **({"moved": changes.moved, "new": changes.new} if changes else {}),
            **(_reasons(moved) if moved else {}),
        },
        about=about_segments(RfmOverview(), rfm.segments),
        next_steps=(
            NextStep("Show the map", "/rfm overview"),
            NextStep("What to do about each", "/rfm segments"),
            NextStep("Who is at risk?", "/rfm top at risk"),
            *_who_moved(previous, customers.as_of),
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


def _changes(store: Store, rfm: Rfm, previous: Snapshot) -> SegmentChanges:
    before = store.digests.snapshots.members(previous.id)
    order = [each.key for each in rfm.segments]
    return segment_changes(before, rfm.scores["segment"], order)


def _moved(context: Context, previous: Snapshot) -> tuple[Movement, Comparison] | None:
    """Who moved since the digest before, and why; and what of it chance explains."""
    members = context.store.digests.snapshots.members(previous.id)
    return since_digest(context, members, previous.as_of)


def _reasons(moved: tuple[Movement, Comparison]) -> dict[str, object]:
    """The movement in figures, for machines."""
    told, compared = moved
    names = ("slipped", "rose", "beyond_chance", "at_stake")
    return {
        "boundary_moved": told.count(Why.BOUNDARY),
        **{name: value for name, value in measures(compared).items() if name in names},
    }


def _who_moved(previous: Snapshot | None, as_of: date) -> tuple[NextStep, ...]:
    """The same in full, where a day went by since the digest before."""
    if previous is None or previous.as_of >= as_of:
        return ()
    return (NextStep("Who moved?", RfmChanges(from_=previous.as_of).text()),)


def _what_changed(
    rfm: Rfm, changes: SegmentChanges | None, moved: tuple[Movement, Comparison] | None
) -> Line:
    if changes is None:
        first = "this is the first digest here; the next will say what changed."
        return Line(first, lead="Changes", caveat=True)
    if not (changes.moved or changes.new or changes.gone):
        return Line("nothing changed.", lead="Since the last digest")
    labels = {each.key: each.label for each in rfm.segments}
    biggest = max(changes.segments, key=lambda each: abs(each.net))
    boundary = moved[0].count(Why.BOUNDARY) if moved else 0
    words = [
        counted(changes.new, "new customer"),
        f"{changes.moved:,} changed segment"
        + (f" ({boundary:,} only because the limits moved)" if boundary else ""),
    ]
    if changes.gone:
        words.append(f"{changes.gone:,} no longer in the data")
    if biggest.net:
        label = labels.get(biggest.segment, biggest.segment)
        words.append(f"the largest change is {label}, {biggest.net:+,}")
    chance = moved[1].chance if moved else None
    by_chance = f" {_BY_CHANCE[chance.beyond]}" if chance else ""
    return Line(f"{', '.join(words)}.{by_chance}", lead="Since the last digest")


def _table(rfm: Rfm, previous: Snapshot | None) -> Table:
    """Segments now; with what they were, where that is known."""
    before = previous.segments if previous else {}
    columns = [
        Column("Segment"),
        Column("Customers", Format.COUNT),
        *([Column("Change", Format.CHANGE)] if previous else []),
        Column("Revenue", Format.MONEY),
        Column("Revenue share", Format.SHARE),
    ]
    rows = []
    for each in rfm.segments:
        was = before.get(each.key)
        change = [each.customers - was.customers if was else None] if previous else []
        rows.append((each.label, each.customers, *change, each.revenue, each.revenue_share))
    return Table("Segments", tuple(columns), tuple(rows), whole=True).known()


def _compared_with(previous: Snapshot | None, rfm: Rfm) -> str:
    if previous is None:
        measures = (
            "recency, frequency and money (RFM)" if rfm.has_money else "recency and frequency"
        )
        return f"Segments by {measures}."
    told = day(datetime.fromisoformat(previous.created_at).date())
    return f"Compared with the digest of {told}, which was as of {day(previous.as_of)}."


def _new_rules(context: Context, previous: Snapshot | None) -> tuple[str, ...]:
    """A warning where segments are made by other rules than in the digest before."""
    decision = context.store.rfm_settings.latest()
    if previous is None or decision is None or decision.at < previous.created_at:
        return ()
    return (Caveat(_NEW_RULES),)
