"""Whom to write to this week and with what: who slipped, who rose, and what they spend."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.clusters.describe.naming import Advice
from analytics.movement.moves import (
    BY_THEMSELVES,
    Direction,
    Movement,
    Path,
    Why,
    best_first,
    movement,
)
from analytics.vocabulary.money import cents, units
from analytics.vocabulary.wording import counted, day
from bot.language.commands.campaign import CampaignStart
from bot.language.commands.days import Span
from bot.language.commands.population import Population
from bot.language.commands.rfm import (
    RfmChanges,
    RfmExport,
    RfmMovers,
    RfmPlay,
    RfmToday,
    Scored,
)
from bot.language.segments import Segment
from bot.services.about import about_segments
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.campaign.start import FEWEST
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.rfm.moved import NOBODY, moved_since, yearly
from bot.services.rfm.plays import BY_DIRECTION, action_for, plays
from bot.services.rfm.scoring import ScoredCustomers, scored
from bot.services.rfm.wording import metrics, sources
from bot.services.segment import stored as runs
from bot.services.segment.advice import ACTIONS
from bot.services.segment.group_tables import label
from bot.services.segment.stored import Segmentation
from bot.services.selection.selection import Selection

_WEEK = timedelta(days=7)
_NEW = (
    "Only who came there by their own doing counts, by ordering or by letting time go by, and not "
    "who is there only because a limit between segments moved."
)
_MONEY = (
    "Money a year is what they spent in the 365 days before {later}; of those who slipped, before "
    "{earlier}: that is at stake, so that they come first."
)
_LEADS = {Direction.DOWN: "Write first", Direction.UP: "Good news", Direction.ASIDE: "New"}
#: Where somebody who slipped, or who rose, isn't met by what suits the others of a group.
_FOR_THE_BEST = (Advice.THANK, Advice.KEEP_RHYTHM)
_FOR_THOSE_WHO_LEAVE = (
    Advice.FIND_OUT,
    Advice.WIN_BACK,
    Advice.SPEND_LITTLE,
    Advice.REACH_OUT,
    Advice.REMIND,
)


@dataclass(frozen=True)
class Standing:
    """A segment or a group, and who is in it.

    Attributes
    ----------
    key, label, action : str
    customers : int
    money : float
        What they spend a year; see :mod:`analytics.movement.worth`.
    """

    key: str
    label: str
    action: str
    customers: int
    money: float


@dataclass(frozen=True)
class Arrival:
    """Customers who came to a segment or a group in the week by their own doing.

    Attributes
    ----------
    path : Path
        From where, to where, how many, and the money of it.
    before, after : str
        What people call the two; the first is empty where they had no order then.
    action : str
        What to do, in a few words that suit the direction.
    """

    path: Path
    before: str
    after: str
    action: str

    @property
    def slipped(self) -> bool:
        """Whether their place is a worse one."""
        return self.path.direction is Direction.DOWN

    def words(self, who: str) -> str:
        """Who came from where to where.

        Parameters
        ----------
        who : str
            How many they are.
        """
        if not self.before:
            return f"{who} came new to {self.after}"
        return f"{who} {'slipped' if self.slipped else 'rose'} from {self.before} to {self.after}"


@dataclass(frozen=True, eq=False)
class Week:
    """The last seven days of the data.

    Attributes
    ----------
    found : ScoredCustomers
        As they are now.
    earlier : date
        The first of the days.
    arrivals : list of Arrival
        Those who slipped first, then those of most money.
    standings : list of Standing
        The segments that somebody is in, the one of most money first.
    """

    found: ScoredCustomers
    earlier: date
    arrivals: list[Arrival]
    standings: list[Standing]

    @property
    def name(self) -> str:
        """What the segment is called that comes first."""
        return self.arrivals[0].after if self.arrivals else self.standings[0].label

    @property
    def first_metrics(self) -> dict[str, object]:
        """What there is to do first in figures, for machines."""
        if not self.arrivals:
            return {"first": self.standings[0].key}
        path = self.arrivals[0].path
        return {"first": path.after, "first_customers": path.customers, "first_money": path.money}

    def to_do(self, formats: Formats) -> Line:
        """What there is to do first, in one line."""
        told = self.finding(formats)
        return replace(told[0] if self.arrivals else told[-1], caveat=True)

    def finding(self, formats: Formats) -> tuple[Line, ...]:
        """Whom to write to first, and of the others whom to thank or to welcome first."""
        paid = self.found.rfm.has_money
        if not self.arrivals:
            return _quiet(self.standings[0], self.earlier, formats, paid=paid)
        first = self.arrivals[0]
        good = next(
            (each for each in self.arrivals[1:] if first.slipped and not each.slipped), None
        )
        told = [first, good] if good else [first]
        return tuple(_told(each, self.earlier, formats, paid=paid) for each in told)


def week(request: Scored, context: Context) -> Week:
    """Where customers are and who came there in the last week of the data.

    Raises
    ------
    SegbotError
        If there are no orders, or nobody is left to score.
    """
    context.require_orders()
    found = scored(context, request)
    earlier = found.customers.as_of - _WEEK
    rules = found.rules.rules
    moved, labels = moved_since(found, earlier), {rule.key: rule.label for rule in rules}
    return Week(
        found,
        earlier,
        _arrivals(moved, labels, lambda path: action_for(path.after, path.direction)),
        _standings(
            labels,
            {rule.key: _usual_action(rule.key, rule.play) for rule in rules},
            found.rfm.scores["segment"],
            moved,
        ),
    )


def today(request: RfmToday, context: Context) -> Answer:
    """Whom to write to, with what, and how much money it is about."""
    now = week(request, context)
    found, earlier, standings = now.found, now.earlier, now.standings
    paid = found.rfm.has_money
    money = _MONEY.format(earlier=day(earlier), later=day(found.customers.as_of))
    return Answer(
        title=f"Whom to write to: {_week(earlier)}",
        reading=now.finding(context.formats),
        tables=(
            *_came(now.arrivals, "segment", earlier, paid=paid),
            _all("All segments, most money first", "Segment", standings, paid=paid),
            *_groups(request, context, earlier),
        ),
        notes=(f"{_NEW} {money}" if paid else _NEW, *sources(found)),
        metrics={
            **metrics(found),
            "from": earlier.isoformat(),
            **now.first_metrics,
            "new": sum(each.path.customers for each in now.arrivals),
            "slipped": sum(each.path.customers for each in now.arrivals if each.slipped),
            **({f"money_{each.key}": each.money for each in standings} if paid else {}),
        },
        about=about_segments(request, found.rfm.segments),
        next_steps=steps(request, now),
    )


def _arrivals(
    moved: Movement, names: Mapping[str, str], action: Callable[[Path], str]
) -> list[Arrival]:
    """Who came where by their own doing, the most urgent first.

    Parameters
    ----------
    names : mapping of str
        What segments or groups are called, by key.
    action : callable
        What to do about those who went one way, in a few words.
    """
    came = [
        Arrival(each, names.get(each.before, ""), names[each.after], action(each))
        for each in moved.of(*BY_THEMSELVES, Why.NEW).paths()
    ]
    return sorted(came, key=lambda each: not each.slipped)


def _usual_action(key: str, otherwise: str) -> str:
    known = plays().get(key)
    return known.action if known else otherwise


def _standings(
    labels: Mapping[str, str], actions: Mapping[str, str], members: pd.Series, moved: Movement
) -> list[Standing]:
    """Where customers are, most money first; without what nobody is in.

    Parameters
    ----------
    labels, actions : mapping of str
        By key.
    members : Series of str, indexed by ``customer_id``
        Where each of them is: the key of a segment or a group.
    moved : Movement
        Up to now.
    """
    money = moved.customers["money_after"].reindex(members.index)
    standings = [
        Standing(str(key), labels[str(key)], actions[str(key)], len(spent), units(cents(spent)))
        for key, spent in money.groupby(members, sort=True)
    ]
    return sorted(standings, key=lambda each: (-each.money, -each.customers))


def _told(arrival: Arrival, earlier: date, formats: Formats, *, paid: bool) -> Line:
    path = arrival.path
    words = arrival.words(counted(path.customers, "customer"))
    if paid:
        money = formats.about(path.money)
        one = path.customers == 1
        words += f" since {day(earlier)}"
        words += (
            f"; until then they spent {money} a year"
            if arrival.slipped
            else f" and spend{'s' * one} {money} a year"
        )
    return Line(f"{words}. {arrival.action}.", lead=_LEADS[path.direction])


def _quiet(most: Standing, earlier: date, formats: Formats, *, paid: bool) -> tuple[Line, ...]:
    words = f"Nobody came into another segment by their own doing in {_week(earlier)}."
    if paid:
        words += f" Most money is with {most.label}: {formats.about(most.money)} a year."
    else:
        words += f" Most customers are in {most.label}: {most.customers:,}."
    return (Line(words), Line(f"{most.action}.", lead=f"What to do with {most.label}"))


def _week(earlier: date) -> str:
    return f"the week from {day(earlier)} to {day(earlier + _WEEK - timedelta(days=1))}"


def _came(arrivals: list[Arrival], noun: str, earlier: date, *, paid: bool) -> tuple[Table, ...]:
    """Who came where; nothing where nobody did."""
    table = Table(
        title=f"Who came into another {noun} since {day(earlier)}, those who slipped first",
        columns=(Column("Who"), Column("Money a year", Format.MONEY), Column("Do what")),
        rows=tuple(
            (
                each.words(f"{each.path.customers:,}"),
                each.path.money if paid else None,
                each.action,
            )
            for each in arrivals
        ),
    )
    return (table.known(),) if arrivals else ()


def _all(title: str, noun: str, standings: list[Standing], *, paid: bool) -> Table:
    return Table(
        title=title,
        columns=(
            Column(noun),
            Column("Customers", Format.COUNT),
            Column("Money a year", Format.MONEY),
            Column("Do what", detail=True),
        ),
        rows=tuple(
            (each.label, each.customers, each.money if paid else None, each.action)
            for each in standings
        ),
    ).known()


def _groups(request: RfmToday, context: Context, earlier: date) -> tuple[Table, ...]:
    """The same of the groups of the latest run, where the question is about everybody."""
    if context.store.runs.latest() is None or request.population() != RfmToday().population():
        return ()
    run = runs.load(context, None)
    people = runs.people(context, run)
    now, then = (_placed(run, each) for each in (people.customers, people.customers.on(earlier)))
    spent = yearly(people.customers, earlier)
    moved = movement(then, now, now, best_first(now, spent["money_after"]), spent)
    advice = {each.key: each.advice for each in people.profiles}
    arrivals = _arrivals(
        moved,
        {each.key: f"group {each.key}" for each in run.profiles},
        lambda path: _group_action(path, advice[path.after]),
    )
    standings = _standings(
        {each.key: label(each) for each in people.profiles},
        {key: ACTIONS[each] for key, each in advice.items()},
        people.frame["cluster"].astype(str),
        moved,
    )
    title = f"Groups made {day(run.made)}: the same customers, grouped otherwise"
    paid = people.customers.has_money
    return (
        _all(title, "Group", standings, paid=paid),
        *_came(arrivals, "group", earlier, paid=paid),
    )


def _group_action(path: Path, advice: Advice) -> str:
    """What to do about those who went from one group to another."""
    unsuited = {
        Direction.DOWN: advice in _FOR_THE_BEST,
        Direction.UP: advice in _FOR_THOSE_WHO_LEAVE,
    }.get(path.direction, True)
    return BY_DIRECTION[path.direction] if unsuited else ACTIONS[advice]


def _placed(run: Segmentation, people: Selection) -> pd.Series:
    if people.features.empty:
        return NOBODY
    return run.model.assign(people.features).astype(str)


def steps(request: RfmToday, now: Week) -> tuple[NextStep, ...]:
    """What to do about those who come first: what to send, the list, who they are, a campaign."""
    asked = request.population()
    first = now.arrivals[0] if now.arrivals else None
    name = now.name
    found = [NextStep(f"What to send {name}", RfmPlay(segment_=name, **asked).text())]
    if first:
        way: dict[str, Any] = {
            "from_": Span(_WEEK.days, "d"),
            "left": first.before or None,
            "joined": name,
        }
        found += [
            NextStep("Export them", RfmMovers(**way, **asked).text()),
            NextStep(f"Who came to {name}?", RfmChanges(**way, **asked).text()),
        ]
    else:
        found.append(NextStep(f"Export {name}", RfmExport(segment_=name, **asked).text()))
    whom = Population.population(request)
    # Campaigns are for segments as the workspace makes them.
    as_usual = request == RfmToday(**whom) and request.segment is None
    customers = next(each.customers for each in now.standings if each.label == name)
    if as_usual and customers >= FEWEST:
        start = CampaignStart(**{**whom, "segment": Segment(name)})
        found.append(NextStep(f"Campaign for {name}", start.text()))
    return tuple(found)
