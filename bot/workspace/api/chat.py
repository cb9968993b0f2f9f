"""chat.*, reactions.* and blocks.validate."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.workspace import limits, mentions, messages
from bot.workspace.api.method import (
    Arguments,
    Method,
    found_message,
    joined_channel,
    visible_channel,
)
from bot.workspace.blockkit.blocks import Surface, block_problems
from bot.workspace.blockkit.checks import Json, Problem
from bot.workspace.blockkit.views import view_problems
from bot.workspace.content import Content, checked_content
from bot.workspace.errors import SlackError
from bot.workspace.message_json import message_json
from bot.workspace.rates import Tier
from bot.workspace.state import Channel, Message
from bot.workspace.workspace import Workspace

_LINK = re.compile(r"<(https?://[^|<>]+)")
_MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".mp4")


def _content(workspace: Workspace, arguments: Arguments) -> Content:
    body = arguments.values | {
        "blocks": arguments.json("blocks", "invalid_blocks_format"),
        "attachments": arguments.json("attachments", "invalid_attachments"),
        "metadata": arguments.json("metadata", "invalid_metadata_format"),
    }
    if arguments.flag("link_names") or arguments.values.get("parse") == "full":
        body["text"] = mentions.references(body.get("text") or "", workspace.state)
    return checked_content(workspace, body)


def _unfurled(content: Content, arguments: Arguments) -> Content:
    """Show what is behind the links in a message; of an app's, Slack shows media unless told not
    to, and pages if told to."""
    shown = {
        True: arguments.flag("unfurl_media", default=True),
        False: arguments.flag("unfurl_links"),
    }
    links = _LINK.findall(json.dumps([content.text, content.blocks]))
    found = [link for link in links if shown[link.lower().endswith(_MEDIA)]]
    behind = [{"from_url": link, "fallback": link} for link in found]
    return replace(content, attachments=[*content.attachments, *behind])


def _writable_channel(workspace: Workspace, name: str) -> Channel:
    channel = visible_channel(workspace, name)
    public = not channel.is_private and "chat:write.public" in workspace.manifest.scopes
    channel = channel if public else joined_channel(workspace, name)
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_read_only:
        raise SlackError("restricted_action_read_only_channel")
    if channel.is_im and not workspace.manifest.messages_enabled:
        raise SlackError("messages_tab_disabled")
    return channel


def _thread(workspace: Workspace, channel: Channel, arguments: Arguments) -> str | None:
    ts = arguments.optional_text("thread_ts")
    if ts is None:
        return None
    parent = workspace.state.message(channel.id, ts)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.is_reply or parent.ephemeral_to is not None:
        raise SlackError("cannot_reply_to_message")
    return ts


def _post_message(workspace: Workspace, arguments: Arguments) -> Json:
    channel = _writable_channel(workspace, arguments.text("channel"))
    content = _content(workspace, arguments)
    if content.empty:
        raise SlackError("no_text")
    message = messages.post(
        workspace,
        channel.id,
        workspace.state.bot_user.id,
        _unfurled(content, arguments),
        thread_ts=_thread(workspace, channel, arguments),
        broadcast=arguments.flag("reply_broadcast"),
    )
    written = message_json(workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": written}


def _post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    channel = joined_channel(workspace, arguments.text("channel"))
    user = arguments.text("user")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_read_only:
        raise SlackError("restricted_action")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    _refuse_long_text(arguments)
    content = _content(workspace, arguments)
    if content.empty:
        raise SlackError("no_text")
    thread = _thread(workspace, channel, arguments)
    parent = workspace.state.message(channel.id, thread) if thread else None
    if parent is not None and not workspace.state.replies(parent):
        # Slack takes it, and shows it to nobody: there is no thread yet.
        return {"message_ts": workspace.state.next_ts()}
    message = messages.post(
        workspace,
        channel.id,
        workspace.state.bot_user.id,
        content,
        thread_ts=thread,
        ephemeral_to=user,
    )
    return {"message_ts": message.ts}


def _refuse_long_text(arguments: Arguments) -> None:
    if len(arguments.optional_text("text") or "") > limits.UPDATE_TEXT:
        raise SlackError("msg_too_long")


def _own_message(workspace: Workspace, arguments: Arguments, refused: str) -> Message:
    name = arguments.text("channel")
    # Unlike posting, changing needs the id of the conversation itself.
    if name not in workspace.state.channels:
        raise SlackError("channel_not_found")
    channel = visible_channel(workspace, name)
    if channel.is_archived:
        raise SlackError("is_inactive")
    message = found_message(workspace, channel, arguments.text("ts"), "message_not_found")
    if message.user != workspace.state.bot_user.id or message.subtype == "tombstone":
        raise SlackError(refused)
    return message


def _update(workspace: Workspace, arguments: Arguments) -> Json:
    message = _own_message(workspace, arguments, "cant_update_message")
    _refuse_long_text(arguments)
    content = _content(workspace, arguments)
    if content.empty and not message.files:
        raise SlackError("no_text")
    messages.update(workspace, message, content)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(workspace, message),
    }


def _delete(workspace: Workspace, arguments: Arguments) -> Json:
    message = _own_message(workspace, arguments, "cant_delete_message")
    messages.delete(workspace, message)
    return {"channel": message.channel, "ts": message.ts}


def _permalink(workspace: Workspace, arguments: Arguments) -> Json:
    channel = visible_channel(workspace, arguments.text("channel"))
    ts = arguments.text("message_ts")
    message = found_message(workspace, channel, ts, "message_not_found")
    address = f"{workspace.url}/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.is_reply:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


def _reacted(workspace: Workspace, arguments: Arguments) -> tuple[Message, str, list[str]]:
    channel = joined_channel(workspace, arguments.text("channel"))
    ts = arguments.text("timestamp")
    message = found_message(workspace, channel, ts, "message_not_found")
    name = arguments.text("name").strip(":")
    return message, name, message.reactions.get(name, [])


def _add_reaction(workspace: Workspace, arguments: Arguments) -> Json:
    message, name, users = _reacted(workspace, arguments)
    if workspace.state.bot_user.id in users:
        raise SlackError("already_reacted")
    message.reactions[name] = [*users, workspace.state.bot_user.id]
    messages.touched(workspace, message)
    return {}


def _remove_reaction(workspace: Workspace, arguments: Arguments) -> Json:
    message, name, users = _reacted(workspace, arguments)
    if workspace.state.bot_user.id not in users:
        raise SlackError("no_reaction")
    users.remove(workspace.state.bot_user.id)
    if not users:
        del message.reactions[name]
    messages.touched(workspace, message)
    return {}


def _validate(workspace: Workspace, arguments: Arguments) -> Json:
    given = [name for name in ("blocks", "message", "view") if arguments.values.get(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments")
    name = given[0]
    if len(str(arguments.values[name])) > limits.VALIDATED_JSON:
        raise SlackError("invalid_arguments")
    value = arguments.json(name)
    problems = _problems(name, value)
    if problems:
        raise SlackError(f"invalid_{name}", errors=[_as_object(each) for each in problems])
    return {}


def _problems(name: str, value: object) -> list[Problem]:
    if name == "view":
        return view_problems(value, "")
    if name == "blocks":
        return block_problems(value, Surface.MESSAGE, "")
    blocks = value.get("blocks", []) if isinstance(value, dict) else value
    return block_problems(blocks, Surface.MESSAGE)


def _as_object(problem: Problem) -> Json:
    written: Json = {"code": problem.code, "message": problem.message, "pointer": problem.pointer}
    if problem.code == "missing_field":
        written["field"] = problem.message.rpartition(" ")[2]
    return written


METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(_post_message, Tier.POSTING, "chat:write"),
    "chat.postEphemeral": Method(_post_ephemeral, Tier.TIER_4, "chat:write"),
    "chat.update": Method(_update, Tier.TIER_3, "chat:write"),
    "chat.delete": Method(_delete, Tier.TIER_3, "chat:write"),
    "chat.getPermalink": Method(_permalink, Tier.GENEROUS),
    "reactions.add": Method(_add_reaction, Tier.TIER_3, "reactions:write"),
    "reactions.remove": Method(_remove_reaction, Tier.TIER_2, "reactions:write"),
    "blocks.validate": Method(_validate, Tier.GENEROUS, token=None),
}
