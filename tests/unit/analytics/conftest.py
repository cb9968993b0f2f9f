"""What the analytics tests share."""

from pathlib import Path

import pandas as pd
import pytest
from small_shops import order, refund

import config
from analytics.rules import RulePack


@pytest.fixture(scope="session")
def pack() -> RulePack:
    """The rule pack that Segbot comes with."""
    return RulePack.model_validate(config.load("rfm_packs/grid10"))


@pytest.fixture
def six_customers() -> pd.DataFrame:
    """Orders of six buyers, of someone who only returns, and of an unknown; as of 2024-07-01.

    ======== ==================================== ======= ====== ====== ======= ===============
    customer last purchase, to 2024-07-01 00:00   recency orders bought returned net
    ======== ==================================== ======= ====== ====== ======= ===============
    ada      2024-06-30 10:00, 14 hours                 0      3 100.00    0.00 100.00
    bob      2024-06-30 00:00, exactly 1 day            1      1  10.00    0.00  10.00
    cyd      2024-06-21 12:00, 9.5 days                 9      2  60.00   15.00  45.00
    dan      2024-04-01 23:59:59, 90 days 1 s          90      1  25.00   40.00   0.00 (floored)
    eve      2024-01-01 08:00, 181 days 16 h          181      1 200.00    0.00 200.00
    fay      2023-07-01 00:00, 366 days               366      1   5.00    0.00   5.00
    ======== ==================================== ======= ====== ====== ======= ===============
    """
    return pd.DataFrame(
        [
            order("100", "fay", "2023-07-01 00:00:00", 500),
            order("101", "eve", "2024-01-01 08:00:00", 20_000, units=12),
            order("102", "dan", "2024-04-01 23:59:59", 2_500),
            refund("C103", "dan", "2024-04-02 09:00:00", 4_000),
            order("104", "ada", "2024-05-01 10:00:00", 2_000, country="France"),
            order("105", "ada", "2024-06-01 10:00:00", 3_000, country="France"),
            order("106", "cyd", "2024-06-20 12:00:00", 2_000),
            order("107", "cyd", "2024-06-21 12:00:00", 4_000),
            refund("C108", "cyd", "2024-06-25 12:00:00", 1_500),
            refund("C109", "zoe", "2024-06-26 12:00:00", 900),
            order("110", "bob", "2024-06-30 00:00:00", 1_000),
            order("111", "ada", "2024-06-30 10:00:00", 5_000),
            order("112", None, "2024-06-30 11:00:00", 9_900),
            refund("C113", None, "2024-06-30 12:00:00", 400),
        ]
    )


@pytest.fixture(scope="session")
def online_retail_orders(online_retail_parquet: Path) -> pd.DataFrame:
    """UCI Online Retail rolled up to invoices by plain pandas, columns as in ``schema.ORDERS``."""
    lines = pd.read_parquet(online_retail_parquet)
    cancelled = lines["InvoiceNo"].str.startswith("C")
    bought = ~cancelled & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)
    returned = cancelled & (lines["Quantity"] < 0) & (lines["UnitPrice"] > 0)
    cents = (lines["Quantity"] * lines["UnitPrice"] * 100).round().astype("int64")
    lines = lines.assign(
        purchase_lines=bought.astype(int),
        return_lines=returned.astype(int),
        units=lines["Quantity"].where(bought, 0),
        purchase_cents=cents.where(bought, 0),
        returned_cents=-cents.where(returned, 0),
        customer_id=lines["CustomerID"].astype("Int64").astype("str"),
    )
    adjustment = lines["InvoiceNo"].str.startswith("A")
    orders = (
        lines[(bought | returned) & ~adjustment]
        .groupby("InvoiceNo")
        .agg(
            customer_id=("customer_id", "first"),
            country=("Country", "first"),
            ordered_at=("InvoiceDate", "min"),
            purchase_lines=("purchase_lines", "sum"),
            return_lines=("return_lines", "sum"),
            units=("units", "sum"),
            purchase_cents=("purchase_cents", "sum"),
            returned_cents=("returned_cents", "sum"),
        )
        .reset_index(names="invoice")
    )
    orders["customer_id"] = orders["customer_id"].where(orders["customer_id"] != "<NA>", None)
    return orders.assign(order_id=range(len(orders)))


@pytest.fixture(scope="session")
def online_retail_rfm(online_retail_parquet: Path) -> pd.DataFrame:
    """Recency, frequency and money of UCI Online Retail by plain pandas, returns left out.

    As the published analyses do it: no cancellations, price and quantity above zero, days from
    the last invoice to midnight of 2011-12-10.
    """
    lines = pd.read_parquet(online_retail_parquet).dropna(subset=["CustomerID"])
    lines = lines[~lines["InvoiceNo"].str.startswith("C")]
    lines = lines[(lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
    lines["spent"] = lines["Quantity"] * lines["UnitPrice"]
    customers = lines.groupby(lines["CustomerID"].astype(int).astype("str").rename("customer_id"))
    return pd.DataFrame(
        {
            "recency": (pd.Timestamp("2011-12-10") - customers["InvoiceDate"].max()).dt.days,
            "frequency": customers["InvoiceNo"].nunique(),
            "monetary": customers["spent"].sum(),
        }
    ).sort_index()
