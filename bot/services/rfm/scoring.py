"""How customers stand: whose orders count, by which edges they are scored, by which rules named."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from analytics.rfm import Rfm, quantile_edges, score_rfm
from analytics.rfm.edges import MEASURES
from analytics.rfm.rules import RulePack
from analytics.vocabulary.schema import Features
from analytics.vocabulary.wording import counted
from bot.language.commands.population import Population
from bot.language.commands.rfm import RfmUse, Scoring
from bot.language.parser import parse
from bot.services.context import Context
from bot.services.rfm.edges import edges_of, measures_that_stay
from bot.services.rfm.packs import rules_of
from bot.services.selection.customers import Customers, fetch_customers
from storage.records.rfm_settings import RfmDecision


@dataclass(frozen=True, eq=False)
class Standing:
    """Customers and their segments, with all that decides them.

    Attributes
    ----------
    customers : Customers
    rfm : Rfm
    rules : RulePack
        Over as many scores as customers were given.
    made : tuple of str
        Small print: which edges were used and from where, and why fewer scores.
    """

    customers: Customers
    rfm: Rfm
    rules: RulePack
    made: tuple[str, ...]

    @property
    def source(self) -> str:
        """The line below a chart: what it was made from, by which rules."""
        return f"{self.customers.source} Rule pack {self.rules.name}."


def scored(context: Context, population: Population) -> tuple[Customers, Rfm]:
    """Fetch customers and score them."""
    found = standing(context, population)
    return found.customers, found.rfm


def standing(context: Context, population: Population) -> Standing:
    """Fetch customers, score them and name their segments.

    How is what the request says, and where it says nothing what was decided for the workspace.

    Raises
    ------
    SegbotError
        If nobody is left to score, or if the settings don't fit each other.
    """
    customers = fetch_customers(context, population)
    return stand(context, customers, in_force(context, population))


def stand(context: Context, customers: Customers, chosen: Scoring) -> Standing:
    """Score customers who were fetched, exactly as `chosen` says."""
    context.progress(f"scoring {counted(len(customers), 'customer')}")
    rules, why_fewer = rules_of(context, customers, chosen)
    edges, where_from = edges_of(context, customers, chosen, rules)
    rfm = score_rfm(customers.features, rules, edges)
    return Standing(customers, rfm, rules, (*why_fewer, where_from))


def on_other_days(found: Standing, chosen: Scoring) -> Callable[[Features], Rfm]:
    """How to score customers as they stood on other days, by the same rules and settings.

    Edges that don't depend on the day are those of `found`; the others are the day's own.
    """
    stay = {
        name: getattr(found.rfm.edges, name) for name in measures_that_stay(chosen, found.rules)
    }

    def score(features: Features) -> Rfm:
        own = quantile_edges(features, found.rules.bins)
        return score_rfm(features, found.rules, replace(own, **stay))

    return score


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
