"""Who is in a segment that a question names: an RFM segment, or a group of a run."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace

from analytics.clusters.describe.profiles import ClusterProfile
from analytics.features.conditions import Comparison, Condition
from analytics.rfm.rules import RulePack
from analytics.vocabulary.errors import SegbotError
from bot.language.commands.population import Population
from bot.language.commands.rfm import RfmPreview, RfmSegments, Scoring
from bot.language.commands.segment import SegmentShow
from bot.language.conditions import read_conditions, write_conditions
from bot.language.declaration import Request
from bot.language.segments import Segment
from bot.language.words import find, nearest
from bot.services.context import Context
from bot.services.groups import find_group
from bot.services.rfm.packs import rules_of, segment_rule
from bot.services.rfm.scoring import in_force, score
from bot.services.segment import stored as runs
from bot.services.segment.stored import Segmentation
from bot.services.selection.selection import Belonging, Selection, select, whole_shop

#: What customers' own files may call it, whose values are no segments of ours.
_ATTRIBUTE = "segment"


@dataclass(frozen=True)
class _Meaning:
    """What a word may stand for: the request with it said in full, and how people would."""

    request: Population
    words: str


def with_known_segment(request: Request, context: Context) -> Request:
    """The request with its segment said in full, so that it means the same customers a week later.

    A group is said with its run. A word that is a value of an uploaded attribute called
    ``segment``, and nothing else, is read as that.

    Raises
    ------
    SegbotError
        If there is no such segment, with the nearest word; if several are called so, with each
        way to say one.
    """
    if not isinstance(request, Population) or request.segment is None:
        return request
    context.require_data()
    meanings = (
        *_of_rfm(request, request.segment, context),
        *_of_run(request, request.segment, context),
        *_of_attribute(request, request.segment, context),
    )
    if not meanings:
        raise _unknown(request, request.segment, context)
    if len(meanings) > 1:
        ways = [f"`{each.words}`" for each in meanings]
        raise SegbotError(
            f"`segment={_shown(request.segment)}` can mean {len(ways)} things.",
            f"Write {' or '.join(ways)}.",
        )
    return meanings[0].request


def belonging(context: Context, selection: Selection) -> Belonging:
    """Who is in the segment that a selection is about, among everybody whose orders count, as of
    the day on which its customers are chosen; of a run's group, who is in it now.

    Raises
    ------
    SegbotError
        If there is no such segment.
    """
    segment = selection.population.segment
    assert segment is not None
    if segment.run is not None:
        return _group(context, runs.load(context, segment.run), segment.name)
    everyone = selection.everyone.on(selection.chosen_on)
    chosen = _scoring(context, selection.population)
    if everyone.features.empty:
        return Belonging(f"the RFM segment {segment.name}", (), RfmSegments().text())
    found = score(context, everyone, chosen)
    rule = segment_rule(found.rules, segment.name)
    members = found.rfm.scores.index[found.rfm.scores["segment"] == rule.key]
    return Belonging(
        f"the RFM segment {rule.label} (rule pack {found.rules.name})",
        tuple(members),
        RfmSegments(**chosen.scoring()).text(),
    )


def _group(context: Context, run: Segmentation, name: str) -> Belonging:
    people = runs.people(context, run)
    group = find_group(name, (*people.profiles, *run.profiles))
    return Belonging(
        f"group {group.key} ({group.label}) of {run.words}",
        tuple(people.of(int(group.key)).frame.index),
        SegmentShow(run=run.number).text(),
    )


def _scoring(context: Context, request: Request) -> Scoring:
    """How a question's segments are made; those of a preview are the ones before."""
    return in_force(context, None if isinstance(request, RfmPreview) else request)


def _of_rfm(request: Population, segment: Segment, context: Context) -> tuple[_Meaning, ...]:
    if segment.run is not None:
        return ()
    rules = rules_for(request, context)
    with suppress(SegbotError):
        label = segment_rule(rules, segment.name).label
        named = Segment(label, rfm=segment.rfm)
        return (_Meaning(request.with_values({"segment": named}), f'segment="rfm {label}"'),)
    if segment.rfm:
        segment_rule(rules, segment.name)
    return ()


def _of_run(request: Population, segment: Segment, context: Context) -> tuple[_Meaning, ...]:
    if segment.rfm or (segment.run is None and context.store.runs.latest() is None):
        return ()
    run = runs.load(context, segment.run)
    try:
        key = find_group(segment.name, _groups(segment.name, run, context)).key
    except SegbotError:
        if segment.run is not None:
            raise
        return ()
    named = Segment(key, run=run.number)
    return (_Meaning(request.with_values({"segment": named}), f'segment="{named}"'),)


def _of_attribute(request: Population, segment: Segment, context: Context) -> tuple[_Meaning, ...]:
    if segment.rfm or segment.run is not None:
        return ()
    store = context.store.attributes
    known = {each.name: each.values for each in store.names()}
    known |= {each.name: each.values for each in store.of_orders()}
    value = find(segment.name, known.get(_ATTRIBUTE, ()))
    if value is None:
        return ()
    condition = Condition(_ATTRIBUTE, Comparison.EQUAL, value)
    rule = read_conditions(request.where) if request.where else ((),)
    where = write_conditions(tuple((*part, condition) for part in rule))
    asked = request.with_values({"segment": None, "where": where})
    return (_Meaning(asked, f'where="{write_conditions(((condition,),))}"'),)


def rules_for(request: Request, context: Context) -> RulePack:
    """The rule pack by which a question's customers are put into segments."""
    with ExitStack() as opened:
        inside = replace(context, until_answered=opened)
        shop = whole_shop(inside) if inside.store.has_orders() else select(inside, Population())
        return rules_of(shop, _scoring(context, request))[0]


def _groups(name: str, run: Segmentation, context: Context) -> tuple[ClusterProfile, ...]:
    """A run's groups as they were called when it was made; and, where none was called so, as they
    are now."""
    then = run.profiles
    with suppress(SegbotError):
        find_group(name, then)
        return then
    if run.data_version == context.store.data_version():
        return then
    with ExitStack() as opened:
        now = runs.people(replace(context, until_answered=opened), run)
        return (*now.profiles, *then)


def _unknown(request: Population, segment: Segment, context: Context) -> SegbotError:
    rules = [each.label for each in rules_for(request, context).rules]
    latest = context.store.runs.latest()
    groups = () if latest is None else runs.load(context, None).profiles
    if latest is None and segment.name.lower().removeprefix("group").strip(" #").isdecimal():
        return SegbotError(
            f"There is no segmentation yet, so that there is no group `{_shown(segment)}`.",
            f"Make one with `/segment run`, or name an RFM segment, such as {rules[0]}.",
        )
    close = nearest(segment.name, [*rules, *(each.label for each in groups)])
    listed = ", ".join([*rules, *(f"{each.key} ({each.label})" for each in groups)])
    return SegbotError(
        f"There is no segment or group called `{_shown(segment)}`.",
        f'Did you mean `segment="{close}"`?' if close else f"There are {listed}.",
    )


def _shown(segment: Segment) -> str:
    return str(segment).replace("`", "'")[:60]
