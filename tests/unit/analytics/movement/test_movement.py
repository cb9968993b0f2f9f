"""Who moved, why, and what it is worth: worked by hand."""

from datetime import date

import pandas as pd
import pytest
from small_shops import order, orders_table, refund

from analytics.features import Returns
from analytics.movement.moves import GONE, NEW, Direction, Movement, Path, Why, best_first, movement
from analytics.movement.worth import spent_in_year, yearly_money
from analytics.rfm import Edges, score_rfm
from analytics.rules import RulePack, SegmentRule

SEGMENTS = ("best", "good", "poor")


def rule(key: str, low: int, high: int) -> SegmentRule:
    return SegmentRule(key=key, label=key.title(), m=(low, high), description="-", play="-")


# Money alone decides: score 5 is best, 3 and 4 good, 1 and 2 poor.
PACK = RulePack(rules=(rule("best", 5, 5), rule("good", 3, 4), rule("poor", 1, 2)))


def features(**money: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"customer_id": [*money], "recency": 10, "frequency": 1, "monetary": [*money.values()]}
    )


# A day's edges are its 20, 40, 60 and 80 % quantiles: of nine values, counted from 0, those at the
# places 1.6, 3.2, 4.8 and 6.4.
#
#     then:  1  2  3  4  5  6  7   8   9     2.6  4.2  5.8  7.4
#     now:   1  2  3  5  6  7  10  20  30    2.6  5.2  6.8  14 (10 + 0.4 x 10)
#
# Scores: 1 + edges below the value. So with the edges of then, poor is up to 4.2, best above 7.4;
# with those of now, poor is up to 5.2, best above 14.
THEN = features(amy=1, ben=2, cat=3, dan=4, eve=5, fay=6, gus=7, hal=8, ida=9)
NOW = features(amy=1, ben=2, cat=10, dan=30, eve=5, fay=6, gus=7, ida=3, jon=20)
#           then   now, by the edges of then    now             so
# amy, ben  poor   poor                         poor            stayed
# cat       poor   best (10 > 7.4)              good (10 <= 14) both: without the moved edge, best
# dan       poor   best                         best            own behaviour
# eve       good   good (5 > 4.2)               poor (5 <= 5.2) the boundary: still spends 5
# fay, gus  good   good                         good            stayed
# hal       best   -                            -               gone
# ida       best   poor                         poor            own behaviour
# jon       -      best                         best            new
EXPECTED = {
    "amy": ("poor", "poor", Why.STAYED),
    "ben": ("poor", "poor", Why.STAYED),
    "cat": ("poor", "good", Why.BOTH),
    "dan": ("poor", "best", Why.OWN),
    "eve": ("good", "poor", Why.BOUNDARY),
    "fay": ("good", "good", Why.STAYED),
    "gus": ("good", "good", Why.STAYED),
    "hal": ("best", GONE, Why.GONE),
    "ida": ("best", "poor", Why.OWN),
    "jon": (NEW, "best", Why.NEW),
}
YEARLY = pd.DataFrame(
    {
        "money_before": {"cat": 30.0, "dan": 40.0, "eve": 50.0, "hal": 80.0, "ida": 90.1},
        "money_after": {"cat": 100.0, "dan": 300.2, "eve": 50.0, "ida": 30.0, "jon": 200.0},
    }
)


@pytest.fixture
def moved() -> Movement:
    before, after = score_rfm(THEN, PACK), score_rfm(NOW, PACK)
    kept = score_rfm(NOW, PACK, before.edges)
    segments = (each.scores["segment"] for each in (before, after, kept))
    return movement(*segments, SEGMENTS, YEARLY)


def test_edges_are_those_worked_by_hand():
    then, now = score_rfm(THEN, PACK).edges, score_rfm(NOW, PACK).edges

    assert then.monetary == pytest.approx((2.6, 4.2, 5.8, 7.4))
    assert now.monetary == pytest.approx((2.6, 5.2, 6.8, 14.0))


def test_each_move_is_the_customers_own_the_boundarys_or_both(moved):
    found = moved.customers[["before", "after", "why"]]

    assert {str(who): tuple(row) for who, *row in found.itertuples()} == EXPECTED


def test_the_matrix_counts_everybody_once(moved):
    assert moved.matrix().to_dict("index") == {
        "best": {"best": 0, "good": 0, "poor": 1, GONE: 1},
        "good": {"best": 0, "good": 2, "poor": 1, GONE: 0},
        "poor": {"best": 1, "good": 1, "poor": 2, GONE: 0},
        NEW: {"best": 1, "good": 0, "poor": 0, GONE: 0},
    }


def test_a_path_is_worth_what_is_lost_on_the_way_down_and_what_is_won_on_the_way_up(moved):
    assert moved.paths() == (
        Path("poor", "best", Direction.UP, 1, boundary=0, both=0, money=300.2),
        Path(NEW, "best", Direction.ASIDE, 1, boundary=0, both=0, money=200.0),
        Path("poor", "good", Direction.UP, 1, boundary=0, both=1, money=100.0),
        Path("best", "poor", Direction.DOWN, 1, boundary=0, both=0, money=90.1),
        Path("best", GONE, Direction.ASIDE, 1, boundary=0, both=0, money=80.0),
        Path("good", "poor", Direction.DOWN, 1, boundary=1, both=0, money=50.0),
    )


def test_movement_can_be_narrowed_to_a_reason_a_way_or_a_segment(moved):
    def who(narrowed):
        return [*narrowed.customers.index]

    assert who(moved.of(Why.OWN, Why.BOTH)) == ["cat", "dan", "ida"]
    assert who(moved.going(Direction.DOWN)) == ["eve", "ida"]
    assert who(moved.going(Direction.ASIDE)) == ["hal", "jon"]
    assert who(moved.between(before="best")) == ["hal", "ida"]
    assert who(moved.between(after="best")) == ["dan", "jon"]
    assert who(moved.between("poor", "best")) == ["dan"]
    assert moved.of(Why.OWN).going(Direction.DOWN).money_before == 90.1


def test_why_somebody_moved_is_unknown_where_the_earlier_edges_are():
    series = pd.Series({"ann": "good"})
    found = movement(series, pd.Series({"ann": "best"}), pd.Series(dtype="str"), SEGMENTS, YEARLY)

    assert [*found.customers["why"]] == [Why.UNKNOWN]


def test_kept_edges_never_move_anybody():
    edges = Edges((1, 2, 3, 4), (1, 2, 3, 4), (2, 4, 6, 8))
    before, after = (score_rfm(each, PACK, edges).scores["segment"] for each in (THEN, NOW))
    found = movement(before, after, after, SEGMENTS, YEARLY)

    assert found.count(Why.BOUNDARY, Why.BOTH) == 0
    assert found.count(Why.OWN) == 3


def test_groups_rank_by_the_money_of_their_average_customer():
    groups = pd.Series({"a": "one", "b": "two", "c": "two", "d": "three"})
    money = pd.Series({"a": 10.0, "b": 30.0, "c": 2.0})

    assert best_first(groups, money) == ("two", "one", "three")


ORDERS = pd.DataFrame(
    [
        order("A1", "ann", "2023-03-01 00:00", 1_000),
        order("A0", "ann", "2023-02-28 23:59", 70_000),
        order("A2", "ann", "2024-02-29 23:59:59", 500),
        refund("CA2", "ann", "2024-02-29 12:00", 200),
        order("A3", "ann", "2024-03-01 00:00", 70_000),
        refund("CB1", "ben", "2024-02-01 12:00", 300),
        order("X1", None, "2024-02-10 12:00", 900),
    ]
)


@pytest.mark.parametrize(("returns", "ann"), [(Returns.NET, 3.0), (Returns.IGNORE, 5.0)])
def test_a_years_money_is_that_of_the_365_days_before_the_day(returns, ann):
    """2024-03-01 less 365 days is 2023-03-02, for 2024 has a 29 February: A1 is a day too early."""
    day = date(2024, 3, 1)
    spent = spent_in_year(orders_table(ORDERS), day, returns).execute()

    assert dict(yearly_money(spent, day, date(2020, 1, 1))) == {"ann": ann, "ben": 0.0}


@pytest.mark.parametrize(
    ("first_day", "money"),
    [
        (date(2022, 1, 1), 100.0),  # more than a year of data: as it is
        (date(2023, 1, 1), 100.0),  # exactly 365 days
        (date(2023, 5, 26), 165.91),  # 220 days: 100 x 365 / 220
        (date(2023, 12, 25), 405.56),  # a week is taken for 90 days: 100 x 365 / 90
        (date(2024, 6, 1), 405.56),  # data that begin after the day
    ],
)
def test_shorter_histories_are_scaled_to_a_year(first_day, money):
    spent = pd.DataFrame({"customer_id": ["ann"], "cents": [10_000]})

    assert yearly_money(spent, date(2024, 1, 1), first_day)["ann"] == money
