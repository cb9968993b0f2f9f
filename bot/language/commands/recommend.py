"""`/recommend`: products that customers may buy next, and why these."""

import re
from dataclasses import dataclass
from typing import Annotated

from bot.language.commands.population import Population
from bot.language.commands.rfm import Scoring
from bot.language.declaration import Command, Menu, Parameter
from bot.language.kinds import Choice, WholeNumber
from bot.language.segments import Segment, SegmentName
from bot.language.words import plain

_LONGEST = 100
_CUSTOMER = re.compile(r"customer[ _-]#?(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Customer:
    """One customer, by the id that somebody gives."""

    id: str


@dataclass(frozen=True)
class SegmentOrCustomer:
    """A segment's name, ``all``, which stands for None, or ``customer`` and an id.

    A word alone is read as a segment's name: only the store knows whether it is an id instead.
    """

    allowed: str = (
        "an RFM segment, a group of the latest run by its number or name, a customer's id (or "
        "customer 14911, where a group has that number), or all"
    )
    example: str = "champions"
    word: str = "all"

    def read(self, text: str) -> Segment | Customer | None:
        """What is named, however it is spelt."""
        text = re.sub(r"\s+", " ", plain(text)).strip()
        one = _CUSTOMER.fullmatch(text)
        if one and len(text) > _LONGEST:
            raise ValueError
        return Customer(one[1]) if one else SegmentName().read(text)

    def write(self, value: Segment | Customer | None) -> str:
        """The text that reads back as ``value``."""
        return f"customer {value.id}" if isinstance(value, Customer) else SegmentName().write(value)


@dataclass(frozen=True, kw_only=True)
class Recommend(Scoring, Population):
    """Products for a segment, or for one customer."""

    command = "recommend"
    verb = ""
    summary = (
        "Say which products a segment or a customer buys again or may buy for the first time, why, "
        "and how often that comes true."
    )
    examples = (
        "/recommend champions",
        "/recommend 14911",
        "/recommend at risk n=10 show=new",
    )
    foremost = ("show", "n", "country")

    segment_: Annotated[
        Segment | Customer | None,
        Parameter(
            SegmentOrCustomer(),
            "whom products are for",
            bare=True,
            unset="Everybody",
            menu=Menu.SEGMENTS_AND_GROUPS,
        ),
    ]
    n: Annotated[int, Parameter(WholeNumber(1, 20), "how many products to show of each list")] = 5
    show: Annotated[
        str,
        Parameter(
            Choice(
                ("both", "new", "again"),
                ("Both lists", "What is new to them", "What they buy again"),
            ),
            "what is new to them, what they buy again, or both lists",
            label="Show",
        ),
    ] = "both"

    @property
    def is_private(self) -> bool:
        """What one customer bought is for the person who asked."""
        return isinstance(self.segment_, Customer)


COMMAND = Command(
    "recommend", "Recommend products to a segment or a customer, and say why", (Recommend,)
)
