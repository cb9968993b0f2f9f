"""How good a segmentation is, and how many groups there should be: the evidence."""

import dataclasses
from typing import Any

from analytics.charts.evidence_sheet import evidence_sheet
from analytics.charts.silhouette_plot import silhouette_plot
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import profile_clusters
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import cluster
from analytics.clusters.judge.evidence import Evidence, Grade, Structure
from analytics.clusters.judge.holdout import HeldOut, Rival
from analytics.clusters.judge.numbers import Candidate, choose_k, compare_numbers
from analytics.clusters.judge.quality import Quality, quality
from analytics.clusters.judge.thresholds import (
    CLEARER_THAN_ONE_CROWD,
    CLEARLY_APART,
    COMES_BACK,
    COMES_BACK_IN_PART,
    MUCH_THE_SAME,
    NO_STRUCTURE,
    SAME_GROUPS,
)
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.segment import K_LIMITS, SegmentEvaluate, SegmentRun, SegmentShow
from bot.services.answer import (
    Answer,
    Caveat,
    Column,
    Format,
    NextStep,
    Picture,
    Table,
    picture,
)
from bot.services.context import Context
from bot.services.segment import stored as runs
from bot.services.segment.comparison import comparison_notes, prepared, refuse_k_where_it_is_found
from bot.services.segment.evidence import Gathered, Subject, gather_all
from bot.services.segment.judgement import judged, reliable
from bot.services.segment.numbers import numbers
from bot.services.selection.selection import select, titled

_NUMBERS = range(K_LIMITS[0], K_LIMITS[1] + 1)
_THRESHOLDS = (
    f"Silhouette: clear from {CLEARLY_APART:.2f}, no groups below {NO_STRUCTURE:.2f} (Kaufman and "
    f"Rousseeuw 1990) or less than {CLEARER_THAN_ONE_CROWD:.2f} above crowds without groups. "
    f"Agreement of halves: good from {SAME_GROUPS:.2f}, poor below {MUCH_THE_SAME:.2f} (Steinley "
    f"2004). Comes back: reliable from {COMES_BACK:.2f}, not below {COMES_BACK_IN_PART:.2f} "
    "(Hennig 2007). Shares explained: 1% small, 6% medium, 14% large (Cohen 1988)."
)


_RULES = {
    Rival.RECENCY: "Days since last order",
    Rival.FREQUENCY: "Orders",
    Rival.MONETARY: "Money spent",
    Rival.RFM: "RFM segments",
}


def evaluate(request: SegmentEvaluate, context: Context) -> Answer:
    """The verdict on a segmentation, or the figures for each number of groups."""
    if request.show == "numbers":
        return numbers(request, context)
    subject = _subject(request, context)
    gathered = gather_all(subject, context)
    evidence, k = gathered.evidence, len(subject.names)
    figures = quality(
        subject.matrix.to_numpy(), subject.labels.to_numpy("int64"), evidence.silhouettes
    )
    return Answer(
        title=titled(_title(evidence.grade, k, len(subject.labels)), subject.request),
        reading=judged(evidence, gathered.names, gathered.open_because),
        tables=_tables(subject, gathered),
        pictures=_pictures(subject, gathered, figures),
        notes=(
            _figures(figures, evidence),
            _note(subject),
            *_changed(subject, evidence),
            *subject.remarks,
        ),
        metrics={
            "run": subject.run,
            "k": k,
            "customers": len(subject.labels),
            "as_of": subject.customers.as_of.isoformat(),
            **dataclasses.asdict(figures),
            **_metrics(evidence),
        },
        next_steps=_next_steps(subject),
    )


def _figures(figures: Quality, evidence: Evidence) -> str:
    return (
        f"Silhouette {figures.silhouette:.2f} (1 is best), Davies-Bouldin "
        f"{figures.davies_bouldin:.2f} (lower is better), Calinski-Harabasz "
        f"{figures.calinski_harabasz:,.0f} (higher is better), evenness of sizes "
        f"{evidence.sizes.evenness:.2f} (1 is equal). {_THRESHOLDS}"
    )


def _title(grade: Grade, k: int, customers: int) -> str:
    people = counted(customers, "customer")
    if grade is Grade.OPEN:
        return f"{people} are too few to judge {k} groups"
    return f"{k} groups of {people}: {grade}"


def _subject(request: SegmentEvaluate, context: Context) -> Subject:
    """The run that was asked for or the latest; with settings, a segmentation made by them."""
    settings = request.with_values({"run": None, "show": "verdict"})
    if request.run is not None and settings != SegmentEvaluate():
        raise SegbotError(
            "A run has the settings that it was made with.",
            f"Leave out `run={request.run}`, or the other settings.",
        )
    if settings == SegmentEvaluate() and (request.run or context.store.runs.latest()):
        return _stored(request.run, context)
    return _made(request, context)


def _stored(number: int | None, context: Context) -> Subject:
    stored = runs.load(context, number)
    people = runs.people(context, stored)
    labels = people.frame["cluster"]
    if labels.nunique() < K_LIMITS[0]:
        raise SegbotError(
            f"Hardly any of the customers of run {stored.number} are in the data now.",
            "Make a new one with `/segment run`.",
        )
    features = people.customers.features
    matrix = stored.model.preparation.apply(features)
    return Subject(
        request=stored.request,
        customers=people.customers,
        matrix=matrix.loc[labels.index],
        labels=labels,
        names={each.number: each.label for each in stored.profiles if each.number in set(labels)},
        colours={each.number: each.colour for each in stored.profiles},
        run=stored.number,
        new=people.new,
        structure_then=stored.account.structure,
        remarks=(),
    )


def _made(request: SegmentEvaluate, context: Context) -> Subject:
    algorithm = Algorithm(request.algo)
    refuse_k_where_it_is_found(algorithm, request.k)
    customers = select(context, request, request.features)
    ready = prepared(request, customers)
    k = request.k or K_LIMITS[0]
    if request.k is None and not algorithm.finds_k:
        context.progress(f"trying 2 to 10 groups of {counted(len(customers), 'customer')}")
        k = choose_k(customers.features, prepared=ready).chosen.k
    context.progress(f"grouping {counted(len(customers), 'customer')}")
    clustering = cluster(customers.features, k, ready, algorithm=algorithm)
    profiles = profile_clusters(customers.features, clustering)
    return Subject(
        request=SegmentRun(
            k=None if algorithm.finds_k else clustering.k,
            algo=request.algo,
            **request.comparison(),
        ),
        customers=customers,
        matrix=clustering.matrix,
        labels=clustering.labels,
        names={each.number: each.label for each in profiles},
        colours={each.number: each.colour for each in profiles},
        run=None,
        new=0,
        structure_then=None,
        remarks=comparison_notes(customers, ready),
    )


def _tables(subject: Subject, gathered: Gathered) -> tuple[Table, ...]:
    later = gathered.evidence.held_out
    groups = _groups(subject, gathered.evidence)
    if later is None:
        return (groups,)
    return groups, _next_purchases(later, gathered), _foretold(later)


def _groups(subject: Subject, evidence: Evidence) -> Table:
    """How far each group can be relied on."""
    apart = {each.label: each.mean for each in evidence.silhouettes.clusters}
    again = (
        {each.label: each.jaccard for each in evidence.stability.clusters}
        if (evidence.stability)
        else {}
    )
    sizes = subject.labels.value_counts()
    columns = (
        Column("Group"),
        Column("Customers", Format.COUNT),
        Column("Silhouette", Format.DECIMAL),
        Column("Comes back", Format.DECIMAL),
        Column("Reliable"),
    )
    rows = tuple(
        (
            f"{label} {name}",
            int(sizes[label]),
            apart.get(label),
            again.get(label),
            reliable(again[label]) if label in again else None,
        )
        for label, name in subject.names.items()
    )
    if again:
        return Table("How far to rely on each group", columns, rows)
    return Table("Groups", columns[:3], tuple(row[:3] for row in rows))


def _next_purchases(later: HeldOut, gathered: Gathered) -> Table:
    """What each group of the cut-off went on to buy."""
    names = {**gathered.names.groups_then, 0: "Everybody"}
    overall = later.overall.spend
    return Table(
        title=(
            f"What each group bought from {day(later.period.cutoff)} on, grouped by what was "
            "known before"
        ),
        columns=(
            Column("Group then"),
            Column("Customers", Format.COUNT),
            Column("Bought", Format.SHARE),
            Column("Spent each", Format.MONEY),
            Column("Times average", Format.DECIMAL),
        ),
        rows=tuple(
            (
                names[each.label],
                each.customers,
                each.bought,
                round(each.spend, 2),
                each.spend / overall if overall else None,
            )
            for each in (*later.groups, later.overall)
        ),
    )


def _foretold(later: HeldOut) -> Table:
    """How much of it each way of grouping foretells."""
    ways = (
        ("These groups", later.explained),
        *((_RULES[rival], explained) for rival, explained in later.rivals.items()),
        ("Random groups, at most", later.explained_random_high),
    )
    return Table(
        title=f"Share of the differences in the {later.period.days} days that each foretells",
        columns=(
            Column("Grouped by"),
            Column("Who buys", Format.SHARE),
            Column("How much", Format.SHARE),
        ),
        rows=tuple((name, max(each.buying, 0.0), max(each.spending, 0.0)) for name, each in ways),
    )


def _pictures(subject: Subject, gathered: Gathered, figures: Quality) -> tuple[Picture, ...]:
    source, evidence = subject.customers.source, gathered.evidence
    plot = picture(silhouette_plot, evidence.silhouettes, subject.names, subject.colours, source)
    if subject.algorithm.finds_k:
        return (plot,)
    k = len(subject.names)
    own = Candidate(k, figures, evidence.sizes.smallest_share, evidence.stability)

    def sheet() -> Chart:
        """Grouping into all the other numbers takes its while, and the words need none of it."""
        matrix, others = subject.matrix.to_numpy(), set(_NUMBERS) - {k}
        every = (*compare_numbers(matrix, subject.algorithm, others), own)
        return evidence_sheet(sorted(every, key=lambda each: each.k), k, source)

    return Picture("evidence_sheet.png", sheet), plot


def _note(subject: Subject) -> Caveat:
    if subject.run is None:
        return subject.customers.note
    new = f" {counted(subject.new, 'customer')} came after it." if subject.new else ""
    return Caveat(f"Run {subject.run}.{new} {subject.customers.note}")


def _changed(subject: Subject, evidence: Evidence) -> tuple[str, ...]:
    """That the run was found to be otherwise, on the data that there were when it was made."""
    then = subject.structure_then
    if then is None or then is evidence.structure:
        return ()
    words = {
        Structure.CLEAR: "clearly apart",
        Structure.BLURRED: "there, but running into each other",
        Structure.NONE: "none that could be told from one crowd",
    }
    return (f"By the data of the day when run {subject.run} was made, groups were {words[then]}.",)


def _metrics(evidence: Evidence) -> dict[str, Any]:
    again, later, beside = evidence.stability, evidence.held_out, evidence.agreement
    crowd = evidence.one_crowd
    return {
        "structure": evidence.structure.value,
        "grade": evidence.grade.value,
        "evenness": evidence.sizes.evenness,
        "silhouette_of_different": crowd.silhouette if crowd else None,
        "silhouette_of_one_crowd": crowd.highest if crowd else None,
        "stability": again.rand if again else None,
        "stability_low": again.low if again else None,
        "stability_high": again.high if again else None,
        "rfm_rand": beside.rand if beside else None,
        "rfm_information": beside.information if beside else None,
        "lift": later.lift if later else None,
        "lift_random": later.lift_random if later else None,
        "lift_recent": later.lift_recent if later else None,
        "lift_spent": later.lift_spent if later else None,
        "explained_buying": later.explained.buying if later else None,
        "explained_spending": later.explained.spending if later else None,
        "sure_lead_buying": later.sure_lead.buying if later else None,
        "sure_lead_spending": later.sure_lead.spending if later else None,
    }


def _next_steps(subject: Subject) -> tuple[NextStep, ...]:
    settings = subject.request.comparison()
    compared = SegmentEvaluate(show="numbers", **settings)
    if subject.run is None:
        k = len(subject.names)
        steps = [NextStep(f"Make these {k} groups", subject.request.text())]
    else:
        steps = [NextStep("Show the groups", SegmentShow(run=subject.run).text())]
    if not subject.algorithm.finds_k:
        k = len(subject.names)
        other = k + 1 if k < K_LIMITS[1] else k - 1
        judged = SegmentEvaluate(k=other, algo=subject.request.algo, **settings)
        steps.append(NextStep(f"Judge {other} groups", judged.text()))
    return (*steps, NextStep("Compare 2 to 10 groups", compared.text()))
