"""Which header stands for what, and how a file's dates are read."""

import pandas as pd
import pytest

import config
from analytics.columns import match_columns
from analytics.errors import AnalyticsError
from analytics.parsing import DateOrder, date_order

UCI_1 = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
UCI_2 = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"


@pytest.fixture
def synonyms():
    return config.load("columns")


@pytest.mark.parametrize("header", [UCI_1, UCI_2, UCI_1.lower(), UCI_2.upper()])
def test_knows_both_spellings_of_online_retail(header, synonyms):
    names = header.split(",")
    ours = ["invoice", "product", "description", "quantity", "time", "price", "customer", "country"]
    assert dict(match_columns(names, synonyms).headers) == dict(zip(ours, names, strict=True))


def test_spaces_dashes_and_underscores_do_not_matter(synonyms):
    names = ["invoice_no", "Stock-Code", " QTY ", "Order Date", "unit price", "customer_id"]
    assert match_columns(names, synonyms).headers["invoice"] == "invoice_no"


def test_description_and_country_may_be_absent(synonyms):
    names = ["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    headers = match_columns(names, synonyms).headers
    assert "description" not in headers
    assert "country" not in headers


def test_names_the_missing_column_and_what_was_found(synonyms):
    with pytest.raises(AnalyticsError) as refusal:
        match_columns(["Invoice", "StockCode", "Quantity", "Price", "Customer ID"], synonyms)
    assert "no column for the date (such as “Invoice Date”)" in refusal.value.message
    assert "“StockCode”" in refusal.value.message
    assert refusal.value.hint


def test_no_header_stands_for_two_columns(synonyms):
    keys = [name.replace(" ", "").casefold() for names in synonyms.values() for name in names]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("pieces", "order"),
    [
        ([["2010-12-01 08:26:00"]], DateOrder.YEAR_FIRST),
        ([["12/1/2010 8:26", "12/13/2010 9:02"]], DateOrder.MONTH_FIRST),
        ([["01/12/2010 08:26", "13/12/2010 09:02"]], DateOrder.DAY_FIRST),
        ([["01/12/2010"], ["02/12/2010"], ["13/12/2010"]], DateOrder.DAY_FIRST),
        ([["01/12/2010", "02/03/2010"]], DateOrder.MONTH_ASSUMED),
        ([["13/12/2010", "14/12/2010", "12/15/2010"]], DateOrder.DAY_FIRST),
        ([["", "soon"]], DateOrder.YEAR_FIRST),
    ],
)
def test_a_number_above_12_tells_the_order_of_dates(pieces, order):
    assert date_order(pd.Series(piece, dtype=object) for piece in pieces) is order
