"""Buttons, menus and modals: what a person does with them, sent to the app."""

import time
from contextlib import suppress
from dataclasses import dataclass

from bot.workspace import modals
from bot.workspace.blockkit.checks import Json
from bot.workspace.blockkit.views import unfilled
from bot.workspace.errors import (
    NotAcknowledgedError,
    NotConnectedError,
    PersonError,
    SlackError,
)
from bot.workspace.manifest import Shortcut
from bot.workspace.message_json import message_json, view_json
from bot.workspace.open_views import OpenView
from bot.workspace.state import Channel, Message, User, stable_id
from bot.workspace.workspace import Workspace

_SILENT = "This app didn't respond in time. Try again, or check that it is running."
_AWAY = "This app isn't connected, so nothing happened. Try again when it is running."
_TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: in a message of a channel, or in a view."""

    channel: Channel | None = None
    message: Message | None = None
    view: OpenView | None = None


async def act(workspace: Workspace, user: User, place: Place, action: Json, values: Json) -> None:
    """Tell the app that somebody used an element.

    Parameters
    ----------
    workspace : Workspace
    user : User
    place : Place
    action : dict
        An entry of Slack's ``actions``, complete but for ``action_ts``.
    values : dict
        ``state.values`` of the message or view.

    Raises
    ------
    PersonError
        The app didn't answer.
    """
    if place.view is not None:
        place.view.values = values
    payload = _payload(workspace, "block_actions", user, place, values)
    stamped = {**action, "action_ts": workspace.state.next_ts()}
    await _deliver(workspace, {**payload, "actions": [stamped]})


async def use_shortcut(
    workspace: Workspace, user: User, shortcut: Shortcut, place: Place | None
) -> None:
    """Tell the app that somebody chose one of its shortcuts.

    Parameters
    ----------
    place : Place or None
        The message on which it was chosen; None for one that is about nothing.

    Raises
    ------
    PersonError
        The app didn't answer, or the shortcut isn't for this place.
    """
    message = place.message if place else None
    on_message = shortcut.type == "message"
    if on_message != (message is not None) or (message and message.ephemeral_to is not None):
        raise PersonError("This shortcut can't be used here.")
    kind = "message_action" if on_message else "shortcut"
    payload = _payload(workspace, kind, user, Place(), {}) | {"callback_id": shortcut.callback_id}
    if place and place.channel and message:
        fields = _message_fields(workspace, user, place.channel, message, {})
        told = {name: fields[name] for name in ("channel", "message", "response_url")}
        payload |= told | {"message_ts": message.ts}
    await _deliver(workspace, payload)


async def suggest(
    workspace: Workspace, user: User, place: Place, block_id: str, action_id: str, value: str
) -> Json:
    """Ask the app for the options of an external select.

    Raises
    ------
    PersonError
        The app didn't answer, or not with options.
    """
    payload = _payload(workspace, "block_suggestion", user, place, {})
    asked = {"block_id": block_id, "action_id": action_id, "value": value}
    answer = await _deliver(workspace, payload | asked)
    found: Json = {n: answer[n] for n in ("options", "option_groups") if n in answer}
    if not found:
        raise PersonError("The app sent no options.", 424)
    return found


async def submit(workspace: Workspace, view: OpenView, user: User, values: Json) -> dict[str, str]:
    """Submit a modal and do what the app answers.

    Returns
    -------
    dict of block id to sentence
        What is wrong with the inputs; empty when the view was accepted.

    Raises
    ------
    PersonError
        The app didn't answer, or with something Slack would refuse.
    """
    view.values = values
    missing = unfilled(view.content["blocks"], values)
    if missing:
        return missing
    payload = _payload(workspace, "view_submission", user, Place(view=view), values)
    try:
        answer = await _deliver(workspace, payload | {"response_urls": []})
        return _obey(workspace, view, answer)
    except SlackError as refused:
        raise PersonError(f"{_TROUBLE} ({refused.code})", 424) from refused


def _obey(workspace: Workspace, view: OpenView, answer: Json) -> dict[str, str]:
    wanted = answer.get("response_action")
    if wanted == "errors":
        errors: dict[str, str] = answer.get("errors", {})
        inputs = {b["block_id"] for b in view.content["blocks"] if b["type"] == "input"}
        if not errors or not set(errors) <= inputs:
            raise SlackError("invalid_errors")
        return errors
    if wanted == "update":
        modals.replace_modal(workspace, view, answer.get("view"))
    elif wanted == "push":
        modals.push_modal(workspace, view.user, answer.get("view"))
    elif view in workspace.views.stack(view.user):
        # The app may have closed or replaced it while the person waited.
        modals.close_modal(workspace, view, cleared=wanted == "clear")
    return {}


async def close(workspace: Workspace, view: OpenView, user: User, *, cleared: bool = False) -> None:
    """Close a modal; the app hears of it where the view asks for that."""
    modals.close_modal(
        workspace, view, cleared=cleared or view.content.get("clear_on_close", False)
    )
    if view.content.get("notify_on_close"):
        payload = _payload(workspace, "view_closed", user, Place(view=view), view.values)
        # The window is closed either way, so nobody needs to know that the app didn't hear.
        with suppress(PersonError):
            await _deliver(workspace, payload | {"is_cleared": cleared})


async def _deliver(workspace: Workspace, payload: Json) -> Json:
    if not workspace.manifest.interactive:
        raise PersonError("This app is not configured to handle interactive responses.", 424)
    try:
        return await workspace.hub.deliver("interactive", payload, answerable=True)
    except NotConnectedError:
        raise PersonError(_AWAY, 424) from None
    except NotAcknowledgedError:
        raise PersonError(_SILENT, 424) from None


def _payload(workspace: Workspace, kind: str, user: User, place: Place, values: Json) -> Json:
    state = workspace.state
    payload: Json = {
        "type": kind,
        "team": {"id": user.team, "domain": state.team.domain} if user.team else None,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team or state.team.id,
        },
        "api_app_id": state.app_id,
        "token": "legacy",
        "trigger_id": workspace.triggers.issue(user.id),
        "enterprise": None if user.team else {"id": stable_id("E", "northwind")},
        "is_enterprise_install": user.team is None,
        "action_ts": f"{time.time():.6f}",
    }
    if place.view is not None:
        payload["container"] = {"type": "view", "view_id": place.view.id}
        payload["view"] = view_json(workspace, place.view)
    if place.message is not None and place.channel is not None:
        payload |= _message_fields(workspace, user, place.channel, place.message, values)
    return payload


def _message_fields(
    workspace: Workspace, user: User, channel: Channel, message: Message, values: Json
) -> Json:
    ephemeral = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    secret = workspace.response_urls.issue(
        channel.id, user.id, source_ts=message.ts, thread_ts=message.thread_ts
    )
    fields: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name},
        "state": {"values": values},
        "response_url": f"{workspace.url}/response/{secret}",
    }
    # Slack doesn't show an app the ephemeral message that it sent.
    return fields if ephemeral else fields | {"message": message_json(workspace, message)}
