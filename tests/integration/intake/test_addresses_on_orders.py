"""E-mail addresses that stand on the rows of orders are the customers', to write to them."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.render.csv_file import to_csv
from bot.services.answer import Answer

CUSTOMERS, ORDERS = 60, 4


def address(customer: int, order: int) -> str:
    """Nothing on a first order, and from the third order of every fifth customer another one."""
    if order == 0:
        return ""
    moved = customer % 5 == 0 and order >= 2
    return f"{'New' if moved else 'c'}{customer}@Shop.example"


def orders(
    of: Callable[[int, int], str], header: str = "E-Mail", *, newest_first: bool = False
) -> bytes:
    """A row for each order, three weeks apart, with an address; the last customer is a guest."""
    rows = [
        (
            f"{order}-{customer}",
            date(2025, 1, 1) + timedelta(days=21 * order + customer % 7),
            f"C{customer}" if customer < CUSTOMERS else "",
            of(customer, order),
            f"{10 + customer}.00",
        )
        for order in range(ORDERS)
        for customer in range(CUSTOMERS + 1)
    ]
    headers = ("Order ID", "Order Date", "Customer ID", header, "Total")
    return as_csv(rows[::-1] if newest_first else rows, headers)


def emails(answer: Answer) -> set[str]:
    file = to_csv(answer.exports[0].table).decode("utf-8-sig")
    return {each["Email"] for each in csv.DictReader(io.StringIO(file))}


@pytest.mark.parametrize("newest_first", [False, True])
def test_each_customers_latest_address_is_in_what_a_tool_reads(
    tmp_path: Path, newest_first: bool
) -> None:
    shop = Shop(tmp_path)
    shop.take_in("orders.csv", orders(address, newest_first=newest_first))
    audience = shop.ask("/campaign start all for=klaviyo control=10% sure=yes")
    export = shop.ask("/rfm export").exports[0]

    latest = {address(customer, ORDERS - 1).lower() for customer in range(CUSTOMERS)}
    assert len(emails(audience)) == 54
    assert emails(audience) < latest
    column = [each.name for each in export.table.columns].index("email")
    assert {str(row[column]).lower() for row in export.table.rows} == latest
    assert "“E-Mail” is the customer's e-mail address" in " ".join(shop.ask("/data quality").notes)


def test_a_later_file_of_customers_has_the_last_word(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take_in("orders.csv", orders(address))
    people = [(f"C{each}", f"p{each}@shop.example") for each in range(CUSTOMERS)]
    shop.take_in("people.csv", as_csv(people, ("Customer ID", "Email")))
    audience = shop.ask("/campaign start all for=mailchimp control=10% sure=yes")

    file = to_csv(audience.exports[0].table).decode("utf-8-sig")
    assert all(row.startswith("p") for row in file.splitlines()[1:])


def test_addresses_that_are_no_customers_own_are_nobodys_and_said_to_be(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take_in(
        "orders.csv", orders(lambda *each: f"friend{each[0]}-{each[1]}@shop.example", "Send to")
    )

    assert "so that nobody's is kept" in " ".join(shop.ask("/data quality").notes)
    with pytest.raises(SegbotError, match="no e-mail address or phone number is known"):
        shop.ask("/campaign start all for=klaviyo control=10%")


def test_a_clerks_address_in_a_file_of_customers_is_written_to_by_nobody(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take_in("orders.csv", orders(lambda customer, order: ""))
    people = [(f"C{each}", f"clerk{each % 3}@shop.example") for each in range(CUSTOMERS)]
    shop.take_in("people.csv", as_csv(people, ("Customer ID", "Looked after by")))

    with pytest.raises(SegbotError, match="no e-mail address or phone number is known"):
        shop.ask("/campaign start all for=klaviyo control=10%")
