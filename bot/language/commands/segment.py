"""`/segment`: groups that are found in the data."""

from dataclasses import dataclass
from typing import Annotated

from bot.language.commands.population import ROWS, SEGMENT, Population
from bot.language.declaration import Parameter, Request
from bot.language.kinds import MANY, Choice, WholeNumber, Words

K_LIMITS = (2, 10)
RUN = Parameter(WholeNumber(1, MANY, word="latest"), "which segmentation, by its number")
SCALE = Parameter(
    Choice(("log", "standard")), "log keeps a few very large customers from ruling the groups"
)


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
