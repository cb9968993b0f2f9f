"""A reply that is being written: "working on it", its stages, then the answer."""

import threading
import time
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.conversation.delivery import CALL_FAILED, NO_PLACE, Delivery, Place
from bot.render import notices
from bot.render.message import Message
from bot.render.parts import Part

_INVITE = (
    "I'm not in the channel where you asked, so only you see this. "
    "Invite me there with /invite to share answers."
)
# More than one change of a message a second is refused.
_BETWEEN_UPDATES = 1.0


class Reply:
    """One message that starts as "working on it" and becomes the answer.

    Where the bot can't post, the person who asked still gets the answer to themselves.

    Attributes
    ----------
    what : str
        The command or the file that is worked on.
    place : Place
    ts : str or None
        The message's id; None before there is one, and where the bot can't post. A message that is
        there already stays as it is until it is replaced.
    """

    def __init__(self, delivery: Delivery, place: Place, what: str, ts: str | None = None) -> None:
        self._delivery = delivery
        self.what = what
        self._changed = -_BETWEEN_UPDATES
        self._showing: threading.Thread | None = None
        self.place = place
        self.ts = ts
        self._stays = ts is not None

    def begin(self, metadata: dict[str, Any]) -> None:
        """Say that work is under way, in a message that can be found again by its metadata."""
        if self.ts is not None:
            return
        try:
            self.ts = self._delivery.post(self.place, notices.working(self.what), metadata)
        except SlackApiError as error:
            if error.response["error"] not in NO_PLACE:
                raise

    def stage(self, words: str) -> None:
        """Show a stage of long work, at most once a second, without waiting for Slack.

        The work may hold the store's write lock: a slow Slack must not prolong that.
        """
        now = time.monotonic()
        busy = self._showing is not None and self._showing.is_alive()
        if self.ts is None or self._stays or busy or now - self._changed < _BETWEEN_UPDATES:
            return
        self._changed = now
        self._showing = threading.Thread(target=self._show, args=(self.ts, words), daemon=True)
        self._showing.start()

    def say(self, message: Message) -> None:
        """Replace what is shown by a short message."""
        self._settle()
        if self.ts is None:
            self._delivery.whisper(self.place, message)
        else:
            self._delivery.update(self.place, self.ts, message)

    def answer(self, part: Part) -> None:
        """Replace what is shown by the words and tables of an answer."""
        self._settle()
        if self.ts is None:
            self._delivery.answer_privately(self.place, part)
            self._delivery.whisper(self.place, notices.problem(_INVITE))
        else:
            self._delivery.answer(self.place, self.ts, part)

    def illustrate(self, part: Part) -> None:
        """Add an answer's pictures, where it is in a message that can be changed."""
        if self.ts is not None:
            self._delivery.illustrate(self.place, self.ts, part)

    def _show(self, ts: str, words: str) -> None:
        # The work goes on where its progress can't be shown.
        with suppress(*CALL_FAILED):
            self._delivery.update(self.place, ts, notices.working(self.what, words))

    def _settle(self) -> None:
        """Wait for the last stage to be shown, so that it can't overwrite what comes now."""
        if self._showing is not None:
            self._showing.join()
