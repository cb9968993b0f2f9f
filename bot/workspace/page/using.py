"""Using what the app shows: buttons, menus, modals."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.workspace import events, interactions
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import PersonError
from bot.workspace.page import asked
from bot.workspace.sessions import Status
from bot.workspace.workspace import Workspace


async def act(workspace: Workspace, request: Request) -> Response:
    """Use a button, a menu or another element."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    action = {**asked.field(sent, "action"), "block_id": asked.field(sent, "block_id")}
    values = _values(sent.get("state") or {})
    await interactions.act(workspace, user, asked.place(workspace, user, sent), action, values)
    return JSONResponse({"ok": True})


async def use_shortcut(workspace: Workspace, request: Request) -> Response:
    """Choose a shortcut, on a message or anywhere."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    shortcut = workspace.manifest.shortcut(str(asked.field(sent, "callback_id")))
    if shortcut is None:
        raise PersonError("This app has no such shortcut.", 404)
    place = asked.place(workspace, user, sent) if sent.get("message_ts") else None
    await interactions.use_shortcut(workspace, user, shortcut, place)
    return JSONResponse({"ok": True})


async def suggest(workspace: Workspace, request: Request) -> Response:
    """Type into an external select."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    place = asked.place(workspace, user, sent)
    block_id, action_id = asked.field(sent, "block_id"), asked.field(sent, "action_id")
    typed = str(sent.get("value", ""))
    found = await interactions.suggest(workspace, user, place, block_id, action_id, typed)
    return JSONResponse(found)


async def submit_view(workspace: Workspace, request: Request) -> Response:
    """Submit a modal."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    view = asked.open_view(workspace, user, sent.get("view_id"))
    errors = await interactions.submit(workspace, view, user, sent.get("values") or {})
    return JSONResponse({"ok": False, "errors": errors} if errors else {"ok": True})


async def close_view(workspace: Workspace, request: Request) -> Response:
    """Close a modal without submitting it."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    view = asked.open_view(workspace, user, sent.get("view_id"))
    await interactions.close(workspace, view, user, cleared=bool(sent.get("cleared")))
    return JSONResponse({"ok": True})


async def stop_session(workspace: Workspace, request: Request) -> Response:
    """Stop what an agent does in a thread."""
    sent = await asked.body(request)
    user = asked.person(workspace, sent.get("user"))
    channel = asked.conversation(workspace, sent.get("channel"), user)
    ts = str(asked.field(sent, "thread_ts"))
    session = workspace.sessions.find(channel.id, ts)
    if session is None or session.status is not Status.PROCESSING:
        raise PersonError("Nothing is under way here.", 404)
    events.session_stopped(workspace, channel, ts, user.id)
    return JSONResponse({"ok": True})


def _values(state: Json) -> Json:
    """Accept Slack's ``state`` object or the bare values in it."""
    values: Json = state.get("values", state)
    return values
