"""`/rfm changes` and `/rfm movers`: who moved between RFM segments between two days."""

from dataclasses import fields

import pandas as pd

from analytics.charts.palette import segment_colours
from analytics.features import Returns
from analytics.movement.history import activity, between, last_changes, states
from analytics.movement.moves import movement
from analytics.rfm import Edges, Rfm, score_rfm
from analytics.schema import Features
from bot.language.commands import RfmChanges, RfmMovers, RfmOverview
from bot.services.answer import Answer, NextStep
from bot.services.context import Context
from bot.services.customers import counting, day
from bot.services.formats import counted
from bot.services.movement.answering import changes_answer, movers_answer
from bot.services.movement.comparison import Comparison, Words
from bot.services.movement.days import TwoDays, two_days
from bot.services.rfm import rule_pack

_WORDS = Words("segment", "a lower segment", "the edges between segments moved")
_EXPLAINED = (
    "Segments are listed from best to worst; scores of each day have that day's edges. Boundary "
    "only: with the edges of the earlier day they would be where they were."
)


def changes(request: RfmChanges, context: Context) -> Answer:
    """Who moved, why, and what is at stake."""
    days = two_days(context, request, request.from_, request.to)
    context.progress(f"scoring {counted(len(days.customers), 'customer')} on two days")
    export = RfmMovers(**{each.name: getattr(request, each.name) for each in fields(request)})
    return changes_answer(
        request,
        _compare(days),
        context,
        {"from": days.earlier.isoformat(), "as_of": days.later.isoformat()},
        (
            NextStep("Export movers", export.text()),
            NextStep("Show the map", RfmOverview(**request.population()).text()),
        ),
    )


def movers(request: RfmMovers, context: Context) -> Answer:
    """Those who moved, as a file."""
    days = two_days(context, request, request.from_, request.to)
    context.progress("looking up when each of them moved")
    steps = between(days.earlier, days.later)
    with context.store.tables() as tables:
        summed = activity(counting(tables, request).orders, steps).execute()
    weeks = states(summed, steps, Returns(request.returns))
    walked = ((each, _score(known).scores["segment"]) for each, known in weeks)
    return movers_answer(
        request, _compare(days), context, days.named("rfm_movers"), last_changes(walked)["since"]
    )


def _compare(days: TwoDays) -> Comparison:
    pack = rule_pack()
    keys = [rule.key for rule in pack.rules]
    after = _score(days.customers.features)
    before, kept = _segments_then(days.then, days.customers.features)
    return Comparison(
        movement=movement(before, after.scores["segment"], kept, keys, days.yearly),
        names={rule.key: rule.label for rule in pack.rules},
        colours=segment_colours(keys),
        when=(day(days.earlier), day(days.later)),
        words=_WORDS,
        source=days.customers.source,
        notes=(_EXPLAINED, days.note, days.customers.note),
    )


def _score(features: Features, edges: Edges | None = None) -> Rfm:
    return score_rfm(features, rule_pack(), edges)


def _segments_then(then: Features, now: Features) -> tuple[pd.Series, pd.Series]:
    """The segments of the earlier day, and where its edges put customers as they are now."""
    if then.empty:
        nobody = pd.Series([], pd.Index([], name="customer_id"), dtype="str")
        return nobody, nobody
    earlier = _score(then)
    return earlier.scores["segment"], _score(now, earlier.edges).scores["segment"]
