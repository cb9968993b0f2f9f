"""What chance alone moves, and what is beyond it."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from small_shops import order, orders_table, refund

from analytics.movement.chance import Rank, Values, chance, timed_orders
from analytics.movement.moves import Direction

LATER = date(2025, 12, 31)
EARLIER = LATER - timedelta(days=90)
SECONDS = 86_400


def lately_or_not(_: Values) -> Rank:
    """Two segments with an edge that stays: who ordered within 60 days, and who didn't."""

    def rank(values: Values) -> npt.NDArray[np.int64]:
        return (values["recency"] > 60).astype("int64")

    return rank


def buyers(customers: int, days: int, stop: int = 0, pace: float = 40.0) -> pd.DataFrame:
    """Poisson buyers, up to ``LATER``; the first ``stop`` of them order no more after ``EARLIER``.

    ``pace`` is their mean days between two orders.
    """
    random = np.random.default_rng(6)
    end = (LATER - date(1970, 1, 1)).days * SECONDS
    rows = []
    for number in range(customers):
        moments = end - random.integers(0, days * SECONDS, random.poisson(days / pace))
        rows += [
            (f"c{number:04}", at, True, 1_000, 0)
            for at in moments
            if number >= stop or at < end - 90 * SECONDS
        ]
    columns = ["customer_id", "at", "purchase", "purchase_cents", "returned_cents"]
    return pd.DataFrame(rows, columns=columns)


def told(orders: pd.DataFrame, whom: set[str] | None = None) -> tuple[Direction, float, float]:
    """Beyond chance or not, and how many chance moves down and up."""
    meant = set(orders["customer_id"]) if whom is None else whom
    window = (EARLIER - date(1970, 1, 1)).days - int(orders["at"].min()) // SECONDS
    found = chance(orders, (EARLIER, LATER), window, lately_or_not, meant)
    assert found is not None
    return found.beyond, found.slipped, found.rose


def test_steady_buyers_move_as_chance_moves_them() -> None:
    """With two segments as many go one way as the other.

    Of buyers with a mean of 40 days between orders, exp(-60/40) = 22 % have been away for more
    than 60 days; 90 days later, 22 % of the others have: 0.78 x 0.22 = 17 % each way.
    """
    beyond, slipped, rose = told(buyers(400, 900))

    assert beyond is Direction.STAY
    assert slipped == pytest.approx(400 * 0.174, rel=0.1)
    assert rose == pytest.approx(400 * 0.174, rel=0.1)


def test_customers_who_stop_are_beyond_chance() -> None:
    assert told(buyers(400, 900, stop=80))[0] is Direction.DOWN


def test_it_is_told_of_those_who_are_meant() -> None:
    orders = buyers(400, 900, stop=80)
    others = {each for each in orders["customer_id"] if each >= "c0080"}

    beyond, slipped, _ = told(orders, others)
    assert beyond is Direction.STAY
    assert slipped == pytest.approx(len(others) * 0.174, rel=0.15)


def test_of_nobody_there_is_nothing_to_tell() -> None:
    assert chance(buyers(20, 900), (EARLIER, LATER), 300, lately_or_not, set()) is None


def test_the_order_of_rows_does_not_matter() -> None:
    orders = buyers(50, 600)
    assert told(orders) == told(orders.sample(frac=1, random_state=1))


def test_what_slipped_customers_lost_needs_a_past_as_long_as_the_span_before_it() -> None:
    """A tenth of the customers stops in each quarter; 260 days are too few to tell."""
    orders = buyers(800, 900, pace=20)
    end = (LATER - date(1970, 1, 1)).days * SECONDS
    stops = end - 90 * SECONDS * (orders["customer_id"].str[1:].astype(int) % 10)
    fading = orders[orders["at"] < stops]
    known = {}
    for days in (900, 260):
        recent = fading[fading["at"] >= end - days * SECONDS]
        window = days - 90
        meant = set(recent["customer_id"])
        found = chance(recent, (EARLIER, LATER), window, lately_or_not, meant)
        assert found is not None
        known[days] = found.lost

    assert known[260] is None
    assert known[900] is not None
    assert 0.5 < known[900] <= 1


def test_orders_are_read_up_to_the_day_with_their_returns() -> None:
    shop = pd.DataFrame(
        [
            order("A1", "ann", "2025-12-30 23:59:59", 500),
            refund("R1", "ann", "2025-12-30 12:00", 200),
            order("A2", "ann", "2025-12-31 00:00", 900),
            order("A3", None, "2025-12-01 00:00", 900),
        ]
    )
    found = timed_orders(orders_table(shop), LATER, ["ann"]).execute()

    assert sorted(found["purchase"].astype(bool)) == [False, True]
    assert found["purchase_cents"].sum() == 500
    assert found["returned_cents"].sum() == 200
    assert pd.Timestamp(found["at"].max(), unit="s") == pd.Timestamp("2025-12-30 23:59:59")
