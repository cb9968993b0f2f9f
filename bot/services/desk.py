"""Who answers what: one way in for Slack, digests and the terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.language import commands
from bot.language.declaration import Request
from bot.services import data, digest, guide, rfm, segment
from bot.services.answer import Answer
from bot.services.context import Context, Zone, utc
from bot.services.formats import Formats
from bot.services.intake import ImportReport
from storage.store import Store

Service = Callable[[Any, Context], Answer]

_SERVICES: dict[type[Request], Service] = {
    commands.Help: guide.show,
    commands.SegmentRun: segment.run,
    commands.SegmentShow: segment.show,
    commands.SegmentEvaluate: segment.evaluate,
    commands.SegmentMembers: segment.members,
    commands.SegmentExport: segment.export,
    commands.RfmOverview: rfm.overview,
    commands.RfmSegments: rfm.segments,
    commands.RfmTop: rfm.top,
    commands.RfmCustomer: rfm.customer,
    commands.RfmExport: rfm.export,
    commands.DataStatus: data.status,
    commands.DataUploads: data.uploads,
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
    max_bytes : int
        The largest file that is taken in.
    """

    formats: Formats
    max_bytes: int

    def context(self, store: Store, user: str = "", channel: str = "", zone: Zone = utc) -> Context:
        """What services are given beside the request."""
        return Context(
            store=store,
            today=datetime.now(UTC).date(),
            formats=self.formats,
            user=user,
            channel=channel,
            zone=zone,
        )

    def answer(self, request: Request, context: Context) -> Answer:
        """Answer a request.

        Raises
        ------
        CommandError, ServiceError, AnalyticsError, StorageError
            Where the person who asked must change something; each has a message and a hint.
        """
        return _SERVICES[type(request)](request, context)

    def take_in(self, path: Path, name: str, context: Context) -> Answer:
        """Store a transactions file and say what became of it.

        Raises
        ------
        AnalyticsError, StorageError
            Where the file can't be taken in; nothing of it is stored.
        """
        return data.take_in(path, name, context, self.max_bytes)

    def imported(self, report: ImportReport, context: Context) -> Answer:
        """Say what became of a file that was taken in."""
        return data.import_answer(report, context)
