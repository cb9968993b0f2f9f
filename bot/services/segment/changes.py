"""`/segment changes` and `/segment movers`: who moved between the groups of a stored run."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from analytics.charts.palette import cluster_colour
from analytics.clusters.describe.profiles import called
from analytics.clusters.find.model import ClusterModel
from analytics.movement.history import between, last_changes
from analytics.movement.moves import best_first, movement
from analytics.vocabulary.schema import Features
from analytics.vocabulary.wording import day
from bot.language.commands.segment import SegmentChanges, SegmentMovers, SegmentShow
from bot.services.answer import Answer, NextStep
from bot.services.context import Context
from bot.services.movement.answering import changes_answer, movers_answer
from bot.services.movement.comparison import Comparison, Words
from bot.services.movement.days import TwoDays, two_days
from bot.services.segment import stored as runs
from bot.services.segment.stored import Segmentation

_RANKED = "own behaviour. Groups are ranked by what their average customer spends a year."
_WORDS = Words("group", "a group that spends less", "the groups were drawn anew")


@dataclass(frozen=True, eq=False)
class _Found:
    """A run, its model, and two days to put it to."""

    run: Segmentation
    model: ClusterModel
    days: TwoDays

    def groups(self, features: Features) -> pd.Series:
        """Each customer's group, by its number as text."""
        if features.empty:
            return pd.Series([], pd.Index([], name="customer_id"), dtype="str")
        return self.model.assign(features).astype(str)


def changes(request: SegmentChanges, context: Context) -> Answer:
    """Who moved between groups, and what is at stake."""
    found = _find(request, context)
    days = found.days
    export = SegmentMovers(**{each.name: getattr(request, each.name) for each in fields(request)})
    return changes_answer(
        request,
        _compare(found),
        context,
        {
            "run": found.run.number,
            "from": days.earlier.isoformat(),
            "as_of": days.later.isoformat(),
        },
        (
            NextStep("Export movers", export.text()),
            NextStep("Show the groups", SegmentShow(run=found.run.number).text()),
        ),
    )


def movers(request: SegmentMovers, context: Context) -> Answer:
    """Those who moved, as a file."""
    found = _find(request, context)
    context.progress("looking up when each customer changed group")
    days = between(found.days.earlier, found.days.later)
    since = last_changes(_walk(found, days).items())["since"]
    name = found.days.named(f"run_{found.run.number}_movers")
    return movers_answer(request, _compare(found), context, name, since)


def _walk(found: _Found, days: tuple[date, ...]) -> Mapping[date, pd.Series]:
    """Everybody's group on each of the days: groups may look at more than sums of orders."""
    people = found.days.customers
    return {each: found.groups(people.on(each).features) for each in days}


def _find(request: SegmentChanges | SegmentMovers, context: Context) -> _Found:
    run = runs.load(context, request.run)
    days = two_days(context, run.request, request.from_, request.to, run.request.features)
    context.progress("putting customers into the groups on two days")
    return _Found(run, run.model, days)


def _compare(found: _Found) -> Comparison:
    run, days = found.run, found.days
    before, after = found.groups(days.then.features), found.groups(days.customers.features)
    keys = best_first(after, days.yearly["money_after"])
    rest = [str(each.number) for each in run.profiles if str(each.number) not in keys]
    return Comparison(
        movement=movement(before, after, after, (*keys, *rest), days.yearly),
        names={str(key): name for key, name in called(run.profiles).items()},
        colours={str(each.number): cluster_colour(each.colour) for each in run.profiles},
        when=(day(days.earlier), day(days.later)),
        words=_WORDS,
        source=f"Groups of run {run.number}. {days.customers.source}",
        notes=(
            f"Both days are put into the groups of run {run.number}: each change is the customer's "
            + _RANKED,
            days.note,
            days.customers.note,
        ),
    )
