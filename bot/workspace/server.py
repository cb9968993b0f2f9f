"""Serving a workspace over HTTP and WebSockets, in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.workspace import control, file_routes, responses, web_api
from bot.workspace.errors import ConnectionCutError, PersonError, SlackError
from bot.workspace.misbehaviour import DOWNLOAD, RESPONSE_URL, UPLOAD
from bot.workspace.page import asked, reading, speaking, using
from bot.workspace.page.assets import Assets
from bot.workspace.workspace import Workspace

_PAGE = Path(__file__).parent / "web"
_START_SECONDS = 10.0
_STOP_SECONDS = 5.0

_Handler = Callable[[Workspace, Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Served:
    """A workspace that is being served.

    Attributes
    ----------
    url : str
        The page's address, without a trailing slash.
    api_url : str
        The Web API's base, as ``slack_sdk`` wants it.
    """

    workspace: Workspace
    url: str
    api_url: str


@contextmanager
def serve(workspace: Workspace, host: str = "127.0.0.1", port: int = 0) -> Iterator[Served]:
    """Serve a workspace until the block ends.

    Parameters
    ----------
    workspace : Workspace
    host : str
    port : int
        0 lets the system choose one.

    Raises
    ------
    OSError
        The port is taken.
    """
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        reachable = "127.0.0.1" if host == "0.0.0.0" else host
        workspace.url = f"http://{reachable}:{listening.getsockname()[1]}"
        server = uvicorn.Server(
            uvicorn.Config(
                application(workspace),
                http=_Protocol,
                log_config=None,
                lifespan="off",
                # The SDK's socket client can't read compressed frames.
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=1,
            )
        )
        thread = threading.Thread(target=server.run, args=([listening],), name="workspace")
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield Served(workspace, workspace.url, f"{workspace.url}/api/")
        finally:
            server.should_exit = True
            thread.join(_STOP_SECONDS)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    pause = threading.Event()
    waited = 0.0
    while not server.started:
        if not thread.is_alive() or waited > _START_SECONDS:
            raise RuntimeError("the local workspace did not start")
        pause.wait(0.01)
        waited += 0.01


def application(workspace: Workspace) -> Starlette:
    """Build the ASGI application of one workspace."""

    def bound(handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await handler(workspace, request)

        return endpoint

    def get(path: str, handler: _Handler) -> Route:
        return Route(path, bound(handler), methods=["GET"])

    def post(path: str, handler: _Handler) -> Route:
        return Route(path, bound(_from_here(handler)), methods=["POST"])

    async def link(websocket: WebSocket) -> None:
        await workspace.hub.serve(websocket)

    async def stream(websocket: WebSocket) -> None:
        if _is_own_page(websocket):
            await workspace.streams.serve(websocket)
        else:
            await websocket.close(code=1008)

    respond = _with_faults_of(RESPONSE_URL, _respond)
    upload = _with_faults_of(UPLOAD, file_routes.receive_upload)
    download = _with_faults_of(DOWNLOAD, file_routes.download)
    routes: list[BaseRoute] = [
        Route("/api/{method}", bound(web_api.answer), methods=["GET", "POST"]),
        Route("/response/{secret}", bound(respond), methods=["POST"]),
        Route("/upload/{ticket}", bound(upload), methods=["POST"]),
        get("/files-pri/{team_file}/{name}", download),
        get("/files-pri/{team_file}/download/{name}", download),
        WebSocketRoute("/link", link),
        WebSocketRoute("/link/", link),
        WebSocketRoute("/ui/stream", stream),
        get("/ui/bootstrap", reading.bootstrap),
        get("/ui/history", reading.history),
        get("/ui/files/{file_id}/{name}", reading.send_file),
        post("/ui/message", speaking.send_message),
        post("/ui/message/edit", speaking.edit_message),
        post("/ui/message/delete", speaking.delete_message),
        post("/ui/command", speaking.send_command),
        post("/ui/upload", speaking.upload),
        post("/ui/action", using.act),
        post("/ui/shortcut", using.use_shortcut),
        post("/ui/suggest", using.suggest),
        post("/ui/session/stop", using.stop_session),
        post("/ui/view/submit", using.submit_view),
        post("/ui/view/close", using.close_view),
        post("/ui/home", reading.open_home),
        post("/ui/channel", speaking.change_channel),
        post("/control/misbehave", control.misbehave),
        post("/control/reset", control.reset),
        get("/control/calls", control.calls),
        post("/control/person", control.change_person),
        post("/control/conversation", control.change_conversation),
        post("/control/uninstall", control.uninstall),
        get("/", _page),
        Mount("/static", Assets(directory=_PAGE)),
    ]
    return Starlette(
        routes=routes, exception_handlers={PersonError: _explain, ConnectionCutError: _hang_up}
    )


async def _page(workspace: Workspace, request: Request) -> Response:
    return FileResponse(_PAGE / "index.html", headers={"Cache-Control": "no-store"})


async def _respond(workspace: Workspace, request: Request) -> Response:
    try:
        body = await asked.body(request)
        responses.respond(workspace, request.path_params["secret"], body)
    except PersonError:
        return JSONResponse({"ok": False, "error": "invalid_payload"}, 404)
    return JSONResponse({"ok": True})


def _with_faults_of(name: str, handler: _Handler) -> _Handler:
    """Let what isn't a method of the Web API misbehave as if it were one."""

    async def faulty(workspace: Workspace, request: Request) -> Response:
        try:
            await workspace.misbehaviour.meet(name, done=False)
            response = await handler(workspace, request)
            await workspace.misbehaviour.meet(name, done=True)
        except SlackError as refusal:
            return web_api.refused(refusal)
        return response

    return faulty


def _from_here(handler: _Handler) -> _Handler:
    """Let only the workspace's own page act for people: other sites run in the same browser."""

    async def checked(workspace: Workspace, request: Request) -> Response:
        if not _is_own_page(request):
            raise PersonError("Only the workspace's own page may do that.", 403)
        return await handler(workspace, request)

    return checked


def _is_own_page(connection: HTTPConnection) -> bool:
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")


async def _explain(request: Request, error: Exception) -> Response:
    if not isinstance(error, PersonError):
        raise error
    return JSONResponse({"ok": False, "error": error.message}, error.status)


async def _hang_up(request: Request, error: Exception) -> Response:
    request.state.transport.abort()
    # Once the server has noticed, what it would send goes nowhere.
    await asyncio.sleep(0)
    return Response()


class _Protocol(H11Protocol):
    """HTTP whose requests know their connection, so that it can be cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
