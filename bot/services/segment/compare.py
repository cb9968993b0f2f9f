"""`/segment compare`: how far two runs agree, and who is in another group."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from analytics.charts.palette import cluster_colour
from analytics.clusters.describe.naming import short_names
from analytics.clusters.describe.profiles import called
from analytics.movement.moves import best_first, movement
from analytics.movement.overlap import Overlap, overlap
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.segment import SegmentCompare, SegmentShow
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.movement.answering import charts, measures
from bot.services.movement.comparison import Comparison, Words
from bot.services.movement.days import money_of
from bot.services.movement.tables import paths_table
from bot.services.movement.wording import reading
from bot.services.segment import stored as runs
from bot.services.segment.stored import Segmentation
from bot.services.selection.customers import counting, features_as_of
from bot.services.selection.features import chosen

#: Adjusted Rand, from which agreement is excellent, good and moderate (Steinley 2004).
_ALIKE = (
    (0.90, "nearly the same groups"),
    (0.80, "much the same groups"),
    (0.65, "similar groups"),
    (float("-inf"), "different groups"),
)


def compare(request: SegmentCompare, context: Context) -> Answer:
    """Two runs: agreement, the ways of most money, the flow and the matrix."""
    if request.first == request.second:
        raise SegbotError(
            f"Run {request.first} is the same as run {request.second}.",
            "Name two runs, for example `/segment compare 1 2`.",
        )
    earlier, later = (runs.load(context, each) for each in (request.first, request.second))
    before, after = (context.store.runs.assignments(each.number) for each in (earlier, later))
    found = overlap(before, after)
    compared = _compare(context, (earlier, before), (later, after), found)
    return Answer(
        title=f"Run {earlier.number} against run {later.number}",
        reading=(_agreement_line(found, earlier, later), *_changes(compared, found, context)),
        tables=(*paths_table(compared), _continued(found, earlier, later)),
        pictures=charts(compared, context),
        notes=compared.notes,
        metrics={
            "first": earlier.number,
            "second": later.number,
            "in_both": found.customers,
            "adjusted_rand": found.rand,
            **measures(compared),
        },
        next_steps=tuple(
            NextStep(f"Show run {each.number}", SegmentShow(run=each.number).text())
            for each in (earlier, later)
        ),
    )


def _agreement_line(found: Overlap, earlier: Segmentation, later: Segmentation) -> Line:
    if found.rand is None:
        return Line(
            f"runs {earlier.number} and {later.number} have no customer in common.", "Agreement"
        )
    words = next(words for least, words in _ALIKE if found.rand >= least)
    return Line(
        f"{words} of the {counted(found.customers, 'customer')} in both runs (adjusted Rand "
        f"{found.rand:.2f}; 1 is the same, 0 no more than chance).",
        lead="Agreement",
    )


def _changes(compared: Comparison, found: Overlap, context: Context) -> tuple[Line, ...]:
    return reading(compared, context.formats) if found.customers else ()


def _compare(
    context: Context,
    earlier: tuple[Segmentation, "pd.Series[int]"],
    later: tuple[Segmentation, "pd.Series[int]"],
    found: Overlap,
) -> Comparison:
    """The two runs, each later group under the key of the earlier one that it continues."""
    (first, before), (second, after) = earlier, later
    keys = {
        each.number: _key(first, found.continues[each.number])
        if each.number in found.continues
        else _key(second, each.number)
        for each in second.profiles
    }
    then, now = before.map(lambda number: _key(first, number)), after.map(keys)
    with context.store.tables() as tables:
        yearly = pd.DataFrame(
            {
                "money_before": money_of(tables, first.request, first.as_of),
                "money_after": money_of(tables, second.request, second.as_of),
            }
        ).fillna(0.0)
    everybody = now.combine_first(then)
    return Comparison(
        movement=movement(
            then,
            now,
            _by_model(context, first, second),
            best_first(everybody, yearly.max(axis=1)),
            yearly,
        ),
        names=_names(first, second, keys),
        colours={
            **{_key(first, each.number): cluster_colour(each.colour) for each in first.profiles},
            **{keys[each.number]: cluster_colour(each.colour) for each in second.profiles},
        },
        when=(f"run {first.number}", f"run {second.number}"),
        words=Words(
            noun="group",
            worse="a group that spends less",
            redrawn="the groups were drawn anew",
            not_yet=f"Not in run {first.number}",
            no_longer=f"Not in run {second.number}",
            came=f"in run {second.number} only",
            went=f"in run {first.number} only",
        ),
        source=second.source,
        notes=(first.note, second.note),
    )


def _names(first: Segmentation, second: Segmentation, keys: Mapping[int, str]) -> dict[str, str]:
    """What sentences call the groups of either run; one that goes on has its later name."""
    full = {_key(first, each.number): (each.name, first) for each in first.profiles}
    full |= {keys[each.number]: (each.name, second) for each in second.profiles}
    often = Counter(name.casefold() for name, _ in full.values())
    told = [
        name if often[name.casefold()] == 1 else f"{name} (run {of.number})"
        for name, of in full.values()
    ]
    return dict(zip(full, short_names(told), strict=True))


def _by_model(context: Context, first: Segmentation, second: Segmentation) -> pd.Series:
    """Where the earlier run's model puts the customers of the later run as they were by then."""
    if first.model is None:
        return pd.Series([], pd.Index([], name="customer_id"), dtype="str")
    compared = chosen(first.request.features, context)
    with context.store.tables() as tables:
        kept = counting(tables, second.request)
        features = features_as_of(kept, second.request, compared, second.as_of)
    return first.model.assign(features).map(lambda number: _key(first, number))


def _key(of: Segmentation, number: int) -> str:
    return f"{of.number}.{number}"


def _continued(found: Overlap, earlier: Segmentation, later: Segmentation) -> Table:
    """Which group of the later run goes on with which of the earlier."""
    was, now = called(earlier.profiles), called(later.profiles)
    rows = [
        (now[each.number], was.get(found.continues.get(each.number, 0), ""), each.customers)
        for each in later.profiles
    ]
    return Table(
        title="Groups that go on",
        columns=(
            Column(f"Run {later.number}"),
            Column(f"Goes on with, of run {earlier.number}"),
            Column("Customers", Format.COUNT),
        ),
        rows=tuple(rows),
    )
