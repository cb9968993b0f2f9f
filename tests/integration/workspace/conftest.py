"""A served workspace, the app's client, a person at the page, and a Bolt app that connects."""

import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from person import PATIENCE
from running import PATIENT
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.sync.client import connect as websocket

from bot.workspace import Served, Timing, Workspace, serve

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
    "im:read",
    "im:write",
    "reactions:write",
    "users:read",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "file_shared",
    "member_joined_channel",
    "message.channels",
    "message.im",
]
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Echo", "description": "Repeats what it hears"},
    "features": {
        "bot_user": {"display_name": "echo"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/echo", "description": "Repeat", "usage_hint": "words"},
            {"command": "/who", "description": "Mention", "should_escape": True},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {
        "socket_mode_enabled": True,
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {"bot_events": EVENTS},
    },
}


@pytest.fixture(autouse=True)
def _without_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def timing() -> Timing:
    """How long the workspace waits; a test of its impatience parametrizes this."""
    return replace(PATIENT, file_processing=0.15)


@pytest.fixture
def without_scope():
    """A scope that the app lacks; a test that wants it to lack one parametrizes this."""
    return


@pytest.fixture
def manifest(without_scope):
    """A manifest that a test may change."""
    own = json.loads(json.dumps(MANIFEST))
    own["oauth_config"]["scopes"]["bot"] = [scope for scope in SCOPES if scope != without_scope]
    return own


@pytest.fixture(scope="session")
def tidy():
    """Close sockets and servers beside the tests that follow: it takes each of them a while."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        yield pool.submit


@pytest.fixture
def served(manifest, timing, tidy):
    with ExitStack() as stack:
        yield stack.enter_context(serve(Workspace(manifest, timing=timing)))
        tidy(stack.pop_all().close)


@pytest.fixture
def client(served):
    """The app's own WebClient."""
    return WebClient("xoxb-local", base_url=served.api_url)


@pytest.fixture(scope="module")
def _long_lived():
    with serve(Workspace(MANIFEST, timing=PATIENT)) as running:
        yield running


@pytest.fixture
def refused_client(_long_lived):
    """A client of one workspace for a whole table of calls that change nothing."""
    _long_lived.workspace.rates.clear()
    return WebClient("xoxb-local", base_url=_long_lived.api_url)


class Page:
    """What a person does on the page, and what they see there."""

    def __init__(self, served: Served, name: str = "maya") -> None:
        self.served = served
        state = served.workspace.state
        self.user = next(user.id for user in state.users.values() if user.name == name)
        self.channels = {each.name: each.id for each in state.channels.values() if not each.is_im}
        self.dm = state.direct_message(self.user).id
        self._stream = None
        self._open = ExitStack()

    def request(self, path: str, body: dict | None = None) -> dict:
        """Ask the server for something; refusals come back as their JSON with ``status``."""
        data = None if body is None else json.dumps({"user": self.user, **body}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.served.url + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            return {**json.load(refusal), "status": refusal.code}

    def channel(self, name: str) -> str:
        return self.dm if name == "dm" else self.channels[name]

    def say(self, text: str, channel: str = "marketing", **more: Any) -> dict:
        body = {"channel": self.channel(channel), "text": text, **more}
        return self.request("/ui/message", body)

    def command(self, command: str, text: str = "", channel: str = "marketing") -> dict:
        body = {"channel": self.channel(channel), "command": command, "text": text}
        return self.request("/ui/command", body)

    def history(self, channel: str = "marketing", **more: str) -> list[dict]:
        query = urlencode({"user": self.user, "channel": self.channel(channel), **more})
        return self.request(f"/ui/history?{query}")["messages"]

    def press(self, message: dict, block_id: str, action: dict, **more: Any) -> dict:
        body = {
            "channel": message["channel"],
            "message_ts": message["ts"],
            "block_id": block_id,
            "action": action,
            **more,
        }
        return self.request("/ui/action", body)

    def misbehave(self, kind: str, **more: Any) -> dict:
        return self.request("/control/misbehave", {"kind": kind, **more})

    def open_stream(self) -> None:
        """Start listening, so that ``next_frame`` finds what happens from now on."""
        address = self.served.url.replace("http", "ws", 1)
        stream = websocket(f"{address}/ui/stream?user={self.user}", proxy=None)
        self._stream = self._open.enter_context(stream)

    def next_frame(self, kind: str) -> dict:
        """Return the next frame of a kind."""
        while True:
            frame = json.loads(self._stream.recv(timeout=PATIENCE))
            if frame["type"] == kind:
                return frame

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def maya(served):
    page = Page(served)
    yield page
    page.close()


@pytest.fixture
def tom(served):
    page = Page(served, "tom")
    yield page
    page.close()


@pytest.fixture
def until():
    """Wait until a question has a truthy answer, and return it."""

    def wait(question, seconds: float = PATIENCE):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if answer := question():
                return answer
            time.sleep(0.01)
        return pytest.fail("it never happened")

    return wait


@pytest.fixture
def app(client):
    """A Bolt app on the workspace; add listeners, then ``connect()``."""
    return App(client=client)


class Connections:
    """The sockets of a Bolt app: call it to open one."""

    def __init__(self, app: App, served: Served, until, tidy) -> None:
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


@pytest.fixture
def connect(app, served, until, tidy):
    """Connect the app in Socket Mode, once or several times; closed after the test."""
    connections = Connections(app, served, until, tidy)
    yield connections
    connections.close()
