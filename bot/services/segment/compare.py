"""`/segment compare`: how far two runs agree, and who is in another group."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from analytics.charts.palette import cluster_colour
from analytics.clusters.describe.continuity import going_on
from analytics.clusters.describe.profiles import called
from analytics.clusters.judge.agreement import Overlap, overlap
from analytics.movement.moves import Direction, Why, movement
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.segment import SegmentCompare, SegmentShow
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.context import Context
from bot.services.movement.answering import charts, measures
from bot.services.movement.comparison import Comparison, Words
from bot.services.movement.days import first_purchase, money_of
from bot.services.movement.tables import paths_table
from bot.services.segment import stored as runs
from bot.services.segment.stored import Segmentation
from bot.services.selection.selection import select_on

#: Adjusted Rand, from which agreement is excellent, good and moderate (Steinley 2004).
_ALIKE = (
    (0.90, "nearly the same groups"),
    (0.80, "much the same groups"),
    (0.65, "similar groups"),
    (float("-inf"), "different groups"),
)


def compare(request: SegmentCompare, context: Context) -> Answer:
    """Two runs: agreement, the ways of most money, the flow and the matrix."""
    context.require_orders()
    if request.first == request.second:
        raise SegbotError(
            f"Run {request.first} is the same as run {request.second}.",
            "Name two runs, for example `/segment compare 1 2`.",
        )
    earlier, later = (runs.load(context, each) for each in (request.first, request.second))
    before, after = (context.store.runs.assignments(each.number) for each in (earlier, later))
    found, goes_on = overlap(before, after), going_on(before, after)
    compared = _compare(context, (earlier, before), (later, after), goes_on)
    return Answer(
        title=f"Run {earlier.number} against run {later.number}",
        reading=(
            _agreement_line(found, earlier, later),
            *(_changes_line(compared) if found.customers else ()),
        ),
        tables=(*paths_table(compared), _continued(goes_on, earlier, later)),
        pictures=charts(compared),
        notes=(*_agreement_note(found), *compared.notes),
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
        f"{words} of the {counted(found.customers, 'customer')} in both runs.",
        lead="Agreement",
    )


def _agreement_note(found: Overlap) -> tuple[str, ...]:
    if found.rand is None:
        return ()
    return (f"Agreement: adjusted Rand {found.rand:.2f}; 1 is the same, 0 no more than chance.",)


def _changes_line(compared: Comparison) -> tuple[Line, ...]:
    """How many are elsewhere, and whether with customers who spend more or less."""
    movement = compared.movement
    if movement.count(Why.NEW, Why.GONE) == movement.count():
        return ()
    down, up = movement.going(Direction.DOWN), movement.going(Direction.UP)
    first, second = compared.when
    elsewhere = down.count() + up.count()
    if not elsewhere:
        lines = [Line(f"nobody is in another group in {second} than in {first}.", lead="Changes")]
    else:
        most = max((*down.paths(), *up.paths()), key=lambda each: each.customers)
        lines = [
            Line(
                f"{_are(elsewhere)} in another group in {second}: {up.count():,} with customers "
                f"who spend more on average, {down.count():,} with customers who spend less. The "
                f"largest part, {counted(most.customers, 'customer')}, went from "
                f"{compared.labels[most.before]} to {compared.labels[most.after]}.",
                lead="Changes",
            )
        ]
    for why, words in ((Why.NEW, compared.words.came), (Why.GONE, compared.words.went)):
        if count := movement.count(why):
            lines.append(Line(f"{_are(count)} {words}."))
    return tuple(lines)


def _are(number: int) -> str:
    return f"{counted(number, 'customer')} {'is' if number == 1 else 'are'}"


def _compare(
    context: Context,
    earlier: tuple[Segmentation, "pd.Series[int]"],
    later: tuple[Segmentation, "pd.Series[int]"],
    goes_on: Mapping[int, int],
) -> Comparison:
    """The two runs, each later group under the key of the earlier one that it goes on from."""
    (first, before), (second, after) = earlier, later
    keys = {
        each.number: _key(first, goes_on[each.number])
        if each.number in goes_on
        else _key(second, each.number)
        for each in second.profiles
    }
    then, now = before.map(lambda number: _key(first, number)), after.map(keys)
    people = {each.number: select_on(context, each.request, each.as_of) for each in (first, second)}
    yearly = pd.DataFrame(
        {
            "money_before": money_of(people[first.number], first.as_of),
            "money_after": money_of(people[second.number], second.as_of),
        }
    ).fillna(0.0)
    return Comparison(
        movement=movement(
            then, now, _by_model(context, first, second), _richest_first(then, now, yearly), yearly
        ),
        names=_names(first, second, goes_on),
        colours={
            **{keys[each.number]: cluster_colour(each.colour) for each in second.profiles},
            **{_key(first, each.number): cluster_colour(each.colour) for each in first.profiles},
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
        notes=(
            first.note,
            second.note,
            "A group goes on where most of its customers are the same in both runs.",
        ),
    )


def _richest_first(
    then: "pd.Series[str]", now: "pd.Series[str]", yearly: pd.DataFrame
) -> tuple[str, ...]:
    """The groups of both runs by what their own customers spend a year on average."""
    members = pd.concat(
        [
            pd.DataFrame({"group": groups, "money": yearly[money].reindex(groups.index)})
            for groups, money in ((then, "money_before"), (now, "money_after"))
        ]
    )
    spent = members.fillna({"money": 0.0}).groupby("group")["money"].mean()
    return tuple(sorted(map(str, spent.index), key=lambda key: (-float(spent[key]), key)))


def _names(first: Segmentation, second: Segmentation, goes_on: Mapping[int, int]) -> dict[str, str]:
    """What sentences call the groups of either run; both names where one goes on under another."""
    was, now = called(first.profiles), called(second.profiles)
    went_on = {earlier: later for later, earlier in goes_on.items()}
    alone = Counter(
        [
            *(name.casefold() for name in was.values()),
            *(name.casefold() for number, name in now.items() if number not in goes_on),
        ]
    )

    def told(name: str, of: Segmentation) -> str:
        return name if alone[name.casefold()] == 1 else f"{name} (run {of.number})"

    names = {}
    for number, name in was.items():
        later = now.get(went_on.get(number, 0), name)
        other = "" if later == name else f" (run {second.number}: {later})"
        names[_key(first, number)] = f"{told(name, first)}{other}"
    for number, name in now.items():
        if number not in goes_on:
            names[_key(second, number)] = told(name, second)
    return names


def _by_model(context: Context, first: Segmentation, second: Segmentation) -> pd.Series:
    """Where the earlier run's model puts the customers of the later run as they were by then.

    By as many days as the earlier run knew of: nobody moves because the data grew.
    """
    people = select_on(context, second.request, second.as_of, first.request.features).everyone
    grown = second.as_of - first.as_of
    if grown:
        people = people.asking(since=first_purchase(people) + grown, last=None)
    return first.model.assign(people.features).map(lambda number: _key(first, number))


def _key(of: Segmentation, number: int) -> str:
    return f"{of.number}.{number}"


def _continued(goes_on: Mapping[int, int], earlier: Segmentation, later: Segmentation) -> Table:
    """Which group of the later run goes on with which of the earlier."""
    was, now = called(earlier.profiles), called(later.profiles)
    rows = [
        (now[each.number], was.get(goes_on.get(each.number, 0), ""), each.customers)
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
