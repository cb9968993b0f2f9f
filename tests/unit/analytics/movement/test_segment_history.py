"""Earlier states rebuilt from the orders, and each customer's last change of segment."""

from datetime import date

import pandas as pd
import pytest
from small_shops import order, orders_table, refund

from analytics.features.customers import Returns, customer_features
from analytics.movement.history import activity, last_changes, states, weekly

AS_OF = date(2024, 3, 1)
ORDERS = pd.DataFrame(
    [
        order("A1", "ann", "2024-01-05 10:00", 5_000),
        order("A2", "ann", "2024-02-20 00:00", 2_500),
        refund("CA2", "ann", "2024-02-21 09:00", 1_000),
        order("B1", "ben", "2024-02-23 00:00:00", 1_999),
        # Returned more than was ever bought: money is never below zero.
        order("C1", "cat", "2024-01-31 23:59:59", 100),
        refund("CC1", "cat", "2024-02-10 12:00", 900),
        # Only a return: never a customer.
        refund("CD1", "dan", "2024-02-10 12:00", 900),
        order("X1", None, "2024-02-10 12:00", 900),
        # After the last day: not seen.
        order("E1", "eve", "2024-03-01 00:00", 900),
    ]
)


def segments(**by_customer: str) -> pd.Series:
    return pd.Series(by_customer, dtype="str")


def test_weeks_end_on_the_as_of_date() -> None:
    assert weekly(AS_OF, 2) == (date(2024, 2, 16), date(2024, 2, 23), AS_OF)


@pytest.mark.parametrize("returns", Returns)
@pytest.mark.parametrize("steps", [0, 1, 12])
def test_each_state_is_what_the_features_say_as_of_that_day(returns: Returns, steps: int) -> None:
    orders = orders_table(ORDERS)
    days = weekly(AS_OF, steps)
    rebuilt = dict(states(activity(orders, days).execute(), days, returns))

    assert AS_OF in rebuilt
    for day in days:
        expected = customer_features(orders, day, returns).execute()
        if expected.empty:
            assert day not in rebuilt
            continue
        columns = ["customer_id", "recency", "frequency", "monetary", "orders_ever", "tenure"]
        expected = expected.assign(orders_ever=expected["frequency"])
        pd.testing.assert_frame_equal(rebuilt[day], expected[columns], check_dtype=False)


@pytest.mark.parametrize("window", [7, 30])
def test_a_window_leaves_out_orders_but_not_that_somebody_began_before_it(window: int) -> None:
    orders = orders_table(ORDERS)
    days = weekly(AS_OF, 12)
    seen = 0
    for day, found in states(activity(orders, days, window).execute(), days, window=window):
        ever = customer_features(orders, day).execute().set_index("customer_id")
        theirs = ever.loc[found["customer_id"]]
        assert found["orders_ever"].tolist() == theirs["frequency"].tolist()
        assert found["tenure"].tolist() == theirs["tenure"].tolist()
        seen += int((found["frequency"] < found["orders_ever"]).sum())
    assert seen


def test_the_order_of_rows_does_not_matter() -> None:
    days = weekly(AS_OF)
    summed = activity(orders_table(ORDERS), days).execute()
    for (_, one), (_, other) in zip(
        states(summed, days), states(summed.iloc[::-1], days), strict=True
    ):
        pd.testing.assert_frame_equal(one, other)


def test_the_previous_segment_is_the_last_different_one() -> None:
    """ann: best, then good since Tuesday. ben never moved. cat came on Tuesday. dan was
    best for a day: what counts is the last different segment, and since when he is back."""
    monday, tuesday, wednesday = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)
    found = last_changes(
        [
            (monday, segments(ann="best", ben="good", dan="good")),
            (tuesday, segments(ann="good", ben="good", cat="good", dan="best")),
            (wednesday, segments(ann="good", ben="good", cat="good", dan="good")),
        ]
    )

    assert found.to_dict("index") == {
        "ann": {"segment": "good", "previous": "best", "since": tuesday},
        "ben": {"segment": "good", "previous": None, "since": None},
        "cat": {"segment": "good", "previous": None, "since": tuesday},
        "dan": {"segment": "good", "previous": "best", "since": wednesday},
    }


def test_who_is_no_longer_known_on_the_last_day_is_left_out() -> None:
    days = [(date(2024, 1, 1), segments(ann="a", ben="b")), (date(2024, 1, 2), segments(ben="b"))]

    assert list(last_changes(days).index) == ["ben"]


def test_no_days_give_no_customers() -> None:
    assert last_changes([]).empty
