"""Lists and files of customers say who they are: names, addresses, and whatever else is known."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv

from bot.render.csv_file import to_csv

HEADER = ("Customer ID", "Age", "First name", "Last name", "Segment", "E-Mail address", "Mobile")


def orders(customers: int = 60) -> bytes:
    """Customers who order one to six times, those of higher numbers more lately."""
    rows: list[tuple[object, ...]] = []
    for who in range(customers):
        for again in range(1 + who % 6):
            day = date(2024, 6, 30) - timedelta(days=2 * (customers - who) + 30 * again)
            row = (len(rows), "A1", "TEA", 1, f"{day} 10:00:00", f"{5 + who}.00", f"C{who}")
            rows.append((*row, "United Kingdom"))
    return as_csv(rows)


def known(customers: int = 60) -> bytes:
    """Of every third nothing is known, and of some just a part."""
    odd = ("", ""), ("=Ann()", "+44 (0)20 1234")
    rows = []
    for who in range(customers):
        first, mobile = odd[who % 2]
        address = f"ann{who}@shop.example"
        if who % 3:
            rows.append((f"c{who}", 20 + who, first, f"O'Neil {who}", "B2B", address, mobile))
    return as_csv(rows, HEADER)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    made.take_in("orders.csv", orders())
    return made


def rows(shop: Shop, line: str) -> list[dict[str, str]]:
    """The file that a line gives, as a spreadsheet reads it."""
    answer = shop.ask(line)
    assert answer.private
    (export,) = answer.exports
    return [*csv.DictReader(io.StringIO(to_csv(export.table).decode("utf-8-sig")))]


FILES = (
    "/rfm export all",
    "/rfm movers from=60d",
    "/segment export all",
    "/segment movers from=60d",
)


@pytest.mark.parametrize("line", FILES)
def test_a_file_says_all_that_is_known_though_it_was_posted_later(shop: Shop, line: str) -> None:
    shop.ask("/segment run k=3")
    before = rows(shop, line)
    assert before
    shop.take_in("people.csv", known())
    found = rows(shop, line)
    assert [*found[0]][:5] == ["customer_id", "first_name", "last_name", "e_mail_address", "mobile"]
    assert [*found[0]][-1] in ("segment_uploaded", "segment")
    told = {}
    for row in found:
        who = int(row["customer_id"][1:])
        is_known, is_odd = who % 3 > 0, who % 3 > 0 and who % 2 > 0
        told[row["customer_id"]] = is_known
        assert row["last_name"] == (f"O'Neil {who}" if is_known else "")
        assert row["e_mail_address"] == (f"ann{who}@shop.example" if is_known else "")
        assert row["age"] == (str(20 + who) if is_known else "")
        # No spreadsheet runs it.
        assert row["first_name"] == ("'=Ann()" if is_odd else "")
        assert row["mobile"] == ("'+44 (0)20 1234" if is_odd else "")
        assert [*row.values()][-1] == ("B2B" if is_known else "")
    assert any(told.values())
    assert not all(told.values())
    for old, new in zip(before, found, strict=True):
        assert old.items() <= new.items()


@pytest.mark.parametrize(
    "line",
    ["/rfm top champions", "/segment members 1", "/rfm changes from=60d joined=champions"],
)
def test_a_list_has_the_name_beside_the_id(shop: Shop, line: str) -> None:
    shop.ask("/segment run k=3")
    before = shop.ask(line).tables[0]
    shop.take_in("people.csv", known())
    after = shop.ask(line).tables[0]
    assert [each.name for each in after.columns][:2] == ["Customer", "Name"]
    assert len(after.columns) == len(before.columns) + 1 <= 6
    for old, new in zip(before.rows, after.rows, strict=True):
        who = int(str(new[0])[1:])
        first = "=Ann() " if who % 2 else ""
        assert new[1] == (f"{first}O'Neil {who}" if who % 3 else None)
        assert (new[0], *new[2:]) == old


@pytest.mark.parametrize("line", FILES)
def test_a_file_says_how_many_of_it_have_an_e_mail_address(shop: Shop, line: str) -> None:
    shop.ask("/segment run k=3")
    many = len(rows(shop, line))
    none = (
        "No e-mail address is known of any. A file with customer id and e-mail, posted here, adds "
        "them."
    )
    assert shop.ask(line).exports[0].note == none
    assert none in shop.said(line)
    shop.take_in("people.csv", known())
    without = sum(not each["e_mail_address"] for each in rows(shop, line))
    assert 0 < without < many
    assert f"{without} of them have no e-mail address." in shop.said(line)
    everybody = [(f"C{n}", f"c{n}@shop.example") for n in range(60)]
    shop.take_in("all.csv", as_csv(everybody, ("Customer ID", "E-Mail address")))
    assert "All have an e-mail address." in shop.said(line)


@pytest.mark.parametrize("heading", ["Name", "Contact", "Customer name"])
def test_a_list_in_a_channel_has_no_address_and_no_number(shop: Shop, heading: str) -> None:
    people = [
        (f"C{n}", (f"ann{n}@shop.example", "+44 20 7946 0958", f"Ann {n}")[n % 3])
        for n in range(60)
    ]
    shop.take_in("people.csv", as_csv(people, ("Customer ID", heading)))
    shop.ask("/segment run k=3")
    for line in ("/rfm top champions n=50", "/segment members 1 n=50"):
        table = shop.ask(line).tables[0]
        shown = {str(row[0]): row[1] for row in table.rows}
        assert set(shown.values()) > {None}
        assert all(name in (None, f"Ann {who[1:]}") for who, name in shown.items())
    found = {each[heading.lower().replace(" ", "_")] for each in rows(shop, "/rfm export all")}
    assert found == {name for _, name in people}


def test_what_all_orders_come_to_is_told_once(tmp_path: Path) -> None:
    made = Shop(tmp_path)
    header = ("Customer ID", "Recency", "Frequency", "Monetary", "Customer name")
    totals = [(n, n, 1 + n % 5, 10 * n, f"Name {n}") for n in range(1, 61)]
    made.take_in("totals.csv", as_csv(totals, header))
    found = rows(made, "/rfm export all")
    assert len(found) == 60
    assert {"customer_name", "recency_days", "spent"} <= {*found[0]}
    assert not {"recency", "frequency", "monetary"} & {*found[0]}


def test_an_address_is_known_by_what_it_is_whatever_its_column_is_called(shop: Shop) -> None:
    people = [(f"C{n}", n % 7, f"x{n}@shop.example") for n in range(60)]
    shop.take_in("people.csv", as_csv(people, ("Customer ID", "Bucket", "Reach them at")))
    found = rows(shop, "/rfm export all")
    assert [*found[0]][:2] == ["customer_id", "reach_them_at"]
    assert [*found[0]][-1] == "bucket"


def test_without_a_file_of_customers_nothing_is_added(shop: Shop) -> None:
    assert "Name" not in [each.name for each in shop.ask("/rfm top champions").tables[0].columns]
    assert [*rows(shop, "/rfm export all")[0]][:3] == ["customer_id", "segment", "recency_days"]
