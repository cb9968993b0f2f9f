"""Nobody is written to who opted out: columns that say so, and whom they leave out."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from asking import Shop
from campaign_shops import customer
from shops import as_csv

from bot.render.csv_file import to_csv
from bot.services.answer import Answer

CUSTOMERS = 200


def refuses(number: int) -> bool:
    return number % 6 == 0


def address(number: int) -> str:
    """As the shop's file of customers has it: of two with one address either may be the one."""
    return "" if number % 4 == 3 else f"ada{number - (number % 20 == 1)}@shop.com"


#: Customers who refuse, or whose address is that of one who does.
OUT = {
    customer(number)
    for number in range(CUSTOMERS)
    if refuses(number)
    or (address(number) and address(number) in {address(n) for n in range(200) if refuses(n)})
}


def consent(header: str = "Newsletter", yes: str = "yes", no: str = "no") -> bytes:
    """What customers said; of every seventh nothing is known."""
    rows = [
        (customer(number), "" if number % 7 == 1 else no if refuses(number) else yes)
        for number in range(CUSTOMERS)
    ]
    return as_csv(rows, ("Customer ID", header))


def refused_by_file() -> int:
    return sum(refuses(number) and number % 7 != 1 for number in range(CUSTOMERS))


def both_sides(answer: Answer) -> set[str]:
    return {str(row[0]) for row in answer.exports[1].table.rows}


def everybody_said() -> bytes:
    """The same, of everybody."""
    rows = [(customer(n), "No" if refuses(n) else "Yes") for n in range(CUSTOMERS)]
    return as_csv(rows, ("Customer ID", "Newsletter"))


def test_who_opted_out_is_on_neither_side_whichever_id_their_address_has(knowing: Shop) -> None:
    knowing.take_in("said.csv", everybody_said())
    asked = knowing.ask("/campaign start all control=20%")
    started = knowing.ask("/campaign start all control=20% sure=yes")

    assert len(OUT) > sum(map(refuses, range(CUSTOMERS)))
    assert OUT.isdisjoint(both_sides(started))
    assert len(both_sides(started)) == 201 - len(OUT)
    assert asked.metrics["opted_out"] == len(OUT)
    told = f"Left out: {len(OUT)} customers who opted out, by “Newsletter”."
    assert [line.text for line in asked.reading if line.caveat] == [
        f"{told} `optouts=yes` takes them in.",
        *(line.text for line in asked.reading if line.lead.startswith("Without")),
    ]
    assert told in started.notes


def test_they_are_taken_in_where_somebody_says_so(knowing: Shop) -> None:
    knowing.take_in("said.csv", everybody_said())
    started = knowing.ask("/campaign start all control=20% optouts=yes sure=yes")
    files = knowing.ask("/campaign files 1 for=klaviyo")

    assert len(both_sides(started)) == 201
    assert "opted out" not in " ".join(started.notes) + files.exports[0].note


def test_who_opts_out_later_is_in_no_file_from_then_on(knowing: Shop) -> None:
    before, both = knowing.ask("/campaign start all for=mailchimp control=20% sure=yes").exports
    knowing.take_in("said.csv", everybody_said())
    after, record = knowing.ask("/campaign files 1").exports

    refusing = {address(number) for number in range(CUSTOMERS) if refuses(number)}
    emails = [[str(row[0]) for row in each.table.rows] for each in (before, after)]
    assert {*emails[1]} == {*emails[0]} - refusing < {*emails[0]}
    assert "Left out: " in after.note
    assert record.table.rows == both.table.rows


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("Newsletter", "ja", "nein"),
        ("opt_in", "1", "0"),
        ("Accepts Email Marketing", "TRUE", "FALSE"),
        ("Email Marketing Consent", "SUBSCRIBED", "UNSUBSCRIBED"),
        ("Unsubscribed", "no", "yes"),
        ("Do Not Email", "0", "1"),
    ],
)
def test_columns_that_are_clear_say_who_opted_out(
    shop: Shop, header: str, yes: str, no: str
) -> None:
    shop.take_in("said.csv", consent(header, yes, no))

    assert shop.ask("/campaign start all control=20%").metrics["opted_out"] == refused_by_file()
    note = shop.ask("/rfm export").exports[0].note
    assert f"{refused_by_file()} customers who opted out, by “{header}”" in note


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [("Newsletter", "weekly", "no"), ("Club", "yes", "no"), ("Consent", "2024", "2023")],
)
def test_columns_that_are_not_clear_are_attributes_like_others(
    shop: Shop, header: str, yes: str, no: str
) -> None:
    shop.take_in("said.csv", consent(header, yes, no))

    assert shop.ask("/campaign start all control=20%").metrics["opted_out"] == 0
    assert (
        shop.ask(f"/rfm overview {header.lower()}={no}").metrics["customers"] == refused_by_file()
    )


@pytest.mark.parametrize("newest_first", [False, True])
def test_on_orders_what_was_said_last_counts(tmp_path: Path, *, newest_first: bool) -> None:
    """Two said no with the last of three orders, and two took it back."""
    rows = [
        (
            f"{order}-{number}",
            date(2025, 1, 1) + timedelta(days=30 * order + number % 9),
            f"C{number}",
            "no" if (number % 60 == 1) == (order == 2) and number % 60 < 2 else "yes",
            "9.00",
        )
        for order in range(3)
        for number in range(90)
    ]
    header = ("Order ID", "Order Date", "Customer ID", "Accepts Marketing", "Total")
    shop = Shop(tmp_path)
    shop.take_in("orders.csv", as_csv(rows[::-1] if newest_first else rows, header))

    file = to_csv(shop.ask("/rfm export").exports[0].table).decode("utf-8-sig")
    said = {
        each["customer_id"]: each["accepts_marketing"] for each in csv.DictReader(io.StringIO(file))
    }
    assert {who for who, what in said.items() if what == "no"} == {"C1", "C61"}
    assert "2 customers who opted out" in shop.ask("/rfm export").exports[0].note
