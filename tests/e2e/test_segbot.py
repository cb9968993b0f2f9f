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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from person import PATIENCE
from playwright.sync_api import Browser, Locator, Page, expect
from running import workspace_with_bot
from shops import as_csv, shop

pytestmark = pytest.mark.e2e

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


def mall() -> bytes:
    """Sixty people whose orders nobody knows."""
    rows = [
        (
            str(100 + n),
            ("Female", "Male")[n % 2],
            str(22 + n % 4 // 2 * 38 + n % 5),
            str(20 + n % 2 * 70 + n % 3),
        )
        for n in range(60)
    ]
    return as_csv(rows, ("CustomerID", "Gender", "Age", "Annual Income (k$)"))


def till() -> bytes:
    """Forty days of a till that numbers its receipts from 1 every morning; two lines each."""
    rows = []
    for day in range(40):
        for receipt in range(1, 6):
            bought = (
                f"{1 + day // 28}/{1 + day % 28}/2025",
                str(receipt),
                f"C{(day * 5 + receipt) % 23}",
            )
            rows += [(*bought, "MUG", "1", f"{3 + receipt}.00"), (*bought, "TEA", "2", "1.50")]
    return as_csv(rows, ("Date", "Receipt No", "Customer", "SKU", "Qty", "Unit Price"))


def marketplace() -> bytes:
    """Orders, what was in them and who placed them; ids are new with every order."""
    orders = [
        (f"o{n}", f"c{n}", "delivered", f"2025-0{1 + n % 9}-{1 + n % 28:02} 10:00:00")
        for n in range(90)
    ]
    files = {
        "orders.csv": as_csv(
            orders, ("order_id", "customer_id", "order_status", "order_purchase_timestamp")
        ),
        "order_items.csv": as_csv(
            [(f"o{n}", "1", f"p{n % 7}", f"{20 + n}.00") for n in range(90)],
            ("order_id", "order_item_id", "product_id", "price"),
        ),
        "customers.csv": as_csv(
            [(f"c{n}", f"u{n % 31}", ("rio", "natal")[n % 31 % 2]) for n in range(90)],
            ("customer_id", "customer_unique_id", "customer_city"),
        ),
    }
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@contextmanager
def running_demo(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
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
            demo.wait(PATIENCE)
            assert demo.stdout is not None
            demo.stdout.close()


def _ready(demo: subprocess.Popen[bytes]) -> str:
    assert demo.stdout is not None
    deadline = time.monotonic() + PATIENCE
    printed = b""
    while b"\n" not in printed.partition(b"ready: ")[2]:
        waiting = deadline - time.monotonic()
        if waiting <= 0 or not select.select([demo.stdout], [], [], waiting)[0]:
            pytest.fail(f"the demo wasn't ready in {PATIENCE} seconds: {printed.decode()}")
        if not (piece := os.read(demo.stdout.fileno(), 4096)):
            pytest.fail(f"the demo ended before it was ready: {printed.decode()}")
        printed += piece
    return printed.partition(b"ready: ")[2].split()[0].decode()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of a demo into which somebody has dropped a file already."""
    with running_demo(tmp_path_factory.mktemp("demo"), "--empty") as (_, address):
        yield address


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """Open the page as Maya; at the end nothing was complained of, and messages read as words."""
    complaints: list[str] = []
    pages: list[Page] = []
    with ExitStack() as contexts:

        def open_page(channel: str = "marketing", width: int = 1280, height: int = 900) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height}, accept_downloads=True
            )
            contexts.callback(context.close)
            context.set_default_timeout(1000 * PATIENCE)
            page = context.new_page()
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
def stocked(visit: Callable[..., Page], request: pytest.FixtureRequest) -> None:
    """A store with forty customers; the same file under another name changes nothing."""
    name = f"{request.node.name}.csv"
    page = visit("retail-data")
    drop(page, name, shop())
    expect(open_reply(page, name)).to_contain_text(name)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_xlsx(content: bytes) -> bytes:
    """The same table as a workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Orders")
        for number, row in enumerate(rows_of(content)):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def drop(page: Page, name: str, content: bytes) -> None:
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


def open_reply(page: Page, name: str) -> Locator:
    """The finished reply in the thread of the message that brought a file."""
    messages = page.get_by_test_id("messages").get_by_test_id("message")
    messages.filter(has_text=name).locator(".thread-link").click()
    reply = page.get_by_test_id("thread").get_by_test_id("message").nth(1)
    expect(reply).to_be_visible()
    expect(reply).not_to_contain_text("Working on")
    return reply


def say(page: Page, text: str) -> None:
    """Send it, and wait for what comes of it: an older answer may have the same title."""
    messages = page.get_by_test_id("messages").get_by_test_id("message")
    before = messages.count()
    composer = page.get_by_test_id("composer")
    composer.fill(text)
    composer.press("Enter")
    expect(messages).not_to_have_count(before)


def answer(page: Page, title: str | re.Pattern[str]) -> Locator:
    """The finished answer with this title: a channel's newest message."""
    last = page.get_by_test_id("messages").get_by_test_id("message").last
    expect(last.locator(".header").first).to_have_text(title)
    return last


def followed(page: Page, message: Locator, title: str | re.Pattern[str]) -> Locator:
    """The finished answer with this title: the newest in the thread of a message."""
    message.locator(".thread-link").click()
    last = page.get_by_test_id("thread").get_by_test_id("message").last
    expect(last.locator(".header").first).to_have_text(title)
    return last


def assert_drawn(message: Locator, charts: int) -> None:
    """As many charts as asked for, with pixels, fully loaded, each with its text."""
    images = message.get_by_test_id("image")
    expect(images).to_have_count(charts)
    for image in images.all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("node => node.naturalWidth") > 0
        assert len(image.get_attribute("alt") or "") > 40


@pytest.mark.parametrize(("kind", "first_invoice"), [("csv", 700_000), ("xlsx", 800_000)])
def test_a_dropped_file_is_answered_in_its_thread_with_what_became_of_each_row(
    visit: Callable[..., Page], kind: str, first_invoice: int
) -> None:
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
def test_customers_are_grouped_and_the_next_steps_are_a_click_away(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    say(page, "/segment run k=4")
    grouped = answer(page, re.compile("customers in 4 groups"))
    expect(grouped.get_by_test_id("table").locator("tbody tr")).to_have_count(4)
    assert_drawn(grouped, charts=1)

    grouped.get_by_role("button", name=re.compile("^Try . groups$")).click()
    again = followed(page, grouped, re.compile("customers in [35] groups"))
    assert_drawn(again, charts=1)

    again.get_by_role("button", name=re.compile("^Who is in")).click()
    members = page.get_by_test_id("thread").get_by_test_id("message").last
    expect(members.locator(".header").first).to_have_text(re.compile("^Group 1 "))
    expect(members.get_by_test_id("table")).to_contain_text(re.compile("120[0-9]{2}"))


@pytest.mark.usefixtures("stocked")
def test_settings_are_changed_in_a_form(visit: Callable[..., Page]) -> None:
    page = visit()
    say(page, "/segment run k=4")
    groups = answer(page, re.compile("customers in 4 groups"))
    # A click while the charts come in would be on a message that is being replaced.
    assert_drawn(groups, charts=1)
    groups.get_by_role("button", name="Change settings").click()
    modal = page.get_by_test_id("modal")
    modal.get_by_label("How many groups").click()
    modal.get_by_role("option", name="3", exact=True).click()
    page.get_by_test_id("modal-submit").click()
    expect(modal).to_be_hidden()
    followed(page, groups, re.compile("customers in 3 groups"))


@pytest.mark.usefixtures("stocked")
def test_a_segment_is_listed_and_its_file_arrives_in_a_direct_message(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    say(page, "/rfm top champions")
    top = answer(page, re.compile("champions", re.IGNORECASE))
    counted = re.search(r"Champions: ([\d,]+) customers", top.inner_text())
    assert counted is not None
    expect(top.get_by_test_id("table").locator("tbody tr")).not_to_have_count(0)
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
def test_the_home_tab_says_how_things_stand_and_a_click_there_answers_in_person(
    visit: Callable[..., Page],
) -> None:
    page = visit("Segbot")
    page.get_by_test_id("tab-home").click()
    home = page.get_by_test_id("home")
    expect(home).to_contain_text(re.compile(r"\d+ customers, \d+ orders"))
    home.get_by_role("button", name="RFM overview").click()
    page.get_by_test_id("tab-messages").click()
    overview = answer(page, re.compile("^RFM overview of"))
    expect(overview.get_by_test_id("table")).to_be_visible()
    assert_drawn(overview, charts=1)


@pytest.mark.usefixtures("stocked")
def test_a_mistake_is_answered_with_words_that_help_and_to_nobody_else(
    visit: Callable[..., Page],
) -> None:
    page = visit("general")
    say(page, "/rfm tpo champions")
    notice = page.get_by_test_id("message").last
    expect(notice).to_contain_text("Did you mean top?")
    expect(notice).to_contain_text("/rfm top champions")
    expect(notice).to_contain_text("Only visible to you")


@pytest.mark.usefixtures("stocked")
def test_nothing_sticks_out_of_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(width=390, height=844)
    say(page, "/segment run k=3")
    assert_drawn(answer(page, re.compile("customers in 3 groups")), charts=1)
    assert page.evaluate(STICKS_OUT) == []
    say(page, "/rfm segments")
    answer(page, re.compile("^RFM segments of"))
    assert page.evaluate(STICKS_OUT) == []
    say(page, "/segment help")
    expect(page.get_by_test_id("message").last).to_contain_text("/segment members")
    assert page.evaluate(STICKS_OUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_ctrl_c_ends_the_demo_without_a_traceback(tmp_path: Path) -> None:
    with running_demo(tmp_path, "--empty") as (demo, _):
        demo.send_signal(signal.SIGINT)
        assert demo.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "errors.txt").read_text()


UNKNOWN = ("Vorgang", "Wer", "Wann", "Ding", "Anz", "Stk")
MEANT = {
    "Each row of the file is": "An item of an order",
    "The customer": "Wer",
    "The number of the order, invoice or receipt": "Vorgang",
    "The product's code": "Ding",
    "How many were bought": "Anz",
    "The price of one": "Stk",
    "The total of the order": "Not in this file",
    "Dates are written": "Month first",
}


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a modal's menu, which may have the values of a column under its name."""
    modal = page.get_by_test_id("modal")
    modal.get_by_label(label, exact=True).click()
    modal.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).click()


def told(page: Page, name: str, **changes: str) -> Locator:
    """Say in the modal what the columns of a file mean; gives what becomes of the file."""
    thread = page.get_by_test_id("thread").get_by_test_id("message")
    thread.last.get_by_role("button", name="Tell me what the columns mean").click()
    for label, option in (MEANT | changes).items():
        choose(page, label, option)
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal")).to_be_hidden()
    expect(thread.last.locator(".header")).to_have_text(f"{name} is in")
    return thread.last


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_with_unknown_headers_is_mapped_and_a_mistake_in_it_is_undone(
    visit: Callable[..., Page], width: int
) -> None:
    name = f"kasse {width}.csv"
    order = f"R-{width}"
    rows = [
        (order, "K71", "03/04/2025", "MUG", 2, f"{width}.50"),
        (order, "K71", "03/04/2025", "LAMP", 1, "10.25"),
        (f"{order}1", "K72", "05/06/2025", "CARD", 4, "0.50"),
    ]
    # Each file has headers of its own: what was said of one is remembered for the next.
    headers = [f"{header}{width}" for header in UNKNOWN]
    page = visit("retail-data", width=width)
    drop(page, name, as_csv(rows, headers))
    asked = open_reply(page, name)
    expect(asked).to_contain_text("I need your help to read")
    expect(asked).to_contain_text(f"“Wer{width}”")
    asked.get_by_role("button", name="Tell me what the columns mean").click()
    modal = page.get_by_test_id("modal")
    expect(modal).to_contain_text("03/04/2025 · 05/06/2025")
    assert page.evaluate(STICKS_OUT) == []

    choose(page, "The product's code", f"Wann{width}")
    choose(page, "Dates are written", "Month first")
    page.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text(f"“Wann{width}” is chosen for “The date of the order”.")
    modal.get_by_role("button", name="Not now").click()

    answered = told(page, name, **{"Dates are written": "Day first"})
    expect(answered).to_contain_text("3 Apr 2025 to 5 Jun 2025")
    assert page.evaluate(STICKS_OUT) == []

    page.get_by_role("button", name="Close thread").click()
    say(page, "/data undo")
    question = answer(page, f"Take {name} back?")
    expect(question).to_contain_text("Nothing has changed yet.")
    assert page.evaluate(STICKS_OUT) == []
    question.get_by_role("button", name="Yes, take it back").click()
    followed(page, question, f"{name} is taken back")
    page.get_by_role("button", name="Close thread").click()
    drop(page, f"once more {name}", as_csv(rows, headers))
    expect(open_reply(page, f"once more {name}")).to_contain_text("3 Apr 2025 to 5 Jun 2025")


def test_rejected_rows_are_downloaded_fixed_and_uploaded_again(visit: Callable[..., Page]) -> None:
    header = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    rows = [
        ("900001", "MUG", "2", "2025-03-01", "3.00", "71"),
        ("900001", "TEA", "two", "2025-03-01", "1.50", "71"),
        ("900002", "CARD", "1", "31/02/2025", "1.00", "72"),
    ]
    page = visit("retail-data")
    drop(page, "march.csv", as_csv(rows, header))
    reply = open_reply(page, "march.csv")
    expect(reply).to_contain_text("3 rows: 1 kept, 0 set aside, 2 rejected.")
    reply.get_by_role("button", name="Get rejected rows").click()
    thread = page.get_by_test_id("thread").get_by_test_id("message")
    expect(thread.last).to_contain_text("with 2 rows in a direct message")
    page.get_by_test_id("channel-Segbot").click()
    card = page.get_by_test_id("messages").get_by_test_id("file-card").last
    # Another test's file may be the last one until this one is shown.
    expect(card).to_contain_text("rejected-rows")
    with page.expect_download() as download:
        card.get_by_role("link", name="Download").click()
    content = download.value.path().read_bytes()
    assert [row[1] for row in rows_of(content)] == ["StockCode", "TEA", "CARD"]

    mended = content.replace(b"two", b"2").replace(b"31/02", b"28/02")
    page.get_by_test_id("channel-retail-data").click()
    drop(page, "march mended.csv", mended)
    reply = open_reply(page, "march mended.csv")
    expect(reply).to_contain_text("2 rows: 2 kept, 0 set aside, 0 rejected.")
    expect(reply).to_contain_text("Orders: 1 new; 1 changed")


@pytest.mark.parametrize(
    ("name", "content", "said", "grouped"),
    [
        ("mall.csv", mall(), "What is known of 60 customers", "60 customers in"),
        ("till.csv", till(), "200 new", "23 customers in"),
        ("marketplace.zip", marketplace(), "90 new", "31 customers in"),
    ],
    ids=["customers alone", "receipts that restart", "tables that belong together"],
)
def test_a_file_is_posted_answered_and_segmented_by_clicks_alone(
    browser: Browser,
    tmp_path: Path,
    name: str,
    content: bytes,
    said: str,
    grouped: str,
) -> None:
    with workspace_with_bot(tmp_path) as (maya, _):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(f"{maya.url}/?user=maya&channel=retail-data")
        page.wait_for_selector("body[data-ready]")
        drop(page, name, content)
        reply = open_reply(page, name)
        expect(reply).to_contain_text(f"{name} is in")
        expect(reply).to_contain_text(said)
        reply.get_by_role("button", name="Group my customers").click()
        answered = page.get_by_test_id("thread").get_by_test_id("message").nth(2)
        expect(answered.locator(".header").first).to_contain_text(grouped)
        assert_drawn(answered, charts=1)
        assert not MACHINE_TALK.search(answered.inner_text())
        page.close()
