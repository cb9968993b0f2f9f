"""Who answers what: one way in for Slack, digests and the terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.language import commands
from bot.language.declaration import Request
from bot.services import help as guide
from bot.services import rfm
from bot.services.answer import Answer
from bot.services.context import Context, Nowhere, Outside
from bot.services.data import forget as forgetting
from bot.services.data import quality, uploads
from bot.services.data import status as data
from bot.services.digest import digest
from bot.services.formats import Formats
from bot.services.intake import answer as imports
from bot.services.intake.importing import ImportReport
from bot.services.intake.mapping import Told
from bot.services.rfm import changes as rfm_changes
from bot.services.segment import changes as group_changes
from bot.services.segment import compare as run_changes
from bot.services.segment import evaluate as evaluation
from bot.services.segment import history
from bot.services.segment import members as people
from bot.services.segment import rename as renaming
from bot.services.segment import run as grouping
from bot.services.selection.attributes import with_known_attributes
from bot.services.selection.features import with_known_features
from storage.reading.limits import Limits
from storage.store import Store

Service = Callable[[Any, Context], Answer]

_SERVICES: dict[type[Request], Service] = {
    commands.Help: guide.show,
    commands.SegmentRun: grouping.run,
    commands.SegmentShow: grouping.show,
    commands.SegmentEvaluate: evaluation.evaluate,
    commands.SegmentMembers: people.members,
    commands.SegmentExport: people.export,
    commands.SegmentChanges: group_changes.changes,
    commands.SegmentMovers: group_changes.movers,
    commands.SegmentCompare: run_changes.compare,
    commands.SegmentRename: renaming.rename,
    commands.SegmentHistory: history.history,
    commands.RfmOverview: rfm.overview,
    commands.RfmSegments: rfm.segments,
    commands.RfmTop: rfm.top,
    commands.RfmPlay: rfm.play,
    commands.RfmCustomer: rfm.customer,
    commands.RfmWhy: rfm.why,
    commands.RfmExport: rfm.export,
    commands.RfmChanges: rfm_changes.changes,
    commands.RfmMovers: rfm_changes.movers,
    commands.RfmPreview: rfm.preview,
    commands.RfmUse: rfm.use,
    commands.RfmSettings: rfm.settings,
    commands.RfmLint: rfm.lint,
    commands.DataStatus: data.status,
    commands.DataUploads: uploads.uploads,
    commands.DataQuality: quality.show,
    commands.DataRejects: uploads.rejects,
    commands.DataUndo: uploads.undo,
    commands.DataForget: forgetting.forget,
    commands.DataSample: data.sample,
    commands.DigestNow: digest.now,
    commands.DigestSchedule: digest.schedule,
    commands.DigestList: digest.list_all,
    commands.DigestRemove: digest.remove,
}


@dataclass(frozen=True)
class Desk:
    """Takes requests and files, gives answers.

    Attributes
    ----------
    formats : Formats
        How numbers are worded.
    limits : Limits
        What a file may cost to read.
    """

    formats: Formats
    limits: Limits

    def context(
        self, store: Store, user: str = "", channel: str = "", outside: Outside | None = None
    ) -> Context:
        """What services are given beside the request."""
        return Context(
            store=store,
            today=datetime.now(UTC).date(),
            formats=self.formats,
            user=user,
            channel=channel,
            outside=outside or Nowhere(),
        )

    def answer(self, request: Request, context: Context) -> Answer:
        """Answer a request.

        Raises
        ------
        CommandError, ServiceError, AnalyticsError, StorageError
            Where the person who asked must change something; each has a message and a hint.
        """
        return _SERVICES[type(request)](self.checked(request, context), context)

    def checked(self, request: Request, context: Context) -> Request:
        """A request that can be worked on, as far as only the data tells.

        Raises
        ------
        CommandError
            If it has a setting that is no attribute of customers either, or compares them by
            what isn't known.
        """
        return with_known_features(with_known_attributes(request, context), context)

    def take_in(self, path: Path, name: str, context: Context, told: Told) -> ImportReport:
        """Store a file.

        Raises
        ------
        AnalyticsError, StorageError, Unclear
            Where the file can't be taken in; nothing of it is stored.
        """
        return imports.take_in(path, name, context, self.limits, told)

    def imported(self, report: ImportReport, context: Context) -> Answer:
        """Say what became of a file that was taken in."""
        return imports.import_answer(report, context)
