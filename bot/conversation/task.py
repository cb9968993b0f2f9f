"""A request while it is worked on."""

import threading
from collections.abc import Callable
from typing import Any

from bot.conversation.reply import Reply
from storage.records.requests import Requests


def metadata(request_id: str) -> dict[str, Any]:
    """What the messages about a request carry, so that they can be found again."""
    return {"event_type": "segbot_request", "event_payload": {"request": request_id}}


class Task:
    """Keeps note of how far the work on a request is, so that a stop ends nothing in silence.

    Parameters
    ----------
    requests : Requests
    id : str
        The request's.
    """

    def __init__(self, requests: Requests, id: str) -> None:
        self._requests = requests
        self._turn = threading.Lock()
        self._left = 0
        self._is_over = False
        self.id = id

    def begin(self, text: str) -> None:
        """From now on something of it may be seen or done: a stop makes it be told, not repeated.

        Parameters
        ----------
        text : str
            What it is about.
        """
        self._requests.begin(self.id, text)

    def show(self, reply: Reply, sign_left: Callable[[], object]) -> None:
        """Say that work is under way; as of `Reply.begin`."""
        reply.begin(metadata(self.id), sign_left)
        self.said(reply.ts)

    def said(self, ts: str | None) -> None:
        """Note which message says something of it, if everybody sees one."""
        if ts:
            self._requests.shown(self.id, ts)

    def hold(self) -> None:
        """Something is still to be delivered when the work ends."""
        with self._turn:
            self._left += 1

    def release(self) -> None:
        """It is delivered."""
        with self._turn:
            self._left -= 1
            self._finish_if_done()

    def end(self) -> None:
        """The work is done; so is the request, once all of it is delivered."""
        with self._turn:
            self._is_over = True
            self._finish_if_done()

    def _finish_if_done(self) -> None:
        """Whoever calls it has the turn."""
        if self._is_over and not self._left:
            self._requests.finish(self.id)
