"""Every command, declared once: the parser, the help, the forms and the manifest read this."""

from dataclasses import dataclass

from bot.language.commands.changes import (
    RfmChanges,
    RfmMovers,
    SegmentChanges,
    SegmentCompare,
    SegmentMovers,
)
from bot.language.commands.data import (
    DataForget,
    DataQuality,
    DataRejects,
    DataSample,
    DataStatus,
    DataUndo,
    DataUploads,
)
from bot.language.commands.digest import DigestList, DigestNow, DigestRemove, DigestSchedule
from bot.language.commands.population import Population
from bot.language.commands.rfm import (
    RfmCustomer,
    RfmExport,
    RfmLint,
    RfmOverview,
    RfmPlay,
    RfmPreview,
    RfmSegments,
    RfmSettings,
    RfmTop,
    RfmUse,
    RfmWhy,
    Scored,
    Scoring,
)
from bot.language.commands.segment import (
    SegmentEvaluate,
    SegmentExport,
    SegmentHistory,
    SegmentMembers,
    SegmentRename,
    SegmentRun,
    SegmentShow,
)
from bot.language.declaration import Request

__all__ = [
    "COMMANDS",
    "Command",
    "DataForget",
    "DataQuality",
    "DataRejects",
    "DataSample",
    "DataStatus",
    "DataUndo",
    "DataUploads",
    "DigestList",
    "DigestNow",
    "DigestRemove",
    "DigestSchedule",
    "Help",
    "Population",
    "RfmChanges",
    "RfmCustomer",
    "RfmExport",
    "RfmLint",
    "RfmMovers",
    "RfmOverview",
    "RfmPlay",
    "RfmPreview",
    "RfmSegments",
    "RfmSettings",
    "RfmTop",
    "RfmUse",
    "RfmWhy",
    "Scored",
    "Scoring",
    "SegmentChanges",
    "SegmentCompare",
    "SegmentEvaluate",
    "SegmentExport",
    "SegmentHistory",
    "SegmentMembers",
    "SegmentMovers",
    "SegmentRename",
    "SegmentRun",
    "SegmentShow",
]


@dataclass(frozen=True)
class Command:
    """A slash command: the verbs that share its name.

    Attributes
    ----------
    name : str
        Without the slash.
    summary : str
        One line for the command list and the app's manifest.
    requests : tuple of Request classes
        One for each verb, in the order that help shows them.
    """

    name: str
    summary: str
    requests: tuple[type[Request], ...]

    def request(self, verb: str) -> type[Request] | None:
        """The request that a verb makes, or None."""
        return next((each for each in self.requests if each.verb == verb), None)


COMMANDS = {
    command.name: command
    for command in (
        Command(
            "segment",
            "Group customers by how they buy, with the evidence",
            (
                SegmentRun,
                SegmentShow,
                SegmentEvaluate,
                SegmentMembers,
                SegmentRename,
                SegmentHistory,
                SegmentExport,
                SegmentChanges,
                SegmentCompare,
                SegmentMovers,
            ),
        ),
        Command(
            "rfm",
            "Score customers on recency, frequency and money spent",
            (
                RfmOverview,
                RfmSegments,
                RfmTop,
                RfmPlay,
                RfmCustomer,
                RfmWhy,
                RfmExport,
                RfmChanges,
                RfmMovers,
                RfmPreview,
                RfmUse,
                RfmSettings,
                RfmLint,
                RfmChanges,
                RfmMovers,
            ),
        ),
        Command(
            "data",
            "See what is stored and how files were read, take a file back, erase a customer",
            (
                DataStatus,
                DataUploads,
                DataQuality,
                DataRejects,
                DataUndo,
                DataForget,
                DataSample,
            ),
        ),
        Command(
            "digest",
            "A weekly summary of your segments in this channel",
            (DigestNow, DigestSchedule, DigestList, DigestRemove),
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Help(Request):
    """How to write one command, or all of them.

    Attributes
    ----------
    about : str or None
        A command's name; None for the list of all.
    """

    command = "help"
    verb = ""
    summary = "Show what you can ask."
    examples = ("/segment help",)
    private = True

    about: str | None = None
