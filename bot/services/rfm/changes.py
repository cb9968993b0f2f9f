"""`/rfm changes` and `/rfm movers`: who moved between RFM segments between two days."""

from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from analytics.charts.palette import segment_colours
from analytics.movement.history import between
from analytics.movement.moves import Movement, Why, movement
from analytics.rfm import score_rfm
from analytics.vocabulary.wording import day
from bot.language.commands.population import Population
from bot.language.commands.rfm import RfmChanges, RfmMovers, RfmOverview
from bot.services.answer import Answer, NextStep
from bot.services.context import Context
from bot.services.movement.answering import changes_answer, movers_answer
from bot.services.movement.comparison import Comparison, Words
from bot.services.movement.days import TwoDays, two_days
from bot.services.movement.history import segment_history
from bot.services.rfm.scoring import Standing, in_force, scored_within, stand
from bot.services.selection.selection import select

_WORDS = Words("segment", "a lower segment", "the limits between segments moved")
_BOUNDARY = "Boundary only: with the limits of the earlier day they would be where they were."
_RANKED = "Segments are ranked in the order of the rule pack, the best first."


@dataclass(frozen=True, eq=False)
class _Found:
    """Two days, and how customers stand on the later."""

    days: TwoDays
    now: Standing


def changes(request: RfmChanges, context: Context) -> Answer:
    """Who moved, why, and what is at stake."""
    found = _find(request, context)
    export = RfmMovers(**{each.name: getattr(request, each.name) for each in fields(request)})
    return changes_answer(
        request,
        _compare(found),
        context,
        {"from": found.days.earlier.isoformat(), "as_of": found.days.later.isoformat()},
        (
            NextStep("Export movers", export.text()),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
        ),
    )


def movers(request: RfmMovers, context: Context) -> Answer:
    """Those who moved, as a file."""
    found = _find(request, context)
    days = between(found.days.earlier, found.days.later)
    walked = segment_history(
        context, found.now.among(found.days.customers), days, found.now.segments_among
    )
    name = found.days.named("rfm_movers")
    return movers_answer(request, _compare(found), context, name, walked["since"])


def _find(request: RfmChanges | RfmMovers, context: Context) -> _Found:
    return _found(context, request, two_days(context, request, request.from_, request.to))


def moved_since(context: Context, members: pd.Series, earlier: date) -> Movement | None:
    """Who moved since a digest: from where it saw them, to where they are now.

    Parameters
    ----------
    members : Series of str, indexed by ``customer_id``
        The segments that the digest saw.
    earlier : date
        The day that it was as of. The limits of then are those of the orders of before that day
        as they are known now.

    Returns
    -------
    Movement or None
        None where no day went by, so that only other data can have moved anybody.
    """
    everybody = RfmOverview()
    if select(context, everybody).as_of <= earlier:
        return None
    found = _found(context, everybody, two_days(context, everybody, earlier, None))
    _, kept = _segments_then(found)
    keys = [rule.key for rule in found.now.rules.rules]
    return movement(members, found.now.rfm.scores["segment"], kept, keys, found.days.yearly)


def _found(context: Context, request: Population, days: TwoDays) -> _Found:
    return _Found(
        days, stand(context, days.customers, in_force(context, request), scored_within(request))
    )


def _compare(found: _Found) -> Comparison:
    days, rules = found.days, found.now.rules
    keys = [rule.key for rule in rules.rules]
    before, kept = _segments_then(found)
    moved = movement(before, found.now.rfm.scores["segment"], kept, keys, days.yearly)
    boundary = (_BOUNDARY,) if moved.count(Why.BOUNDARY) else ()
    return Comparison(
        movement=moved,
        names={rule.key: rule.label for rule in rules.rules},
        colours=segment_colours(keys),
        when=(day(days.earlier), day(days.later)),
        words=_WORDS,
        source=days.customers.source,
        notes=(*boundary, _RANKED, days.note, *found.now.made, days.customers.note),
    )


def _segments_then(found: _Found) -> tuple[pd.Series, pd.Series]:
    """The segments of the earlier day, and where its edges put customers as they are now."""
    then, now = found.days.then, found.now
    if then.features.empty:
        nobody = pd.Series([], pd.Index([], name="customer_id"), dtype="str")
        return nobody, nobody
    edges = now.edges_among(now.among(then).features)
    earlier = score_rfm(then.features, now.rules, edges)
    kept = score_rfm(now.customers.features, now.rules, edges)
    return earlier.scores["segment"], kept.scores["segment"]
