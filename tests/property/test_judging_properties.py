"""What stays true of a judgement whatever the customers."""

from datetime import date
from random import Random
from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters.judge.agreement import agreement
from analytics.clusters.judge.evidence import sizes
from analytics.clusters.judge.holdout import HeldOut, Period, held_out
from analytics.clusters.judge.separation import between_share, separations
from analytics.clusters.judge.silhouettes import silhouettes

Row: TypeAlias = tuple[int, int, int, int | None]
quick = settings(max_examples=15)
customers = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.integers(0, 10**5),
        st.integers(1, 4),
        st.none() | st.integers(0, 10**4),
    ),
    min_size=2,
    max_size=40,
)
"""Recency, cents before the cut-off, group, and cents after it or None."""
orders = st.randoms(use_true_random=False)
PERIOD = Period(date(2024, 4, 1), date(2024, 6, 30))


def table(rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["recency", "monetary", "group", "later"])
    return frame.assign(customer_id=[f"c{number:02}" for number in range(len(rows))])


def judged(frame: pd.DataFrame, price: float = 1.0) -> HeldOut:
    later = frame.dropna(subset="later").assign(
        frequency=1, monetary=lambda rows: rows["later"].astype(float) * price
    )
    groups = frame.set_index("customer_id")["group"]
    return held_out(groups, frame.assign(frequency=1), later, PERIOD, groups.astype(str))


@quick
@given(rows=customers, order=orders)
def test_the_order_of_rows_changes_nothing(rows: list[Row], order: Random) -> None:
    frame = table(rows)
    places = list(range(len(rows)))
    order.shuffle(places)

    assert judged(frame.iloc[places]) == judged(frame)


@quick
@given(rows=customers)
def test_a_held_out_period_loses_nobody_and_no_money(rows: list[Row]) -> None:
    frame = table(rows)
    found = judged(frame)

    assert sum(each.customers for each in found.groups) == found.overall.customers == len(rows)
    spent = sum(each.customers * each.spend for each in found.groups)
    assert spent == pytest.approx(frame["later"].fillna(0).astype(float).sum())
    assert found.explained.buying <= 1
    assert found.explained.spending <= 1


@quick
@given(rows=customers)
def test_a_dearer_currency_changes_no_share(rows: list[Row]) -> None:
    frame = table(rows)
    plain, dear = judged(frame), judged(frame, price=64.0)

    assert dear.explained == plain.explained
    assert dear.rivals == plain.rivals
    assert dear.lift == pytest.approx(plain.lift)


@quick
@given(rows=customers, order=orders)
def test_what_groups_are_numbered_changes_no_measure(rows: list[Row], order: Random) -> None:
    frame = table(rows)
    numbers = [1, 2, 3, 4]
    order.shuffle(numbers)
    labels = frame["group"].to_numpy()
    renamed = np.array(numbers)[labels - 1]
    matrix = frame[["recency", "monetary"]].astype(float)

    shares = [[each.eta_squared for each in separations(matrix, by)] for by in (renamed, labels)]
    assert shares[0] == pytest.approx(shares[1])
    assert sizes(renamed).evenness == pytest.approx(sizes(labels).evenness)
    assert agreement(pd.Series(renamed), pd.Series(labels)).rand == pytest.approx(1.0)


@quick
@given(rows=customers)
def test_measures_lie_in_their_ranges(rows: list[Row]) -> None:
    frame = table(rows)
    labels = frame["group"].to_numpy()
    matrix = frame[["recency", "monetary"]].to_numpy(float)
    (found,) = silhouettes(matrix, [labels])
    spread = sizes(labels)

    assert (np.abs(found.values) <= 1).all()
    assert 0 <= spread.evenness <= 1 + 1e-12
    assert 0 < spread.smallest_share <= spread.largest_share <= 1
    assert 0 <= between_share(matrix[:, 0], labels) <= 1 + 1e-12
