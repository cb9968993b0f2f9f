"""What stays true of a clustering whatever the customers."""

from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analytics.clusters.describe.profiles import profile_clusters
from analytics.clusters.find.clustering import RFM_COLUMNS, Clustering, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.vocabulary.errors import SegbotError

Row: TypeAlias = tuple[int, int, int]
customers = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 60), st.integers(0, 10**5)),
    min_size=2,
    max_size=40,
)
numbers = st.integers(2, 6)
scales = st.sampled_from(list(Scale))
quick = settings(max_examples=15)


def frame(rows: list[Row], price: int = 1) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["recency", "frequency", "cents"])
    return table.assign(
        customer_id=[f"c{number:03}" for number in range(len(rows))],
        monetary=table.pop("cents") * price / 100,
    )


def scaled(features: pd.DataFrame, k: int, scale: Scale) -> Clustering:
    return cluster(features, k, prepare(features, RFM_COLUMNS, scale))


@quick
@given(rows=customers, k=numbers, scale=scales)
def test_clusters_partition_the_customers_and_their_money(
    rows: list[Row], k: int, scale: Scale
) -> None:
    assume(len(set(rows)) >= k)
    features = frame(rows)
    found = scaled(features, k, scale)
    assert found.labels.index.tolist() == sorted(features["customer_id"])
    assert sorted(found.labels.unique()) == list(range(1, k + 1))
    assert all(np.isfinite(figure) for figure in vars(found.quality).values())
    profiles = profile_clusters(features, found)
    assert len({profile.label for profile in profiles}) == k
    assert sum(round((each.revenue or 0) * 100) for each in profiles) == sum(row[2] for row in rows)


@quick
@given(rows=customers, k=numbers)
def test_more_clusters_than_different_customers_are_refused_in_words(
    rows: list[Row], k: int
) -> None:
    features = frame(rows[: k - 1] * 3)
    with pytest.raises(SegbotError) as refused:
        cluster(features, k)
    assert refused.value.message
    assert refused.value.hint


@quick
@given(rows=customers, k=numbers)
def test_the_input_is_untouched(rows: list[Row], k: int) -> None:
    assume(len(set(rows)) >= k)
    features = frame(rows)
    before = features.copy(deep=True)
    profile_clusters(features, cluster(features, k))
    pd.testing.assert_frame_equal(features, before)


@quick
@given(rows=customers, k=numbers, scale=scales, seed=st.integers(0, 2**16))
def test_shuffling_rows_changes_nothing(rows: list[Row], k: int, scale: Scale, seed: int) -> None:
    assume(len(set(rows)) >= k)
    features = frame(rows)
    given_order = scaled(features, k, scale)
    shuffled = scaled(features.sample(frac=1, random_state=seed), k, scale)
    pd.testing.assert_series_equal(given_order.labels, shuffled.labels)
    pd.testing.assert_frame_equal(given_order.medians, shuffled.medians)
    assert given_order.quality == shuffled.quality


@quick
@given(rows=customers, k=numbers)
def test_doubling_every_price_moves_nobody_on_the_standard_scale(rows: list[Row], k: int) -> None:
    assume(len(set(rows)) >= k)
    priced = scaled(frame(rows), k, Scale.STANDARD)
    doubled = scaled(frame(rows, price=2), k, Scale.STANDARD)
    pd.testing.assert_series_equal(priced.labels, doubled.labels)
    assert priced.quality.silhouette == pytest.approx(doubled.quality.silhouette)
