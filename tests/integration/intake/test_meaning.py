"""What a file means, by what it holds: the right customers, orders and money, or a question."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from analytics.intake.reading import DiscountForm, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import OrderPart
from bot.services.intake.corrections import OUR_COLUMNS
from bot.services.intake.importing import ImportReport, import_file
from bot.services.intake.options import ANY_CURRENCY, NO_OPTIONS, ReadingOptions
from bot.services.intake.question import AmbiguousFile
from storage.store import Store

TODAY = date(2026, 7, 1)
TILL = "Receipt No,Date,Customer ID,Product,Quantity,Unit Price"


@dataclass(frozen=True)
class Shop:
    """What is in the store: of known customers, but for the last two."""

    customers: int
    orders: int
    money: str
    last: str = ""
    all_orders: int | None = None
    all_money: str | None = None


@dataclass(frozen=True)
class Case:
    """Files posted one after the other, and what must come of them.

    Attributes
    ----------
    said : str
        What the answer to the last one says, among other things.
    """

    what: str
    files: Sequence[str | bytes]
    shop: Shop
    said: str = ""
    how: dict[str, Any] = field(default_factory=dict)


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def till(*rows: str) -> str:
    """Rows of a till: receipt, day and customer; a piece of A at 10.00 each."""
    return lines(TILL, *(f"{row},A,1,10.00" for row in rows))


def orders(*rows: str) -> str:
    """A customer and a total for each order."""
    return lines(
        "Order ID,Date,Customer ID,Total",
        *(f"{number},2024-01-{number:02},{row}" for number, row in enumerate(rows, 1)),
    )


def people(header: str, who: Callable[[int], str]) -> str:
    """Orders of 10.00, one a day; `who` says under `header` whose each is, by its place."""
    return lines(
        f"Order ID,Date,{header},Total",
        *(f"{n + 1},{date(2024, 1, 1) + timedelta(n)},{who(n)},10.00" for n in range(36)),
    )


def every_other(guest: str, n: int) -> str:
    """One of nine customers, or a guest in turn."""
    return f"K{n % 9:05}" if n % 2 else guest


def with_status(header: str, *rows: str, start: int = 1) -> str:
    """A status and a total for each order of a customer of its own; `start` numbers the first."""
    return lines(
        f"Order ID,Date,Customer ID,{header},Total",
        *(f"{number},2024-01-05,K{number},{row}" for number, row in enumerate(rows, start)),
    )


def late(header: str, first: str, *later: str) -> str:
    """2,100 orders of a row each that end alike, more than are looked at first, and below these 40
    orders of the given rows, of customers of their own."""
    return lines(
        f"Order ID,Date,Customer ID,Product,{header}",
        *(f"{number},2023-01-01,K{number},A{number % 7},{first}" for number in range(2_100)),
        *(
            f"9{number},2023-02-01,L{number},A{number % 7},{row}"
            for number in range(1_000, 1_040)
            for row in later
        ),
    )


def zipped(**files: str) -> bytes:
    """Files by their names, in a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def olist(rows: int, people: int = 4) -> str:
    """Orders with an id of the customer that is new with each, and one that isn't."""
    return lines(
        "order_id,customer_id,customer_unique_id,order_purchase_timestamp,payment_value",
        *(f"o{n},c{n},u{n % people},2017-01-03 10:00:00,10.00" for n in range(rows)),
    )


RESTARTS = [
    *("1,2024-01-01,K1", "2,2024-01-01,K2", "1,2024-01-02,K3"),
    *("2,2024-01-02,K4", "1,2024-03-31,K5", "2,2024-03-31,K1"),
]
MONDAY, TUESDAY = ["1,2024-01-01,K1", "2,2024-01-01,K2"], ["1,2024-01-02,K3", "2,2024-01-02,K4"]
LONG = [f"{number},2023-01-01,K{number}" for number in range(1, 2_501)]

CASES = [
    *(
        Case(
            f"whole orders, two of a day, which “{header}” numbers",
            [
                lines(
                    f"{header},Date,Email,Grand Total",
                    *("0001,2024-01-05,a@x.de,10.00", "0002,2024-01-05,a@x.de,12.00"),
                    "0003,2024-01-06,b@x.de,5.00",
                )
            ],
            Shop(2, 3, "27.00"),
            "Each row is a whole order.",
        )
        for header in ("ID", "Check Id", "Number", "Checkout Token")
    ),
    Case(
        "whole orders that nothing numbers, two of a day",
        [
            lines(
                "Date,Email,Grand Total",
                *("2024-01-05,a@x.de,10.00", "2024-01-05,a@x.de,12.00", "2024-01-06,b@x.de,5.00"),
            )
        ],
        Shop(2, 2, "27.00"),
        "there are no invoice numbers, so what a customer bought at one moment is one order",
    ),
    Case(
        "receipts restart every day",
        [till(*RESTARTS)],
        Shop(5, 6, "60.00", "2024-03-31"),
        "a number and its day are one order: in the rows that tell, 6 orders under 2 numbers",
    ),
    Case(
        "receipts restart, and an order has two lines",
        [till(*RESTARTS, RESTARTS[0])],
        Shop(5, 6, "70.00", "2024-03-31"),
    ),
    Case(
        "receipts restart only far down in a long file",
        [till(*LONG, "1,2023-02-01,K9999", "2,2023-02-01,K1")],
        Shop(2_501, 2_502, "25020.00", "2023-02-01"),
        "so a number and its day are one order",
    ),
    Case(
        "two tills, each with numbers of its own",
        [
            lines(
                f"{TILL},Till",
                "1,2024-01-01,K1,A,1,10.00,North",
                "1,2024-01-01,K2,A,1,10.00,South",
                "1,2024-01-01,K2,B,1,5.00,South",
                "2,2024-01-01,K3,A,1,10.00,North",
                "2,2024-01-01,K4,A,1,10.00,South",
            )
        ],
        Shop(4, 4, "45.00"),
        "a number and its store are one order",
    ),
    Case(
        "two tills that restart every day",
        [
            lines(
                f"{TILL},Till",
                *(
                    f"{number},2024-01-0{day},{till_[0]}{day}{number},A,1,10.00,{till_}"
                    for day in (1, 2, 3)
                    for till_ in ("North", "South")
                    for number in (1, 2)
                ),
            )
        ],
        Shop(12, 12, "120.00"),
        "a number and its store and day are one order",
    ),
    Case(
        "one number for a delivery to several customers",
        [till("X-1,2021-06-12,Z1", "X-1,2021-06-12,Z2", "X-1,2021-06-12,Z2", "X-2,2021-07-01,A1")],
        Shop(3, 3, "40.00"),
        "a number and its customer are one order",
    ),
    Case(
        "a file a day of a till that restarts",
        [till(*MONDAY), till(*TUESDAY)],
        Shop(4, 4, "40.00"),
        "so a number and its day are one order",
    ),
    Case(
        "and then one of both days",
        [till(*MONDAY), till(*TUESDAY), till(*MONDAY, *TUESDAY)],
        Shop(4, 4, "40.00"),
    ),
    Case(
        "a third day after two",
        [till(*MONDAY), till(*TUESDAY), till("1,2024-01-03,K5", "2,2024-01-03,K1")],
        Shop(5, 6, "60.00"),
    ),
    Case(
        "a newer version of an order isn't another order",
        [till("1,2024-01-01,K1", "2,2024-01-01,K2"), till("1,2024-01-01,K1", "1,2024-01-01,K1")],
        Shop(2, 2, "30.00"),
    ),
    Case(
        "what one customer's order gained on a later day replaces it",
        [till("1,2024-01-01,K1"), till("1,2024-01-02,K1")],
        Shop(1, 1, "10.00", "2024-01-02"),
    ),
    Case(
        "an order's lines that came in after midnight stay with it",
        [
            till(
                *(f"{number},2024-01-{number:02},K{number}" for number in range(1, 11)),
                *(f"{number},2024-01-{number:02},K{number}" for number in range(1, 11)),
                "10,2024-01-11,K10",
            )
        ],
        Shop(10, 10, "210.00"),
    ),
    Case(
        "a number that means the same customer's orders on two days, as somebody said",
        [till("1,2024-01-01,K1", "1,2024-01-02,K1")],
        Shop(1, 2, "20.00"),
        "A number and its day are one order, as you said.",
        {"order_key": (OrderPart.DAY,)},
    ),
    Case(
        "two orders of dates, told by their marks",
        [
            lines(
                "Order ID,Date,Customer ID,Total",
                *("1,01/25/2024,A,10", "2,02/20/2024,B,10", "3,03/05/2024,C,10"),
                *("4,25-01-2024,A,10", "5,05-03-2024,B,10", "6,04-06-2024,C,10"),
            )
        ],
        Shop(3, 6, "60.00", "2024-06-04"),
        "I read each by its mark",
    ),
    *(
        Case(
            f"a date in three columns, “{header}”",
            [
                lines(
                    f"Order ID,Customer ID,{header},Total",
                    *(
                        f"{number},K{number % 2},{date.format(y=2024, yy=24, m=month, d=day)},10.00"
                        for number, (month, day) in enumerate([(3, 4), (4, 3), (5, 6), (12, 31)])
                    ),
                    # Of no day.
                    *(f"{number},K0{',' * header.count(',')},,5.00" for number in (7, 8)),
                    # And of one whose year nobody knows.
                    f"9,K0,{date.format(y='', yy='', m=1, d=2)},5.00",
                )
            ],
            Shop(2, 4, "40.00", "2024-12-31"),
        )
        for header, date in (
            ("Year,Month,Day", "{y},{m},{d}"),
            ("Jour,Mois,Année", "{d:02},{m:02},{y}"),
            ("order_month,order_day,order_year", "{m},{d},{y}"),
            ("Bestelljahr,Bestellmonat,Bestelltag", "{y}.0,{m}.0,{d}.0"),
            ("年,月,日", "{yy},{m},{d}"),
            ("ship_year,ship_month,ship_day,year,month,day", "2025,1,{d},{y},{m},{d}"),
        )
    ),
    Case(
        "a date in three columns of the table of orders, of which another one has the items",
        [
            zipped(
                orders=lines(
                    "Order ID,Customer ID,Year,Month,Day",
                    *(f"{n},K{n % 5},2024,{n % 3 + 1},{n + 1}" for n in range(20)),
                ),
                items=lines(
                    "Order ID,SKU,Quantity,Unit Price",
                    *(f"{n},A{each},{each},2.50" for n in range(20) for each in (1, 2)),
                ),
            )
        ],
        Shop(5, 20, "150.00", "2024-03-18"),
    ),
    Case(
        "an export of orders and items in French",
        [
            lines(
                "Numéro de commande,Date de commande,Client,Nom de l'article,Quantité,"
                "Coût de l'article,Montant total de la commande",
                "1,2024-01-05,A,Tasse,2,4.00,13.00",
                "1,2024-01-05,A,Bol,1,5.00,13.00",
                "2,2024-01-06,B,Bol,3,5.00,15.00",
            )
        ],
        Shop(2, 2, "28.00"),
    ),
    Case(
        "what a piece cost the shop beside its price",
        [
            lines(
                "Order ID,Date,Customer ID,SKU,Quantity,Item Cost,Item Price",
                *("1,2024-01-05,A,X,2,1.50,4.00", "2,2024-01-06,B,Y,3,2.50,5.00"),
            )
        ],
        Shop(2, 2, "23.00"),
    ),
    Case(
        "customers of one order each, whose date is in three columns",
        [
            lines(
                "Customer ID,Name,Year,Month,Day,Total",
                *(f"K{n},Ann {n},2024,{n % 3 + 1},{n + 1},9.50" for n in range(20)),
            )
        ],
        Shop(20, 20, "190.00", "2024-03-18"),
    ),
    Case(
        "a financial year beside a date",
        [
            lines(
                "Order ID,Customer ID,Date,Year,Month,Day,Total",
                *("1,A,2024-01-05,2023,10,5,10", "2,B,2024-02-07,2023,11,7,10"),
            )
        ],
        Shop(2, 2, "20.00", "2024-02-07"),
    ),
    Case(
        "weeks for days",
        [lines("Order ID,Date,Customer ID,Total", "1,2024-W01,A,10", "2,2024-W05,B,10")],
        Shop(2, 2, "20.00", "2024-01-29"),
        "is a week: each counts as its first day",
    ),
    Case(
        "guests are customer 0",
        [orders("0,20", "12,21", "13,22", "0,23", "12,24")],
        Shop(2, 3, "67.00", "", 5, "110.00"),
        "Nobody is meant by “0” (2 rows)",
    ),
    Case(
        "a shop that counts its customers from 0",
        [orders("0,20", "1,21", "2,22", "3,23")],
        Shop(4, 4, "86.00"),
    ),
    Case(
        "guests are customer 0 beside a customer 1",
        [orders(*["0,10"] * 6, "1,1", "2,1", "2,1")],
        Shop(2, 3, "3.00", "", 9, "63.00"),
    ),
    Case(
        "guests that come only far down in a file",
        [till(*LONG, *(f"9{number:04},2023-02-01,0" for number in range(5)))],
        Shop(2_500, 2_500, "25000.00", "", 2_505, "25050.00"),
    ),
    Case(
        "guests by many words",
        [orders("Guest,20", "K1,21", "Walk-in Customer,22", "LAUFKUNDE,1", "(blank),2", "K2,5")],
        Shop(2, 2, "26.00", "", 6, "71.00"),
    ),
    Case(
        "a number of nines is nobody where it is by far the best customer",
        [orders(*["99999,10"] * 6, "K1,1", "K2,1", "K2,1")],
        Shop(2, 3, "3.00", "", 9, "63.00"),
    ),
    Case(
        "a number of nines is somebody where it is like the rest",
        [orders("99999,10", "K1,1", "K2,1", "K2,1")],
        Shop(3, 4, "13.00"),
    ),
    Case(
        "an id that always stands beside a word for nobody",
        [
            lines(
                "Order ID,Date,Customer ID,Total,Name",
                *("1,2024-01-01,7,10,Walk-in", "2,2024-01-02,8,10,Ann"),
                "3,2024-01-03,7,10,Walk-in",
            )
        ],
        Shop(1, 1, "10.00", "", 3, "30.00"),
    ),
    *(
        Case(
            f"nobody is {guest}, by far the best customer",
            [people("Customer ID", partial(every_other, guest))],
            Shop(9, 18, "180.00", "", 36, "360.00"),
            "Nobody is meant by",
        )
        for guest in (
            *("C00000", "0000000000", "(000) 000-0000", "999-999-9999", "1111111111", "CASH01"),
            *("Guests Ltd. 7", "K99999"),
        )
    ),
    Case(
        "nobody within a longer text, and by an address, however many there are",
        [
            orders(
                *("WALKIN-STORE2,10", "CASH SALES A/C,10", "noemail@shop.com,10", "K1,5", "K2,5"),
                *("no-reply+3@shop.com,1", "x@no-email.com,1", "Ann Guest,7", "Johnny Cash,8"),
            )
        ],
        Shop(4, 4, "25.00", "", 9, "57.00"),
    ),
    Case(
        "a best customer with a name like any other, and a bar that isn't the best",
        [people("Customer ID", lambda n: "Ann" if n % 2 else f"{'Bar 7' if n % 3 else 'Bo'}")],
        Shop(3, 36, "360.00"),
    ),
    Case(
        "hashes, one of them of letters behind its zeros",
        [people("Customer ID", lambda n: f"{0xBFBAABEA if n % 2 else 7919 * (n + 1):016x}")],
        Shop(19, 36, "360.00"),
    ),
    Case(
        "a shop that counts its customers from C00000",
        [people("Customer ID", lambda n: f"C{n % 9:05}")],
        Shop(9, 36, "360.00"),
    ),
    Case(
        "nobody comes only at the end of a long file, beside a word for it",
        [
            lines(
                f"{TILL},Name",
                *(f"{row},A,1,10.00,Ann" for row in LONG),
                *(f"9{n:04},2023-02-01,8001,A,1,10.00,Walk-in Customer" for n in range(3)),
            )
        ],
        Shop(2_500, 2_500, "25000.00", "", 2_503, "25030.00"),
    ),
    Case(
        "and a number of nines",
        [till(*LONG, *(f"9{n:04},2023-02-01,99999" for n in range(3)))],
        Shop(2_500, 2_500, "25000.00", "", 2_503, "25030.00"),
    ),
    Case(
        "each customer stands once, at the top of their rows",
        [
            lines(
                "Customer,Invoice,Date,Amount",
                *("Cy,1,2024-01-04,10", ",4,2024-02-15,10", ",6,2024-03-01,10", "Cy Total,,,30"),
                *("Ann,2,2024-01-05,10", ",5,2024-02-15,10", "Bo,3,2024-02-01,10"),
                *(",7,2024-03-05,10", "Total,,,70"),
            )
        ],
        Shop(3, 7, "70.00", "", 7, "70.00"),
        "4 rows without a customer: each stands once, at the top of their rows",
    ),
    Case(
        "guests between customers who happen not to come back are nobody",
        [
            lines(
                "Customer,Invoice,Date,Amount",
                *(f"{f'K{n}' if n % 3 == 1 else ''},{n},2024-01-{n:02},10" for n in range(1, 16)),
            )
        ],
        Shop(5, 5, "50.00", "", 15, "150.00"),
    ),
    Case(
        "so they are in rows without any order",
        [
            lines(
                "Customer,Invoice,Date,Amount",
                *(
                    f"{f'K{n * 7 % 16}' if n % 3 == 1 else ''},{n},2024-01-{n * 7 % 16 + 1:02},10"
                    for n in range(1, 16)
                ),
            )
        ],
        Shop(5, 5, "50.00", "", 15, "150.00"),
    ),
    Case(
        "somebody said that customer 0 is one",
        [orders("0,20", "12,21")],
        Shop(2, 2, "41.00"),
        how={"guests_are_nobody": False},
    ),
    Case(
        "an id that is new with every order isn't the customer's",
        [olist(12)],
        Shop(4, 12, "120.00"),
        "“customer_id” is new with every order, so the customer is “customer_unique_id”",
    ),
    Case(
        "and nobody comes back for thousands of orders",
        [olist(2_600, people=2_500)],
        Shop(2_500, 2_600, "26000.00"),
    ),
    Case(
        "a cashier isn't the customer where another column has people",
        [people("User,Client Name", lambda n: f"{'ABC'[n % 3]},Person {n % 9}")],
        Shop(9, 36, "360.00"),
    ),
    Case(
        "a kind of customer isn't the customer",
        [people("Customer,Email", lambda n: f"{'New' if n < 9 else 'Returning'},p{n % 9}@x.de")],
        Shop(9, 36, "360.00"),
    ),
    Case(
        "a number of which but the end is told isn't the customer",
        [people("Card Number,Email", lambda n: f"**** **** **** 10{n % 20},p{n % 9}@x.de")],
        Shop(9, 36, "360.00"),
    ),
    Case(
        "nor is yes or no",
        [people("Member,Customer Phone", lambda n: f"{'YN'[n % 2]},+44 7700 90000{n % 9}")],
        Shop(9, 36, "360.00"),
    ),
    Case(
        "nor what is the same in every row",
        [people("Account ID,Email", lambda n: f"acct_1KJ88,p{n % 9}@x.de")],
        Shop(9, 36, "360.00"),
    ),
    Case(
        "an id, an address and a name that tell the same customers apart",
        [people("Name,Email,Customer ID", lambda n: f"P {n % 9},p{n % 9}@x.de,{n % 9 + 10}")],
        Shop(9, 36, "360.00"),
    ),
    Case(
        "an address that is new with every order isn't those few who served",
        [people("Email,User ID", lambda n: f"p{n}@x.de,{n % 3 + 70}")],
        Shop(36, 36, "360.00"),
        how={"columns": {Role.CUSTOMER: "Email"}},
    ),
    Case(
        "a person's type isn't the person",
        [
            lines(
                "order_id,customer_id,customer_type,order_date,total",
                *(f"{n},c{n},business,2024-01-01,10" for n in range(9)),
            )
        ],
        Shop(9, 9, "90.00"),
    ),
    Case(
        "dashes for no cents",
        [
            lines(
                "Rechnung;Datum;Kunde;Artikel;Menge;Preis",
                *("1;17.04.2024;K1;A;1;35.-", "2;18.04.2024;K2;A;2;20.50"),
                "3;18.04.2024;K1;B;1;1'250.-",
            )
        ],
        Shop(2, 3, "1326.00"),
    ),
    Case(
        "digits of another script",
        [lines("Order ID,Date,Customer ID,Total", "١,١٥/٠١/٢٠٢٤,٧,١٢٠٫٥", "٢,١٦/٠١/٢٠٢٤,٨,٨٠")],
        Shop(2, 2, "200.50", "2024-01-16"),
    ),
    Case(
        "PrestaShop's statuses, in two languages",
        [
            with_status("Status", "Payment accepted,20", "Payment error,30", "Canceled,1"),
            with_status("État", "Paiement accepté,20", "Annulé,30", start=10),
        ],
        Shop(2, 2, "40.00"),
    ),
    Case(
        "a state of the country is no status",
        [with_status("Region", "Ohio,20", "Utah,30")],
        Shop(2, 2, "50.00"),
    ),
    Case(
        "unknown status words that hardly matter are told",
        [with_status("Status", "Paid,2000", "Zurückgestellt,5", "Paid,1")],
        Shop(3, 3, "2006.00"),
        "Words that I don't know count as sales: by “Status” “Zurückgestellt” (1 row, 5.00).",
    ),
    Case(
        "unknown status words that somebody explained",
        [with_status("Status", "Gut,20", "Schlecht,30", "Paid,1")],
        Shop(2, 2, "21.00"),
        how={"unpaid": ("schlecht",)},
    ),
    Case(
        "and the next file needs no answer",
        [
            with_status("Status", "Gut,20", "Schlecht,30", "Paid,1"),
            with_status("Status", "Schlecht,30", "Paid,1", start=10),
        ],
        Shop(3, 3, "22.00"),
        how={"unpaid": ("schlecht",)},
    ),
    Case(
        "a total repeated on the lines of an order that no usual word numbers",
        [
            lines(
                "item,status,created_at,sku,price,qty_ordered,grand_total,increment_id,Customer ID",
                *(
                    "1,complete,4/17/2024,A,10.00,1,35.00,901,1",
                    "2,complete,4/17/2024,B,5.00,5,35.00,901,1",
                ),
                *(
                    "3,complete,4/18/2024,A,10.00,2,20.00,902,2",
                    "4,order_refunded,4/19/2024,A,10.00,9,90.00,903,3",
                ),
            )
        ],
        Shop(2, 2, "55.00"),
    ),
    Case(
        "the number of an order by its word, and that it repeats for one customer and day",
        [
            lines(
                "my_order_thing,when,Customer ID,item,amount",
                *("X1,2024-01-05,7,A,10", "X1,2024-01-05,7,B,5", "X2,2024-01-05,7,A,1"),
            )
        ],
        Shop(1, 2, "16.00"),
    ),
    Case(
        "a price that grows with the quantity is what was paid for the row",
        [
            lines(
                "Invoice,Date,Customer ID,Product,Quantity,Price",
                *(
                    "1,2024-01-05,7,A,1,10.00",
                    "2,2024-01-06,7,A,3,30.00",
                    "3,2024-01-07,8,A,2,20.00",
                ),
                *("4,2024-01-08,8,B,5,12.50", "5,2024-01-09,9,B,1,2.50"),
            )
        ],
        Shop(3, 5, "75.00"),
        "“Price” grows with the quantity, so it is what was paid for the row.",
    ),
    Case(
        "a price that doesn't is of one piece",
        [
            lines(
                "Invoice,Date,Customer ID,Product,Quantity,Price",
                *(
                    "1,2024-01-05,7,A,1,10.00",
                    "2,2024-01-06,7,A,3,10.00",
                    "3,2024-01-07,8,A,2,9.50",
                ),
                *("4,2024-01-08,8,B,5,2.50", "5,2024-01-09,9,B,1,2.50"),
            )
        ],
        Shop(3, 5, "74.00"),
    ),
    Case(
        "an amount that counts pieces, and a price that is the row's",
        [
            lines(
                "TRANSACTION_DT,CUSTOMER_ID,PRODUCT_ID,AMOUNT,SALES_PRICE",
                *("11/1/2000,12,P1,2,32", "11/14/2000,12,P1,1,16", "12/15/2000,13,P2,4,80"),
                *("1/20/2001,14,P2,1,20", "1/21/2001,14,P2,3,60"),
            )
        ],
        Shop(3, 5, "208.00"),
    ),
    Case(
        "the money that somebody named, and no other",
        [
            lines(
                "TransactionID,CustomerID,Balance total,TransactionDate,Paid sum",
                *("T1,C1,10000.05,13/08/16,20.00", "T2,C2,2000.60,02/08/16,300.50"),
            )
        ],
        Shop(2, 2, "320.50"),
        how={"columns": {Role.AMOUNT: "Paid sum"}},
    ),
    Case(
        "a column that was named confirms no guess about another",
        [
            lines(
                "t_dat,customer_id,article_id,price",
                *("2020-07-01,a1,0900000001,0.05", "2020-07-02,b2,0900000023,0.03"),
            )
        ],
        Shop(2, 2, "0.08"),
        how={"columns": {Role.AMOUNT: "price"}},
    ),
    Case(
        "no question where each order has one row",
        [
            lines(
                "Sale Date,Order ID,Buyer,Order Value,Order Total,SKU",
                *("09/14/24,3201,a1,10.00,14.00,A1", "09/15/24,3202,b2,20.00,24.00,A2"),
            )
        ],
        Shop(2, 2, "38.00"),
    ),
    Case(
        "words in brackets",
        [
            lines(
                "Order ID,Customer ID,Order Date,Subtotal (inc tax),Order Total (inc tax)",
                *("1,11,2024-01-15,18.00,20.00", "2,12,2024-01-16,28.00,30.00"),
            )
        ],
        Shop(2, 2, "50.00"),
    ),
    Case(
        "the person's id by its words",
        [
            lines(
                "buyer_ref,when_sold,paid",
                "A7,2024-01-15,10.00",
                "B8,2024-01-16,20.00",
                "B8,2024-01-17,1",
            )
        ],
        Shop(2, 3, "31.00"),
    ),
    Case(
        "files of a zip with their columns in another order, and one more",
        [
            zipped(
                jan=lines("Order ID,Date,Customer ID,Total", "1,2024-01-05,A,10"),
                feb=lines("customer id,Total,Date,Order ID", "B,10,2024-02-05,2"),
                mar=lines("Order ID,Date,Customer ID,Total,Note", "3,2024-03-05,C,10,late"),
            )
        ],
        Shop(3, 3, "30.00", "2024-03-05"),
    ),
    Case(
        "each sheet numbers its own receipts, on the same days",
        [
            zipped(
                berlin=lines(TILL, *(f"{n},2024-01-0{n},K{n},A,1,10.00" for n in range(1, 6))),
                hamburg=lines(TILL, *(f"{n},2024-01-0{n},L{n},A,1,10.00" for n in range(1, 6))),
            )
        ],
        Shop(10, 10, "100.00"),
        "a number and its sheet are one order: in the rows that tell, 10 orders under 5 numbers",
    ),
    Case(
        "a total in several currencies, and one in the shop's",
        [
            lines(
                "Order ID,Date,Customer ID,Currency,Total,Rate,Total (GBP)",
                *("1,2024-01-05,A,EUR,11.70,1.17,10.00", "2,2024-01-06,B,GBP,5.00,1,5.00"),
            )
        ],
        Shop(2, 2, "15.00"),
    ),
    Case(
        "a number for each line, and one for the basket that it was in",
        [
            lines(
                "Transaction ID,Basket ID,Date,Customer ID,Product,Quantity,Price",
                *("1,B1,2024-01-05,A,X,1,10", "2,B1,2024-01-05,A,Y,1,10"),
                *("3,B2,2024-01-06,B,X,1,10", "4,B3,2024-01-07,A,X,1,10"),
            )
        ],
        Shop(2, 3, "40.00"),
    ),
    Case(
        "line items below an order's first row, whose total has its shipping",
        [
            lines(
                "Order ID,Email,Created at,Shipping,Total,Lineitem quantity,Lineitem name,"
                "Lineitem price",
                *("1,a@x.org,2024-01-05,5.00,35.00,1,MUG,10.00", "1,,,,,2,CARD,10.00"),
                *(
                    "2,b@x.org,2024-01-06,5.00,15.00,1,MUG,10.00",
                    "3,a@x.org,2024-01-07,0,10,1,MUG,10",
                ),
            )
        ],
        Shop(2, 3, "60.00"),
    ),
    Case(
        "Cyrillic headers above names in Latin letters",
        [
            lines(
                "Дата;Номер;Покупатель;Номенклатура;Количество;Цена",
                *(
                    "04.01.2024;У-1;Eva Rossi;Mug;2;74,38 руб",
                    "13.01.2024;У-2;Ben Hill;Mug;1;10 руб",
                ),
            ).encode("cp1251")
        ],
        Shop(2, 2, "158.76"),
        how={"currency": ANY_CURRENCY},
    ),
    Case(
        "the moment when a shop moved, the same in all rows, beside the orders' days",
        [
            lines(
                "Order ID,Created At,Date,Customer ID,Total",
                *("1,2024-12-10,2024-01-05,A,10", "2,2024-12-10,2024-02-05,B,10"),
            )
        ],
        Shop(2, 2, "20.00", "2024-02-05"),
    ),
    Case(
        "sums of months and an opening balance among the customers",
        [
            lines(
                "Date,Customer,Amount",
                *("2024-01-01,Opening balance,500", "2024-01-05,Ann,10", "2024-01-31,TOTAL,10"),
                *("2024-02-05,Ben,5", "2024-02-06,Ann,1", "2024-02-29,Total,6"),
            )
        ],
        Shop(2, 3, "16.00"),
    ),
    Case(
        "sheets that are read as one are named with their money",
        [
            zipped(
                orders=lines("Order ID,Date,Customer ID,Total", "1,2024-01-05,A,10"),
                more=lines(
                    "Order ID,Date,Customer ID,Total", "2,2024-01-05,A,4", "3,2024-01-06,B,1"
                ),
            )
        ],
        Shop(2, 3, "15.00"),
        "I read 2 tables as one: “orders.csv” (1 row, 10.00) and “more.csv” (2 rows, 5.00).",
    ),
    Case(
        "dinars have three decimals",
        [
            lines(
                "Order ID,Date,Customer ID,Total (KWD)",
                *("1,2024-01-05,A,7.296", "2,2024-01-06,B,3.704"),
            )
        ],
        Shop(2, 2, "11.00"),
        how={"currency": ANY_CURRENCY},
    ),
    Case(
        "yen have none",
        [
            lines(
                "Order ID,Date,Customer ID,Total",
                *("1,2024-01-05,A,￥7.296", "2,2024-01-06,B,￥3.704"),
            )
        ],
        Shop(2, 2, "11000.00"),
        how={"currency": ANY_CURRENCY},
    ),
    Case(
        "another shop's orders with the same numbers",
        [
            lines("Order ID,Date,Customer ID,Total", "1,2024-01-05,A,10", "2,2024-01-05,B,10"),
            lines("Bestellnr;Datum;Kunde;Summe", "1;05.01.2024;X;7,00", "2;13.01.2024;Y;8,00"),
        ],
        Shop(4, 4, "35.00"),
        "The order numbers of “file0.csv” come again for others",
    ),
    Case(
        "the same orders by another program, which knows customers by another id",
        [
            lines("Order ID,Date,Customer ID,Total", "1,2024-01-05,A,10", "2,2024-01-15,B,10"),
            lines(
                "Order ID;Date;Email;Total",
                "1;05.01.2024;a@x.de;10,00",
                "2;15.01.2024;b@x.de;10,00",
            ),
        ],
        Shop(2, 2, "20.00"),
    ),
    Case(
        "the same export again, its customers by another id",
        [
            orders("ann@x.de,10", "bob@x.de,20"),
            orders("K1,10", "K2,20"),
        ],
        Shop(2, 2, "30.00"),
    ),
    Case(
        "a customer of a city that nobody knows is one",
        [
            lines(
                "Order ID,Date,Customer ID,Total,City",
                *(
                    "1,2024-01-01,7,10,Unknown",
                    "2,2024-01-02,7,10,Unknown",
                    "3,2024-01-03,8,5,Bonn",
                ),
            )
        ],
        Shop(2, 3, "25.00"),
    ),
    Case(
        "what an order comes to is not its number",
        [
            lines(
                "When,Customer ID,Item,Amount,Order Sum",
                *("2024-01-05,7,A,10,15", "2024-01-05,7,B,5,15", "2024-01-06,8,A,10,10"),
            )
        ],
        Shop(2, 2, "25.00"),
    ),
    Case(
        "a parcel that hasn't left is paid",
        [with_status("Shipping Status", "Pending,20", "Delivered,30")],
        Shop(2, 2, "50.00"),
    ),
    Case(
        "years of two digits first",
        [
            lines(
                "Order ID,Date,Customer ID,Total",
                *(f"{day},24/03/{day:02},A,10" for day in range(1, 21)),
            )
        ],
        Shop(1, 20, "200.00", "2024-03-20"),
    ),
]
CASES += [
    Case(
        "Nº in Windows-1252, where other code pages have a letter",
        [
            lines(
                "Código cliente,Nº factura,Fecha,Envío,Importe total",
                *("K1,7001,2024-02-13,0.00,21.00", "K1,7002,2024-02-13,0.00,5.00"),
            ).encode("cp1252")
        ],
        Shop(1, 2, "26.00"),
    )
]
CASES += [
    Case(
        f"a code page: {encoding}",
        [text.encode(encoding)],
        Shop(2, 2, money),
    )
    for encoding, text, money in (
        (
            "cp1251",
            lines(
                "Номер заказа;Дата;Клиент;Артикул;Количество;Цена",
                *("1;01.02.2024;Кл-1;Т1;2;10,50", "2;13.02.2024;Кл-2;Т2;1;5,00"),
            ),
            "26.00",
        ),
        (
            "gb18030",
            lines(
                "订单编号,买家,付款时间,数量,价格",
                "1,张,2024-02-01 10:00:00,2,10.50",
                "2,李,2024-02-13,1,5",
            ),
            "26.00",
        ),
        (
            "cp932",
            lines(
                "注文番号,顧客ID,注文日時,数量,単価",
                "1,K1,2024/02/01 10:00,2,1050",
                "2,K2,2024/02/13,1,500",
            ),
            "2600.00",
        ),
        (
            "cp1254",
            lines(
                "Fatura No;Tarih;Müşteri No;Adet;Birim Fiyat",
                "1;13.02.2024;M1;2;10,50",
                "2;14.02.2024;M2;1;5,00",
            ),
            "26.00",
        ),
        (
            "cp1250",
            lines(
                "Numer zamówienia;Data;Klient;Ilość;Cena",
                "1;13.02.2024;Łoś;2;10,50",
                "2;14.02.2024;Żak;1;5,00",
            ),
            "26.00",
        ),
        (
            "cp1252",
            lines(
                "Order ID,Date,Customer,Total", "1,2024-02-13,Zoé,£21.00", "2,2024-02-14,Ann,£5.00"
            ),
            "26.00",
        ),
    )
]
TWICE = "I read the file twice: by its first rows, "
# What the first rows can't tell of the money: 2,100 of 10.00 each, and 40 orders further down.
LATE = [
    Case(
        "an amount that is the price of one piece",
        [late("Quantity,Unit Price,Amount", "1,10.00,10.00", "3,10.00,10.00")],
        Shop(2_140, 2_140, "22200.00"),
        f"{TWICE}“Amount” would be the amount of each row; later rows show that it is not",
    ),
    Case(
        "the same, with dates of one form only",
        [
            late("Quantity,Unit Price,Amount", "1,10.00,10.00", "3,10.00,10.00")
            .replace("2023-01-01", "13/01/2023")
            .replace("2023-02-01", "01/02/2023")
        ],
        Shop(2_140, 2_140, "22200.00", "2023-02-01"),
        f"{TWICE}“Amount” would be",
    ),
    Case(
        "a price that is of all pieces",
        [late("Quantity,Price", "1,10.00", *(f"{pieces},{pieces}0.00" for pieces in (2, 3, 4)))],
        Shop(2_140, 2_140, "24600.00"),
        f"{TWICE}“Price” would be the unit price; later rows show that it is the amount of each",
    ),
    Case(
        "a total that is the whole order's",
        [late("Total", "10.00", "25.00", "25.00")],
        Shop(2_140, 2_140, "22000.00"),
    ),
    Case(
        "a total that is each row's",
        [late("Total", "10.00", "20.00", "5.00")],
        Shop(2_140, 2_140, "22000.00"),
    ),
    Case(
        "a total of the order beside prices",
        [late("Quantity,Unit Price,Total", "1,10.00,10.00", "2,10.00,25.00", "1,5.00,25.00")],
        Shop(2_140, 2_140, "22000.00"),
        f"{TWICE}“Total” would be the amount of each row; later rows show that it is the total of",
    ),
    Case(
        "a discount in per cent",
        [late("Quantity,Unit Price,Discount", "1,10.00,", "2,10.00,25%")],
        Shop(2_140, 2_140, "21600.00"),
        f"{TWICE}“Discount” would be nothing that counts; later rows show that it is the discount",
    ),
    Case(
        "thousands, and decimals that say what parts them",
        [late("Amount", "10", "1.299") + '1,2023-03-01,M,A,"12,50"\n'],
        Shop(2_141, 2_141, "72972.50"),
        "I read the file twice: only its later rows show how its decimals are written.",
    ),
    Case(
        "dates of another form",
        [late("Total", "10.00", "20.00").replace("2023-02-01", "25/02/2023")],
        Shop(2_140, 2_140, "21800.00", "2023-02-25"),
        "only its later rows show how its dates are written.",
    ),
    Case(
        "a column of yes and no that was blank",
        [late("Total,Voided", "10.00,", "20.00,yes")],
        Shop(2_100, 2_100, "21000.00"),
    ),
    Case(
        "a column of statuses that was blank, by what it holds",
        [late("Total,Stand der Dinge", "10.00,", "20.00,storniert", "30.00,storniert")],
        Shop(2_100, 2_100, "21000.00"),
    ),
]
CASES += LATE


# Twelve orders of two pieces of 10.00, with discounts of 18.00 in all, on both rows of each.
DISCOUNTED = lines(
    "Order ID,Date,Customer ID,Product,Quantity,Unit Price,Discount Amount",
    *(f"{n},2024-01-{n:02},K{n % 3},{a},1,10.00,{n % 4}.00" for n in range(1, 13) for a in "AB"),
)
CASES += [
    Case(
        "a discount of the whole order, as somebody said",
        [DISCOUNTED],
        Shop(3, 12, "222.00"),
        "“Discount Amount” is money off the whole order, once, and I took it off, as you said.",
        {"discount": DiscountForm.ORDER},
    )
]


def told_by(headers: str, *rows: str) -> str:
    """Orders of 10.00, 20.00 … of a customer each, with what some columns say of them."""
    return lines(
        f"Order ID,Date,Customer ID,Total,{headers}",
        *(f"{n},2024-01-05,K{n},{n}0.00,{row}" for n, row in enumerate(rows, 1)),
    )


# Several columns of money, of which one was paid.
MONEY = [
    Case(
        "a total that goes on from order to order",
        [
            lines(
                "Order ID,Date,Customer ID,Amount,Total",
                *("1,2024-01-05,7,10.50,10.50", "2,2024-01-06,8,5.25,5.25"),
                *("3,2024-01-07,7,20.00,30.50", "4,2024-01-08,7,1.50,32.00"),
            )
        ],
        Shop(2, 4, "37.25"),
    ),
    Case(
        "net, tax and gross of each line by no more than these words",
        [
            lines(
                "Order ID,Date,Customer ID,Product,Qty,Unit Price,Net,VAT,Gross",
                *(
                    "1,2024-01-05,7,A,2,10.00,20.00,4.00,24.00",
                    "1,2024-01-05,7,B,1,5.00,5.00,1.00,6.00",
                ),
                "2,2024-01-06,8,B,3,5.00,15.00,3.00,18.00",
            )
        ],
        Shop(2, 2, "48.00"),
    ),
    *(
        Case(
            f"of two prices the one that was paid: {before}, {paid}",
            [
                lines(
                    f"Order ID,Date,Customer ID,Product,Qty,{before},{paid}",
                    *("1,2024-01-05,7,A,2,10.00,8.00", "2,2024-01-06,8,B,1,5.00,5.00"),
                    "3,2024-01-07,8,B,3,5.00,4.00",
                )
            ],
            Shop(2, 3, "33.00"),
            f"“{before}” isn't counted: “{paid}” was paid.",
        )
        for before, paid in (
            *(("Price", "Sale Price"), ("Unit Price", "Final Price")),
            *(("Unit Price", "Discounted Price"), ("Original Price", "Price")),
        )
    ),
    Case(
        "of two prices the one with tax",
        [
            lines(
                "Order ID,Date,Customer ID,SKU,Qty,Unit Price (excl. VAT),Unit Price (incl VAT)",
                *("1,2024-01-05,7,A,2,10.00,12.10", "2,2024-01-06,8,B,1,5.00,6.05"),
            )
        ],
        Shop(2, 2, "30.25"),
    ),
    Case(
        "two discounts that the total has in it",
        [
            lines(
                "Order ID,Date,Customer ID,SKU,Qty,Price,Voucher Discount,Club Discount,Line Total",
                *(
                    "1,2024-01-05,7,A,2,10.00,2.00,1.00,17.00",
                    "2,2024-01-06,8,B,1,5.00,0,0.50,4.50",
                ),
                "3,2024-01-07,8,B,3,5.00,1.00,0,14.00",
            )
        ],
        Shop(2, 3, "35.50"),
    ),
    Case(
        "gross, less discounts, is net",
        [
            lines(
                "Order ID,Date,Customer ID,Product,Quantity,Gross sales,Discounts,Net sales",
                *("1,2024-01-05,7,A,2,20.00,2.00,18.00", "2,2024-01-06,8,B,1,5.00,0.00,5.00"),
                "3,2024-01-07,8,B,3,15.00,1.50,13.50",
            )
        ],
        Shop(2, 3, "36.50"),
    ),
    Case(
        "the number of a disc and what is on promotion are no discounts",
        [
            lines(
                "Order ID,Date,Customer ID,Product,Quantity,Price,Disc No,On Promotion",
                *("1,2024-01-05,7,A,2,10.00,1,0", "2,2024-01-06,8,B,1,5.00,2,1"),
            )
        ],
        Shop(2, 2, "25.00"),
    ),
]
CASES += MONEY
STATUSES = [
    Case(
        "a status and a column of what was voided",
        [told_by("Status,Voided", "completed,No", "completed,Yes", "cancelled,No", "completed,No")],
        Shop(2, 2, "50.00"),
    ),
    Case(
        "a status and a question",
        [told_by("Status,Cancelled?", "paid,false", "paid,true", "paid,false")],
        Shop(2, 2, "40.00"),
    ),
    Case(
        "a status and whether it was paid",
        [told_by("Status,Paid", "completed,yes", "completed,no", "pending,yes")],
        Shop(2, 2, "40.00"),
    ),
    Case(
        "an order that waits, but is paid",
        [
            told_by(
                "Order Status,Payment Status",
                *("pending,paid", "completed,paid", "pending,pending", "cancelled,paid"),
            )
        ],
        Shop(2, 2, "30.00"),
    ),
    Case(
        "a parcel that has gone, and its payment",
        [
            told_by(
                "Order Status,Payment Status,Fulfillment Status",
                *("complete,paid,unfulfilled", "complete,refunded,fulfilled"),
                *("complete,pending,fulfilled", "complete,paid,pending"),
            )
        ],
        Shop(2, 2, "50.00"),
    ),
    Case(
        "statuses of order and payment in German",
        [
            told_by(
                "Bestellstatus,Zahlungsstatus",
                *("In Bearbeitung,bezahlt", "Abgeschlossen,offen", "Storniert,bezahlt"),
                "Offen,bezahlt",
            )
        ],
        Shop(2, 2, "50.00"),
    ),
    Case(
        "statuses of order and payment in French",
        [told_by("Statut,Statut du paiement", "en attente,payé", "livré,remboursé", "livré,payé")],
        Shop(2, 2, "40.00"),
    ),
    Case(
        "the day when an order was cancelled",
        [told_by("cancelled_at,Status", ",paid", "2024-01-06 10:00:00,paid", ",paid")],
        Shop(2, 2, "40.00"),
    ),
    Case(
        "the same day and nothing else",
        [told_by("cancelled_at", '""', "2024-01-06 10:00:00", '""')],
        Shop(2, 2, "40.00"),
    ),
    Case(
        "whether an order was refunded, in ones and zeros",
        [told_by("Refunded", "0", "1", "0")],
        Shop(2, 2, "40.00"),
    ),
    Case(
        "whether an order was refunded, and how much of it",
        [told_by("Refunded?,Refund Amount", "no,0", "yes,5.00", "no,0")],
        Shop(3, 3, "55.00"),
    ),
    Case(
        "what became of a newsletter says nothing of the order",
        [told_by("Status,Newsletter Status", "paid,pending", "paid,confirmed", "void,confirmed")],
        Shop(2, 2, "30.00"),
    ),
    Case(
        "how somebody pays says nothing of whether they did",
        [told_by("Status,Payment Method", "pending,cod", "paid,cod", "cancelled,cod")],
        Shop(1, 1, "20.00"),
    ),
]
CASES += STATUSES
# Each of A who gets 10 of 30 back, of B who keeps 20, and 2 of an order that isn't there.
CASES += [
    Case(
        f"a refund names its order: {what}",
        files,
        Shop(2, 3, "45.00", all_orders=3),
        "1 refund without a customer (10.00): counted for the customers of the orders that they"
        " name. 1 refund (2.00) of orders that I don't have",
    )
    for what, files in (
        (
            "a till's",
            [
                lines(
                    "Order ID,Type,Original Order,Date,Customer ID,Total",
                    *("1,sale,,2024-01-01,A,30", "2,sale,,2024-01-02,B,20"),
                    *("3,refund,1,2024-01-03,,10", "4,refund,77,2024-01-03,,2"),
                    "5,sale,,2024-01-09,B,5",
                )
            ],
        ),
        (
            "WooCommerce's own table",
            [
                lines(
                    "order_id,parent_id,date_created,total_sales,status,customer_id",
                    *("1,0,2024-01-01,30.00,wc-completed,8", "2,0,2024-01-02,20.00,wc-completed,9"),
                    *(
                        "3,1,2024-01-03,-10.00,wc-completed,0",
                        "4,7,2024-01-03,-2.00,wc-completed,0",
                    ),
                    "5,0,2024-01-09,5.00,wc-completed,9",
                )
            ],
        ),
        (
            "PayPal's",
            [
                lines(
                    "Date,Time,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
                    "Transaction ID,Reference Txn ID",
                    "13/01/2024,10:00:00,Website Payment,Completed,GBP,30.00,-1,29,a@x.com,T1,",
                    "14/01/2024,10:00:00,Website Payment,Completed,GBP,20.00,-1,19,b@x.com,T2,",
                    "15/01/2024,10:00:00,Payment Refund,Completed,GBP,-10.00,0,-10,,T3,T1",
                    "15/01/2024,10:00:00,Payment Refund,Completed,GBP,-2.00,0,-2,,T4,T77",
                    "19/01/2024,10:00:00,Website Payment,Completed,GBP,5.00,-1,4,b@x.com,T5,",
                )
            ],
        ),
        (
            "in a later file",
            [
                orders("A,30", "B,20") + "9,2024-01-09,B,5\n",
                lines(
                    "Refund,Original Order ID,Date,Customer ID,Total,Order No",
                    *("x,1,2024-01-03,,-10,R1", "x,77,2024-01-03,,-2,R2"),
                ),
            ],
        ),
    )
]
# 2 × 10.50 + 0.99 + 12.00.
CASES += [
    Case(
        "a price in cents, as its header says",
        [
            lines(
                f"Order ID,Date,Customer ID,{header},Quantity",
                *("1,2024-01-05,A,1050,2", "2,2024-01-06,B,99,1", '3,2024-01-07,A,"1,200",1'),
            )
        ],
        Shop(2, 3, "33.99"),
        f"“{header}” is in hundredths: I read 2118 as 21.18.",
    )
    for header in ("unit_price_cents", "Price (cents)", "PriceInCents", "Unit price in pence")
]
CASES += [
    Case(
        "a header that speaks of cents over amounts that have them",
        [lines("Order ID,Date,Customer ID,amount_cents", "1,2024-01-05,A,10.50")],
        Shop(1, 1, "10.50"),
    ),
    Case(
        "whole amounts under headers of two words",
        [lines("orderId,orderDate,customerId,orderTotal", "1,2024-01-05,A,10", "2,2024-01-06,B,5")],
        Shop(2, 2, "15.00"),
    ),
    Case(
        "per cent are no cents",
        [
            lines(
                "Order ID,Date,Customer ID,Total,Tax in per cent",
                *("1,2024-01-05,A,10,20", "2,2024-01-06,B,5,20"),
            )
        ],
        Shop(2, 2, "15.00"),
    ),
    Case(
        "charges as Stripe's interface gives them",
        [
            lines(
                "id,created,customer,amount,amount_refunded,currency,status",
                *("ch_5001,2024-01-05,cus_1,2118,0,gbp,succeeded",),
                *("ch_5002,2024-01-06,cus_2,5000,1000,gbp,succeeded",),
                *("ch_5003,2024-01-07,cus_1,300,0,gbp,failed",),
            )
        ],
        Shop(2, 2, "61.18"),
    ),
    Case(
        "charges as Stripe's own export has them",
        [
            lines(
                "id,created,customer,amount,currency,status",
                *("ch_5001,2024-01-05,cus_1,2118.00,gbp,succeeded",),
                *("ch_5002,2024-01-06,cus_2,50.00,gbp,succeeded",),
            )
        ],
        Shop(2, 2, "2168.00"),
    ),
]
CASES += [
    # Each of the two counts as 0.02, and they are 0.0322.
    Case(
        "prices that are scaled down",
        [
            lines(
                "t_dat,customer_id,article_id,price,sales_channel_id",
                *("2018-09-20,c1,066,0.0161,2", "2018-09-21,c2,067,0.0161,1") * 40,
            )
        ],
        Shop(2, 2, "1.60"),
        "purchases come to 1.60, and exactly to 1.2880. If prices are scaled down",
    ),
]
LEDGER = "Document No,Type,Date,Customer ID,Amount"


def chain(types: str, *, back: str = "") -> str:
    """Twelve sales of 10.00, 11.00 …, each with a row for every type; of the third, one that
    gives it back."""
    steps = types.split(",")
    return lines(
        LEDGER,
        *(
            f"{step[:2].upper()}-{n}{place},{step},2024-01-{n + place:02},K{n % 5},{9 + n}.00"
            for n in range(1, 13)
            for place, step in enumerate(steps)
        ),
        *([f"X-1,{back},2024-01-11,K3,12.00"] if back else []),
    )


# 10 + 11 + … + 21 = 186, less 12.
CASES += [
    *(
        Case(f"each sale once in {types}", [chain(types)], Shop(5, 12, "186.00"))
        for types in (
            "Invoice,Payment",
            "Angebot,Auftrag,Lieferschein,Rechnung",
            "Sales Order,Invoice",
            "Sales Order,Delivery Note,Invoice,Payment",
        )
    ),
    *(
        Case(f"a {back} beside {types}", [chain(types, back=back)], Shop(5, 12, "174.00"))
        for types, back in (("Invoice", "Credit Note"), ("FT", "NC"), ("SI", "SC"))
    ),
    *(
        Case(
            f"credit notes {back} that only their numbers tell from {sold}",
            [
                lines(
                    "Document No,Date,Customer ID,Amount",
                    *(f"{sold}-{n},2024-01-{n:02},K{n % 5},{9 + n}.00" for n in range(1, 13)),
                    *(f"{back}-1,2024-01-11,K3,12.00", f"{back}-2,2024-01-11,K4,13.00"),
                )
            ],
            Shop(5, 12, "161.00"),
        )
        for sold, back in (("INV", "CN"), ("RE", "GU"), ("FA", "AV"))
    ),
    *(
        Case(
            f"{header}: {off} is no sale",
            [with_status(header, f"{sold},20", f"{off},30", f"{sold},50")],
            Shop(2, 2, "70.00"),
            f"No sales: by “{header}” ",
        )
        for header, sold, off in (
            ("Stav", "Vyřízena", "Stornována"),
            ("Sipariş Statüsü", "Teslim Edildi", "İptal Edildi"),
            ("Rendelés állapota", "Teljesítve", "Törölve"),
            ("cancelled_at", "", "2024-01-07"),
            ("Storniert am", "", "2024-01-07"),
            ("Is Deleted", "false", "true"),
            ("Cancellation Reason", "", "changed my mind"),
        )
    ),
    *(
        Case(
            f"{header} says nothing of the order",
            [with_status(header, f"{word},20", f"{other},30", f"{word},1")],
            Shop(3, 3, "51.00"),
        )
        for header, word, other in (
            ("Returned Customer", "Yes", "No"),
            ("Newsletter cancelled", "Yes", "No"),
            ("QuickBooks Sync", "Success", "Failed"),
            ("Review Status", "approved", "pending"),
            ("Confirmation Email", "sent", "failed"),
            ("Payment Type", "Credit", "Debit"),
        )
    ),
    *(
        Case(
            f"{header}: the first word that tells far down",
            [late(f"{header},Total", f"{first},10.00", f"{first},10.00", f"{word},4.00")],
            Shop(2_140, 2_140, money),
        )
        for header, first, word, money in (
            ("Type", "Invoice", "Credit Note", "21240.00"),
            ("cancelled_at", "", "2023-02-05", "21400.00"),
            ("Is Deleted", "no", "yes", "21400.00"),
        )
    ),
    Case(
        "nothing is unpaid, as somebody said",
        [with_status("Status", "Gut,20", "Expired,30", "Cancelled,50")],
        Shop(3, 3, "100.00"),
        how={"unpaid": (), "all_paid": True},
    ),
    Case(
        "one word for all rows tells nothing apart",
        [with_status("Status", "5,20", "5,30")],
        Shop(2, 2, "50.00"),
    ),
]
RECEIPT = "Receipt,Date,Customer,Item,Qty,Unit Price"


def receipts(*rows: str) -> str:
    """Two receipts of 30.00 and 20.00, and what else stands on them."""
    sold = ("1,2024-01-05,A,Mug,3,10.00", "2,2024-01-06,B,Lamp,1,20.00")
    return lines(RECEIPT, *sold, *rows)


CASES += [
    *(
        Case(
            f"{what} gives back or lowers what was paid",
            [receipts(row)],
            Shop(2, 2, "46.00"),
            how={},
        )
        for what, row in (
            ("a price below zero", "3,2024-01-06,B,Lamp,1,-4.00"),
            ("a price below zero of pieces below zero", "3,2024-01-06,B,Lamp,-1,-4.00"),
            ("a discount on a receipt", "1,2024-01-05,A,Discount 10%,1,-4.00"),
            ("a discount on a receipt of its own", "9,2024-01-05,A,Rabatt,1,-4.00"),
        )
    ),
    Case(
        "a discount of nobody",
        [receipts("7,2024-01-06,,Lamp,1,20.00", "7,2024-01-06,,Coupon,2,-3.00")],
        Shop(2, 2, "50.00", all_orders=3, all_money="64.00"),
    ),
    *(
        Case(
            f"{header} gives money back",
            [with_status(header, f"{no},20", f"{no},30", f"{yes},5").replace("K3", "K2")],
            Shop(2, 2, "45.00"),
        )
        for header, yes, no in (("Is Return", "Y", "N"), ("Retoure", "J", "N"), ("Iade", "1", "0"))
    ),
    *(
        Case(
            f"{header} says what was paid",
            [with_status(header, f"{paid},20", f"{unpaid},30", f"{paid},50")],
            Shop(2, 2, "70.00"),
        )
        for header, paid, unpaid in (
            ("Payment Received", "Yes", "No"),
            ("Zahlung eingegangen", "ja", "nein"),
            ("Payment Due", "no", "yes"),
        )
    ),
    Case(
        "what people looked at beside what they bought",
        [
            lines(
                "event_time,event_type,product_id,price,user_id",
                *(
                    f"2024-01-{n:02} 10:00:0{at},{what},P{n % 3},10.00,U{n % 5}"
                    for n in range(1, 13)
                    for at, what in enumerate(["view", "cart", *(["purchase"] * (n % 2))])
                ),
            )
        ],
        Shop(5, 6, "60.00"),
    ),
    Case(
        "a second row of an order says that it was refunded",
        [
            lines(
                "order_id,date,customer_id,status,amount",
                *(f"{n},2024-01-{n:02},K{n % 6},paid,{9 + n}.00" for n in range(1, 25)),
                *("3,2024-01-05,K3,refunded,12.00", "7,2024-01-09,K1,refunded,16.00"),
            )
        ],
        # 10 + 11 + … + 33 = 516, less 28.
        Shop(6, 24, "488.00"),
        how={"order_key": ()},
    ),
]
SOLD = [f"2024-0{n % 4 + 1}-{n + 1:02} 10:{n:02}:00,K{n % 5},{n + 5}.50" for n in range(20)]
MONTHS = [[row for row in SOLD if row.startswith(f"2024-0{n}")] for n in range(1, 5)]
TIMED = "Date,Customer ID,Total"
NUMBERED = "Order ID,Date,Customer ID,Total"
BESIDE = [
    Case(
        "sheets of a month each beside one of all, without numbers",
        [
            zipped(
                all_months=lines(TIMED, *SOLD),
                **{f"m{n}": lines(TIMED, *rows) for n, rows in enumerate(MONTHS)},
            )
        ],
        Shop(5, 20, "300.00"),
    ),
    Case(
        "a sheet of what was cancelled",
        [
            zipped(
                orders=lines(NUMBERED, *(f"{n},{row}" for n, row in enumerate(SOLD))),
                cancelled=lines(NUMBERED, "90,2024-05-01,K1,70.00", "91,2024-05-01,K9,80.00"),
            )
        ],
        Shop(5, 20, "300.00"),
        "“cancelled.csv” holds no sales, by its name, so I left out 2 rows of it (150.00).",
    ),
    Case(
        "a sheet of what was cancelled of another",
        [
            zipped(
                orders=lines(NUMBERED, *(f"{n},{row}" for n, row in enumerate(SOLD))),
                cancelled=lines(NUMBERED, f"0,{SOLD[0][:22]},9.00"),
            )
        ],
        Shop(5, 19, "294.50"),
    ),
    Case(
        "a sheet of what is planned",
        [zipped(actual=lines(TIMED, *SOLD), budget_2025=lines(TIMED, "2025-01-01,K1,900.00"))],
        Shop(5, 20, "300.00"),
        "“budget_2025.csv” holds no sales, by its name, so I left out 1 row of it (900.00)",
    ),
    Case(
        "a sheet of returns, above zero and below",
        [
            zipped(
                sales=lines(TIMED, *SOLD),
                returns=lines(TIMED, "2024-04-01,K1,40.00", "2024-04-01,K1,-5.50"),
            )
        ],
        Shop(5, 20, "294.50"),
        "“returns.csv” holds no sales, by its name, so I left out 1 row of it (40.00).",
    ),
    Case(
        "sheets that have cancelled and returned ones beside their sales, or are without them",
        [
            zipped(
                **{
                    name: lines(TIMED, *SOLD[at::3])
                    for at, name in enumerate(
                        ("Shop", "Orders excl. cancelled", "Sales & returns 2024")
                    )
                }
            )
        ],
        Shop(5, 20, "300.00"),
    ),
    Case(
        "two brands' subscriptions of one price, booked at one time",
        [
            lines(
                NUMBERED,
                *(
                    f"{brand}{m}-{n},2024-0{m}-01 02:00,K{n + shift},9.99"
                    for m in range(1, 5)
                    for n in range(6)
                ),
            )
            for brand, shift in (("A", 0), ("B", 4))
        ],
        Shop(10, 48, "479.52"),
    ),
    Case(
        "five orders that come again for other money and other customers",
        [
            lines(NUMBERED, *(f"{n},2024-01-05 10:{n:02},{who}{n},{n + more}" for n in range(5)))
            for who, more in (("K", 5), ("L", 9))
        ],
        Shop(5, 5, "55.00"),
    ),
    Case(
        "the same sales with other numbers, which somebody says are others",
        [lines(NUMBERED, *(f"{mark}{n},{row}" for n, row in enumerate(SOLD))) for mark in "AB"],
        Shop(5, 40, "600.00"),
        how={"order_key": ()},
    ),
    Case(
        "a list of the few orders that came back",
        [
            zipped(
                orders=lines(NUMBERED, *(f"CA-{n},{row}" for n, row in enumerate(SOLD))),
                returns=lines("Returned,Order ID", "Yes,CA-0", "Yes,CA-19"),
            )
        ],
        Shop(5, 18, "270.00"),
        "I joined “orders.csv” to “returns.csv” by “Order ID”.",
    ),
    Case(
        "customers who are known otherwise in earlier files",
        [
            people("Customer ID", lambda n: f"{n % 12 + 70}"),
            people("Email", lambda n: f"p{n % 12}@x.de").replace(",2024-", "b,2025-"),
        ],
        Shop(24, 72, "720.00"),
        "those are known as “70”, these as “p0@x.de”",
    ),
]
CASES += BESIDE
CASES += [
    Case(
        f"“{header}” beside “{bare}”",
        [
            lines(
                f"Order,Date,Customer,{bare},{header}",
                *(
                    f"{n},2024-01-{n + 1:02},K{n % 5},{n + 100}.00,{(n + 100) * 1.2:.2f}"
                    for n in range(10)
                ),
            )
        ],
        Shop(5, 10, "1254.00"),
        f"“{bare}” isn't counted: “{header}” was paid.",
    )
    for bare, header in (
        ("Amount", "Amount incl. tax"),
        ("Betrag", "Betrag inkl. MwSt"),
        ("Umsatz", "Umsatz brutto"),
        ("Amount", "Amount (tax included)"),
    )
]
UNITS = [
    Case(
        "pieces by the dozen, called sales, beside the money",
        [
            lines(
                "Date,Customer,Product,Sales,Revenue",
                *(
                    f"2024-01-{n + 1:02},K{n % 5},P{n % 3},{24 * (n % 4 + 1)},"
                    f"{24 * (n % 4 + 1) * (n % 3 + 2.49):.2f}"
                    for n in range(24)
                ),
            )
        ],
        Shop(5, 24, "5025.60"),
        "“Revenue” grows with the quantity",
    ),
    Case(
        "grams",
        [
            lines(
                "Order,Date,Customer,Item,Amount (g),Price (£)",
                *(
                    f"{n},2024-01-{n + 1:02},K{n % 5},Tea,{250 * (n % 3 + 1)},7.50"
                    for n in range(9)
                ),
            )
        ],
        Shop(5, 9, "67.50"),
    ),
    Case(
        "an order that is paid in two parts, and is one by its number",
        [
            lines(
                "Order,Date,Customer,Amount",
                *(
                    f"{n},2024-0{month}-{n + 1:02},K{n % 5},{n + month * 5}.00"
                    for n in range(20)
                    for month in (1, 2)
                ),
            )
        ],
        Shop(5, 20, "680.00"),
        how={"order_key": ()},
    ),
    Case(
        "scans of one basket, seconds apart",
        [
            lines(
                "Date,Customer,Product,Amount",
                *(
                    f"2024-01-{n + 1:02} 10:00:{4 * scan:02},K{n % 5},P{scan},5.00"
                    for n in range(10)
                    for scan in range(3)
                ),
            )
        ],
        Shop(5, 30, "150.00"),
        "20 of 30 orders came within five minutes of the same customer's one before.",
    ),
]
CASES += UNITS
CASES += [
    Case(
        f"pieces that came back, as “{header}” says",
        [
            lines(
                f"Order,Date,Customer,Product,Quantity,Price,{header}",
                *(
                    f"{n},2024-01-{n + 1:02},K{n % 5},P{n % 2},{n % 4 + 2},3,{back if n % 6 else 1}"
                    for n in range(20)
                ),
            )
        ],
        Shop(5, 20, "210.00"),
        f"“{header}” says how many pieces came back, and I didn't take them off",
    )
    for header, back in (
        ("Returned Qty", 0),
        ("Qty returned", ""),
        ("Menge retourniert", 0),
        ("Quantity refunded", 0),
    )
]
QUESTIONS = [
    Case(
        "numbered rows of words that nothing knows, each with a day and a number",
        [
            lines(
                "رقم الفاتورة,التاريخ,رقم العميل,المبلغ",
                "١,١٥/٠١/٢٠٢٤,٧,١٢٠",
                "٢,١٦/٠١/٢٠٢٤,٨,٨٠",
            )
        ],
        Shop(0, 0, ""),
        "with a date (“التاريخ”) and an amount (“المبلغ”). Are the rows what is known of customers",
    ),
    *(
        Case(
            f"no money but {cost}",
            [
                lines(
                    f"Order ID;Date;Customer ID;SKU;Qty;{cost}",
                    *(
                        f"{n};2024-01-{n + 1:02};K{n % 5};A{n % 3};{n % 4 + 1};{n},50"
                        for n in range(20)
                    ),
                )
            ],
            Shop(0, 0, ""),
            f"By its values, I would take “{cost}” for the unit price.",
        )
        for cost in ("Coût", "Unit Cost", "EK netto", "Koszt", "Costo medio")
    ),
    Case(
        "three customers by their addresses, and a number that is new with each of their orders",
        [
            lines(
                "Receipt,Date,Customer,Email,Total",
                *(
                    f"{n},{date(2024, 1, 1) + timedelta(n)},N{n},{'abc'[n % 3]}@x.de,10.00"
                    for n in range(100, 160)
                ),
            )
        ],
        Shop(0, 0, "0.00"),
        "there are 3 customers by “Email” and 60 customers by “Customer”",
    ),
    Case(
        "customers that two columns tell apart otherwise",
        [people("Customer ID,Email", lambda n: f"{n % 3 + 70},p{n % 9}@x.de")],
        Shop(0, 0, "0.00"),
        "there are 3 customers by “Customer ID” and 9 customers by “Email”",
    ),
    Case(
        "firms and those who order for them",
        [people("Customer,Contact Person", lambda n: f"Firm {n % 4},Person {n % 12}")],
        Shop(0, 0, "0.00"),
        "there are 4 customers by “Customer” and 12 customers by “Contact Person”",
    ),
    Case(
        "each store has numbers of its own for customers",
        [people("Customer ID,Customer Name", lambda n: f"{n % 9},{'AB'[n // 9 % 2]} P{n % 9}")],
        Shop(0, 0, "0.00"),
        "there are 9 customers by “Customer ID” and 18 customers by “Customer Name”",
    ),
    Case(
        "a kind of customer isn't proposed as the customer",
        [people("Customer,Phone", lambda n: f"{'Retail' if n % 2 else 'Trade'},0770090000{n % 9}")],
        Shop(0, 0, "0.00"),
        "I would take “Phone” for the customer.",
    ),
    Case(
        "the customer under an unknown header: who comes back, never a number of orders",
        [people("Belegkette,Wer denn,Wo", lambda n: f"B{n},W{n % 9:03},{'XYZ'[n % 3]}")],
        Shop(0, 0, "0.00"),
        "I would take “Wer denn” for the customer.",
    ),
    Case(
        "a number comes back on other days for the same customer",
        [till("1,2024-01-01,K1", "1,2024-01-02,K1", "2,2024-01-01,K2")],
        Shop(0, 0, "0.00"),
        "That is 2 orders by number alone, or 3 by number and day.",
    ),
    Case(
        "the same, far down in a long file",
        [till(*LONG, *(f"{number},2023-02-01,K{number}" for number in range(1, 1_001)))],
        Shop(0, 0, "0.00"),
        "Are they one order, or one a day?",
    ),
    Case(
        "status words that much money hangs on",
        [with_status("Status", "Paid,20", "Gut,30", "Schlecht,40")],
        Shop(0, 0, "0.00"),
        "by “Status” “Schlecht” (1 row, 40.00) and “Gut” (1 row, 30.00). Which of them",
    ),
    *(
        Case(
            f"what may be no sale by a column that may tell of something else: {header}",
            [with_status(header, f"{word},20", f"{others},30", f"{others},40", f"{word},1")],
            Shop(0, 0, "0.00"),
            f"by “{header}” {asked} Which of them",
        )
        for header, word, others, asked in (
            ("Fraud Check", "pending", "accepted", "“pending” (2 rows, 21.00)."),
            ("ERP Import", "failed", "completed", "“failed” (2 rows, 21.00)."),
            ("Returned Shopper", "Yes", "No", "(2 rows, 21.00)."),
            ("Trial cancelled", "true", "false", "(2 rows, 21.00)."),
        )
    ),
    Case(
        "a status by what the column holds, whatever it is called",
        [with_status("Woher und wohin", "bezahlt,20", "storniert,30", "geliefert,1")],
        Shop(0, 0, "0.00"),
        "by “Woher und wohin” “storniert” (1 row, 30.00). Which of them",
    ),
    *(
        Case(
            f"a status that is a number: {header}",
            [with_status(header, "5,20", "5,30", "6,40")],
            Shop(0, 0, "0.00"),
            f"by “{header}” “5” (2 rows, 50.00) and “6” (1 row, 40.00). Which of them",
        )
        for header in ("current_state", "order_status_id")
    ),
    Case(
        "a known word beside one that nobody knows",
        [with_status("Status", "Gut,20", "Gut,30", "Expired,40")],
        Shop(0, 0, "0.00"),
        "“Gut” (2 rows, 50.00). I'd leave out by “Status” “Expired” (1 row, 40.00). Which of them",
    ),
    Case(
        "a status that is the same in all orders of a customer",
        [
            people(
                "Customer ID,Status", lambda n: f"K{n % 9},{'Active' if n % 9 < 5 else 'Expired'}"
            )
        ],
        Shop(0, 0, "0.00"),
        "“Active” (20 rows, 200.00) and “Expired” (16 rows, 160.00).",
    ),
    Case(
        "a price of one piece or of the row",
        [
            lines(
                "TRANSACTION_DT,CUSTOMER_ID,PRODUCT_ID,AMOUNT,SALES_PRICE",
                *("11/1/2000,12,P1,2,32", "11/14/2000,12,P2,1,45", "12/15/2000,13,P3,4,500"),
            )
        ],
        Shop(0, 0, "0.00"),
        "what was paid for the row: 2,109.00 or 577.00",
    ),
    Case(
        "a row for each customer with a day and money",
        [lines("buyer_ref,when_sold,paid", "A7,2024-01-15,10.00", "B8,2024-01-16,20.00")],
        Shop(0, 0, "0.00"),
        "Are the rows what is known of customers, or their orders?",
    ),
    Case(
        "a discount that nobody got at first",
        [late("Quantity,Unit Price,Discount", "1,10.00,0", "2,10.00,5.00")],
        Shop(0, 0, "0.00"),
        "How is “Discount” meant, beside “Unit Price”?",
    ),
    Case(
        "thousands or decimals far down",
        [late("Total", "10", "1.299")],
        Shop(0, 0, "0.00"),
        "“1.299” could be 1.299 (decimal point) or 1,299 (decimal comma)",
    ),
    Case(
        "decimals that are written in another way far down",
        [late("Total", "10.50", '"20,50"', '"1,299"')],
        Shop(0, 0, "0.00"),
        "“1,299” could be 1,299 (decimal point) or 1.299 (decimal comma)",
    ),
    Case(
        "another currency far down",
        [late("Total", "£10.00", "€20.00")],
        Shop(0, 0, "0.00"),
        "GBP in 2,100 rows, EUR in 40 rows",
    ),
    Case(
        "lines of orders that all cost the same",
        [
            lines(
                "Order ID,Date,Customer ID,Amount", *(f"{n // 2},2024-01-05,K,10" for n in range(9))
            )
        ],
        Shop(0, 0, "0.00"),
        "“Amount” could be the amount of each row or the total of the whole order",
    ),
    Case(
        "words for a payment that nobody knows",
        [told_by("Order Status,Payment Status", "complete,paid", "complete,odd", "complete,paid")],
        Shop(0, 0, "0.00"),
        "by “Payment Status” “odd” (1 row, 20.00). Which of them",
    ),
    Case(
        "a price that is the higher the more pieces there are, of products that nobody names",
        [
            lines(
                "Order ID,Date,Customer ID,No of Items,Price",
                *(
                    f"{n},2024-01-{n:02},K{n % 5},{1 + n % 4},{1 + n % 4}{n % 10}.{n:02}"
                    for n in range(1, 25)
                ),
            )
        ],
        Shop(0, 0, "0.00"),
        "“Price” could be the price of one piece, of which “No of Items” says how many",
    ),
    Case(
        "a total of pieces beside a total of money",
        [
            lines(
                "Order ID,Date,Customer ID,Total,Total Price",
                *("1,2024-01-05,7,2,20.50", "2,2024-01-06,8,1,99.90", "3,2024-01-07,8,3,31.05"),
            )
        ],
        Shop(0, 0, "0.00"),
        "what was paid for the row: 234.05 or 151.45",
    ),
    Case(
        "a discount of an order whose amount doesn't say that it is paid",
        [
            lines(
                "Order ID,Date,Customer ID,Amount,Discount %",
                *("1,2024-01-05,7,20.00,10", "2,2024-01-06,8,30.00,0", "3,2024-01-07,8,50.00,20"),
            )
        ],
        Shop(0, 0, "0.00"),
        "per cent: 88.00; already taken off: 100.00",
    ),
    Case(
        "a discount that each row of an order repeats",
        [DISCOUNTED],
        Shop(0, 0, "0.00"),
        "money off the whole order, once: 222.00; money off each row: 204.00",
    ),
    Case(
        "no file of orders",
        [lines("City,Age,Salary,Purchased", "Delhi,44,72000,No", "Pune,30,54000,No")],
        Shop(0, 0, "0.00"),
        "I see neither dates nor customers: this is no file of orders.",
    ),
    Case(
        "dates that contradict each other",
        [
            lines(
                "Order ID,Date,Customer ID,Total",
                *("1,13/01/2024,A,10", "2,01/14/2024,B,10", "3,03/05/2024,C,10"),
            )
        ],
        Shop(0, 0, "0.00"),
        "In which order are those that could be either, such as “03/05/2024”?",
    ),
]
REFUSED = [
    Case(
        "dates that turn from day first to month first far down",
        [
            late("Total", "10.00", "20.00")
            .replace("2023-01-01", "13/01/2023")
            .replace("2023-02-01", "02/28/2023", 30)
            .replace("2023-02-01", "03/04/2023")
        ],
        Shop(0, 0, "0.00"),
        "from about row 2,101 on they are all the other way",
    ),
    *(
        Case(
            f"money in {said}",
            [lines(f"Order ID,Date,Customer ID,{header}", "1,2024-01-05,K,2.102")],
            Shop(0, 0, ""),
            f"“{header}” is in thousands or millions, as “{said}” says",
        )
        for header, said in (
            ("Revenue (k€)", "k€"),
            ("Total in T€", "in T€"),
            ("Sales (£000)", "£000"),
            ("Umsatz (Mio. €)", "Mio."),
            ("Amount (in thousands)", "in thousands"),
            ("Revenue €m", "€m"),
            ("Umsatz in 1.000 EUR", "in 1.000"),
        )
    ),
    Case(
        "a row for each customer and month",
        [
            lines(
                "Month,Customer ID,Orders,Revenue",
                *(f"2024-0{n % 4 + 1}-01,K{n % 5},{n % 3 + 1},{n}9.50" for n in range(20)),
            )
        ],
        Shop(0, 0, ""),
        "“Orders” says how many it stands for",
    ),
    Case(
        "the same sales with other numbers",
        [
            lines(NUMBERED, *(f"{mark}{n},{row}" for n, row in enumerate(SOLD[: 20 - more])))
            for mark, more in (("", 5), ("#", 0))
        ],
        Shop(0, 0, ""),
        "I have these sales already: of 18 orders of file1.csv that I compared with those of file0",
    ),
    Case(
        "a store's sales and then all stores', with other numbers",
        [
            lines(NUMBERED, *(f"{n},{row}" for n, row in enumerate(SOLD[:8]))),
            lines(
                NUMBERED,
                *(f"#{n},{row}" for n, row in enumerate(SOLD)),
                *(f"#9{n},{row[:17]}30,L{n},{n}.25" for n, row in enumerate(SOLD)),
            ),
        ],
        Shop(0, 0, ""),
        "I have some of these sales already: of 8 orders of file0.csv that I compared with those "
        "of file1",
    ),
    Case(
        "the same sales without numbers, and days for times",
        [
            lines(NUMBERED, *(f"{n},{row}" for n, row in enumerate(SOLD))),
            lines(TIMED, *(f"{row[:10]}{row[19:]}" for row in SOLD)),
        ],
        Shop(0, 0, ""),
        "under another number. Each would count twice.",
    ),
    Case(
        "receipts of two stores with the same times, most without a customer",
        [
            lines(
                NUMBERED,
                *(f"{n},{SOLD[n][:19]},{'' if n % 3 else f'{s}{n}'},{n + s}" for n in range(18)),
            )
            for s in (1, 2)
        ],
        Shop(0, 0, ""),
        "as when two stores number their own",
    ),
    Case(
        "receipts of two stores on one day, none with a customer but one",
        [
            lines(
                NUMBERED,
                "0,2024-01-05 09:00,K,5",
                *(f"{n},2024-01-05 1{s}:{n:02},,{n + s}" for n in range(1, 18)),
            )
            for s in (1, 2)
        ],
        Shop(0, 0, ""),
        "as when two stores number their own",
    ),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A shop that counts in pounds, however a file writes its decimals."""
    store = Store(tmp_path / "team.db")
    store.currency.decide("GBP", user="")
    return store


def take_in(store: Store, case: Case, tmp_path: Path) -> ImportReport:
    """Take the case's files in, one after the other; the report of the last."""
    options = ReadingOptions(**case.how) if case.how else NO_OPTIONS
    for number, text in enumerate(case.files):
        content = text if isinstance(text, bytes) else text.encode()
        path = tmp_path / f"file{number}{'.zip' if content.startswith(b'PK') else '.csv'}"
        path.write_bytes(content)
        report = import_file(store, path, path.name, today=TODAY, options=options)
    return report


def stored(store: Store) -> Shop:
    totals = store.shop_totals("net")
    return Shop(
        totals["customers"],
        totals["orders"],
        f"{totals['revenue']:.2f}",
        str(totals["last_order"])[:10],
        totals["orders_all"],
        f"{totals['revenue_all']:.2f}",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_file_is_read_by_what_it_holds(case: Case, store: Store, tmp_path: Path) -> None:
    report = take_in(store, case, tmp_path)
    found, wanted = stored(store), case.shop
    assert (found.customers, found.orders, found.money) == (
        wanted.customers,
        wanted.orders,
        wanted.money,
    )
    assert wanted.last in found.last
    assert wanted.all_orders in (None, found.all_orders)
    assert wanted.all_money in (None, found.all_money)
    assert case.said in " ".join(report.evidence)


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.what)
def test_what_only_a_person_knows_is_asked(case: Case, store: Store, tmp_path: Path) -> None:
    with pytest.raises(AmbiguousFile) as asked:
        take_in(store, case, tmp_path)
    assert case.said in asked.value.message
    assert store.is_empty()


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.what)
def test_what_would_be_wrong_either_way_is_refused(
    case: Case, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(SegbotError) as refused:
        take_in(store, case, tmp_path)
    assert not isinstance(refused.value, AmbiguousFile)
    assert case.said in refused.value.message


@pytest.mark.parametrize("unpaid", [("schlecht",), ()])
def test_what_was_said_of_status_words_is_known_of_the_next_file(
    unpaid: tuple[str, ...], store: Store, tmp_path: Path
) -> None:
    """Also of the words that are sales: nobody named these."""
    first = with_status("Status", "Gut,20", "Schlecht,30", "Paid,1")
    take_in(store, Case("", [first], Shop(0, 0, ""), how={"unpaid": unpaid}), tmp_path)
    path = tmp_path / "next.csv"
    path.write_text(with_status("Status", "Gut,20", "Schlecht,30", start=10), encoding="utf-8")
    report = import_file(store, path, path.name, today=TODAY)
    assert report.orders_new == 2 - len(unpaid)


def test_a_file_of_a_zip_may_lack_what_an_order_can_do_without(
    store: Store, tmp_path: Path
) -> None:
    header = "Order ID,Date,Customer ID,SKU,Line Total,Order Total"
    files = zipped(
        jan=lines(f"{header},Country", "1,2024-01-05,A,X,6,10,France", "1,,,Y,4,,"),
        feb=lines(header, "2,2024-02-05,B,X,10,10"),
    )
    take_in(store, Case("", [files], Shop(0, 0, "")), tmp_path)
    assert stored(store).orders == 2


def test_rows_whose_date_stands_in_three_columns_can_be_mended(
    store: Store, tmp_path: Path
) -> None:
    """They are kept as the file has them."""
    header = "Order ID,Customer ID,Year,Month,Day,Total"
    text = lines(header, "1,A,2024,2,31,10.00", *(f"{n},A,2024,2,{n},10.00" for n in range(2, 9)))
    take_in(store, Case("", [text], Shop(0, 0, "")), tmp_path)
    (row,) = store.uploads.left_out(1)
    assert "Year + Month + Day" not in row.cells
    mended = lines(
        f"{header},{','.join(OUR_COLUMNS)}", f"1,A,2024,2,29,10.00,1,{row.line},{row.reason}"
    )
    take_in(store, Case("", [mended], Shop(0, 0, "")), tmp_path)
    assert stored(store) == Shop(1, 8, "80.00", "2024-02-29", 8, "80.00")


def test_ids_without_their_zeros_are_no_other_customers(store: Store, tmp_path: Path) -> None:
    files = [
        people("Customer ID", lambda n: f"{n % 9 + 1234:07}"),
        people("Customer ID", lambda n: f"{n % 9 + 1234}"),
    ]
    with pytest.raises(SegbotError, match="writes customer “0001234” of earlier files as “1234”"):
        take_in(
            store,
            Case("", [files[0], files[1].replace("2024-", "2025-")], Shop(0, 0, "")),
            tmp_path,
        )
    assert stored(store).customers == 9


def test_every_column_is_told_for_what_it_was_taken(store: Store, tmp_path: Path) -> None:
    text = lines(
        "Order ID,Date,Customer ID,Total,Mood,Age",
        *("1,2024-01-05,A,10,good,41", "2,2024-02-05,A,10,bad,41"),
    )
    report = take_in(store, Case("", [text], Shop(1, 2, "20.00")), tmp_path)
    assert report.unused == ("Mood",)
    assert report.of_customers == {"Age": "age"}


@pytest.mark.parametrize("columns", ["Qty,Amount", "Pieces,Total"])
def test_sales_below_zero_are_no_returns_of_nothing(
    columns: str, store: Store, tmp_path: Path
) -> None:
    """Ledgers of stock write what leaves it below zero."""
    rows = [f"2024-01-{n:02},K{n % 4},X,-1,10.00" for n in range(1, 13)]
    ledger = lines(f"Date,Customer ID,Product,{columns}", *rows)
    with pytest.raises(SegbotError, match="12 of the 12 rows"):
        take_in(store, Case("", [ledger], Shop(0, 0, "")), tmp_path)
    assert store.is_empty()
    sales = lines(
        "Date,Customer ID,Product,Qty,Amount", *(r.replace("-1,10", "1,10") for r in rows)
    )
    take_in(store, Case("", [sales, ledger], Shop(0, 0, "")), tmp_path)
    assert stored(store).money == "0.00"


def test_two_stores_that_number_their_own_on_one_day_dont_replace_one_another(
    store: Store, tmp_path: Path
) -> None:
    """Only a few of their customers are known."""
    first, second = (
        lines(
            "Receipt No,Date,Customer ID,Total",
            *(f"{n},2024-01-05,{letter}{n},{n + more}" for n in range(1, 4)),
            *(f"{n},2024-01-05,,{n + more}" for n in range(4, 12)),
        )
        for letter, more in (("A", 1), ("B", 2))
    )
    with pytest.raises(SegbotError, match="as when two stores number their own"):
        take_in(store, Case("", [first, second], Shop(0, 0, "")), tmp_path)
    assert stored(store).all_orders == 11
