"""Tables that belong together, in a zip or a workbook: the right customers, orders and money."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from belonging import (
    CLASSIC_MODELS,
    LINES,
    NORTHWIND,
    OLIST,
    ORDERS,
    PEOPLE,
    lines,
    workbook,
)

from analytics.vocabulary.errors import SegbotError
from bot.services.dispatch import Services
from bot.services.intake.importing import ImportReport, import_file
from bot.services.intake.question import AmbiguousFile
from storage.store import Store

TODAY = date(2026, 7, 1)


@dataclass(frozen=True)
class Case:
    """Tables by their names, and what must come of them.

    Attributes
    ----------
    customers, orders, money
        Of known customers.
    said : str
        What the answer says, among other things.
    left_out : tuple of str
        Tables that aren't read.
    rejected : int
        Rows.
    """

    what: str
    tables: Mapping[str, str]
    customers: int
    orders: int
    money: str
    said: str = ""
    left_out: tuple[str, ...] = ()
    rejected: int = 0
    currency: str = "GBP"


def _orders_and_their_counts() -> dict[str, str]:
    """Orders numbered from 1, and how many each customer has: numbers that orders have, too."""
    orders = [
        (number, f"2025-{number:02}-05", f"C{101 + number % 4}", 10) for number in range(1, 13)
    ]
    bought = [f"{number},{day},{customer},{money}.00" for number, day, customer, money in orders]
    return {
        "orders.csv": "\n".join(["Order,Date,Customer,Amount", *bought]),
        "summary.csv": "\n".join(
            ["Customer ID,Orders,Total", *(f"C{101 + each},3,30.00" for each in range(4))]
        ),
    }


CASES = [
    Case(
        "how many orders customers have is no order's number",
        _orders_and_their_counts(),
        4,
        12,
        "120.00",
    ),
    Case(
        "orders, payments and customers, whose id is the one that comes back",
        {
            "customers": lines("customer_id,customer_unique_id", "c1,u1", "c2,u1"),
            "orders": lines(
                "order_id,customer_id,order_purchase_timestamp,order_status",
                *("o1,c1,2017-01-03 10:00:00,delivered", "o2,c2,2017-02-03 10:00:00,delivered"),
            ),
            "payments": lines("order_id,payment_value", "o1,20.50", "o2,30.50"),
        },
        *(1, 2, "51.00"),
        said="I joined “payments.csv” to “orders.csv” by “order_id” and “customers.csv” by",
    ),
    # The payments: 24 + 27 + 13; the items come to 55.50, and their freight to 8.50.
    Case(
        "Olist: items and payments of an order don't multiply each other",
        OLIST,
        *(2, 3, "64.00"),
        said="the sums of “olist_order_payments_dataset.csv” by “order_id”",
        left_out=("olist_geolocation_dataset.csv",),
    ),
    # 30 × 136 + 50 × 55.09 + 25 × 108.06 + 39 × 95.55; the fourth order was cancelled.
    Case(
        "classicmodels: lines before payments",
        CLASSIC_MODELS,
        *(2, 3, "13262.45"),
        said="The money in “payments.csv” isn't read, so that nothing counts twice.",
        left_out=("employees.csv", "payments.csv"),
    ),
    # 12 × 14 + 10 × 9.80 + 9 × 18.60 + 40 × 42.40, by the prices of the lines.
    Case(
        "Northwind: the price of the line, not that of the product",
        NORTHWIND,
        *(2, 2, "2129.40"),
        left_out=("employees.csv", "shippers.csv"),
    ),
    Case(
        "jaffle shop: ids that are called id",
        {
            "raw_customers": lines("id,first_name,last_name", "1,Michael,P.", "2,Shawn,M."),
            "raw_orders": lines(
                "id,user_id,order_date,status",
                *("1,1,2018-01-01,completed", "2,2,2018-01-02,completed", "3,2,2018-01-04,shipped"),
            ),
            "raw_payments": lines(
                "id,order_id,payment_method,amount",
                *("1,1,credit_card,10.00", "2,2,credit_card,20.00", "3,3,coupon,1.00"),
                "4,3,bank_transfer,25.00",
            ),
        },
        *(2, 3, "56.00"),
    ),
    Case(
        "H&M: what is known of customers counts no pieces",
        {
            "articles": lines(
                "article_id,product_code,prod_name",
                *("066,0663713,Body", "054,0541518,Bra", "050,0505221,Knit"),
            ),
            "customers": lines(
                "customer_id,FN,Active,club_member_status,age", "c1,,,ACTIVE,49", "c2,1,1,ACTIVE,25"
            ),
            "transactions_train": lines(
                "t_dat,customer_id,article_id,price,sales_channel_id",
                *(
                    "2018-09-20,c1,066,0.05,2",
                    "2018-09-20,c1,054,0.03,2",
                    "2018-09-24,c2,050,0.02,2",
                ),
            ),
        },
        *(2, 2, "0.10"),
    ),
    # 10.00 + 20.00, and 1.00 + 25.00 of one order, all written in cents.
    Case(
        "jaffle shop: payments in cents",
        {
            "raw_customers": lines("id,first_name,last_name", "1,Michael,P.", "2,Shawn,M."),
            "raw_orders": lines(
                "id,user_id,order_date,status",
                *("1,1,2018-01-01,completed", "2,2,2018-01-02,completed", "3,2,2018-01-04,shipped"),
            ),
            "raw_payments": lines(
                "id,order_id,payment_method,amount_cents",
                *("1,1,credit_card,1000", "2,2,credit_card,2000", "3,3,coupon,100"),
                "4,3,bank_transfer,2500",
            ),
        },
        *(2, 3, "56.00"),
    ),
    # 10.00 twice and 5.00, 10.00 and 15.00: rows counted by a spreadsheet are no keys.
    *(
        Case(
            f"tables whose rows a spreadsheet counted under “{header}”",
            {
                name: lines(
                    *(
                        f"{header if at == 0 else at - 1},{row}"
                        for at, row in enumerate(table.splitlines())
                    )
                )
                for name, table in (("lines", LINES), ("orders", ORDERS), ("customers", PEOPLE))
            },
            *(2, 3, "50.00"),
            said="by “order_id”",
        )
        for header in ("", "Unnamed: 0", "Row ID", "index")
    ),
    Case(
        "lines, orders and customers",
        {"lines": LINES, "orders": ORDERS, "customers": PEOPLE},
        *(2, 3, "50.00"),
        said="I joined “lines.csv” to “orders.csv” by “order_id” and “customers.csv” by",
    ),
    Case(
        "keys of other names",
        {
            "orders": lines("orderNumber,client,placed", "1,7,2024-01-05", "2,8,2024-01-06"),
            "items": lines("Order ID,item,qty,price", "1,A,2,10.00", "1,B,1,5.00", "2,A,1,10.00"),
        },
        *(2, 2, "35.00"),
    ),
    Case(
        "keys whose names tell nothing, by what they hold",
        {
            "heads": lines(
                "vorgang,customer,day",
                *("AX-1001,7,2024-01-05", "AX-1002,8,2024-01-06", "AX-1003,7,2024-01-07"),
            ),
            "rows": lines(
                "parent,sku,qty,price", "AX-1001,A,2,10.00", "AX-1002,B,1,5.00", "AX-1003,A,1,10.00"
            ),
        },
        *(2, 3, "35.00"),
    ),
    Case(
        "keys that one table pads with zeros",
        {
            "orders": lines(
                "order_id,customer_id,order_date", "001,7,2024-01-05", "002,8,2024-01-06"
            ),
            "lines": LINES.replace("3,B,3,5.00\n", ""),
        },
        *(2, 2, "35.00"),
    ),
    Case(
        "keys that a spreadsheet wrote as fractions",
        {
            "orders": lines(
                "order_id,customer_id,order_date", "1.0,7.0,2024-01-05", "2.0,8.0,2024-01-06"
            ),
            "lines": LINES.replace("3,B,3,5.00\n", ""),
        },
        *(2, 2, "35.00"),
    ),
    Case(
        "lines of an order that isn't there",
        {"lines": LINES + "9,A,1,10.00\n", "orders": ORDERS},
        *(2, 3, "50.00"),
        said="1 row of “lines.csv” (10.00) found no partner in “orders.csv”.",
        rejected=1,
    ),
    Case(
        "an order without lines",
        {"lines": LINES, "orders": ORDERS + "4,7,2024-03-05\n"},
        *(2, 3, "50.00"),
        said="1 order of “orders.csv” has no row in “lines.csv”.",
    ),
    Case(
        "an order of a customer who isn't there stays theirs",
        {"lines": LINES, "orders": ORDERS, "customers": PEOPLE.replace("8,Bob,Spain\n", "")},
        *(2, 3, "50.00"),
        said="1 row of “lines.csv” (10.00) found no partner in “customers.csv”.",
    ),
    Case(
        "the same customer twice, alike",
        {"lines": LINES, "orders": ORDERS, "customers": PEOPLE + "7,Ann,France\n"},
        *(2, 3, "50.00"),
        said="“customers.csv” by “customer_id”",
    ),
    Case(
        "the same customer twice, with two names: not looked up",
        {"lines": LINES, "orders": ORDERS, "customers": PEOPLE + "7,Anna,France\n"},
        *(2, 3, "50.00"),
        left_out=("customers.csv",),
    ),
    Case(
        "payments of equal parts are added up",
        {
            "orders": ORDERS,
            "payments": lines("order_id,amount", *("1,10.00", "2,4.00", "3,7.00") * 2),
        },
        *(2, 3, "42.00"),
    ),
    Case(
        "payments rather than what orders came to",
        {
            "orders": lines(
                "order_id,customer_id,order_date,total", "1,7,2024-01-05,25", "2,8,2024-01-06,10"
            ),
            "payments": lines("order_id,amount", "1,20.00", "1,4.00", "2,10.00"),
        },
        *(2, 2, "34.00"),
    ),
    Case(
        "lines, and what the order came to with its shipping",
        {
            "orders": lines(
                "order_id,customer_id,order_date,total", "1,7,2024-01-05,29.90", "2,8,2024-01-06,10"
            ),
            "lines": LINES.replace("3,B,3,5.00\n", ""),
        },
        *(2, 2, "39.90"),
    ),
    Case(
        "payments that failed",
        {
            "lines": LINES,
            "orders": ORDERS,
            "payments": lines(
                "order_id,amount,status",
                *("1,25.00,failed", "1,25.00,paid", "2,10.00,paid", "3,15.00,paid"),
            ),
        },
        *(2, 3, "50.00"),
    ),
    Case(
        "payments that failed of orders that are complete, and one of an order that isn't",
        {
            "orders": lines(
                "order_id,customer_id,order_date,status",
                *(
                    "1,7,2024-01-05,completed",
                    "2,8,2024-01-06,completed",
                    "3,7,2024-02-05,cancelled",
                ),
            ),
            "payments": lines(
                "order_id,amount,status",
                *("1,25.00,failed", "1,25.00,success", "2,10.00,success", "3,15.00,success"),
            ),
        },
        *(2, 2, "35.00"),
    ),
    Case(
        "refunds that name their order",
        {
            "orders": lines(
                "order_id,customer_id,order_date,total", "1,7,2024-01-05,25", "2,8,2024-01-06,10"
            ),
            "refunds": lines("refund_id,order_id,amount", "r1,1,5.00", "r2,1,2.50"),
        },
        *(2, 2, "27.50"),
        said="the sums of “refunds.csv” by “order_id”",
    ),
    Case(
        "orders that are whole, and their customers",
        {
            "orders": lines(
                "id,customer_id,date,total",
                "1,7,2024-01-05,25",
                "2,8,2024-01-06,10",
                "3,7,2024-01-06,1",
            ),
            "customers": PEOPLE,
        },
        *(2, 3, "36.00"),
    ),
    Case(
        "a customer's birthday and first visit are no day of an order",
        {
            "sales": lines("customer_id,sku,amount,when", "7,A,5,2024-01-05", "8,B,6,2024-01-06"),
            "customers": lines(
                "customer_id,created_at,date", "7,2019-01-01,1980-01-01", "8,2020-01-01,1990-01-01"
            ),
        },
        *(2, 2, "11.00"),
    ),
    Case(
        "a table split by month is one table",
        {
            "jan": lines("order_id,customer_id,date,total", "1,7,2024-01-05,25"),
            "feb": lines("date,order_id,customer_id,total", "2024-02-05,2,8,10"),
            "mar": lines("order_id,customer_id,date,total,note", "3,7,2024-03-05,1,x"),
        },
        *(2, 3, "36.00"),
    ),
    Case(
        "orders and lines, both split by month",
        {
            "lines_jan": LINES.replace("3,B,3,5.00\n", ""),
            "lines_feb": lines("order_id,sku,quantity,unit_price", "3,B,3,5.00"),
            "orders_jan": ORDERS.replace("3,7,2024-02-05\n", ""),
            "orders_feb": lines("order_id,customer_id,order_date", "3,7,2024-02-05"),
        },
        *(2, 3, "50.00"),
    ),
    Case(
        "two tables of the same shape that name other things",
        {
            "customers": lines("id,name", "1,Ann", "2,Bob"),
            "products": lines("id,name", "1,Cup", "2,Jug"),
            "orders": lines(
                "order_id,customer_id,product_id,date,amount",
                "1,1,2,2024-01-05,5",
                "2,2,1,2024-01-06,6",
            ),
        },
        *(2, 2, "11.00"),
    ),
    Case(
        "two tables that have nothing to do with each other",
        {
            "sales": lines("order_id,customer_id,date,total", "1,7,2024-01-05,25"),
            "weather": lines("station,celsius", "north,4.5", "south,6.5"),
        },
        *(1, 1, "25.00"),
        left_out=("weather.csv",),
    ),
    Case(
        "some of the orders once more, with fewer columns",
        {
            "paid": lines(
                "order_id,customer_id,date,total", "1,7,2024-01-05,25", "2,8,2024-01-06,10"
            ),
            "all": lines(
                "order_id,customer_id,date,total,channel,city",
                *("1,7,2024-01-05,25,web,Rome", "2,8,2024-01-06,10,web,Bonn"),
                *("3,7,2024-01-07,1,shop,Rome", "4,9,2024-01-08,2,web,Bern"),
            ),
        },
        *(3, 4, "38.00"),
    ),
    Case(
        "whole lines need no order in another table",
        {
            "sales": lines(
                "order_id,date,customer_id,sku,amount",
                *(
                    "1,2024-01-05,7,A,5",
                    "1,2024-01-05,7,B,1",
                    "2,2024-01-06,8,A,6",
                    "3,2024-01-07,7,B,7",
                ),
            ),
            "parcels": lines("order_id,carrier", "1,DHL", "3,UPS"),
        },
        *(2, 3, "19.00"),
    ),
    Case(
        "two shops in one file: the other one is named",
        {
            "web": lines("order_id,customer_id,sku,date,total", "1,7,A,2024-01-05,25"),
            "till": lines(
                "receipt,member,when,amount", "T900,M44,2024-01-05,3", "T901,M45,2024-01-06,4"
            ),
        },
        *(1, 1, "25.00"),
        said="“till.csv” has sales of its own: post it by itself to have them too.",
        left_out=("till.csv",),
    ),
    Case(
        "an empty table and one with headers alone",
        {"lines": LINES, "orders": ORDERS, "customers": "customer_id,name\n", "notes": ""},
        *(2, 3, "50.00"),
    ),
    Case(
        "decimal commas",
        {
            "orders": lines("order_id;customer_id;order_date", "1;7;05.01.2024", "2;8;16.01.2024"),
            "items": lines("order_id;sku;qty;price", "1;A;1;1.234", "2;B;1;2.000,50"),
            "payments": lines("order_id;amount", "1;1.200,00", "1;34,00", "2;2.000,50"),
        },
        *(2, 2, "3234.50"),
        currency="EUR",
    ),
]


def zipped(tables: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "team.db")


def take_in(
    store: Store, tables: Mapping[str, str], tmp_path: Path, currency: str = "GBP"
) -> ImportReport:
    path = tmp_path / "shop.zip"
    path.write_bytes(zipped(tables))
    return import_file(store, path, path.name, today=TODAY, currency=currency)


def stored(store: Store) -> tuple[int, int, str]:
    totals = store.shop_totals("net")
    return totals["customers"], totals["orders"], f"{totals['revenue']:.2f}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_tables_that_belong_together_are_joined(case: Case, store: Store, tmp_path: Path) -> None:
    report = take_in(store, case.tables, tmp_path, case.currency)
    assert stored(store) == (case.customers, case.orders, case.money)
    assert case.said in " ".join(report.evidence)
    assert report.left_out == case.left_out
    assert sum(report.rows_rejected.values()) == case.rejected


def test_the_sheets_of_a_workbook_are_joined(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.xlsx"
    readme = lines("How to read this", "Lines are what was bought.", "Orders say by whom.")
    workbook({"README": readme, "Lines": LINES, "Orders": ORDERS, "Customers": PEOPLE}, path)
    report = import_file(store, path, path.name, today=TODAY)
    assert stored(store) == (2, 3, "50.00")
    assert report.left_out == ("README",)


def test_hundreds_of_sheets_are_one_table(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.xlsx"
    sheets = {
        f"day {n}": lines("order_id,customer_id,date,total", f"{n},{n % 7 + 1},2024-01-05,1.50")
        for n in range(200)
    }
    workbook({**sheets, "people": PEOPLE}, path)
    import_file(store, path, path.name, today=TODAY)
    assert stored(store)[1:] == (200, "300.00")


def test_many_unlike_tables_are_looked_through(store: Store, tmp_path: Path) -> None:
    others = {f"t{n}": lines(f"a{n},b{n}", f"{n},x", f"{n + 1},y") for n in range(60)}
    report = take_in(store, {**others, "lines": LINES, "orders": ORDERS}, tmp_path)
    assert stored(store) == (2, 3, "50.00")
    assert len(report.left_out) == 60


def test_orders_without_days_or_money_are_refused_in_words(store: Store, tmp_path: Path) -> None:
    """Instacart's: the hour of a weekday, and how many days since the last order."""
    tables = {
        "aisles": lines("aisle_id,aisle", "1,soups", "2,tea"),
        "order_products__prior": lines(
            "order_id,product_id,add_to_cart_order,reordered",
            "2,33120,1,1",
            "2,28985,2,1",
            "3,33754,1,1",
        ),
        "orders": lines(
            "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order",
            *("2,1,prior,1,2,08,", "3,1,prior,2,3,07,15.0"),
        ),
        "products": lines(
            "product_id,product_name,aisle_id", "33120,Egg,1", "28985,Kale,1", "33754,Yogurt,2"
        ),
    }
    with pytest.raises(AmbiguousFile) as asked:
        take_in(store, tables, tmp_path)
    assert "the date" in asked.value.message
    assert "the money" in asked.value.message
    assert "the customer" not in asked.value.message
    assert store.is_empty()


def test_lines_whose_orders_are_elsewhere_are_no_sales(store: Store, tmp_path: Path) -> None:
    """The table of orders has none of the three orders of the lines."""
    far = ORDERS.replace("\n1,", "\n71,").replace("\n2,", "\n72,").replace("\n3,", "\n73,")
    with pytest.raises(SegbotError, match="has no money"):
        take_in(store, {"lines": LINES, "orders": far}, tmp_path)
    assert store.is_empty()


def test_every_column_of_joined_tables_is_told(store: Store, tmp_path: Path) -> None:
    people = lines("customer_id,mood,country", "7,good,France", "8,bad,Spain")
    report = take_in(store, {"lines": LINES, "orders": ORDERS, "people": people}, tmp_path)
    assert report.of_customers == {"mood": "mood"}
    assert {*report.reading.columns.values()} | {"mood"} == {
        *("order_id", "sku", "quantity", "unit_price", "customer_id", "order_date", "country")
    } | {"mood"}


@pytest.mark.parametrize("what", ["looked up", "left out"])
def test_nobody_who_is_forgotten_is_kept_in_tables_beside_the_rows(
    what: str, store: Store, tmp_path: Path
) -> None:
    """Customer 9 never ordered, and stands in the list of customers alone."""
    twice = lines("7,Anna,France") if what == "left out" else ""
    tables = {"lines": LINES, "orders": ORDERS, "customers": PEOPLE + "9,Eve,Spain\n" + twice}
    report = take_in(store, tables, tmp_path)
    services = Services()
    services.ask("/data forget 9 sure=yes", services.context(store))
    assert b"".join(store.uploads.content(report.id)) == b""
    assert stored(store) == (2, 3, "50.00")
    store.undo(report.id)
    again = take_in(store, tables, tmp_path)
    assert b"".join(store.uploads.content(again.id)) == b""


def test_the_same_zip_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    take_in(store, OLIST, tmp_path)
    again = take_in(store, {**OLIST, "note": "read me\nplease\n"}, tmp_path)
    assert (again.orders_new, again.orders_changed, again.orders_same) == (0, 0, 3)


SOLD = [
    ["Order ID", "Date", "Customer", "Product", "Quantity", "Unit Price"],
    ["1", "2024-01-05", "Ann", "A", "2", "10.00"],
    ["", "", "", "B", "1", "5.00"],
    ["2", "2024-01-06", "Bob", "A", "1", "10.00"],
    ["", "", "", "C", "1", "1.00"],
    ["", "", "", "D", "1", "2.00"],
    ["3", "2024-01-07", "Ann", "A", "1", "10.00"],
    ["", "", "", "Total", "7", "38.00"],
]


@pytest.mark.parametrize("numbered", [False, True])
def test_rows_below_the_first_of_an_order_leave_out_what_it_says(
    numbered: bool, store: Store, tmp_path: Path
) -> None:
    """As where cells were merged, and then saved as CSV; the sum below is no line of an order."""
    rows, number = [], ""
    for row in SOLD[:-1]:
        number = row[0] or number
        rows.append([number, *row[1:]] if numbered else row)
    path = tmp_path / "sold.csv"
    path.write_text(lines(*map(",".join, [*rows, SOLD[-1]])), encoding="utf-8")
    report = import_file(store, path, path.name, today=TODAY)
    assert stored(store) == (2, 3, "48.00")
    assert sum(report.rows_rejected.values()) == 1
    assert "3 rows without a date: I took it from the first row of the order." in report.evidence


def test_merged_cells_of_a_workbook_stand_in_all_rows_that_they_cover(
    store: Store, tmp_path: Path
) -> None:
    """Also where a gap could mean a guest: each order here has its own number and day."""
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "Orders of January")
        sheet.write_row(2, 0, ["Customer", "Order ID", "Date", "Total"])
        for number, day in enumerate(["05", "06", "07", "08", "09"], 1):
            sheet.write_row(2 + number, 1, [str(number), f"2024-01-{day}", 10 * number])
        sheet.merge_range(3, 0, 4, 0, "Ann")
        sheet.merge_range(5, 0, 6, 0, "Bob")
    import_file(store, path, path.name, today=TODAY)
    totals = store.shop_totals("net")
    assert stored(store) == (2, 4, "100.00")
    assert totals["orders_all"] == 5
