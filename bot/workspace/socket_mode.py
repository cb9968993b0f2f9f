"""Socket Mode: the app's WebSockets, what goes down them, and waiting for acknowledgements."""

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace import limits
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import NotAcknowledgedError, NotConnectedError

log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class _Connection:
    socket: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class SocketHub:
    """The open sockets of one app.

    Parameters
    ----------
    app_id : str
    acknowledge_within : float
        Seconds an app has for each envelope.
    on_change : callable
        Told whether the app is connected whenever that may have changed.
    """

    def __init__(
        self, app_id: str, acknowledge_within: float, on_change: Callable[[bool], None]
    ) -> None:
        self._app_id = app_id
        self._acknowledge_within = acknowledge_within
        self._on_change = on_change
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []

    @property
    def connected(self) -> bool:
        """Whether at least one socket is open."""
        return bool(self._connections)

    def new_ticket(self) -> str:
        """Return what one socket may be opened with, once."""
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Keep one socket until either side closes it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self._connections) >= limits.SOCKETS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return
        connection = _Connection(socket)
        # Nothing may reach the app before its hello, so only then does the socket count.
        await socket.send_json(self._hello())
        self._connections.append(connection)
        self._on_change(True)
        try:
            while True:
                self._receive(connection, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            # Starlette raises RuntimeError when the socket was closed from this side.
            log.info("socket_closed", open=len(self._connections) - 1)
        finally:
            self._connections.remove(connection)
            for future in connection.waiting.values():
                if not future.done():
                    future.set_exception(NotAcknowledgedError())
            self._on_change(self.connected)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "debug_info": {
                "host": "applink-local",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app_id},
        }

    def _receive(self, connection: _Connection, frame: str) -> None:
        if len(frame.encode()) >= limits.ACK_BYTES:
            # Slack drops these without a word; so the app sees a time-out.
            log.warning("acknowledgement_too_large", size=len(frame))
            return
        try:
            answer = json.loads(frame)
        except ValueError:
            log.warning("frame_is_not_json")
            return
        future = connection.waiting.pop(answer.get("envelope_id", ""), None)
        if future is not None and not future.done():
            payload = answer.get("payload")
            future.set_result(payload if isinstance(payload, dict) else {})

    async def deliver(self, kind: str, payload: Json, *, answerable: bool, **extra: Any) -> Json:
        """Send an envelope down one socket and wait for its acknowledgement.

        Parameters
        ----------
        kind : str
            ``slash_commands``, ``events_api`` or ``interactive``.
        payload : dict
        answerable : bool
            Whether the acknowledgement may carry an answer.
        **extra
            Further keys of the envelope, such as ``retry_attempt``.

        Returns
        -------
        dict
            What the acknowledgement carried; empty when bare.

        Raises
        ------
        NotConnectedError
            No socket is open.
        NotAcknowledgedError
            No acknowledgement came in time, or the socket closed first.
        """
        if not self._connections:
            raise NotConnectedError
        connection = self._connections.pop(0)
        self._connections.append(connection)
        envelope_id = str(uuid.uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": answerable,
            **extra,
        }
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = future
        try:
            await connection.socket.send_text(json.dumps(envelope))
            return await asyncio.wait_for(future, self._acknowledge_within)
        except (TimeoutError, RuntimeError, WebSocketDisconnect) as error:
            log.info("envelope_not_acknowledged", kind=kind)
            raise NotAcknowledgedError from error
        finally:
            connection.waiting.pop(envelope_id, None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the app to reconnect, as Slack does every few hours; the sockets stay open."""
        for connection in list(self._connections):
            await connection.socket.send_json(_disconnect(reason))

    async def drop(self) -> None:
        """Close every socket without a word."""
        for connection in list(self._connections):
            await connection.socket.close(code=1011)


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
