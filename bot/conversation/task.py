"""A request while it is worked on."""

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
        self._is_held = False
        self.id = id

    def begin(self, text: str) -> None:
        """From now on something of it may be seen or done: a stop makes it be told, not repeated.

        Parameters
        ----------
        text : str
            What it is about.
        """
        self._requests.begin(self.id, text)

    def show(self, reply: Reply) -> None:
        """Say that work is under way."""
        reply.begin(metadata(self.id))
        self.said(reply.ts)

    def said(self, ts: str | None) -> None:
        """Note which message says something of it, if everybody sees one."""
        if ts:
            self._requests.shown(self.id, ts)

    def hold(self) -> None:
        """Its answer is still to be delivered when the work ends."""
        self._is_held = True

    def end(self) -> None:
        """The work is done."""
        if not self._is_held:
            self.finish()

    def finish(self) -> None:
        """The person has heard what became of it."""
        self._requests.finish(self.id)
