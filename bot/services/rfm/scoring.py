"""Scored customers: whose orders count, by which edges they are scored, by which rules named."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analytics.rfm import Edges, Rfm, quantile_edges, score_rfm
from analytics.rfm.edges import MEASURES, Values
from analytics.rfm.rhythm import usual_gap
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.rfm.scores import segments_by
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.schema import Features
from analytics.vocabulary.wording import counted
from bot.language.commands.population import Population
from bot.language.commands.rfm import RfmUse, Scored, Scoring
from bot.language.parser import parse
from bot.language.words import find
from bot.services.context import Context
from bot.services.rfm.edges import edges_of, measures_that_stay
from bot.services.rfm.packs import rules_of, segment_rule
from bot.services.selection.selection import Selection, select
from storage.records.rfm_settings import RfmDecision


@dataclass(frozen=True, eq=False)
class ScoredCustomers:
    """Customers and their segments, with all that decides them.

    Attributes
    ----------
    customers : Selection
        Those who are asked about.
    within : bool
        Whether customers are scored among each other rather than among everybody.
    chosen : Scoring
        How scores and segments are made.
    rfm : Rfm
    rules : RulePack
        Over as many scores as customers were given.
    made : tuple of str
        Small print: which edges were used and from where, and why fewer scores.
    """

    customers: Selection
    within: bool
    chosen: Scoring
    rfm: Rfm
    rules: RulePack
    made: tuple[str, ...]

    @property
    def source(self) -> str:
        """The line below a chart: what it was made from, by which rules."""
        return f"{self.customers.source} Rule pack {self.rules.name}."

    def among(self, people: Selection) -> Selection:
        """Those among whom people are scored."""
        return people if self.within else people.everyone

    def segment(self, words: str) -> SegmentRule:
        """The segment that a person's words name.

        Raises
        ------
        SegbotError
            If there is no such segment; if these customers are all of another one.
        """
        rule = segment_rule(self.rules, words)
        filtered = self.customers.population.segment
        if filtered is None or filtered.run is not None or self.within:
            return rule
        if not find(filtered.name, [rule.label, rule.key]):
            raise SegbotError(
                f"Nobody is in two RFM segments, {rule.label} and {filtered.name}.",
                "Name one of them.",
            )
        return rule

    def of(self, customer: str) -> dict[str, Any]:
        """A customer's features, scores and segment; None for what isn't known of them.

        Raises
        ------
        SegbotError
            If they aren't among these customers.
        """
        if customer not in self.rfm.scores.index:
            raise SegbotError(
                f"Customer {customer} isn't among those whom these limits leave.",
                "Leave out a limit, such as a country, a day or a segment.",
            )
        (who,) = self.rfm.scores.loc[[customer]].to_dict("records")
        return {str(name): None if pd.isna(value) else value for name, value in who.items()}

    def edges_among(self, features: Values) -> Edges:
        """The edges of another day, by the same rules and settings.

        Edges that don't depend on the day are those of now; the others are shares of these
        customers.
        """
        stay = measures_that_stay(self.chosen, self.rules)
        own = quantile_edges(features, self.rules.bins)
        return replace(own, **{name: getattr(self.rfm.edges, name) for name in stay})

    def segments_among(self, features: Features) -> pd.Series:
        """The segments of customers as they were on another day, scored among each other.

        Where only some of their orders count, ``features`` says what they did ever, as
        :func:`since_they_began` does.
        """
        return segments_by(self.edges_among(features), features, self.rules)


def scored(context: Context, population: Population) -> ScoredCustomers:
    """Fetch customers, score them and name their segments.

    How is what the request says, and where it says nothing what was decided for the workspace.

    Raises
    ------
    SegbotError
        If nobody is left to score, or if the settings don't fit each other.
    """
    customers = select(context, population)
    return score(context, customers, in_force(context, population), scored_within(population))


def scored_within(request: object) -> bool:
    """Whether a request wants customers scored among each other, not among everybody."""
    return isinstance(request, Scored) and request.score == "within"


class RulesNeedMoney(SegbotError):
    """Segments that go by money, where nobody knows what was paid."""


def score(
    context: Context, customers: Selection, chosen: Scoring, within: bool = False
) -> ScoredCustomers:
    """Score customers who were selected, exactly as `chosen` says."""
    if customers.features[["recency", "frequency"]].isna().all().any():
        context.require_orders()
    among = customers if within else customers.everyone
    context.progress(f"scoring {counted(len(among), 'customer')}")
    rules, why_fewer = rules_of(among, chosen)
    if not among.features["monetary"].notna().any():
        _refuse_rules_on_money(rules)
    edges, where_from = edges_of(among, chosen, rules)
    ever = customers.of_all_time.features
    rules = rules.in_shop(usual_gap(ever))
    rfm = score_rfm(_since_they_began(customers.features, ever), rules, edges)
    return ScoredCustomers(customers, within, chosen, rfm, rules, (*why_fewer, where_from))


def _refuse_rules_on_money(rules: RulePack) -> None:
    """Where nobody knows what was paid, money can't put anybody into a segment."""
    if not rules.goes_by_money:
        return
    raise RulesNeedMoney(
        f"The rule pack {rules.name} goes by money too, and no file here says what was paid.",
        "Use one that goes by recency and frequency alone: `/rfm use pack=grid10`.",
    )


def since_they_began(people: Selection) -> Features:
    """The features of customers, with ``orders_ever`` and ``tenure`` of all their orders.

    A customer of years isn't new because only the orders of the last weeks, or of one channel,
    count.
    """
    return _since_they_began(people.features, people.of_all_time.features)


def _since_they_began(features: Features, ever: Features) -> Features:
    if features.empty:
        return features
    known = ever.set_index("customer_id").loc[features["customer_id"], ["frequency", "tenure"]]
    return features.assign(
        orders_ever=known["frequency"].to_numpy(), tenure=known["tenure"].to_numpy()
    )


def decided(context: Context) -> tuple[Scoring, RfmDecision | None]:
    """What was decided for the workspace, and by whom; nothing set where nothing was."""
    decision = context.store.rfm_settings.latest()
    if decision is None or decision.command is None:
        return RfmUse(), decision
    request = parse(decision.command)
    return (request if isinstance(request, Scoring) else RfmUse()), decision


def in_force(context: Context, request: object) -> Scoring:
    """A request's own settings over those of the workspace.

    Naming a pack or a number of scores puts aside what was decided about either and about
    limits, which belong to a number of scores; naming edges puts limits aside.
    """
    kept = RfmUse(**decided(context)[0].scoring())
    if not isinstance(request, Scoring):
        return kept
    no_limits = dict.fromkeys(MEASURES)
    if request.pack is not None or request.bins is not None:
        kept = replace(kept, pack=None, bins=None, **no_limits)
    if request.edges is not None:
        kept = replace(kept, **no_limits)
    own = {name: value for name, value in request.scoring().items() if value is not None}
    return replace(kept, **own)
