"""/control: have the workspace misbehave or be another one, and see what the app called."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.workspace import events
from bot.workspace.errors import PersonError
from bot.workspace.misbehaviour import Kind, Trick
from bot.workspace.page import asked
from bot.workspace.workspace import Workspace


async def misbehave(workspace: Workspace, request: Request) -> Response:
    """Arrange one misbehaviour, or drop or refresh the sockets now."""
    wanted = await asked.body(request)
    try:
        wanted.pop("user", None)
        types = tuple(wanted.pop("block_types", ()))
        trick = Trick(Kind(wanted.pop("kind", "")), block_types=types, **wanted)
    except (ValueError, TypeError):
        known = ", ".join(Kind)
        raise PersonError(f"Say which kind of misbehaviour you want: {known}.") from None
    if trick.kind is Kind.DROP_SOCKET:
        await workspace.hub.drop()
    elif trick.kind is Kind.REFRESH_SOCKET:
        await workspace.hub.refresh()
    else:
        workspace.misbehaviour.add(trick)
    return JSONResponse({"ok": True})


async def reset(workspace: Workspace, request: Request) -> Response:
    """Behave again, with full rate limits and an empty list of calls."""
    workspace.misbehaviour.clear()
    workspace.rates.clear()
    workspace.calls.clear()
    workspace.installed = True
    return JSONResponse({"ok": True})


async def calls(workspace: Workspace, request: Request) -> Response:
    """List the recent Web API calls, oldest first."""
    return JSONResponse({"calls": [asdict(call) for call in workspace.calls]})


async def change_person(workspace: Workspace, request: Request) -> Response:
    """Change what is so of the person or bot called ``name``, or have one join: see ``User``."""
    wanted = await asked.body(request)
    wanted.pop("user", None)
    name = str(asked.field(wanted, "name"))
    try:
        person = workspace.state.change_person(**{**wanted, "name": name})
    except TypeError as error:
        raise PersonError(f"Nothing of the kind is known of people: {error}.") from None
    return JSONResponse({"ok": True, "id": person.id})


async def change_conversation(workspace: Workspace, request: Request) -> Response:
    """Change what is so of a ``channel``, or of the direct message of some ``people``: see
    ``Channel``. Direct messages begin by that."""
    wanted = await asked.body(request)
    wanted.pop("user", None)
    ids = {user.name: user.id for user in workspace.state.users.values()}
    try:
        people = [ids[name] for name in wanted.pop("people", ())]
        named = str(wanted.pop("channel", ""))
        state = workspace.state
        channel = state.conversation_of(people) if people else state.channels[named]
        for name, value in wanted.items():
            setattr(channel, name, value)
    except (KeyError, AttributeError) as error:
        raise PersonError(f"Nothing of the kind is known of conversations: {error}.") from None
    return JSONResponse({"ok": True, "id": channel.id, "members": channel.members})


async def uninstall(workspace: Workspace, request: Request) -> Response:
    """Uninstall the app: it hears of it, and its token is good for nothing until a reset."""
    events.uninstalled(workspace)
    workspace.installed = False
    return JSONResponse({"ok": True})
