"""What stays true of RFM scores whatever the customers."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import config
from analytics.rfm import score_rfm
from analytics.rules import RulePack

PACK = RulePack.model_validate(config.load("rfm_packs/grid10"))

customers = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 60), st.integers(0, 10**8)),
    min_size=1,
    max_size=60,
)
quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def frame(rows: list[tuple[int, int, int]], price: int = 1) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["recency", "frequency", "cents"])
    return table.assign(
        customer_id=[f"c{number:03}" for number in range(len(rows))],
        monetary=table.pop("cents") * price / 100,
    )


@quick
@given(rows=customers, seed=st.integers(0, 2**16))
def test_shuffling_rows_changes_nothing(rows, seed):
    features = frame(rows)
    given_order = score_rfm(features, PACK)
    shuffled = score_rfm(features.sample(frac=1, random_state=seed), PACK)
    pd.testing.assert_frame_equal(given_order.scores, shuffled.scores)
    assert given_order.edges == shuffled.edges
    assert given_order.segments == shuffled.segments


@quick
@given(rows=customers)
def test_doubling_every_price_changes_no_score(rows):
    scores = ["r", "f", "m", "segment"]
    pd.testing.assert_frame_equal(
        score_rfm(frame(rows), PACK).scores[scores],
        score_rfm(frame(rows, price=2), PACK).scores[scores],
    )


@quick
@given(rows=customers)
def test_the_input_is_untouched(rows):
    features = frame(rows)
    before = features.copy(deep=True)
    score_rfm(features, PACK)
    pd.testing.assert_frame_equal(features, before)


@quick
@given(rows=customers)
def test_segments_partition_the_customers_and_their_money(rows):
    found = score_rfm(frame(rows), PACK)
    keys = {rule.key for rule in PACK.rules}
    assert set(found.scores["segment"]) <= keys
    assert sum(segment.customers for segment in found.segments) == len(rows)
    assert sum(segment.orders for segment in found.segments) == sum(row[1] for row in rows)
    cents = sum(round(segment.revenue * 100) for segment in found.segments)
    assert cents == round(found.revenue * 100) == sum(row[2] for row in rows)
    assert sum(segment.customer_share for segment in found.segments) == pytest.approx(1)


@quick
@given(rows=customers)
def test_scores_keep_the_order_of_the_values(rows):
    scores = score_rfm(frame(rows), PACK).scores
    assert scores[["r", "f", "m"]].isin(range(1, 6)).all(axis=None)
    assert scores.sort_values("recency")["r"].is_monotonic_decreasing
    assert scores.sort_values("frequency")["f"].is_monotonic_increasing
    assert scores.sort_values("monetary")["m"].is_monotonic_increasing
