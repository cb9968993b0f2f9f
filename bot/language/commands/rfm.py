"""`/rfm`: segments by recency, frequency and money spent."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any

from bot.language.commands.days import Days
from bot.language.commands.population import PAGE, ROWS, SEGMENT, Population
from bot.language.declaration import Command, Menu, Parameter, Request
from bot.language.kinds import (
    MANY,
    Choice,
    NumberOf,
    RisingNumbers,
    WholeNumber,
    WordOrDay,
    Words,
)

#: How many scores each measure may have.
BINS = (3, 4, 5, 10)
QUANTILES, GAP = "quantiles", "gap"
PACK = Parameter(
    Words("a rule pack's name", "grid10", 60),
    "which segments: a rule pack's name",
    label="Which segments",
    unset="As they are here",
    menu=Menu.PACKS,
)
CUSTOMER = Parameter(
    Words("a customer's id, e-mail address or name", "14911", 100), "which customer", bare=True
)
DECISION = Parameter(
    WholeNumber(0, MANY), "the decision that this one replaces; buttons fill it in", by_button=True
)


@dataclass(frozen=True, kw_only=True)
class Scoring(Request):
    """How scores and segments are made; what isn't given is as `/rfm use` decided it."""

    pack: Annotated[str | None, PACK] = None
    bins: Annotated[
        int | None,
        Parameter(
            NumberOf(BINS),
            "how many scores each measure has",
            label="Scores for each measure",
            unset="As it is here",
        ),
    ] = None
    edges: Annotated[
        str | date | None,
        Parameter(
            WordOrDay((QUANTILES, GAP)),
            "where scores change: equal shares of customers, the shop's own time between orders, "
            "or as they were on a day",
            label="Where scores change",
        ),
    ] = None
    recency: Annotated[
        tuple[float, ...] | None,
        Parameter(
            RisingNumbers("days", "30,90,180,365"),
            "your own limits: up to how many days each score goes, best first",
            label="Your limits: days since the last order",
        ),
    ] = None
    frequency: Annotated[
        tuple[float, ...] | None,
        Parameter(
            RisingNumbers("orders", "2,3,5,9"),
            "your own limits: from how many orders each higher score starts",
            label="Your limits: orders",
        ),
    ] = None
    monetary: Annotated[
        tuple[float, ...] | None,
        Parameter(
            RisingNumbers("amounts", "50,200,500,1000", decimals=2),
            "your own limits: from how much money each higher score starts",
            label="Your limits: money spent",
        ),
    ] = None

    def scoring(self) -> dict[str, Any]:
        """How scores are made, to be handed on to another request."""
        return {each.name: getattr(self, each.name) for each in fields(Scoring)}


@dataclass(frozen=True, kw_only=True)
class Scored(Scoring, Population):
    """Requests about scored customers share these: whose orders count, how they are scored."""

    score: Annotated[
        str,
        Parameter(
            Choice(("everybody", "within"), ("Everybody", "Only those chosen above")),
            "score customers among everybody, or only among those that are chosen",
            label="Score customers among",
        ),
    ] = "everybody"

    def population(self) -> dict[str, Any]:
        """Whose orders count and how they are scored, to be handed on to another request."""
        return super().population() | self.scoring() | {"score": self.score}


@dataclass(frozen=True, kw_only=True)
class RfmToday(Scored):
    """Whom to write to this week."""

    command = "rfm"
    verb = "today"
    summary = (
        "Say whom to write to this week and with what: who slipped to another segment, the most "
        "money first, who rose, and who is new."
    )
    examples = ("/rfm today", "/rfm today country=Germany")


@dataclass(frozen=True, kw_only=True)
class RfmOverview(Scored):
    """The map of RFM segments."""

    command = "rfm"
    verb = "overview"
    summary = "Score customers on recency, frequency and money, and show who pays the bills."
    examples = (
        "/rfm overview",
        "/rfm overview returns=ignore",
        "/rfm overview recency=30,90,180,365 frequency=2,3,5,9",
    )


@dataclass(frozen=True, kw_only=True)
class RfmSegments(Scored):
    """The RFM segment table."""

    command = "rfm"
    verb = "segments"
    module = "overview"
    summary = "List every RFM segment with its size, its revenue and what to do about it."
    examples = ("/rfm segments", "/rfm segments country=Germany", "/rfm segments pack=klaviyo")


@dataclass(frozen=True, kw_only=True)
class RfmTop(Scored):
    """The best customers of an RFM segment."""

    command = "rfm"
    verb = "top"
    summary = "List the customers of an RFM segment who spend most."
    examples = ("/rfm top champions", "/rfm top at risk n=25")
    foremost = ("n", "country")

    segment_: Annotated[str, SEGMENT]
    n: Annotated[int, ROWS] = 10
    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, kw_only=True)
class RfmPlay(Scored):
    """A segment's marketing play."""

    command = "rfm"
    verb = "play"
    summary = "Say what to send an RFM segment, when, and what not to do, in this shop's figures."
    examples = ("/rfm play at risk",)

    segment_: Annotated[str, SEGMENT]


@dataclass(frozen=True, kw_only=True)
class RfmWhy(Scored):
    """Why a customer is in a segment."""

    command = "rfm"
    verb = "why"
    summary = (
        "Explain why a customer is in their segment, what would change that, and where they were."
    )
    examples = ("/rfm why 14911",)
    private = True

    customer: Annotated[str, CUSTOMER]


@dataclass(frozen=True, kw_only=True)
class RfmExport(Scored):
    """An RFM segment's customers as a file."""

    command = "rfm"
    verb = "export"
    module = "top"
    summary = "Send you a CSV of the customers of an RFM segment, or of all of them."
    examples = ("/rfm export champions", "/rfm export all")
    private = True

    segment_: Annotated[
        str,
        Parameter(
            Words("a segment's name, or all", "all"),
            "which segment",
            bare=True,
            unset="All of them",
            menu=Menu.SEGMENTS,
        ),
    ] = "all"


@dataclass(frozen=True, kw_only=True)
class RfmChanges(Days, Scored):
    """Who moved between RFM segments."""

    command = "rfm"
    verb = "changes"
    summary = "Show who moved between RFM segments since an earlier day, why, and what is at stake."
    examples = (
        "/rfm changes",
        "/rfm changes from=12m",
        "/rfm changes pack=klaviyo",
        "/rfm changes from=2011-06-01 to=2011-12-01 left=champions",
    )


@dataclass(frozen=True, kw_only=True)
class RfmMovers(Days, Scored):
    """The customers who moved between RFM segments, as a file."""

    command = "rfm"
    verb = "movers"
    module = "changes"
    summary = "Send you a CSV of the customers who moved between RFM segments, and when and why."
    examples = ("/rfm movers", "/rfm movers from=12m left=champions")
    private = True


@dataclass(frozen=True, kw_only=True)
class RfmPreview(Scored):
    """Who would move."""

    command = "rfm"
    verb = "preview"
    summary = "Show who would change segment under other rules or limits, before you use them."
    examples = (
        "/rfm preview pack=klaviyo",
        "/rfm preview edges=gap",
        "/rfm preview recency=30,90,180,365",
    )
    foremost = ("pack", "bins", "edges")


@dataclass(frozen=True, kw_only=True)
class RfmUse(Scoring):
    """Decide how segments are made."""

    command = "rfm"
    verb = "use"
    summary = "Make segments this way from now on, in every answer and digest."
    examples = ("/rfm use pack=rfm11", "/rfm use edges=2011-12-10")
    acts = True
    foremost = ("pack", "bins", "edges")

    after: Annotated[int | None, DECISION] = None


@dataclass(frozen=True, kw_only=True)
class RfmSettings(Request):
    """How segments are made."""

    command = "rfm"
    verb = "settings"
    module = "use"
    summary = "Show how segments are made here, who decided that, and which rule packs there are."
    examples = ("/rfm settings", "/rfm settings reset=yes")

    reset: Annotated[
        str,
        Parameter(
            Choice(("no", "yes"), ("No", "Yes")),
            "whether to go back to how Segbot comes",
            label="Go back to how Segbot comes",
        ),
    ] = "no"
    after: Annotated[int | None, DECISION] = None

    @property
    def acts(self) -> bool:
        """Where it goes back to how Segbot comes."""
        return self.reset == "yes"


@dataclass(frozen=True, kw_only=True)
class RfmLint(Request):
    """Check a rule pack."""

    command = "rfm"
    verb = "lint"
    summary = "Check a rule pack: combinations without a segment, with several, rules never used."
    examples = ("/rfm lint", "/rfm lint pack=rfm11")

    pack: Annotated[str | None, PACK] = None


COMMAND = Command(
    "rfm",
    "Score customers on recency, frequency and money spent",
    (
        RfmToday,
        RfmOverview,
        RfmSegments,
        RfmTop,
        RfmPlay,
        RfmWhy,
        RfmExport,
        RfmChanges,
        RfmMovers,
        RfmPreview,
        RfmUse,
        RfmSettings,
        RfmLint,
    ),
)
