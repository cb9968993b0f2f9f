"""`/rfm changes`, `/segment changes`, `/segment compare`: who moved between segments."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.language.commands.rfm import Scored
from bot.language.commands.segment import RUN
from bot.language.declaration import Parameter, Request
from bot.language.kinds import MANY, Day, WholeNumber, Words
from bot.language.spans import DayOrSpan, Span

QUARTER = Span(90, "d")
FROM = Parameter(DayOrSpan(), "the earlier day, or how long before the later one")
TO = Parameter(Day(), "the later day; orders before it count")
LEFT = Parameter(Words("a segment's name", "Champions"), "only customers who left this segment")
JOINED = Parameter(Words("a segment's name", "Champions"), "only customers who joined this segment")


@dataclass(frozen=True, kw_only=True)
class Days(Request):
    """Two days to compare, and which of those who moved in between are meant."""

    from_: Annotated[date | Span, FROM] = QUARTER
    to: Annotated[date | None, TO] = None
    left: Annotated[str | None, LEFT] = None
    joined: Annotated[str | None, JOINED] = None


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
    summary = "Send you a CSV of the customers who moved between RFM segments, and when and why."
    examples = ("/rfm movers", "/rfm movers from=12m left=champions")
    private = True


@dataclass(frozen=True, kw_only=True)
class SegmentChanges(Days):
    """Who moved between the groups of a run."""

    command = "segment"
    verb = "changes"
    summary = "Show who moved between the groups of a segmentation since an earlier day."
    examples = ("/segment changes", "/segment changes from=12m", "/segment changes run=1 from=30d")

    run: Annotated[int | None, RUN] = None


@dataclass(frozen=True, kw_only=True)
class SegmentMovers(Days):
    """The customers who moved between the groups of a run, as a file."""

    command = "segment"
    verb = "movers"
    summary = "Send you a CSV of the customers who moved between groups, and when."
    examples = ("/segment movers", "/segment movers from=12m left=1")
    private = True

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
