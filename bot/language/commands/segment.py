"""`/segment`: groups that are found in the data."""

from dataclasses import dataclass, fields
from typing import Annotated, Any

from analytics.feature_names import FEATURES, SETS
from bot.language.commands.population import ROWS, SEGMENT, Population
from bot.language.declaration import Parameter, Request
from bot.language.kinds import MANY, Choice, Names, WholeNumber, Words

K_LIMITS = (2, 10)
RUN = Parameter(WholeNumber(1, MANY, word="latest"), "which segmentation, by its number")
MOST_FEATURES = 20


@dataclass(frozen=True, kw_only=True)
class Comparison(Population):
    """Requests that compare customers share these: by what, and how it is made comparable."""

    features: Annotated[
        str,
        Parameter(
            Names((*SETS, *FEATURES), "features", MOST_FEATURES),
            "what is compared: rfm is recency, frequency and money spent, behaviour how they buy, "
            "all both; numbers that you uploaded can be named too",
        ),
    ] = "rfm"
    scale: Annotated[
        str,
        Parameter(
            Choice(("log", "standard", "robust", "yeo-johnson")),
            "log keeps a few very large customers from ruling the groups",
        ),
    ] = "log"
    outliers: Annotated[
        str,
        Parameter(
            Choice(("keep", "clip")),
            "clip pulls the lowest and the highest hundredth of each feature in before comparing",
        ),
    ] = "keep"

    def comparison(self) -> dict[str, Any]:
        """Whom to compare by what, to be handed on to another request."""
        return {field.name: getattr(self, field.name) for field in fields(Comparison)}


@dataclass(frozen=True, kw_only=True)
class SegmentRun(Comparison):
    """Group customers with k-means."""

    command = "segment"
    verb = "run"
    summary = "Group customers by how they buy and show what sets each group apart."
    examples = (
        "/segment run",
        "/segment run k=4",
        "/segment run k=5 country=Germany",
        "/segment run features=behaviour",
    )

    k: Annotated[
        int | None, Parameter(WholeNumber(*K_LIMITS, word="auto"), "how many groups", bare=True)
    ] = None
    algo: Annotated[str, Parameter(Choice(("kmeans",)), "how groups are found")] = "kmeans"


@dataclass(frozen=True, kw_only=True)
class SegmentShow(Request):
    """Show a stored run again."""

    command = "segment"
    verb = "show"
    summary = "Show the latest segmentation again, or an earlier one."
    examples = ("/segment show", "/segment show run=1")

    run: Annotated[int | None, Parameter(RUN.kind, RUN.help, bare=True)] = None


@dataclass(frozen=True, kw_only=True)
class SegmentEvaluate(Comparison):
    """Compare numbers of groups."""

    command = "segment"
    verb = "evaluate"
    summary = "Try 2 to 10 groups and show the evidence for how many to use."
    examples = ("/segment evaluate", "/segment evaluate country=France")


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
