"""`/segment changes` and `/segment movers`: who moved between the groups of a stored run."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.charts.palette import cluster_colour
from analytics.clusters.describe.profiles import called
from analytics.clusters.find.model import ClusterModel
from analytics.movement.chance import Chance
from analytics.movement.history import last_changes
from analytics.movement.moves import best_first, movement
from analytics.rfm.edges import MEASURES, Values
from analytics.vocabulary.schema import Features
from analytics.vocabulary.wording import day
from bot.language.commands.segment import SegmentChanges, SegmentMovers, SegmentShow
from bot.services.answer import Answer, NextStep
from bot.services.context import Context
from bot.services.movement.answering import changes_answer, movers_answer
from bot.services.movement.comparison import Comparison, Words
from bot.services.movement.days import TwoDays, chance_of, first_purchase, two_days
from bot.services.segment import stored as runs
from bot.services.segment.stored import Segmentation
from bot.services.selection.selection import select

_RANKED = "Groups are ranked by what their average customer spends a year."
_WORDS = Words("group", "a group that spends less", "the groups were drawn anew")


@dataclass(frozen=True, eq=False)
class _Found:
    """A run, its model, and two days to put it to."""

    run: Segmentation
    model: ClusterModel
    days: TwoDays

    def groups(self, features: Features) -> pd.Series:
        """The group of each of those who are meant, by its number as text."""
        meant = features[features["customer_id"].isin(self.days.whom)]
        if meant.empty:
            return pd.Series([], pd.Index([], name="customer_id"), dtype="str")
        return self.model.assign(meant).astype(str)


def changes(request: SegmentChanges, context: Context) -> Answer:
    """Who moved between groups, and what is at stake."""
    found = _find(request, context)
    days = found.days
    export = SegmentMovers(**{each.name: getattr(request, each.name) for each in fields(request)})
    return changes_answer(
        request,
        _compare(found),
        context,
        days.customers,
        {
            "run": found.run.number,
            "from": days.earlier.isoformat(),
            "as_of": days.later.isoformat(),
        },
        (
            NextStep("Export movers", export.text()),
            NextStep("Show the groups", SegmentShow(run=found.run.number).text()),
            *days.longer(request),
        ),
    )


def movers(request: SegmentMovers, context: Context) -> Answer:
    """Those who moved, as a file."""
    found = _find(request, context)
    context.progress("looking up when each customer changed group")
    since = last_changes((each, found.groups(features)) for each, features in found.days.walk())
    name = found.days.named(f"run_{found.run.number}_movers")
    return movers_answer(
        request, _compare(found), context, found.days.customers, name, since["since"]
    )


def _find(request: SegmentChanges | SegmentMovers, context: Context) -> _Found:
    context.require_orders()
    run = runs.load(context, request.run)
    # The groups were found by as many days as there were: no more are to count now.
    longest = (run.as_of - first_purchase(select(context, run.request))).days
    days = two_days(context, run.request, request.from_, request.to, run.request.features, longest)
    context.progress("putting customers into the groups on two days")
    return _Found(run, run.model, days)


def _compare(found: _Found) -> Comparison:
    run, days = found.run, found.days
    before, after = found.groups(days.then.features), found.groups(days.now.features)
    keys = best_first(after, days.yearly["money_after"])
    rest = [str(each.number) for each in run.profiles if str(each.number) not in keys]
    order = (*keys, *rest)
    return Comparison(
        movement=movement(before, after, after, order, days.yearly),
        names={str(key): name for key, name in called(run.profiles).items()},
        colours={str(each.number): cluster_colour(each.colour) for each in run.profiles},
        when=(day(days.earlier), day(days.later)),
        words=_WORDS,
        source=f"Groups of run {run.number}. {days.customers.source}",
        notes=(
            f"Both days are put into the {run.words}, so that no boundary moves. " + _RANKED,
            *days.notes,
            days.customers.note,
        ),
        chance=_chance(found, order) if len(before) else None,
    )


def _chance(found: _Found, order: tuple[str, ...]) -> Chance | None:
    """What chance alone would have moved; not known of groups by more than sums of orders."""
    if not {*found.model.columns} <= {*MEASURES}:
        return None
    places = np.zeros(max(map(int, order)) + 1, "int64")
    places[[int(each) for each in order]] = range(len(order))

    def ranks(values: Values) -> npt.NDArray[np.int64]:
        return np.take(places, found.model.place(values))

    return chance_of(found.days, found.days.customers.features["customer_id"], lambda _: ranks)
