"""Which header stands for what."""

import pytest
from readings import HEADER_NAMES, frame, understood

from analytics.intake.findings import MissingColumns
from analytics.intake.headers import key
from analytics.intake.reading import Role
from analytics.vocabulary.rows import RowKind

UCI_1 = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
UCI_2 = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
SALE = "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,France"


@pytest.mark.parametrize("header", [UCI_1, UCI_2, UCI_1.lower(), UCI_2.upper()])
def test_knows_both_spellings_of_online_retail(header: str) -> None:
    ours = ["invoice", "product", "description", "quantity", "time", "price", "customer", "country"]
    found = understood(frame(header, SALE))
    assert dict(found.reading.columns) == dict(zip(ours, header.split(","), strict=True))
    assert found.reading.kind is RowKind.LINES
    assert found.doubts == {}


def test_spaces_dashes_and_underscores_do_not_matter() -> None:
    header = "invoice_no,Stock-Code, QTY ,Order Date,unit price,customer_id"
    found = understood(frame(header, "1,A,2,2020-01-05,1.50,7"))
    assert found.reading.columns[Role.INVOICE] == "invoice_no"
    assert found.reading.columns[Role.QUANTITY] == " QTY "


def test_names_the_missing_column_and_what_was_found() -> None:
    header = "Invoice,StockCode,Quantity,Price,Customer ID"
    found = understood(frame(header, "1,A,2,1.50,7"))
    (missing,) = found.columns
    assert isinstance(missing, MissingColumns)
    assert (missing.roles, missing.names) == ((Role.TIME,), tuple(header.split(",")))


def test_no_word_stands_for_two_columns() -> None:
    keys = [key(word) for words in HEADER_NAMES.synonyms.values() for word in words]
    assert sorted({each for each in keys if keys.count(each) > 1}) == []
