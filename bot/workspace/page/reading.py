"""What the page reads: who is here, what was said, files, the Home tab."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.workspace import events, uploads
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import PersonError
from bot.workspace.file_routes import file_response
from bot.workspace.message_json import page_message, page_view
from bot.workspace.page import asked
from bot.workspace.state import Channel, Message, User
from bot.workspace.workspace import Workspace


async def bootstrap(workspace: Workspace, request: Request) -> Response:
    """Everything the page shows before any message."""
    state = workspace.state
    viewer = request.query_params.get("user")
    listed = [
        each for each in state.channels.values() if not each.is_private or viewer in each.members
    ]
    app = {
        "id": state.app_id,
        "name": workspace.manifest.name,
        "description": workspace.manifest.description,
        "bot_user_id": state.bot_user.id,
        "home_enabled": workspace.manifest.home_enabled,
        "agent": workspace.manifest.agent,
        "prompts": [
            {"title": prompt.title, "message": prompt.message}
            for prompt in workspace.manifest.prompts
        ],
    }
    offered = [
        {
            "command": command.command,
            "description": command.description,
            "usage_hint": command.usage_hint,
        }
        for command in workspace.manifest.commands
    ]
    return JSONResponse(
        {
            "team": {"id": state.team.id, "name": state.team.name},
            "users": [_user(user) for user in state.users.values()],
            "channels": [channel_json(channel) for channel in listed],
            "app": app,
            "commands": offered,
            "shortcuts": [
                {
                    "name": shortcut.name,
                    "type": shortcut.type,
                    "callback_id": shortcut.callback_id,
                    "description": shortcut.description,
                }
                for shortcut in workspace.manifest.shortcuts
            ],
            "bot_connected": workspace.hub.connected,
        }
    )


def _user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "tz": user.tz,
        "color": user.color,
        "is_bot": user.is_bot,
    }


def channel_json(channel: Channel) -> Json:
    described: Json = {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "is_im": channel.is_im,
        "is_private": channel.is_private,
        "members": channel.members,
    }
    return described | {"user": channel.user} if channel.user else described


async def history(workspace: Workspace, request: Request) -> Response:
    """A channel's top-level messages, or a thread's, oldest first."""
    query = request.query_params
    user = asked.person(workspace, query.get("user"))
    channel = asked.conversation(workspace, query.get("channel"), user)
    thread_ts = query.get("thread_ts")
    shown = [
        page_message(workspace, message, user.id)
        for message in workspace.state.messages(channel.id)
        if message.ephemeral_to in (None, user.id) and _belongs(message, thread_ts)
    ]
    return JSONResponse({"messages": shown})


def _belongs(message: Message, thread_ts: str | None) -> bool:
    if thread_ts is not None:
        return thread_ts in (message.ts, message.thread_ts)
    return not message.is_reply or message.subtype == "thread_broadcast"


async def open_home(workspace: Workspace, request: Request) -> Response:
    """Open one of the app's tabs, Home unless another is named."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    events.home_opened(workspace, user.id, str(sent.get("tab") or "home"))
    view = workspace.views.home(user.id)
    return JSONResponse({"view": page_view(workspace, view) if view else None})


async def send_file(workspace: Workspace, request: Request) -> Response:
    """Load or save a file."""
    query = request.query_params
    user = asked.person(workspace, query.get("user"))
    file = workspace.files.get(request.path_params["file_id"])
    if file is None or file.content is None or not uploads.can_see(workspace, file, user.id):
        raise PersonError("This file doesn't exist, or you can't see it.", 404)
    return file_response(file, as_download=query.get("download") == "1")
