"""An order that was paid in one export and is cancelled in the next."""

from datetime import date
from pathlib import Path

import pytest

from bot.services.intake.importing import ImportReport, import_file
from storage.store import Store

TODAY = date(2026, 7, 1)
HEADER = "Order Number,Order Status,Order Date,Customer ID,Order Total\n"
PAID = HEADER + "1,completed,2025-03-01,7,40.00\n2,completed,2025-03-02,8,12.00\n"
CANCELLED = HEADER + "1,cancelled,2025-03-01,7,40.00\n2,completed,2025-03-02,8,12.00\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "team.db")


def take(store: Store, tmp_path: Path, text: str) -> ImportReport:
    path = tmp_path / "orders.csv"
    path.write_text(text)
    return import_file(store, path, path.name, today=TODAY)


def money(store: Store) -> dict[str, int]:
    with store.tables() as tables:
        orders = tables.orders.to_pandas()
    return {
        invoice: cents
        for invoice, cents in zip(orders["invoice"], orders["purchase_cents"], strict=True)
        if cents
    }


def test_it_counts_no_longer_and_its_customer_is_gone(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, PAID)
    report = take(store, tmp_path, CANCELLED)
    assert money(store) == {"2": 1200}
    assert (report.orders_new, report.orders_changed, report.orders_same) == (0, 1, 1)
    with store.tables() as tables:
        assert tables.customers.to_pandas()["customer_id"].tolist() == ["8"]


def test_it_counts_again_once_the_file_is_taken_back(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, PAID)
    report = take(store, tmp_path, CANCELLED)
    store.undo(report.id)
    assert money(store) == {"1": 4000, "2": 1200}


def test_an_order_that_was_never_paid_is_no_order(store: Store, tmp_path: Path) -> None:
    report = take(store, tmp_path, CANCELLED)
    assert money(store) == {"2": 1200}
    assert report.orders_new == 1
