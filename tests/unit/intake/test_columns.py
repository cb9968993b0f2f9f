"""Which header stands for what."""

import pytest
from readings import VOCABULARY, frame, understood

from analytics.intake.reading import Role
from analytics.intake.vocabulary import key
from analytics.vocabulary.rows import RowKind

UCI_1 = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
UCI_2 = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
SALE = "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,France"


@pytest.mark.parametrize("header", [UCI_1, UCI_2, UCI_1.lower(), UCI_2.upper()])
def test_knows_both_spellings_of_online_retail(header):
    ours = ["invoice", "product", "description", "quantity", "time", "price", "customer", "country"]
    found = understood(frame(header, SALE))
    assert dict(found.reading.columns) == dict(zip(ours, header.split(","), strict=True))
    assert found.reading.kind is RowKind.LINES
    assert found.questions == ()


def test_spaces_dashes_and_underscores_do_not_matter():
    header = "invoice_no,Stock-Code, QTY ,Order Date,unit price,customer_id"
    found = understood(frame(header, "1,A,2,2020-01-05,1.50,7"))
    assert found.reading.columns[Role.INVOICE] == "invoice_no"
    assert found.reading.columns[Role.QUANTITY] == " QTY "


def test_names_the_missing_column_and_what_was_found():
    found = understood(frame("Invoice,StockCode,Quantity,Price,Customer ID", "1,A,2,1.50,7"))
    refusal = found.refusal()
    assert "the date (such as “Invoice Date”)" in refusal.message
    assert "“StockCode”" in refusal.message
    assert refusal.hint


def test_no_word_stands_for_two_columns():
    keys = [key(word) for words in VOCABULARY.synonyms.values() for word in words]
    assert sorted({each for each in keys if keys.count(each) > 1}) == []
