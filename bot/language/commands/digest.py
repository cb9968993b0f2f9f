"""`/digest`: what changed, every week."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated

from bot.language.commands.alerts import ALERTS
from bot.language.declaration import Command, Menu, Parameter, Request
from bot.language.kinds import MANY, Choice, TimeOfDay, TimeZone, Weekday, WholeNumber


@dataclass(frozen=True, kw_only=True)
class DigestNow(Request):
    """The digest, at once."""

    command = "digest"
    verb = "now"
    module = "digest"
    summary = "Show this channel's digest at once: segments, revenue and what changed."
    is_dated = True
    examples = ("/digest now",)


@dataclass(frozen=True, kw_only=True)
class DigestSchedule(Request):
    """A digest every week."""

    command = "digest"
    verb = "schedule"
    module = "schedules"
    summary = "Post the digest to this channel every week."
    examples = ("/digest schedule weekly mon 09:00 Europe/London",)
    acts = True
    is_of_place = True

    every: Annotated[str, Parameter(Choice(("weekly",)), "how often", bare=True)]
    day: Annotated[str, Parameter(Weekday(), "on which day", bare=True)]
    at: Annotated[time, Parameter(TimeOfDay(), "at what time", bare=True)]
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


@dataclass(frozen=True, kw_only=True)
class DigestList(Request):
    """The digests that are scheduled."""

    command = "digest"
    verb = "list"
    module = "schedules"
    summary = "List the scheduled digests, when each comes next and how the last one went."
    examples = ("/digest list",)


@dataclass(frozen=True, kw_only=True)
class DigestRemove(Request):
    """Stop a digest."""

    command = "digest"
    verb = "remove"
    module = "schedules"
    summary = "Stop a scheduled digest, by its number in the list."
    examples = ("/digest remove 1",)
    acts = True

    number: Annotated[
        int, Parameter(WholeNumber(1, MANY), "the digest's number in /digest list", bare=True)
    ]


COMMAND = Command(
    "digest",
    "A weekly summary of your segments in this channel",
    (
        DigestNow,
        DigestSchedule,
        DigestList,
        DigestRemove,
        *ALERTS,
    ),
)
