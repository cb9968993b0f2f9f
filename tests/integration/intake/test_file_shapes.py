"""One small shop in every shape that shops, tills and spreadsheets write it in."""

from datetime import date
from pathlib import Path

import pytest
from file_shapes import SHAPES, Expected, Shape

from bot.services.intake.importing import import_file
from storage.store import Store

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.what)
def test_the_shop_is_the_same_however_it_is_written(shape: Shape, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(shape.content)
    store = Store(tmp_path / "team.db")

    store.currency.decide(shape.currency, user="")
    report = import_file(store, path, shape.name, today=TODAY)

    found = Expected(
        kept=report.rows_kept,
        aside=dict(report.rows_set_aside),
        rejected=dict(report.rows_rejected),
        orders=report.orders_new,
        customers=report.customers,
        revenue=f"{report.revenue_cents / 100:.2f}",
        first=str(report.first_order),
    )
    assert found == shape.expected
    with store.tables() as tables:
        orders, lines = tables.orders.to_pandas(), tables.lines.to_pandas()
    net = (orders["purchase_cents"] - orders["returned_cents"]).sum()
    assert lines["amount_cents"].sum() == net


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 40
