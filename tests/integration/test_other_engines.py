"""The same definitions give the same figures in another engine than SQLite."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
import pandas as pd
import pytest
from ibis.backends import BaseBackend

from analytics.features.behaviour import basket_habits, order_habits
from analytics.features.customers import Returns, as_of_date, customer_features, shop_totals
from analytics.sample.shop import sample_shop
from bot.services.intake.importing import import_file
from storage.store import Store

Question: TypeAlias = Callable[[ir.Table, ir.Table], ir.Table]
AS_OF = date(2026, 7, 1)
QUESTIONS: dict[str, Question] = {
    "features": lambda orders, lines: customer_features(orders, AS_OF),
    "features, returns ignored": lambda orders, lines: customer_features(
        orders, AS_OF, Returns.IGNORE
    ),
    "features, half way": lambda orders, lines: customer_features(orders, date(2025, 6, 30)),
    "as-of date": lambda orders, lines: as_of_date(orders).as_table(),
    "totals": lambda orders, lines: shop_totals(orders),
    "habits": lambda orders, lines: order_habits(orders, AS_OF).order_by("customer_id"),
    "baskets": lambda orders, lines: basket_habits(lines, AS_OF),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The made-up shop, small."""
    folder = tmp_path_factory.mktemp("engines")
    path = folder / "shop.csv"
    sample_shop(3, customers=300).rows.to_csv(path, index=False)
    store = Store(folder / "team.db")
    import_file(store, path, path.name, today=AS_OF)
    return store


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_duckdb_answers_as_sqlite_does(store: Store, question: Question, tmp_path: Path) -> None:
    duckdb = ibis.duckdb.connect()
    with store.tables() as tables:
        ours = question(tables.orders, tables.lines).execute()
        tables.orders.to_parquet(tmp_path / "orders.parquet")
        tables.lines.to_parquet(tmp_path / "lines.parquet")
    orders = duckdb.read_parquet(tmp_path / "orders.parquet")
    lines = duckdb.read_parquet(tmp_path / "lines.parquet")
    theirs = question(orders, lines).execute()

    assert len(ours) > 0
    pd.testing.assert_frame_equal(theirs, ours, check_dtype=False, rtol=1e-12)


ENGINES: dict[str, Callable[[], BaseBackend]] = {
    "sqlite": ibis.sqlite.connect,
    "duckdb": ibis.duckdb.connect,
}


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_come_and_go_in_each_engine(engine: str) -> None:
    """What ibis writes, the engine beneath it must take: neither checks the other's version."""
    connection = ENGINES[engine]()
    both = pd.DataFrame({"customer_id": ["ANN", "BOB"], "orders": [3, 1]})
    connection.create_table("shop", both)
    pd.testing.assert_frame_equal(connection.table("shop").execute(), both, check_dtype=False)

    connection.create_table("shop", both.head(1), overwrite=True)
    assert connection.table("shop").count().execute() == 1

    table = connection.table("shop")
    connection.create_table("frequent", table.filter(table["orders"] > 2))
    assert set(connection.list_tables()) == {"frequent", "shop"}

    connection.drop_table("shop")
    assert connection.list_tables() == ["frequent"]
