"""Clusters: customers grouped by how they buy, with the evidence that the groups are good ones."""

import dataclasses

from analytics.charts.cluster_profile import cluster_profile
from analytics.charts.cluster_scatter import cluster_scatter
from analytics.charts.k_choice import k_choice
from analytics.clustering import Scale, cluster
from analytics.evaluation import KChoice, evaluate_k
from analytics.profiles import ClusterProfile, profile_clusters
from analytics.quality import Quality
from bot.language.commands import (
    SegmentEvaluate,
    SegmentExport,
    SegmentMembers,
    SegmentRun,
    SegmentShow,
)
from bot.language.commands.segment import K_LIMITS
from bot.language.words import find, nearest
from bot.services import runs
from bot.services.answer import Answer, Column, Export, Format, Line, NextStep, Picture, Table
from bot.services.context import Context
from bot.services.customers import best_first, buyer_table, fetch_customers, part_line
from bot.services.errors import ServiceError
from bot.services.formats import counted
from bot.services.pictures import picture
from bot.services.runs import Segmentation


def run(request: SegmentRun, context: Context) -> Answer:
    """Cluster customers, store the run, and show what sets the groups apart."""
    customers = fetch_customers(context, request)
    scale = Scale(request.scale)
    choice = None
    if request.k is None:
        context.progress(f"trying 2 to 10 groups of {counted(len(customers), 'customer')}")
        choice = evaluate_k(customers.features, scale=scale)
    context.progress(f"grouping {counted(len(customers), 'customer')}")
    k = choice.chosen if choice else request.k or K_LIMITS[0]
    clustering = cluster(customers.features, k, scale=scale)
    profiles = profile_clusters(customers.features, clustering)
    made = runs.save(context, request, customers, clustering, profiles)
    context.progress("drawing")
    scatter = cluster_scatter(customers.features, clustering, made.profiles, context.formats.symbol)
    pictures = [picture("customers.png", scatter)]
    why = []
    if choice:
        pictures.append(picture("choice_of_k.png", k_choice(choice)))
        why.append(Line(choice.reason))
    return _answer(made, context, tuple(why), tuple(pictures))


def show(request: SegmentShow, context: Context) -> Answer:
    """Show a stored run again."""
    return _answer(runs.load(context, request.run), context)


def evaluate(request: SegmentEvaluate, context: Context) -> Answer:
    """The evidence for each number of groups."""
    customers = fetch_customers(context, request)
    context.progress(f"trying 2 to 10 groups of {counted(len(customers), 'customer')}")
    choice = evaluate_k(customers.features, scale=Scale(request.scale))
    context.progress("drawing")
    chosen = next(each for each in choice.candidates if each.k == choice.chosen)
    return Answer(
        title=f"How many groups? {choice.chosen}",
        reading=(Line(choice.reason),),
        tables=(_candidates(choice),),
        pictures=(picture("choice_of_k.png", k_choice(choice)),),
        notes=(_MEASURES, customers.note),
        metrics={
            "k": choice.chosen,
            "customers": len(customers),
            "as_of": customers.as_of.isoformat(),
            **dataclasses.asdict(chosen.quality),
        },
        next_steps=tuple(
            NextStep(
                f"Make {k} groups",
                SegmentRun(k=k, scale=request.scale, **request.population()).text(),
            )
            for k in _near(choice)
        ),
    )


_MEASURES = (
    "Silhouette: 1 means clearly apart, 0 overlapping; higher is better. "
    "Davies-Bouldin: lower is better. Calinski-Harabasz: higher is better. "
    "Inertia always falls; look for where it stops falling fast."
)


def members(request: SegmentMembers, context: Context) -> Answer:
    """The customers of one group."""
    stored = runs.load(context, request.run)
    profile = _named(request.segment, stored)
    frame, customers = runs.people(context, stored, profile.number)
    buyers = best_first(frame)
    export_it = SegmentExport(segment=str(profile.number), run=stored.number)
    return Answer(
        title=f"Group {profile.number}: {profile.name}",
        reading=(_line(profile), Line(profile.play, lead="What to do")),
        tables=(buyer_table(profile.name, buyers, request.n),) if buyers else (),
        notes=(f"Group of run {stored.number}. {customers.note}",),
        metrics={"run": stored.number, "segment": profile.number, "customers": len(buyers)},
        next_steps=(
            NextStep("Export CSV", export_it.text()),
            NextStep("All groups", SegmentShow(run=stored.number).text()),
        ),
    )


def export(request: SegmentExport, context: Context) -> Answer:
    """A group's customers, or everybody's, as a file."""
    stored = runs.load(context, request.run)
    everybody = find(request.segment, ["all"]) is not None
    profile = None if everybody else _named(request.segment, stored)
    frame, customers = runs.people(context, stored, profile.number if profile else None)
    names = {each.number: each.name for each in stored.profiles}
    clusters = frame["cluster"].to_dict()
    name = profile.name if profile else "All groups"
    filename = f"run_{stored.number}_{f'group_{profile.number}' if profile else 'all'}.csv"
    table = Table(
        title=name,
        columns=(
            Column("customer_id"),
            Column("group", Format.COUNT),
            Column("group_name"),
            Column("recency_days", Format.COUNT),
            Column("orders", Format.COUNT),
            Column("spent", Format.MONEY),
        ),
        rows=tuple(
            (
                each.customer_id,
                clusters[each.customer_id],
                names[clusters[each.customer_id]],
                each.recency,
                each.frequency,
                each.monetary,
            )
            for each in best_first(frame)
        ),
    )
    return Answer(
        title=f"{name} as a file",
        reading=(Line(f"{counted(len(frame), 'customer')} in {filename}."),),
        exports=(Export(filename, table, tuple(frame.index)),),
        notes=(f"Groups of run {stored.number}. {customers.note}",),
        metrics={"run": stored.number, "exported": len(frame)},
        private=True,
    )


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


def _named(words: str, stored: Segmentation) -> ClusterProfile:
    """The group that a person's words name, by number or by name."""
    by_name = {each.name: each for each in stored.profiles}
    by_number = {str(each.number): each for each in stored.profiles}
    number = words.strip().casefold().removeprefix("group").removeprefix("segment").strip(" #")
    if number in by_number:
        return by_number[number]
    found = find(words, by_name)
    if found is None:
        close = nearest(words, by_name)
        listed = ", ".join(f"{each.number} ({each.name})" for each in stored.profiles)
        raise ServiceError(
            f"This segmentation has no group `{words.replace('`', chr(39))[:60]}`.",
            f"Did you mean `{close}`?" if close else f"It has {listed}.",
        )
    return by_name[found]


def _reading(profiles: tuple[ClusterProfile, ...]) -> tuple[Line, ...]:
    """The group that brings most revenue, and the largest other; each figure is in the table."""
    richest = max(profiles, key=lambda each: each.revenue)
    others = [each for each in profiles if each is not richest]
    largest = max(others, key=lambda each: each.customers, default=None)
    return (_line(richest), _line(largest)) if largest else (_line(richest),)


def _line(each: ClusterProfile) -> Line:
    return part_line(each.name, each.customers, each.share, each.revenue_share)


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


def _candidates(choice: KChoice) -> Table:
    return Table(
        title="Numbers of groups compared",
        columns=(
            Column("Groups", Format.COUNT),
            Column("Silhouette", Format.DECIMAL),
            Column("Davies-Bouldin", Format.DECIMAL),
            Column("Calinski-Harabasz", Format.WHOLE),
            Column("Inertia", Format.WHOLE),
            Column("Smallest group", Format.SHARE),
        ),
        rows=tuple(
            (
                each.k,
                each.quality.silhouette,
                each.quality.davies_bouldin,
                each.quality.calinski_harabasz,
                each.quality.inertia,
                each.smallest_share,
            )
            for each in choice.candidates
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


def _near(choice: KChoice) -> list[int]:
    """The chosen number and its neighbours, as far as they were tried."""
    tried = [each.k for each in choice.candidates]
    wanted = (choice.chosen, choice.chosen - 1, choice.chosen + 1)
    return [k for k in wanted if k in tried]
