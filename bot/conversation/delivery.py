"""Getting an answer into Slack: post, update, upload, and degrade when Slack refuses."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.conversation.files import Files, SentFile
from bot.conversation.refusals import CALL_FAILED, NO_ADDRESS, STRANGER, TOO_RICH, do_once, reason
from bot.render import limits, notices
from bot.render.message import Message, Shown, pictures, plainer
from bot.render.parts import Part, whole_part
from bot.render.slack_text import shorten
from bot.services.answer import Answer, Export, Picture

_log = structlog.get_logger()
Sent = TypeVar("Sent")
_NO_PICTURES = "Slack didn't take the charts this time; ask again to see them."
_NOT_DRAWN = "I couldn't draw the charts. If it happens again, tell whoever runs me this code:"
#: By how much Slack's clock and ours may differ, in seconds.
_CLOCKS_APART = 300.0
#: So many messages of a channel are looked through at once, and as often at most.
_PAGE, _PAGES = 200, 50
#: So many pictures are known again, and a name is asked for anew after so long.
_MOST_HELD, _NAME_SECONDS = 100, 600.0


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
    def is_person(self) -> bool:
        """Whether nothing but the person is known, as of what is asked for in the App Home."""
        return self.channel == self.user

    @property
    def is_direct(self) -> bool:
        """Whether it is a conversation between this person and the bot alone; or, where they used
        a command, between them and somebody else, of which the bot is no part."""
        return self.channel.startswith("D")


@dataclass(frozen=True)
class Posted:
    """A message, and what it is still to be given pictures of; None where it has them."""

    ts: str
    left: Part | None


class Session(StrEnum):
    """What people see of an agent's work in a thread."""

    #: Under way, with Slack's own button to stop it.
    PROCESSING = "processing"
    #: Done: whatever comes next is up to them.
    ACTIVE = "active"


class Delivery:
    """Says things in Slack.

    Parameters
    ----------
    client : WebClient
        Retries what Slack limits; see ``OrderlyClient``.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._files = Files(client)
        self._held: dict[bytes, str] = {}
        self._names: dict[str, tuple[str, float]] = {}

    def reachable(self, place: Place) -> Place:
        """The same place with a channel to post in: a click in the App Home has only a person."""
        if not place.is_person:
            return place
        return replace(place, channel=self.direct_of(place.user))

    def can_post(self, channel: str) -> bool:
        """Whether the bot can post in a channel, to which it has to be invited."""
        try:
            return bool(self._client.conversations_info(channel=channel)["channel"]["is_member"])
        except SlackApiError:
            return False

    def require_come(self, moment: datetime) -> None:
        """Slack's clock has to have come to a moment, give or take what clocks are apart; this
        machine's, where Slack doesn't say.

        Raises
        ------
        ValueError
            If it hasn't: what a clock that is far ahead marks as done would be missing later.
        """
        said = self._client.auth_test().headers
        date = next((value for name, value in said.items() if name.casefold() == "date"), None)
        now = parsedate_to_datetime(date) if date else datetime.now(UTC)
        if moment > now + timedelta(seconds=_CLOCKS_APART):
            raise ValueError("this machine's clock is ahead of Slack's")

    def zone_of(self, user: str) -> str:
        """A person's time zone, by its IANA name; UTC where Slack doesn't know it."""
        try:
            return str(self._client.users_info(user=user)["user"].get("tz") or "UTC")
        except SlackApiError as error:
            if error.response["error"] not in STRANGER:
                raise
            return "UTC"

    def name_of(self, user: str) -> str:
        """What a person is called, as far as Slack says, or said some minutes ago."""
        name, until = self._names.get(user, ("", 0.0))
        if time.monotonic() < until:
            return name
        try:
            person = self._client.users_info(user=user)["user"]
        except SlackApiError:
            return "somebody whom I don't know"
        profile = person.get("profile", {})
        name = str(profile.get("display_name") or person.get("real_name") or person.get("name"))
        self._names[user] = name, time.monotonic() + _NAME_SECONDS
        return name

    def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Show somebody their App Home."""
        self._client.views_publish(user_id=user, view=view)

    def post(self, place: Place, message: Message, metadata: dict[str, Any] | None = None) -> str:
        """Post a message, as text alone where Slack refuses its blocks; returns its ``ts``.

        Raises
        ------
        SlackApiError
            Where Slack refuses it.
        """
        _, ts = _richest(plainer(message), partial(self._post, place, metadata=metadata))
        return ts

    def _post(self, place: Place, message: Message, metadata: dict[str, Any] | None = None) -> str:
        """Post a message once: it can be found again by its metadata where the answer was lost."""
        own = {"message": secrets.token_hex(8)}
        given = metadata or {"event_type": "segbot_message", "event_payload": {}}
        metadata = {**given, "event_payload": {**given["event_payload"], **own}}

        def post() -> str:
            answer = self._client.chat_postMessage(
                channel=place.channel,
                thread_ts=place.thread,
                text=message.text,
                blocks=message.blocks,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
                metadata=metadata,
            )
            return str(answer["ts"])

        began = time.time()
        return do_once(post, lambda: self.find(place, own, began))

    def find(self, place: Place, metadata: Mapping[str, Any], since: float) -> str | None:
        """The ``ts`` of a message that carries this in its metadata, or None.

        Parameters
        ----------
        place : Place
            In whose thread it is, or in whose channel.
        metadata : mapping
            What its event's payload has in it, among others.
        since : float
            Unix seconds; the messages from then on are looked through.
        """
        for message in self.said(place, since):
            payload = (message.get("metadata") or {}).get("event_payload", {})
            if metadata.items() <= payload.items():
                return str(message["ts"])
        return None

    def said(self, place: Place, since: float) -> Iterator[dict[str, Any]]:
        """What was said in a thread, or in a channel, from a moment of this machine's clock on, as
        Slack has it."""
        cursor = None
        for _ in range(_PAGES):
            wanted: dict[str, Any] = {
                "channel": place.channel,
                "oldest": f"{max(since - _CLOCKS_APART, 0):.6f}",
                "include_all_metadata": True,
                "limit": _PAGE,
                "cursor": cursor,
            }
            if place.thread is None:
                answer = self._client.conversations_history(**wanted)
            else:
                answer = self._client.conversations_replies(ts=place.thread, **wanted)
            yield from answer["messages"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def update(self, place: Place, ts: str, message: Message) -> None:
        """Replace a message of the bot's, by text alone where Slack refuses the blocks."""
        _richest(plainer(message), partial(self._update, place, ts))

    def _update(
        self, place: Place, ts: str, message: Message, metadata: dict[str, Any] | None = None
    ) -> None:
        self._client.chat_update(
            channel=place.channel,
            ts=ts,
            text=message.text,
            blocks=message.blocks,
            parse="none",
            metadata=metadata,
        )

    def say(
        self, place: Place, ts: str | None, message: Message, metadata: dict[str, Any]
    ) -> str | None:
        """Say something in place of a message, or in another one, as near to it as Slack lets;
        returns the ``ts`` of the message that says it, if everybody sees it."""
        _, ts = self._in_place(place, ts, tuple(plainer(message)), metadata)
        return ts

    def _in_place(
        self, place: Place, ts: str | None, forms: tuple[Message, ...], metadata: dict[str, Any]
    ) -> tuple[Message, str | None]:
        """Say it in place of a message; where there is none that can be changed, in another one,
        and where Slack refuses that, to the person alone.

        Raises
        ------
        Unseen, OSError, HTTPException
            Where Slack is out of reach: it is for later then.
        """
        if ts is not None:
            try:
                form, _ = _richest(forms, partial(self._update, place, ts, metadata=metadata))
            except CALL_FAILED as error:
                _log.warning("message not changed", error=reason(error))
            else:
                return form, ts
        try:
            return _richest(forms, partial(self._post, place, metadata=metadata))
        except SlackApiError as error:
            _log.warning("message not posted", error=reason(error))
            return self._whisper(place, forms)

    def delete(self, place: Place, ts: str) -> None:
        """Take away a message of the bot's, if it is there."""
        try:
            self._client.chat_delete(channel=place.channel, ts=ts)
        except SlackApiError as error:
            if reason(error) != "message_not_found":
                raise

    def set_session(self, place: Place, thread: str, status: Session, title: str = "") -> None:
        """Have Slack show at a thread whether it is worked on; what is said of it first stays.

        Raises
        ------
        SlackApiError
            Where the workspace has no agents.
        """
        self._client.agents_sessions_setStatus(
            channel_id=place.channel,
            thread_ts=thread,
            status=status,
            title=shorten(title, limits.SESSION_TITLE) or None,
            initiator_user_id=place.user,
        )

    def tell(self, place: Place, message: Message, metadata: dict[str, Any]) -> None:
        """Post a message, or say it to the person alone where Slack refuses that."""
        try:
            self.post(place, message, metadata)
        except SlackApiError as error:
            _log.warning("message not posted", error=reason(error))
            self.whisper(place, message)

    def whisper(self, place: Place, message: Message) -> str | None:
        """Say something to the person who asked and to nobody else; returns the ``ts`` of the
        message if it can have a thread."""
        _, ts = self._whisper(place, tuple(plainer(message)))
        return ts

    def _whisper(self, place: Place, forms: tuple[Message, ...]) -> tuple[Message, str | None]:
        """Say it in the best form and as near to where they asked as Slack lets; returns the form
        and, in direct messages, its ``ts``.

        Where the bot isn't in the channel, it goes to their direct messages.
        """
        *nearer, last = self._ways_to(place)
        for way in nearer:
            try:
                return _richest(forms, way)
            except CALL_FAILED as error:
                _log.warning("not told here", error=reason(error))
        return _richest(forms, last)

    def whisper_here(self, place: Place, message: Message) -> None:
        """Say something to the person alone where they asked, or nowhere: elsewhere it would stay
        when it is over."""
        *nearer, _ = self._ways_to(place)
        for way in nearer:
            with suppress(*CALL_FAILED):
                _richest(plainer(message), way)
                return

    def _ways_to(self, place: Place) -> Iterator[Callable[[Message], str | None]]:
        """How a person can be told something alone, the nearest to where they asked first."""
        if place.is_direct:
            yield partial(self._post, place)
        if place.response_url:
            yield partial(self._respond, place.response_url)
        if not place.is_direct:
            yield partial(self._post_ephemeral, place)
        yield partial(self._post_directly, place.user)

    def _post_directly(self, user: str, message: Message) -> str:
        return self._post(Place(self.direct_of(user), user), message)

    def _post_ephemeral(self, place: Place, message: Message) -> None:
        self._client.chat_postEphemeral(
            channel=place.channel,
            user=place.user,
            thread_ts=place.thread if self._has_replies(place) else None,
            text=message.text,
            blocks=message.blocks,
            parse="none",
        )

    def _has_replies(self, place: Place) -> bool:
        """Whether a thread has begun: before, Slack shows nobody what one person alone is to see
        there, and says nothing of it."""
        if place.thread is None:
            return False
        try:
            begun = self._client.conversations_replies(
                channel=place.channel, ts=place.thread, limit=1
            )
        except CALL_FAILED as error:
            _log.warning("thread not seen", error=reason(error))
            return False
        return any(each.get("reply_count") for each in begun["messages"])

    def answer(
        self, place: Place, ts: str | None, part: Part, metadata: dict[str, Any]
    ) -> tuple[Part, str | None]:
        """Say the words and tables of an answer as `say` does; returns it as Slack took it, and the
        ``ts`` of the message that has it, if everybody sees it."""
        form, shown = self._in_place(place, ts, tuple(part.forms()), metadata)
        return part.as_taken(form), shown

    def illustrate(self, place: Place, ts: str, part: Part) -> None:
        """Add the pictures to an answer that is there; they take Slack a while, and may fail."""
        if part.pictures:
            self._add_pictures(place, ts, part)

    def post_answer(self, place: Place, answer: Answer, metadata: dict[str, Any]) -> str:
        """Post an answer that nobody waits for, such as a digest, whole; returns its ``ts``."""
        return self.post_part(place, whole_part(answer), metadata)

    def post_part(self, place: Place, part: Part, metadata: dict[str, Any]) -> str:
        """Post what one message says of an answer, with its pictures; returns its ``ts``."""
        posted = self.post_words(place, part, metadata)
        if posted.left:
            self.illustrate(place, posted.ts, posted.left)
        return posted.ts

    def post_words(self, place: Place, part: Part, metadata: dict[str, Any]) -> Posted:
        """Post what one message says of an answer, its pictures only where others show them
        already."""
        shown = self._held_of(part)
        form, ts = _richest(part.forms(shown), partial(self._post, place, metadata=metadata))
        taken = part.as_taken(form)
        return Posted(ts, taken if taken.pictures and not shown else None)

    def _held_of(self, part: Part) -> tuple[Shown, ...]:
        """The pictures of a message, where Slack holds all of them."""
        if not self._held or not part.pictures:
            return ()
        try:
            ids = [self._held.get(each.chart.png) for each in part.pictures]
        except Exception:
            # Their words are posted first, and it is said there.
            return ()
        found = [Shown(each, id_) for each, id_ in zip(part.pictures, ids, strict=True) if id_]
        return tuple(found) if len(found) == len(ids) else ()

    def answer_privately(self, place: Place, part: Part) -> None:
        """Answer the person alone.

        What one person alone sees can't be changed, so that pictures follow the words.
        """
        form, _ = self._whisper(place, tuple(part.forms()))
        part = part.as_taken(form)
        if part.pictures:
            self._whisper_pictures(place, part.pictures)

    def _whisper_pictures(self, place: Place, wanted: tuple[Picture, ...]) -> None:
        """Show pictures to the person alone; the words stand without them."""
        message = notices.problem(_NO_PICTURES)
        try:
            shown = tuple(Shown(each, self._files.upload(each)) for each in wanted)
            if all(self._files.comes_to_be_shown(each.file_id) for each in shown):
                message = pictures(shown)
        except CALL_FAILED as error:
            _log.warning("pictures not shown", error=reason(error))
        except Exception:
            reference = secrets.token_hex(4)
            _log.exception("pictures not drawn", reference=reference)
            message = notices.problem(f"{_NOT_DRAWN} {reference}.")
        with suppress(*CALL_FAILED):
            self.whisper(place, message)

    def send_file(
        self,
        user: str,
        export: Export,
        note: Callable[[SentFile], object],
        before: SentFile | None = None,
    ) -> SentFile:
        """Send a file to a person in their direct messages; see `Files.send`."""
        return self._files.send(self.direct_of(user), export, note, before)

    def delete_file(self, file_id: str) -> bool:
        """Delete a file that the bot posted; tells whether it is gone."""
        return self._files.delete(file_id)

    def direct_of(self, user: str) -> str:
        """The channel of a person's direct messages with the bot."""
        return str(self._client.conversations_open(users=user)["channel"]["id"])

    def _respond(self, url: str, message: Message) -> None:
        """Answer through a command's own address, which can be used a few times.

        Raises
        ------
        SlackApiError
            Where Slack refuses it.
        """
        try:
            # Without the SDK's own retries: they would say it twice where only the answer is lost.
            answer = WebhookClient(url, retry_handlers=[]).send(
                text=message.text,
                blocks=message.blocks,
                response_type="ephemeral",
                replace_original=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        except OSError:
            raise SlackApiError("response_url out of reach", {"error": NO_ADDRESS}) from None
        if answer.status_code != 200 or '"ok":false' in answer.body.replace(" ", ""):
            _log.warning("response_url refused", status=answer.status_code)
            refused = next((each for each in TOO_RICH if each in answer.body), NO_ADDRESS)
            raise SlackApiError("response_url refused", {"error": refused})

    def _add_pictures(self, place: Place, ts: str, part: Part) -> None:
        """Show the pictures, in the message or in its thread; the words stand without them."""
        try:
            shown = tuple(Shown(each, self._files.upload(each)) for each in part.pictures)
            ready = all(self._files.comes_to_be_shown(each.file_id) for each in shown)
            if not ready or not self._show(place, ts, part.forms(shown)):
                self._share(place, ts, part.pictures)
            else:
                self._hold(shown)
        except CALL_FAILED as error:
            _log.warning("pictures not shown", error=reason(error))
            self._go_without(place, ts, part.noting(_NO_PICTURES))
        except Exception:
            reference = secrets.token_hex(4)
            _log.exception("pictures not drawn", reference=reference)
            self._go_without(place, ts, part.noting(f"{_NOT_DRAWN} {reference}."))

    def _hold(self, shown: tuple[Shown, ...]) -> None:
        """Note what Slack holds: what many are told alike is uploaded once."""
        if len(self._held) > _MOST_HELD:
            self._held.clear()
        self._held |= {each.picture.chart.png: each.file_id for each in shown}

    def _go_without(self, place: Place, ts: str, part: Part) -> None:
        with suppress(*CALL_FAILED):
            _richest(part.forms(), partial(self._update, place, ts))

    def _show(self, place: Place, ts: str, forms: Iterator[Message]) -> bool:
        """Put the richest form in place of the message; returns whether Slack took it."""
        try:
            self._update(place, ts, next(forms))
        except SlackApiError as error:
            if error.response["error"] not in TOO_RICH:
                raise
            _log.warning("pictures refused", error=error.response["error"])
            return False
        return True

    def _share(self, place: Place, ts: str, pictures: tuple[Picture, ...]) -> None:
        """Share pictures in the message's thread, where Slack won't show them in the message."""
        for picture in pictures:
            self._files.share(picture, place.channel, place.thread or ts)


def _richest(forms: Iterable[Message], send: Callable[[Message], Sent]) -> tuple[Message, Sent]:
    """Send the first form, from rich to plain, that Slack takes; returns it with what came back.

    Raises
    ------
    SlackApiError
        Where Slack refuses for another reason, or refuses even the words alone.
    """
    for message in forms:
        try:
            return message, send(message)
        except SlackApiError as error:
            if error.response["error"] not in TOO_RICH or not message.blocks:
                raise
            _log.warning("message refused", error=error.response["error"])
    raise ValueError("there was no form without blocks")
