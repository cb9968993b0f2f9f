"""`/explore`: what the shop sells, to whom and when."""

from dataclasses import dataclass
from typing import Annotated

from analytics.features.names import FEATURES
from bot.language.commands.population import Population
from bot.language.declaration import Command, Menu, Parameter
from bot.language.kinds import Choice, Names, WholeNumber, Words


@dataclass(frozen=True, kw_only=True)
class ExploreOverview(Population):
    """The shop in a dozen figures."""

    command = "explore"
    verb = "overview"
    summary = "Sum up customers, orders and revenue, beside the time before."
    examples = ("/explore overview", "/explore overview last=90d")


@dataclass(frozen=True, kw_only=True)
class ExploreRevenue(Population):
    """Revenue over time."""

    command = "explore"
    verb = "revenue"
    summary = "Show revenue over time, from first and from later orders, and what made it jump."
    examples = ("/explore revenue", "/explore revenue by=week last=6m")
    foremost = ("by", "last", "country", "segment")

    by: Annotated[
        str | None,
        Parameter(
            Choice(("day", "week", "month", "quarter"), ("Day", "Week", "Month", "Quarter")),
            "how long a period is; as fits the time asked about unless given",
            label="By",
            unset="As fits the time",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class ExploreProducts(Population):
    """What is sold."""

    command = "explore"
    verb = "products"
    summary = "Show which products bring the revenue, rise or fall, or begin a customer's buying."
    examples = (
        "/explore products show=pareto",
        "/explore products show=rising",
        "/explore products show=first n=20",
    )
    foremost = ("show", "n", "last", "country")

    show: Annotated[
        str,
        Parameter(
            Choice(
                ("top", "rising", "falling", "pareto", "first"),
                (
                    "What brings most",
                    "What rises",
                    "What falls",
                    "How few bring most",
                    "What customers begin with",
                ),
            ),
            "the top by revenue, what rises or falls, how few bring most, or what customers "
            "begin with",
            label="Show",
        ),
    ] = "top"
    n: Annotated[int, Parameter(WholeNumber(1, 50), "how many products to show")] = 10


@dataclass(frozen=True, kw_only=True)
class ExploreCountries(Population):
    """Where customers are."""

    command = "explore"
    verb = "countries"
    summary = "Show what each country brings, and how it grows."
    examples = ("/explore countries", "/explore countries last=6m")


@dataclass(frozen=True, kw_only=True)
class ExploreGaps(Population):
    """How long customers stay away."""

    command = "explore"
    verb = "gaps"
    summary = "Show how long customers stay away before they come back: when they count as lapsed."
    examples = ("/explore gaps", "/explore gaps country=Germany")


@dataclass(frozen=True, kw_only=True)
class ExploreCohorts(Population):
    """What became of those who began together."""

    command = "explore"
    verb = "cohorts"
    summary = "Show how many of each month's new customers come back, or what they bring."
    examples = ("/explore cohorts", "/explore cohorts show=revenue by=quarter")
    foremost = ("show", "by", "country")

    show: Annotated[
        str,
        Parameter(
            Choice(("retention", "revenue"), ("How many come back", "What they bring")),
            "how many come back, or what they bring",
            label="Show",
        ),
    ] = "retention"
    by: Annotated[
        str,
        Parameter(
            Choice(("month", "quarter"), ("Month", "Quarter")),
            "customers of how long a time are together",
            label="New customers of each",
        ),
    ] = "month"


@dataclass(frozen=True, kw_only=True)
class ExploreDistributions(Population):
    """How customers' figures are spread."""

    command = "explore"
    verb = "distributions"
    summary = "Show how customers' figures are spread: the typical, the largest, how unequal."
    examples = ("/explore distributions", "/explore distributions monetary")

    feature: Annotated[
        str | None,
        Parameter(
            Names(tuple(FEATURES), "features", 1),
            "one figure alone; a number that you uploaded can be named too",
            bare=True,
            label="Which figure",
            unset="All of them",
            menu=Menu.FEATURES,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class ExploreRelationships(Population):
    """Which figures go together."""

    command = "explore"
    verb = "relationships"
    summary = "Show which figures of customers go together, and whether that is more than chance."
    examples = ("/explore relationships", "/explore relationships country=Germany")


@dataclass(frozen=True, kw_only=True)
class ExploreBaskets(Population):
    """What is bought together."""

    command = "explore"
    verb = "baskets"
    summary = "Show which products are bought together, by more than chance."
    examples = ("/explore baskets", "/explore baskets country=France n=20")
    foremost = ("n", "country", "segment", "last")

    n: Annotated[int, Parameter(WholeNumber(1, 50), "how many pairs to show")] = 10


@dataclass(frozen=True, kw_only=True)
class ExploreAttributes(Population):
    """What is known of customers beside their orders."""

    command = "explore"
    verb = "attributes"
    summary = "Show what is known of customers, such as a tier, and which segments have more of it."
    examples = ("/explore attributes", "/explore attributes country")

    name: Annotated[
        str | None,
        Parameter(
            Words("an attribute's name", "country"),
            "one attribute alone",
            bare=True,
            label="What is known of them",
            unset="All of it",
            menu=Menu.ATTRIBUTES,
        ),
    ] = None


COMMAND = Command(
    "explore",
    "Explore what the shop sells, to whom and when",
    (
        ExploreOverview,
        ExploreRevenue,
        ExploreProducts,
        ExploreCountries,
        ExploreCohorts,
        ExploreGaps,
        ExploreDistributions,
        ExploreRelationships,
        ExploreBaskets,
        ExploreAttributes,
    ),
)
