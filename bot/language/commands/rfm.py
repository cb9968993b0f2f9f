"""`/rfm`: segments by recency, frequency and money spent."""

from dataclasses import dataclass
from typing import Annotated

from bot.language.commands.population import ROWS, SEGMENT, Population
from bot.language.declaration import Parameter
from bot.language.kinds import Words


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
