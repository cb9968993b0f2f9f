"""The marketing play of a segment: who they are, what to send, when, and what not to do."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.movement.moves import BY_THEMSELVES, Direction
from analytics.rfm.rhythm import usual_gap
from analytics.rfm.rules import SegmentRule
from analytics.vocabulary.wording import counted, day
from bot.language.commands.population import Population
from bot.language.commands.recommend import Recommend
from bot.language.commands.rfm import RfmExport, RfmPlay, RfmTop
from bot.language.segments import Segment
from bot.services.about import about_segments
from bot.services.answer import Answer, Format, Line, NextStep
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.groups import group_line
from bot.services.recommend.segment import in_their_play
from bot.services.rfm.moved import moved_since
from bot.services.rfm.plays import action_for, plays
from bot.services.rfm.scoring import ScoredCustomers, scored
from bot.services.rfm.top import members
from bot.services.rfm.wording import ago, metrics, nobody_words, notes


@dataclass(frozen=True)
class Habits:
    """What a segment usually does.

    Attributes
    ----------
    order_value : float or None
        Median over its customers of what an order of theirs comes to, currency units; None where
        nobody knows what was paid.
    gap : int or None
        Median over its customers of their mean days between orders, of those with two or more;
        the whole shop's where the segment has few of them, None where the shop has.
    recency : int
        Median over its customers of the days since their last order.
    """

    order_value: float | None
    gap: int | None
    recency: int

    @property
    def late(self) -> bool:
        """Whether more time went by since their last orders than usually lies between two."""
        return self.gap is not None and self.recency > self.gap


def play(request: RfmPlay, context: Context) -> Answer:
    """What to send a segment, when, and what not to do, in this shop's figures."""
    found = scored(context, request)
    rule = found.segment(request.segment_)
    summary = found.rfm.summary(rule.key)
    if not summary.customers:
        return _nobody(rule, found, context)
    habits = habits_of(found, rule)
    who = members(found.rfm, rule).index.tolist()
    # Of totals alone nobody knows how things were.
    came = _came(found, rule) if context.store.has_orders() else None
    offers, products = in_their_play(context, found.customers, who, rule.label)
    return Answer(
        title=f"The play for {rule.label}",
        reading=(
            *_play_lines(rule, habits, context.formats),
            *(_by_direction(came, rule, summary.customers) if came else ()),
            group_line(summary),
            Line(f"{rule.description} {_habit_words(habits, context.formats)}", "Who they are"),
            *offers,
        ),
        tables=products,
        notes=(
            *(() if offers else (_NO_GOODS,)),
            *notes(found, context.formats),
        ),
        metrics={
            **metrics(found),
            "segment": rule.key,
            "segment_customers": summary.customers,
            "order_value": habits.order_value,
            "gap": habits.gap,
            "recency": habits.recency,
            **(_arrived(came) if came else {}),
        },
        about=about_segments(request, [summary]),
        next_steps=(
            *(_recommend(request, rule) if offers else ()),
            NextStep("Who are they?", RfmTop(segment_=rule.label, **request.population()).text()),
            NextStep("Export CSV", RfmExport(segment_=rule.label, **request.population()).text()),
        ),
    )


def _recommend(request: RfmPlay, rule: SegmentRule) -> tuple[NextStep, ...]:
    """Whose segment it is there as well: recommendations score everybody."""
    if request.score != RfmPlay.score:
        return ()
    settings = Population.population(request) | request.scoring()
    asked = Recommend(segment_=Segment(rule.label), **settings)
    return (NextStep("What to recommend", asked.text()),)


@dataclass(frozen=True)
class Came:
    """How those came to a segment who weren't in it a quarter of a year ago, by their own doing.

    Attributes
    ----------
    since : date
        The day on which they were elsewhere.
    down, up : int
        From a better segment, and from one that isn't as good.
    """

    since: date
    down: int
    up: int


def _came(found: ScoredCustomers, rule: SegmentRule) -> Came:
    since = found.customers.as_of - _QUARTER
    here = moved_since(found, since).of(*BY_THEMSELVES).between(after=rule.key)
    down, up = (here.going(each).count() for each in (Direction.DOWN, Direction.UP))
    return Came(since, down, up)


def _arrived(came: Came) -> dict[str, object]:
    """The same for machines."""
    return {"slipped_here": came.down, "rose_here": came.up, "from": came.since.isoformat()}


def _by_direction(came: Came, rule: SegmentRule, customers: int) -> tuple[Line, ...]:
    """What to do about those who slipped to the segment, and about those who rose to it, where both
    are many, or where those are whom the play isn't for."""
    ways = ((Direction.DOWN, "slipped", came.down), (Direction.UP, "rose", came.up))
    many = [each for each in ways if each[2] >= max(_FEW, _SIZEABLE * customers)]
    known = plays().get(rule.key)
    if known is None or (len(many) == 1 and known.suits_who_went(many[0][0])):
        return ()
    return tuple(
        Line(
            f"{number:,} of {customers:,} since {day(came.since)}. {action_for(rule.key, way)}.",
            lead=f"Who {went} here",
            caveat=True,
        )
        for way, went, number in many
    )


_QUARTER = timedelta(days=90)
#: So many, and such a share of the segment, are worth words of their own.
_FEW, _SIZEABLE = 20, 0.1


def habits_of(found: ScoredCustomers, rule: SegmentRule) -> Habits:
    """What the customers of a segment usually spend on an order, and how long they wait."""
    features = found.customers.features.set_index("customer_id")
    theirs = features.loc[members(found.rfm, rule).index]
    value = theirs["average_order"].median()
    return Habits(
        order_value=None if pd.isna(value) else round(float(value), 2),
        gap=usual_gap(theirs) or usual_gap(features),
        recency=round(theirs["recency"].median()),
    )


def _play_lines(rule: SegmentRule, habits: Habits, formats: Formats) -> tuple[Line, ...]:
    known = plays().get(rule.key)
    if known is None:
        return (Line(rule.play, lead="What to do"),)
    figures = {
        "order": formats.cell(habits.order_value, Format.MONEY),
        "gap": counted(habits.gap, "day") if habits.gap else "",
    }
    when = known.late if known.late and habits.late else known.when
    if "{gap}" in when and habits.gap is None:
        when = _NO_GAP
    told = (("What to send", known.send), ("When", when), ("What not to do", known.avoid))
    return tuple(
        Line(text.format(**figures), lead)
        for lead, text in told
        if habits.order_value is not None or "{order}" not in text
    )


_NO_GAP = "Soon: nobody can say yet after how long customers come back here, too few have."


def _habit_words(habits: Habits, formats: Formats) -> str:
    words = f"Their last order is usually {ago(habits.recency)}"
    if habits.order_value is not None:
        words += f" and an order comes to {formats.cell(habits.order_value, Format.MONEY)}"
    if habits.gap is None:
        return f"{words}; too few came back to say after how long."
    return f"{words}; {counted(habits.gap, 'day')} usually lie between two."


_NO_GOODS = "What they buy isn't known: files don't say which goods are in their orders."


def _nobody(rule: SegmentRule, found: ScoredCustomers, context: Context) -> Answer:
    return Answer(
        title=f"The play for {rule.label}",
        reading=(Line(rule.description), Line(nobody_words(found, rule, context.formats))),
        notes=notes(found, context.formats),
        metrics={**metrics(found), "segment": rule.key, "segment_customers": 0},
        next_steps=(NextStep("All segments", "/rfm segments"),),
    )
