"""What every service is given beside the request."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from bot.services.formats import Formats
from storage.store import Store

Progress = Callable[[str], None]
Zone = Callable[[], str]


def _quiet(stage: str) -> None:
    """Tell nobody."""


def utc() -> str:
    """Where nobody says where they are."""
    return "UTC"


@dataclass(frozen=True)
class Context:
    """Who asks, where, and the shop that it is about.

    Attributes
    ----------
    store : Store
        The workspace's data.
    today : date
        For what can't be known from the data, such as a date in the future. Never an as-of date.
    formats : Formats
        How numbers are worded.
    user, channel : str
        Slack's ids; empty in a terminal.
    zone : callable
        Gives the person's time zone; asked only by who needs it, since Slack has to be asked.
    progress : callable
        Told each stage of long work, in a few words.
    """

    store: Store
    today: date
    formats: Formats = field(default_factory=Formats)
    user: str = ""
    channel: str = ""
    zone: Zone = utc
    progress: Progress = _quiet

    def reporting(self, progress: Progress) -> "Context":
        """The same, telling somebody the stages."""
        return replace(self, progress=progress)
