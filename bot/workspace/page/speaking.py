"""What people say and bring: messages, commands, files, channels."""

from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.workspace import commands, events, mentions, messages, uploads
from bot.workspace.content import Content
from bot.workspace.errors import PersonError
from bot.workspace.files import StoredFile, new_file
from bot.workspace.message_json import page_file
from bot.workspace.page import asked
from bot.workspace.page.reading import channel_json
from bot.workspace.state import Channel, User
from bot.workspace.workspace import Workspace


async def send_message(workspace: Workspace, request: Request) -> Response:
    """Say something."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    channel = asked.writable(workspace, sent.get("channel"), user)
    text = str(sent.get("text") or "").strip()
    if not text:
        raise PersonError("Write something first.")
    thread_ts = asked.thread(workspace, channel, sent.get("thread_ts"))
    content = Content(mentions.typed(text, workspace.state))
    broadcast = bool(sent.get("broadcast"))
    message = messages.post(
        workspace, channel.id, user.id, content, thread_ts=thread_ts, broadcast=broadcast
    )
    bot = workspace.state.bot_user
    if bot.id in message.pings and bot.id not in channel.members:
        text = f"@{bot.name} isn't in this channel. Invite it to have it hear you."
        commands.notice(workspace, user, channel, text)
    return JSONResponse({"ok": True, "ts": message.ts})


async def edit_message(workspace: Workspace, request: Request) -> Response:
    """Say something else in a message of one's own."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    message = asked.message(workspace, user, sent)
    text = str(sent.get("text") or "").strip()
    if message.user != user.id or not text:
        raise PersonError("Only your own words can be changed, and not into nothing.", 403)
    messages.update(workspace, message, Content(mentions.typed(text, workspace.state)))
    return JSONResponse({"ok": True})


async def delete_message(workspace: Workspace, request: Request) -> Response:
    """Take back a message of one's own; an admin, anybody's."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    message = asked.message(workspace, user, sent)
    if message.user != user.id and not user.is_admin:
        raise PersonError("Only admins delete what others said.", 403)
    messages.delete(workspace, message)
    return JSONResponse({"ok": True})


async def send_command(workspace: Workspace, request: Request) -> Response:
    """Run a slash command; what comes of it arrives by the stream."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    channel = asked.conversation(workspace, sent.get("channel"), user)
    name, text = str(sent.get("command", "")), str(sent.get("text") or "")
    workspace.in_background(commands.run_command(workspace, user, channel, name, text))
    return JSONResponse({"ok": True})


async def upload(workspace: Workspace, request: Request) -> Response:
    """Share files in a conversation."""
    async with request.form() as form:
        sent = {name: each for name, each in form.items() if isinstance(each, str)}
        user = asked.person(workspace, sent.get("user"))
        channel = asked.writable(workspace, sent.get("channel"), user)
        thread_ts = asked.thread(workspace, channel, sent.get("thread_ts"))
        files = await _files(workspace, form, user)
    comment = sent.get("comment", "")
    uploads.shared_by_person(
        workspace, files, user=user.id, channel=channel.id, comment=comment, thread_ts=thread_ts
    )
    return JSONResponse({"ok": True, "files": [page_file(workspace, f, user.id) for f in files]})


async def _files(workspace: Workspace, form: FormData, user: User) -> list[StoredFile]:
    files: list[StoredFile] = []
    for part in (each for _, each in form.multi_items() if isinstance(each, UploadFile)):
        file_id = workspace.state.new_id("F")
        file = new_file(file_id, part.filename or "untitled", user.id)
        file.content = await part.read()
        files.append(file)
    if not files:
        raise PersonError("Choose a file first.")
    return files


async def change_channel(workspace: Workspace, request: Request) -> Response:
    """Create, join or leave a channel, invite somebody or take them out."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    action = sent.get("action")
    if action == "create":
        name = str(sent.get("name", "")).strip().lower().removeprefix("#")
        if not name or workspace.state.channel_named(name):
            raise PersonError("Choose a name that no other channel has.")
        channel = workspace.state.add_channel(
            name, [user.id], is_private=bool(sent.get("is_private"))
        )
    else:
        channel = asked.conversation(workspace, sent.get("channel"), user)
        _change_members(workspace, channel, user, str(action), sent.get("invitee"))
    workspace.streams.tell_everyone({"type": "channels"})
    return JSONResponse({"ok": True, "channel": channel_json(channel)})


def _change_members(
    workspace: Workspace, channel: Channel, user: User, action: str, invitee: Any
) -> None:
    if channel.is_im or channel.is_mpim:
        raise PersonError("Nobody can join or leave a direct message.")
    if action == "leave":
        channel.members = [member for member in channel.members if member != user.id]
    elif action == "remove":
        channel.members = [member for member in channel.members if member != str(invitee)]
    elif action in ("join", "invite"):
        joining = user.id if action == "join" else str(invitee)
        if joining not in workspace.state.users:
            raise PersonError("There is nobody of that name here.", 404)
        if joining not in channel.members:
            channel.members.append(joining)
            inviter = user.id if action == "invite" else None
            events.member_joined(workspace, channel, joining, inviter)
    else:
        raise PersonError(
            "A channel can be created, joined or left, and somebody invited to it or removed."
        )
