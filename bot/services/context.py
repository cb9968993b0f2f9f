"""What every service is given beside the request."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from analytics.vocabulary.errors import SegbotError
from bot.services.formats import FILES_READ, Formats
from storage.store import Store

if TYPE_CHECKING:
    from bot.services.selection.selection import Belonging, Selection


class NoDataYet(SegbotError):
    """Nothing was uploaded yet: the first thing to do is always the same."""


#: Told each stage of long work, in a few words; raises where it is to be stopped.
Progress = Callable[[str], None]
#: The last stage of what stores something: from here on it can't be stopped.
STORING = "storing it"


def tell_nobody(stage: str) -> None:
    """Report progress where nobody waits for it."""


class Outside(Protocol):
    """What only the place where people talk can tell or do; it has to be asked, so seldom is."""

    def zone_of(self, user: str) -> str:
        """A person's time zone, by its IANA name."""

    def name_of(self, user: str) -> str:
        """What a person is called."""

    def direct_of(self, user: str) -> str:
        """The channel of a person's direct messages with the bot; empty where there is none."""

    def can_post(self, channel: str) -> bool:
        """Whether what is to be posted in a channel later will be."""

    def delete_file(self, file_id: str) -> bool:
        """Delete a file that was posted; tells whether it is gone."""


class Nowhere:
    """A terminal, where nobody says who or where they are."""

    def zone_of(self, user: str) -> str:
        """UTC."""
        return "UTC"

    def name_of(self, user: str) -> str:
        """The id."""
        return user

    def direct_of(self, user: str) -> str:
        """None."""
        return ""

    def can_post(self, channel: str) -> bool:
        """Whoever tells of a channel knows it."""
        return True

    def delete_file(self, file_id: str) -> bool:
        """Out of reach."""
        return False


def no_segments(context: "Context", selection: "Selection") -> "Belonging":
    """Where there is nobody to tell who is in a segment."""
    raise SegbotError("Segments can't be named here.", "Leave `segment` out.")


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
    thread : str or None
        The message below which more can be said of the answer; None where there is none.
    outside : Outside
    progress : callable
        Told each stage of long work, in a few words.
    until_answered : ExitStack
        What stays open until the answer is given.
    belonging : callable
        Tells who is in the segment that a selection is about. Segments are made of selections, so
        that a selection can't know by itself.
    """

    store: Store
    today: date
    formats: Formats = field(default_factory=Formats)
    user: str = ""
    channel: str = ""
    thread: str | None = None
    outside: Outside = field(default_factory=Nowhere)
    progress: Progress = tell_nobody
    until_answered: ExitStack = field(default_factory=ExitStack)
    belonging: Callable[["Context", "Selection"], "Belonging"] = no_segments

    def may_see(self, channel: str, owner: str) -> bool:
        """Whether what somebody has posted to a channel is the asker's business: not where that is
        another one's direct messages."""
        return not channel.startswith("D") or owner == self.user

    def require_data(self) -> None:
        """Refuse while nothing was uploaded yet.

        Raises
        ------
        SegbotError
            If the store is empty.
        """
        if self.store.is_empty():
            raise NoDataYet(
                "There is no data yet.",
                f"Upload a file of orders ({FILES_READ}) to a channel I'm in, or try "
                "`/data sample`.",
            )

    def counted_now(self) -> "Context":
        """The same in the shop's currency as it is now: a file or a command may just have set it.

        This is the one place that decides what amounts are worded in.
        """
        return replace(self, formats=Formats(self.store.currency.code() or self.formats.currency))

    def require_orders(self) -> None:
        """Refuse what can only be said of orders.

        Raises
        ------
        SegbotError
            If there are none.
        """
        self.require_data()
        if not self.store.has_orders():
            raise SegbotError(
                "There are no orders here yet, only what is known of customers.",
                f"Upload a file of orders ({FILES_READ}); until then `/segment run` groups "
                "customers by what is known of them.",
            )

    def reporting(self, progress: Progress) -> "Context":
        """The same, telling somebody the stages."""
        return replace(self, progress=progress)
