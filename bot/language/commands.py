"""Every command, declared once: the parser, the help, the forms and the manifest read this."""

from dataclasses import dataclass, fields
from datetime import date, time
from typing import Annotated, Any

from bot.language.declaration import Parameter, Request
from bot.language.kinds import MANY, Choice, Day, TimeOfDay, TimeZone, Weekday, WholeNumber, Words

K_LIMITS = (2, 10)
SEGMENT = Parameter(Words("a segment's name or number", "1"), "which segment", bare=True)
ROWS = Parameter(WholeNumber(1, 50), "how many customers to show")
RUN = Parameter(WholeNumber(1, MANY, word="latest"), "which segmentation, by its number")
SCALE = Parameter(
    Choice(("log", "standard")), "log keeps a few very large customers from ruling the groups"
)


RETURNS = Parameter(
    Choice(("net", "ignore")), "subtract returned goods (net), or leave returns out (ignore)"
)


@dataclass(frozen=True, kw_only=True)
class Population(Request):
    """Requests about customers share these: whose orders count, and which."""

    def population(self) -> dict[str, Any]:
        """Whose orders count, to be handed on to another request."""
        return {field.name: getattr(self, field.name) for field in fields(Population)}

    returns: Annotated[str, RETURNS] = "net"
    country: Annotated[
        str | None, Parameter(Words("a country's name", "Germany"), "only orders from this country")
    ] = None
    since: Annotated[date | None, Parameter(Day(), "only orders from this day on")] = None
    until: Annotated[date | None, Parameter(Day(), "only orders up to this day")] = None


@dataclass(frozen=True, kw_only=True)
class SegmentRun(Population):
    """Group customers with k-means."""

    command = "segment"
    verb = "run"
    summary = "Group customers by how they buy and show what sets each group apart."
    examples = ("/segment run", "/segment run k=4", "/segment run k=5 country=Germany")

    k: Annotated[
        int | None, Parameter(WholeNumber(*K_LIMITS, word="auto"), "how many groups", bare=True)
    ] = None
    algo: Annotated[str, Parameter(Choice(("kmeans",)), "how groups are found")] = "kmeans"
    features: Annotated[
        str, Parameter(Choice(("rfm",)), "what is compared: recency, frequency and money spent")
    ] = "rfm"
    scale: Annotated[str, SCALE] = "log"


@dataclass(frozen=True, kw_only=True)
class SegmentShow(Request):
    """Show a stored run again."""

    command = "segment"
    verb = "show"
    summary = "Show the latest segmentation again, or an earlier one."
    examples = ("/segment show", "/segment show run=1")

    run: Annotated[int | None, Parameter(RUN.kind, RUN.help, bare=True)] = None


@dataclass(frozen=True, kw_only=True)
class SegmentEvaluate(Population):
    """Compare numbers of groups."""

    command = "segment"
    verb = "evaluate"
    summary = "Try 2 to 10 groups and show the evidence for how many to use."
    examples = ("/segment evaluate", "/segment evaluate country=France")

    scale: Annotated[str, SCALE] = "log"


@dataclass(frozen=True, kw_only=True)
class SegmentMembers(Request):
    """List a cluster's customers."""

    command = "segment"
    verb = "members"
    summary = "List the customers of one group of a segmentation, those who spend most first."
    examples = ("/segment members 1", "/segment members 2 n=25")

    segment: Annotated[str, SEGMENT]
    n: Annotated[int, ROWS] = 10
    run: Annotated[int | None, RUN] = None


@dataclass(frozen=True, kw_only=True)
class SegmentExport(Request):
    """A run's customers as a file."""

    command = "segment"
    verb = "export"
    summary = "Send you a CSV of the customers of a segmentation, or of one group of it."
    examples = ("/segment export", "/segment export 2")
    private = True

    segment: Annotated[
        str,
        Parameter(Words("a segment's name or number, or all", "all"), "which segment", bare=True),
    ] = "all"
    run: Annotated[int | None, RUN] = None


@dataclass(frozen=True, kw_only=True)
class RfmOverview(Population):
    """The map of RFM segments."""

    command = "rfm"
    verb = "overview"
    summary = "Score customers on recency, frequency and money, and show who pays the bills."
    examples = ("/rfm overview", "/rfm overview returns=ignore")


@dataclass(frozen=True, kw_only=True)
class RfmSegments(Population):
    """The RFM segment table."""

    command = "rfm"
    verb = "segments"
    summary = "List every RFM segment with its size, its revenue and what to do about it."
    examples = ("/rfm segments", "/rfm segments country=Germany")


@dataclass(frozen=True, kw_only=True)
class RfmTop(Population):
    """The best customers of an RFM segment."""

    command = "rfm"
    verb = "top"
    summary = "List the customers of an RFM segment who spend most."
    examples = ("/rfm top champions", "/rfm top at risk n=25")

    segment: Annotated[str, SEGMENT]
    n: Annotated[int, ROWS] = 10


@dataclass(frozen=True, kw_only=True)
class RfmCustomer(Population):
    """One customer's scores."""

    command = "rfm"
    verb = "customer"
    summary = "Show one customer's scores, and why they are in their segment."
    examples = ("/rfm customer 17850",)

    customer: Annotated[
        str, Parameter(Words("a customer's id", "17850", 100), "the customer's id", bare=True)
    ]


@dataclass(frozen=True, kw_only=True)
class RfmExport(Population):
    """An RFM segment's customers as a file."""

    command = "rfm"
    verb = "export"
    summary = "Send you a CSV of the customers of an RFM segment, or of all of them."
    examples = ("/rfm export champions", "/rfm export all")
    private = True

    segment: Annotated[
        str, Parameter(Words("a segment's name, or all", "all"), "which segment", bare=True)
    ] = "all"


@dataclass(frozen=True, kw_only=True)
class DataStatus(Request):
    """What is stored."""

    command = "data"
    verb = "status"
    summary = "Say what is stored: customers, orders, revenue and the days they span."
    examples = ("/data status", "/data status returns=ignore")

    returns: Annotated[str, RETURNS] = "net"


@dataclass(frozen=True, kw_only=True)
class DataUploads(Request):
    """The files that were uploaded."""

    command = "data"
    verb = "uploads"
    summary = "List the files that were uploaded, and what was kept of each."
    examples = ("/data uploads",)


@dataclass(frozen=True, kw_only=True)
class DataSample(Request):
    """Load the sample shop."""

    command = "data"
    verb = "sample"
    summary = "Load a made-up shop of about 5,000 customers to try things on."
    examples = ("/data sample",)


@dataclass(frozen=True, kw_only=True)
class DigestNow(Request):
    """The digest, at once."""

    command = "digest"
    verb = "now"
    summary = "Show this channel's digest at once: segments, revenue and what changed."
    examples = ("/digest now",)


@dataclass(frozen=True, kw_only=True)
class DigestSchedule(Request):
    """A digest every week."""

    command = "digest"
    verb = "schedule"
    summary = "Post the digest to this channel every week."
    examples = ("/digest schedule weekly mon 09:00 Europe/London",)

    every: Annotated[str, Parameter(Choice(("weekly",)), "how often", bare=True)]
    day: Annotated[str, Parameter(Weekday(), "on which day", bare=True)]
    at: Annotated[time, Parameter(TimeOfDay(), "at what time", bare=True)]
    zone: Annotated[
        str | None, Parameter(TimeZone(), "in which time zone; yours unless given", bare=True)
    ] = None


@dataclass(frozen=True, kw_only=True)
class DigestList(Request):
    """The digests that are scheduled."""

    command = "digest"
    verb = "list"
    summary = "List the scheduled digests, when each comes next and how the last one went."
    examples = ("/digest list",)


@dataclass(frozen=True, kw_only=True)
class DigestRemove(Request):
    """Stop a digest."""

    command = "digest"
    verb = "remove"
    summary = "Stop a scheduled digest, by its number in the list."
    examples = ("/digest remove 1",)

    number: Annotated[
        int, Parameter(WholeNumber(1, MANY), "the digest's number in /digest list", bare=True)
    ]


@dataclass(frozen=True)
class Command:
    """A slash command: the verbs that share its name.

    Attributes
    ----------
    name : str
        Without the slash.
    summary : str
        One line for the command list and the app's manifest.
    requests : tuple of Request classes
        One for each verb, in the order that help shows them.
    """

    name: str
    summary: str
    requests: tuple[type[Request], ...]

    def request(self, verb: str) -> type[Request] | None:
        """The request that a verb makes, or None."""
        return next((each for each in self.requests if each.verb == verb), None)


COMMANDS = {
    command.name: command
    for command in (
        Command(
            "segment",
            "Group customers by how they buy (k-means), with the evidence",
            (SegmentRun, SegmentShow, SegmentEvaluate, SegmentMembers, SegmentExport),
        ),
        Command(
            "rfm",
            "Score customers on recency, frequency and money spent",
            (RfmOverview, RfmSegments, RfmTop, RfmCustomer, RfmExport),
        ),
        Command(
            "data",
            "See what is stored, or load a sample shop",
            (DataStatus, DataUploads, DataSample),
        ),
        Command(
            "digest",
            "A weekly summary of your segments in this channel",
            (DigestNow, DigestSchedule, DigestList, DigestRemove),
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Help(Request):
    """How to write one command, or all of them.

    Attributes
    ----------
    about : str or None
        A command's name; None for the list of all.
    """

    command = "help"
    verb = ""
    summary = "Show what you can ask."
    examples = ("/segment help",)
    private = True

    about: str | None = None
