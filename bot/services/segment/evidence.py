"""Gathering what a segmentation is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.clusters.describe.profiles import called, profile_clusters
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import cluster
from analytics.clusters.judge.agreement import agreement
from analytics.clusters.judge.evidence import Evidence, Structure, gather
from analytics.clusters.judge.holdout import (
    FEWEST_CUSTOMERS,
    HISTORY_PER_HORIZON,
    SHORTEST_HORIZON,
    HeldOut,
    held_out,
    held_out_period,
)
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.segment import SegmentRun
from bot.services.context import Context
from bot.services.rfm.scoring import in_force, score
from bot.services.segment.comparison import prepared
from bot.services.segment.judgement import Names
from bot.services.selection.selection import Selection, select


@dataclass(frozen=True, eq=False)
class Subject:
    """A segmentation to be judged.

    Attributes
    ----------
    request : SegmentRun
        How it was made, with its k.
    customers : Selection
    matrix : DataFrame, one row per customer in a group, indexed by ``customer_id``, ascending
        Scaled features.
    labels : Series of int, indexed likewise
    names, colours : mapping of int
        Of each group, by its label.
    run : int or None
        The number of the run that it is; None if it was made to be judged.
    new : int
        Customers who came after the run, and were placed in its groups.
    structure_then : Structure or None
        Of the run when it was made.
    remarks : tuple of str
        By what customers were compared, where that doesn't go without saying.
    """

    request: SegmentRun
    customers: Selection
    matrix: pd.DataFrame
    labels: pd.Series
    names: Mapping[int, str]
    colours: Mapping[int, int]
    run: int | None
    new: int
    structure_then: Structure | None
    remarks: tuple[str, ...]

    @property
    def algorithm(self) -> Algorithm:
        """What found the groups."""
        return Algorithm(self.request.algo)


@dataclass(frozen=True)
class Gathered:
    """The evidence, what the groups in it are called, and why some of it is missing.

    Attributes
    ----------
    evidence : Evidence
    names : Names
    open_because : mapping of str to str
        As ``judgement.judged`` takes it.
    """

    evidence: Evidence
    names: Names
    open_because: Mapping[str, str]


def gather_all(subject: Subject, context: Context) -> Gathered:
    """Measure everything that can be; say of the rest why it can't."""
    matrix, labels = subject.matrix.to_numpy(), subject.labels.to_numpy("int64")
    open_because: dict[str, str] = {}
    context.progress("grouping halves of the customers")
    (measured,) = silhouettes(matrix, [labels])
    evidence = gather(subject.matrix, labels, subject.algorithm, measured)
    beside = None
    if subject.customers.features["recency"].isna().all():
        open_because["rfm"] = "Nobody knows when and how often they bought."
    elif evidence.stability:
        segments = _rfm_segments(subject.customers, context).loc[subject.labels.index]
        beside = agreement(subject.labels, segments)
    else:
        open_because["rfm"] = "So few customers are better looked at one by one."
    context.progress("looking at who of each group bought again")
    later, names_then, open_because["next"] = _held_out(subject, context)
    features = {each.name: each.label for each in subject.customers.compared}
    return Gathered(
        replace(evidence, agreement=beside, held_out=later),
        Names(subject.names, names_then, features),
        open_because,
    )


def _rfm_segments(customers: Selection, context: Context) -> pd.Series:
    """Each customer's segment, by the rules that are in force."""
    segments: pd.Series = score(context, customers, in_force(context, None)).rfm.scores["segment"]
    return segments


def _held_out(subject: Subject, context: Context) -> tuple[HeldOut | None, Mapping[int, str], str]:
    """What the groups of a day in the past did next, their names; or why that can't be told."""
    request, customers = subject.request, subject.customers
    if not customers.tables.has_orders:
        return None, {}, "There are no orders here yet, so nobody can tell who buys again."
    if not customers.has_money:
        return None, {}, "No file here says what was paid, so nobody can tell who spends again."
    first = customers.features["first_order"].min().date()
    period = held_out_period(first, customers.as_of)
    if period is None:
        needed = SHORTEST_HORIZON * (1 + HISTORY_PER_HORIZON)
        return (
            None,
            {},
            (
                f"There are {counted((customers.as_of - first).days, 'day')} of orders; to see "
                f"who buys again takes {needed}, so that some can be held back."
            ),
        )
    if request.segment and request.segment.run is not None:
        return (
            None,
            {},
            (
                f"Run {request.segment.run}, which found these customers, knew already what they "
                "bought since; so nothing can be held back."
            ),
        )
    try:
        before = _until(context, request, period.cutoff)
    except SegbotError:
        bought = "had bought anything" if customers.is_everyone else "was as the filters say"
        return None, {}, f"Nobody {bought} by {day(period.cutoff)}."
    if len(before) < FEWEST_CUSTOMERS:
        return (
            None,
            {},
            (
                f"{counted(len(before), 'customer')} had bought by {day(period.cutoff)}; to see "
                f"who buys again takes {FEWEST_CUSTOMERS}."
            ),
        )
    after = _since(context, request, period.cutoff)
    if after is None or not before.features["customer_id"].isin(after["customer_id"]).any():
        return (
            None,
            {},
            (
                f"None of the {counted(len(before), 'customer')} known on {day(period.cutoff)} has "
                "bought again since, so there is nothing that groups could foretell."
            ),
        )
    try:
        then = cluster(
            before.features,
            len(subject.names),
            prepared(request, before),
            algorithm=subject.algorithm,
        )
    except SegbotError as error:
        return None, {}, f"By {day(period.cutoff)}: {error.message}"
    names = called(profile_clusters(before.features, then))
    segments = _rfm_segments(before, context)
    return held_out(then.labels, before.features, after, period, segments), names, ""


def _until(context: Context, request: SegmentRun, cutoff: date) -> Selection:
    """The customers as they were known at midnight of the cut-off."""
    earlier = request.with_values({"until": cutoff - timedelta(days=1)})
    return select(context, earlier, request.features)


def _since(context: Context, request: SegmentRun, cutoff: date) -> pd.DataFrame | None:
    """Features of the orders from the cut-off on; None if there are none."""
    # Conditions on customers are about what was known of them then, not about what came of them.
    later = request.with_values({"since": cutoff, "where": None, "segment": None})
    try:
        return select(context, later).features
    except SegbotError:
        return None
