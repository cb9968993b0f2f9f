"""Who is in a group."""

from analytics.clusters.describe.profiles import ClusterProfile
from analytics.features.meeting import meets
from analytics.vocabulary.wording import counted, day, listed
from bot.language.commands.segment import SegmentExport, SegmentMembers, SegmentRename, SegmentShow
from bot.language.words import find
from bot.services.about import about_groups
from bot.services.answer import Answer, Caveat, Column, Format, Line, NextStep
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.groups import (
    best_first,
    buyer_table,
    customers_file,
    find_group,
    group_line,
    pages,
)
from bot.services.segment import stored as runs
from bot.services.segment.advice import PLAYS
from bot.services.segment.group_tables import label, profile_table
from bot.services.segment.stored import People, Segmentation
from bot.services.segment.wording import newcomers_line
from bot.services.selection.selection import titled

_EXAMPLES = 3


def members(request: SegmentMembers, context: Context) -> Answer:
    """The customers of one group, and what the group is like, as of now."""
    stored = runs.load(context, request.run)
    people = runs.people(context, stored)
    profile = find_group(request.segment_, (*people.profiles, *stored.profiles))
    theirs = people.of(profile.number)
    buyers = best_first(theirs.frame)
    rename_it = SegmentRename(segment_=profile.key, name=profile.label, run=stored.number)
    export_it = SegmentExport(segment_=profile.key, run=stored.number)
    newcomers = newcomers_line(theirs, stored)
    return Answer(
        title=titled(f"Group {label(profile)}", stored.request),
        reading=(
            *((group_line(profile),) if buyers else (Line("Nobody is in this group now."),)),
            *_found_line(stored, profile, people, context.formats),
            *((Line(PLAYS[profile.advice], lead="What to do"),) if buyers else ()),
            *_rule_line(stored, profile, people),
            *([newcomers] if newcomers else []),
            *_examples(stored, theirs),
        ),
        tables=(
            (
                buyer_table(
                    profile.label, buyers, request.n, context, people.customers, request.page
                ),
                profile_table(profile, context.formats),
            )
            if buyers
            else ()
        ),
        about=about_groups(stored.number, (profile,) if buyers else ()),
        pages=pages(request, buyers, request.n, request.page),
        notes=(Caveat(f"One of {stored.words}. {people.customers.note}"),),
        metrics={
            "run": stored.number,
            "segment": profile.number,
            "customers": len(buyers),
            "new_customers": theirs.new,
        },
        next_steps=(
            *((NextStep("Export CSV", export_it.text()),) if buyers else ()),
            NextStep("All groups", SegmentShow(run=stored.number).text()),
            NextStep("Rename…", rename_it.text(), form=True),
        ),
    )


def _found_line(
    stored: Segmentation, now: ClusterProfile, people: People, formats: Formats
) -> tuple[Line, ...]:
    """What the group was like when the run was made, where the data are others now."""
    then = next(each for each in stored.profiles if each.key == now.key)
    if people.profiles is stored.profiles:
        return ()
    name = f", called {then.label}" if then.label != now.label else ""
    typical = ""
    if before := _typical(then, formats):
        days, orders, *spent = before
        orders = f"{orders} {'order' if then.median_frequency == 1 else 'orders'}"
        told = [f"{days} since the last order", orders, *(f"{each} spent" for each in spent)]
        typical = f" Typically {listed(told)}; now {listed(_typical(now, formats))}."
    return (
        Line(
            f"{counted(then.customers, 'customer')}{name}, as of {day(stored.as_of)}.{typical}",
            lead="When the groups were made",
        ),
    )


def _typical(profile: ClusterProfile, formats: Formats) -> list[str]:
    """A group's typical days and orders, and its money where that is known; empty where the first
    two aren't."""
    days, orders, spent = profile.median_recency, profile.median_frequency, profile.median_monetary
    if days is None or orders is None:
        return []
    told = [counted(round(days), "day"), formats.cell(orders, Format.COUNT)]
    return told if spent is None else [*told, formats.about(spent)]


def _rule_line(stored: Segmentation, profile: ClusterProfile, people: People) -> tuple[Line, ...]:
    """The rule that comes nearest to a group, and how near."""
    said = stored.account.rules[profile.number - 1]
    if not said.conditions:
        return (Line("no rule of a few conditions describes this group.", lead="As a rule"),)
    features = people.customers.features.set_index("customer_id")
    caught = meets(features, said.conditions)
    theirs = features.index.isin(people.of(profile.number).frame.index)
    both = (caught & theirs).sum()
    if not both:
        return ()
    return (
        Line(
            f'`where="{said.rule}"` catches {both / theirs.sum():.0%} of the group; of those it '
            f"catches, {both / caught.sum():.0%} are in it.",
            lead="As a rule",
        ),
    )


def _examples(stored: Segmentation, people: People) -> tuple[Line, ...]:
    """Customers who stand for a group."""
    if people.frame.empty:
        return ()
    typical = stored.model.most_typical(people.frame.reset_index(), _EXAMPLES)
    return (Line(f"{listed(typical)}, nearest to the middle of the group.", lead="Typical"),)


def export(request: SegmentExport, context: Context) -> Answer:
    """A group's customers, or everybody's, as a file."""
    stored = runs.load(context, request.run)
    everybody = find(request.segment_, ["all"]) is not None
    people = runs.people(context, stored)
    known = (*people.profiles, *stored.profiles)
    profile = None if everybody else find_group(request.segment_, known)
    people = people.of(profile.number) if profile else people
    frame = people.frame
    newcomers = newcomers_line(people, stored)
    names = {each.number: each.label for each in reversed(known)}
    name = profile.label if profile else "All groups"
    filename = f"run_{stored.number}_{f'group_{profile.number}' if profile else 'all'}.csv"
    groups = {
        Column("group", Format.COUNT): frame["cluster"],
        Column("group_name"): frame["cluster"].map(names),
    }
    file = customers_file(filename, frame, groups, context=context, people=people.customers)
    return Answer(
        title=titled(f"{name} as a file", stored.request),
        reading=(
            Line(f"{counted(len(frame), 'customer')} in {filename}. {file.note}".strip()),
            *([newcomers] if newcomers else []),
        ),
        exports=(file,),
        notes=(Caveat(f"{stored.words}. {people.customers.note}"),),
        metrics={"run": stored.number, "exported": len(frame), "new_customers": people.new},
        private=True,
    )
