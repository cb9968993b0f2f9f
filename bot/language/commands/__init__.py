"""Every command: the parser, the help, the forms and the manifest read this."""

from dataclasses import dataclass

from bot.language.commands import (
    campaign,
    customer,
    data,
    digest,
    explore,
    recommend,
    rfm,
    segment,
)
from bot.language.declaration import Request, by_name

COMMANDS = by_name(
    segment.COMMAND,
    rfm.COMMAND,
    explore.COMMAND,
    customer.COMMAND,
    recommend.COMMAND,
    campaign.COMMAND,
    data.COMMAND,
    digest.COMMAND,
)


@dataclass(frozen=True, kw_only=True)
class Help(Request):
    """How to write one command, or all of them.

    Attributes
    ----------
    about : str or None
        A command's name; None for the list of all.
    on : str or None
        One of its verbs; None for all of them.
    """

    command = "help"
    verb = "show"
    summary = "Show what you can ask."
    examples = ("/segment help",)
    private = True

    about: str | None = None
    on: str | None = None

    def text(self) -> str:
        """As one would write it: ``/rfm top help``."""
        return f"/{' '.join(each for each in (self.about, self.on, 'help') if each)}"
