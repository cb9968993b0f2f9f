"""How each customer buys."""

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest
from small_shops import line, lines_table, order, orders_table, refund

from analytics.features.behaviour import basket_habits, order_habits
from analytics.vocabulary import schema

AS_OF = date(2024, 7, 1)


def habits(rows: list[dict[str, object]]) -> pd.DataFrame:
    found: pd.DataFrame = order_habits(orders_table(pd.DataFrame(rows)), AS_OF).execute()
    return found.set_index("customer_id")


def baskets(rows: list[dict[str, object]]) -> pd.DataFrame:
    found: pd.DataFrame = basket_habits(lines_table(pd.DataFrame(rows)), AS_OF).execute()
    return found.set_index("customer_id")


def test_a_customer_worked_by_hand() -> None:
    """Three orders, the first on a Monday.

    ========================== ======= ===== ====================================
    order                      pounds  units since the one before
    ========================== ======= ===== ====================================
    Mon 2024-01-01 10:00           100     4
    Sat 2024-01-06 20:00            50     2 5 days 10 hours, 5.41667 days
    Mon 2024-06-24 09:00            30     6 169 days 13 hours, 169.54167 days
    ========================== ======= ===== ====================================

    Gaps: mean (5.41667 + 169.54167) / 2 = 87.47917; both are 82.0625 from it, the spread.
    Trend: 181 days 14 hours to the as-of date, the middle of which is 2024-04-01 05:00; 150
    pounds before and 30 after, so (30 - 150) / 180.
    """
    found = habits(
        [
            order("3", "ann", "2024-06-24 09:00:00", 3_000, units=6),
            order("1", "ann", "2024-01-01 10:00:00", 10_000, units=4),
            order("2", "ann", "2024-01-06 20:00:00", 5_000, units=2),
            refund("C4", "ann", "2024-06-29 09:00:00", 2_000),
            order("5", "ann", "2024-07-01 00:00:00", 9_900),
            order("6", None, "2024-06-29 09:00:00", 9_900),
        ]
    )
    assert found.index.tolist() == ["ann"]
    assert found.loc["ann"].to_dict() == pytest.approx(
        {
            "units_per_order": 4,
            "gap_mean": 87 + 11.5 / 24,
            "gap_spread": 82 + 1.5 / 24,
            "weekend_share": 1 / 3,
            "morning_share": 2 / 3,
            "evening_share": 1 / 3,
            "trend": -2 / 3,
        }
    )


def test_one_order_has_no_gaps_and_no_trend() -> None:
    found = habits([order("1", "bob", "2024-03-02 11:59:59", 2_000, units=2.5)]).loc["bob"]
    assert found[["gap_mean", "gap_spread", "trend"]].isna().all()
    assert found["units_per_order"] == 2.5
    assert [*found[["weekend_share", "morning_share", "evening_share"]]] == [1, 1, 0]


def test_two_orders_have_a_gap_but_no_spread_and_the_very_middle_is_late() -> None:
    """From midnight of June 1 to that of July 1 the middle is midnight of June 16."""
    rows = [
        order("1", "cat", "2024-06-01 00:00:00", 1_000),
        order("2", "cat", "2024-06-16 00:00:00", 3_000),
    ]
    found = habits(rows).loc["cat"]
    assert found["gap_mean"] == 15
    assert np.isnan(found["gap_spread"])
    assert found["trend"] == 0.5
    a_second_before = habits([rows[0], rows[1] | {"ordered_at": "2024-06-15 23:59:59"}])
    assert a_second_before.loc["cat", "trend"] == -1


def test_equal_gaps_have_no_spread_at_all() -> None:
    weekly = pd.date_range("2024-01-01 12:00:07", periods=20, freq="7D")
    rows = [order(str(place), "dan", str(at), 1_000) for place, at in enumerate(weekly)]
    found = habits(rows).loc["dan"]
    assert found["gap_spread"] == 0
    assert found["gap_mean"] == 7


def test_orders_without_a_time_of_day_say_nothing_about_hours() -> None:
    found = habits(
        [
            order("1", "eve", "2024-06-01 00:00:00", 1_000),
            order("2", "fay", "2024-06-01 00:00:00", 1_000),
            order("3", "fay", "2024-06-02 17:59:59", 1_000),
            order("4", "gil", "2024-06-02 18:00:00", 1_000),
            order("5", "gil", "2024-06-02 12:00:00", 1_000),
        ]
    )
    hours = ["morning_share", "evening_share"]
    assert found.loc["eve", hours].isna().all()
    assert [*found.loc["fay", hours]] == [0, 0]
    assert [*found.loc["gil", hours]] == [0, 0.5]


def test_an_order_is_made_of_different_products_and_postage_is_none() -> None:
    """Goods: tea 90 + 25 + 25, cups 5 + 25; two products, then one twice, then one."""
    first, second, third = (
        order(str(number), "ann", f"2024-06-0{number} 09:00:00", 10_000) for number in (1, 2, 3)
    )
    only_postage = order("4", "bob", "2024-06-04 09:00:00", 500)
    later = order("5", "ann", "2024-07-01 00:00:00", 500)
    unknown = order("6", None, "2024-06-04 09:00:00", 500)
    found = baskets(
        [
            line(first, "tea", 9_000, quantity=3),
            line(first, "cup", 500),
            line(first, "post", 500, merchandise=0),
            line(second, "tea", 2_500),
            line(second, "tea", 2_500, description="TEA"),
            line(third, "cup", 2_500, quantity=5),
            line(third, "tea", -9_000, quantity=-3),
            line(only_postage, "post", 500, merchandise=0),
            line(later, "jam", 99_900),
            line(unknown, "jam", 99_900),
        ]
    )
    assert found.index.tolist() == ["ann"]
    assert [*found.loc["ann"]] == pytest.approx([4 / 3, 140 / 170])


def test_goods_for_nothing_have_no_favourite() -> None:
    gift = order("1", "ann", "2024-06-04 09:00:00", 0)
    found = baskets([line(gift, "tea", 0)]).loc["ann"]
    assert found["products_per_order"] == 1
    assert np.isnan(found["top_product_share"])


@pytest.mark.parametrize("engine", ["sqlite", "duckdb", "postgres"])
def test_the_same_definition_can_be_said_to_other_engines(engine: str) -> None:
    orders, lines = ibis.table(schema.ORDERS, "orders"), ibis.table(schema.LINES, "lines")
    for question, expected in (
        (order_habits(orders, AS_OF), schema.HABITS),
        (basket_habits(lines, AS_OF), schema.BASKETS),
    ):
        assert question.schema() == expected
        assert str(ibis.to_sql(question, dialect=engine)).startswith(("SELECT", "WITH"))


@pytest.mark.real_data
def test_online_retail_agrees_with_plain_pandas_on_orders(
    online_retail_orders: pd.DataFrame,
) -> None:
    as_of = pd.Timestamp("2011-12-10")
    found = order_habits(orders_table(online_retail_orders), as_of.date()).execute()
    found = found.set_index("customer_id").sort_index()

    orders = online_retail_orders.query("purchase_lines > 0").dropna(subset="customer_id")
    orders = orders.sort_values(["customer_id", "ordered_at"])
    at, of = orders["ordered_at"], orders["customer_id"]
    days = at.groupby(of).diff().dt.total_seconds() / 86_400
    begin = at.groupby(of).transform("min")
    pounds = orders["purchase_cents"] / 100
    late = pounds.where(at - begin >= as_of - at, 0).groupby(of).sum()
    early = pounds.where(at - begin < as_of - at, 0).groupby(of).sum()
    repeat = orders.groupby("customer_id").size() > 1
    expected = pd.DataFrame(
        {
            "units_per_order": orders["units"].groupby(of).mean(),
            "gap_mean": days.groupby(of).mean(),
            "gap_spread": days.groupby(of).std(ddof=0).where(days.groupby(of).count() > 1),
            "weekend_share": at.dt.day_name().isin(["Saturday", "Sunday"]).groupby(of).mean(),
            "morning_share": (at.dt.strftime("%p") == "AM").groupby(of).mean(),
            "evening_share": (at.dt.hour >= 18).groupby(of).mean(),
            "trend": ((late - early) / (late + early)).where(repeat),
        }
    )
    assert len(found) == 4_338
    pd.testing.assert_frame_equal(
        found, expected.astype(found.dtypes), check_names=False, rtol=1e-9, atol=1e-6
    )
