"""A served workspace, the app's client, a person at the page, and a Bolt app that connects."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from pages import Connections, Page, Until
from person import PATIENCE
from running import PATIENT
from slack_bolt import App
from slack_sdk import WebClient

from bot.workspace import Served, Timing, Workspace, serve

SCOPES = [
    "app_mentions:read",
    "assistant:write",
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
        "agent_view": {
            "agent_description": "Repeats what you say.",
            "suggested_prompts": [{"title": "Say hi", "message": "hi there"}],
        },
        "shortcuts": [
            {
                "name": "Echo this",
                "type": "message",
                "callback_id": "echo_this",
                "description": "Repeat a message",
            },
            {"name": "Speak", "type": "global", "callback_id": "speak", "description": "Say"},
        ],
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
def _without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def timing() -> Timing:
    """How long the workspace waits; a test of its impatience parametrizes this."""
    return replace(PATIENT, file_processing=0.15)


@pytest.fixture
def without_scope() -> None:
    """A scope that the app lacks; a test that wants it to lack one parametrizes this."""
    return


@pytest.fixture
def manifest(without_scope: str | None) -> dict[str, Any]:
    """A manifest that a test may change."""
    own: dict[str, Any] = json.loads(json.dumps(MANIFEST))
    own["oauth_config"]["scopes"]["bot"] = [scope for scope in SCOPES if scope != without_scope]
    return own


@pytest.fixture(scope="session")
def tidy() -> Iterator[Callable[..., object]]:
    """Close sockets and servers beside the tests that follow: it takes each of them a while."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        yield pool.submit


@pytest.fixture
def served(
    manifest: dict[str, Any], timing: Timing, tidy: Callable[..., object]
) -> Iterator[Served]:
    with ExitStack() as stack:
        yield stack.enter_context(serve(Workspace(manifest, timing=timing)))
        tidy(stack.pop_all().close)


@pytest.fixture
def client(served: Served) -> WebClient:
    """The app's own WebClient."""
    return WebClient("xoxb-local", base_url=served.api_url)


@pytest.fixture(scope="module")
def _long_lived() -> Iterator[Served]:
    with serve(Workspace(MANIFEST, timing=PATIENT)) as running:
        yield running


@pytest.fixture
def refused_client(_long_lived: Served) -> WebClient:
    """A client of one workspace for a whole table of calls that change nothing."""
    _long_lived.workspace.rates.clear()
    return WebClient("xoxb-local", base_url=_long_lived.api_url)


@pytest.fixture
def maya(served: Served) -> Iterator[Page]:
    page = Page(served)
    yield page
    page.close()


@pytest.fixture
def tom(served: Served) -> Iterator[Page]:
    page = Page(served, "tom")
    yield page
    page.close()


@pytest.fixture
def until() -> Until:
    """Wait until a question has a truthy answer, and return it."""

    def wait(question: Callable[[], Any]) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if answer := question():
                return answer
            time.sleep(0.01)
        return pytest.fail("it never happened")

    return wait


@pytest.fixture
def app(client: WebClient) -> App:
    """A Bolt app on the workspace; add listeners, then ``connect()``."""
    return App(client=client)


@pytest.fixture
def connect(
    app: App, served: Served, until: Until, tidy: Callable[..., object]
) -> Iterator[Connections]:
    """Connect the app in Socket Mode, once or several times; closed after the test."""
    connections = Connections(app, served, until, tidy)
    yield connections
    connections.close()
