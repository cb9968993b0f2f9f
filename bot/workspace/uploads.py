"""The three steps of an upload, and the processing that makes a file usable afterwards."""

import asyncio

from bot.workspace import mentions, messages
from bot.workspace.content import Content
from bot.workspace.files import StoredFile
from bot.workspace.misbehaviour import Kind
from bot.workspace.workspace import Workspace


def process(
    workspace: Workspace,
    files: list[StoredFile],
    channels: list[str],
    *,
    content: Content,
    thread_ts: str | None,
) -> None:
    """Make completed uploads ready a little later, and share them then.

    As in Slack, the answer to the last step comes before the files have a type and
    before the message that shares them appears.
    """
    wait = workspace.timing.file_processing
    if trick := workspace.misbehaviour.take(Kind.SLOW_FILES):
        wait = trick.seconds

    async def finish() -> None:
        await asyncio.sleep(wait)
        for file in files:
            file.ready = True
        bot = workspace.state.bot_user.id
        ids = [file.id for file in files]
        for channel in channels:
            messages.post(workspace, channel, bot, content, thread_ts=thread_ts, files=ids)

    workspace.in_background(finish())


def shared_by_person(
    workspace: Workspace,
    files: list[StoredFile],
    *,
    user: str,
    channel: str,
    comment: str,
    thread_ts: str | None,
) -> None:
    """Share what a person dropped into a conversation; it is processed already."""
    for file in files:
        file.completed = file.ready = True
        workspace.files.add(file)
    content = Content(mentions.typed(comment, workspace.state))
    ids = [file.id for file in files]
    messages.post(workspace, channel, user, content, thread_ts=thread_ts, files=ids)


def can_see(workspace: Workspace, file: StoredFile, user: str) -> bool:
    """Say whether somebody may load a file: the owner, and those it is shown to."""
    if user == file.user:
        return True
    places = [workspace.state.channels[place] for place in {*file.shares, *file.shown_in}]
    if user == workspace.state.bot_user.id:
        return any(user in place.members for place in places)
    return any(not place.is_private or user in place.members for place in places)
