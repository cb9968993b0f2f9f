"""Whom to write to this week and with what: where customers newly are, and what they spend."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.movement.moves import BY_THEMSELVES, Movement, Why, best_first, movement
from analytics.rfm.scores import segments_by
from analytics.vocabulary.money import cents, units
from analytics.vocabulary.wording import counted, day
from bot.language.commands.campaign import CampaignStart
from bot.language.commands.days import Span
from bot.language.commands.population import Population
from bot.language.commands.rfm import RfmChanges, RfmExport, RfmPlay, RfmToday, Scored
from bot.language.segments import Segment
from bot.services.about import about_segments
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table
from bot.services.campaign.start import FEWEST
from bot.services.context import Context
from bot.services.formats import Formats
from bot.services.movement.days import money_of
from bot.services.rfm.play import plays
from bot.services.rfm.scoring import ScoredCustomers, scored, since_they_began
from bot.services.rfm.wording import metrics, sources
from bot.services.segment import stored as runs
from bot.services.segment.advice import ACTIONS
from bot.services.segment.group_tables import label
from bot.services.segment.stored import Segmentation
from bot.services.selection.selection import Selection

_WEEK = timedelta(days=7)
_NOBODY = pd.Series([], pd.Index([], name="customer_id"), dtype="str")
_TITLE = "Segments, first where those who are new spend most"
_NEW = (
    "New is who came there by their own doing, by ordering or by letting time go by, and not who "
    "is there only because a limit between segments moved."
)
_MONEY = (
    "Money a year is what they spent in the 365 days before {later}; of those who are new and "
    "slipped, before {earlier}. Where those who are new spend most comes first, then where all do."
)


@dataclass(frozen=True)
class Standing:
    """A segment or a group: who is in it, and who of them is new.

    Attributes
    ----------
    key, label, action : str
    customers, new : int
    money, new_money : float
        What all of them, and those who are new, spend a year; see
        :mod:`analytics.movement.worth`.
    """

    key: str
    label: str
    action: str
    customers: int
    new: int
    money: float
    new_money: float

    @property
    def urgency(self) -> tuple[float, int, float, int]:
        """What ranks it before others."""
        return self.new_money, self.new, self.money, self.customers


@dataclass(frozen=True, eq=False)
class Week:
    """The last seven days of the data.

    Attributes
    ----------
    found : ScoredCustomers
        As they are now.
    earlier : date
        The first of the days.
    standings : list of Standing
        The segments that somebody is in, the most urgent first.
    """

    found: ScoredCustomers
    earlier: date
    standings: list[Standing]

    def finding(self, formats: Formats) -> Line:
        """Where to begin, and why."""
        return _finding(self.standings[0], self.earlier, formats, paid=self.found.rfm.has_money)


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
    standings = _standings(
        {rule.key: rule.label for rule in found.rules.rules},
        {rule.key: _action(rule.key, rule.play) for rule in found.rules.rules},
        found.rfm.scores["segment"],
        _moved(found, earlier),
    )
    return Week(found, earlier, standings)


def today(request: RfmToday, context: Context) -> Answer:
    """Whom to write to, with what, and how much money it is about."""
    now = week(request, context)
    found, earlier, standings = now.found, now.earlier, now.standings
    first, paid = standings[0], found.rfm.has_money
    money = _MONEY.format(earlier=day(earlier), later=day(found.customers.as_of))
    return Answer(
        title=f"Whom to write to: {_week(earlier)}",
        reading=(
            now.finding(context.formats),
            Line(found.rules.rule(first.key).play, lead="What to do"),
        ),
        tables=(
            _table(_TITLE, "Segment", standings, earlier, paid=paid),
            *_groups(request, context, earlier),
        ),
        notes=(f"{_NEW} {money}" if paid else _NEW, *sources(found)),
        metrics={
            **metrics(found),
            "from": earlier.isoformat(),
            "first": first.key,
            "new": sum(each.new for each in standings),
            **{f"new_{each.key}": each.new for each in standings},
            **({f"money_{each.key}": each.money for each in standings} if paid else {}),
            **({f"new_money_{each.key}": each.new_money for each in standings} if paid else {}),
        },
        about=about_segments(request, found.rfm.segments),
        next_steps=_next_steps(request, first),
    )


def _moved(found: ScoredCustomers, earlier: date) -> Movement:
    """From where customers were, by the orders and the limits of then, to where they are."""
    among, after = found.among(found.customers), found.rfm.scores["segment"]
    then = since_they_began(_as_of(among, earlier))
    before = kept = _NOBODY
    if len(then):
        edges = found.edges_among(then)
        before = segments_by(edges, then, found.rules)
        kept = segments_by(edges, since_they_began(among), found.rules)
    before = before[before.index.isin(after.index)]
    keys = [rule.key for rule in found.rules.rules]
    return movement(before, after, kept, keys, _yearly(found.customers, earlier))


def _as_of(people: Selection, earlier: date) -> Selection:
    """The same as of a day, of as long a time before it where that was asked for."""
    last = people.population.last
    asked = people.asking(since=last.before(earlier), last=None) if last else people
    return asked.on(earlier)


def _yearly(people: Selection, earlier: date) -> pd.DataFrame:
    spent = {"money_before": money_of(people, earlier)}
    return pd.DataFrame({**spent, "money_after": money_of(people, people.as_of)}).fillna(0.0)


def _standings(
    labels: Mapping[str, str], actions: Mapping[str, str], members: pd.Series, moved: Movement
) -> list[Standing]:
    """Where customers are, the most urgent first; without what nobody is in.

    Parameters
    ----------
    labels, actions : mapping of str
        By key.
    members : Series of str, indexed by ``customer_id``
        Where each of them is: the key of a segment or a group.
    moved : Movement
        Up to now.
    """
    who = moved.customers.reindex(members.index).assign(place=members)
    came = who["why"].isin([*BY_THEMSELVES, Why.NEW]) & (who["after"] == who["place"])
    who = who.assign(new=came, new_money=who["money"].where(came, 0.0))
    standings = [
        Standing(
            key=str(key),
            label=labels[str(key)],
            action=actions[str(key)],
            customers=len(theirs),
            new=int(theirs["new"].sum()),
            money=units(cents(theirs["money_after"])),
            new_money=units(cents(theirs["new_money"])),
        )
        for key, theirs in who.groupby("place", sort=True)
    ]
    return sorted(standings, key=lambda each: each.urgency, reverse=True)


def _action(key: str, otherwise: str) -> str:
    known = plays().get(key)
    return known.action if known else otherwise


def _finding(first: Standing, earlier: date, formats: Formats, *, paid: bool) -> Line:
    if not first.new:
        words = f"Nobody came into another segment by their own doing in {_week(earlier)}."
        if not paid:
            return Line(f"{words} Most customers are in {first.label}: {first.customers:,}.")
        money = formats.about(first.money)
        return Line(f"{words} Most money is with {first.label}: {money} a year.")
    came = f"{counted(first.new, 'customer')} came into it since {day(earlier)}"
    spend = "spends" if first.new == 1 else "spend"
    worth = f" and {spend} {formats.about(first.new_money)} a year" if paid else ""
    return Line(f"{came}{worth}.", lead=f"{first.label} first")


def _week(earlier: date) -> str:
    return f"the week from {day(earlier)} to {day(earlier + _WEEK - timedelta(days=1))}"


def _table(title: str, noun: str, standings: list[Standing], earlier: date, *, paid: bool) -> Table:
    return Table(
        title=title,
        columns=(
            Column(noun),
            Column("Customers", Format.COUNT, detail=True),
            Column("Money a year", Format.MONEY, detail=True),
            Column(f"New since {day(earlier)}", Format.COUNT),
            Column("Of the new", Format.MONEY, detail=True),
            Column("Do what"),
        ),
        rows=tuple(
            (
                each.label,
                each.customers,
                each.money if paid else None,
                each.new,
                each.new_money if paid else None,
                each.action,
            )
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
    yearly = _yearly(people.customers, earlier)
    moved = movement(then, now, now, best_first(now, yearly["money_after"]), yearly)
    standings = _standings(
        {each.key: label(each) for each in people.profiles},
        {each.key: ACTIONS[each.advice] for each in people.profiles},
        people.frame["cluster"].astype(str),
        moved,
    )
    title = f"Groups of run {run.number}: the same customers, grouped otherwise"
    return (_table(title, "Group", standings, earlier, paid=people.customers.has_money),)


def _placed(run: Segmentation, people: Selection) -> pd.Series:
    if people.features.empty:
        return _NOBODY
    return run.model.assign(people.features).astype(str)


def _next_steps(request: RfmToday, first: Standing) -> tuple[NextStep, ...]:
    asked = request.population()
    steps = [
        NextStep(f"What to send {first.label}", RfmPlay(segment_=first.label, **asked).text()),
        NextStep(f"Export {first.label}", RfmExport(segment_=first.label, **asked).text()),
    ]
    whom = Population.population(request)
    # Campaigns are for segments as the workspace makes them.
    as_usual = request == RfmToday(**whom) and request.segment is None
    if as_usual and first.customers >= FEWEST:
        start = CampaignStart(**{**whom, "segment": Segment(first.label)})
        steps.append(NextStep(f"Campaign for {first.label}", start.text()))
    if first.new:
        came = RfmChanges(from_=Span(_WEEK.days, "d"), joined=first.label, **asked)
        steps.append(NextStep("Who moved there?", came.text()))
    return tuple(steps)
