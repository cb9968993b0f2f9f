"""What a file is taken to be, and what is asked."""

import numpy as np
import pandas as pd
import pytest
from readings import HEADER_NAMES, TODAY, WORDS, cleaned, frame, understood

from analytics.intake.cleaning import without_repeats
from analytics.intake.dates import DateForm, DateOrder
from analytics.intake.findings import (
    CustomersOrOrders,
    MissingColumns,
    Topic,
    Understanding,
)
from analytics.intake.grain import LineOrOrder
from analytics.intake.headers import find_header
from analytics.intake.numbers import DecimalMark
from analytics.intake.reading import Reading, Role
from analytics.intake.understanding import settle, with_columns
from analytics.vocabulary.rows import Reason, RowKind


def missing(found: Understanding) -> MissingColumns:
    (doubt,) = found.columns
    assert isinstance(doubt, MissingColumns)
    return doubt


@pytest.mark.parametrize(
    "header",
    [
        "Rechnungsnummer;Datum;Kundennummer;Artikel;Menge;Einzelpreis;Land",
        "N° facture;Date;N° client;Référence;Quantité;Prix unitaire;Pays",
        "Nº factura;Fecha;Cliente;Producto;Cantidad;Precio;País",
        "Numero fattura;Data;Codice cliente;Articolo;Quantità;Prezzo;Paese",
        "Factuurnummer;Datum;Klantnummer;Productnummer;Aantal;Prijs;Land",
        "Número da fatura;Data;Código do cliente;Produto;Quantidade;Preço;País",
        "Fakturanummer;Datum;Kundnummer;Artikelnummer;Antal;Styckpris;Land",
        "Ordrenummer;Dato;Kundenummer;Varenummer;Antal;Stykpris;Land",
        "Nr faktury;Data;Numer klienta;Towar;Ilość;Cena;Kraj",
    ],
)
def test_reads_a_tills_file_in_nine_languages(header: str) -> None:
    chunk = frame(header, "1;31.01.2026;77;A1;2;1.234,50;X", mark=";")
    found = understood(chunk, currency="EUR")
    assert found.doubts == {}
    roles = [Role.INVOICE, Role.TIME, Role.CUSTOMER, Role.PRODUCT, Role.QUANTITY, Role.PRICE]
    assert [found.reading.columns[role] for role in roles] == header.split(";")[:6]
    assert cleaned(chunk, found.reading).kept["amount_cents"].tolist() == [246_900]


def test_an_amount_is_what_was_paid_where_it_is_less_than_quantity_times_price() -> None:
    chunk = frame(
        "Order,Date,Customer,Product,Quantity,Price,Amount",
        "1,2026-01-05,7,A,2,10.00,18.00",
        "1,2026-01-05,7,B,1,5.00,5.00",
        "2,2026-01-06,8,A,3,10.00,27.00",
    )
    kept = cleaned(chunk).kept
    assert kept["amount_cents"].tolist() == [1800, 500, 2700]
    assert kept["unit_price"].tolist() == [9, 5, 9]


def test_an_amount_that_is_the_price_again_is_left_out() -> None:
    chunk = frame(
        "Order,Date,Customer,Product,Quantity,Price,Amount",
        "1,2026-01-05,7,A,2,10.00,10.00",
        "1,2026-01-05,7,B,3,5.00,5.00",
    )
    assert cleaned(chunk).kept["amount_cents"].tolist() == [2000, 1500]


REPEATED = [
    f"{order},2026-01-0{order},{order + 70},{item},{order * 10}.00"
    for order in range(1, 5)
    for item in ("A", "B")
]


def test_a_total_repeated_on_each_row_of_an_order_does_not_inflate_revenue() -> None:
    chunk = frame("Order,Date,Customer,Product,Total", *REPEATED)
    found = understood(chunk)
    assert found.reading.kind is RowKind.ORDERS
    kept = cleaned(chunk, found.reading).kept
    stated = kept.drop_duplicates("invoice")["order_total_cents"]
    assert stated.tolist() == [1000, 2000, 3000, 4000]


def test_a_total_that_differs_within_orders_is_the_rows_own() -> None:
    rows = [row.replace(".00", f".{at:02}") for at, row in enumerate(REPEATED)]
    chunk = frame("Order,Date,Customer,Product,Total", *rows)
    found = understood(chunk)
    assert found.reading.kind is RowKind.LINES
    assert found.reading.columns[Role.AMOUNT] == "Total"
    assert found.doubts == {}
    assert cleaned(chunk, found.reading).kept["order_total_cents"].isna().all()


def test_asks_where_a_total_could_be_of_the_row_or_of_the_order() -> None:
    found = understood(frame("Order,Date,Customer,Product,Total", *REPEATED[:3]))
    assert list(found.doubts) == [Topic.COLUMNS]
    (unsure,) = found.columns
    assert isinstance(unsure, LineOrOrder)
    assert unsure.header == "Total"


def test_one_row_per_order_with_a_total_is_a_file_of_orders() -> None:
    chunk = frame("Order,Date,Customer,Total", "1,2026-01-05,7,10.00", "2,2026-01-06,8,-4.00")
    found = understood(chunk)
    assert (found.reading.kind, found.doubts) == (RowKind.ORDERS, {})
    assert cleaned(chunk, found.reading).kept["amount_cents"].tolist() == [1000, -400]


def test_without_invoice_numbers_a_customers_moment_is_the_order() -> None:
    rows = ("2026-01-05 10:00,C7,A,1,2.00", "2026-01-05 10:00,C7,B,1,3.00", "2026-01-06,,A,1,2.00")
    chunk = frame("Date,Customer,Product,Quantity,Price", *rows)
    found = understood(chunk)
    kept = cleaned(chunk, found.reading).kept
    first, unknown = "2026-01-05 10:00:00 C7", "2026-01-06 00:00:00 UNKNOWN"
    assert kept["invoice"].tolist() == [first, first, unknown]
    assert not kept["is_return"].any()
    part = cleaned(chunk.iloc[1:], found.reading).kept
    assert part["invoice"].tolist() == [first, unknown]


def test_lines_need_no_product_where_the_file_has_none() -> None:
    chunk = frame("Order,Date,Customer,Qty,Price", "1,2026-01-05,7,2,3.00")
    assert cleaned(chunk).kept["product_code"].tolist() == ["NO PRODUCT"]


def test_a_shop_that_numbers_all_its_orders_with_a_c_has_no_cancellations() -> None:
    rows = [f"C{at},2026-01-05,7,A,1,2.00" for at in range(3)]
    chunk = frame("Order,Date,Customer,Product,Quantity,Price", *rows, "1009,2026-01-05,7,A,1,2.00")
    assert not cleaned(chunk).kept["is_return"].any()


def test_customers_with_anything_else_are_attributes() -> None:
    chunk = frame(
        "Customer ID,Tier,City,Country,Birth Date", "7,gold,Paris,FR,1980-01-05", "8,,Rome,IT,"
    )
    found = understood(chunk)
    assert (found.reading.kind, found.doubts) == (RowKind.CUSTOMERS, {})
    assert dict(found.reading.columns) == {Role.CUSTOMER: "Customer ID"}


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Customer,When,How much", ["7,2026-01-05,10.50", "8,2026-01-06,9.90"]),
        ("Customer,When,Tran_Amount", ["7,2026-01-05,10", "8,2026-01-06,9"]),
    ],
)
def test_asks_whether_one_row_per_customer_is_about_them_or_their_orders(
    header: str, rows: list[str]
) -> None:
    found = understood(frame(header, *rows))
    assert list(found.doubts) == [Topic.COLUMNS]
    assert found.columns == (CustomersOrOrders(*header.split(",")),)


def test_a_column_of_dates_by_another_name_is_taken_where_it_is_the_only_one() -> None:
    found = understood(frame("Order,Moment,Customer,Product,Qty,Price", "1,5 Jan 2026,7,A,1,2.00"))
    assert found.reading.columns[Role.TIME] == "Moment"
    assert found.doubts == {}


def test_a_column_called_date_that_holds_none_is_not_the_time() -> None:
    rows = [
        f"{at},{word},7,A,1,2.00" for at, word in enumerate(["mon", "tue", "wed", "thu", "fri"])
    ]
    found = understood(frame("Order,Date,Customer,Product,Qty,Price", *rows))
    assert Role.TIME not in found.reading.columns
    assert missing(found).roles == (Role.TIME,)


def test_proposes_what_it_cannot_know() -> None:
    found = understood(frame("Beleg,Wann,Mail,Wieviel", "1,5 Jan 2026,a@b.de,2.50"))
    assert list(found.doubts) == [Topic.COLUMNS]
    assert found.reading.columns[Role.CUSTOMER] == "Mail"
    assert found.reading.columns[Role.TOTAL] == "Wieviel"
    assert missing(found).proposed == {Role.CUSTOMER: "Mail", Role.AMOUNT: "Wieviel"}


def test_the_better_filled_of_two_customer_columns_is_taken() -> None:
    rows = [f"{at},2026-01-05,,a{at}@b.de,A,1,2.00" for at in range(6)]
    found = understood(frame("Order,Date,Customer ID,Email,Product,Qty,Price", *rows))
    assert found.reading.columns[Role.CUSTOMER] == "Email"


def test_a_time_column_beside_the_date_is_the_time_of_day() -> None:
    chunk = frame("Order,Date,Time,Customer,Product,Qty,Price", "1,2026-01-05,2:05 PM,7,A,1,2.00")
    assert cleaned(chunk).kept["ordered_at"].tolist() == [pd.Timestamp("2026-01-05 14:05")]


def test_a_lone_time_column_with_dates_is_the_moment() -> None:
    chunk = frame("Order,Time,Customer,Product,Qty,Price", "1,2026-01-05 14:05,7,A,1,2.00")
    assert cleaned(chunk).kept["ordered_at"].tolist() == [pd.Timestamp("2026-01-05 14:05")]


def test_asks_about_dates_and_decimals_that_nothing_tells() -> None:
    chunk = frame("Order;Date;Customer;Product;Qty;Price", "1;03/04/2011;7;A;1;1.234", mark=";")
    found = understood(chunk)
    assert list(found.doubts) == [Topic.DATES, Topic.DECIMALS]
    assert found.reading.dates.order is DateOrder.DAY_FIRST
    assert understood(chunk, currency="USD").reading.dates.order is DateOrder.MONTH_FIRST


def test_the_rest_of_the_file_may_answer() -> None:
    header = "Order;Date;Customer;Product;Qty;Price"
    head = frame(header, "1;03/04/2011;7;A;1;1.234", mark=";")
    rest = frame(header, "2;04/13/2011;7;A;1;12,50", mark=";")
    settled = settle(understood(head), [head, rest], today=TODAY)
    assert settled.doubts == {}
    assert settled.reading.dates.order is DateOrder.MONTH_FIRST
    assert settled.reading.decimal is DecimalMark.COMMA
    still = settle(understood(head), [head], today=TODAY)
    assert list(still.doubts) == [Topic.DATES, Topic.DECIMALS]


def test_asks_about_a_currency_that_is_not_the_workspaces() -> None:
    chunk = frame("Order;Date;Customer;Product;Qty;Price", "1;2026-01-05;7;A;1;€ 2,50", mark=";")
    found = understood(chunk)
    assert list(found.doubts) == [Topic.CURRENCY]
    assert found.reading.currency == "EUR"
    assert understood(chunk, currency="EUR").doubts == {}


def test_rows_in_another_currency_are_set_aside_by_their_sign_too() -> None:
    rows = ["1,2026-01-05,7,A,1,£2.50", "2,2026-01-05,7,A,1,£3.50", "3,2026-01-05,7,A,1,€2.50"]
    chunk = frame("Order,Date,Customer,Product,Qty,Price", *rows)
    result = cleaned(chunk)
    assert result.set_aside["reason"].to_dict() == {4: "other_currency"}
    assert len(result.kept) == 2


def test_a_file_without_headers_is_asked_about() -> None:
    names = ",".join(f"column {at}" for at in range(1, 5))
    found = understood(frame(names, "1,2026-01-05,a@b.de,2.50", "2,2026-01-06,c@d.de,3.50"))
    assert list(found.doubts) == [Topic.COLUMNS]
    assert missing(found).headless
    assert found.reading.columns[Role.TIME] == "column 2"
    assert found.reading.columns[Role.CUSTOMER] == "column 3"


def test_a_reading_survives_being_remembered() -> None:
    reading = Reading(
        RowKind.LINES,
        {Role.TIME: "Größe “x”"},
        DateForm(DateOrder.DAY_FIRST, {"/": DateOrder.MONTH_FIRST}),
        DecimalMark.COMMA,
        "EUR",
        False,
    )
    again = Reading.from_json(reading.to_json())
    assert (again.kind, dict(again.columns), again.currency) == (
        RowKind.LINES,
        reading.columns,
        "EUR",
    )
    assert again.to_json() == reading.to_json()


@pytest.mark.parametrize(
    ("head", "position"),
    [
        ([("Order", "Date", "Price"), ("1", "2026-01-05", "2")], 0),
        ([("Sales report 2011", "", ""), ("", "", ""), ("Order", "Date", "Price")], 2),
        ([("Date", "2011-01-01"), ("Order", "Customer"), ("1", "7")], 1),
        ([("Wann", "Wer", "Was"), ("2026-01-05", "7", "A")], 0),
        ([("1", "2026-01-05", "7"), ("2", "2026-01-06", "8")], None),
        ([("Customer", "Tier 2024"), ("7", "gold")], 0),
        ([("hello there",), ("how are you",)], 0),
        ([], None),
    ],
)
def test_finds_the_header_row(head: list[tuple[str, ...]], position: int | None) -> None:
    assert find_header(head, HEADER_NAMES) == position


def test_columns_that_a_person_named_are_read_without_asking_about_them_again() -> None:
    chunk = frame("a;b;c;d;e", "1;13/04/2011;7;2;12,50", mark=";")
    columns = {Role.TIME: "b", Role.CUSTOMER: "c", Role.QUANTITY: "d", Role.PRICE: "e"}
    found = with_columns(chunk, Reading(RowKind.LINES, columns), WORDS, today=TODAY, currency="GBP")
    assert found.doubts == {}
    assert (found.reading.dates.order, found.reading.decimal) == (
        DateOrder.DAY_FIRST,
        DecimalMark.COMMA,
    )
    assert cleaned(chunk, found.reading).kept["amount_cents"].tolist() == [2500]


@pytest.mark.parametrize(
    ("totals", "role", "stated"),
    [
        # Quantity times price of each row; the order's, repeated; the order's, stated once.
        (["2.00", "6.00", "4.00", "10.00", "6.00", "14.00"], Role.AMOUNT, None),
        (["9.00", "9.00", "15.00", "15.00", "21.00", "21.00"], Role.TOTAL, 900),
        (["9.00", "", "15.00", "", "21.00", ""], Role.TOTAL, 900),
    ],
)
def test_a_total_beside_quantity_and_price_is_of_the_row_or_the_order_as_it_adds_up(
    totals: list[str], role: Role, stated: int | None
) -> None:
    priced = ["1,7,1,2.00", "1,7,2,3.00", "2,8,1,4.00", "2,8,2,5.00", "3,9,1,6.00", "3,9,2,7.00"]
    rows = [f"2026-01-05,{row},{total}" for row, total in zip(priced, totals, strict=True)]
    chunk = frame("Date,Order,Customer,Qty,Price,Total", *rows)
    found = understood(chunk)
    assert (found.doubts, found.reading.columns[role]) == ({}, "Total")
    kept = cleaned(chunk, found.reading).kept
    assert kept["amount_cents"].tolist() == [200, 600, 400, 1000, 600, 1400]
    assert kept["order_total_cents"].iloc[:2].dropna().tolist() == ([stated] * 2 if stated else [])


def test_a_status_without_a_refund_column_sets_refunded_orders_aside() -> None:
    chunk = frame(
        "Order,Date,Customer,Total,Status",
        "1,2026-01-05,7,10.00,Bezahlt",
        "2,2026-01-05,7,10.00,Storniert",
        "3,2026-01-05,7,10.00,Rückerstattet",
    )
    assert cleaned(chunk).set_aside["reason"].to_dict() == {3: "unpaid_order", 4: "unpaid_order"}


def test_repeats_can_be_set_aside() -> None:
    chunk = frame("Order,Date,Customer,Qty,Price", *["1,2026-01-05,7,1,2.00"] * 2)
    result = without_repeats(cleaned(chunk), np.array([False, True]), Reason.DUPLICATE)
    assert [*result.kept.index] == [2]
    assert result.set_aside["reason"].to_dict() == {3: "duplicate"}


def test_a_code_of_200_characters_is_kept_and_a_longer_one_rejected() -> None:
    rows = [f"{'x' * length},2026-01-05,7,1,2.00" for length in (200, 201)]
    result = cleaned(frame("Order,Date,Customer,Qty,Price", *rows))
    assert [*result.kept.index] == [2]
    assert result.rejected["reason"].to_dict() == {3: "too_long"}
