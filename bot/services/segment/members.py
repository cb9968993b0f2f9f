"""Who is in a group."""

from analytics.clusters.describe.profiles import ClusterProfile
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.segment import SegmentExport, SegmentMembers, SegmentRename, SegmentShow
from bot.language.words import find, nearest
from bot.services.answer import Answer, Column, Export, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.segment import stored as runs
from bot.services.segment.group_tables import profile_table
from bot.services.segment.stored import People, Segmentation
from bot.services.segment.wording import group_line, newcomers_line
from bot.services.selection.customers import best_first, buyer_table

_EXAMPLES = 3


def members(request: SegmentMembers, context: Context) -> Answer:
    """The customers of one group."""
    stored = runs.load(context, request.run)
    profile = find_group(request.segment, stored)
    people = runs.people(context, stored, profile.number)
    buyers = best_first(people.frame)
    rename_it = SegmentRename(segment=str(profile.number), name=profile.name, run=stored.number)
    export_it = SegmentExport(segment=str(profile.number), run=stored.number)
    newcomers = newcomers_line(people, stored)
    return Answer(
        title=f"Group {profile.number}: {profile.name}",
        reading=(
            group_line(profile),
            Line(profile.play, lead="What to do"),
            *_rule_line(stored, profile),
            *([newcomers] if newcomers else []),
            *_examples(stored, people),
        ),
        tables=(
            *((buyer_table(profile.name, buyers, request.n),) if buyers else ()),
            *((profile_table(profile, context.formats),) if profile.features else ()),
        ),
        notes=(f"Group of run {stored.number}. {people.customers.note}",),
        metrics={
            "run": stored.number,
            "segment": profile.number,
            "customers": len(buyers),
            "new_customers": people.new,
        },
        next_steps=(
            NextStep("Export CSV", export_it.text()),
            NextStep("All groups", SegmentShow(run=stored.number).text()),
            NextStep("Rename…", rename_it.text(), form=True),
        ),
    )


def _rule_line(stored: Segmentation, profile: ClusterProfile) -> tuple[Line, ...]:
    """The rule that comes nearest to a group, and how near."""
    if not stored.account.rules:
        return ()
    said = stored.account.rules[profile.number - 1]
    if not said.rule:
        return (Line("no rule of a few conditions describes this group.", lead="As a rule"),)
    return (
        Line(
            f'`where="{said.rule}"` catches {said.recall:.0%} of the group; of those it catches, '
            f"{said.precision:.0%} are in it.",
            lead="As a rule",
        ),
    )


def _examples(stored: Segmentation, people: People) -> tuple[Line, ...]:
    """Customers who stand for a group."""
    if stored.model is None or people.frame.empty:
        return ()
    typical = stored.model.most_typical(people.frame.reset_index(), _EXAMPLES)
    return (Line(f"{listed(typical)}, nearest to the middle of the group.", lead="Typical"),)


def export(request: SegmentExport, context: Context) -> Answer:
    """A group's customers, or everybody's, as a file."""
    stored = runs.load(context, request.run)
    everybody = find(request.segment, ["all"]) is not None
    profile = None if everybody else find_group(request.segment, stored)
    people = runs.people(context, stored, profile.number if profile else None)
    frame = people.frame
    newcomers = newcomers_line(people, stored)
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
        reading=(
            Line(f"{counted(len(frame), 'customer')} in {filename}."),
            *([newcomers] if newcomers else []),
        ),
        exports=(Export(filename, table, tuple(frame.index)),),
        notes=(f"Groups of run {stored.number}. {people.customers.note}",),
        metrics={"run": stored.number, "exported": len(frame), "new_customers": people.new},
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
        raise SegbotError(
            f"This segmentation has no group `{words.replace('`', chr(39))[:60]}`.",
            f"Did you mean `{close}`?" if close else f"It has {listed}.",
        )
    return by_name[found]
