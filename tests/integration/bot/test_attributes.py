"""What is known of customers beside their orders: uploaded, used as filters, shown on a card."""

from collections.abc import Callable
from typing import Any

import pytest
from person import Person, filled, table, words
from shops import as_csv

#: Customers 12001 to 12010 are gold, up to 12030 silver, the rest of the forty unknown.
TIERS = [
    (12_000 + n, "Gold" if n <= 10 else "silver", "Łódź" if n % 2 else "Bath", 1960 + n)
    for n in range(1, 31)
]
HEADER = ("Customer ID", "Tier", "Home Town", "Birth year")


@pytest.fixture
def knowing(stocked: Person, take_in: Callable[[str, bytes], None]) -> Person:
    """A marketer with a shop's orders, and what is known of most of its customers."""
    take_in("customers.csv", as_csv(TIERS, HEADER))
    return stocked


def test_a_file_of_customers_is_recognised_and_says_what_it_changed(stocked: Person) -> None:
    told = stocked.upload("customers.csv", as_csv(TIERS, HEADER))
    assert "customers.csv is in" in told["text"]
    assert "*What is known of 30 customers:* 30 new, 0 changed, 0 the same." in words(told)
    assert "/segment run tier=…" in words(told)
    later = [(12_001, "Gold", "Bath", 1961), (12_002, "Gold", "Bath", 1962)]
    again = stocked.upload("customers june.csv", as_csv(later, HEADER))

    assert "*What is known of 2 customers:* 0 new, 1 changed, 1 the same." in words(again)


def test_an_attribute_chooses_whom_a_segmentation_is_about(knowing: Person) -> None:
    answer = knowing.command("/segment run k=2 tier=gold")

    assert "10 customers in 2 groups" in answer["text"]
    assert "tier Gold" in words(answer)


@pytest.mark.parametrize(
    ("typed", "customers"),
    [
        ("/rfm overview tier=gold", 10),
        ("/rfm segments tier=SILVER", 20),
        ("/rfm overview home_town=łÓdź tier=silver", 10),
        ("/rfm overview birth_year=1961", 1),
        ("/rfm overview tier=gold country=France", 2),
    ],
)
def test_an_attribute_chooses_whom_rfm_is_about(
    knowing: Person, typed: str, customers: int
) -> None:
    assert f"of {customers} customer" in knowing.command(typed)["text"]


def test_the_same_attribute_holds_for_what_one_asks_next(knowing: Person) -> None:
    answer = knowing.command("/segment run k=2 tier=gold")

    assert "10 customers in 3 groups" in knowing.follow(answer, "Try 3 groups")["text"]


def test_a_form_keeps_the_attribute_that_it_was_opened_from(knowing: Person) -> None:
    answer = knowing.command("/segment run k=2 tier=gold")
    view = knowing.open_form(answer, "Change settings")
    before = knowing.seen("marketing", answer["ts"])
    assert knowing.fill(view, k="3") == {"ok": True}

    assert filled(view)["k"] == "2"
    regrouped = knowing.next_answer("marketing", before, answer["ts"])
    assert "10 customers in 3 groups" in regrouped["text"]


def test_a_reply_in_the_thread_changes_the_attribute(knowing: Person) -> None:
    answer = knowing.command("/segment run k=2 tier=gold")
    second = knowing.ask("tier=silver", "marketing", thread=answer["ts"])

    assert "20 customers in 2 groups" in second["text"]


def test_a_wrong_attribute_or_value_gets_the_nearest(knowing: Person) -> None:
    attribute = knowing.command("/segment run teir=gold")
    value = knowing.command("/segment run tier=glod")
    strange = knowing.command("/rfm overview shoe_size=44")

    assert "Did you mean `tier`?" in attribute["text"]
    assert 'Did you mean `tier=\\"Gold\\"`?' in words(value)
    assert "has no setting `shoe_size`" in strange["text"]


def test_without_a_file_of_customers_an_attribute_is_a_wrong_setting(stocked: Person) -> None:
    assert "has no setting `tier`" in stocked.command("/segment run tier=gold")["text"]


def the_rest(person: Person, card: dict[str, Any], holds: str) -> dict[str, Any]:
    """The rest of a private answer that holds some words; the first's pictures may come before."""
    person.more(card)
    return person.wait_for("marketing", lambda each: holds in words(each))


def test_a_customers_card_shows_what_else_is_known(knowing: Person) -> None:
    known = words(the_rest(knowing, knowing.command("/customer 12001"), "What else is known"))
    unknown = words(knowing.command("/customer 12040"))

    assert "What else is known" in known
    for text in ("Tier", "Gold", "Home Town", "Łódź", "Birth year", "1961"):
        assert text in known
    assert "What else is known" not in unknown


def test_a_file_of_customers_is_taken_back_like_any_other(knowing: Person) -> None:
    asked = knowing.command("/data undo")
    knowing.command("/data undo sure=yes")

    assert "90 values gone" in words(asked)
    assert "has no setting `tier`" in knowing.command("/segment run tier=gold")["text"]


def test_a_customer_without_an_id_is_rejected_and_can_be_mended(knowing: Person) -> None:
    rows = [("", "Gold", "Bath", 1970), (12_040, "silver", "Bath", 1971)]
    answer = knowing.upload("more.csv", as_csv(rows, HEADER))
    before = knowing.seen("dm")
    knowing.type("/data rejects")
    message = knowing.wait_for("dm", lambda each: each["ts"] not in before and each.get("files"))
    content = knowing.download(message["files"][0])
    mended = knowing.upload("mended.csv", content.replace(b"\n,Gold", b"\n12039,Gold"))

    assert "1 kept, 0 set aside, 1 rejected" in words(answer)
    assert "1 kept, 0 set aside, 0 rejected" in words(mended)
    assert "11 customers" in knowing.command("/rfm overview tier=gold")["text"]
    assert "has no setting" in knowing.command("/rfm overview segbot_line=2")["text"]


def test_the_worst_attributes_are_shown_as_they_are_and_ping_nobody(stocked: Person) -> None:
    header = ("Customer ID", "<!channel> `Tier`", "=1+1")
    rows = [(12_000 + n, "<!here> *gold* & co", "@everyone") for n in range(1, 4)]
    told = stocked.upload("worst.csv", as_csv(rows, header))
    answer = stocked.command('/rfm overview channel_tier="<!here> *gold* & co"')
    shown = stocked.command("/customer 12001")

    assert "of 3 customers" in answer["text"]
    assert table(shown)
    assert the_rest(stocked, shown, "&lt;!here&gt; *gold* &amp; co")
    for message in (told, answer, shown):
        assert set(message["pings"]) <= {stocked.id}
