"""Who moved, why, and what it is worth: worked by hand."""

from datetime import date

import pandas as pd
import pytest
from small_shops import order, orders_table, refund

from analytics.features.customers import Returns
from analytics.movement.moves import Direction, Movement, Why, best_first, movement
from analytics.movement.worth import spent_in_year, yearly_money
from analytics.rfm import Edges, score_rfm
from analytics.selftest import ten_movers
from analytics.selftest.ten_movers import (
    PACK,
    PATHS,
    SEGMENTS,
    compare_edges,
    compare_movement,
    now,
    then,
    yearly,
)


@pytest.fixture
def moved() -> Movement:
    return ten_movers.moved()


def test_edges_are_those_worked_by_hand() -> None:
    found = compare_edges(*(score_rfm(each, PACK).edges for each in (then(), now())))

    assert (found.values, found.where) == (8, ())


def test_moves_matrix_and_paths_are_those_worked_by_hand(moved: Movement) -> None:
    """A path is worth what is lost on the way down, and what is won on the way up."""
    moves, matrix, paths = compare_movement(moved)

    assert (moves.values, moves.where) == (30, ())
    assert (matrix.values, matrix.where) == (16, ())
    assert (paths.values, paths.where) == (42, ())


def test_paths_come_by_money_the_most_first(moved: Movement) -> None:
    assert moved.paths() == PATHS


def test_movement_can_be_narrowed_to_a_reason_a_way_or_a_segment(moved: Movement) -> None:
    def who(narrowed: Movement) -> list[str]:
        return [*narrowed.customers.index]

    assert who(moved.of(Why.OWN, Why.BOTH)) == ["cat", "dan", "ida"]
    assert who(moved.going(Direction.DOWN)) == ["eve", "ida"]
    assert who(moved.going(Direction.ASIDE)) == ["hal", "jon"]
    assert who(moved.between(before="best")) == ["hal", "ida"]
    assert who(moved.between(after="best")) == ["dan", "jon"]
    assert who(moved.between("poor", "best")) == ["dan"]
    assert moved.of(Why.OWN).going(Direction.DOWN).money_before == 90.1


def test_why_somebody_moved_is_unknown_where_the_earlier_edges_are() -> None:
    series = pd.Series({"ann": "good"})
    found = movement(series, pd.Series({"ann": "best"}), pd.Series(dtype="str"), SEGMENTS, yearly())

    assert [*found.customers["why"]] == [Why.UNKNOWN]


def test_kept_edges_never_move_anybody() -> None:
    edges = Edges((1, 2, 3, 4), (1, 2, 3, 4), (2, 4, 6, 8))
    before, after = (score_rfm(each, PACK, edges).scores["segment"] for each in (then(), now()))
    found = movement(before, after, after, SEGMENTS, yearly())

    assert found.count(Why.BOUNDARY, Why.BOTH) == 0
    assert found.count(Why.OWN) == 3


def test_groups_rank_by_the_money_of_their_average_customer() -> None:
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
def test_a_years_money_is_that_of_the_365_days_before_the_day(returns: Returns, ann: float) -> None:
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
def test_shorter_histories_are_scaled_to_a_year(first_day: date, money: float) -> None:
    spent = pd.DataFrame({"customer_id": ["ann"], "cents": [10_000]})

    assert yearly_money(spent, date(2024, 1, 1), first_day)["ann"] == money
