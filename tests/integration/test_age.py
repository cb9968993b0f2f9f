"""How old the data are is said where they are old, by the clock, and where it matters."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv

from bot.render.message import versions
from bot.services.answer import Answer
from bot.services.dispatch import Services

HEADER = ("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID")
ORDERS = [(n, "MUG", 1, f"2025-06-{1 + n % 30:02}", "3.50", 100 + n % 9) for n in range(60)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Orders up to 30 June 2025."""
    made = Shop(Path(tmp_path_factory.mktemp("shop")))
    made.take_in("shop.csv", as_csv(ORDERS, HEADER))
    return made


def on(day: date, line: str, shop: Shop) -> Answer:
    services = Services()
    return services.ask(line, replace(services.context(shop.store), today=day))


@pytest.mark.parametrize("line", ["/rfm overview", "/explore overview until=2025-06-10"])
def test_old_data_are_said_to_be_old(shop: Shop, line: str) -> None:
    answer = on(date(2025, 11, 27), line, shop)

    assert answer.age == "The data end on 30 Jun 2025, 150 days ago."
    assert answer.age in str(next(versions(answer)).blocks)


@pytest.mark.parametrize(
    ("day", "line"),
    [(date(2025, 7, 31), "/rfm overview"), (date(2025, 11, 27), "/data uploads")],
    ids=["data that are not old", "an answer that is not about how things stand"],
)
def test_nothing_is_said_of_it_otherwise(shop: Shop, day: date, line: str) -> None:
    assert on(day, line, shop).age == ""
