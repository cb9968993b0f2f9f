"""What an app may use for a while: trigger ids that open views, response_urls that post."""

import secrets
import time
from dataclasses import dataclass

from bot.workspace import limits
from bot.workspace.errors import SlackError


@dataclass(slots=True)
class _Trigger:
    user: str
    until: float
    used: bool = False


class Triggers:
    """Trigger ids: a few seconds, one use.

    Parameters
    ----------
    seconds : float
        How long each lives.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._triggers: dict[str, _Trigger] = {}

    def issue(self, user: str) -> str:
        """Return a new trigger id for something a person just did."""
        trigger_id = (
            f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        )
        self._triggers[trigger_id] = _Trigger(user, time.monotonic() + self._seconds)
        return trigger_id

    def use(self, trigger_id: str) -> str:
        """Spend a trigger id; returns whose act it came from.

        Raises
        ------
        SlackError
            ``invalid_trigger_id``, ``exchanged_trigger_id`` or ``expired_trigger_id``.
        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() > trigger.until:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user


@dataclass(slots=True)
class ResponseUrl:
    """Where an answer posted to a response_url goes.

    Attributes
    ----------
    source_ts : str or None
        The message whose button was pressed; None for a command.
    response_of : str or None
        The command as typed.
    """

    channel: str
    user: str
    source_ts: str | None
    thread_ts: str | None
    response_of: str | None
    until: float
    uses_left: int = limits.RESPONSE_URL_USES


class ResponseUrls:
    """The response_urls that were handed out, by the secret part of their address."""

    def __init__(self) -> None:
        self._urls: dict[str, ResponseUrl] = {}

    def issue(
        self,
        channel: str,
        user: str,
        *,
        source_ts: str | None = None,
        thread_ts: str | None = None,
        response_of: str | None = None,
    ) -> str:
        """Return the secret part of a new response_url."""
        secret = secrets.token_urlsafe(18)
        until = time.monotonic() + limits.RESPONSE_URL_SECONDS
        self._urls[secret] = ResponseUrl(channel, user, source_ts, thread_ts, response_of, until)
        return secret

    def use(self, secret: str) -> ResponseUrl:
        """Spend one use.

        Raises
        ------
        SlackError
            ``invalid_url``, ``expired_url`` or ``used_url``, all HTTP 404.
        """
        url = self._urls.get(secret)
        if url is None:
            raise SlackError("invalid_url", status=404)
        if time.monotonic() > url.until:
            raise SlackError("expired_url", status=404)
        if url.uses_left == 0:
            raise SlackError("used_url", status=404)
        url.uses_left -= 1
        return url
