"""What a marketer does with Segbot, in a real browser, against the demo that a newcomer starts."""

import base64
import csv
import io
import os
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest
import xlsxwriter
from playwright.sync_api import expect
from shops import shop

pytestmark = pytest.mark.e2e

START_SECONDS = 60
ANSWER_MS = 20_000
#: What nobody should read in a message: unformatted mrkdwn, entities, JSON, a traceback.
MACHINE_TALK = re.compile(r"\*\S[^*\n]*\*|`|&(?:lt|gt|amp);|<[@#!]|\{\"|Traceback|\bNone\b|\bnan\b")
STICKS_OUT = """() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (node) => node.closest(".table-scroll") !== null;
    return [...document.querySelectorAll("#messages *, .thread *, .foot *")]
        .filter((node) => !scrolls(node) || node.matches(".table-scroll"))
        .filter((node) => node.getClientRects().length)
        .filter((node) => node.getBoundingClientRect().right > width + 1)
        .map((node) => `${node.tagName}.${node.className}`);
}"""


@contextmanager
def running_demo(folder, *arguments):
    """`segbot demo` as a process of its own; gives the process and the page's address."""
    settings = {"SEGBOT_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", *arguments]
    with (folder / "errors.txt").open("wb") as errors:
        demo = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, env=os.environ | settings
        )
        try:
            yield demo, _ready(demo)
        finally:
            demo.terminate()
            demo.wait(20)
            demo.stdout.close()


def _ready(demo):
    deadline = time.monotonic() + START_SECONDS
    printed = b""
    while b"\n" not in printed.partition(b"ready: ")[2]:
        waiting = deadline - time.monotonic()
        if waiting <= 0 or not select.select([demo.stdout], [], [], waiting)[0]:
            pytest.fail(f"the demo wasn't ready in {START_SECONDS} seconds: {printed.decode()}")
        if not (piece := os.read(demo.stdout.fileno(), 4096)):
            pytest.fail(f"the demo ended before it was ready: {printed.decode()}")
        printed += piece
    return printed.partition(b"ready: ")[2].split()[0].decode()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The page of a demo into which somebody has dropped a file already."""
    with running_demo(tmp_path_factory.mktemp("demo"), "--empty") as (_, address):
        yield address


@pytest.fixture
def visit(browser, url):
    """Open the page as Maya; at the end nothing was complained of, and messages read as words."""
    complaints, pages = [], []
    with ExitStack() as contexts:

        def open_page(channel="marketing", width=1280, height=900):
            viewport = {"width": width, "height": height}
            context = browser.new_context(viewport=viewport, accept_downloads=True)
            contexts.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(ANSWER_MS)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console",
                lambda said: complaints.append(said.text) if said.type == "error" else None,
            )
            page.goto(f"{url}/?user=maya&channel={channel}")
            page.wait_for_selector("body[data-ready]")
            pages.append(page)
            return page

        yield open_page
        for page in pages:
            for message in page.get_by_test_id("message").all():
                words = message.inner_text()
                assert not MACHINE_TALK.search(words), words
    assert complaints == []


@pytest.fixture
def stocked(visit, request):
    """A store with forty customers; the same file under another name changes nothing."""
    name = f"{request.node.name}.csv"
    page = visit("retail-data")
    drop(page, name, shop())
    expect(open_reply(page, name)).to_contain_text(name)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_xlsx(content):
    """The same table as a workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Orders")
        for number, row in enumerate(rows_of(content)):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def drop(page, name, content):
    """Drop a file on the channel, as with a mouse, and send it."""
    page.evaluate(
        """([name, encoded]) => {
            const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], name));
            const drop = new DragEvent("drop", {bubbles: true, dataTransfer: carried});
            document.querySelector("#messages").dispatchEvent(drop);
        }""",
        [name, base64.b64encode(content).decode()],
    )
    expect(page.get_by_test_id("attachment")).to_contain_text(name)
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("attachment")).to_have_count(0)


def open_reply(page, name):
    """The finished reply in the thread of the message that brought a file."""
    messages = page.get_by_test_id("messages").get_by_test_id("message")
    messages.filter(has_text=name).locator(".thread-link").click()
    reply = page.get_by_test_id("thread").get_by_test_id("message").nth(1)
    expect(reply).to_be_visible()
    expect(reply).not_to_contain_text("Working on", timeout=ANSWER_MS)
    return reply


def say(page, text):
    composer = page.get_by_test_id("composer")
    composer.fill(text)
    composer.press("Enter")


def answer(page, title):
    """The finished answer with this title: a channel's newest message."""
    last = page.get_by_test_id("messages").get_by_test_id("message").last
    expect(last.locator(".header").first).to_have_text(title, timeout=ANSWER_MS)
    return last


def assert_drawn(message, charts):
    """As many charts as asked for, with pixels, fully loaded, each with its text."""
    images = message.get_by_test_id("image")
    expect(images).to_have_count(charts, timeout=ANSWER_MS)
    for image in images.all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("node => node.naturalWidth") > 0
        assert len(image.get_attribute("alt")) > 40


@pytest.mark.parametrize(("kind", "first_invoice"), [("csv", 700_000), ("xlsx", 800_000)])
def test_a_dropped_file_is_answered_in_its_thread_with_what_became_of_each_row(
    visit, kind, first_invoice
):
    content = shop(20, first_invoice)
    rows = len(rows_of(content)) - 1
    page = visit("general")
    page.get_by_test_id("channel-retail-data").click()
    name = f"orders.{kind}"
    drop(page, name, as_xlsx(content) if kind == "xlsx" else content)

    reply = open_reply(page, name)
    expect(reply.locator(".header")).to_have_text(f"{name} is in")
    expect(reply).to_contain_text("20 customers")
    expect(reply).to_contain_text(f"{rows} rows: {rows} kept, 0 set aside, 0 rejected.")
    expect(reply.get_by_test_id("table")).to_contain_text(f"{rows}")
    expect(reply.get_by_role("button", name="RFM overview")).to_be_visible()


@pytest.mark.usefixtures("stocked")
def test_customers_are_grouped_and_the_next_steps_are_a_click_away(visit):
    page = visit()
    say(page, "/segment run k=4")
    grouped = answer(page, re.compile("customers in 4 groups"))
    expect(grouped.get_by_test_id("table").locator("tbody tr")).to_have_count(4)
    assert_drawn(grouped, charts=2)

    grouped.get_by_role("button", name=re.compile("^Try . groups$")).click()
    assert_drawn(answer(page, re.compile("customers in [35] groups")), charts=2)

    grouped.get_by_role("button", name=re.compile("^Who are")).click()
    members = answer(page, re.compile("^Group 1: "))
    expect(members.get_by_test_id("table")).to_contain_text(re.compile("120[0-9]{2}"))


@pytest.mark.usefixtures("stocked")
def test_settings_are_changed_in_a_form(visit):
    page = visit()
    say(page, "/segment run k=4")
    answer(page, re.compile("customers in 4 groups")).get_by_role(
        "button", name="Change settings"
    ).click()
    modal = page.get_by_test_id("modal")
    modal.get_by_label("How many groups").click()
    modal.get_by_role("option", name="3", exact=True).click()
    page.get_by_test_id("modal-submit").click()
    expect(modal).to_be_hidden()
    answer(page, re.compile("customers in 3 groups"))


@pytest.mark.usefixtures("stocked")
def test_a_segment_is_listed_and_its_file_arrives_in_a_direct_message(visit):
    page = visit()
    say(page, "/rfm top champions")
    top = answer(page, re.compile("champions", re.IGNORECASE))
    counted = re.search(r"Champions: ([\d,]+) customers", top.inner_text())
    expect(top.get_by_test_id("table").locator("tbody tr")).not_to_have_count(0)
    assert_drawn(top, charts=1)

    top.get_by_role("button", name="Export CSV").click()
    notice = page.get_by_test_id("message").last
    expect(notice).to_contain_text(f"with {counted[1]} customers in a direct message")
    expect(notice).to_contain_text("Only visible to you")
    page.get_by_test_id("channel-Segbot").click()
    card = page.get_by_test_id("file-card").last
    with page.expect_download() as download:
        card.get_by_role("link", name="Download").click()
    header, *rows = rows_of(download.value.path().read_bytes())
    assert len(rows) == int(counted[1])
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.usefixtures("stocked")
def test_the_home_tab_says_how_things_stand_and_a_click_there_answers_in_person(visit):
    page = visit("Segbot")
    page.get_by_test_id("tab-home").click()
    home = page.get_by_test_id("home")
    expect(home).to_contain_text(re.compile(r"\d+ customers, \d+ orders"))
    home.get_by_role("button", name="RFM overview").click()
    page.get_by_test_id("tab-messages").click()
    overview = answer(page, re.compile("^RFM overview of"))
    expect(overview.get_by_test_id("table")).to_be_visible()
    assert_drawn(overview, charts=2)


@pytest.mark.usefixtures("stocked")
def test_a_mistake_is_answered_with_words_that_help_and_to_nobody_else(visit):
    page = visit("general")
    say(page, "/rfm tpo champions")
    notice = page.get_by_test_id("message").last
    expect(notice).to_contain_text("Did you mean top?")
    expect(notice).to_contain_text("/rfm top champions")
    expect(notice).to_contain_text("Only visible to you")


@pytest.mark.usefixtures("stocked")
def test_nothing_sticks_out_of_a_phone(visit):
    page = visit(width=390, height=844)
    say(page, "/segment run k=3")
    assert_drawn(answer(page, re.compile("customers in 3 groups")), charts=2)
    assert page.evaluate(STICKS_OUT) == []
    say(page, "/rfm segments")
    answer(page, re.compile("^RFM segments of"))
    assert page.evaluate(STICKS_OUT) == []
    say(page, "/segment help")
    expect(page.get_by_test_id("message").last).to_contain_text("/segment members")
    assert page.evaluate(STICKS_OUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def choose(page, label, option):
    """Pick from one of the form's menus."""
    modal = page.get_by_test_id("modal")
    modal.get_by_label(label, exact=True).click()
    modal.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).first.click()


def test_a_file_with_headers_of_its_own_is_explained_undone_mended_and_sent_again(visit):
    """Three rows under headers that say nothing; the price of one can't be read."""
    page = visit("retail-data")
    rows = [
        "V1,2025-03-01,K-900,3,2.50",
        "V1,2025-03-01,K-900,1,gratis",
        "V2,2025-03-14,K-901,2,9.99",
    ]
    content = "\n".join(
        ["A,B,C,D,E", *rows, *[f"V{n},2025-04-{n},K-9{n},1,1.00" for n in range(10, 20)]]
    )
    drop(page, "till.csv", content.encode())
    reply = open_reply(page, "till.csv")
    expect(reply).to_contain_text("Nothing of it is stored yet")
    reply.get_by_role("button", name="Tell me what the columns mean").click()
    expect(page.get_by_test_id("modal")).to_contain_text("K-900 · K-901")
    for label, option in {
        "Each row of the file is": "An item of an order",
        "The customer": "C",
        "The date of the order": "B",
        "The number of the order, invoice or receipt": "A",
        "How many were bought": "D",
        "The price of one": "E",
        "The amount of the line": "Not in this file",
        "The total of the order": "Not in this file",
    }.items():
        choose(page, label, option)
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal")).to_be_hidden()
    done = page.get_by_test_id("thread").get_by_test_id("message").last
    expect(done).to_contain_text("13 rows: 12 kept, 0 set aside, 1 rejected", timeout=ANSWER_MS)

    # A mistake: it is taken back, and the same file is read as before without a question.
    say(page, "/data undo")
    answer(page, "Take till.csv back?").get_by_role("button", name="Yes, take it back").click()
    answer(page, "till.csv is taken back")
    drop(page, "till again.csv", content.encode())
    again = open_reply(page, "till again.csv")
    expect(again).to_contain_text("13 rows: 12 kept, 0 set aside, 1 rejected")

    # The rejected row arrives as a file, is mended, and joins the order that it was missing from.
    again.get_by_role("button", name="Get rejected rows").click()
    expect(page.get_by_test_id("thread").get_by_test_id("message").last).to_contain_text(
        "with 1 row in a direct message"
    )
    page.get_by_test_id("channel-Segbot").click()
    sent = page.get_by_test_id("messages").get_by_test_id("file-card").last
    with page.expect_download() as download:
        sent.get_by_role("link", name="Download").click()
    rejected = download.value.path().read_bytes()
    assert rows_of(rejected)[1][:5] == ["V1", "2025-03-01", "K-900", "1", "gratis"]
    page.get_by_test_id("channel-retail-data").click()
    drop(page, "mended.csv", rejected.replace(b"gratis", b"4.00"))
    mended = open_reply(page, "mended.csv")
    expect(mended).to_contain_text("1 row: 1 kept, 0 set aside, 0 rejected")
    say(page, "/rfm customer K-900")
    card = answer(page, "Customer K-900")
    expect(card).to_contain_text("£11.50")


def test_ctrl_c_ends_the_demo_without_a_traceback(tmp_path):
    with running_demo(tmp_path, "--empty") as (demo, _):
        demo.send_signal(signal.SIGINT)
        assert demo.wait(20) == 0
    assert "Traceback" not in (tmp_path / "errors.txt").read_text()
