"""The page of the local workspace, in a real browser, with a real Bolt app behind it."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from person import PATIENCE
from playwright.sync_api import Browser, FilePayload, Page, Route, expect
from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.app import disconnect
from bot.workspace import Served, Workspace, serve

pytestmark = pytest.mark.e2e

MANIFEST = {
    "display_information": {"name": "Echo", "description": "Repeats what it hears"},
    "features": {
        "bot_user": {"display_name": "echo"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/echo", "description": "Repeat the words", "usage_hint": "words"},
            {"command": "/form", "description": "Open a form"},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "files:read", "files:write", "im:write"]}
    },
    "settings": {"socket_mode_enabled": True, "interactivity": {"is_enabled": True}},
}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def number(value: float) -> dict[str, Any]:
    return {"type": "raw_number", "value": value, "text": f"{value:,}"}


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("New run"),
    "submit": plain("Run"),
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": plain("Name"),
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "method",
            "label": plain("Method"),
            "element": {
                "type": "static_select",
                "action_id": "pick",
                "options": [
                    {"text": plain("k-means"), "value": "kmeans"},
                    {"text": plain("Mixture"), "value": "gmm"},
                ],
            },
        },
    ],
}


def echo_app(client: WebClient) -> App:
    app = App(client=client)

    @app.command("/echo")
    def on_echo(ack: Ack, command: dict[str, Any]) -> None:
        ack(text=f"*heard:* {command['text']}")

    @app.command("/form")
    def on_form(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=FORM)

    @app.view("form")
    def on_submit(ack: Ack, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        values = view["state"]["values"]
        name = values["name"]["text"]["value"]
        if name == "taken":
            ack(response_action="errors", errors={"name": "A run of that name exists."})
            return
        ack()
        method = values["method"]["pick"]["selected_option"]["value"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"{name} by {method}")

    @app.action("delete")
    def on_delete(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Deleted.", replace_original=False)

    return app


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serve(Workspace(MANIFEST)) as running:
        yield running


@pytest.fixture
def client(served: Served) -> WebClient:
    return WebClient("xoxb-local", base_url=served.api_url)


@pytest.fixture
def bot(client: WebClient) -> Iterator[None]:
    handler = SocketModeHandler(echo_app(client), "xapp-local")
    handler.connect()
    yield
    disconnect(handler)


@pytest.fixture
def marketing(served: Served) -> str:
    channel = served.workspace.state.channel_named("marketing")
    assert channel is not None
    return channel.id


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Open the page as somebody; at the end no page may have complained in its console."""
    complaints: list[str] = []
    with ExitStack() as contexts:

        def open_page(
            user: str = "maya", channel: str = "marketing", width: int = 1280, height: int = 800
        ) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height}, accept_downloads=True
            )
            contexts.callback(context.close)
            context.set_default_timeout(1000 * PATIENCE)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"{served.url}/?user={user}&channel={channel}")
            page.wait_for_selector("body[data-ready]")
            return page

        yield open_page
    assert complaints == []


def say(page: Page, text: str) -> None:
    composer = page.get_by_test_id("composer")
    composer.fill(text)
    composer.press("Enter")


def test_what_is_typed_while_the_last_message_is_on_its_way_is_sent_after_it(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    held: list[Route] = []
    page.route("**/ui/message", lambda route: held.append(route) if not held else route.continue_())
    for text in ("first", "second", "third"):
        say(page, text)
    page.wait_for_timeout(200)
    expect(page.get_by_test_id("message")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_test_id("message")).to_contain_text(["first", "second", "third"])


@pytest.mark.usefixtures("bot")
def test_a_command_is_completed_from_its_hint_and_answers_only_the_person_who_typed_it(
    visit: Callable[..., Page],
) -> None:
    maya, tom = visit("maya"), visit("tom")
    composer = maya.get_by_test_id("composer")
    composer.press_sequentially("/ec")
    expect(maya.get_by_test_id("hints")).to_contain_text("Repeat the words")
    composer.press("Tab")
    composer.press_sequentially("hello")
    composer.press("Enter")

    answer = maya.get_by_test_id("message").last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer.locator("b", has_text="heard:")).to_be_visible()
    expect(tom.get_by_test_id("message")).to_have_count(0)


def test_an_unknown_command_gets_a_notice(visit: Callable[..., Page]) -> None:
    page = visit()
    say(page, "/nonsense now")
    expect(page.get_by_test_id("message").last).to_contain_text("/nonsense is not a valid command")


def test_people_see_each_others_messages_and_unread_marks_live(visit: Callable[..., Page]) -> None:
    maya, tom = visit("maya"), visit("tom", channel="general")
    say(maya, "who looks at <b>Champions</b>, @tom?")
    link = tom.get_by_test_id("channel-marketing")
    expect(link).to_contain_text("1")
    link.click()
    message = tom.get_by_test_id("message").last
    expect(message).to_contain_text("who looks at <b>Champions</b>, @Tom Lindqvist?")
    expect(link).not_to_contain_text("1")


def test_commands_are_refused_in_threads_and_replies_are_counted_under_the_message(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    say(page, "parent")
    parent = page.get_by_test_id("message").last
    parent.hover()
    parent.get_by_label("Reply in thread").click()
    thread = page.get_by_test_id("thread")
    reply = thread.get_by_test_id("thread-composer")
    reply.fill("/echo hello")
    reply.press("Enter")
    expect(thread.get_by_text("is not supported in threads")).to_be_visible()
    reply.fill("a reply")
    reply.press("Enter")
    expect(thread.get_by_test_id("message").get_by_text("a reply")).to_be_visible()
    expect(page.get_by_test_id("messages")).to_contain_text("1 reply")
    reply.press("Escape")
    expect(thread).to_be_hidden()


MRKDWN = [
    ("*bold* _it_ ~no~ `x*y*`", "<b>bold</b> <i>it</i> <s>no</s> <code>x*y*</code>"),
    ("*bold _both_*", "<b>bold <i>both</i></b>"),
    ("snake_case_name 2 * 3 * 4 a*b*c", "snake_case_name 2 * 3 * 4 a*b*c"),
    ("*not\nclosed*", "*not\nclosed*"),
    ("a &amp;amp; b &lt;i&gt;", "a &amp;amp; b &lt;i&gt;"),
    ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
    ("<javascript:alert(1)|click>", "click"),
    (":no_such_emoji: 10:30:00", ":no_such_emoji: 10:30:00"),
]


def test_mrkdwn_reads_as_slack_shows_it_and_never_becomes_markup(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    # In blocks, which reach the page as they were sent; Slack escapes stray brackets in text.
    sections = [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text, _ in MRKDWN]
    client.chat_postMessage(channel=marketing, text="all", blocks=sections)
    shown = visit().locator(".section .text > span")
    assert [line.inner_html() for line in shown.all()] == [markup for _, markup in MRKDWN]


def test_plain_text_keeps_its_asterisks(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    header = {"type": "header", "text": plain("*5* < 6 & <!channel>")}
    client.chat_postMessage(channel=marketing, text="plain", blocks=[header])
    expect(visit().locator(".header")).to_have_text("*5* < 6 & <!channel>")


def test_mentions_links_dates_quotes_and_code_blocks_are_drawn(
    visit: Callable[..., Page], client: WebClient, marketing: str, served: Served
) -> None:
    maya = served.workspace.state.channels[marketing].members[0]
    text = (
        f"<@{maya}> <#{marketing}> <!here> <https://example.com/?a=1&amp;b=2|site>\n"
        "&gt; quoted\n```\n*raw*\n```\n<!date^1323475200^{date_num}|then>"
    )
    client.chat_postMessage(channel=marketing, text=text)
    shown = visit().get_by_test_id("message").last
    expect(shown.locator(".mention-me")).to_have_text("@Maya Okafor")
    expect(shown.locator("button.mention")).to_have_text("#marketing")
    expect(shown.locator("[data-ping=here]")).to_have_text("@here")
    expect(shown.get_by_role("link", name="site")).to_have_attribute(
        "href", "https://example.com/?a=1&b=2"
    )
    expect(shown.locator("blockquote")).to_have_text("quoted")
    expect(shown.locator("pre")).to_have_text("*raw*")
    expect(shown.locator(".text time")).to_have_text("2011-12-10")


def test_a_wide_table_scrolls_inside_its_message_on_a_phone(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    header = [raw(f"Column number {column}") for column in range(8)]
    rows = [header, *([number(row * column) for column in range(8)] for row in range(3))]
    settings = [{"align": "right"}] * 8
    table = {"type": "table", "rows": rows, "column_settings": settings}
    client.chat_postMessage(channel=marketing, text="wide", blocks=[table])
    page = visit(width=390, height=844)
    shown = page.get_by_test_id("table")
    expect(shown.locator("thead th").first).to_have_css("font-weight", "700")
    expect(shown.locator("td").first).to_have_css("text-align", "right")
    scroller = shown.locator(".table-scroll")
    assert scroller.evaluate("node => node.scrollWidth > node.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.get_by_test_id("channel-general")).to_be_hidden()
    page.get_by_label("Show channels").click()
    page.get_by_test_id("channel-general").click()
    expect(page.get_by_role("heading", name="general").first).to_be_visible()


def test_a_data_table_sorts_numbers_as_numbers_and_turns_pages(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    data = [[raw(f"customer {value}"), number(value)] for value in (9, 1000, 80, 7)]
    rows = [[raw("Customer"), raw("Spend")], *data]
    block = {"type": "data_table", "caption": "Spend", "page_size": 3, "rows": rows}
    client.chat_postMessage(channel=marketing, text="table", blocks=[block])
    table = visit().get_by_test_id("table")
    spend = table.locator("tbody td")
    expect(spend).to_have_text(["9", "1,000", "80"])
    table.get_by_role("button", name="Spend").click()
    expect(spend).to_have_text(["7", "9", "80"])
    table.get_by_label("Next rows").click()
    expect(spend).to_have_text(["1,000"])
    expect(table).to_contain_text("4–4 of 4")


def test_a_chart_says_its_values_by_touch(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    data = [{"label": "Nov 2011", "value": 1234.5}, {"label": "Dec 2011, part", "value": -20}]
    chart = {
        "type": "bar",
        "series": [{"name": "All orders", "data": data}],
        "axis_config": {"categories": [each["label"] for each in data], "y_label": "Revenue, £"},
    }
    block = {"type": "data_visualization", "title": "Revenue by month", "chart": chart}
    client.chat_postMessage(channel=marketing, text="chart", blocks=[block])
    shown = visit().get_by_test_id("chart")

    expect(shown.locator("figcaption")).to_have_text("Revenue by month")
    expect(shown.get_by_role("img")).to_have_attribute("aria-label", "bar chart: Revenue by month")
    assert shown.locator("rect title").all_text_contents() == [
        "All orders, Nov 2011: 1,234.5",
        "All orders, Dec 2011, part: -20",
    ]


def test_an_updated_message_changes_in_place_without_moving_what_is_read(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    first = client.chat_postMessage(channel=marketing, text="working on it")
    page = visit()
    for line in range(30):
        say(page, f"line {line}")
        expect(page.get_by_test_id("message")).to_have_count(line + 2)
    reading = page.get_by_test_id("message").nth(20)
    reading.scroll_into_view_if_needed()
    before = reading.bounding_box()
    assert before is not None
    page.wait_for_timeout(100)
    client.chat_update(channel=marketing, ts=first["ts"], text="done\n" * 12)
    expect(page.get_by_test_id("message").first).to_contain_text("done")
    after = reading.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 1


def test_what_changes_while_a_thread_is_being_read_is_not_lost(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    """The thread's replies are on their way when one of them changes."""
    page = visit()
    parent = client.chat_postMessage(channel=marketing, text="Figures, please")["ts"]
    reply = client.chat_postMessage(channel=marketing, text="Working on it", thread_ts=parent)

    def change_on_the_way(route: Route) -> None:
        answer = route.fetch()
        client.chat_update(channel=marketing, ts=reply["ts"], text="Here they are")
        # Time for the page to hear of the change before the older answer arrives.
        page.wait_for_timeout(300)
        route.fulfill(response=answer)

    replies = re.compile(r"/ui/history.*thread_ts")
    page.route(replies, change_on_the_way)
    with page.expect_response(replies) as answered:
        page.get_by_text("1 reply").click()
    answered.value.finished()

    expect(page.get_by_test_id("thread")).to_contain_text("Here they are")
    expect(page.get_by_test_id("thread")).not_to_contain_text("Working on it")


def test_a_dropped_file_becomes_a_card_whose_download_has_the_same_bytes(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    page.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["a,b\\n1,2\\n"], "orders.csv", {type: "text/csv"}));
            const drop = new DragEvent("drop", {bubbles: true, dataTransfer: carried});
            document.querySelector("#messages").dispatchEvent(drop);
        }"""
    )
    expect(page.get_by_test_id("attachment")).to_contain_text("orders.csv")
    say(page, "our orders")
    card = page.get_by_test_id("file-card")
    expect(card).to_contain_text("orders.csv")
    with page.expect_download() as download:
        card.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "orders.csv"
    assert download.value.path().read_bytes() == b"a,b\n1,2\n"


def test_an_image_is_shown_with_its_title_and_enlarged_on_a_click(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    image: FilePayload = {"name": "chart.png", "mimeType": "image/png", "buffer": tiny_png()}
    page.get_by_test_id("file-input").set_input_files([image])
    page.get_by_test_id("send").click()
    page.get_by_test_id("image").click()
    expect(page.get_by_test_id("lightbox")).to_contain_text("chart.png")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("lightbox")).to_have_count(0)


@pytest.mark.usefixtures("bot")
def test_a_dangerous_button_asks_first_and_acts_once_confirmed(
    visit: Callable[..., Page], client: WebClient, marketing: str
) -> None:
    confirm = {
        "title": plain("Delete this run?"),
        "text": plain("It can't be undone."),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
    }
    button = {"type": "button", "action_id": "delete", "text": plain("Remove"), "confirm": confirm}
    client.chat_postMessage(
        channel=marketing, text="run 1", blocks=[{"type": "actions", "elements": [button]}]
    )
    page = visit()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_test_id("dialog")).to_have_count(0)
    expect(page.get_by_test_id("message")).to_have_count(1)
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_test_id("message").last).to_contain_text("Deleted.")


@pytest.mark.usefixtures("bot")
def test_a_modal_shows_errors_under_its_fields_and_sends_what_was_chosen(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    say(page, "/form")
    modal = page.get_by_test_id("modal")
    run = modal.get_by_role("button", name="Run")
    run.click()
    expect(modal.get_by_text("Please complete this required field.")).to_have_count(2)
    modal.get_by_label("Name").fill("taken")
    modal.get_by_label("Method").click()
    modal.get_by_role("option", name="Mixture").click()
    run.click()
    expect(modal.get_by_text("A run of that name exists.")).to_be_visible()
    modal.get_by_label("Name").fill("spring")
    run.click()
    expect(modal).to_be_hidden()
    page.get_by_test_id("channel-Echo").click()
    expect(page.get_by_test_id("message").last).to_contain_text("spring by gmm")


def test_what_was_typed_survives_a_workspace_that_does_not_answer(
    visit: Callable[..., Page], served: Served
) -> None:
    page = visit()
    page.route("**/ui/message", lambda route: route.abort())
    say(page, "do not lose me")
    expect(page.get_by_role("alert").first).to_contain_text("can't be reached")
    expect(page.get_by_test_id("composer")).to_have_value("do not lose me")


def tiny_png() -> bytes:
    """One white pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\xff\xff")
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
