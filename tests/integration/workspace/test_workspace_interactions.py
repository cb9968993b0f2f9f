"""Buttons, response_urls, modals, suggestions and the Home tab, with a real Bolt app."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from pages import Connections, Page, Until
from running import IMPATIENT
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.workspace import Served

BUTTON = {
    "type": "actions",
    "block_id": "next",
    "elements": [
        {
            "type": "button",
            "action_id": "more",
            "value": "k=5",
            "text": {"type": "plain_text", "text": "k = 5"},
        }
    ],
}
PRESS = {"type": "button", "action_id": "more", "value": "k=5"}
FORM = {
    "type": "modal",
    "callback_id": "run",
    "title": {"type": "plain_text", "text": "Run"},
    "submit": {"type": "plain_text", "text": "Go"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "k",
            "label": {"type": "plain_text", "text": "Groups"},
            "element": {
                "type": "number_input",
                "action_id": "value",
                "is_decimal_allowed": False,
                "min_value": "2",
            },
        }
    ],
}


def typed(value: str | None) -> dict[str, Any]:
    return {"k": {"value": {"type": "number_input", "value": value}}}


@pytest.fixture
def posted(client: WebClient, maya: Page) -> dict[str, Any]:
    """A message with a button, as the page shows it."""
    client.chat_postMessage(channel="#marketing", text="pick", blocks=[BUTTON])
    return maya.history()[0]


@pytest.fixture
def webhook(
    app: App,
    connect: Connections,
    maya: Page,
    client: WebClient,
    posted: dict[str, Any],
    until: Until,
) -> WebhookClient:
    """The response_url that a pressed button carries."""
    urls = []

    @app.action("more")
    def more(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        urls.append(body["response_url"])

    connect()
    maya.press(posted, "next", PRESS)
    until(lambda: urls)
    return WebhookClient(urls[0])


@pytest.fixture
def opened(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> Callable[[], dict[str, Any]]:
    """A modal that a command opened, as the page shows it."""

    @app.command("/echo")
    def ask(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=FORM)

    def show() -> dict[str, Any]:
        connect()
        maya.open_stream()
        maya.command("/echo")
        return dict(maya.next_frame("view_opened")["view"])

    return show


def test_a_pressed_button_reaches_the_app_with_its_message(
    app: App, connect: Connections, maya: Page, posted: dict[str, Any], until: Until
) -> None:
    heard = []
    app.action("more")(lambda ack, body: (ack(), heard.append(body)))
    connect()
    assert maya.press(posted, "next", PRESS) == {"ok": True}
    body = heard[0]
    action = body["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("more", "next", "k=5")
    assert body["message"]["ts"] == body["container"]["message_ts"] == posted["ts"]
    assert body["user"]["id"] == maya.user


def test_a_button_of_an_app_that_is_away_tells_the_person(
    maya: Page, posted: dict[str, Any]
) -> None:
    answer = maya.press(posted, "next", PRESS)
    assert answer["status"] == 424
    assert "isn't connected" in answer["error"]


@pytest.mark.parametrize("timing", [IMPATIENT])
def test_a_button_that_nobody_acknowledges_tells_the_person(
    app: App, connect: Connections, maya: Page, posted: dict[str, Any]
) -> None:
    app.action("more")(lambda ack: time.sleep(0.6))
    connect()
    assert "didn't respond in time" in maya.press(posted, "next", PRESS)["error"]


def test_a_response_url_can_replace_and_delete_its_message(
    webhook: WebhookClient, maya: Page
) -> None:
    assert webhook.send(text="picked", replace_original=True).status_code == 200
    assert [message["text"] for message in maya.history()] == ["picked"]
    assert webhook.send(delete_original=True).status_code == 200
    assert maya.history() == []


def test_a_response_url_answers_the_person_alone_by_default(
    webhook: WebhookClient, tom: Page
) -> None:
    webhook.send(text="just you")
    webhook.send(text="all of you", response_type="in_channel")
    assert [message["text"] for message in tom.history()] == ["pick", "all of you"]


def test_a_response_url_works_five_times(webhook: WebhookClient) -> None:
    answers = [webhook.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body


def test_bad_blocks_in_a_response_url_are_404(webhook: WebhookClient) -> None:
    answer = webhook.send(text="x", blocks=[{"type": "nonsense"}])
    assert answer.status_code == 404
    assert "invalid_blocks" in answer.body


def test_the_answer_of_a_response_url_can_be_lost(webhook: WebhookClient, maya: Page) -> None:
    webhook.retry_handlers.clear()
    maya.misbehave("cut", method="response_url", done=True)
    with pytest.raises(OSError, match="closed connection"):
        webhook.send(text="heard all the same")
    assert maya.history()[-1]["text"] == "heard all the same"


def test_an_unknown_response_url_is_404(served: Served) -> None:
    answer = WebhookClient(f"{served.url}/response/unknown").send(text="x")
    assert answer.status_code == 404


def test_an_ephemeral_message_can_be_replaced(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> None:
    client.chat_postEphemeral(
        channel=maya.channels["marketing"], user=maya.user, text="pick", blocks=[BUTTON]
    )

    @app.action("more")
    def more(ack: Ack, respond: Respond, body: dict[str, Any]) -> None:
        ack()
        assert "message" not in body
        respond(text="picked", replace_original=True)

    connect()
    maya.press(maya.history()[0], "next", PRESS)
    until(lambda: maya.history()[0]["text"] == "picked")
    assert maya.history()[0]["is_ephemeral"]


def test_a_trigger_opens_one_view(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> None:
    errors = []

    @app.command("/echo")
    def ask(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=FORM)
        with pytest.raises(SlackApiError) as caught:
            client.views_open(trigger_id=command["trigger_id"], view=FORM)
        errors.append(caught.value.response["error"])

    connect()
    maya.command("/echo")
    assert until(lambda: errors) == ["exchanged_trigger_id"]


@pytest.mark.parametrize("timing", [IMPATIENT])
def test_a_trigger_expires(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> None:
    errors = []

    @app.command("/echo")
    def ask(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        time.sleep(0.5)
        with pytest.raises(SlackApiError) as caught:
            client.views_open(trigger_id=command["trigger_id"], view=FORM)
        errors.append(caught.value.response["error"])

    connect()
    maya.command("/echo")
    assert until(lambda: errors) == ["expired_trigger_id"]


def test_a_view_that_slack_would_refuse_is_not_opened(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> None:
    answers = []

    @app.command("/echo")
    def ask(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        title = {"type": "plain_text", "text": "x" * 25}
        with pytest.raises(SlackApiError) as caught:
            client.views_open(trigger_id=command["trigger_id"], view={**FORM, "title": title})
        answers.append(caught.value.response)

    connect()
    maya.command("/echo")
    (answer,) = until(lambda: answers)
    assert answer["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in answer["response_metadata"]["messages"][0]


def test_a_submitted_modal_reaches_the_app_and_closes(
    app: App, opened: Callable[[], dict[str, Any]], maya: Page, until: Until
) -> None:
    heard = []
    app.view("run")(lambda ack, view: (ack(), heard.append(view["state"]["values"])))
    view = opened()
    answer = maya.request("/ui/view/submit", {"view_id": view["id"], "values": typed("4")})
    assert answer == {"ok": True}
    assert maya.next_frame("view_closed")["view_id"] == view["id"]
    assert heard == [typed("4")]


def test_errors_of_the_app_are_shown_under_the_fields(
    app: App, opened: Callable[[], dict[str, Any]], maya: Page
) -> None:
    app.view("run")(lambda ack: ack(response_action="errors", errors={"k": "Too many."}))
    view = opened()
    answer = maya.request("/ui/view/submit", {"view_id": view["id"], "values": typed("4")})
    assert answer == {"ok": False, "errors": {"k": "Too many."}}


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (None, "Please complete this required field."),
        ("1", "Enter a number of at least 2."),
        ("banana", "Enter a whole number."),
    ],
)
def test_inputs_are_checked_before_the_app_hears_of_them(
    opened: Callable[[], dict[str, Any]], maya: Page, value: str | None, error: str
) -> None:
    view = opened()
    answer = maya.request("/ui/view/submit", {"view_id": view["id"], "values": typed(value)})
    assert answer["errors"] == {"k": error}


def test_a_submission_can_push_and_clear(
    app: App, opened: Callable[[], dict[str, Any]], maya: Page
) -> None:
    steps = []

    @app.view("run")
    def run(ack: Ack) -> None:
        steps.append(1)
        if len(steps) == 1:
            ack(response_action="push", view=FORM)
        else:
            ack(response_action="clear")

    first = opened()
    maya.request("/ui/view/submit", {"view_id": first["id"], "values": typed("4")})
    second = maya.next_frame("view_opened")["view"]
    assert second["previous_view_id"] == second["root_view_id"] == first["id"]
    maya.request("/ui/view/submit", {"view_id": second["id"], "values": typed("4")})
    closed = [maya.next_frame("view_closed") for _ in range(2)]
    assert [(frame["view_id"], frame["cleared"]) for frame in closed] == [
        (second["id"], True),
        (first["id"], True),
    ]


def test_a_fourth_modal_does_not_fit_on_the_stack(
    app: App, opened: Callable[[], dict[str, Any]], maya: Page
) -> None:
    app.view("run")(lambda ack: ack(response_action="push", view=FORM))
    view = opened()
    for _ in range(2):
        maya.request("/ui/view/submit", {"view_id": view["id"], "values": typed("4")})
        view = maya.next_frame("view_opened")["view"]
    answer = maya.request("/ui/view/submit", {"view_id": view["id"], "values": typed("4")})
    assert "push_limit_reached" in answer["error"]


def test_an_updated_view_keeps_its_id_and_refuses_a_stale_hash(
    client: WebClient, opened: Callable[[], dict[str, Any]], maya: Page
) -> None:
    view = opened()
    title = {"type": "plain_text", "text": "Later"}
    client.views_update(view_id=view["id"], hash=view["hash"], view={**FORM, "title": title})
    assert maya.next_frame("view_updated")["view"]["title"] == title
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)


def test_a_closed_modal_is_reported_where_the_view_asks_for_it(
    app: App, opened: Callable[[], dict[str, Any]], maya: Page, until: Until
) -> None:
    heard = []
    app.view_closed("run")(lambda ack, body: (ack(), heard.append(body["is_cleared"])))
    view = opened()
    maya.request("/ui/view/close", {"view_id": view["id"]})
    assert until(lambda: list(heard)) == [False]


def test_an_external_select_is_answered_by_the_app(
    app: App, connect: Connections, maya: Page, client: WebClient, until: Until
) -> None:
    option = {"text": {"type": "plain_text", "text": "Germany"}, "value": "de"}
    app.options("country")(lambda ack, payload: ack(options=[option]))
    element = {"type": "external_select", "action_id": "country", "min_query_length": 0}
    blocks = [{"type": "actions", "block_id": "where", "elements": [element]}]
    client.chat_postMessage(channel="#marketing", text="where", blocks=blocks)
    connect()
    message = maya.history()[0]
    asked = {"block_id": "where", "action_id": "country", "value": "ger"}
    place = {"channel": message["channel"], "message_ts": message["ts"]}
    assert maya.request("/ui/suggest", asked | place) == {"options": [option]}


def test_the_home_tab_is_published_when_it_is_opened(
    app: App, connect: Connections, maya: Page, until: Until
) -> None:
    @app.event("app_home_opened")
    def publish(event: dict[str, Any], client: WebClient) -> None:
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Hello"}}, BUTTON]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    heard = []
    app.action("more")(lambda ack, body: (ack(), heard.append(body["view"]["type"])))
    connect()
    maya.open_stream()
    assert maya.request("/ui/home", {}) == {"view": None}
    home = maya.next_frame("home")["view"]
    assert home["blocks"][0]["text"]["text"] == "Hello"
    pressed = {"view_id": home["id"], "block_id": "next", "action": PRESS}
    assert maya.request("/ui/action", pressed) == {"ok": True}
    assert heard == ["home"]
