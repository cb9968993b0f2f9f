"""/control: have the workspace misbehave, and see what the app called."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

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
    return JSONResponse({"ok": True})


async def calls(workspace: Workspace, request: Request) -> Response:
    """List the recent Web API calls, oldest first."""
    return JSONResponse({"calls": [asdict(call) for call in workspace.calls]})
