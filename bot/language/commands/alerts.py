"""`/digest alerts`: what to be told of when it happens."""

from dataclasses import dataclass
from typing import Annotated

from bot.language.declaration import Parameter, Request
from bot.language.kinds import MANY, WholeNumber
from bot.language.watching import QuietHours, Watch, Watching

_NUMBER = Parameter(WholeNumber(1, MANY), "the alert's number in /digest alerts list", bare=True)


@dataclass(frozen=True, kw_only=True)
class DigestAlertsAdd(Request):
    """A new alert."""

    command = "digest"
    verb = "alerts add"
    module = "alerts"
    summary = "Tell this channel when something crosses a line, once, and when it is over."
    examples = (
        "/digest alerts add at risk share above 20%",
        "/digest alerts add champions down 5% week on week",
        "/digest alerts add revenue down 10% week on week quiet=no",
        "/digest alerts add data older than 7 days",
    )
    acts = True
    is_of_place = True

    condition: Annotated[
        Watch, Parameter(Watching(), "what to watch", bare=True, label="What to watch")
    ]
    quiet: Annotated[
        str, Parameter(QuietHours(), "when to hold alerts back, by your clock", label="Quiet hours")
    ] = "20:00-08:00"


@dataclass(frozen=True, kw_only=True)
class DigestAlertsList(Request):
    """The alerts that there are."""

    command = "digest"
    verb = "alerts list"
    module = "alerts"
    summary = "List the alerts: what is watched, where it stands, and when it was last said."
    examples = ("/digest alerts list",)


@dataclass(frozen=True, kw_only=True)
class DigestAlertsAcknowledge(Request):
    """An end to reminders."""

    command = "digest"
    verb = "alerts acknowledge"
    module = "alerts"
    summary = "Stop the daily reminders of an alert until it happens anew."
    examples = ("/digest alerts acknowledge 1",)
    acts = True

    number: Annotated[int, _NUMBER]


@dataclass(frozen=True, kw_only=True)
class DigestAlertsRemove(Request):
    """Stop an alert."""

    command = "digest"
    verb = "alerts remove"
    module = "alerts"
    summary = "Stop an alert, by its number in the list."
    examples = ("/digest alerts remove 1",)
    acts = True

    number: Annotated[int, _NUMBER]


ALERTS = (DigestAlertsAdd, DigestAlertsList, DigestAlertsAcknowledge, DigestAlertsRemove)
