"""Posting, changing and deleting messages: one path for the Web API, response_urls and people."""

import time
from collections.abc import Iterator
from typing import Any

from bot.workspace import events, mentions
from bot.workspace.content import Content
from bot.workspace.message_json import message_json, page_message, shown_file_id
from bot.workspace.state import Message
from bot.workspace.workspace import Workspace


def post(
    workspace: Workspace,
    channel: str,
    user: str,
    content: Content,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    ephemeral_to: str | None = None,
    files: list[str] | None = None,
    response_of: str | None = None,
) -> Message:
    """Store a message and tell everyone whom it concerns.

    Parameters
    ----------
    workspace : Workspace
    channel, user : str
        Where, and the author's id.
    content : Content
    thread_ts : str or None
        The parent's ``ts``.
    broadcast : bool
        Whether a reply shows in the channel too.
    ephemeral_to : str or None
        The one person who sees it.
    files : list of str, optional
        Ids of the files that it shares.
    response_of : str or None
        The command that it answers.
    """
    message = Message(
        workspace.state.next_ts(),
        channel,
        user,
        content.text,
        content.blocks,
        content.attachments,
        files or [],
        thread_ts,
        _subtype(files, broadcast and thread_ts is not None),
        ephemeral_to=ephemeral_to,
        metadata=content.metadata,
        pings=mentions.pings(content.text, content.blocks, content.attachments),
        response_of=response_of,
    )
    workspace.state.add(message)
    for file_id in message.files:
        if file := workspace.files.get(file_id):
            file.shares.setdefault(channel, []).append(message.ts)
    _show_files(workspace, message)
    _tell_pages(workspace, "message", message)
    if message.is_reply and ephemeral_to is None:
        _refresh_parent(workspace, message)
    events.message_posted(workspace, message)
    if ephemeral_to is None:
        _let_bots_answer(workspace, message)
    return message


def _let_bots_answer(workspace: Workspace, message: Message) -> None:
    """Have other apps' bots answer whoever mentions them, with a mention in return."""
    members = workspace.state.channels[message.channel].members
    for bot in map(workspace.state.users.get, message.pings):
        if bot is not None and bot.answer and bot.id in members and bot.id != message.user:
            content = Content(f"<@{message.user}> {bot.answer}")
            thread = message.thread_ts or message.ts
            post(workspace, message.channel, bot.id, content, thread_ts=thread)


def _subtype(files: list[str] | None, broadcast: bool) -> str | None:
    if files:
        return "file_share"
    return "thread_broadcast" if broadcast else None


def update(workspace: Workspace, message: Message, content: Content) -> None:
    """Put other content into a message; metadata stays unless new metadata came."""
    before, notified = message_json(workspace, message), message.pings
    message.text = content.text
    message.blocks = content.blocks
    message.attachments = content.attachments
    message.metadata = content.metadata or message.metadata
    message.pings = mentions.pings(content.text, content.blocks, content.attachments)
    # Slack marks a message as edited only where its text is what people read.
    if not content.blocks:
        message.edited = {"user": message.user, "ts": f"{time.time():.6f}"}
    _show_files(workspace, message)
    _tell_pages(workspace, "message_changed", message)
    events.message_changed(workspace, message, before)
    bot = workspace.state.bot_user.id
    if bot in message.pings and bot not in notified:
        events.mentioned(workspace, message)


def delete(workspace: Workspace, message: Message) -> None:
    """Delete a message; where it has replies, a tombstone keeps their place."""
    before = message_json(workspace, message)
    if workspace.state.replies(message):
        message.text, message.subtype = "This message was deleted.", "tombstone"
        message.blocks, message.attachments, message.files = [], [], []
        _tell_pages(workspace, "message_changed", message)
    else:
        workspace.state.remove(message)
        for viewer in viewers(workspace, message):
            frame = {"type": "message_deleted", "channel": message.channel, "ts": message.ts}
            workspace.streams.tell(viewer, frame)
        if message.is_reply:
            _refresh_parent(workspace, message)
    events.message_deleted(workspace, message, before)


def touched(workspace: Workspace, message: Message) -> None:
    """Have pages draw a message again, because a reaction or a file in it changed."""
    _tell_pages(workspace, "message_changed", message)


def viewers(workspace: Workspace, message: Message) -> list[str]:
    """Return the people who can see a message: its addressee, or the channel's members."""
    if message.ephemeral_to is not None:
        return [message.ephemeral_to]
    channel = workspace.state.channels[message.channel]
    if channel.is_private:
        return channel.members
    return list(workspace.state.users)


def _tell_pages(workspace: Workspace, kind: str, message: Message) -> None:
    for viewer in viewers(workspace, message):
        written = page_message(workspace, message, viewer)
        workspace.streams.tell(viewer, {"type": kind, "message": written})


def _refresh_parent(workspace: Workspace, message: Message) -> None:
    parent = workspace.state.message(message.channel, message.thread_ts or "")
    if parent is not None:
        _tell_pages(workspace, "message_changed", parent)


def _show_files(workspace: Workspace, message: Message) -> None:
    """Let those who see a message load the pictures in its blocks."""
    for file_id in _shown_ids([*message.blocks, *message.attachments]):
        if file := workspace.files.get(file_id):
            file.shown_in.add(message.channel)


def _shown_ids(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _shown_ids(each)
    elif isinstance(node, dict):
        if isinstance(node.get("slack_file"), dict):
            yield shown_file_id(node["slack_file"])
        for each in node.values():
            yield from _shown_ids(each)
