"""Shortcuts and the agent's starters, as Slack offers them and tells the app of them."""

from typing import Any

import pytest
from pages import Connections, Page, Until
from slack_bolt import App
from slack_sdk import WebClient

from bot.workspace import Served


def test_a_shortcut_on_a_message_brings_the_message_and_an_address_to_answer_at(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> None:
    heard: list[dict[str, Any]] = []
    app.message_shortcut("echo_this")(lambda ack, body: (ack(), heard.append(body)))
    client.chat_postMessage(channel="#marketing", text="word")
    connect()
    message = maya.history()[0]
    place = {"channel": message["channel"], "message_ts": message["ts"]}
    maya.request("/ui/shortcut", {"callback_id": "echo_this", **place})
    (body,) = until(lambda: list(heard))

    assert body["type"] == "message_action"
    assert body["message"]["text"] == "word"
    assert body["message_ts"] == message["ts"]
    assert body["channel"]["id"] == message["channel"]
    assert body["response_url"].startswith("http")
    assert "container" not in body


def test_a_global_shortcut_brings_a_person_and_no_place(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    heard: list[dict[str, Any]] = []

    @app.global_shortcut("speak")
    def speak(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        heard.append(body)
        title = {"type": "plain_text", "text": "Speak"}
        client.views_open(
            trigger_id=body["trigger_id"], view={"type": "modal", "title": title, "blocks": []}
        )

    connect()
    maya.open_stream()
    maya.request("/ui/shortcut", {"callback_id": "speak"})

    assert maya.next_frame("view_opened")["view"]["title"]["text"] == "Speak"
    assert heard[0]["type"] == "shortcut"
    assert not {"channel", "response_url", "message"} & heard[0].keys()


@pytest.mark.parametrize(
    "choice", [{"callback_id": "echo_this"}, {"callback_id": "nothing"}], ids=str
)
def test_a_shortcut_for_messages_needs_one_and_must_be_declared(
    connect: Connections, maya: Page, choice: dict[str, str]
) -> None:
    connect()
    refused = maya.request("/ui/shortcut", choice)

    assert refused["status"] >= 400
    assert "shortcut" in refused["error"]


def test_shortcuts_and_starters_are_offered(maya: Page) -> None:
    offered = maya.request("/ui/bootstrap")

    assert [each["callback_id"] for each in offered["shortcuts"]] == ["echo_this", "speak"]
    assert offered["app"]["agent"] == "Repeats what you say."
    assert offered["app"]["prompts"] == [{"title": "Say hi", "message": "hi there"}]


@pytest.mark.parametrize("without_scope", ["commands"])
def test_without_the_scope_there_are_no_shortcuts(maya: Page) -> None:
    assert maya.request("/ui/bootstrap")["shortcuts"] == []


@pytest.mark.parametrize("without_scope", ["assistant:write"])
def test_without_the_scope_there_is_no_agent(maya: Page) -> None:
    app = maya.request("/ui/bootstrap")["app"]

    assert app["agent"] is None
    assert app["prompts"] == []


def test_the_app_hears_which_tab_is_opened(
    app: App, connect: Connections, maya: Page, served: Served, until: Until
) -> None:
    tabs: list[str] = []
    app.event("app_home_opened")(lambda event: tabs.append(event["tab"]))
    connect()
    maya.request("/ui/home", {"tab": "messages"})
    maya.request("/ui/home", {})

    assert sorted(until(lambda: tabs[1:] and list(tabs))) == ["home", "messages"]
