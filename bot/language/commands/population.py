"""What requests about customers have in common: whose orders count."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, ClassVar

from bot.language.commands.days import Span, SpanOnly
from bot.language.conditions import Conditions
from bot.language.declaration import Menu, Parameter, Request
from bot.language.kinds import MANY, Choice, Day, WholeNumber, Words
from bot.language.segments import Segment, SegmentName

#: A verb's own, named ``segment_`` there: ``segment`` is the filter that any question takes.
SEGMENT = Parameter(
    Words("a segment's name or number", "1"), "which segment", bare=True, menu=Menu.SEGMENTS
)
ROWS = Parameter(WholeNumber(1, 50), "how many customers to show")
PAGE = Parameter(
    WholeNumber(1, MANY), "which page of the list: 2 goes on where 1 ends", by_button=True
)
RETURNS = Parameter(
    Choice(("net", "ignore"), ("Subtract what was returned", "Leave returns out")),
    "subtract returned goods (net), or leave returns out (ignore)",
    label="Returned goods",
)


@dataclass(frozen=True, kw_only=True)
class Population(Request):
    """Requests about customers share these: whose orders count, and which.

    Attributes
    ----------
    attributes : tuple of (name, value)
        What customers must be like (``tier=gold``), and which orders count (``channel=web``), by
        attributes that were uploaded. Only the store knows which there are, so any name that is
        no parameter is taken for one.
    """

    takes_attributes = True
    is_dated = True
    foremost: ClassVar[tuple[str, ...]] = ("country", "segment", "last")

    def population(self) -> dict[str, Any]:
        """Whose orders count, to be handed on to another request."""
        return {field.name: getattr(self, field.name) for field in fields(Population)}

    returns: Annotated[str, RETURNS] = "net"
    country: Annotated[
        str | None,
        Parameter(
            Words("a country's name", "Germany"),
            "only customers from this country",
            label="Country",
            unset="Every country",
            menu=Menu.COUNTRIES,
        ),
    ] = None
    segment: Annotated[
        Segment | None,
        Parameter(
            SegmentName(),
            "only customers in this segment",
            label="Segment or group",
            unset="Everybody",
            menu=Menu.SEGMENTS_AND_GROUPS,
        ),
    ] = None
    since: Annotated[date | None, Parameter(Day(), "only orders from this day on")] = None
    last: Annotated[
        Span | None,
        Parameter(
            SpanOnly(),
            "only orders of the last so many days, weeks or months",
            label="Only orders of the last",
        ),
    ] = None
    until: Annotated[date | None, Parameter(Day(), "only orders up to this day")] = None
    where: Annotated[
        str | None,
        Parameter(Conditions(), "only customers and orders of whom this is true"),
    ] = None
    attributes: tuple[tuple[str, str], ...] = ()
