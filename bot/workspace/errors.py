"""How the workspace refuses: in Slack's words to an app, in a sentence to a person."""

from collections.abc import Mapping, Sequence
from typing import Any


class SlackError(Exception):
    """A refusal that an app receives, ``{"ok": false, "error": code, …}``.

    Parameters
    ----------
    code : str
        Slack's error word, for example ``channel_not_found``.
    status : int
        HTTP status; Slack answers nearly every refusal with 200.
    headers : mapping of str to str
        Response headers that belong to the refusal, such as ``Retry-After``.
    **details
        Further keys of the answer, such as ``needed`` and ``provided``.
    """

    def __init__(
        self,
        code: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = dict(headers or {})
        self.details = details

    def body(self) -> dict[str, Any]:
        """Return the answer's JSON."""
        return {"ok": False, "error": self.code, **self.details}


class ArgumentError(SlackError):
    """An argument is missing or malformed; ``response_metadata`` says which."""

    def __init__(self, reasons: Sequence[str]) -> None:
        messages = [f"[ERROR] {reason}" for reason in reasons]
        super().__init__("invalid_arguments", response_metadata={"messages": messages})


class ConnectionCutError(Exception):
    """The connection is closed, and an app hears neither yes nor no."""


class PersonError(Exception):
    """Something a person on the page can't do, with the sentence they read."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class NotConnectedError(Exception):
    """No socket of the app is open, so nothing can be delivered."""


class NotAcknowledgedError(Exception):
    """The app received an envelope and didn't acknowledge it in time."""
