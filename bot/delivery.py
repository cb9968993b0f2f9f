"""Getting an answer into Slack: post, update, upload, and degrade when Slack refuses."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.render import notices
from bot.render.csv_file import to_csv
from bot.render.message import Message, Shown, versions
from bot.render.slack_text import escape
from bot.services.answer import Answer, Export, Picture
from bot.services.formats import Formats

_log = structlog.get_logger()

#: Refusals of a form of the message, for which a plainer form may pass.
_TOO_RICH = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "msg_blocks_too_long",
    "msg_too_long",
}
#: The bot can't speak here, but can still answer the person through the command's own address.
_NO_PLACE = {"not_in_channel", "channel_not_found", "is_archived", "restricted_action"}
_INVITE = "I'm not in this channel, so only you see this. Invite me with /invite to share answers."
# Slack makes a picture usable some time after its upload: usually at once, sometimes much later.
_PICTURE_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 5, 10, 10)
# More than one change of a message a second is refused.
_BETWEEN_UPDATES = 1.0


@dataclass(frozen=True)
class Place:
    """Where a person asked.

    Attributes
    ----------
    channel, user : str
        Slack's ids.
    thread : str or None
        The ``ts`` of the thread's first message.
    response_url : str or None
        Where a slash command or a click may be answered without being in the channel.
    """

    channel: str
    user: str
    thread: str | None = None
    response_url: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether it is a conversation between this person and the bot alone."""
        return self.channel.startswith("D")


class Delivery:
    """Says things in Slack.

    Parameters
    ----------
    client : WebClient
        Retries what Slack limits; see ``build_client``.
    formats : Formats
        How numbers are worded.
    """

    def __init__(self, client: WebClient, formats: Formats) -> None:
        self._client = client
        self._formats = formats

    def reachable(self, place: Place) -> Place:
        """The same place with a channel to post in: a click in the App Home has only a person."""
        if place.channel != place.user:
            return place
        return replace(place, channel=self._direct(place.user))

    def zone_of(self, user: str) -> str:
        """A person's time zone, by its IANA name."""
        return str(self._client.users_info(user=user)["user"].get("tz") or "UTC")

    def post(self, place: Place, message: Message, metadata: dict[str, Any] | None = None) -> str:
        """Post a message; returns its ``ts``.

        Raises
        ------
        SlackApiError
            Where Slack refuses it.
        """
        answer = self._client.chat_postMessage(
            channel=place.channel,
            thread_ts=place.thread,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            metadata=metadata,
        )
        return str(answer["ts"])

    def find(self, place: Place, event_type: str, payload: dict[str, Any]) -> str | None:
        """The ``ts`` of a recent message that carries this metadata, or None."""
        history = self._client.conversations_history(
            channel=place.channel, include_all_metadata=True, limit=200
        )
        for message in history["messages"]:
            metadata = message.get("metadata") or {}
            if metadata == {"event_type": event_type, "event_payload": payload}:
                return str(message["ts"])
        return None

    def update(self, place: Place, ts: str, message: Message) -> None:
        """Replace a message of the bot's."""
        self._client.chat_update(
            channel=place.channel, ts=ts, text=message.text, blocks=message.blocks
        )

    def whisper(self, place: Place, message: Message) -> None:
        """Say something to the person who asked and to nobody else."""
        if place.is_direct:
            self.post(place, message)
        elif place.response_url:
            self._respond(place.response_url, message)
        else:
            self._client.chat_postEphemeral(
                channel=place.channel,
                user=place.user,
                thread_ts=place.thread,
                text=message.text,
                blocks=message.blocks,
            )

    def answer(self, place: Place, ts: str, answer: Answer, asked: str) -> None:
        """Turn a "working on it" message into the answer, then add the pictures to it.

        The words come first: pictures take Slack a while, and may fail.
        """
        self._replace(place, ts, versions(answer, self._formats, asked))
        if answer.pictures:
            self._add_pictures(place, ts, answer, asked)
        for export in answer.exports:
            self.send_file(place.user, export)

    def post_answer(self, place: Place, answer: Answer, metadata: dict[str, Any]) -> str:
        """Post an answer that nobody waits for, such as a digest; returns its ``ts``."""
        ts = ""
        for message in versions(answer, self._formats):
            try:
                ts = self.post(place, message, metadata)
                break
            except SlackApiError as error:
                if error.response["error"] not in _TOO_RICH:
                    raise
        if answer.pictures:
            self._add_pictures(place, ts, answer, "")
        return ts

    def answer_privately(self, place: Place, answer: Answer) -> None:
        """Answer the person alone; files go to their direct messages with the bot."""
        for export in answer.exports:
            self.send_file(place.user, export)
            if not place.is_direct:
                self.whisper(place, notices.file_sent(export.name, len(export.table.rows)))
        if answer.exports:
            return
        message = next(versions(answer, self._formats))
        self.whisper(place, message)

    def send_file(self, user: str, export: Export) -> None:
        """Send a file to a person in their direct messages with the bot."""
        rows = len(export.table.rows)
        self._client.files_upload_v2(
            channel=self._direct(user),
            filename=export.name,
            title=export.name,
            content=to_csv(export.table),
            initial_comment=escape(f"{export.table.title}: {rows:,} customers, as you asked."),
        )

    def _direct(self, user: str) -> str:
        return str(self._client.conversations_open(users=user)["channel"]["id"])

    def _respond(self, url: str, message: Message) -> None:
        answer = WebhookClient(url).send(
            text=message.text,
            blocks=message.blocks,
            response_type="ephemeral",
            replace_original=False,
        )
        if answer.status_code != 200:
            _log.warning("response_url refused", status=answer.status_code)

    def _replace(self, place: Place, ts: str, forms: Iterable[Message]) -> bool:
        """Try each form until Slack takes one; returns whether it was the first."""
        for attempt, message in enumerate(forms):
            try:
                self.update(place, ts, message)
            except SlackApiError as error:
                if error.response["error"] not in _TOO_RICH or not message.blocks:
                    raise
                _log.warning("message refused", form=attempt, error=error.response["error"])
                continue
            return attempt == 0
        return False

    def _add_pictures(self, place: Place, ts: str, answer: Answer, asked: str) -> None:
        try:
            shown = tuple(Shown(each, self._upload(each)) for each in answer.pictures)
            ready = all(self._wait_for(each.file_id) for each in shown)
        except SlackApiError as error:
            _log.warning("pictures not uploaded", error=error.response["error"])
            return
        if ready and self._replace(place, ts, versions(answer, self._formats, asked, shown)):
            return
        # Slack won't show them in the message: share them in its thread instead.
        for picture in answer.pictures:
            self._client.files_upload_v2(
                channel=place.channel,
                thread_ts=place.thread or ts,
                filename=picture.name,
                title=picture.title,
                alt_txt=picture.alt[:1000],
                content=picture.png,
            )

    def _upload(self, picture: Picture) -> str:
        answer = self._client.files_upload_v2(
            filename=picture.name,
            title=picture.title,
            alt_txt=picture.alt[:1000],
            content=picture.png,
        )
        return str(answer["file"]["id"])

    def _wait_for(self, file_id: str) -> bool:
        for wait in _PICTURE_WAITS:
            if self._client.files_info(file=file_id)["file"].get("mimetype"):
                return True
            time.sleep(wait)
        return False


class Reply:
    """One reply that is being written: "working on it", its stages, then the answer.

    Where the bot can't post, the person who asked still gets the answer to themselves.
    """

    def __init__(self, delivery: Delivery, place: Place, what: str) -> None:
        self._delivery = delivery
        self._what = what
        self._changed = time.monotonic()
        self.place = place
        self.ts: str | None = None
        try:
            self.ts = delivery.post(place, notices.working(what))
        except SlackApiError as error:
            if error.response["error"] not in _NO_PLACE or not place.response_url:
                raise

    def stage(self, words: str) -> None:
        """Show a stage of long work, at most once a second."""
        now = time.monotonic()
        if self.ts is None or now - self._changed < _BETWEEN_UPDATES:
            return
        self._changed = now
        self.say(notices.working(self._what, words))

    def say(self, message: Message) -> None:
        """Replace what is shown by a short message."""
        if self.ts is None:
            self._delivery.whisper(self.place, message)
        else:
            self._delivery.update(self.place, self.ts, message)

    def answer(self, answer: Answer, asked: str = "") -> None:
        """Replace what is shown by the answer."""
        if self.ts is None:
            self._delivery.answer_privately(self.place, answer)
            self._delivery.whisper(self.place, notices.problem(_INVITE))
        else:
            self._delivery.answer(self.place, self.ts, answer, asked)
