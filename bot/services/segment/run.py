"""Clusters: customers grouped by how they buy, with the evidence that the groups are good ones."""

import dataclasses

from analytics.charts.cluster_profile import cluster_profile
from analytics.charts.cluster_scatter import can_be_drawn, cluster_scatter
from analytics.charts.k_choice import k_choice
from analytics.clusters.describe.cautions import cautions
from analytics.clusters.describe.profiles import ClusterProfile
from analytics.clusters.describe.rules import describe
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import Clustering, cluster
from analytics.clusters.judge.evidence import Structure, gather
from analytics.clusters.judge.numbers import choose_k
from analytics.vocabulary.wording import counted, day
from bot.language.commands.segment import (
    K_LIMITS,
    SegmentEvaluate,
    SegmentExport,
    SegmentMembers,
    SegmentRun,
    SegmentShow,
)
from bot.services.about import about_groups
from bot.services.answer import Answer, Line, NextStep, Picture, picture
from bot.services.context import STORING, Context
from bot.services.groups import group_line
from bot.services.segment import stored as runs
from bot.services.segment.account import RunAccount
from bot.services.segment.advice import worded
from bot.services.segment.comparison import (
    comparison_notes,
    left_out_caution,
    prepared,
    refuse_k_where_it_is_found,
)
from bot.services.segment.group_tables import groups_table, rules_table, votes_table
from bot.services.segment.judgement import number_words
from bot.services.segment.stored import Segmentation
from bot.services.segment.wording import (
    caution_lines,
    method_remarks,
    newcomers_line,
    quality_note,
    rules_note,
)
from bot.services.selection.selection import select, titled


def run(request: SegmentRun, context: Context) -> Answer:
    """Cluster customers, store the run, and show what sets the groups apart."""
    algorithm = Algorithm(request.algo)
    refuse_k_where_it_is_found(algorithm, request.k)
    customers = select(context, request, request.features)
    ready = prepared(request, customers)
    choice = None
    if request.k is None and not algorithm.finds_k:
        context.progress(f"trying 2 to 10 groups of {counted(len(customers), 'customer')}")
        choice = choose_k(customers.features, prepared=ready)
    context.progress(f"grouping {counted(len(customers), 'customer')}")
    k = choice.chosen.k if choice else request.k or K_LIMITS[0]
    clustering = cluster(customers.features, k, ready, algorithm=algorithm)
    context.progress("grouping halves of the customers")
    evidence = gather(
        clustering.matrix, clustering.labels.to_numpy("int64"), algorithm, clustering.silhouettes
    )
    description = describe(customers.features, clustering)

    def account(named: tuple[ClusterProfile, ...]) -> RunAccount:
        return RunAccount.of(
            evidence,
            choice,
            description,
            left_out_caution(customers, ready)
            + worded(
                cautions(customers.features, clustering, named),
                request if algorithm.finds_k else request.with_values({"k": clustering.k}),
                named,
            ),
            (
                *method_remarks(clustering, named, request.k, voted=choice is not None),
                *comparison_notes(customers, ready),
            ),
            customers.note,
        )

    context.progress(STORING)
    made = runs.save(context, request, customers, clustering, account)
    pictures = []
    if can_be_drawn(made.profiles):
        scatter = picture(
            cluster_scatter,
            customers.features,
            clustering,
            made.profiles,
            context.formats.symbol,
            source=made.source,
        )
        pictures.append(scatter)
    if choice:
        smallest = min(each.share for each in made.profiles)
        why = number_words(choice, smallest)
        pictures.append(picture(k_choice, choice, why, source=made.source))
    answer = _answer(made, context, tuple(pictures))
    again = SegmentShow(run=made.number).text()
    metrics = {**answer.metrics, **_method_metrics(clustering)}
    return dataclasses.replace(answer, metrics=metrics, again=again)


def show(request: SegmentShow, context: Context) -> Answer:
    """Show a stored run again, with those who came since."""
    stored = runs.load(context, request.run)
    answer = _answer(stored, context)
    answer = dataclasses.replace(answer, title=titled(answer.title, stored.request))
    if stored.data_version == context.store.data_version():
        return answer
    people = runs.people(context, stored)
    newcomers = newcomers_line(people, stored)
    since = Line(
        f"Names and figures are as of {day(stored.as_of)}, when this run was made; the data have "
        "changed since.",
        caveat=True,
    )
    return dataclasses.replace(
        answer,
        reading=(*answer.reading, since, *([newcomers] if newcomers else [])),
        metrics={**answer.metrics, "new_customers": people.new},
    )


def _answer(made: Segmentation, context: Context, pictures: tuple[Picture, ...] = ()) -> Answer:
    account = made.account
    profile = picture(cluster_profile, made.profiles, context.formats.symbol, source=made.source)
    tables = [groups_table(made)]
    if account.rules:
        tables.append(rules_table(made))
    if account.votes:
        tables.append(votes_table(account))
    return Answer(
        title=f"{counted(made.customers, 'customer')} in {len(made.profiles)} groups",
        reading=(
            *_reading(made.profiles),
            Line(account.judgement),
            *_doubt(made),
            *caution_lines(account),
        ),
        tables=tuple(tables),
        pictures=(profile, *pictures),
        notes=(
            quality_note(made.quality),
            *([rules_note(made)] if account.rules else []),
            *account.remarks,
            made.note,
        ),
        metrics={
            "run": made.number,
            "k": len(made.profiles),
            "customers": made.customers,
            "as_of": made.as_of.isoformat(),
            **dataclasses.asdict(made.quality),
            "structure": account.structure.value,
            **({"rules_accuracy": account.accuracy} if account.rules else {}),
        },
        about=about_groups(made.number, made.profiles),
        next_steps=_next_steps(made),
    )


def _doubt(made: Segmentation) -> tuple[Line, ...]:
    """That no groups were found, only a way to divide customers, where that is so."""
    if made.account.structure is not Structure.NONE:
        return ()
    why = SegmentEvaluate(run=made.number).text()
    return (
        Line(
            f"nothing shows that these are real groups, so don't build on them before `{why}`.",
            lead="Careful",
            caveat=True,
        ),
    )


def _method_metrics(clustering: Clustering) -> dict[str, object]:
    told: dict[str, object] = {"fitted": clustering.fitted}
    if clustering.noise is not None:
        told["noise"] = clustering.noise
    return told


def _reading(profiles: tuple[ClusterProfile, ...]) -> tuple[Line, ...]:
    """The group that brings most revenue, where that is known, and the largest other; each figure
    is in the table."""
    richest = max(profiles, key=lambda each: each.weight)
    others = [each for each in profiles if each is not richest]
    largest = max(others, key=lambda each: each.customers, default=None)
    return (group_line(richest), group_line(largest)) if largest else (group_line(richest),)


def _next_steps(made: Segmentation) -> tuple[NextStep, ...]:
    richest = max(made.profiles, key=lambda each: each.weight)
    k = len(made.profiles)
    other = k + 1 if k < K_LIMITS[1] else k - 1
    who = SegmentMembers(segment_=str(richest.number), run=made.number)
    again = made.request.with_values({"k": other})
    if Algorithm(made.request.algo).finds_k:
        again = again.with_values({"algo": Algorithm.KMEANS.value})
    return (
        NextStep(f"Who is in group {richest.number}?", who.text()),
        NextStep("How good are these groups?", SegmentEvaluate(run=made.number).text()),
        NextStep(f"Try {other} groups", again.text()),
        NextStep("Change settings…", made.request.text(), form=True),
        NextStep("Export CSV", SegmentExport(run=made.number).text()),
    )
