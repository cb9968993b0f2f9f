"""Events: which of them the app hears, and delivering them until they are acknowledged."""

import asyncio
import time

from bot.workspace.blockkit.checks import Json
from bot.workspace.blockkit.rich_text import typed_rich_text
from bot.workspace.errors import NotAcknowledgedError, NotConnectedError
from bot.workspace.message_json import message_json, view_json
from bot.workspace.misbehaviour import Kind
from bot.workspace.state import Channel, Message, stable_id
from bot.workspace.workspace import Workspace

#: Somebody doesn't want any more what an agent does in a thread.
SESSION_STOPPED = "agent_session_stopped"


def scope_prefix(channel: Channel) -> str:
    """Return ``im``, ``mpim``, ``groups`` or ``channels``, as scopes and events name the kind of
    channel."""
    if channel.is_im:
        return "im"
    if channel.is_mpim:
        return "mpim"
    return "groups" if channel.is_private else "channels"


def message_posted(workspace: Workspace, message: Message) -> None:
    """Tell the app of a message in a conversation it is in, and of being mentioned in it."""
    channel = workspace.state.channels[message.channel]
    bot = workspace.state.bot_user.id
    if message.ephemeral_to is not None or bot not in channel.members:
        return
    _send_message_event(workspace, _message_event(workspace, message, channel), channel)
    if bot in message.pings:
        mentioned(workspace, message)
    for file_id in message.files:
        shared = {
            "type": "file_shared",
            "file_id": file_id,
            "file": {"id": file_id},
            "user_id": message.user,
            "channel_id": channel.id,
            "event_ts": message.ts,
        }
        _send(workspace, shared, "file_shared", "files:read")


def mentioned(workspace: Workspace, message: Message) -> None:
    """Tell the app that it is mentioned; not in direct messages, nor in its own words."""
    channel, bot = workspace.state.channels[message.channel], workspace.state.bot_user.id
    if bot not in channel.members or message.user == bot or channel.is_im:
        return
    event = _message_event(workspace, message, channel) | {"type": "app_mention"}
    for name in ("channel_type", "subtype"):
        event.pop(name, None)
    _send(workspace, event, "app_mention", "app_mentions:read")


def message_changed(workspace: Workspace, message: Message, before: Json) -> None:
    """Tell the app that a message reads differently now."""
    channel = workspace.state.channels[message.channel]
    if message.ephemeral_to is None and workspace.state.bot_user.id in channel.members:
        event = _edit_event(workspace, channel, "message_changed")
        event |= {"message": message_json(workspace, message), "previous_message": before}
        _send_message_event(workspace, event, channel)


def message_deleted(workspace: Workspace, message: Message, before: Json) -> None:
    """Tell the app that a message is gone."""
    channel = workspace.state.channels[message.channel]
    if message.ephemeral_to is None and workspace.state.bot_user.id in channel.members:
        event = _edit_event(workspace, channel, "message_deleted")
        event |= {"deleted_ts": message.ts, "previous_message": before}
        _send_message_event(workspace, event, channel)


def member_joined(workspace: Workspace, channel: Channel, user: str, inviter: str | None) -> None:
    """Tell the app that somebody, perhaps itself, joined a channel it is in."""
    if workspace.state.bot_user.id not in channel.members:
        return
    event: Json = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": workspace.state.team.id,
        "event_ts": workspace.state.next_ts(),
    }
    if inviter:
        event["inviter"] = inviter
    _send(workspace, event, "member_joined_channel", f"{scope_prefix(channel)}:read")


def home_opened(workspace: Workspace, user: str, tab: str) -> None:
    """Tell the app that a person looks at one of its tabs, ``home`` or ``messages``."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": workspace.state.direct_message(user).id,
        "tab": tab,
        "event_ts": workspace.state.next_ts(),
    }
    if tab == "home" and (view := workspace.views.home(user)):
        event["view"] = view_json(workspace, view)
    _send(workspace, event, "app_home_opened", None)


def uninstalled(workspace: Workspace) -> None:
    """Tell the app that it isn't installed any more."""
    revoked = {"type": "tokens_revoked", "tokens": {"bot": [workspace.state.bot_user.id]}}
    for event in ({"type": "app_uninstalled"}, revoked):
        _send(workspace, event, str(event["type"]), None)


def session_stopped(workspace: Workspace, channel: Channel, thread_ts: str, user: str) -> None:
    """Tell the app that a person stopped its session in a thread; nothing else comes of it."""
    event: Json = {
        "type": SESSION_STOPPED,
        "channel": channel.id,
        "thread_ts": thread_ts,
        "user": user,
        "streaming_message_ts": [],
        "event_ts": workspace.state.next_ts(),
    }
    _send(workspace, event, SESSION_STOPPED, None)


def _message_event(workspace: Workspace, message: Message, channel: Channel) -> Json:
    event = message_json(workspace, message) | {
        "channel": channel.id,
        "channel_type": _channel_type(channel),
        "event_ts": message.ts,
    }
    if not workspace.state.users[message.user].is_bot:
        event["client_msg_id"] = stable_id("", message.ts).lower()
        if message.text:
            event["blocks"] = [typed_rich_text(message.text, stable_id("", message.ts)[:5])]
    team = workspace.state.users[message.user].team
    if team not in (None, workspace.state.team.id):
        event |= {"user_team": team, "source_team": team}
    if message.subtype == "file_share":
        event |= {"upload": True, "display_as_bot": False}
    return event


def _edit_event(workspace: Workspace, channel: Channel, subtype: str) -> Json:
    ts = workspace.state.next_ts()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": _channel_type(channel),
        "ts": ts,
        "event_ts": ts,
    }


def _channel_type(channel: Channel) -> str:
    return scope_prefix(channel).removesuffix("s")


def _send_message_event(workspace: Workspace, event: Json, channel: Channel) -> None:
    kind = scope_prefix(channel)
    _send(workspace, event, f"message.{kind}", f"{kind}:history")


def _send(workspace: Workspace, event: Json, subscription: str, scope: str | None) -> None:
    granted = scope is None or scope in workspace.manifest.scopes
    if subscription not in workspace.manifest.events or not granted:
        return
    state = workspace.state
    actor = state.users.get((event.get("message") or event).get("user", ""), state.bot_user)
    body = {
        "type": "event_callback",
        "token": "legacy",
        "team_id": actor.team,
        "context_team_id": state.team.id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": event,
        "event_id": state.new_id("Ev"),
        "event_time": int(time.time()),
        "event_context": state.new_id(""),
        "is_ext_shared_channel": actor.team not in (None, state.team.id),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": actor.team and state.team.id,
                "user_id": state.bot_user.id,
                "is_bot": True,
                "is_enterprise_install": actor.team is None,
            }
        ],
    }
    workspace.in_background(_deliver(workspace, body))
    if workspace.misbehaviour.take(Kind.DELIVER_TWICE, event["type"]):
        workspace.in_background(_deliver(workspace, body))


async def _deliver(workspace: Workspace, body: Json) -> None:
    for attempt, wait in enumerate((0.0, *workspace.timing.event_retries)):
        await asyncio.sleep(wait)
        try:
            await workspace.hub.deliver(
                "events_api",
                body,
                answerable=False,
                retry_attempt=attempt,
                retry_reason="timeout" if attempt else "",
            )
        except (NotConnectedError, NotAcknowledgedError):
            continue
        return
