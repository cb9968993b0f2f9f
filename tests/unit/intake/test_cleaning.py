"""What becomes of a row: kept, set aside or rejected."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from readings import RULES, TODAY, UCI, uci

import config
from analytics.intake.cleaning import Cleaned, clean
from analytics.intake.dates import DateOrder
from analytics.intake.reading import Role
from analytics.vocabulary.rows import SURPLUS, Reason

ROW = {
    "invoice": "536365",
    "product": "85123A",
    "description": "WHITE HANGING HEART",
    "quantity": "6",
    "time": "2010-12-01 08:26:00",
    "price": "2.55",
    "customer": "17850",
    "country": "United Kingdom",
}
NAMES = {role.value: name for role, name in UCI.items()} | {"surplus": SURPLUS}


def cleaned(*changes: dict[str, str], order: DateOrder = DateOrder.MONTH_FIRST) -> Cleaned:
    """Clean rows that differ from a sound one as told; the first is on line 2."""
    chunk = pd.DataFrame([ROW | change for change in changes], dtype=object)
    chunk = chunk.fillna("").set_axis(range(2, len(chunk) + 2))
    return clean(chunk.rename(columns=NAMES), reading=uci(order), today=TODAY, rules=RULES)


def kept_row(**change: str) -> pd.Series:
    kept = cleaned(change).kept
    assert len(kept) == 1, cleaned(change)
    return kept.iloc[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"invoice": " "}, Reason.MISSING_INVOICE),
        ({"invoice": "nan"}, Reason.MISSING_INVOICE),
        ({"product": "", "description": ""}, Reason.MISSING_PRODUCT),
        ({"quantity": ""}, Reason.BAD_QUANTITY),
        ({"quantity": "two"}, Reason.BAD_QUANTITY),
        ({"quantity": "0"}, Reason.ZERO_QUANTITY),
        ({"price": "free"}, Reason.BAD_PRICE),
        ({"price": "inf"}, Reason.BAD_PRICE),
        ({"price": "1,23,4"}, Reason.BAD_PRICE),
        ({"time": "soon"}, Reason.BAD_DATE),
        ({"time": "2026-02-30"}, Reason.BAD_DATE),
        ({"time": "2026-02-03 25:00"}, Reason.BAD_DATE),
        ({"time": "1899-12-31"}, Reason.IMPOSSIBLE_DATE),
        ({"time": "2026-07-03"}, Reason.IMPOSSIBLE_DATE),
        ({"quantity": "1e12"}, Reason.TOO_LARGE),
        ({"price": "1e60"}, Reason.TOO_LARGE),
        ({"surplus": "one cell too many"}, Reason.TOO_MANY_CELLS),
    ],
)
def test_rejects_a_row_that_cannot_be_read(change: dict[str, Any], reason: Reason) -> None:
    result = cleaned(change)
    assert result.rejected["reason"].tolist() == [reason]
    assert result.kept.empty
    assert result.set_aside.empty


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"price": "0"}, Reason.ZERO_PRICE),
        ({"price": "-5", "customer": ""}, Reason.NEGATIVE_PRICE),
        ({"invoice": "A563185"}, Reason.ADJUSTMENT),
    ],
)
def test_sets_aside_what_is_no_trade(change: dict[str, Any], reason: Reason) -> None:
    result = cleaned(change)
    assert result.set_aside["reason"].tolist() == [reason]
    assert result.kept.empty
    assert result.rejected.empty


def test_keeps_a_sale() -> None:
    row = kept_row()
    assert row["invoice"] == "536365"
    assert row["quantity"] == 6
    assert row["amount_cents"] == 1530
    assert row["ordered_at"] == pd.Timestamp("2010-12-01 08:26:00")
    assert not row["is_return"]


@pytest.mark.parametrize(
    "change",
    [{"quantity": "-6"}, {"invoice": "C536365"}, {"invoice": "c536365", "quantity": "-6"}],
)
def test_a_cancellation_or_a_negative_quantity_is_a_return(change: dict[str, Any]) -> None:
    row = kept_row(**change)
    assert row["is_return"]
    assert (row["quantity"], row["amount_cents"]) == (-6, -1530)


def test_an_invoice_that_merely_starts_with_a_letter_is_a_sale() -> None:
    """Only a letter followed by digits marks cancellations and adjustments."""
    assert not kept_row(invoice="CAFE-12")["is_return"]
    assert kept_row(invoice="AB-12")["invoice"] == "AB-12"


def test_keeps_a_row_without_a_customer_as_unknown() -> None:
    for blank in ("", "  ", "nan", "NULL"):
        assert pd.isna(kept_row(customer=blank)["customer_id"])


def test_tidies_identifiers() -> None:
    row = kept_row(customer=" 12345.0 ", product=" 85123a ", invoice=" 536365.0")
    assert (row["customer_id"], row["product_code"], row["invoice"]) == (
        "12345",
        "85123A",
        "536365",
    )


def test_marks_codes_that_are_nothing_from_the_shelf() -> None:
    rows = [{"product": code} for code in ("85123A", "post", "GIFT_0001_20", "POSTER")]
    assert cleaned(*rows).kept["merchandise"].tolist() == [True, False, False, True]


def test_leaves_awkward_product_names_alone() -> None:
    name = "GIFT <!channel> & `TAG` 🐦"
    assert kept_row(description=f" {name} ")["description"] == name


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.50", 123450),
        ("£2.55", 255),
        ("2.55 €", 255),
        ("$ 1,000", 100000),
        (".5", 50),
        ("3.", 300),
    ],
)
def test_reads_prices_as_people_write_them(text: str, cents: int) -> None:
    assert kept_row(quantity="1", price=text)["amount_cents"] == cents


def test_rounds_a_line_to_the_penny_halves_to_even() -> None:
    rows = [{"quantity": "1", "price": price} for price in ("0.125", "0.375", "0.001")]
    assert cleaned(*rows).kept["amount_cents"].tolist() == [12, 38, 0]


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2010-12-01", DateOrder.YEAR_FIRST, "2010-12-01"),
        ("2010-12-01T08:26:00.000Z", DateOrder.YEAR_FIRST, "2010-12-01 08:26:00"),
        ("2010/12/1 8:26", DateOrder.DAY_FIRST, "2010-12-01 08:26:00"),
        ("12/1/2010 8:26", DateOrder.MONTH_FIRST, "2010-12-01 08:26:00"),
        ("12/1/10 8:26", DateOrder.MONTH_FIRST, "2010-12-01 08:26:00"),
        ("01/12/2010 08:26", DateOrder.DAY_FIRST, "2010-12-01 08:26:00"),
        ("01.12.2010", DateOrder.DAY_FIRST, "2010-12-01"),
        ("12/1/2010 12:05 AM", DateOrder.MONTH_FIRST, "2010-12-01 00:05:00"),
        ("12/1/2010 12:05:09 pm", DateOrder.MONTH_FIRST, "2010-12-01 12:05:09"),
    ],
)
def test_reads_dates_in_the_order_of_the_file(text: str, order: DateOrder, moment: str) -> None:
    kept = cleaned({"time": text}, order=order).kept
    assert kept["ordered_at"].tolist() == [pd.Timestamp(moment)]


def test_counts_exact_duplicates_and_keeps_them() -> None:
    kept = cleaned({}, {}, {"quantity": "7"}, {}).kept
    assert len(kept) == 4
    assert kept["fingerprint"].duplicated().sum() == 2


def test_equal_lines_have_equal_fingerprints_in_any_chunk() -> None:
    """An order's digest must not depend on what else a chunk holds."""
    alone = cleaned({}).kept["fingerprint"].iloc[0]
    among = cleaned({"product": "X1", "country": "France"}, {}, {"customer": ""}).kept
    assert among["fingerprint"].iloc[1] == alone
    assert (among["fingerprint"] == alone).sum() == 1


def test_leaves_the_callers_frame_untouched() -> None:
    chunk = pd.DataFrame([ROW, ROW | {"price": "0"}], dtype=object).rename(columns=NAMES)
    before = chunk.copy(deep=True)
    clean(chunk, reading=uci(), today=TODAY, rules=RULES)
    pd.testing.assert_frame_equal(chunk, before)


def test_does_without_description_and_country() -> None:
    chunk = pd.DataFrame([ROW], dtype=object).rename(columns=NAMES)
    left_out = (Role.DESCRIPTION, Role.COUNTRY)
    columns: dict[Role, str] = {r: n for r, n in UCI.items() if r not in left_out}
    kept = clean(
        chunk[[*columns.values()]],
        reading=replace(uci(), columns=columns),
        today=TODAY,
        rules=RULES,
    ).kept
    assert kept["description"].tolist() == [""]
    assert kept["country"].isna().all()


def test_the_packaged_codes_are_in_capitals() -> None:
    """Codes are compared in capitals; one that isn't would never match."""
    codes = config.load("non_merchandise")
    for code in [*codes["codes"], *codes["prefixes"]]:
        assert code == code.upper().strip()


_FILE_ORDER = (
    *(Role.INVOICE, Role.PRODUCT, Role.DESCRIPTION, Role.QUANTITY),
    *(Role.TIME, Role.PRICE, Role.CUSTOMER, Role.COUNTRY),
)


@pytest.mark.real_data
def test_online_retail_gives_the_published_counts(online_retail_parquet: Path) -> None:
    """397,884 purchase lines by 4,338 known customers in 18,532 orders, 8,911,407.90 in all."""
    raw = pd.read_parquet(online_retail_parquet)
    ours = [UCI[role] for role in _FILE_ORDER]
    chunk = raw.set_axis(ours, axis=1).astype("str").astype(object)
    result = clean(chunk, reading=uci(), today=TODAY, rules=RULES)
    assert len(result.kept) + len(result.set_aside) + len(result.rejected) == 541_909
    assert result.set_aside["reason"].value_counts().to_dict() == {
        "zero_price": 2515,
        "adjustment": 3,
    }
    bought = result.kept[~result.kept["is_return"] & result.kept["customer_id"].notna()]
    assert len(bought) == 397_884
    assert bought["customer_id"].nunique() == 4338
    assert bought["invoice"].nunique() == 18_532
    assert bought["amount_cents"].sum() == 891_140_790
    assert np.isin(["POST", "M"], bought.loc[~bought["merchandise"], "product_code"]).all()
