"""A shop's two years as one workbook, a sheet for each, and then the second year once more."""

from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from large_workbooks import large_workbook

from analytics.sample.shop import sample_shop
from bot.services.intake.importing import ImportReport, import_file
from storage.reading.table import CHUNK_ROWS
from storage.store import Store

TODAY = date(2026, 7, 1)
SECOND = "second year.csv"
#: As the second of the two Online Retail files spells its columns; the first writes InvoiceNo,
#: UnitPrice and CustomerID.
HEADER = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price"]
HEADER = [*HEADER, "Customer ID", "Country"]


def split(rows: pd.DataFrame, day: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows before a day and from it on; no order is in both."""
    later = rows["InvoiceDate"] >= pd.Timestamp(day)
    years = rows[~later], rows[later]
    assert not set(years[0]["Invoice"]) & set(years[1]["Invoice"])
    return years


def check(store: Store, report: ImportReport, raw: pd.DataFrame) -> None:
    """The report and the store against sums over the raw rows."""
    priced = raw[raw["Price"] > 0]
    bought = priced[(priced["Quantity"] > 0) & ~priced["Invoice"].str.match("[CA]")]
    aside, rejected = report.rows_set_aside.values(), report.rows_rejected.values()
    assert report.rows_read == len(raw) == report.rows_kept + sum(aside) + sum(rejected)
    assert report.customers == bought["Customer ID"].dropna().nunique()
    cents = (bought["Quantity"] * bought["Price"] * 100).round().astype(int).sum()
    assert report.revenue_cents == cents
    with store.tables() as tables:
        assert tables.lines.count().execute() == report.rows_kept
    assert len(store.uploads.all()) == 1
    assert report.left_out == ()


def check_again(store: Store, path: Path, began: pd.Timestamp) -> None:
    """Every order of the second year's file is the same, and nothing else changes."""
    before = orders_of(store)
    again = import_file(store, path, path.name, today=TODAY)
    assert not again.already_imported
    in_file = before[before["ordered_at"] >= began]
    assert (again.orders_new, again.orders_changed) == (0, 0)
    assert again.orders_same == len(in_file) < len(before)
    pd.testing.assert_frame_equal(orders_of(store), before)


def check_alone(store: Store, path: Path) -> None:
    """The second year's file has the same orders where nothing else came in."""
    own = Store(path.with_suffix(".db"))
    import_file(own, path, path.name, today=TODAY)
    in_file = orders_of(own)
    pd.testing.assert_frame_equal(orders_of(store).loc[in_file.index], in_file)


def orders_of(store: Store) -> pd.DataFrame:
    with store.tables() as tables:
        found: pd.DataFrame = tables.orders.drop("order_id").to_pandas()
    return found.set_index("invoice").sort_index()


def check_two_years(
    folder: Path, raw: pd.DataFrame, years: tuple[pd.DataFrame, pd.DataFrame]
) -> tuple[Store, ImportReport]:
    """Both years as a workbook, then the second one as text."""
    path, text = folder / "online_retail_II.xlsx", folder / SECOND
    path.write_bytes(large_workbook({f"Year {n}": year for n, year in enumerate(years, start=1)}))
    years[1].to_csv(text, index=False)
    store = Store(folder / "team.db")
    report = import_file(store, path, path.name, today=TODAY)
    check(store, report, raw)
    check_again(store, text, years[1]["InvoiceDate"].min())
    return store, report


def test_two_sheets_are_one_upload_and_the_second_year_again_changes_nothing(
    tmp_path: Path,
) -> None:
    raw = sample_shop(5, customers=150).rows[HEADER].replace("", None)
    for name in ("Quantity", "Price", "Customer ID"):
        raw[name] = pd.to_numeric(raw[name], errors="coerce")
    raw["InvoiceDate"] = pd.to_datetime(raw["InvoiceDate"], errors="coerce")
    # The sample's blemishes are for others: what is left can be added up in one line.
    raw = raw.dropna(subset=["Invoice", "StockCode", "Quantity", "Price", "InvoiceDate"])
    raw = raw[raw["InvoiceDate"].between("2024-01-01", pd.Timestamp(TODAY))]
    raw = raw.astype({"Quantity": int})
    years = split(raw, "2025-01-01")
    assert min(map(len, years)) > 500
    store, _ = check_two_years(tmp_path, raw, years)
    check_alone(store, tmp_path / SECOND)


def test_rows_that_two_sheets_share_count_once(tmp_path: Path) -> None:
    """The second sheet begins with the first one's last two days, where an article that was
    scanned twice is there twice; the same sheets without the overlap give the same orders."""
    first = "A1,MUG,2,2026-01-05,3.00,12345\nA2,BOWL,1,2026-01-06,5.00,12346\n"
    shared = "A3,MUG,1,2026-01-07,3.00,12345\n" * 2 + "A4,CUP,1,2026-01-08,2.00,12347\n"
    second = "A5,BOWL,4,2026-01-09,5.00,12346\n"
    stores = []
    for name, sheets in {
        "overlapping": {"Year 1": first + shared, "Year 2": shared + second},
        "apart": {"Year 1": first + shared, "Year 2": second},
    }.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(large_workbook({sheet: frame_of(rows) for sheet, rows in sheets.items()}))
        store = Store(tmp_path / f"{name}.db")
        stores.append((import_file(store, path, path.name, today=TODAY), orders_of(store)))

    (report, orders), (_, expected) = stores
    pd.testing.assert_frame_equal(orders, expected)
    assert report.rows_set_aside == {"in_earlier_sheet": 3}
    assert (report.rows_read, report.rows_kept, report.duplicates) == (9, 6, 1)


def frame_of(rows: str) -> pd.DataFrame:
    names = ["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    return pd.read_csv(StringIO(rows), names=names, parse_dates=["InvoiceDate"])


@pytest.mark.real_data
def test_online_retail_in_two_sheets_and_its_second_part_again(
    online_retail_parquet: Path, tmp_path: Path, many: bool
) -> None:
    """Parted at 1 November 2011; what is sold from September on fills two sheets with 221,204 lines
    and more than one chunk of each, and with ``--many`` it is all 541,909."""
    raw = pd.read_parquet(online_retail_parquet).set_axis(HEADER, axis="columns")
    if not many:
        raw = raw[raw["InvoiceDate"] >= pd.Timestamp("2011-09-01")]
    years = split(raw, "2011-11-01")
    assert min(map(len, years)) > CHUNK_ROWS
    _, report = check_two_years(tmp_path, raw, years)
    if many:
        # Published with the data: known customers with a purchase, and their purchases' lines.
        assert (report.customers, report.kept.purchases_known) == (4338, 397_884)
