"""What open pages are told as it happens."""

import asyncio
from collections import defaultdict
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.blockkit.checks import Json


class Streams:
    """The pages that are open, by the person who looks at them."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, list[asyncio.Queue[Json]]] = defaultdict(list)

    def tell(self, user_id: str, frame: Json) -> None:
        """Send a frame to each page of one person."""
        for queue in self._queues[user_id]:
            queue.put_nowait(frame)

    def tell_everyone(self, frame: Json) -> None:
        """Send a frame to every page."""
        for user_id in list(self._queues):
            self.tell(user_id, frame)

    async def serve(self, socket: WebSocket) -> None:
        """Keep one page informed until it goes away."""
        user_id = socket.query_params.get("user", "")
        await socket.accept()
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._queues[user_id].append(queue)
        sending = asyncio.create_task(_send(socket, queue))
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            pass
        finally:
            sending.cancel()
            self._queues[user_id].remove(queue)


async def _send(socket: WebSocket, queue: asyncio.Queue[Json]) -> None:
    # A page that goes away while something is sent to it is no error.
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.send_json(await queue.get())
