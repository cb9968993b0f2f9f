"""One small shop in every shape that shops, tills and spreadsheets write it in.

Six rows: two lines of one order, an order of a second customer, one of nobody known, a return,
and a gift at no price. However they are written, the account must come out the same.
"""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import xlsxwriter
from old_workbooks import ods, xls, xlsb

HEADER = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID"]
HEADER = [*HEADER, "Country"]
FIRST, SECOND, THIRD, FOURTH, FIFTH = (
    datetime(2025, 3, 1, 8, 26),
    datetime(2025, 3, 14, 10, 5),
    datetime(2025, 4, 2, 16, 40),
    datetime(2025, 4, 20, 9, 0),
    datetime(2025, 4, 21, 9, 30),
)
SHOP: list[tuple[Any, ...]] = [
    ("1001", "MUG", "Mug, blue", 6, FIRST, Decimal("2.55"), "71", "Germany"),
    ("1001", "LAMP", 'Lamp "Luna"', 1, FIRST, Decimal("1234.50"), "71", "Germany"),
    ("1002", "MUG", "Mug, blue", 12, SECOND, Decimal("2.55"), "72", "France"),
    ("1003", "TEA", "Thé vert", 3, THIRD, Decimal("4.05"), "", "France"),
    ("C1004", "MUG", "Mug, blue", -2, FOURTH, Decimal("2.55"), "71", "Germany"),
    ("1005", "CARD", "Card", 1, FIFTH, Decimal("0.00"), "72", "France"),
]
ISO = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Expected:
    """What must come of a file; the revenue is of purchases: 15.30 + 1234.50 + 30.60 + 12.15."""

    kept: int = 5
    aside: dict[str, int] = field(default_factory=lambda: {"zero_price": 1})
    rejected: dict[str, int] = field(default_factory=dict)
    orders: int = 4
    customers: int = 2
    revenue: str = "1292.55"
    first: str = "2025-03-01 08:26:00"


@dataclass(frozen=True)
class Shape:
    """A way of writing the shop.

    Attributes
    ----------
    name : str
        Of the file; nothing but a label for the reader.
    content : bytes
    currency : str
        The one that the workspace counts in.
    """

    what: str
    name: str
    content: bytes
    expected: Expected = field(default_factory=Expected)
    currency: str = "GBP"


def point(value: Any) -> str:
    return str(value)


def comma(value: Any) -> str:
    return str(value).replace(".", ",")


def grouped(thousands: str, decimal: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        return f"{value:,}".replace(",", "T").replace(".", decimal).replace("T", thousands)

    return write


def texts(
    rows: list[tuple[Any, ...]] = SHOP,
    number: Callable[[Any], str] = point,
    when: Callable[[datetime], str] = lambda moment: moment.strftime(ISO),
) -> list[list[str]]:
    """Rows with every cell written out."""

    def write(cell: Any) -> str:
        if isinstance(cell, datetime):
            return when(cell)
        return cell if isinstance(cell, str) else number(cell)

    return [[write(cell) for cell in row] for row in rows]


def delimited(
    rows: list[list[str]],
    header: list[str] = HEADER,
    *,
    encoding: str = "utf-8",
    above: str = "",
    **dialect: Any,
) -> bytes:
    out = io.StringIO(newline="")
    out.write(above)
    csv.writer(out, **dialect).writerows([header, *rows] if header else rows)
    return out.getvalue().encode(encoding)


def dated(when: str | Callable[[datetime], str]) -> bytes:
    write = (lambda moment: moment.strftime(when)) if isinstance(when, str) else when
    return delimited(texts(when=write))


def workbook(sheets: dict[str, list[list[Any]]], options: dict[str, Any] | None = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **(options or {})})
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(y, x, cell, day)
                elif isinstance(cell, Decimal | int | float):
                    sheet.write_number(y, x, float(cell))
                elif cell != "":
                    sheet.write_string(y, x, cell)
    book.close()
    return out.getvalue()


def written(writer: Callable[..., Path], rows: list[list[Any]]) -> bytes:
    """What a writer of workbooks puts into a file."""
    plain = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
    with TemporaryDirectory() as folder:
        return writer(Path(folder) / "book", {"Sales": plain}).read_bytes()


def typed(rows: list[tuple[Any, ...]] = SHOP) -> list[list[Any]]:
    """Rows as a spreadsheet holds them, ids as numbers."""
    return [
        [int(cell) if isinstance(cell, str) and cell.isdigit() else cell for cell in row]
        for row in rows
    ]


def records(rows: list[tuple[Any, ...]] = SHOP) -> list[dict[str, Any]]:
    def plain(cell: Any) -> Any:
        if isinstance(cell, datetime):
            return cell.isoformat()
        return float(cell) if isinstance(cell, Decimal) else cell

    return [dict(zip(HEADER, map(plain, row), strict=True)) for row in rows]


def json_lines() -> bytes:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in records()).encode()


def parquet() -> bytes:
    frame = pd.DataFrame(SHOP, columns=HEADER)
    frame["Price"] = frame["Price"].astype(float)
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


PLAIN = delimited(texts())
GERMAN = ["Rechnungsnummer", "Artikelnummer", "Bezeichnung", "Menge", "Rechnungsdatum"]
HEADERS = {
    "upper case": [name.upper() for name in HEADER],
    "snake_case": [
        *("invoice_no", "stock_code", "description", "quantity", "invoice_date", "unit_price"),
        *("customer_id", "country"),
    ],
    "an order export's words": [
        *("Order ID", "SKU", "Product Name", "Qty", "Order Date", "Unit Price", "Client ID"),
        "Ship Country",
    ],
    "German": [*GERMAN, "Einzelpreis", "Kundennummer", "Land"],
    "French": [
        *("Numéro de facture", "Référence", "Désignation", "Quantité", "Date de facture"),
        *("Prix unitaire", "Numéro client", "Pays"),
    ],
    "Spanish": [
        *("Número de factura", "Código de producto", "Descripción", "Cantidad"),
        *("Fecha de factura", "Precio unitario", "ID de cliente", "País"),
    ],
    "Italian": [
        *("Numero fattura", "Codice prodotto", "Descrizione", "Quantità", "Data fattura"),
        *("Prezzo unitario", "Codice cliente", "Paese"),
    ],
    "Dutch": [
        *("Factuurnummer", "Artikelnummer", "Omschrijving", "Aantal", "Factuurdatum"),
        *("Stukprijs", "Klantnummer", "Land"),
    ],
    "Portuguese": [
        *("Número da fatura", "Código do produto", "Descrição", "Quantidade"),
        *("Data da fatura", "Preço unitário", "Código do cliente", "País"),
    ],
    "Swedish": [
        *("Fakturanummer", "Artikelnummer", "Beskrivning", "Antal", "Fakturadatum"),
        *("Styckpris", "Kundnummer", "Land"),
    ],
    "Danish": [
        *("Fakturanummer", "Varenummer", "Beskrivelse", "Antal", "Fakturadato"),
        *("Stykpris", "Kundenummer", "Land"),
    ],
    "Polish": [
        *("Numer faktury", "Kod produktu", "Opis", "Ilość", "Data faktury"),
        *("Cena jednostkowa", "Numer klienta", "Kraj"),
    ],
}
MONTHS = ["Januar", "Februar", "März", "April"]
#: Dates without a time of day: the two purchases of the first day are still one order.
BY_DAY = Expected(first="2025-03-01 00:00:00")


def text_shapes() -> list[Shape]:
    marks = {"commas": ",", "semicolons": ";", "tabs": "\t", "bars": "|"}
    shapes = [
        Shape(f"{name} between cells", "a.csv", delimited(texts(), delimiter=mark))
        for name, mark in marks.items()
    ]
    shapes += [
        Shape("tabs in a .tsv", "a.tsv", delimited(texts(), delimiter="\t")),
        Shape("every cell in quotes", "a.csv", delimited(texts(), quoting=csv.QUOTE_ALL)),
        Shape("line feeds", "a.csv", delimited(texts(), lineterminator="\n")),
        Shape("carriage returns", "a.csv", delimited(texts(), lineterminator="\r")),
        Shape("no line end at the end", "a.csv", PLAIN.rstrip()),
        Shape("blank lines in between", "a.csv", PLAIN.replace(b"\r\n", b"\r\n\r\n")),
        Shape("lines of nothing but commas", "a.csv", PLAIN + b",,,,,,,\r\n,,,,,,,\r\n"),
        Shape("a comma at each line's end", "a.csv", PLAIN.replace(b"\r\n", b",\r\n")),
        Shape(
            "a line that names the mark", "a.csv", b"sep=;\r\n" + delimited(texts(), delimiter=";")
        ),
        Shape(
            "title lines above the header",
            "a.csv",
            delimited(texts(), above="Sales report\r\nJan to Apr 2025\r\n\r\n"),
        ),
        Shape(
            "a line of totals at the end",
            "a.csv",
            PLAIN + b"Total,,,21,,,,\r\n",
            Expected(rejected={"missing_product": 1}),
        ),
        Shape("spaces around cells", "a.csv", delimited([[f" {c} " for c in r] for r in texts()])),
        Shape(
            "ids with a .0",
            "a.csv",
            delimited([[f"{c}.0" if c in ("71", "72") else c for c in row] for row in texts()]),
        ),
        Shape(
            "columns in another order",
            "a.csv",
            delimited([row[::-1] for row in texts()], HEADER[::-1]),
        ),
        Shape(
            "columns that say nothing",
            "a.csv",
            delimited([["x", *row, "y"] for row in texts()], ["Till", *HEADER, "Remarks"]),
        ),
        Shape("a line break in a name", "a.csv", PLAIN.replace(b"Mug, blue", b"Mug,\nblue")),
        Shape("named as a text file", "export.txt", PLAIN),
        Shape("named as a workbook", "export.xlsx", PLAIN),
    ]
    encodings = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
    shapes += [
        Shape(f"text in {name}", "a.csv", delimited(texts(), encoding=name)) for name in encodings
    ]
    return shapes


def number_shapes() -> list[Shape]:
    styles = {
        "decimal commas": comma,
        "1.234,50": grouped(".", ","),
        "1,234.50": grouped(",", "."),
        "1 234,50": grouped(" ", ","),
        "1 234,50 with hard spaces": grouped("\u00a0", ","),
        "1 234,50 with narrow spaces": grouped("\u202f", ","),
        "1'234.50": grouped("'", "."),
        "a minus of its own": lambda value: str(value).replace("-", "\u2212"),
        "minus at the end": lambda value: f"{-value}-" if value < 0 else str(value),
        "negatives in brackets": lambda value: f"({-value})" if value < 0 else str(value),
    }
    shapes = [
        Shape(f"numbers: {name}", "a.csv", delimited(texts(number=style), delimiter=";"))
        for name, style in styles.items()
    ]
    signs = {
        "£ before": ("£{}", point, "GBP"),
        "$ before": ("${}", grouped(",", "."), "USD"),
        "€ after": ("{} €", grouped(".", ","), "EUR"),
        "a code before": ("EUR {}", comma, "EUR"),
        "a code after": ("{} PLN", comma, "PLN"),
    }
    for name, (form, style, currency) in signs.items():
        rows = texts(number=style)
        for row in rows:
            row[5] = form.format(row[5])
        content = delimited(rows, delimiter=";")
        shapes.append(Shape(f"money: {name}", "a.csv", content, currency=currency))
    return shapes


def date_shapes() -> list[Shape]:
    def german(moment: datetime) -> str:
        return f"{moment.day}. {MONTHS[moment.month - 1]} {moment.year}"

    def serial(moment: datetime) -> str:
        return repr((moment - datetime(1899, 12, 30)).total_seconds() / 86400)

    epoch = datetime(1970, 1, 1)
    ways: dict[str, tuple[str | Callable[[datetime], str], Expected]] = {
        "31/12/2025 14:05": ("%d/%m/%Y %H:%M", Expected()),
        "12/31/2025 2:05 PM": ("%m/%d/%Y %I:%M %p", Expected()),
        "31.12.2025 14:05": ("%d.%m.%Y %H:%M", Expected()),
        "31-12-25": ("%d-%m-%y", BY_DAY),
        "2025/12/31": ("%Y/%m/%d", BY_DAY),
        "20251231": ("%Y%m%d", BY_DAY),
        "31 Dec 2025 14:05": ("%d %b %Y %H:%M", Expected()),
        "December 31, 2025": ("%B %d, %Y", BY_DAY),
        "31-Dec-25": ("%d-%b-%y", BY_DAY),
        "Wednesday, 31 December 2025 14:05": ("%A, %d %B %Y %H:%M", Expected()),
        "31. Dezember 2025": (german, BY_DAY),
        "with a T and a Z": ("%Y-%m-%dT%H:%M:%SZ", Expected()),
        "with a zone": ("%Y-%m-%d %H:%M:%S +0100", Expected()),
        "with thousandths": ("%Y-%m-%dT%H:%M:%S.123+01:00", Expected()),
        "a spreadsheet's days": (serial, Expected()),
        "Unix seconds": (lambda m: str(int((m - epoch).total_seconds())), Expected()),
        "Unix milliseconds": (lambda m: str(int((m - epoch).total_seconds()) * 1000), Expected()),
    }
    return [
        Shape(f"dates: {name}", "a.csv", dated(way), want) for name, (way, want) in ways.items()
    ]


def container_shapes() -> list[Shape]:
    book = workbook({"Sales": [HEADER, *typed()]})
    halves = {
        "Year 2024": [HEADER, *typed(SHOP[:3])],
        "Year 2025": [HEADER, *typed(SHOP[3:])],
    }
    noted = {"Read me": [["Made by the till"], ["Ask Tom"]], "Sales": [HEADER, *typed()]}
    two_files = zipped(march__csv=delimited(texts(SHOP[:3])), april__csv=delimited(texts(SHOP[3:])))
    littered = zipped(
        **{"__MACOSX/._a__csv": b"\0\5\x16\7", "readme__md": b"# hi", "shop/a__csv": PLAIN}
    )
    return [
        Shape("a workbook", "a.xlsx", book),
        Shape("a workbook of text", "a.xlsx", workbook({"Sales": [HEADER, *texts()]})),
        Shape(
            "a workbook with a title", "a.xlsx", workbook({"S": [["Report"], [], HEADER, *typed()]})
        ),
        Shape("a sheet for each year", "a.xlsx", workbook(halves)),
        Shape("a sheet of notes first", "a.xlsx", workbook(noted)),
        Shape(
            "days counted from 1904",
            "a.xlsx",
            workbook({"S": [HEADER, *typed()]}, {"date_1904": True}),
        ),
        Shape("an old workbook", "a.xls", written(xls, [HEADER, *typed()])),
        Shape("a binary workbook", "a.xlsb", written(xlsb, [HEADER, *typed()])),
        Shape("an OpenDocument sheet", "a.ods", written(ods, [HEADER, *typed()])),
        Shape("JSON Lines", "a.jsonl", json_lines()),
        Shape("a JSON list", "a.json", json.dumps(records()).encode()),
        Shape("Parquet", "a.parquet", parquet()),
        Shape("text in a zip", "a.zip", zipped(a__csv=PLAIN)),
        Shape("a workbook in a zip", "a.zip", zipped(a__xlsx=book)),
        Shape("two files in a zip", "a.zip", two_files),
        Shape("a zip with a Mac's litter", "a.zip", littered),
        Shape("text in a gz", "a.csv.gz", gzip.compress(PLAIN)),
        Shape("JSON Lines in a gz", "a.jsonl.gz", gzip.compress(json_lines())),
        Shape("Parquet in a zip", "a.zip", zipped(a__parquet=parquet())),
    ]


def layout_shapes() -> list[Shape]:
    amounts = [
        [row[0], row[1], str(row[3]), row[4].strftime(ISO), str(row[3] * row[5]), row[6]]
        for row in SHOP
    ]
    split_times = [[*row[:4], row[4][:10], row[4][11:], *row[5:]] for row in texts()]
    split_header = [*HEADER[:4], "Date", "Time", *HEADER[5:]]
    return [
        Shape(
            "amounts of lines instead of prices",
            "a.csv",
            delimited(amounts, ["Invoice", "SKU", "Quantity", "Date", "Line Total", "Customer ID"]),
        ),
        Shape(
            "the time of day in a column of its own", "a.csv", delimited(split_times, split_header)
        ),
        Shape(
            "a customer, a day and an amount",
            "a.csv",
            delimited(
                [
                    ["71", "2025-03-01", "20.00"],
                    ["72", "2025-03-02", "5.50"],
                    ["71", "2025-03-20", "7"],
                ],
                ["Customer ID", "Date", "Amount"],
            ),
            Expected(3, {}, {}, 3, 2, "32.50", "2025-03-01 00:00:00"),
        ),
        Shape(
            "a Shopify export",
            "orders_export.csv",
            SHOPIFY,
            Expected(4, {"unpaid_order": 1}, {}, 2, 2, "60.00", "2025-03-01 08:26:00"),
        ),
        Shape(
            "a WooCommerce export",
            "orders.csv",
            WOOCOMMERCE,
            Expected(2, {"unpaid_order": 1}, {}, 2, 2, "65.50", "2025-03-01 08:26:00"),
        ),
        Shape(
            "a Square export",
            "transactions.csv",
            SQUARE,
            Expected(3, {}, {}, 3, 2, "1247.00", "2025-03-01 14:32:10"),
            "USD",
        ),
        Shape(
            "a Stripe export",
            "payments.csv",
            STRIPE,
            Expected(2, {"unpaid_order": 1}, {}, 2, 2, "150.00", "2025-03-01 08:26:00"),
        ),
        Shape(
            "a till's receipts",
            "till.csv",
            TILL,
            Expected(3, {}, {}, 3, 2, "47.25", "2025-03-13 09:15:00"),
            "EUR",
        ),
    ]


#: Two orders of two lines each and a cancelled one. The first: 2 x 10.00 + 15.00, 5.00 off, 10.00
#: for postage: 40.00. The second: 12.00 + 8.00, of which 8.00 was paid back.
SHOPIFY = b"""\
Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Created at,Shipping Country,\
Refunded Amount
#1001,ann@example.com,paid,2025-03-01 08:27:00 +0000,GBP,30.00,10.00,0.00,40.00,5.00,\
2,Mug,10.00,MUG,2025-03-01 08:26:00 +0000,GB,0.00
#1001,ann@example.com,,,,,,,,,1,Lamp,15.00,LAMP,2025-03-01 08:26:00 +0000,,
#1002,bob@example.com,partially_refunded,2025-03-02 10:00:00 +0000,GBP,20.00,0.00,0.00,20.00,0.00,\
1,Tea,12.00,TEA,2025-03-02 10:00:00 +0000,GB,8.00
#1002,bob@example.com,,,,,,,,,1,Card,8.00,,2025-03-02 10:00:00 +0000,,
#1003,cy@example.com,voided,,GBP,9.00,0.00,0.00,9.00,0.00,\
1,Card,9.00,CARD,2025-03-03 10:00:00 +0000,GB,0.00
"""
WOOCOMMERCE = b"""\
Order Number,Order Status,Order Date,Customer User ID,Email (Billing),Country Code (Billing),\
Order Total Amount,Order Currency
501,completed,2025-03-01 08:26:00,7,ann@example.com,GB,40.00,GBP
502,processing,2025-03-02 10:00:00,8,bob@example.com,GB,25.50,GBP
503,cancelled,2025-03-03 10:00:00,7,ann@example.com,GB,99.00,GBP
"""
#: Two payments and a refund of another day.
SQUARE = b"""\
Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Partial Refunds,Total Collected,\
Transaction ID,Payment ID,Event Type,Customer ID,Customer Name
2025-03-01,14:32:10,London,"$1,234.50",$0.00,"$1,234.50",$0.00,$0.00,$0.00,"$1,234.50",\
T1,P1,Payment,CUST1,Ann
2025-03-02,09:00:00,London,$13.50,-$1.00,$12.50,$0.00,$0.00,$0.00,$12.50,T2,P2,Payment,CUST2,Bob
2025-03-13,09:00:00,London,-$5.00,$0.00,-$5.00,$0.00,$0.00,$0.00,-$5.00,T3,P3,Refund,CUST1,Ann
"""
STRIPE = b"""\
id,Description,Created (UTC),Amount,Amount Refunded,Currency,Fee,Status,Customer ID,Customer Email
ch_1,Order 1,2025-03-01 08:26,100.00,0.00,gbp,1.70,Paid,cus_A,ann@example.com
ch_2,Order 2,2025-03-02 10:00,50.00,20.00,gbp,0.90,Paid,cus_B,bob@example.com
ch_3,Order 3,2025-03-03 10:00,70.00,0.00,gbp,0.00,Failed,cus_A,ann@example.com
"""
TILL = """\
Beleg;Datum;Uhrzeit;Kundenkarte;Summe
9001;13.03.2025;09:15;K-1;12,50 €
9002;14.03.2025;10:40;K-2;30,00 €
9003;14.03.2025;18:05;;4,75 €
""".encode("cp1252")

SHAPES = [
    *text_shapes(),
    *(
        Shape(
            f"headers in {name}" if name[0].isupper() else f"headers: {name}",
            "a.csv",
            delimited(texts(), header),
        )
        for name, header in HEADERS.items()
    ),
    *number_shapes(),
    *date_shapes(),
    *container_shapes(),
    *layout_shapes(),
]
