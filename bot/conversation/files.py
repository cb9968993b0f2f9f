"""Files that the bot hands over to Slack: exports for one person, pictures for a message."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.wording import counted
from bot.conversation.refusals import CALL_FAILED, FILE_GONE, Unseen, do_once, reason
from bot.render.csv_file import to_csv
from bot.render.slack_text import escape
from bot.services.answer import Export, Picture

_log = structlog.get_logger()
_UPLOAD_SECONDS = 60
_SHARING_WAITS = (0.2, 0.5, 1, 2, 4)
# Slack makes a picture usable some time after its upload: usually at once, sometimes much later.
_PICTURE_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 5, 10, 10)


@dataclass(frozen=True)
class SentFile:
    """A file in somebody's direct messages; the ids are Slack's."""

    id: str
    channel: str


class Files:
    """Hands files over to Slack, and sees to what becomes of them."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def send(
        self,
        channel: str,
        export: Export,
        note: Callable[[SentFile], object],
        before: SentFile | None = None,
    ) -> SentFile:
        """Share a file with a person who asked for it.

        Parameters
        ----------
        channel : str
            Of their direct messages with the bot.
        note : callable
            Called before anybody can see the file, so that it can be deleted whatever happens.
        before : SentFile or None
            What was noted when it was tried before: perhaps it is there by now.

        Raises
        ------
        SlackClientError, OSError, HTTPException
            Where it surely isn't shared; `Unseen` where nobody can tell.
        """
        if before and self._was_shared(before):
            return before
        sent = SentFile(self._put(export.name, to_csv(export.table)), channel)
        note(sent)
        many = counted(len(export.table.rows), export.noun)
        comment = escape(f"{export.table.title}: {many}, as you asked. {export.note}")

        def share() -> SentFile:
            self._client.files_completeUploadExternal(
                files=[{"id": sent.id, "title": export.name}],
                channel_id=channel,
                initial_comment=comment.strip(),
            )
            return sent

        return do_once(share, lambda: sent if self._comes_to_be_shared(sent) else None)

    def _was_shared(self, sent: SentFile) -> bool:
        try:
            return self._comes_to_be_shared(sent)
        except CALL_FAILED as unseen:
            raise Unseen(sent.id) from unseen

    def _put(self, name: str, content: bytes) -> str:
        """Hand a file over to Slack, where nobody sees it yet; returns its id."""
        place = self._client.files_getUploadURLExternal(filename=name, length=len(content))
        with urlopen(Request(place["upload_url"], content), timeout=_UPLOAD_SECONDS):
            return str(place["file_id"])

    def _comes_to_be_shared(self, sent: SentFile) -> bool:
        """Whether a file is shared, or is within a while: Slack does that later than it says."""
        for wait in _SHARING_WAITS:
            if self._is_shared(sent):
                return True
            time.sleep(wait)
        return self._is_shared(sent)

    def _is_shared(self, sent: SentFile) -> bool:
        try:
            file = self._client.files_info(file=sent.id)["file"]
        except SlackApiError as error:
            if reason(error) in FILE_GONE:
                return False
            raise
        places = [*file.get("ims", ()), *file.get("channels", ()), *file.get("groups", ())]
        return sent.channel in places

    def delete(self, file_id: str) -> bool:
        """Delete a file; tells whether it is gone."""
        try:
            self._client.files_delete(file=file_id)
        except CALL_FAILED as error:
            gone = reason(error) in FILE_GONE
            if not gone:
                _log.warning("file not deleted", error=reason(error))
            return gone
        return True

    def upload(self, picture: Picture) -> str:
        """Hand a picture over, to be shown in messages; returns its id."""

        def upload() -> str:
            return str(self._client.files_upload_v2(**_of(picture))["file"]["id"])

        # One that nobody was told of is seen by nobody.
        return do_once(upload, lambda: None)

    def share(self, picture: Picture, channel: str, thread: str) -> None:
        """Post a picture by itself in a thread."""
        self._client.files_upload_v2(channel=channel, thread_ts=thread, **_of(picture))

    def comes_to_be_shown(self, file_id: str) -> bool:
        """Whether messages can show a picture, or can within a while."""
        for wait in _PICTURE_WAITS:
            if self._client.files_info(file=file_id)["file"].get("mimetype"):
                return True
            time.sleep(wait)
        return False


def _of(picture: Picture) -> dict[str, Any]:
    return {
        "filename": picture.name,
        "title": picture.chart.title,
        "alt_txt": picture.chart.alt[:1000],
        "content": picture.chart.png,
    }
