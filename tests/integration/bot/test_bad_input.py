"""What people get wrong: a clear answer every time, nothing half-stored, nobody pinged."""

import csv
import io
import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from person import PATIENCE, Person, table, words
from running import workspace_with_bot
from shops import HEADER, as_csv, shop

from storage.store import Store

PROGRAMMERS_WORDS = ("Traceback", "Error", "Exception", "NoneType", "sqlite", "pandas", 'File \\"')
NASTY_COUNTRY = "<!here> & *Sons* `Ltd` 🎂"
NASTY_CUSTOMERS = (
    "<!channel>",
    "<@U0AAAAAAAAA>",
    "`code` & co",
    "*bold* _it_ ~no~",
    "=HYPERLINK(1)",
    "@everyone",
    "🎂 :tada:",
    "w" * 90,
)
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 8, 8) + bytes(100)


@dataclass
class Bot:
    """A bot that serves a whole module, and the file in which it keeps what it knows."""

    person: Person
    store: Path

    def stored(self) -> dict[str, list[tuple[object, ...]]]:
        """All that is stored of the shop and of segmentations, once no work is under way."""
        deadline = time.monotonic() + PATIENCE
        while Store(self.store).requests.open():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        with closing(sqlite3.connect(self.store)) as connection:
            kept = ("uploads", "order_versions", "order_lines", "products", "runs", "assignments")
            return {
                name: connection.execute(f"SELECT * FROM {name}").fetchall()
                for name in (*kept, "left_out_rows", "upload_parts", "digest_schedules")
            }


@contextmanager
def bot(folder: Path) -> Iterator[Bot]:
    """A connected bot with a folder of its own."""
    with workspace_with_bot(folder) as (person, store):
        yield Bot(person, store)


@pytest.fixture(scope="module")
def empty_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with bot(tmp_path_factory.mktemp("empty")) as connected:
        yield connected


@pytest.fixture(scope="module")
def stocked_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """Forty ordinary customers, three of Malta, and eight with the worst of names."""
    with bot(tmp_path_factory.mktemp("stocked")) as connected:
        connected.person.upload("shop.csv", shop())
        connected.person.upload("<!channel> & co `x` *y*.csv", nasty_shop())
        yield connected


@pytest.fixture
def newcomer(empty_bot: Bot) -> Person:
    """A person whose workspace has no data."""
    empty_bot.person.forgive()
    return empty_bot.person


@pytest.fixture
def maya(stocked_bot: Bot) -> Person:
    """A person whose workspace has a shop."""
    stocked_bot.person.forgive()
    return stocked_bot.person


def nasty_shop() -> bytes:
    bought = ("T&1", "<!channel> `TEA` *SET* 🎂")
    rows = [
        (700_000 + n, *bought, n, "2011-11-05 10:00:00", f"{n}.50", customer, NASTY_COUNTRY)
        for n, customer in enumerate(NASTY_CUSTOMERS, start=1)
    ]
    rows += [
        (710_000 + n, *bought, n, "2011-10-05 10:00:00", f"{n}.00", f"M{n}", "Malta")
        for n in range(1, 4)
    ]
    return as_csv(rows)


def workbook(rows: int) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row in range(1, rows):
            sheet.write_row(row, 0, [str(row * column) for column in range(8)])
    return content.getvalue()


def assert_fit_for_a_marketer(message: dict[str, Any], person: Person) -> None:
    """No words of programmers, and a notification for nobody but the person who asked."""
    said = words(message)
    assert [word for word in PROGRAMMERS_WORDS if word in said] == []
    assert set(message["pings"]) <= {person.id}


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("/segment rum", "`/segment` has no `rum`. Did you mean `run`?"),
        ("/rfm tpo champions", "Did you mean `top`? For example `/rfm top champions`."),
        ("/segment banana 1 2", "It has `run`, `show`, `evaluate`, `members`, "),
        ("/segment run k=1", "from 2 to 10, or auto; you wrote `1`. For example `/segment run k=4"),
        ("/segment run k=0", "you wrote `0`"),
        ("/segment run k=banana", "you wrote `banana`. For example `/segment run k=4`."),
        ("/segment run k=10000", "you wrote `10000`"),
        ("/segment run k=200", "a whole number from 2 to 10, or auto; you wrote `200`"),
        ("/segment run k=４", "you wrote `４`"),
        ("/segment run k=", "or auto; you left it empty."),
        ("/segment run k=4 k=5", "`k` is given twice, as `4` and as `5`. Keep one of them."),
        ("/segment run K=4 k=5", "`k` is given twice"),
        ("/segment run colour=red", "`/segment run` has no setting `colour`."),
        ("/segment run k=4 please", "I don't know what `please` means after `/segment run`."),
        ("/rfm top champions n=0", "`n` must be a whole number from 1 to 50; you wrote `0`."),
        ("/rfm top champions n=51", "you wrote `51`"),
        ("/rfm top", "Whom is that about? Did you mean `/rfm top champions`"),
        ("/rfm overview since=yesterday", "For example `/rfm overview since=2011-12-09`."),
        ("/rfm segments country=United Kingdom", '`country=\\"United Kingdom\\"`'),
        ("/segment run k=<!channel>`&`", "you wrote `&lt;!channel&gt;'&amp;'`"),
    ],
)
def test_a_wrong_word_gets_what_was_wrong_the_nearest_right_one_and_an_example(
    maya: Person, stocked_bot: Bot, typed: str, answered: str
) -> None:
    before = stocked_bot.stored()
    message = maya.command(typed, "retail-data")

    assert message["is_ephemeral"]
    assert answered in words(message)
    assert_fit_for_a_marketer(message, maya)
    assert stocked_bot.stored() == before


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("/segment run k=4 country=Malta", "Ask for 3 groups or fewer"),
        ("/segment members 9", "There is no segmentation yet. Make one with `/segment run`."),
        ("/rfm top banana", "There are Champions, Loyal customers"),
        ("/rfm top hibernatin", "Did you mean `Hibernating`?"),
        ("/customer 99999", "There is no customer `99999` with a purchase."),
        ("/customer <!channel> `x`", "no customer `&lt;!channel&gt; 'x'` with"),
        ("/rfm overview country=Frnace", 'Did you mean `country=\\"France\\"`?'),
        ("/rfm overview country=Atlantis", "There is no order from `Atlantis`."),
        (
            "/rfm overview since=2012-01-01 until=2011-01-01",
            "`since` (1 Jan 2012) is later than `until` (1 Jan 2011). Swap them",
        ),
        ("/rfm overview since=2030-01-01", "No customer has a purchase within these limits."),
        ("/digest remove 9", "There is no scheduled digest with the number 9."),
        ("/data sample", "made-up customers would mix with it"),
    ],
)
def test_what_the_data_does_not_have_is_said_with_what_it_has(
    maya: Person, stocked_bot: Bot, typed: str, answered: str
) -> None:
    """The "working on it" message turns into the reason."""
    before = stocked_bot.stored()
    message = maya.command(typed)

    assert answered in words(message)
    assert_fit_for_a_marketer(message, maya)
    assert stocked_bot.stored() == before


@pytest.mark.parametrize("channel", ["marketing", "dm"])
def test_a_mention_and_a_direct_message_get_the_same_help_with_wrong_words(
    maya: Person, channel: str
) -> None:
    name = "@segbot " if channel == "marketing" else ""
    verb = maya.ask(f"{name}rfm tpo champions", channel)
    unknown = maya.ask(f"{name}<!channel> what's up, @here?", channel)

    assert "Did you mean `top`?" in verb["text"]
    assert "I can't read that as a question about your customers." in unknown["text"]
    for message in (verb, unknown):
        assert_fit_for_a_marketer(message, maya)


@pytest.mark.parametrize("typed", ["/segment run", "/rfm top champions", "/data status"])
def test_an_empty_store_says_where_data_comes_from(newcomer: Person, typed: str) -> None:
    message = newcomer.command(typed)

    assert "There is no data yet. Upload a file of orders (CSV, Excel" in message["text"]
    assert "try `/data sample`" in message["text"]
    assert_fit_for_a_marketer(message, newcomer)


@pytest.mark.parametrize(
    ("name", "content", "answered"),
    [
        ("empty.csv", b"", "empty.csv is empty: it has no content at all."),
        ("headers.csv", shop(0), "headers.csv has headers but no rows under them."),
        ("picture.csv", PNG, "picture.csv is a PNG image, not a table of transactions."),
        ("nothing.xlsx", b"", "nothing.xlsx is empty"),
        ("cut.xlsx", workbook(50)[:2500], "is damaged and can't be read."),
        (
            "no price.csv",
            shop().replace(b"UnitPrice", b"*Worth* <!here>"),
            "the amount of a row, or the total of an order). The columns are: “InvoiceNo”",
        ),
        (
            "<!channel> & co.csv",
            b"hello\nworld\n",
            "I can't tell which columns are the date (such as “Invoice Date”), the customer",
        ),
        ("`x` *y* <!everyone>.csv", b"", "&lt;!everyone&gt;.csv is empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing_behind(
    newcomer: Person, empty_bot: Bot, name: str, content: bytes, answered: str
) -> None:
    message = newcomer.upload(name, content)

    assert answered in words(message)
    assert_fit_for_a_marketer(message, newcomer)
    assert [table for table, rows in empty_bot.stored().items() if rows] == []


def test_a_photo_is_passed_over_in_a_channel_and_answered_where_the_bot_was_addressed(
    newcomer: Person,
) -> None:
    """People share pictures with each other; a direct message is for the bot."""
    direct = newcomer.upload("party.png", PNG, "dm")
    # It is deleted again before anybody can look at it.
    newcomer.misbehave("error", method="files.info", error="file_deleted", times=9)
    ts = newcomer.drop("party.png", PNG, "marketing")
    newcomer.command("/data status", "marketing")

    assert "party.png is a PNG image" in direct["text"]
    assert [each for each in newcomer.messages("marketing", ts) if each.get("bot_id")] == []


def test_the_worst_names_are_shown_as_they_are_and_ping_nobody(maya: Person) -> None:
    country = f'country="{NASTY_COUNTRY}"'
    overview = maya.command(f"/rfm overview {country}", "marketing")
    segment = max(table(overview)[1:], key=lambda row: int(row[1]))[0]
    listed = maya.command(f"/rfm top {segment} n=50 {country}", "retail-data")
    run = maya.command(f"/segment run k=2 {country}", "dm")
    customer = maya.command('/customer "*bold* _it_ ~no~"', "dm")
    uploads = maya.command("/data uploads", "retail-data")

    assert table(listed)[1][0] in {each.upper() for each in NASTY_CUSTOMERS}
    assert f"customers from {NASTY_COUNTRY}".replace("<!here> &", "&lt;!here&gt; &amp;") in words(
        run
    )
    assert customer["blocks"][0]["text"]["text"] == "Customer *BOLD* _IT_ ~NO~"
    assert "<!channel> & co `x` *y*.csv" in [row[1] for row in table(uploads)]
    for message in (overview, listed, run, customer, uploads):
        assert_fit_for_a_marketer(message, maya)


def test_an_export_keeps_the_worst_names_and_runs_no_formula(maya: Person) -> None:
    before = maya.seen("dm")
    maya.type("/rfm export all")
    message = maya.wait_for("dm", lambda each: each["ts"] not in before and each.get("files"))
    text = maya.download(message["files"][0]).decode("utf-8-sig")
    exported = {row["customer_id"] for row in csv.DictReader(io.StringIO(text))}

    assert {"<!CHANNEL>", "`CODE` & CO", "🎂 :TADA:", "W" * 90} <= exported
    assert {"'=HYPERLINK(1)", "'@EVERYONE"} <= exported
    assert_fit_for_a_marketer(message, maya)


def test_nobody_but_the_person_who_asked_was_ever_pinged(maya: Person) -> None:
    """Whatever the tests above made the bot say, in channels, threads and direct messages."""
    said = []
    for channel in maya.channels:
        for message in maya.messages(channel):
            replies = maya.messages(channel, message["ts"]) if message.get("reply_count") else []
            said += [each for each in (message, *replies) if each.get("bot_id")]

    assert said
    assert {who for message in said for who in message["pings"]} <= {maya.id}
