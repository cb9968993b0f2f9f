"""The exports of four shop programs, each as a hand-made file, cleaned to the penny."""

import numpy as np
import pandas as pd
import pytest
from readings import cleaned, frame, understood

from analytics.intake.filling import FillDown
from analytics.intake.findings import CurrencyFinding, Topic
from analytics.intake.reading import Role
from analytics.vocabulary.rows import RowKind

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Country,"
    "Shipping Country,Refunded Amount,Id"
)
PAID, REFUNDED, VOIDED = "paid,,EUR,40,5,0", "refunded,,EUR,20,0,0", "voided,,EUR,10,0,0"
SHOPIFY_ROWS = [
    f"#1001,Ada@Shop.com,{PAID},45.00,5,2026-01-05 10:00:00 +0100,2,Mug,10.00,M1,FR,FR,0.00,900",
    "#1001,,,,,,,,,,2026-01-05 10:00:00 +0100,1,Lamp,25.00,,,,,",
    f"#1002,bob@shop.com,{REFUNDED},20.00,0,2026-01-06 09:00:00 +0100,2,Mug,10.00,M1,DE,DE,20,901",
    f"#1003,cyd@shop.com,{VOIDED},10.00,0,2026-01-07 09:00:00 +0100,1,Mug,10.00,M1,DE,DE,0,902",
    "#1003,,,,,,,,,,2026-01-07 09:00:00 +0100,1,Lamp,25.00,L1,,,,",
]


def test_shopify_rows_take_what_the_orders_first_row_states() -> None:
    chunk = frame(SHOPIFY, *SHOPIFY_ROWS)
    found = understood(chunk, currency="EUR")
    assert found.doubts == {}
    assert found.reading.kind is RowKind.LINES
    assert found.reading.currency == "EUR"
    assert found.layout == "Shopify orders"

    result = cleaned(chunk, found.reading)
    kept = result.kept
    assert kept["invoice"].tolist() == ["#1001", "#1001", "#1002"]
    assert kept["customer_id"].tolist() == ["ada@shop.com", "ada@shop.com", "bob@shop.com"]
    assert kept["country"].tolist() == ["FR", "FR", "DE"]
    assert kept["product_code"].tolist() == ["M1", "LAMP", "M1"]
    assert kept["amount_cents"].tolist() == [2000, 2500, 2000]
    assert kept["order_total_cents"].tolist() == [4500, 4500, 2000]
    assert kept["refunded_cents"].tolist() == [0, 0, 2000]
    assert kept["ordered_at"].iloc[0] == pd.Timestamp("2026-01-05 10:00")
    assert result.set_aside["reason"].to_dict() == {5: "unpaid_order", 6: "unpaid_order"}


def test_an_orders_facts_cross_from_chunk_to_chunk() -> None:
    chunk = frame(SHOPIFY, *SHOPIFY_ROWS)
    reading = understood(chunk, currency="EUR").reading
    whole = FillDown(reading)(chunk)
    fill_down = FillDown(reading)
    pieces = [fill_down(chunk.iloc[at : at + 1]) for at in range(len(chunk))]
    pd.testing.assert_frame_equal(pd.concat(pieces), whole)


def test_a_gap_in_a_file_that_states_nothing_of_orders_stays_a_gap() -> None:
    chunk = frame(
        "Invoice,Date,Product,Quantity,Price,Customer",
        "1,2026-01-05,A,1,2.00,77",
        "1,2026-01-05,B,1,2.00,",
    )
    assert cleaned(chunk).kept["customer_id"].isna().tolist() == [False, True]


def test_woocommerce_orders() -> None:
    header = (
        "Order ID,Order Number,Order Date,Status,Billing Email,Billing Country,Order Currency,"
        "Order Total,Refunded Amount"
    )
    chunk = frame(
        header,
        "1,1001,2026-01-05 10:00:00,wc-completed,a@b.de,DE,EUR,45.00,0",
        "2,1002,2026-01-06 10:00:00,wc-processing,c@d.de,AT,EUR,20.50,5.50",
        "3,1003,2026-01-07 10:00:00,wc-cancelled,a@b.de,DE,EUR,45.00,0",
        "4,1004,2026-01-07 10:00:00,wc-on-hold,a@b.de,DE,EUR,45.00,0",
    )
    found = understood(chunk, currency="EUR")
    assert found.doubts == {}
    assert found.reading.kind is RowKind.ORDERS
    result = cleaned(chunk, found.reading)
    assert result.kept["invoice"].tolist() == ["1001", "1002"]
    assert result.kept["amount_cents"].tolist() == [4500, 2050]
    assert result.kept["order_total_cents"].tolist() == [4500, 2050]
    assert result.kept["refunded_cents"].tolist() == [0, 550]
    assert result.kept["product_code"].tolist() == ["ORDER TOTAL"] * 2
    assert not result.kept["merchandise"].any()
    assert result.set_aside["reason"].tolist() == ["unpaid_order"] * 2


def test_woocommerce_items_repeat_the_orders_total() -> None:
    header = (
        "Order Number,Order Status,Order Date,Email (Billing),Order Total Amount,"
        "Order Refund Amount,SKU,Item Name,Quantity,Item Cost"
    )
    chunk = frame(
        header,
        "7,Completed,2026-01-05 10:00,a@b.de,30.00,0,M1,Mug,1,10.00",
        "7,Completed,2026-01-05 10:00,a@b.de,30.00,0,L1,Lamp,1,15.00",
    )
    kept = cleaned(chunk).kept
    assert kept["amount_cents"].tolist() == [1000, 1500]
    assert kept["order_total_cents"].tolist() == [3000, 3000]


def test_square_transactions() -> None:
    header = (
        "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Partial Refunds,"
        "Total Collected,Transaction ID,Event Type,Customer ID,Customer Name"
    )
    chunk = frame(
        header,
        "01/15/26,14:05:33,UTC,$10.00,$0.00,$10.00,$0.80,$1.70,$0.00,$12.50,T1,Payment,C9,Ada",
        '01/16/26,09:00:00,UTC,"$1 200.00",$0.00,$1200.00,$0.00,$0.00,$0.00,$1200.00,T2,Payment,,',
        "01/17/26,09:00:00,UTC,-$10.00,$0.00,-$10.00,-$0.80,$0.00,$0.00,-$10.80,T3,Refund,C9,Ada",
    )
    found = understood(chunk, currency="USD")
    assert found.doubts == {}
    assert found.reading.columns[Role.CLOCK] == "Time"
    kept = cleaned(chunk, found.reading).kept
    assert kept["amount_cents"].tolist() == [1250, 120_000, -1080]
    assert kept["is_return"].tolist() == [False, False, True]
    assert kept["ordered_at"].iloc[0] == pd.Timestamp("2026-01-15 14:05:33")
    assert kept["customer_id"].iloc[0] == "C9"
    assert np.isnan(kept["order_total_cents"].iloc[2])


def test_square_items() -> None:
    header = (
        "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,"
        "Net Sales,Tax,Transaction ID,Event Type,Customer ID"
    )
    chunk = frame(
        header,
        "2026-01-15,14:05:33,UTC,Drinks,Tea,2.0,Regular,T-1,$10.00,-$2.00,$8.00,$0.64,X1,Payment,C9",
        "2026-01-15,14:05:33,UTC,Food,Cheese,0.345,Regular,,$6.90,$0.00,$6.90,$0.00,X1,Payment,C9",
        "2026-01-16,10:00:00,UTC,Drinks,Tea,-1.0,Regular,T-1,-$5.00,$0.00,-$5.00,$0.00,X2,Refund,C9",
    )
    kept = cleaned(chunk, understood(chunk, currency="USD").reading).kept
    assert kept["amount_cents"].tolist() == [800, 690, -500]
    assert kept["quantity"].tolist() == [2, 0.345, -1]
    assert kept["unit_price"].tolist() == pytest.approx([4, 20, 5])
    assert kept["product_code"].tolist() == ["T-1", "CHEESE", "T-1"]


def test_stripe_payments() -> None:
    header = "id,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer ID,Customer Email"
    chunk = frame(
        header,
        "ch_1,2026-01-15 14:05,12.50,0.00,gbp,Paid,cus_1,a@b.uk",
        "ch_2,2026-01-16 14:05,20.00,20.00,gbp,Refunded,cus_2,c@d.uk",
        "ch_3,2026-01-17 14:05,9.00,0.00,gbp,Failed,cus_2,c@d.uk",
        "ch_4,2026-01-18 14:05,9.00,0.00,usd,Paid,cus_2,c@d.uk",
    )
    found = understood(chunk)
    assert found.reading.currency == "GBP"
    assert found.currency == CurrencyFinding("GBP", {"GBP": 3, "USD": 1})
    assert list(found.doubts) == [Topic.CURRENCY]
    result = cleaned(chunk, found.reading)
    assert result.kept["invoice"].tolist() == ["CH_1", "CH_2"]
    assert result.kept["refunded_cents"].tolist() == [0, 2000]
    assert result.set_aside["reason"].tolist() == ["unpaid_order", "other_currency"]
