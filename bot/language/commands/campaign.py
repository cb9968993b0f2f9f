"""`/campaign`: whom to write to, whom to hold out, and what came of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from bot.language.commands.population import Population
from bot.language.declaration import Command, Menu, Parameter, Request
from bot.language.kinds import MANY, Choice, Day, Percent, WholeNumber, Words
from bot.language.segments import Segment, SegmentName

TARGETS = ("csv", "klaviyo", "mailchimp", "meta", "google")
_TARGETS = Choice(TARGETS, ("CSV", "Klaviyo", "Mailchimp", "Meta", "Google Ads"))
LATEST = Parameter(
    WholeNumber(1, MANY, word="latest"), "which campaign, by its number in the list", bare=True
)
NUMBER = Parameter(WholeNumber(1, MANY), "which campaign, by its number in the list", bare=True)
SURE = Parameter(
    Choice(("no", "yes")), "whether to do it, rather than say what it would do", by_button=True
)


@dataclass(frozen=True, kw_only=True)
class CampaignStart(Population):
    """Fix an audience, and draw a control group."""

    command = "campaign"
    verb = "start"
    summary = (
        "Fix a segment's customers of today, hold some of them out, and send you the others as "
        "a file; first it says what the campaign could see."
    )
    examples = (
        "/campaign start champions",
        "/campaign start at risk control=20% for=klaviyo",
        '/campaign start 2 name="Autumn letter" until=2027-01-31',
    )
    acts = True
    foremost = ("name", "control", "for_", "until")

    # The filter that any question takes; here it has to be said.
    segment: Annotated[
        Segment | None,
        Parameter(
            SegmentName(),
            "whom it is for",
            bare=True,
            unset="Everybody",
            menu=Menu.SEGMENTS_AND_GROUPS,
        ),
    ] = field()
    control: Annotated[
        int | None,
        Parameter(
            Percent(1, 90, word="auto"),
            "how many are held out; auto is as few as show 25% more buyers",
            label="How many are held out",
        ),
    ] = None
    name: Annotated[
        str | None, Parameter(Words("a name", "Autumn letter", 60), "what you call it")
    ] = None
    for_: Annotated[str, Parameter(_TARGETS, "what will read the file")] = "csv"
    until: Annotated[
        date | None,
        Parameter(
            Day(),
            "the last day whose orders count; four weeks unless given",
            label="The last day whose orders count (four weeks unless given)",
        ),
    ] = None
    overlap: Annotated[
        str,
        Parameter(
            Choice(("no", "yes"), ("No", "Yes")),
            "whether to take customers, too, whom another running campaign holds out",
            label="Also take customers whom another campaign holds out",
        ),
    ] = "no"
    optouts: Annotated[
        str,
        Parameter(
            Choice(("no", "yes"), ("No", "Yes")),
            "whether to write to those, too, who opted out",
            label="Also write to those who opted out",
        ),
    ] = "no"
    sure: Annotated[str, SURE] = "no"

    def chosen(self) -> dict[str, Any]:
        """Whose customers it is for, to be handed on: whatever day it lasts until, all orders up
        to now say what they are like."""
        return super().population() | {"until": None}


@dataclass(frozen=True, kw_only=True)
class CampaignList(Request):
    """The campaigns that there are."""

    command = "campaign"
    verb = "list"
    summary = "List campaigns: whom they are for, until when, and how many are held out."
    examples = ("/campaign list",)

    n: Annotated[int, Parameter(WholeNumber(1, 200), "how many campaigns to show")] = 20


@dataclass(frozen=True, kw_only=True)
class CampaignResults(Request):
    """What came of a campaign."""

    command = "campaign"
    verb = "results"
    summary = "Compare who bought, and what they spent, with those who were held out."
    examples = ("/campaign results", "/campaign results 2")

    number: Annotated[int | None, LATEST] = None


@dataclass(frozen=True, kw_only=True)
class CampaignFiles(Request):
    """A campaign's files once more."""

    command = "campaign"
    verb = "files"
    summary = "Send you a campaign's audience as a file, and the record of both groups."
    examples = ("/campaign files 2", "/campaign files 2 for=meta")
    private = True

    number: Annotated[int, NUMBER]
    for_: Annotated[
        str | None,
        Parameter(
            _TARGETS,
            "what will read the file; as when it started unless given",
            label="What will read the file",
            unset="As when it started",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class CampaignEnd(Request):
    """End a campaign before its day."""

    command = "campaign"
    verb = "end"
    summary = "End a campaign before its day, so that whom it held out may be written to again."
    examples = ("/campaign end 2",)
    acts = True

    number: Annotated[int, NUMBER]
    sure: Annotated[str, SURE] = "no"


COMMAND = Command(
    "campaign",
    "Run a campaign with a control group, and see whether it worked",
    (CampaignStart, CampaignList, CampaignResults, CampaignFiles, CampaignEnd),
)
