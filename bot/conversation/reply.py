"""A reply that is being written: "working on it", its stages, then the answer."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.conversation.delivery import Delivery, Place, Session
from bot.conversation.refusals import CALL_FAILED, SERVER_ERROR, UNINVITED, Unseen, reason
from bot.render import notices
from bot.render.message import Block, Message
from bot.render.parts import Part
from bot.services.context import STORING

_log = structlog.get_logger()
_INVITE = (
    "I'm not in the channel where you asked, so only you see this. "
    "Invite me there with /invite to share answers."
)
_NO_PART = "I'm no part of this conversation, so only you see this."
_NOT_LET = "Slack didn't take my message in this channel, so only you see this."
# More than one change of a message a second is refused.
_BETWEEN_UPDATES = 1.0
# Of what takes no longer, nobody needs to be shown by Slack itself that it is under way.
_LONG = 1.0
# Who alone sees an answer is told that it takes long when it does.
_LONG_ALONE = 2.0


def answered(metadata: dict[str, Any]) -> dict[str, Any]:
    """What a message carries once it says what became of the work that it is about."""
    return {**metadata, "event_payload": {**metadata["event_payload"], "answered": True}}


def _why_alone(error: Exception, place: Place) -> str:
    """Why nobody else sees an answer; nothing where Slack only was out of reach."""
    if not isinstance(error, SlackApiError) or error.response.status_code >= SERVER_ERROR:
        return ""
    if reason(error) not in UNINVITED:
        return _NOT_LET
    return _NO_PART if place.is_direct else _INVITE


class Stopped(Exception):
    """Whoever asked for it doesn't want it any more."""


class Reply:
    """One message that starts as "working on it" and becomes the answer.

    Where the bot can't post, the person who asked still gets the answer to themselves. Once it is
    stopped, whatever the work would show or store next raises `Stopped`.

    Parameters
    ----------
    again : Block
        The button that begins the work again.
    can_stop : bool
        Whether it may be stopped: not what changes something at once.
    alone : bool
        Whether nobody but the person may see it.

    Attributes
    ----------
    again : Block
    id : str
        By which a click can find it, from the moment that the message is there.
    what : str
        The command or the file that is worked on.
    place : Place
    ts : str or None
        The message's id; None before there is one, and where the bot can't post. A message that is
        there already stays as it is until it is replaced.
    """

    def __init__(
        self,
        delivery: Delivery,
        place: Place,
        what: str,
        again: Block,
        ts: str | None = None,
        *,
        can_stop: bool = True,
        alone: bool = False,
    ) -> None:
        self._delivery = delivery
        self.again = again
        self._can_stop = can_stop and not alone
        self._alone = alone
        self._metadata: dict[str, Any] = {}
        self._began = time.time()
        #: Slack's word on the sign of work was lost: what is posted comes in another message.
        self._is_unsure = False
        #: There may be such a sign, or already the answer, that wasn't found yet.
        self._sign_lost = self._answer_lost = False
        self._signs: list[str] = []
        self._sign_left: Callable[[], object] = lambda: None
        self._why = ""
        self._stopped = False
        self._turn = threading.Lock()
        self._past_stopping = threading.Event()
        self.id = secrets.token_hex(8)
        self.what = what
        self._changed = -_BETWEEN_UPDATES
        self._showing: threading.Thread | None = None
        self.place = place
        self.ts = ts
        self._stays = ts is not None

    def begin(self, metadata: dict[str, Any], sign_left: Callable[[], object]) -> None:
        """Say that work is under way, in a message that can be found again by its metadata.

        What one person alone sees can't be changed: there it is said only of what takes long.

        Parameters
        ----------
        metadata : dict
        sign_left : callable
            Called where the answer is in another message, so that `take_sign_away` is to be called.
        """
        metadata = {**metadata, "event_payload": {**metadata["event_payload"], "reply": self.id}}
        self._metadata = answered(metadata)
        self._sign_left = sign_left
        if self.ts is not None:
            return
        if self._alone:
            self._showing = threading.Thread(target=self._whisper_working, daemon=True)
            self._showing.start()
            return
        try:
            self.ts = self._delivery.post(self.place, self._working(), metadata)
        except Unseen as error:
            _log.warning("nobody knows whether it shows that work is under way", error=str(error))
            self._is_unsure = self._sign_lost = True
            return
        except CALL_FAILED as error:
            _log.warning("can't say that work is under way", error=reason(error))
            self._why = _why_alone(error, self.place)
            return
        if self._can_stop:
            # Slack's word on it must hold up neither the work nor its answer.
            threading.Thread(target=self._show_session, args=(self.ts,), daemon=True).start()

    def is_in(self, channel: str, thread: str | None) -> bool:
        """Whether it is in this thread, or begins it."""
        return self.place.channel == channel and thread in (self.place.thread, self.ts)

    def stage(self, words: str) -> None:
        """Show a stage of long work, at most once a second, without waiting for Slack.

        The work may hold the store's write lock: a slow Slack must not prolong that.

        Raises
        ------
        Stopped
            If the work is to end here.
        """
        with self._turn:
            self._go_on(for_good=words == STORING)
            now = time.monotonic()
            busy = self._showing is not None and self._showing.is_alive()
            if self.ts is None or self._stays or busy or now - self._changed < _BETWEEN_UPDATES:
                return
            self._changed = now
            # Under way before anybody can wait for it to be over.
            self._showing = threading.Thread(target=self._show, args=(self.ts, words), daemon=True)
            self._showing.start()

    def stop(self, ts: str) -> bool:
        """Say in the message that it was stopped, unless it is too late; returns whether it
        wasn't."""
        with self._turn:
            if not self._can_stop or self._stopped:
                return self._stopped
            self._stopped = True
        self._past_stopping.set()
        self._settle()
        message = notices.stopped_by_hand(self.what, self.again)
        # Whoever clicked found it.
        self.ts, self._sign_lost = ts, False
        self._end_in(self._delivery.say(self.place, ts, message, self._metadata))
        return True

    def _go_on(self, *, for_good: bool) -> None:
        """Whoever calls it has the turn."""
        if self._stopped:
            raise Stopped
        if for_good:
            self._can_stop = False
            self._past_stopping.set()

    def say(self, message: Message) -> None:
        """Replace what is shown by a short message.

        Raises
        ------
        Stopped
            If somebody stopped the work.
        SlackClientError, OSError, HTTPException
            Where Slack takes it in no way; it can be said later.
        """
        self._end()
        if self._is_said():
            return
        if self._is_alone:
            self.ts = self._delivery.whisper(self.place, message)
            return
        with self._noting_what_is_lost():
            self._end_in(self._delivery.say(self.place, self.ts, message, self._metadata))

    def answer(self, part: Part) -> Part:
        """Replace what is shown by the words and tables of an answer; returns it as it is shown.

        Raises
        ------
        Stopped, SlackClientError, OSError, HTTPException
            As of `say`.
        """
        self._end()
        if self._is_said():
            return part
        if not self._is_alone:
            with self._noting_what_is_lost():
                part, ts = self._delivery.answer(self.place, self.ts, part, self._metadata)
                self._end_in(ts)
            return part
        if self._why:
            # First why nobody else sees it: what comes last is read last.
            why, self._why = self._why, ""
            with suppress(*CALL_FAILED):
                self._delivery.whisper(self.place, notices.problem(why))
        self._delivery.answer_privately(self.place, part)
        return part

    @property
    def _is_alone(self) -> bool:
        """Whether only the person sees what is said."""
        return self.ts is None and not self._is_unsure

    @contextmanager
    def _noting_what_is_lost(self) -> Iterator[None]:
        """What may be there mustn't be said twice."""
        try:
            yield
        except Unseen:
            self._answer_lost = True
            raise

    def _is_said(self) -> bool:
        """Whether the answer is there already; what Slack's lost answers left is looked for.

        Raises
        ------
        SlackClientError, OSError, HTTPException
            Where nobody can tell.
        """
        if not (self._sign_lost or self._answer_lost):
            return False
        try:
            said = self._find()
        except CALL_FAILED as error:
            if self._answer_lost:
                raise
            _log.warning("sign of work not found", error=reason(error))
            return False
        if said is None:
            self.ts = self.ts or next(iter(self._signs), None)
            self._signs = []
            return False
        self._end_in(said)
        return True

    def _find(self) -> str | None:
        """Look for the signs of work, and for the message that has the answer."""
        signs, said = [], None
        for message in self._delivery.said(self.place, self._began):
            payload = (message.get("metadata") or {}).get("event_payload", {})
            if payload.get("reply") == self.id:
                if "answered" in payload:
                    said = str(message["ts"])
                else:
                    signs.append(str(message["ts"]))
        self._signs = signs
        self._sign_lost = self._answer_lost = False
        return said

    def _end_in(self, ts: str | None) -> None:
        """The answer is in this message, or where nobody else sees it; a sign of work goes."""
        if self.ts is not None and self.ts != ts and not (ts is None and self._stays):
            self._signs = [*self._signs, self.ts]
        self.ts = ts
        if self._signs or self._sign_lost:
            self._sign_left()

    def take_sign_away(self) -> bool:
        """Take away what says that work is under way; true once nothing does.

        Raises
        ------
        SlackClientError, OSError, HTTPException
            Where that is for later.
        """
        if self._sign_lost:
            self._find()
        while self._signs:
            self._delivery.delete(self.place, self._signs[-1])
            self._signs.pop()
        return True

    def _end(self) -> None:
        with self._turn:
            self._go_on(for_good=True)
        self._settle()

    def illustrate(self, part: Part) -> None:
        """Add an answer's pictures, where it is in a message that can be changed."""
        if self.ts is not None:
            self._delivery.illustrate(self.place, self.ts, part)

    def _whisper_working(self) -> None:
        if not self._past_stopping.wait(_LONG_ALONE):
            self._delivery.whisper_here(self.place, notices.working_alone(self.what))

    def _show_session(self, ts: str) -> None:
        """Have Slack show that an agent works here, with its own button, for as long as that can
        be stopped."""
        if self._past_stopping.wait(_LONG):
            return
        # In a workspace without agents, the message and its button say the same.
        with suppress(*CALL_FAILED):
            thread = self.place.thread or ts
            self._delivery.set_session(self.place, thread, Session.PROCESSING, self.what)
            self._past_stopping.wait()
            self._delivery.set_session(self.place, thread, Session.ACTIVE)

    def _show(self, ts: str, words: str) -> None:
        # The work goes on where its progress can't be shown.
        with suppress(*CALL_FAILED):
            self._delivery.update(self.place, ts, self._working(words))

    def _working(self, stage: str = "") -> Message:
        return notices.working(self.what, stage, stops=self.id if self._can_stop else None)

    def _settle(self) -> None:
        """Wait for the last sign of work to be shown, so that it can't come after what comes now,
        nor overwrite it."""
        if self._showing is not None:
            self._showing.join()
