"""Who is in a group."""

from analytics.clusters.profiles import ClusterProfile
from bot.language.commands import SegmentExport, SegmentMembers, SegmentShow
from bot.language.words import find, nearest
from bot.services import runs
from bot.services.answer import Answer, Column, Export, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.customers import best_first, buyer_table, part_line
from bot.services.errors import ServiceError
from bot.services.formats import counted
from bot.services.runs import Segmentation


def members(request: SegmentMembers, context: Context) -> Answer:
    """The customers of one group."""
    stored = runs.load(context, request.run)
    profile = find_group(request.segment, stored)
    frame, customers = runs.people(context, stored, profile.number)
    buyers = best_first(frame)
    export_it = SegmentExport(segment=str(profile.number), run=stored.number)
    return Answer(
        title=f"Group {profile.number}: {profile.name}",
        reading=(group_line(profile), Line(profile.play, lead="What to do")),
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
    profile = None if everybody else find_group(request.segment, stored)
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


def find_group(words: str, stored: Segmentation) -> ClusterProfile:
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


def group_line(each: ClusterProfile) -> Line:
    return part_line(each.name, each.customers, each.share, each.revenue_share)
