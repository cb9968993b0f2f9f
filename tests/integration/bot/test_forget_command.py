"""Erasing a customer: gone from everywhere that is the bot's, and every total as it was."""

import urllib.error
from collections.abc import Callable
from typing import Any

import pytest
from person import Person, table, words
from shops import as_csv, shop

from bot.settings import Settings
from bot.workspace import Served

#: A customer of `shop()` with several orders; no other number there has these digits in it.
SOMEBODY = "12020"


@pytest.fixture
def files(settings: Settings) -> Callable[[], bytes]:
    """Everything that the bot has on disk, as bytes."""

    def read() -> bytes:
        return b"".join(path.read_bytes() for path in settings.data_dir.glob("*.db*"))

    return read


def exported(person: Person) -> dict[str, Any]:
    """Have a list of all customers sent; gives the message that carries it."""
    before = person.seen("dm")
    person.type("/rfm export all")
    return person.wait_for("dm", lambda each: each["ts"] not in before and each.get("files"))


def confirmed(person: Person, asked: dict[str, Any]) -> dict[str, Any]:
    """Click "yes" on a private question, and wait for what was done."""
    before = person.seen()
    person.click(asked, "Yes, erase them")
    return person.next_answer("marketing", before)


def status(person: Person) -> list[list[str]]:
    return table(person.more(person.command("/data status")))


def test_it_is_asked_in_private_first_and_nothing_changes_until_it_is_confirmed(
    stocked: Person,
) -> None:
    before = status(stocked)
    asked = stocked.command(f"/data forget {SOMEBODY}")

    assert asked["is_ephemeral"]
    assert "Erase this customer?" in words(asked)
    assert "7 orders, which stay without a name" in words(asked)
    assert "can't be undone. Nothing has changed yet." in words(asked)
    assert status(stocked) == before
    assert "7" in words(stocked.command(f"/customer {SOMEBODY}"))


def test_an_erased_customer_is_gone_while_every_total_stays(stocked: Person) -> None:
    before = status(stocked)
    done = confirmed(stocked, stocked.command(f"/data forget {SOMEBODY}"))
    after = status(stocked)

    assert done["is_ephemeral"]
    assert "The customer is erased" in words(done)
    assert SOMEBODY not in words(done)
    # The row of known customers loses one; the row of all orders loses nothing.
    assert int(after[1][1]) == int(before[1][1]) - 1
    assert after[2] == before[2]
    gone = stocked.command(f"/customer {SOMEBODY}")
    assert "There is no customer" in words(gone)


def test_files_that_name_an_erased_customer_are_deleted_from_slack(stocked: Person) -> None:
    message = exported(stocked)
    assert SOMEBODY in stocked.download(message["files"][0]).decode()
    done = confirmed(stocked, stocked.command(f"/data forget {SOMEBODY}"))

    assert "1 exported file" in words(done)
    with pytest.raises(urllib.error.HTTPError):
        stocked.download(message["files"][0])


def test_a_file_that_slack_does_not_delete_now_is_deleted_later(stocked: Person) -> None:
    message = exported(stocked)
    stocked.misbehave("error", method="files.delete", error="internal_error", times=9)
    done = confirmed(stocked, stocked.command(f"/data forget {SOMEBODY}"))
    assert "Slack didn't let me delete 1 file now" in words(done)
    stocked.forgive()
    confirmed(stocked, stocked.command("/data forget 12021"))

    with pytest.raises(urllib.error.HTTPError):
        stocked.download(message["files"][0])


def test_a_file_that_was_exported_for_others_alone_stays(stocked: Person) -> None:
    before = stocked.seen("dm")
    stocked.type("/rfm export all country=France")
    message = stocked.wait_for("dm", lambda e: e["ts"] not in before and e.get("files"))
    confirmed(stocked, stocked.command("/data forget 12021"))

    assert b"12020" in stocked.download(message["files"][0])


def test_a_later_file_does_not_bring_an_erased_customer_back(stocked: Person) -> None:
    confirmed(stocked, stocked.command(f"/data forget {SOMEBODY}"))
    before = status(stocked)
    header = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    rows = [
        (990_001, "MUG", 1, "2011-12-01 10:00", "10.00", SOMEBODY),
        (990_002, "MUG", 1, "2011-12-01 11:00", "5.00", "13000"),
    ]
    stocked.upload("later.csv", as_csv(rows, header))
    after = status(stocked)

    assert int(after[1][1]) == int(before[1][1]) + 1
    assert int(after[2][2]) == int(before[2][2]) + 2
    assert "There is no customer" in words(stocked.command(f"/customer {SOMEBODY}"))


def test_the_same_file_again_is_known_although_its_bytes_had_to_go(stocked: Person) -> None:
    confirmed(stocked, stocked.command(f"/data forget {SOMEBODY}"))
    again = stocked.upload("shop.csv", shop())

    assert "I already have shop.csv" in again["text"]


def test_no_byte_of_the_store_names_an_erased_customer(
    stocked: Person, files: Callable[[], bytes]
) -> None:
    stocked.upload("tiers.csv", as_csv([(SOMEBODY, "gold"), ("12021", "silver")], ("id", "tier")))
    broken = [(900_100, "MUG", "Mug", "x", "2011-11-05 10:00:00", "1.00", SOMEBODY, "France")]
    broken += [(900_101, "MUG", "Mug", "1", "2011-11-05 10:00:00", "1.00", "12021", "France")]
    stocked.upload("broken.csv", as_csv(broken))
    stocked.command("/segment run k=3")
    stocked.command(f"/customer {SOMEBODY}")
    exported(stocked)
    stocked.command("/digest now")
    assert SOMEBODY.encode() in files()
    confirmed(stocked, stocked.command(f"/data forget {SOMEBODY}"))

    assert SOMEBODY.encode() not in files()


def test_an_unknown_customer_is_told_in_private(stocked: Person) -> None:
    answer = stocked.command("/data forget 99999")

    assert answer["is_ephemeral"]
    assert "Nothing is known of a customer `99999`." in words(answer)


def test_confirming_twice_says_that_nothing_is_left(stocked: Person) -> None:
    asked = stocked.command(f"/data forget {SOMEBODY}")
    confirmed(stocked, asked)
    again = confirmed(stocked, asked)

    assert "Nothing is known of a customer" in words(again)


def test_nobody_else_sees_who_is_erased(workspace: Served, stocked: Person) -> None:
    tom = Person.at(workspace.url, "tom")
    confirmed(stocked, stocked.command(f"/data forget {SOMEBODY}"))

    assert SOMEBODY not in str(tom.messages("marketing"))
