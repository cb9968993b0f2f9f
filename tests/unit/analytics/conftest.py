"""What the analytics tests share."""

from pathlib import Path

import pandas as pd
import pytest
from small_shops import order, refund

import config
from analytics.rfm.rules import RulePack
from analytics.selftest.published import Published
from analytics.selftest.six_customers import INVOICES
from bot.services.selftest import read_published


@pytest.fixture(scope="session")
def pack() -> RulePack:
    """The rule pack that Segbot comes with."""
    return RulePack.model_validate(config.load("rfm_packs/grid10"))


@pytest.fixture
def six_customers() -> pd.DataFrame:
    """Orders of the shop that is worked by hand in ``analytics.selftest.six_customers``."""
    return pd.DataFrame(
        [
            order(
                each.number,
                each.customer,
                each.at,
                each.cents,
                units=each.units,
                country=each.country,
            )
            if each.cents > 0
            else refund(each.number, each.customer, each.at, -each.cents)
            for each in INVOICES
        ]
    )


@pytest.fixture(scope="session")
def published(reference_dir: Path) -> Published:
    """Results that others published."""
    return read_published(reference_dir)


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
