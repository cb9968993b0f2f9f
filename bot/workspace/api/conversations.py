"""conversations.*: which there are, who is in them, what was said."""

from collections.abc import Mapping
from typing import TypeVar

from bot.workspace import events
from bot.workspace.api.method import (
    Arguments,
    Method,
    found_message,
    joined_channel,
    need_scope,
    visible_channel,
)
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import SlackError
from bot.workspace.message_json import message_json
from bot.workspace.rates import Tier
from bot.workspace.state import Channel, Message
from bot.workspace.workspace import Workspace

Item = TypeVar("Item")
_MOST = 999
_SCOPE_OF_TYPE = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


def _channel_json(workspace: Workspace, channel: Channel) -> Json:
    if channel.is_im:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_archived": False,
            "user": channel.user,
            "context_team_id": workspace.state.team.id,
        }
    topic = {"value": channel.topic, "creator": "", "last_set": 0}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "is_channel": not channel.is_private,
        "is_group": False,
        "is_im": False,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_member": workspace.state.bot_user.id in channel.members,
        "num_members": len(channel.members),
        "topic": topic,
        "purpose": {**topic, "value": ""},
        "context_team_id": workspace.state.team.id,
    }


def _list(workspace: Workspace, arguments: Arguments) -> Json:
    types = (arguments.optional_text("types") or "public_channel").split(",")
    for kind in types:
        if kind.strip() not in _SCOPE_OF_TYPE:
            raise SlackError("invalid_types")
        need_scope(workspace, _SCOPE_OF_TYPE[kind.strip()])
    wanted = {kind.strip() for kind in types}
    bot = workspace.state.bot_user.id
    listed = [
        channel
        for channel in workspace.state.channels.values()
        if _type(channel) in wanted and (not channel.is_private or bot in channel.members)
    ]
    page, cursor = _page(listed, arguments)
    return {
        "channels": [_channel_json(workspace, channel) for channel in page],
        "response_metadata": {"next_cursor": cursor},
    }


def _type(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    if channel.is_mpim:
        return "mpim"
    return "private_channel" if channel.is_private else "public_channel"


def _page(items: list[Item], arguments: Arguments) -> tuple[list[Item], str]:
    start = arguments.number("cursor", 0) if arguments.optional_text("cursor") else 0
    end = start + min(arguments.number("limit", 100), _MOST)
    return items[start:end], str(end) if end < len(items) else ""


def _readable(workspace: Workspace, arguments: Arguments, permission: str) -> Channel:
    channel = visible_channel(workspace, arguments.text("channel"))
    need_scope(workspace, f"{events.scope_prefix(channel)}:{permission}")
    return channel


def _info(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _readable(workspace, arguments, "read")
    return {"channel": _channel_json(workspace, channel)}


def _members(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _readable(workspace, arguments, "read")
    return {"members": channel.members, "response_metadata": {"next_cursor": ""}}


def _open(workspace: Workspace, arguments: Arguments) -> Json:
    if channel_id := arguments.optional_text("channel"):
        channel = visible_channel(workspace, channel_id)
    else:
        users = arguments.text("users").split(",")
        if len(users) > 1:
            raise SlackError("method_not_supported_for_channel_type")
        user = workspace.state.users.get(users[0])
        if user is None:
            raise SlackError("user_not_found")
        if user.is_bot:
            raise SlackError("cannot_dm_bot")
        if user.deleted:
            raise SlackError("user_disabled")
        channel = workspace.state.direct_message(user.id)
    return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}


def _join(workspace: Workspace, arguments: Arguments) -> Json:
    channel = visible_channel(workspace, arguments.text("channel"))
    bot = workspace.state.bot_user.id
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if bot not in channel.members:
        channel.members.append(bot)
        events.member_joined(workspace, channel, bot, None)
        workspace.streams.tell_everyone({"type": "channels"})
    return {"channel": _channel_json(workspace, channel)}


def _history(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _readable(workspace, arguments, "history")
    joined_channel(workspace, channel.id)
    shown = [
        message
        for message in workspace.state.messages(channel.id)
        if message.ephemeral_to is None
        and (not message.is_reply or message.subtype == "thread_broadcast")
    ]
    newest_first = _between(shown, arguments)[::-1]
    return _messages(workspace, newest_first, arguments)


def _replies(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _readable(workspace, arguments, "history")
    joined_channel(workspace, channel.id)
    parent = found_message(workspace, channel, arguments.text("ts"), "thread_not_found")
    replies = _between(workspace.state.replies(parent), arguments)
    return _messages(workspace, [parent, *replies], arguments)


def _between(messages: list[Message], arguments: Arguments) -> list[Message]:
    oldest = arguments.optional_text("oldest") or "0"
    latest = arguments.optional_text("latest") or "9999999999.999999"
    inclusive = arguments.flag("inclusive")
    return [
        message
        for message in messages
        if float(oldest) < float(message.ts) < float(latest)
        or (inclusive and message.ts in (oldest, latest))
    ]


def _messages(workspace: Workspace, messages: list[Message], arguments: Arguments) -> Json:
    page, cursor = _page(messages, arguments)
    return {
        "messages": [message_json(workspace, message) for message in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


METHODS: Mapping[str, Method] = {
    "conversations.list": Method(_list, Tier.TIER_2),
    "conversations.info": Method(_info, Tier.TIER_3),
    "conversations.members": Method(_members, Tier.TIER_4),
    "conversations.open": Method(_open, Tier.TIER_3, "im:write"),
    "conversations.join": Method(_join, Tier.TIER_3, "channels:join"),
    "conversations.history": Method(_history, Tier.TIER_3),
    "conversations.replies": Method(_replies, Tier.TIER_3),
}
