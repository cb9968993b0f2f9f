"""A file on its way into the store: every row accounted for, all of it or nothing."""

import csv
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from analytics.intake.dates import DateOrder
from analytics.intake.reading import Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import Fate
from bot.services.intake.importing import ImportReport, KeptLines, import_file
from bot.services.intake.question import AmbiguousFile
from bot.services.intake.sample import load_sample
from storage.store import Store

TODAY = date(2026, 7, 1)
HEADER = (
    "Invoice",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "Price",
    "Customer ID",
    "Country",
)
MUG = ("1001", "M1", "MUG", "2", "2026-01-05 10:00:00", "4.50", "77", "France")
LAMP = ("1001", "L1", "LAMP", "1", "2026-01-05 10:00:00", "20.00", "77", "France")
GUEST = ("1002", "M1", "MUG", "1", "2026-01-06 10:00:00", "4.50", "", "Spain")
BACK = ("C1003", "L1", "LAMP", "-1", "2026-01-09 09:00:00", "20.00", "77.0", "France")
GIFT = ("1004", "M1", "MUG", "1", "2026-01-09 09:00:00", "0", "78", "France")
ODD = ("1005", "M1", "MUG", "many", "2026-01-09 09:00:00", "1", "78", "France")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A shop that counts in pounds, whatever countries it sells to."""
    store = Store(tmp_path / "team.db")
    store.currency.decide("GBP", user="")
    return store


def write(path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return path


def take(store: Store, path: Path, **options: Any) -> ImportReport:
    return import_file(store, path, path.name, today=TODAY, **options)


def orders(store: Store) -> pd.DataFrame:
    with store.tables() as tables:
        found: pd.DataFrame = tables.orders.order_by("invoice").to_pandas()
    return found.set_index("invoice")


def lines(store: Store) -> pd.DataFrame:
    with store.tables() as tables:
        found: pd.DataFrame = tables.lines.order_by(["invoice", "product_code"]).to_pandas()
    return found


def test_accounts_for_every_row(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "shop.csv", [MUG, LAMP, MUG, GUEST, BACK, GIFT, ODD])
    report = take(store, path, user="U1", channel="C1")
    assert report.rows_read == 7
    assert report.rows_kept == 5
    assert report.rows_set_aside == {"zero_price": 1}
    assert report.rows_rejected == {"bad_quantity": 1}
    assert report.kept == KeptLines(3, 1, 1, 0)
    assert report.duplicates == 1
    assert (report.orders_new, report.orders_changed, report.orders_same) == (3, 0, 0)
    assert (report.first_order, report.last_order) == ("2026-01-05 10:00:00", "2026-01-06 10:00:00")
    assert report.customers == 1
    assert report.revenue_cents == 900 + 2000 + 900 + 450
    assert report.reading.columns[Role.CUSTOMER] == "Customer ID"
    assert report.reading.dates.order is DateOrder.YEAR_FIRST
    assert not report.already_imported


def test_the_machine_readable_report_has_the_promised_keys(store: Store, tmp_path: Path) -> None:
    keys = take(store, write(tmp_path / "shop.csv", [MUG])).as_json().keys()
    assert keys >= {
        *("file", "sha256", "already_imported", "rows_read", "rows_kept", "rows_set_aside"),
        *("rows_rejected", "orders_new", "orders_changed", "orders_same"),
        *("first_order", "last_order"),
    }


def test_rolls_lines_up_into_orders(store: Store, tmp_path: Path) -> None:
    take(store, write(tmp_path / "shop.csv", [MUG, LAMP, MUG, GUEST, BACK]))
    found = orders(store)
    sold, guest, back = found.loc["1001"], found.loc["1002"], found.loc["C1003"]
    assert (sold["customer_id"], sold["country"]) == ("77", "France")
    assert (sold["purchase_lines"], sold["units"], sold["purchase_cents"]) == (3, 5, 3800)
    assert sold["ordered_at"] == pd.Timestamp("2026-01-05 10:00:00")
    assert pd.isna(guest["customer_id"])
    assert (back["return_lines"], back["purchase_lines"], back["units"]) == (1, 0, 0)
    assert (back["returned_cents"], back["purchase_cents"]) == (2000, 0)


def test_lines_carry_their_orders_facts(store: Store, tmp_path: Path) -> None:
    take(store, write(tmp_path / "shop.csv", [MUG, BACK]))
    mug, back = lines(store).to_dict("records")
    assert (mug["product_code"], mug["description"], mug["amount_cents"]) == ("M1", "MUG", 900)
    assert (back["quantity"], back["unit_price"], back["amount_cents"]) == (-1, 20.0, -2000)
    assert (back["customer_id"], back["country"]) == ("77", "France")


def test_customers_have_the_country_of_their_latest_order(store: Store, tmp_path: Path) -> None:
    moved = ("1009", "M1", "MUG", "1", "2026-03-01 10:00", "4.50", "77", "Spain")
    take(store, write(tmp_path / "shop.csv", [moved, MUG, GUEST]))
    with store.tables() as tables:
        assert tables.customers.to_pandas().to_dict("records") == [
            {"customer_id": "77", "country": "Spain"}
        ]


def test_the_tables_have_the_types_that_the_method_expects(store: Store) -> None:
    with store.tables() as tables:
        types = {name: str(kind) for name, kind in tables.orders.schema().items()}
        assert types.pop("ordered_at") == "timestamp"
        assert {types.pop(name) for name in ("invoice", "customer_id", "country")} == {"string"}
        assert types.pop("units") == "float64"
        assert {*types.values()} == {"int64"}
        assert str(tables.lines.schema()["quantity"]) == "float64"
        assert str(tables.lines.schema()["unit_price"]) == "float64"


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "shop.csv", [MUG, ODD])
    first = take(store, path)
    before = orders(store)
    again = import_file(store, path, "another name.csv", today=TODAY)
    assert again.already_imported
    assert again.sha256 == first.sha256
    assert (again.rows_read, again.rows_rejected) == (2, {"bad_quantity": 1})
    assert store.data_version() == 1
    pd.testing.assert_frame_equal(orders(store), before)


def test_an_invoice_that_comes_again_replaces_the_earlier_one(store: Store, tmp_path: Path) -> None:
    take(store, write(tmp_path / "january.csv", [MUG, LAMP, GUEST]))
    dearer = (*MUG[:5], "5.00", *MUG[6:])
    new = ("1010", "M1", "MUG", "1", "2026-02-01 10:00", "4.50", "80", "France")
    report = take(store, write(tmp_path / "february.csv", [new, GUEST, dearer]))
    assert (report.orders_new, report.orders_changed, report.orders_same) == (1, 1, 1)
    assert orders(store)["purchase_cents"].to_dict() == {"1001": 1000, "1002": 450, "1010": 450}
    assert lines(store)["invoice"].tolist() == ["1001", "1002", "1010"]


def test_the_order_of_rows_does_not_make_an_order_another(store: Store, tmp_path: Path) -> None:
    take(store, write(tmp_path / "a.csv", [MUG, LAMP, GUEST]))
    report = take(store, write(tmp_path / "b.csv", [LAMP, GUEST, MUG]))
    assert (report.orders_new, report.orders_changed, report.orders_same) == (0, 0, 2)


def test_an_invoice_may_be_scattered_over_a_file(store: Store, tmp_path: Path) -> None:
    """Its lines here are further apart than a chunk is long."""
    filler = [(f"2{n:05}", *GUEST[1:]) for n in range(60_000)]
    take(store, write(tmp_path / "shop.csv", [MUG, *filler, LAMP]))
    assert [*orders(store).loc["1001", ["purchase_lines", "purchase_cents"]]] == [2, 2900]


def test_keeps_what_was_left_out_as_the_file_has_it(store: Store, tmp_path: Path) -> None:
    take(store, write(tmp_path / "shop.csv", [MUG, GIFT, ODD]))
    gift, odd = store.uploads.left_out(1)
    assert (gift.line, gift.fate, gift.reason) == (3, Fate.SET_ASIDE, "zero_price")
    assert (odd.line, odd.fate, odd.reason) == (4, Fate.REJECTED, "bad_quantity")
    assert [odd.cells[name] for name in HEADER] == list(ODD)


def test_keeps_the_uploaded_bytes(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "shop.csv", [MUG] * 60_000)
    take(store, path)
    assert b"".join(store.uploads.content(1)) == path.read_bytes()


def test_records_who_brought_which_file(store: Store, tmp_path: Path) -> None:
    assert store.is_empty()
    take(store, write(tmp_path / "a.csv", [MUG]), user="U1", channel="C1")
    take(store, write(tmp_path / "b.csv", [GUEST]), user="U2", channel="C2")
    newest, oldest = store.uploads.all()
    assert (newest.filename, newest.user, newest.channel) == ("b.csv", "U2", "C2")
    assert (oldest.format, oldest.rows_kept) == ("csv", 1)
    assert not store.is_empty()
    assert store.data_version() == newest.id


def test_awkward_text_is_stored_unharmed(store: Store, tmp_path: Path) -> None:
    name = "GIFT <!channel> & `TAG` *bold* 🐦 'quoted' \"twice\"; DROP TABLE uploads"
    take(store, write(tmp_path / "shop.csv", [(*MUG[:2], name, *MUG[3:])]))
    assert lines(store)["description"].tolist() == [name]


def test_a_workbook_and_a_csv_of_the_same_rows_give_the_same_orders(
    store: Store, tmp_path: Path
) -> None:
    take(store, write(tmp_path / "shop.csv", [MUG, LAMP, GUEST, BACK, GIFT]))
    with xlsxwriter.Workbook(tmp_path / "shop.xlsx", {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, MUG, LAMP, GUEST, BACK, GIFT]):
            sheet.write_row(number, 0, row)
    report = take(store, tmp_path / "shop.xlsx")
    assert (report.orders_new, report.orders_changed, report.orders_same) == (0, 0, 3)
    assert b"".join(store.uploads.content(2)) == (tmp_path / "shop.xlsx").read_bytes()


def test_says_how_far_it_is(store: Store, tmp_path: Path) -> None:
    heard: list[str] = []
    path = write(tmp_path / "shop.csv", [MUG, LAMP])
    take(store, path, progress=heard.append)
    assert heard == [
        "opening the file",
        "reading, 2 rows so far",
        "rolling up, 2 rows so far",
        "storing it",
    ]


def test_a_missing_column_is_named_and_nothing_is_stored(store: Store, tmp_path: Path) -> None:
    header = [name for name in HEADER if name != "Customer ID"]
    path = write(tmp_path / "shop.csv", [[*MUG[:6], *MUG[7:]]], header)
    with pytest.raises(AmbiguousFile, match="the customer"):
        take(store, path)
    assert store.uploads.all() == []


def test_a_file_that_breaks_in_the_middle_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "shop.csv", [MUG] * 60_000)
    with path.open("a") as handle:
        handle.write('1006,"never closed\n')
    with pytest.raises(SegbotError, match="quotation mark"):
        take(store, path)
    assert store.is_empty()
    assert store.uploads.all() == []


def test_a_file_without_one_readable_row_is_refused_and_may_come_again(
    store: Store, tmp_path: Path
) -> None:
    later = (*MUG[:4], "2126-01-05 10:00:00", *MUG[5:])
    path = write(tmp_path / "shop.csv", [later, later])
    for _ in range(2):
        with pytest.raises(SegbotError, match=r"any row of shop\.csv\. 2 rows: the date is"):
            take(store, path)
    assert store.is_empty()
    assert store.uploads.all() == []


def test_a_file_without_a_sale_is_recorded(store: Store, tmp_path: Path) -> None:
    report = take(store, write(tmp_path / "shop.csv", [GIFT, ODD]))
    assert (report.rows_kept, report.rows_rejected) == (0, {"bad_quantity": 1})
    assert report.first_order is None
    assert store.is_empty()


def test_two_imports_at_once_wait_for_each_other(store: Store, tmp_path: Path) -> None:
    paths = [
        write(tmp_path / f"{number}.csv", [(str(number), *MUG[1:])] * 5000) for number in range(3)
    ]
    reports: list[ImportReport] = []
    workers = [
        threading.Thread(target=lambda path=path: reports.append(take(Store(store.path), path)))
        for path in [*paths, paths[0]]
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(report.already_imported for report in reports) == [False, False, False, True]
    assert len(orders(store)) == 3


def test_readers_see_the_old_state_while_an_import_is_under_way(
    store: Store, tmp_path: Path
) -> None:
    take(store, write(tmp_path / "a.csv", [MUG]))
    seen = []

    def look(stage: str) -> None:
        seen.append((len(orders(store)), store.data_version()))

    take(store, write(tmp_path / "b.csv", [GUEST]), progress=look)
    assert {*seen} == {(1, 1)}
    assert len(orders(store)) == 2


def test_questions_about_orders_never_touch_their_lines(store: Store, tmp_path: Path) -> None:
    """Orders are rolled up, so that a segmentation stays quick as lines grow."""
    take(store, write(tmp_path / "shop.csv", [MUG, GUEST]))
    for view in ("orders", "customers"):
        with sqlite3.connect(store.path) as connection:
            plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view}").fetchall()
        assert plan
        assert not any("order_lines" in step[3] for step in plan)


def test_the_sample_shop_is_taken_in_like_any_file(store: Store) -> None:
    report = load_sample(store)
    assert report.file == "sample_shop.csv"
    assert report.customers == 5000
    assert load_sample(store).already_imported


@pytest.mark.real_data
def test_online_retail_from_a_csv_as_the_second_file_spells_it_month_first(
    store: Store, tmp_path: Path, online_retail_parquet: Path
) -> None:
    """The published numbers: 397,884 lines, 4,338 customers, 18,532 orders, 8,911,407.90. As the
    first file spells it, they are looked at in test_online_retail."""
    raw = pd.read_parquet(online_retail_parquet).rename(
        columns={"InvoiceNo": "Invoice", "UnitPrice": "Price", "CustomerID": "Customer ID"}
    )
    days = raw["InvoiceDate"].dt
    raw["InvoiceDate"] = (
        days.month.astype(str)
        + days.strftime("/%d/%Y ")
        + days.hour.astype(str)
        + days.strftime(":%M")
    )
    raw.to_csv(tmp_path / "retail.csv", index=False)
    report = take(store, tmp_path / "retail.csv")
    left_out = sum(report.rows_set_aside.values()) + sum(report.rows_rejected.values())
    assert report.rows_read == 541_909 == report.rows_kept + left_out
    assert report.kept.purchases_known == 397_884
    assert report.customers == 4338
    assert report.first_order
    assert report.last_order
    assert (report.first_order[:10], report.last_order[:10]) == ("2010-12-01", "2011-12-09")
    known = orders(store).dropna(subset="customer_id").query("purchase_lines > 0")
    assert len(known) == 18_532
    assert known["purchase_lines"].sum() == 397_884
    assert known["purchase_cents"].sum() == 891_140_790
