"""Socket Mode with a real Bolt app: commands, events, acknowledgements, sockets that go away."""

import threading
import time
from typing import Any

import pytest
from pages import Connections, Page, Until
from person import PATIENCE
from running import IMPATIENT
from slack_bolt import Ack, App, BoltRequest, Respond
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as websocket

from bot.workspace import Served


def events_of(app: App, *kinds: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Collect the events of some kinds that the app hears."""
    heard: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for kind in kinds:
        app.event(kind)(lambda event, body: heard.append((event, body)))
    return heard


def test_a_command_is_answered_in_the_channel(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    @app.command("/echo")
    def echo(ack: Ack, command: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(f"{command['channel_name']}: {command['text']}", response_type="in_channel")

    connect()
    maya.command("/echo", "hello k=4")
    (message,) = until(maya.history)
    assert message["text"] == "marketing: hello k=4"
    assert message["response_of"] == "/echo hello k=4"


def test_an_acknowledgement_with_text_is_seen_by_the_person_alone(
    app: App, connect: Connections, maya: Page, tom: Page, until: Until
) -> None:
    app.command("/echo")(lambda ack: ack("got it"))
    connect()
    maya.command("/echo", "x")
    (message,) = until(maya.history)
    assert (message["text"], message["is_ephemeral"]) == ("got it", True)
    assert tom.history() == []


def test_an_in_channel_acknowledgement_shows_the_command_too(
    app: App, connect: Connections, tom: Page, maya: Page, until: Until
) -> None:
    app.command("/echo")(lambda ack: ack(text="got it", response_type="in_channel"))
    connect()
    maya.command("/echo", "x")
    until(lambda: len(tom.history()) == 2)
    assert [message["text"] for message in tom.history()] == ["/echo x", "got it"]


def test_only_commands_that_ask_for_it_get_mentions_as_ids(
    app: App, connect: Connections, maya: Page, tom: Page, until: Until
) -> None:
    heard: list[str] = []

    def listen(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        heard.append(command["text"])

    app.command("/echo")(listen)
    app.command("/who")(listen)
    connect()
    maya.command("/echo", "@tom #marketing <b>")
    until(lambda: len(heard) == 1)
    maya.command("/who", "@tom #marketing <b>")
    until(lambda: len(heard) == 2)
    channel = maya.channels["marketing"]
    assert heard == [
        "@tom #marketing <b>",
        f"<@{tom.user}> <#{channel}|marketing> &lt;b&gt;",
    ]


def test_a_command_that_the_app_does_not_declare_gets_a_notice(maya: Page) -> None:
    maya.open_stream()
    maya.command("/nonsense")
    assert "/nonsense is not a valid command" in maya.next_frame("notice")["text"]


def test_a_command_without_a_running_app_fails_to_dispatch(maya: Page) -> None:
    maya.open_stream()
    maya.command("/echo")
    assert "dispatch_failed" in maya.next_frame("notice")["text"]


@pytest.mark.parametrize("timing", [IMPATIENT])
def test_a_command_that_is_not_acknowledged_in_time_times_out(
    app: App, connect: Connections, maya: Page
) -> None:
    app.command("/echo")(lambda ack: time.sleep(0.6))
    connect()
    maya.open_stream()
    maya.command("/echo")
    assert "operation_timeout" in maya.next_frame("notice")["text"]


@pytest.mark.parametrize("timing", [IMPATIENT])
def test_an_app_that_goes_away_in_the_middle_of_a_command_times_out(
    app: App, connect: Connections, maya: Page
) -> None:
    busy = threading.Event()

    @app.command("/echo")
    def stall(ack: Ack) -> None:
        busy.set()
        time.sleep(0.3)

    handler = connect()
    maya.open_stream()
    maya.command("/echo")
    assert busy.wait(PATIENCE)
    assert handler.client.current_session is not None
    handler.client.current_session.close()
    assert "operation_timeout" in maya.next_frame("notice")["text"]


@pytest.mark.parametrize("timing", [IMPATIENT])
def test_an_acknowledgement_over_20_kilobytes_is_dropped(
    app: App, connect: Connections, maya: Page
) -> None:
    app.command("/echo")(lambda ack: ack("x" * 20_480))
    connect()
    maya.open_stream()
    maya.command("/echo")
    assert "operation_timeout" in maya.next_frame("notice")["text"]


def test_an_acknowledgement_with_bad_blocks_is_reported_to_the_person(
    app: App, connect: Connections, maya: Page
) -> None:
    app.command("/echo")(lambda ack: ack(text="x", blocks=[{"type": "nonsense"}]))
    connect()
    maya.open_stream()
    maya.command("/echo")
    assert "invalid_blocks" in maya.next_frame("notice")["text"]


def test_a_mention_reaches_the_app_as_mention_and_as_message(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    heard = events_of(app, "app_mention", "message")
    connect()
    maya.say("@echo hi there")
    until(lambda: len(heard) == 2)
    mention = next(event for event, _ in heard if event["type"] == "app_mention")
    message = next(event for event, _ in heard if event["type"] == "message")
    assert mention["ts"] == message["ts"]
    assert mention["text"].endswith("> hi there")
    assert message["channel_type"] == "channel"
    assert message["blocks"][0]["elements"][0]["elements"][0]["type"] == "user"


def test_a_direct_message_reaches_the_app_without_a_mention(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    heard = events_of(app, "app_mention", "message")
    connect()
    maya.say("@echo hi", "dm")
    until(lambda: heard)
    time.sleep(0.2)
    assert [(event["type"], event["channel_type"]) for event, _ in heard] == [("message", "im")]


def test_nothing_is_heard_of_channels_without_the_app(
    app: App, connect: Connections, maya: Page
) -> None:
    heard = events_of(app, "message", "app_mention")
    connect()
    maya.open_stream()
    maya.say("@echo hi", "general")
    assert "isn't in this channel" in maya.next_frame("notice")["text"]
    assert heard == []


def test_an_invited_app_hears_that_it_joined(
    app: App, connect: Connections, maya: Page, served: Served, until: Until
) -> None:
    heard = events_of(app, "member_joined_channel")
    connect()
    bot = served.workspace.state.bot_user.id
    general = maya.channels["general"]
    maya.request("/ui/channel", {"action": "invite", "channel": general, "invitee": bot})
    ((event, _),) = until(lambda: list(heard))
    assert (event["user"], event["channel"], event["inviter"]) == (bot, general, maya.user)


def test_an_event_that_is_not_subscribed_to_is_not_sent(
    app: App, connect: Connections, maya: Page, served: Served, until: Until
) -> None:
    heard = events_of(app, "app_mention", "message", "reaction_added")
    connect()
    ts = maya.say("@echo hi")["ts"]
    app.client.reactions_add(channel=maya.channels["marketing"], timestamp=ts, name="tada")
    until(lambda: len(heard) == 2)
    assert {event["type"] for event, _ in heard} == {"app_mention", "message"}


@pytest.mark.parametrize("without_scope", ["channels:history"])
def test_an_event_whose_scope_is_missing_is_not_sent(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    heard = events_of(app, "app_mention", "message")
    connect()
    maya.say("@echo hi")
    until(lambda: heard)
    assert [event["type"] for event, _ in heard] == ["app_mention"]


@pytest.mark.parametrize("timing", [IMPATIENT])
def test_an_event_that_is_not_acknowledged_comes_again_with_a_count(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    attempts = []

    def third_time(request: BoltRequest, body: dict[str, Any]) -> bool:
        attempts.append((request.headers.get("x-slack-retry-num"), body["event_id"]))
        return len(attempts) == 3

    app.event("app_mention", matchers=[third_time])(lambda: None)
    app.event("message")(lambda: None)
    connect()
    maya.say("@echo hi")
    until(lambda: len(attempts) == 3)
    assert [number for number, _ in attempts] == [["0"], ["1"], ["2"]]
    assert len({event_id for _, event_id in attempts}) == 1


def test_an_event_can_be_delivered_twice_on_request(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    heard = events_of(app, "message")
    connect()
    maya.misbehave("deliver_twice")
    maya.say("once")
    until(lambda: len(heard) == 2)
    assert heard[0][1]["event_id"] == heard[1][1]["event_id"]


@pytest.mark.parametrize("kind", ["drop_socket", "refresh_socket"])
def test_the_app_reconnects_and_works_on(
    app: App, connect: Connections, maya: Page, served: Served, until: Until, kind: str
) -> None:
    app.command("/echo")(lambda ack: ack("still here"))
    handler = connect()
    first = handler.client.session_id()
    maya.misbehave(kind)
    until(lambda: handler.client.session_id() != first and handler.client.is_connected())
    until(lambda: served.workspace.hub.connected)
    maya.command("/echo")
    assert until(maya.history)[0]["text"] == "still here"


def test_each_payload_goes_to_one_of_several_sockets(
    app: App, connect: Connections, maya: Page, served: Served, until: Until
) -> None:
    heard = events_of(app, "message")
    connect()
    connect()
    until(lambda: served.workspace.hub.connected)
    for number in range(4):
        maya.say(f"message {number}")
    until(lambda: len(heard) == 4)
    time.sleep(0.2)
    assert sorted(event["text"] for event, _ in heard) == [f"message {n}" for n in range(4)]


def test_messages_outlive_a_restart_of_the_app(
    app: App, connect: Connections, client: WebClient, maya: Page, until: Until
) -> None:
    connect()
    client.chat_postMessage(channel="#marketing", text="before")
    maya.open_stream()
    connect.close()
    assert maya.next_frame("bot")["connected"] is False
    app.command("/echo")(lambda ack: ack("after"))
    connect()
    assert maya.next_frame("bot")["connected"] is True
    maya.command("/echo")
    until(lambda: len(maya.history()) == 2)
    assert [message["text"] for message in maya.history()] == ["before", "after"]


def test_a_ticket_opens_one_socket(client: WebClient, served: Served) -> None:
    opened = WebClient("xapp-local", base_url=served.api_url).apps_connections_open(
        app_token="xapp-local"
    )
    with websocket(opened["url"], proxy=None) as socket:
        assert '"hello"' in socket.recv(timeout=PATIENCE)
    with pytest.raises(InvalidStatus), websocket(opened["url"], proxy=None):
        pass
