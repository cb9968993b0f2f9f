"""Clusters: customers grouped by how they buy, with the evidence that the groups are good ones."""

import dataclasses

from analytics.charts.cluster_profile import cluster_profile
from analytics.charts.cluster_scatter import cluster_scatter
from analytics.charts.k_choice import k_choice
from analytics.clusters.clustering import cluster
from analytics.clusters.evaluation import evaluate_k
from analytics.clusters.profiles import ClusterProfile, profile_clusters
from analytics.clusters.quality import Quality
from bot.language.commands import (
    SegmentExport,
    SegmentMembers,
    SegmentRun,
    SegmentShow,
)
from bot.language.commands.segment import K_LIMITS
from bot.services import runs
from bot.services.answer import Answer, Column, Format, Line, NextStep, Picture, Table
from bot.services.context import Context
from bot.services.customers import fetch_customers
from bot.services.formats import counted
from bot.services.pictures import picture
from bot.services.runs import Segmentation
from bot.services.segment.comparing import comparison_notes, prepared
from bot.services.segment.people import group_line


def run(request: SegmentRun, context: Context) -> Answer:
    """Cluster customers, store the run, and show what sets the groups apart."""
    customers = fetch_customers(context, request, request.features)
    ready = prepared(request, customers)
    choice = None
    if request.k is None:
        context.progress(f"trying 2 to 10 groups of {counted(len(customers), 'customer')}")
        choice = evaluate_k(customers.features, prepared=ready)
    context.progress(f"grouping {counted(len(customers), 'customer')}")
    k = choice.chosen if choice else request.k or K_LIMITS[0]
    clustering = cluster(customers.features, k, prepared=ready)
    profiles = profile_clusters(customers.features, clustering)
    made = runs.save(context, request, customers, clustering, profiles)
    context.progress("drawing")
    scatter = cluster_scatter(customers.features, clustering, made.profiles, context.formats.symbol)
    pictures = [picture("customers.png", scatter)]
    why = []
    if choice:
        pictures.append(picture("choice_of_k.png", k_choice(choice)))
        why.append(Line(choice.reason))
    answer = _answer(made, context, tuple(why), tuple(pictures))
    return dataclasses.replace(answer, notes=(*answer.notes, *comparison_notes(customers, ready)))


def show(request: SegmentShow, context: Context) -> Answer:
    """Show a stored run again."""
    return _answer(runs.load(context, request.run), context)


def _answer(
    made: Segmentation,
    context: Context,
    why: tuple[Line, ...] = (),
    pictures: tuple[Picture, ...] = (),
) -> Answer:
    profile = cluster_profile(made.profiles, context.formats.symbol)
    k = len(made.profiles)
    return Answer(
        title=f"{counted(made.customers, 'customer')} in {k} groups",
        reading=(*_reading(made.profiles), *why),
        tables=(_groups(made.profiles),),
        pictures=(picture("groups.png", profile), *pictures),
        notes=(_quality_note(made.quality), made.note),
        metrics={
            "run": made.number,
            "k": k,
            "customers": made.customers,
            "as_of": made.as_of.isoformat(),
            **dataclasses.asdict(made.quality),
        },
        next_steps=_next_steps(made),
    )


def _reading(profiles: tuple[ClusterProfile, ...]) -> tuple[Line, ...]:
    """The group that brings most revenue, and the largest other; each figure is in the table."""
    richest = max(profiles, key=lambda each: each.revenue)
    others = [each for each in profiles if each is not richest]
    largest = max(others, key=lambda each: each.customers, default=None)
    return (group_line(richest), group_line(largest)) if largest else (group_line(richest),)


def _groups(profiles: tuple[ClusterProfile, ...]) -> Table:
    return Table(
        title="Groups",
        columns=(
            Column("Group"),
            Column("Customers", Format.COUNT),
            Column("Revenue", Format.MONEY),
            Column("Spent", Format.MONEY),
            Column("Orders", Format.COUNT),
            Column("Days since", Format.WHOLE),
        ),
        rows=tuple(
            (
                f"{each.number} {each.name}",
                each.customers,
                each.revenue,
                each.median_monetary,
                each.median_frequency,
                each.median_recency,
            )
            for each in profiles
        ),
    )


def _quality_note(quality: Quality) -> str:
    return (
        "Spent, orders and days since the last order are those of the typical (median) customer. "
        f"How clearly the groups are apart: silhouette "
        f"{quality.silhouette:.2f} (1 is best), Davies-Bouldin {quality.davies_bouldin:.2f} "
        f"(lower is better), Calinski-Harabasz {quality.calinski_harabasz:,.0f} (higher is "
        f"better), inertia {quality.inertia:,.0f}."
    )


def _next_steps(made: Segmentation) -> tuple[NextStep, ...]:
    richest = max(made.profiles, key=lambda each: each.revenue)
    k = len(made.profiles)
    other = k + 1 if k < K_LIMITS[1] else k - 1
    who = SegmentMembers(segment=str(richest.number), run=made.number)
    return (
        NextStep(f"Who are the {_lowered(richest.name)}?", who.text()),
        NextStep(f"Try {other} groups", made.request.with_values({"k": other}).text()),
        NextStep("Change settings…", made.request.text(), form=True),
        NextStep("Export CSV", SegmentExport(run=made.number).text()),
    )


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]
