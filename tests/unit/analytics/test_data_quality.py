"""Returns without a purchase, lines far out, exact repeats: small shops worked by hand."""

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pytest
from ibis.backends import BaseBackend

from analytics.data_quality import amount_fence, outlying_lines, returns_matched
from analytics.vocabulary import schema

Shop = tuple[BaseBackend, ir.Table]
MakesShop = Callable[..., Shop]


def line(
    customer: str | None,
    product: str,
    day: int,
    quantity: float,
    cents: int = 100,
    invoice: str = "1",
) -> dict[str, Any]:
    return {
        "order_id": 1,
        "invoice": invoice,
        "customer_id": customer,
        "country": "France",
        "ordered_at": pd.Timestamp(f"2026-01-{day:02} 10:00"),
        "product_code": product,
        "description": product,
        "quantity": quantity,
        "unit_price": 1.0,
        "amount_cents": cents if quantity > 0 else -cents,
    }


@pytest.fixture
def table() -> MakesShop:
    """Makes lines a table of a fresh database."""
    connection = ibis.sqlite.connect()

    def make(*rows: dict[str, Any]) -> Shop:
        frame = pd.DataFrame([*rows], columns=list(schema.LINES))
        return connection, connection.create_table("lines", ibis.memtable(frame, columns=None))

    return make


def found(pair: Shop, ask: Callable[[ir.Table], ir.Table]) -> pd.DataFrame:
    connection, lines = pair
    answer: pd.DataFrame = connection.to_pandas(ask(lines))
    return answer


def test_a_return_belongs_to_an_earlier_purchase_of_as_many(table: MakesShop) -> None:
    rows = [
        line("ada", "MUG", 1, 3),
        line("ada", "MUG", 5, -3, 300),
        line("ada", "LAMP", 5, -1, 200),  # never bought
        line("bob", "MUG", 5, -1, 150),  # bought by ada only
        line("bob", "LAMP", 5, -1, 50),  # bought later
        line("bob", "LAMP", 6, 1),
        line("cyd", "MUG", 1, 1),
        line("cyd", "MUG", 2, 1),
        line("cyd", "MUG", 3, -2, 20),  # of two purchases
        line("dan", "MUG", 1, 1),
        line("dan", "MUG", 3, -2, 10),  # more than bought
        line("eve", "MUG", 3, -1, 5),  # at the same moment
        line("eve", "MUG", 3, 1),
        line("fay", "TEA", 1, 0.1),
        line("fay", "TEA", 2, 0.2),
        line("fay", "TEA", 3, -0.3, 7),  # 0.1 + 0.2 isn't quite 0.3
        line(None, "MUG", 5, -1, 90),
    ]
    matches = found(table(*rows), returns_matched).set_index("match")
    assert matches["lines"].to_dict() == {"matched": 4, "unmatched": 4, "unknown customer": 1}
    assert matches["returned"].round(2).to_dict() == {
        "matched": 3.32,
        "unmatched": 4.10,
        "unknown customer": 0.90,
    }


def test_the_fence_is_three_times_the_quartiles_distance_out_in_logarithms(
    table: MakesShop,
) -> None:
    # Eight amounts: the lower quartile is the 2nd, 100, the upper the 6th, 200: fence 200 x 2^3.
    cents = [50, 100, 110, 120, 150, 200, 1600, 1601]
    pair = table(*(line("ada", f"P{each}", 1, 1, each) for each in cents))
    fence = found(pair, amount_fence).iloc[0]
    assert fence.tolist() == [100, 200, 1600]
    assert found(pair, outlying_lines)["amount_cents"].tolist() == [1601]


def test_returns_are_no_outliers_and_do_not_move_the_fence(table: MakesShop) -> None:
    pair = table(
        *(line("ada", "MUG", 1, 1, each) for each in (100, 100, 200, 200)),
        *(line("ada", "MUG", 2, -1, 99_999) for _ in range(9)),
    )
    assert found(pair, amount_fence)["fence"].tolist() == [1600]
    assert found(pair, outlying_lines).empty


def test_equal_quartiles_make_no_fence(table: MakesShop) -> None:
    pair = table(*(line("ada", "MUG", 1, 1, each) for each in (100, 100, 100, 9000)))
    assert found(pair, amount_fence)["fence"].isna().all()
    assert found(pair, outlying_lines).empty


def test_no_lines_make_no_fence(table: MakesShop) -> None:
    pair = table(line("ada", "MUG", 1, -1))
    assert found(pair, amount_fence).isna().all(axis=None)
