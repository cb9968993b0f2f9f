"""Messages and views as JSON: what an app reads, and what the page shows besides."""

from typing import Any
from urllib.parse import quote

from bot.workspace.blockkit.checks import Json
from bot.workspace.files import StoredFile, file_json
from bot.workspace.open_views import OpenView
from bot.workspace.state import Message, stable_id
from bot.workspace.workspace import Workspace


def message_json(workspace: Workspace, message: Message) -> Json:
    """Write a message as the Web API and events carry it."""
    state, author = workspace.state, workspace.state.users[message.user]
    written: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": author.team,
    }
    if author.is_bot:
        bot_id, app_id = stable_id("B", author.app), stable_id("A", author.app)
        written |= {
            "bot_id": bot_id,
            "app_id": app_id,
            "bot_profile": {
                "id": bot_id,
                "app_id": app_id,
                "name": author.real_name,
                "deleted": False,
                "team_id": author.team,
            },
        }
    for name in ("blocks", "attachments", "subtype", "edited", "metadata", "thread_ts"):
        if content := getattr(message, name):
            written[name] = content
    if message.files:
        written["files"] = [
            file_json(file, workspace.url, state.team.id) for file in _files(workspace, message)
        ]
    if message.reactions:
        written["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return written | _thread_fields(workspace, message)


def _files(workspace: Workspace, message: Message) -> list[StoredFile]:
    found = (workspace.files.get(file_id) for file_id in message.files)
    return [file for file in found if file is not None]


def _thread_fields(workspace: Workspace, message: Message) -> Json:
    if message.is_reply:
        parent = workspace.state.message(message.channel, message.thread_ts or "")
        return {"parent_user_id": parent.user} if parent else {}
    replies = workspace.state.replies(message)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts,
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
    }


def page_message(workspace: Workspace, message: Message, viewer: str) -> Json:
    """Write a message for the page: with addresses it can load, and who was pinged."""
    written = message_json(workspace, message) | {
        "channel": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
        "pings": message.pings,
    }
    if session := workspace.sessions.find(message.channel, message.ts):
        stoppable = "agent_session_stopped" in workspace.manifest.events
        written["session"] = {
            "status": session.status,
            "title": session.title,
            "stoppable": stoppable,
        }
    if message.response_of:
        written["response_of"] = message.response_of
    if message.files:
        written["files"] = [
            page_file(workspace, file, viewer) for file in _files(workspace, message)
        ]
    if message.blocks:
        written["blocks"] = with_image_addresses(workspace, message.blocks, viewer)
    return written


def page_file(workspace: Workspace, file: StoredFile, viewer: str) -> Json:
    """Write a file object with ``ui_url``, where the page loads it."""
    described = file_json(file, workspace.url, workspace.state.team.id)
    return described | {"ui_url": _ui_url(file, viewer)}


def _ui_url(file: StoredFile, viewer: str) -> str:
    return f"/ui/files/{file.id}/{quote(file.name)}?user={viewer}"


def with_image_addresses(workspace: Workspace, node: Any, viewer: str) -> Any:
    """Copy blocks, adding ``ui_url`` wherever an uploaded file is shown."""
    if isinstance(node, list):
        return [with_image_addresses(workspace, each, viewer) for each in node]
    if not isinstance(node, dict):
        return node
    copy = {name: with_image_addresses(workspace, each, viewer) for name, each in node.items()}
    if isinstance(node.get("slack_file"), dict):
        file = workspace.files.get(shown_file_id(node["slack_file"]))
        if file is not None:
            copy["ui_url"] = _ui_url(file, viewer)
    return copy


def shown_file_id(slack_file: Json) -> str:
    """Return the id in a ``slack_file`` object, which names a file by id or by address."""
    if "id" in slack_file:
        return str(slack_file["id"])
    parts = str(slack_file["url"]).split("/")
    ids = [part.rpartition("-")[2] for part in parts if part.rpartition("-")[2].startswith("F")]
    return ids[0] if ids else ""


def view_json(workspace: Workspace, view: OpenView) -> Json:
    """Write a view object as apps receive it."""
    state = workspace.state
    defaults: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": None,
        "submit": None,
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return {
        **defaults,
        **view.content,
        "id": view.id,
        "team_id": state.team.id,
        "app_id": state.app_id,
        "app_installed_team_id": state.team.id,
        "bot_id": state.bot_id,
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "state": {"values": view.values},
    }


def page_view(workspace: Workspace, view: OpenView) -> Json:
    """Write a view for the page."""
    written = view_json(workspace, view)
    blocks = with_image_addresses(workspace, view.content["blocks"], view.user)
    return written | {"blocks": blocks}
