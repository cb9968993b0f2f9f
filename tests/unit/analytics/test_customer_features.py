"""Customer features and shop totals, asked of SQLite through Ibis."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from small_shops import order, orders_table, refund

from analytics.features.customers import (
    Returns,
    as_of_date,
    customer_features,
    in_time,
    shop_totals,
)
from analytics.selftest.six_customers import compare_features
from analytics.vocabulary import schema

AS_OF = date(2024, 7, 1)


def features_of(
    orders: pd.DataFrame, *, as_of: date = AS_OF, returns: Returns = Returns.NET
) -> pd.DataFrame:
    found: pd.DataFrame = customer_features(orders_table(orders), as_of, returns).execute()
    return found


def totals_of(orders: pd.DataFrame, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = shop_totals(orders_table(orders), **more).execute().iloc[0].to_dict()
    return found


def test_as_of_is_the_day_after_the_last_purchase(six_customers: pd.DataFrame) -> None:
    assert as_of_date(orders_table(six_customers)).execute() == pd.Timestamp(AS_OF)


def test_a_later_return_does_not_move_the_as_of_date() -> None:
    orders = [order("1", "a", "2024-02-28 23:59", 100), refund("C2", "a", "2024-03-05", 100)]
    found = as_of_date(orders_table(pd.DataFrame(orders))).execute()
    assert found == pd.Timestamp("2024-02-29")


def test_as_of_is_unknown_without_purchases(six_customers: pd.DataFrame) -> None:
    assert pd.isna(as_of_date(orders_table(six_customers.head(0))).execute())


@pytest.mark.parametrize("returns", Returns)
def test_six_customers_worked_by_hand(six_customers: pd.DataFrame, returns: Returns) -> None:
    found = compare_features(features_of(six_customers, returns=returns), returns)
    assert (found.values, found.where) == (42, ())


def test_ignoring_returns_leaves_money_and_nothing_else_different(
    six_customers: pd.DataFrame,
) -> None:
    net = features_of(six_customers)
    ignored = features_of(six_customers, returns=Returns.IGNORE)
    assert ignored["monetary"].tolist() == [100.0, 10.0, 60.0, 25.0, 200.0, 5.0]
    same = net.columns.drop(["monetary", "average_order"]).tolist()
    pd.testing.assert_frame_equal(net[same], ignored[same])


def test_columns_are_those_of_the_schema(six_customers: pd.DataFrame) -> None:
    expression = customer_features(orders_table(six_customers), AS_OF)
    assert list(expression.columns) == list(schema.FEATURES)
    assert {name: str(kind) for name, kind in expression.schema().items()} == {
        name: str(kind) for name, kind in schema.FEATURES.items()
    }


def test_country_is_that_of_the_latest_purchase_that_names_one() -> None:
    orders = pd.DataFrame(
        [
            order("1", "a", "2024-01-01", 100, country="France"),
            order("2", "a", "2024-02-01", 100, country="Spain"),
            order("3", "a", "2024-03-01", 100, country=None),
            order("4", "b", "2024-03-01", 100, country=None),
        ]
    )
    found = features_of(orders)["country"]
    assert found[0] == "Spain"
    assert pd.isna(found[1])


def test_orders_and_returns_from_the_as_of_day_on_are_ignored(six_customers: pd.DataFrame) -> None:
    found = features_of(six_customers, as_of=date(2024, 6, 25)).set_index("customer_id")
    assert "BOB" not in found.index
    assert [*found.loc["ADA", ["recency", "frequency", "monetary"]]] == [23, 2, 50.0]
    assert found.loc["CYD", "monetary"] == 60.0


def test_row_order_changes_nothing(six_customers: pd.DataFrame) -> None:
    shuffled = six_customers.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(features_of(six_customers), features_of(shuffled))


def test_totals_of_known_customers_add_up_to_their_features(six_customers: pd.DataFrame) -> None:
    for returns in Returns:
        found = totals_of(six_customers, returns=returns)
        features = features_of(six_customers, returns=returns)
        assert found["customers"] == len(features) == 6
        assert found["orders"] == features["frequency"].sum() == 9
        assert found["lines"] == 9
        assert found["revenue"] == features["monetary"].sum()


def test_totals_of_all_add_the_unknown_customers_own_net(six_customers: pd.DataFrame) -> None:
    found = totals_of(six_customers)
    assert found["revenue"] == 360.0
    assert found["revenue_all"] == 360.0 + 99.0 - 4.0
    assert (found["orders_all"], found["lines_all"]) == (10, 10)
    assert found["last_order"] == pd.Timestamp("2024-06-30 10:00")
    assert found["last_order_all"] == pd.Timestamp("2024-06-30 11:00")
    assert found["first_order"] == found["first_order_all"] == pd.Timestamp("2023-07-01")


def test_totals_leave_out_returns_after_the_as_of_day_as_features_do() -> None:
    orders = pd.DataFrame(
        [order("1", "a", "2024-03-01", 1_000), refund("C2", "a", "2024-03-09", 700)]
    )
    assert totals_of(orders)["revenue"] == 10.0
    assert totals_of(orders, as_of=date(2024, 3, 10))["revenue"] == 3.0


def test_an_empty_shop_has_zero_totals_and_no_customers(six_customers: pd.DataFrame) -> None:
    nothing = six_customers.head(0)
    found = totals_of(nothing)
    assert (found["customers"], found["orders_all"], found["revenue"]) == (0, 0, 0.0)
    assert pd.isna(found["first_order"])
    assert features_of(nothing).empty


@pytest.mark.parametrize(
    ("since", "until", "invoices"),
    [
        (date(2024, 6, 30), None, ["110", "111", "112", "C113"]),
        (None, date(2024, 4, 1), ["100", "101", "102"]),
        (date(2024, 6, 20), date(2024, 6, 21), ["106", "107"]),
    ],
)
def test_from_one_day_to_another_keeps_whole_days(
    six_customers: pd.DataFrame, since: date | None, until: date | None, invoices: list[str]
) -> None:
    kept = in_time(orders_table(six_customers), since, until).execute()
    assert sorted(kept["invoice"]) == invoices


@pytest.mark.real_data
def test_online_retail_gives_the_published_totals(online_retail_orders: pd.DataFrame) -> None:
    """397,884 lines, 4,338 customers, 18,532 orders, 8,911,407.90, 1 Dec 2010 to 9 Dec 2011."""
    found = totals_of(online_retail_orders, returns=Returns.IGNORE)
    assert (found["customers"], found["orders"], found["lines"]) == (4_338, 18_532, 397_884)
    assert found["revenue"] == 8_911_407.90
    assert found["first_order"].date() == date(2010, 12, 1)
    assert found["last_order"].date() == date(2011, 12, 9)


@pytest.mark.real_data
def test_online_retail_features_agree_with_plain_pandas(
    online_retail_orders: pd.DataFrame, online_retail_rfm: pd.DataFrame
) -> None:
    """Recency 0 to 373 days, means 92.06 days, 4.272 orders and 2,054.27, and row by row."""
    found = features_of(
        online_retail_orders, as_of=date(2011, 12, 10), returns=Returns.IGNORE
    ).set_index("customer_id")
    assert (found["recency"].min(), found["recency"].max()) == (0, 373)
    assert found["recency"].mean() == pytest.approx(92.06, abs=0.005)
    assert found["frequency"].mean() == pytest.approx(4.272, abs=0.0005)
    assert found["monetary"].mean() == pytest.approx(2_054.27, abs=0.005)
    assert found.index.tolist() == online_retail_rfm.index.tolist()
    assert (found["recency"] == online_retail_rfm["recency"]).all()
    assert (found["frequency"] == online_retail_rfm["frequency"]).all()
    # Lines are rounded to the cent; a few prices of the file have a tenth of one.
    assert (found["monetary"] - online_retail_rfm["monetary"]).abs().max() < 0.05
