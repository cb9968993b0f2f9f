"""`/rfm changes` and `/rfm movers`: who moved between RFM segments between two days."""

from dataclasses import dataclass, fields

import pandas as pd

from analytics.charts.palette import segment_colours
from analytics.movement.chance import Chance, Rank
from analytics.movement.history import last_changes
from analytics.movement.moves import Why, movement
from analytics.rfm import Edges
from analytics.rfm.edges import Values
from analytics.rfm.scores import ranking, segments_by
from analytics.vocabulary.schema import Features
from analytics.vocabulary.wording import day
from bot.language.commands.population import Population
from bot.language.commands.rfm import RfmChanges, RfmMovers, RfmOverview
from bot.services.answer import Answer, NextStep
from bot.services.context import Context
from bot.services.movement.answering import changes_answer, movers_answer
from bot.services.movement.comparison import Comparison, Words
from bot.services.movement.days import TwoDays, chance_of, two_days
from bot.services.rfm.scoring import (
    ScoredCustomers,
    in_force,
    score,
    scored_within,
    since_they_began,
)

_WORDS = Words("segment", "a lower segment", "the limits between segments moved")
_BOUNDARY = "Boundary only: with the limits of the earlier day they would be where they were."
_NOBODY = pd.Series([], pd.Index([], name="customer_id"), dtype="str")
_RANKED = "Segments are ranked in the order of the rule pack, the best first."


@dataclass(frozen=True, eq=False)
class _Found:
    """Two days, and customers scored on the later."""

    days: TwoDays
    now: ScoredCustomers

    def among(self, features: Features) -> Features:
        """Those among whom people are scored, of everybody on a day."""
        if not self.now.within:
            return features
        return features[features["customer_id"].isin(self.days.whom)]

    def segments(self, features: Features) -> pd.Series:
        """Everybody's segments by the edges of their own day."""
        among = self.among(features)
        if among.empty:
            return _NOBODY
        return self.segments_by(self.now.edges_among(among), among)

    def segments_by(self, edges: Edges, features: Features) -> pd.Series:
        """The segments by given edges of those who are meant."""
        segments = segments_by(edges, features, self.now.rules)
        return segments[segments.index.isin(self.days.whom)]


def changes(request: RfmChanges, context: Context) -> Answer:
    """Who moved, why, and what is at stake."""
    found = _find(request, context)
    export = RfmMovers(**{each.name: getattr(request, each.name) for each in fields(request)})
    return changes_answer(
        request,
        _compare(found),
        context,
        found.days.customers,
        {"from": found.days.earlier.isoformat(), "as_of": found.days.later.isoformat()},
        (
            NextStep("Export movers", export.text()),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
            *found.days.longer(request),
        ),
    )


def movers(request: RfmMovers, context: Context) -> Answer:
    """Those who moved, as a file."""
    found = _find(request, context)
    context.progress("looking up when each customer changed segment")
    since = last_changes((each, found.segments(features)) for each, features in found.days.walk())
    name = found.days.named("rfm_movers")
    return movers_answer(
        request, _compare(found), context, found.days.customers, name, since["since"]
    )


def _find(request: RfmChanges | RfmMovers, context: Context) -> _Found:
    return _found(context, request, two_days(context, request, request.from_, request.to))


def compared(request: RfmChanges, context: Context) -> Comparison:
    """Who moved between two days, and why.

    Raises
    ------
    SegbotError
        If the days don't fit the data.
    """
    return _compare(_find(request, context))


def _found(context: Context, request: Population, days: TwoDays) -> _Found:
    return _Found(
        days, score(context, days.customers, in_force(context, request), scored_within(request))
    )


def _compare(found: _Found) -> Comparison:
    days, rules = found.days, found.now.rules
    keys = [rule.key for rule in rules.rules]
    then, now = (found.among(since_they_began(each)) for each in (days.then, days.now))
    after = found.segments(now)
    before = kept = _NOBODY
    chance = None
    if len(then):
        edges = found.now.edges_among(then)
        before = found.segments_by(edges, then)
        if len(now):
            kept, chance = found.segments_by(edges, now), _chance(found)
    moved = movement(before, after, kept, keys, days.yearly)
    boundary = (_BOUNDARY,) if moved.count(Why.BOUNDARY) else ()
    return Comparison(
        movement=moved,
        names={rule.key: rule.label for rule in rules.rules},
        colours=segment_colours(keys),
        when=(day(days.earlier), day(days.later)),
        words=_WORDS,
        source=days.customers.source,
        notes=(*boundary, _RANKED, *days.notes, *found.now.made, days.customers.note),
        chance=chance,
    )


def _chance(found: _Found) -> Chance | None:
    """What chance alone would have moved, of those who are meant."""
    ranks = ranking(found.now.rules)

    def fit(values: Values) -> Rank:
        edges = found.now.edges_among(values)
        return lambda others: ranks(others, edges)

    # Those too who had no order in the days that count now: they decide about the limits of then.
    among = found.now.among(found.days.customers)
    return chance_of(found.days, among.features["customer_id"], fit)
