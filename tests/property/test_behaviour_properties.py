"""What stays true of how customers buy, whatever they bought."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shops import line, lines_table, order, orders_table

from analytics.features.behaviour import basket_habits, order_habits

Bought: TypeAlias = tuple[str, int, int, int]
Item: TypeAlias = tuple[str, int, str, int]
AS_OF = date(2024, 7, 1)
orders = st.lists(
    st.tuples(
        st.sampled_from("abcdefg"),
        st.integers(1, 180 * 86_400),  # seconds before the as-of date
        st.integers(0, 10**7),
        st.integers(1, 10**5),  # thousandths of a unit
    ),
    min_size=1,
    max_size=40,
)
items = st.lists(
    st.tuples(
        st.sampled_from("abcdefg"), st.integers(0, 3), st.sampled_from("xyz"), st.integers(0, 10**7)
    ),
    min_size=1,
    max_size=40,
)
quick = settings(max_examples=8)


def habits(rows: Sequence[Bought], *, price: int = 1, days: int = 0) -> pd.DataFrame:
    as_of = AS_OF + timedelta(days=days)
    table = [
        order(str(place), who, str(pd.Timestamp(as_of) - pd.Timedelta(seconds=ago)), cents * price)
        | {"units": thousandths / 1_000}
        for place, (who, ago, cents, thousandths) in enumerate(rows)
    ]
    found: pd.DataFrame = order_habits(orders_table(pd.DataFrame(table)), as_of).execute()
    return found.sort_values("customer_id", ignore_index=True)


def baskets(rows: Sequence[Item], *, price: int = 1) -> pd.DataFrame:
    table = [
        line(order(f"{who}{number}", who, "2024-06-01 10:00:00", 0), product, cents * price)
        for who, number, product, cents in rows
    ]
    found: pd.DataFrame = basket_habits(lines_table(pd.DataFrame(table)), AS_OF).execute()
    return found


@quick
@given(rows=orders)
def test_every_customer_has_figures_within_their_limits(rows: list[Bought]) -> None:
    found = habits(rows)
    assert found["customer_id"].tolist() == sorted({row[0] for row in rows})
    for share in ("weekend_share", "morning_share", "evening_share"):
        assert found[share].dropna().between(0, 1).all()
    assert found["trend"].dropna().between(-1, 1).all()
    assert (found[["gap_mean", "gap_spread"]].fillna(0) >= 0).all(axis=None)
    # Deviations from the mean of numbers from 0 on are at most the root of their count times it.
    assert (found["gap_spread"].fillna(0) <= found["gap_mean"].fillna(0) * len(rows)).all()
    several = found["customer_id"].map(pd.Series([row[0] for row in rows]).value_counts()) > 1
    assert (found["gap_mean"].notna() == several).all()


@quick
@given(rows=orders, random=st.randoms(use_true_random=False))
def test_shuffling_orders_changes_nothing(rows: list[Bought], random: Random) -> None:
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(habits(rows), habits(shuffled), check_exact=True)


@quick
@given(rows=orders, price=st.integers(2, 1_000))
def test_multiplying_every_price_changes_nothing(rows: list[Bought], price: int) -> None:
    pd.testing.assert_frame_equal(habits(rows), habits(rows, price=price), check_exact=True)


@quick
@given(rows=orders, days=st.integers(-3_000, 3_000))
def test_shifting_all_days_with_the_as_of_date_changes_no_more_than_weekdays(
    rows: list[Bought], days: int
) -> None:
    here, there = habits(rows), habits(rows, days=days)
    if days % 7:
        here, there = (each.drop(columns="weekend_share") for each in (here, there))
    pd.testing.assert_frame_equal(here, there, check_exact=True)


@quick
@given(rows=items, random=st.randoms(use_true_random=False), price=st.integers(2, 1_000))
def test_baskets_depend_neither_on_the_order_of_lines_nor_on_the_currency(
    rows: list[Item], random: Random, price: int
) -> None:
    found = baskets(rows)
    shuffled = baskets(random.sample(rows, len(rows)), price=price)
    pd.testing.assert_frame_equal(found, shuffled, check_exact=True)
    assert found["customer_id"].tolist() == sorted({row[0] for row in rows})
    assert found["products_per_order"].between(1, 3).all()
    assert found["top_product_share"].dropna().between(1 / 3, 1).all()
