"""An agent's sessions: who may begin one, what people see of it, and what the app hears."""

from typing import Any

import pytest
from pages import Connections, Page, Until
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

STOPPED = "agent_session_stopped"


@pytest.fixture
def hears() -> bool:
    """Whether the app hears of stops; a test of one that doesn't parametrizes this."""
    return True


@pytest.fixture
def manifest(manifest: dict[str, Any], hears: bool) -> dict[str, Any]:
    if hears:
        manifest["settings"]["event_subscriptions"]["bot_events"].append(STOPPED)
    return manifest


def begin(client: WebClient, maya: Page, **more: Any) -> tuple[str, Any]:
    """Say that an agent works below a message of Maya's; gives its ``ts`` and the answer."""
    maya.say("count it")
    ts = maya.history()[-1]["ts"]
    place = {"channel_id": maya.channel("marketing"), "thread_ts": ts, "status": "processing"}
    return ts, client.agents_sessions_setStatus(**{**place, **more})


def test_a_person_stops_a_session_and_the_app_ends_it(
    app: App, connect: Connections, client: WebClient, maya: Page, until: Until
) -> None:
    heard: list[dict[str, Any]] = []
    app.event(STOPPED)(lambda event: heard.append(event))
    app.event("message")(lambda: None)
    connect()
    ts, answer = begin(client, maya, title="Counting")
    place = {"channel": maya.channel("marketing"), "thread_ts": ts}
    shown = maya.history()[-1]["session"]
    maya.request("/ui/session/stop", place)
    (event,) = until(lambda: list(heard))

    assert shown == {"status": "processing", "title": "Counting", "stoppable": True}
    assert "warning" not in answer.data
    assert {key: event[key] for key in ("channel", "thread_ts", "user")} == {
        **place,
        "user": maya.user,
    }
    assert event["streaming_message_ts"] == []
    # Nothing changes by itself.
    assert maya.history()[-1]["session"]["status"] == "processing"
    client.agents_sessions_setStatus(channel_id=place["channel"], thread_ts=ts, status="active")
    assert maya.history()[-1]["session"]["status"] == "active"
    assert maya.request("/ui/session/stop", place)["status"] == 404


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"status": "busy"}, "invalid_arguments"),
        ({"title": "x" * 201}, "invalid_arguments"),
        ({"thread_ts": None}, "invalid_arguments"),
        ({"thread_ts": "1.000000"}, "thread_not_found"),
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
    ],
    ids=str,
)
def test_a_session_needs_a_thread_and_a_status(
    client: WebClient, maya: Page, wrong: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        begin(client, maya, **wrong)


@pytest.mark.parametrize("without_scope", ["assistant:write"])
def test_only_agents_have_sessions(client: WebClient, maya: Page) -> None:
    with pytest.raises(SlackApiError, match="not_allowed"):
        begin(client, maya)


@pytest.mark.parametrize("hears", [False])
def test_an_app_that_does_not_hear_of_stops_is_warned_and_nobody_gets_a_button(
    client: WebClient, maya: Page
) -> None:
    _, answer = begin(client, maya)

    assert answer["warning"] == "missing_agent_session_stopped_event_subscription"
    assert maya.history()[-1]["session"]["stoppable"] is False
