"""Reading the page's requests: who, where, which; a clear sentence when that makes no sense."""

import json
from typing import Any

from starlette.requests import Request

from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import PersonError
from bot.workspace.interactions import Place
from bot.workspace.open_views import OpenView
from bot.workspace.state import Channel, Message, User
from bot.workspace.workspace import Workspace


async def body(request: Request) -> Json:
    """Return the JSON object that was sent."""
    try:
        sent = json.loads(await request.body())
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise PersonError("The page sent something unreadable.")
    return sent


def field(sent: Json, name: str) -> Any:
    """Return a field that has to be there."""
    if name not in sent:
        raise PersonError(f"The page didn't send {name}.")
    return sent[name]


def person(workspace: Workspace, user_id: Any) -> User:
    """Return the person, or another app's bot, with that id; the app is none."""
    user = workspace.state.users.get(str(user_id))
    if user is None or user.id == workspace.state.bot_user.id:
        raise PersonError("There is nobody of that name here.", 404)
    return user


def conversation(workspace: Workspace, channel_id: Any, user: User) -> Channel:
    """Return the conversation with that id if this person may read it."""
    channel = workspace.state.channels.get(str(channel_id))
    if channel is None or (channel.is_private and user.id not in channel.members):
        raise PersonError("This conversation doesn't exist, or you aren't in it.", 404)
    return channel


def writable(workspace: Workspace, channel_id: Any, user: User) -> Channel:
    """Return the conversation with that id if this person may write in it."""
    channel = conversation(workspace, channel_id, user)
    if user.id not in channel.members:
        raise PersonError("Join this channel to write in it.", 403)
    if channel.is_archived or (channel.is_read_only and not user.is_admin):
        raise PersonError("You can only read what was said here.", 403)
    if channel.is_im and not workspace.manifest.messages_enabled:
        raise PersonError("Sending messages to this app has been turned off.", 403)
    return channel


def thread(workspace: Workspace, channel: Channel, ts: Any) -> str | None:
    """Return the parent's ``ts``, or None for a message of its own."""
    if not ts:
        return None
    parent = workspace.state.message(channel.id, str(ts))
    if parent is None or parent.is_reply or parent.ephemeral_to is not None:
        raise PersonError("This message can't be replied to.", 404)
    return parent.ts


def message(workspace: Workspace, user: User, sent: Json) -> Message:
    """Return a message that this person sees."""
    channel = conversation(workspace, sent.get("channel"), user)
    found = workspace.state.message(channel.id, str(sent.get("message_ts")))
    if found is None or found.ephemeral_to not in (None, user.id):
        raise PersonError("This message is gone.", 404)
    return found


def open_view(workspace: Workspace, user: User, view_id: Any) -> OpenView:
    """Return a view that this person has open."""
    view = workspace.views.find(str(view_id))
    if view is None or view.user != user.id:
        raise PersonError("This window is closed already.", 404)
    return view


def place(workspace: Workspace, user: User, sent: Json) -> Place:
    """Return where the element stands that was used."""
    if sent.get("view_id"):
        return Place(view=open_view(workspace, user, sent["view_id"]))
    found = message(workspace, user, sent)
    return Place(workspace.state.channels[found.channel], found)
