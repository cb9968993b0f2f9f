"""What a Web API method is: its function, the scope and token it needs, how often it may run."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import ArgumentError, SlackError
from bot.workspace.rates import Tier
from bot.workspace.state import Channel, Message
from bot.workspace.workspace import Workspace


class Arguments:
    """A call's arguments, however they were sent; forms carry objects as JSON text.

    Parameters
    ----------
    values : dict
        Query, form and JSON body merged.
    """

    def __init__(self, values: Json) -> None:
        self.values = values

    def text(self, name: str) -> str:
        """Return a required word.

        Raises
        ------
        ArgumentError
            It is missing.
        """
        value = self.values.get(name)
        if value in (None, ""):
            raise ArgumentError([f"missing required field: {name} [json-pointer:/{name}]"])
        return str(value)

    def optional_text(self, name: str) -> str | None:
        """Return a word, or None."""
        value = self.values.get(name)
        return None if value in (None, "") else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return whether something was switched on; forms say 1 or true."""
        return str(self.values.get(name, default)).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """Return a whole number.

        Raises
        ------
        ArgumentError
            It isn't one.
        """
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            raise ArgumentError([f"must provide an integer [json-pointer:/{name}]"]) from None

    def json(self, name: str, broken: str = "invalid_arguments") -> Any:
        """Return an object or a list, or None.

        Raises
        ------
        SlackError
            ``broken``, when it was sent as text that isn't JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(broken) from None


Run: TypeAlias = Callable[[Workspace, Arguments], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API.

    Attributes
    ----------
    run : callable
        Returns the answer without ``ok``; raises ``SlackError``.
    tier : Tier
    scope : str or None
        Bot scope; None where none is needed or where it depends on the channel.
    token : str or None
        ``bot``, ``app``, or None where no token is needed.
    """

    run: Run
    tier: Tier
    scope: str | None = None
    token: str | None = "bot"


def need_scope(workspace: Workspace, scope: str) -> None:
    """Refuse an app that wasn't granted a scope.

    Raises
    ------
    SlackError
        ``missing_scope`` with ``needed`` and ``provided``.
    """
    granted = workspace.manifest.scopes
    if scope not in granted:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))


def visible_channel(workspace: Workspace, name: str) -> Channel:
    """Return the conversation that an app named by id, ``#name`` or a person's id.

    Raises
    ------
    SlackError
        ``channel_not_found``, also for a private one that the app isn't in.
    """
    state = workspace.state
    channel = state.channels.get(name) or state.channel_named(name)
    if channel is None and name in state.users and not state.users[name].is_bot:
        channel = state.direct_message(name)
    if channel is None or (channel.is_private and state.bot_user.id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def joined_channel(workspace: Workspace, name: str) -> Channel:
    """Return a conversation that the app is in.

    Raises
    ------
    SlackError
        ``channel_not_found`` or ``not_in_channel``.
    """
    channel = visible_channel(workspace, name)
    if workspace.state.bot_user.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def found_message(workspace: Workspace, channel: Channel, ts: str, missing: str) -> Message:
    """Return a message that everyone sees.

    Raises
    ------
    SlackError
        ``missing``, when there is none.
    """
    message = workspace.state.message(channel.id, ts)
    if message is None or message.ephemeral_to is not None:
        raise SlackError(missing)
    return message
