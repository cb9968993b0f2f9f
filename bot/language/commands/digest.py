"""`/digest`: what changed, every week."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Annotated

from bot.language.commands.alerts import ALERTS
from bot.language.declaration import Command, Menu, Parameter, Request
from bot.language.kinds import MANY, Choice, Names, TimeOfDay, TimeZone, WeekdayOrDate, WholeNumber
from bot.language.timing import sort_words

_NUMBER = Parameter(
    WholeNumber(1, MANY),
    "the digest's number in /digest list",
    bare=True,
    label="Number of the digest",
)
_ANY_NUMBER = replace(_NUMBER, help=f"{_NUMBER.help}; this channel's unless given")
_EVERY = Choice(
    ("daily", "weekdays", "weekly", "monthly"),
    ("Every day", "Monday to Friday", "Every week", "Every month"),
)
_AFTER = Parameter(
    Choice(("upload",), ("After each upload",)),
    "whether it comes whenever orders have been uploaded, in place of a time",
    label="Or after what",
    unset="At the times above",
)
#: What a digest can tell of.
SECTIONS = Names(
    ("segments", "revenue", "today", "campaigns"),
    "parts",
    4,
    ("Who came and left", "What came in", "Whom to write to", "Campaigns that ended"),
)
_TO = Choice(("here", "me"), ("To this channel", "To me alone"))


@dataclass(frozen=True, kw_only=True)
class DigestNow(Request):
    """The digest, at once."""

    command = "digest"
    verb = "now"
    module = "digest"
    summary = (
        "Post this channel's digest at once, beside those that are scheduled: what changed, what "
        "it is worth, what to do."
    )
    examples = ("/digest now", "/digest now 1")

    number: Annotated[int | None, _ANY_NUMBER] = None


@dataclass(frozen=True, kw_only=True)
class DigestTest(Request):
    """The digest, to see how it looks."""

    command = "digest"
    verb = "test"
    summary = "Show a digest as it would be now to you alone; it doesn't count as posted."
    private = True
    examples = ("/digest test", "/digest test 1")

    number: Annotated[int | None, _ANY_NUMBER] = None


@dataclass(frozen=True, kw_only=True)
class DigestSchedule(Request):
    """A digest that comes back by itself."""

    command = "digest"
    verb = "schedule"
    module = "schedules"
    summary = "Post the digest to this channel daily, weekly, monthly or after each upload."
    examples = (
        "/digest schedule weekly mon 09:00 Europe/London",
        "/digest schedule every weekday 8am",
        "/digest schedule monthly last day 17:30",
        "/digest schedule after=upload",
    )
    foremost = ("every", "day", "at", "zone", "after")
    acts = True
    is_of_place = True

    every: Annotated[
        str | None,
        Parameter(
            _EVERY,
            "how often; as the day says unless given",
            bare=True,
            label="How often",
            unset="As the day says",
        ),
    ] = None
    day: Annotated[
        str | None,
        Parameter(
            WeekdayOrDate(),
            "on which day of the week or of the month; the first unless given",
            bare=True,
            label="On which day",
            unset="The first",
        ),
    ] = None
    at: Annotated[
        time | None,
        Parameter(TimeOfDay(), "at what time; 09:00 unless given", bare=True, label="At what time"),
    ] = None
    zone: Annotated[
        str | None,
        Parameter(
            TimeZone(),
            "in which time zone; yours unless given",
            bare=True,
            label="In which time zone",
            unset="Mine",
            menu=Menu.TIME_ZONES,
        ),
    ] = None
    after: Annotated[str | None, _AFTER] = None
    sections: Annotated[
        str | None,
        Parameter(
            SECTIONS,
            "what it tells of; all unless given",
            label="What it tells of",
            unset="All of it",
        ),
    ] = None
    to: Annotated[
        str,
        Parameter(_TO, "whether it comes here or to you alone", by_button=True),
    ] = "here"

    @classmethod
    def sort_words(cls, words: Sequence[str]) -> dict[str, str] | None:
        """In any order: ``9am every monday`` is ``weekly monday 9am``."""
        return sort_words(words)


@dataclass(frozen=True, kw_only=True)
class DigestEdit(Request):
    """Have a digest come at other times, or elsewhere."""

    command = "digest"
    verb = "edit"
    module = "schedules"
    summary = "Change when or where a scheduled digest comes; what isn't named stays."
    examples = ("/digest edit 1 tue 10:00", "/digest edit 1 daily", "/digest edit 1 to=me")
    foremost = ("every", "day", "at", "zone", "to")
    acts = True

    number: Annotated[int, _NUMBER]
    every: Annotated[
        str | None,
        Parameter(
            _EVERY,
            "how often; as the day says, or as it is",
            bare=True,
            label="How often",
            unset="As the day says",
        ),
    ] = None
    day: Annotated[
        str | None,
        Parameter(
            WeekdayOrDate(),
            "on which day of the week or of the month",
            bare=True,
            label="On which day",
            unset="As it is",
        ),
    ] = None
    at: Annotated[
        time | None, Parameter(TimeOfDay(), "at what time", bare=True, label="At what time")
    ] = None
    zone: Annotated[
        str | None,
        Parameter(
            TimeZone(),
            "in which time zone",
            bare=True,
            label="In which time zone",
            unset="As it is",
            menu=Menu.TIME_ZONES,
        ),
    ] = None
    after: Annotated[str | None, _AFTER] = None
    sections: Annotated[
        str | None,
        Parameter(SECTIONS, "what it tells of", label="What it tells of", unset="As it is"),
    ] = None
    to: Annotated[
        str | None,
        Parameter(
            _TO,
            "whether it comes here or to you alone",
            label="Where",
            unset="Where it is",
        ),
    ] = None

    @property
    def asks_in_form(self) -> bool:
        """Where it names the digest alone."""
        return self == DigestEdit(number=self.number)

    @classmethod
    def sort_words(cls, words: Sequence[str]) -> dict[str, str] | None:
        """The number first, the others in any order: ``1 9am tuesday``."""
        if not words or not words[0].isdecimal():
            return sort_words(words)
        return {"number": words[0], **sort_words(words[1:])}


@dataclass(frozen=True, kw_only=True)
class DigestList(Request):
    """The digests that are scheduled."""

    command = "digest"
    verb = "list"
    summary = "List the scheduled digests, when each comes next and how the last one went."
    examples = ("/digest list",)


@dataclass(frozen=True, kw_only=True)
class DigestPause(Request):
    """Stop a digest for a while."""

    command = "digest"
    verb = "pause"
    module = "stopping"
    summary = "Have a scheduled digest not come until somebody resumes it."
    examples = ("/digest pause 1",)
    acts = True

    number: Annotated[int, _NUMBER]


@dataclass(frozen=True, kw_only=True)
class DigestResume(Request):
    """Have a paused digest come again."""

    command = "digest"
    verb = "resume"
    module = "stopping"
    summary = "Have a paused digest come again, but not what somebody's pause left out."
    examples = ("/digest resume 1",)
    acts = True

    number: Annotated[int, _NUMBER]


@dataclass(frozen=True, kw_only=True)
class DigestRemove(Request):
    """Stop a digest."""

    command = "digest"
    verb = "remove"
    module = "stopping"
    summary = "Stop a scheduled digest, by its number in the list."
    examples = ("/digest remove 1",)
    acts = True

    number: Annotated[int, _NUMBER]


COMMAND = Command(
    "digest",
    "A weekly summary of your segments in this channel",
    (
        DigestNow,
        DigestTest,
        DigestSchedule,
        DigestList,
        DigestEdit,
        DigestPause,
        DigestResume,
        DigestRemove,
        *ALERTS,
    ),
)
