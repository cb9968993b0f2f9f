"""`/segment`: groups that are found in the data."""

from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

from analytics.features.names import FEATURES, SETS
from bot.language.commands.days import Days
from bot.language.commands.population import PAGE, ROWS, SEGMENT, Population
from bot.language.declaration import Command, Menu, Parameter, Request
from bot.language.kinds import MANY, Choice, Names, WholeNumber, Words

K_LIMITS = (2, 10)
RUN = Parameter(WholeNumber(1, MANY, word="latest"), "which segmentation, by its number")
MOST_FEATURES = 20
LONGEST_NAME = 60
ALGORITHM = Parameter(
    Choice(
        ("kmeans", "gmm", "ward", "hdbscan"),
        (
            "Round groups (k-means)",
            "Stretched groups (gmm)",
            "By joining the most alike (ward)",
            "Crowds, as many as there are (hdbscan)",
        ),
    ),
    "how groups are found: kmeans round ones, gmm stretched ones, ward by joining the most alike, "
    "hdbscan crowds, as many as there are",
    label="How groups are found",
)


@dataclass(frozen=True, kw_only=True)
class Comparison(Population):
    """Requests that compare customers share these: by what, and how it is made comparable."""

    features: Annotated[
        str,
        Parameter(
            Names((*SETS, *FEATURES), "features", MOST_FEATURES),
            "what is compared: rfm is recency, frequency and money spent, behaviour how they buy, "
            "all both; numbers that you uploaded can be named too",
            label="What customers are compared by",
            menu=Menu.FEATURES,
        ),
    ] = "rfm"
    scale: Annotated[
        str,
        Parameter(
            Choice(
                ("log", "standard", "robust", "yeo-johnson"),
                (
                    "By logarithms, so that the largest don't rule",
                    "As they are (standard)",
                    "By the middle half (robust)",
                    "As even as can be (Yeo-Johnson)",
                ),
            ),
            "log keeps a few very large customers from ruling the groups",
            label="How figures are compared",
        ),
    ] = "log"
    outliers: Annotated[
        str,
        Parameter(
            Choice(("keep", "clip"), ("Keep them as they are", "Pull in the outermost hundredths")),
            "clip pulls the lowest and the highest hundredth of each feature in before comparing",
            label="Extreme customers",
        ),
    ] = "keep"

    def comparison(self) -> dict[str, Any]:
        """Whom to compare by what, to be handed on to another request."""
        return {field.name: getattr(self, field.name) for field in fields(Comparison)}


@dataclass(frozen=True, kw_only=True)
class SegmentRun(Comparison):
    """Find groups of customers."""

    command = "segment"
    verb = "run"
    summary = "Group customers by how they buy and show what sets each group apart."
    examples = (
        "/segment run",
        "/segment run k=4",
        "/segment run k=5 country=Germany",
        "/segment run algo=gmm",
        "/segment run features=behaviour",
    )
    foremost = ("features", "country", "segment")

    k: Annotated[
        int | None,
        Parameter(
            WholeNumber(*K_LIMITS, word="auto"),
            "how many groups",
            bare=True,
            unset="As many as the data show",
        ),
    ] = None
    algo: Annotated[str, ALGORITHM] = "kmeans"


@dataclass(frozen=True, kw_only=True)
class SegmentShow(Request):
    """Show a stored run again."""

    command = "segment"
    verb = "show"
    module = "run"
    summary = "Show the latest segmentation again, or an earlier one."
    is_dated = True
    examples = ("/segment show", "/segment show run=1")

    run: Annotated[int | None, replace(RUN, bare=True)] = None


@dataclass(frozen=True, kw_only=True)
class SegmentEvaluate(Comparison):
    """Judge a segmentation: the latest run, or one made for the purpose."""

    command = "segment"
    verb = "evaluate"
    summary = (
        "Say how good a segmentation is: whether there are groups at all, whether other "
        "customers would give the same, and whether it tells who buys again."
    )
    examples = (
        "/segment evaluate",
        "/segment evaluate k=5",
        "/segment evaluate country=France",
        "/segment evaluate show=numbers",
    )
    foremost = ("features", "run", "show")

    k: Annotated[
        int | None,
        Parameter(
            WholeNumber(*K_LIMITS, word="auto"),
            "how many groups to make and judge; without any setting the latest run is judged",
            bare=True,
            label="How many groups to make and judge",
            unset="Judge the latest run",
        ),
    ] = None
    algo: Annotated[str, ALGORITHM] = "kmeans"
    run: Annotated[int | None, RUN] = None
    show: Annotated[
        str,
        Parameter(
            Choice(("verdict", "numbers"), ("The verdict", "Figures for each number of groups")),
            "the verdict, or figures for each number of groups from 2 to 10",
            label="Show",
        ),
    ] = "verdict"


@dataclass(frozen=True, kw_only=True)
class SegmentMembers(Request):
    """List a cluster's customers."""

    command = "segment"
    verb = "members"
    summary = "List the customers of one group of a segmentation, those who spend most first."
    is_dated = True
    examples = ("/segment members 1", "/segment members 2 n=25")

    segment_: Annotated[str, SEGMENT]
    n: Annotated[int, ROWS] = 10
    page: Annotated[int, PAGE] = 1
    run: Annotated[int | None, RUN] = None


@dataclass(frozen=True, kw_only=True)
class SegmentExport(Request):
    """A run's customers as a file."""

    command = "segment"
    verb = "export"
    module = "members"
    summary = "Send you a CSV of the customers of a segmentation, or of one group of it."
    examples = ("/segment export", "/segment export 2")
    private = True

    segment_: Annotated[
        str,
        Parameter(
            Words("a segment's name or number, or all", "all"),
            "which segment",
            bare=True,
            unset="All of them",
            menu=Menu.SEGMENTS,
        ),
    ] = "all"
    run: Annotated[int | None, RUN] = None


@dataclass(frozen=True, kw_only=True)
class SegmentRename(Request):
    """Give a cluster another name."""

    command = "segment"
    verb = "rename"
    summary = "Give a group a name of your own; it keeps it from run to run."
    examples = ('/segment rename 2 "Gift shops"', "/segment rename 3 VIPs")
    acts = True

    segment_: Annotated[str, SEGMENT]
    name: Annotated[
        str, Parameter(Words("the new name", "Gift shops", LONGEST_NAME), "its new name", bare=True)
    ]
    run: Annotated[int | None, RUN] = None


@dataclass(frozen=True, kw_only=True)
class SegmentHistory(Request):
    """List the runs that were made."""

    command = "segment"
    verb = "history"
    summary = "List earlier segmentations: when, by whom, how, how many groups, how clear."
    examples = ("/segment history", "/segment history n=25")

    n: Annotated[int, Parameter(WholeNumber(1, 50), "how many runs to show")] = 10


@dataclass(frozen=True, kw_only=True)
class SegmentChanges(Days):
    """Who moved between the groups of a run."""

    command = "segment"
    verb = "changes"
    summary = "Show who moved between the groups of a segmentation since an earlier day."
    examples = ("/segment changes", "/segment changes from=12m", "/segment changes run=1 from=30d")

    run: Annotated[int | None, RUN] = None


@dataclass(frozen=True, kw_only=True)
class SegmentCompare(Request):
    """Two segmentations beside each other."""

    command = "segment"
    verb = "compare"
    summary = "Compare two segmentations: how far they agree, and who is in another group."
    examples = ("/segment compare 1 2",)

    first: Annotated[
        int, Parameter(WholeNumber(1, MANY), "the earlier segmentation, by its number", bare=True)
    ]
    second: Annotated[
        int, Parameter(WholeNumber(1, MANY), "the later segmentation, by its number", bare=True)
    ]


@dataclass(frozen=True, kw_only=True)
class SegmentMovers(Days):
    """The customers who moved between the groups of a run, as a file."""

    command = "segment"
    verb = "movers"
    module = "changes"
    summary = "Send you a CSV of the customers who moved between groups, and when."
    examples = ("/segment movers", "/segment movers from=12m left=1")
    private = True

    run: Annotated[int | None, RUN] = None


COMMAND = Command(
    "segment",
    "Group customers by how they buy, with the evidence",
    (
        SegmentRun,
        SegmentShow,
        SegmentEvaluate,
        SegmentMembers,
        SegmentRename,
        SegmentHistory,
        SegmentExport,
        SegmentChanges,
        SegmentCompare,
        SegmentMovers,
    ),
)
