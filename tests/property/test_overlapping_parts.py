"""However a shop's file is cut into overlapping parts, they make the same data as the whole."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st
from uploads import content, dump, is_sound

from bot.services.intake.importing import ImportReport, import_file
from storage.store import Store

#: Customer, country and lines: product, wording, quantity and price.
Order: TypeAlias = tuple[str, str, list[tuple[str, str, str, str]]]
#: Of each order.
Rows: TypeAlias = list[list[list[str]]]
TODAY = date(2026, 7, 1)
HEADER = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID"]
HEADER = [*HEADER, "Country", "Export"]
OPENING = datetime(2026, 1, 5, 10)

lines = st.tuples(
    st.sampled_from(["MUG", "LAMP", "POST", "CARD"]),
    st.sampled_from(["a", "b, c", "Thé"]),
    st.sampled_from(["1", "2", "12", "0.345", "-1"]),
    st.integers(100, 9999).map(lambda pence: f"{pence / 100:.2f}"),
)
orders = st.tuples(
    st.sampled_from(["", "71", "72", "73"]),
    st.sampled_from(["France", "Norway"]),
    st.lists(lines, min_size=1, max_size=4),
)


def rows(number: int, order: Order) -> list[list[str]]:
    """An order's rows."""
    customer, country, bought = order
    at = (OPENING + timedelta(hours=number)).isoformat(sep=" ")
    return [
        [f"{1000 + number}", product, wording, quantity, at, price, customer, country]
        for product, wording, quantity, price in bought
    ]


def write(path: Path, shop: Rows) -> Path:
    """Orders' rows as a file; each row says of which, so that no two files have the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(
            [HEADER, *([*row, path.stem] for each in shop for row in each)]
        )
    return path


def take_in(store: Store, path: Path) -> ImportReport:
    return import_file(store, path, path.name, today=TODAY, currency="EUR")


def orders_held(store: Store) -> dict[str, tuple[object, ...]]:
    """Each order by its number, with everything that people are told of it."""
    held: dict[str, list[tuple[Any, ...]]] = content(store)
    lines_of: dict[str, list[object]] = {}
    for line in held["lines"]:
        lines_of.setdefault(line[0], []).append(line)
    return {order[0]: (*order, *lines_of[order[0]]) for order in held["orders"]}


@st.composite
def cut_shops(draw: st.DrawFn) -> tuple[Rows, list[Rows]]:
    """A shop's orders, and parts of it: lists of whole orders, which together are all of them.

    Before its last part an order may be there as it once was.
    """
    shop = draw(st.lists(orders, min_size=1, max_size=8))
    numbers = range(len(shop))
    chosen = draw(st.lists(st.sets(st.sampled_from(numbers)), max_size=3))
    chosen.insert(draw(st.integers(0, len(chosen))), set(numbers).difference(*chosen))
    parts = [draw(st.permutations(sorted(part))) for part in chosen if part]
    last = {
        number: max(at for at, part in enumerate(parts) if number in part) for number in numbers
    }
    cut = [
        [
            rows(number, shop[number] if at == last[number] else draw(versions(shop[number])))
            for number in part
        ]
        for at, part in enumerate(parts)
    ]
    return [rows(number, shop[number]) for number in numbers], cut


def versions(order: Order) -> st.SearchStrategy[Order]:
    return st.one_of(st.just(order), orders)


@given(cut_shops(), st.data())
def test_overlapping_parts_make_the_same_data_as_the_whole(
    drawn: tuple[Rows, list[Rows]], data: st.DataObject
) -> None:
    """Orders, lines and customers; and each report says truly what its part changed. Taking a part
    back leaves the tables byte for byte as they were before it: without anything, or with others.
    """
    shop, parts = drawn
    taken_back = data.draw(st.integers(0, len(parts) - 1))
    with TemporaryDirectory() as name:
        folder = Path(name)
        whole, store = Store(folder / "whole.db"), Store(folder / "parts.db")
        take_in(whole, write(folder / "whole.csv", shop))
        held: dict[str, tuple[object, ...]] = {}
        for at, part in enumerate(parts):
            path, tables = write(folder / f"part {at}.csv", part), dump(store)
            report = take_in(store, path)
            before, held = held, orders_held(store)
            new = held.keys() - before.keys()
            changed = {number for number in before if before[number] != held[number]}
            in_part = {order[0][0] for order in part}
            assert report.orders_new == len(new)
            assert report.orders_changed == len(changed)
            assert report.orders_same == len(in_part - new - changed)
            assert new | changed <= in_part
            if at == taken_back:
                take_back_and_in_again(store, report, tables, path)
        assert content(store)["orders"] == content(whole)["orders"]
        assert content(store)["lines"] == content(whole)["lines"]
        assert content(store)["customers"] == content(whole)["customers"]
        assert is_sound(store)


def take_back_and_in_again(
    store: Store, report: ImportReport, before: list[str], path: Path
) -> None:
    after, orders_after = dump(store), content(store)
    store.undo(report.id)
    assert dump(store) == before
    again = take_in(store, path)
    assert not again.already_imported
    assert content(store) == orders_after
    assert len(dump(store)) == len(after)
    assert is_sound(store)
