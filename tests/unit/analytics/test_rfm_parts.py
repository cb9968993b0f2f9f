"""What stands around RFM scores: the shop's rhythm, what comes next."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shops import order, orders_table, refund

from analytics.features.customers import customer_features
from analytics.rfm import Edges, Rfm, score_rfm
from analytics.rfm.edges import rhythm_edges
from analytics.rfm.limits import Limits
from analytics.rfm.outlook import Step, Values, by_ordering, by_waiting
from analytics.rfm.rhythm import latest_gaps, shop_size
from analytics.rfm.rules import RulePack
from analytics.vocabulary.errors import SegbotError

EDGES = Edges((12, 32, 71, 179), (1, 2, 3, 6), (200, 500, 900, 2_000))
Line = tuple[str | None, str, float]


def test_the_gap_is_between_the_last_two_days_with_a_purchase() -> None:
    """Two orders of one day are one visit; returns and unknown customers don't count."""
    shop = pd.DataFrame(
        [
            order("1", "ada", "2024-01-01 09:00", 100),
            order("2", "ada", "2024-01-11 23:59", 100),
            order("3", "ada", "2024-02-01 00:00", 100),
            order("4", "ada", "2024-02-01 18:00", 100),
            refund("5", "ada", "2024-03-01 00:00", 50),
            order("6", "bob", "2024-01-01 09:00", 100),
            order("7", "bob", "2024-01-01 10:00", 100),
            order("8", "cyd", "2024-01-31 23:00", 100),
            order("9", "cyd", "2024-02-01 01:00", 100),
            order("10", None, "2024-01-01 09:00", 100),
            order("11", None, "2024-05-01 09:00", 100),
        ]
    )
    found = latest_gaps(orders_table(shop)).execute().set_index("customer_id")["gap"]
    assert found.to_dict() == {"ada": 21, "cyd": 1}
    size = shop_size(orders_table(shop)).execute().iloc[0]
    assert (size["customers"], size["days"]) == (3, 31)


def test_half_three_quarters_and_seven_eighths_came_back_by_the_edges() -> None:
    gaps = pd.Series(range(1, 101))
    assert rhythm_edges(gaps, 5) == (50, 75, 88, 94)
    assert rhythm_edges(gaps, 3) == (50, 75)
    assert rhythm_edges(gaps.sample(frac=1, random_state=1), 5) == (50, 75, 88, 94)


def test_edges_of_a_rhythm_rise_even_where_everybody_comes_back_on_the_same_day() -> None:
    assert rhythm_edges(pd.Series([7] * 40), 5) == (7, 8, 9, 10)


def test_a_few_who_came_back_make_no_rhythm() -> None:
    assert rhythm_edges(pd.Series(range(1, 30)), 5) is None
    assert rhythm_edges(pd.Series(range(1, 31)), 5) is not None


def test_limits_are_up_to_a_day_and_from_an_order_and_an_amount_on() -> None:
    limits = Limits(recency=(30, 90), frequency=(2, 5), monetary=(50, 100))
    edges = Edges((0, 0), (0, 0), (0, 0)).with_limits(limits)
    rows = [("a", 30, 2, 50.0), ("b", 31, 4, 99.99), ("c", 90, 5, 100.0), ("d", 91, 1, 49.99)]
    features = pd.DataFrame(rows, columns=["customer_id", "recency", "frequency", "monetary"])
    rules = {"key": "all", "label": "All", "description": "All.", "play": "None."}
    pack = RulePack.model_validate({"scores": [1, 3], "rules": [rules]})
    scores = score_rfm(features, pack, edges).scores
    assert scores["r"].tolist() == [3, 2, 2, 1]
    assert scores["f"].tolist() == [2, 2, 3, 1]
    assert scores["m"].tolist() == [2, 2, 3, 1]


def test_edges_for_another_number_of_scores_are_refused(pack: RulePack) -> None:
    features = pd.DataFrame(
        [("a", 1, 1, 1.0)], columns=["customer_id", "recency", "frequency", "monetary"]
    )
    with pytest.raises(SegbotError, match="make 3 scores, but the rule pack is made for 5"):
        score_rfm(features, pack, Edges((1, 2), (1, 2), (1, 2)))


def a_customer(recency: int, orders: int, spent: float, usual: float) -> Values:
    """Somebody whose first order was as long ago as orders ten days apart make it."""
    return Values(recency, orders, spent, usual, orders, recency + 10 * (orders - 1))


def test_one_more_order_makes_a_loyal_customer_a_champion(pack: RulePack) -> None:
    """Recency 20 and 5 orders are 4 and 4; an order today is a 5, and the sixth still a 4."""
    values = a_customer(20, 5, 1_000.0, 200.0)
    assert by_ordering(values, pack, EDGES) == Step(1, pack.rule("champions"))


def test_so_many_orders_as_it_takes(pack: RulePack) -> None:
    """A new customer is a potential loyalist from the second order on."""
    assert by_ordering(a_customer(3, 1, 30.0, 30.0), pack, EDGES) == Step(
        1, pack.rule("potential_loyalists")
    )
    assert by_ordering(a_customer(3, 2, 60.0, 30.0), pack, EDGES) == Step(2, pack.rule("champions"))


def test_a_champion_can_only_stay(pack: RulePack) -> None:
    assert by_ordering(a_customer(2, 9, 4_000.0, 444.0), pack, EDGES) is None


def test_without_an_order_the_next_edge_of_days_decides(pack: RulePack) -> None:
    """A champion of 2 days is one up to day 12, and a loyal customer from day 13 on."""
    assert by_waiting(a_customer(2, 9, 4_000.0, 444.0), pack, EDGES) == Step(
        11, pack.rule("loyal_customers")
    )
    # Loyal from 13 to 71 days: the edge at 32 changes the score and not the segment.
    assert by_waiting(a_customer(20, 9, 4_000.0, 444.0), pack, EDGES) == Step(
        52, pack.rule("cannot_lose")
    )
    assert by_waiting(a_customer(300, 9, 4_000.0, 444.0), pack, EDGES) is None


def test_who_no_longer_is_new_by_waiting_goes_where_the_rule_says(pack: RulePack) -> None:
    """By days since the last order alone they would stay until day 13: new is up to day 10."""
    ten_days = pack.in_shop(10)
    assert by_waiting(a_customer(3, 1, 30.0, 30.0), ten_days, EDGES) == Step(
        8, pack.rule("promising")
    )
    assert by_waiting(a_customer(3, 1, 30.0, 30.0), pack, EDGES) == Step(10, pack.rule("promising"))


@settings(max_examples=8)
@given(
    days=st.lists(st.integers(0, 400), min_size=1, max_size=12),
    shift=st.integers(-3_000, 3_000),
)
def test_shifting_all_days_with_the_as_of_date_changes_nothing(
    pack: RulePack, days: list[int], shift: int
) -> None:
    as_of = date(2024, 7, 1)

    def scored(by: int) -> Rfm:
        shop = pd.DataFrame(
            [
                order(
                    f"{n}", f"c{n % 5}", f"{as_of + timedelta(days=by - 1 - back)} 08:30", 100 + n
                )
                for n, back in enumerate(days)
            ]
        )
        features = customer_features(orders_table(shop), as_of + timedelta(days=by)).execute()
        return score_rfm(features, pack)

    first, second = scored(0), scored(shift)
    pd.testing.assert_frame_equal(first.scores, second.scores)
    assert first.edges == second.edges
