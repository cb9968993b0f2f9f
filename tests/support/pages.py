"""A person at the page of a workspace, step by step, and the sockets of a Bolt app."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from person import PATIENCE
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from websockets.sync.client import ClientConnection, connect

from bot.workspace import Served

Until = Callable[[Callable[[], Any]], Any]


class Page:
    """What a person does on the page, and what they see there."""

    def __init__(self, served: Served, name: str = "maya") -> None:
        self.served = served
        state = served.workspace.state
        self.user = next(user.id for user in state.users.values() if user.name == name)
        self.channels = {each.name: each.id for each in state.channels.values() if not each.is_im}
        self.dm = state.direct_message(self.user).id
        self._stream: ClientConnection | None = None
        self._open = ExitStack()

    def request(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the server for something; refusals come back as their JSON with ``status``."""
        data = None if body is None else json.dumps({"user": self.user, **body}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.served.url + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refusal:
            return {**json.load(refusal), "status": refusal.code}

    def channel(self, name: str) -> str:
        return self.dm if name == "dm" else self.channels[name]

    def say(self, text: str, channel: str = "marketing", **more: Any) -> dict[str, Any]:
        body = {"channel": self.channel(channel), "text": text, **more}
        return self.request("/ui/message", body)

    def command(self, command: str, text: str = "", channel: str = "marketing") -> dict[str, Any]:
        body = {"channel": self.channel(channel), "command": command, "text": text}
        return self.request("/ui/command", body)

    def history(self, channel: str = "marketing", **more: str) -> list[dict[str, Any]]:
        query = urlencode({"user": self.user, "channel": self.channel(channel), **more})
        return list(self.request(f"/ui/history?{query}")["messages"])

    def press(
        self, message: dict[str, Any], block_id: str, action: dict[str, Any], **more: Any
    ) -> dict[str, Any]:
        body = {
            "channel": message["channel"],
            "message_ts": message["ts"],
            "block_id": block_id,
            "action": action,
            **more,
        }
        return self.request("/ui/action", body)

    def misbehave(self, kind: str, **more: Any) -> dict[str, Any]:
        return self.request("/control/misbehave", {"kind": kind, **more})

    def arrange(self, what: str, **how: Any) -> dict[str, Any]:
        """Have there be other people or conversations than at first."""
        return self.request(f"/control/{what}", how)

    def open_stream(self) -> None:
        """Start listening, so that ``next_frame`` finds what happens from now on."""
        address = self.served.url.replace("http", "ws", 1)
        stream = connect(f"{address}/ui/stream?user={self.user}", proxy=None)
        self._stream = self._open.enter_context(stream)

    def next_frame(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a kind."""
        assert self._stream is not None
        while True:
            frame = dict(json.loads(self._stream.recv(timeout=PATIENCE)))
            if frame["type"] == kind:
                return frame

    def close(self) -> None:
        self._open.close()


class Connections:
    """The sockets of a Bolt app: call it to open one."""

    def __init__(self, app: App, served: Served, until: Until, tidy: Callable[..., object]) -> None:
        self._app = app
        self._tidy = tidy
        self._page = Page(served)
        self._hub = served.workspace.hub
        self._until = until
        self._handlers: list[SocketModeHandler] = []

    def __call__(self) -> SocketModeHandler:
        # The SDK notices a dropped socket at its next ping.
        handler = SocketModeHandler(self._app, "xapp-local", ping_interval=0.5)
        self._handlers.append(handler)
        handler.connect()
        self._until(lambda: self._hub.connected)
        return handler

    def close(self) -> None:
        """Close all sockets; from this side first, since the SDK waits 3 s for a quiet one."""
        for handler in self._handlers:
            handler.client.auto_reconnect_enabled = False
        self._page.misbehave("drop_socket")
        self._until(lambda: not self._hub.connected)
        for handler in self._handlers:
            self._tidy(handler.close)
        self._handlers.clear()
