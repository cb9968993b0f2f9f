"""Whoever was forgotten stays away, however a later file writes them and wherever."""

import csv
import io
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from asking import Shop
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.records.pending import NewPendingFile
from storage.records.requests import NewRequest
from storage.store import Store

HEADER = ["Invoice", "Product", "Quantity", "Price", "Date", "Customer", "Country", "Note"]
IDS = ("ann@example.com", "12345", "ANN-77501", "Ann Lee", "Renée-12", "Straße 9", "#77-ANN")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "small": str.lower,
    "capitals": str.upper,
    "title": str.title,
    "padded": lambda id_: f"  {id_}\t",
    "no-break": lambda id_: f"\u00a0{id_}\u3000",
    "invisible": lambda id_: f"\ufeff{id_}\u200b",
    "full width": lambda id_: id_.translate(FULL_WIDTH),
    "accents apart": lambda id_: unicodedata.normalize("NFD", id_),
    "spreadsheet": lambda id_: f"{id_}.0" if id_.isdigit() else id_,
}
spellings = st.sampled_from(list(SPELLINGS))
Rows = list[list[str]]


def as_csv(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_zip(rows: Rows) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("shop.csv", as_csv(rows))
    return packed.getvalue()


def as_xlsx(rows: Rows) -> bytes:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return book.getvalue()


FORMATS: dict[str, Callable[[Rows], bytes]] = {"csv": as_csv, "zip": as_zip, "xlsx": as_xlsx}


def bought(invoice: str, customer: str, price: str = "2.50", country: str = "France") -> list[str]:
    return [invoice, "MUG", "2", price, "2025-03-04 10:00", customer, country, ""]


def bare(text: str) -> str:
    """The letters of a text, whatever their width and case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def traces(store: Store, customer: str) -> list[str]:
    """Where a store still names a customer: in a cell of a table, in the bytes of a file that it
    keeps, or anywhere in its own file and the log beside it."""
    looked_for = bare(customer)
    found = []
    with closing(sqlite3.connect(store.path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                found += [f"{table}: {row}" for cell in row if looked_for in bare(str(cell))]
    for upload in store.uploads.all():
        kept = b"".join(store.uploads.content(upload.id))
        if kept and looked_for in bare(kept.decode("utf-8", errors="replace")):
            found.append(f"bytes of {upload.filename}")
        if kept.startswith(b"PK"):
            found.append(f"bytes of {upload.filename}, packed")
    for path in store.path.parent.glob(f"{store.path.name}*"):
        if looked_for in bare(path.read_bytes().decode("utf-8", errors="replace")):
            found.append(path.name)
    return found


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(IDS), spellings, spellings, spellings, st.sampled_from(list(FORMATS)))
@example("ann@example.com", "as it is", "as it is", "as it is", "csv")
@example("12345", "as it is", "spreadsheet", "spreadsheet", "xlsx")
def test_a_later_file_leaves_nothing_of_a_forgotten_customer(
    customer: str, first: str, asked: str, later: str, kind: str
) -> None:
    with TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        known, named = SPELLINGS[first](customer), SPELLINGS[later](customer)
        shop.take_in(
            "first.csv",
            as_csv([HEADER, bought("1", known), bought("2", "BOB"), bought("3", "EVE")]),
        )
        assert traces(shop.store, customer)
        shop.ask(f'/data forget "{SPELLINGS[asked](customer)}" sure=yes')
        assert traces(shop.store, customer) == []

        told = f"asked by {named} himself" if not customer.isdigit() else ""
        rows = [
            HEADER,
            bought("1", named),
            bought("4", named),
            bought("5", named, price="free"),
            bought("6", "BOB", price="free", country=named),
            [*bought("7", "BOB", price="?")[:-1], f"for {named}"],
            [*bought("8", "BOB")[:-1], told],
        ]
        shop.take_in(f"later.{kind}", FORMATS[kind](rows))
        assert traces(shop.store, customer) == []
        status = shop.ask("/data status").metrics
        assert (status["orders_all"], status["customers"]) == (5, 2)


@pytest.mark.parametrize("customer", ["ann@example.com", "12345"])
def test_orders_that_are_numbered_by_moment_and_customer_lose_the_name(
    customer: str, tmp_path: Path
) -> None:
    """A file without invoice numbers: an order is known by when and by whom; it is the same order
    when it comes again."""
    shop = Shop(tmp_path)
    rows = [[*row[1:5], row[5]] for row in (HEADER, bought("", customer), bought("", "BOB"))]
    shop.take_in("first.csv", as_csv(rows))
    shop.ask(f"/data forget {customer} sure=yes")
    assert traces(shop.store, customer) == []
    shop.take_in("later.csv", as_csv([*rows, ["CUP", "1", "4.00", "2025-03-05 10:00", customer]]))
    assert traces(shop.store, customer) == []
    assert shop.ask("/data status").metrics["orders_all"] == 3


def test_no_record_of_the_bot_names_a_forgotten_customer(tmp_path: Path) -> None:
    """What comes after a customer is forgotten, or was on its way while they were."""
    shop, customer = Shop(tmp_path), "ann@example.com"
    shop.take_in("first.csv", as_csv([HEADER, bought("1", customer), bought("2", "BOB")]))
    shop.ask(f"/data forget {customer} sure=yes")
    store = shop.store
    store.threads.remember("C1", "1.1", f"/data forget {customer} sure=yes", "U1")
    store.threads.remember("C1", "1.2", "/rfm overview", "U1")
    said = "/rfm why Ann@Example.com"
    kept = store.requests.accept(NewRequest(None, "question", said, "{}", "C1", "U1", None))
    assert kept
    store.requests.begin(kept, said)
    question = '{"columns": [{"examples": ["Ann@example.com ", "BOB"]}]}'
    waiting = NewPendingFile("F1", f"{customer}.csv", "C1", "U1", None, None, question)
    store.exports.note("F2", "C1", "U1", "champions.csv", [customer, "BOB"])
    pending = store.pending.find(store.pending.put(waiting))
    assert traces(store, customer) == []
    assert store.threads.find("C1", "1.2") is not None
    assert pending is not None
    assert "BOB" in pending.question
    assert [each.file_id for each in store.exports.recalled()] == ["F2"]


def test_an_address_in_the_name_of_a_product_or_a_file_goes_too(tmp_path: Path) -> None:
    shop, customer = Shop(tmp_path), "ann@example.com"
    gift = [f"Gift card for {customer}" if cell == "MUG" else cell for cell in bought("1", "BOB")]
    rows = [HEADER, gift, bought("2", customer)]
    shop.take_in(f"{customer}.csv", as_csv(rows))
    shop.ask(f"/data forget {customer} sure=yes")
    assert traces(shop.store, customer) == []
    shop.take_in(f"{customer} again.csv", as_csv([*rows, bought("3", "BOB")]))
    assert traces(shop.store, customer) == []
