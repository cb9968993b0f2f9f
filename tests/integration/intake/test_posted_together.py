"""Files that are brought together: those whose keys link them are read as one, the others each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from belonging import CLASSIC_MODELS, LINES, OLIST, ORDERS, PEOPLE, lines, workbook

from analytics.vocabulary.errors import SegbotError
from bot.services.dispatch import Services
from bot.services.intake.options import NO_OPTIONS
from bot.services.intake.together import PostedFile, units
from storage.store import Store


@dataclass(frozen=True)
class Case:
    """Files in the order in which they are brought, and what must come of them.

    Attributes
    ----------
    answers : tuple of str
        What each answer is about: a file's name, or what was refused of it.
    customers, orders, money
        Of known customers.
    """

    what: str
    files: Mapping[str, str]
    answers: tuple[str, ...]
    customers: int
    orders: int
    money: str


ALONE = "order_id,customer_id,date,total"
JAN = lines(ALONE, "91,7,2024-01-05,25", "92,8,2024-01-06,10")
FEB = lines(ALONE, "93,7,2024-02-05,25", "94,8,2024-02-06,11")
SHOP = {"orders.csv": ORDERS, "order_items.csv": LINES, "customers.csv": PEOPLE}

CASES = [
    # 2 × 10 + 5, 10, and 3 × 5.
    Case(
        "orders, their lines and customers",
        SHOP,
        ("customers.csv + order_items.csv + orders.csv",),
        *(2, 3, "50.00"),
    ),
    Case(
        "Olist, with a table that nothing names",
        {f"{name}.csv": text for name, text in OLIST.items()},
        ("olist_customers_dataset.csv + 5 more files",),
        *(2, 3, "64.00"),
    ),
    Case(
        "classicmodels: payments of the same orders count once",
        {f"{name}.csv": text for name, text in CLASSIC_MODELS.items()},
        ("customers.csv + 5 more files",),
        *(2, 3, "13262.45"),
    ),
    Case(
        "two months of the same layout",
        {"jan.csv": JAN, "feb.csv": FEB},
        ("jan.csv", "feb.csv"),
        *(2, 4, "71.00"),
    ),
    Case(
        "two months of lines and their orders",
        {
            "orders.csv": ORDERS,
            "items_jan.csv": LINES.replace("3,B,3,5.00\n", ""),
            "items_feb.csv": lines("order_id,sku,quantity,unit_price", "3,B,3,5.00"),
        },
        ("items_feb.csv + items_jan.csv + orders.csv",),
        *(2, 3, "50.00"),
    ),
    Case(
        "two shops that have nothing to do with each other",
        {
            "web.csv": lines("order_id,customer_id,date,total,page", "W1,W7,2024-01-05,25,home"),
            "till.csv": lines("receipt,member,when,amount", "T900,M44,2024-01-05,3"),
        },
        ("web.csv", "till.csv"),
        *(2, 2, "28.00"),
    ),
    Case(
        "orders with their lines, and sales of others",
        {
            "till.csv": lines("receipt,member,when,amount", "T900,M44,2024-01-05,3"),
            "orders.csv": ORDERS,
            "order_items.csv": LINES,
        },
        ("till.csv", "order_items.csv + orders.csv"),
        *(3, 4, "53.00"),
    ),
    Case(
        "the same file twice",
        {**SHOP, "orders (1).csv": ORDERS},
        (
            "customers.csv + order_items.csv + orders.csv",
            "orders (1).csv has the very same content as orders.csv, so it is read once.",
        ),
        *(2, 3, "50.00"),
    ),
    Case(
        "one that is damaged from its first byte on",
        {"customers.xlsx": "\0\1\2\n\3\4\n", "orders.csv": ORDERS, "order_items.csv": LINES},
        ("customers.xlsx is a binary file", "order_items.csv + orders.csv"),
        *(2, 3, "50.00"),
    ),
    Case(
        "one that is damaged at its end",
        {
            "customers.csv": PEOPLE + '9,"Eve,Spain\n' * 2_001,
            "orders.csv": ORDERS,
            "order_items.csv": LINES,
        },
        ("customers.csv", "order_items.csv + orders.csv"),
        *(2, 3, "50.00"),
    ),
    Case(
        "customers alone: what two files say of them stands side by side",
        {
            "customers.csv": lines("customer_id,age", "7,31", "8,44"),
            "cards.csv": lines("customer_id,tier", "7,gold", "9,blue"),
        },
        ("customers.csv", "cards.csv"),
        *(0, 0, "0.00"),
    ),
    Case(
        "names that are hidden, or lead elsewhere",
        {"../.orders.csv": ORDERS, ".items.csv": LINES},
        ("../.orders.csv + .items.csv",),
        *(2, 3, "50.00"),
    ),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "team.db")


def bring(store: Store, files: Mapping[str, str], folder: Path) -> list[str]:
    """Take files in; what each answer is about."""
    posted = []
    for number, (name, text) in enumerate(files.items()):
        path = folder / str(number)
        path.write_text(text, encoding="utf-8")
        posted.append(PostedFile(name, path))
    return imported(store, posted)


def imported(store: Store, posted: list[PostedFile]) -> list[str]:
    services, answers = Services(), []
    context = services.context(store)
    with units(posted) as found:
        for unit in found:
            try:
                report = services.take_in(unit, context, NO_OPTIONS)
                already = "already have " if report.already_imported else ""
                answers.append(already + report.file)
            except SegbotError as error:
                answers.append(error.message)
    return answers


def stored(store: Store) -> tuple[int, int, str]:
    totals = store.shop_totals("net")
    return totals["customers"], totals["orders"], f"{totals['revenue']:.2f}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_files_that_belong_together_are_read_as_one(
    case: Case, store: Store, tmp_path: Path
) -> None:
    answers = bring(store, case.files, tmp_path)
    assert len(answers) == len(case.answers)
    for answer, about in zip(answers, case.answers, strict=True):
        assert answer.startswith(about)
    assert stored(store) == (case.customers, case.orders, case.money)


def test_a_workbook_and_a_file_belong_together(store: Store, tmp_path: Path) -> None:
    workbook({"orders": ORDERS, "customers": PEOPLE}, tmp_path / "shop.xlsx")
    (tmp_path / "items.csv").write_text(LINES, encoding="utf-8")
    files = [PostedFile(name, tmp_path / name) for name in ("shop.xlsx", "items.csv")]
    assert imported(store, files) == ["items.csv + shop.xlsx"]
    assert stored(store) == (2, 3, "50.00")


def test_the_same_files_again_in_another_order_change_nothing(store: Store, tmp_path: Path) -> None:
    bring(store, SHOP, tmp_path)
    again = bring(store, dict(reversed(SHOP.items())), tmp_path)
    assert again == ["already have customers.csv + order_items.csv + orders.csv"]
    assert len(store.uploads.all()) == 1


def test_what_was_read_as_one_is_read_again_and_taken_back_as_one(
    store: Store, tmp_path: Path
) -> None:
    bring(store, SHOP, tmp_path)
    services = Services()
    again = services.ask("/data reread duplicates=drop", services.context(store))
    assert again.title == "customers.csv + order_items.csv + orders.csv is read again"
    assert stored(store) == (2, 3, "50.00")
    services.ask("/data undo sure=yes", services.context(store))
    assert store.is_empty()
