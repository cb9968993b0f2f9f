"""k-means segmentation."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    silhouette_score,
)
from sklearn.preprocessing import StandardScaler
from small_shops import orders_table

from analytics.clusters.find.clustering import RFM_COLUMNS, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.features.customers import Returns, customer_features
from analytics.vocabulary.errors import SegbotError


def customers(rows: list[tuple[str, int, int, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "recency", "frequency", "monetary"])


TWO_CAMPS = customers(
    [
        ("f", 2, 12, 900.0),
        ("e", 300, 1, 15.0),
        ("d", 310, 1, 20.0),
        ("c", 1, 10, 1_000.0),
        ("b", 3, 11, 1_100.0),
        ("a", 290, 2, 10.0),
    ]
)


def test_two_obvious_camps_are_found_and_the_richer_is_number_one() -> None:
    found = cluster(TWO_CAMPS, 2)
    assert found.labels.to_dict() == {"a": 2, "b": 1, "c": 1, "d": 2, "e": 2, "f": 1}
    assert [*found.medians.loc[1]] == [2.0, 11.0, 1_000.0]
    assert [*found.medians.loc[2]] == [300.0, 1.0, 15.0]
    assert found.quality.silhouette > 0.8


def test_each_k_up_to_the_number_of_customers_works() -> None:
    for k in range(2, 7):
        found = cluster(TWO_CAMPS, k)
        assert sorted(found.labels.unique()) == list(range(1, k + 1))
        assert all(np.isfinite(figure) for figure in vars(found.quality).values())


def test_clusters_are_numbered_by_descending_revenue() -> None:
    found = cluster(TWO_CAMPS, 4)
    revenue = TWO_CAMPS.set_index("customer_id")["monetary"].groupby(found.labels).sum()
    assert revenue.is_monotonic_decreasing


@pytest.mark.parametrize("scale", list(Scale))
def test_a_feature_in_which_nobody_differs_is_no_obstacle(scale: Scale) -> None:
    """0.1 + 0.2 is a number whose mean over many rows isn't itself."""
    same = TWO_CAMPS.assign(monetary=0.1 + 0.2)
    found = cluster(same, 2, prepare(same, RFM_COLUMNS, scale))
    assert (found.matrix["monetary"] == 0).all()
    assert found.labels.to_dict()["a"] != found.labels.to_dict()["b"]


@pytest.mark.parametrize(
    ("frame", "k", "said", "advised"),
    [
        (TWO_CAMPS, 1, "1 groups", "at least 2"),
        (TWO_CAMPS, 0, "0 groups", "at least 2"),
        (TWO_CAMPS, 7, "of 6 customers, only 6 differ", "Ask for 6 groups or fewer"),
        (TWO_CAMPS.head(1), 2, "nothing to group: 1 customer", "Upload more"),
        (TWO_CAMPS.head(0), 2, "nothing to group: 0 customers", "Upload more"),
        (TWO_CAMPS.assign(recency=1, frequency=1, monetary=5.0), 2, "no difference", "Upload"),
        (TWO_CAMPS.assign(recency=1, monetary=5.0), 6, "only 5 differ", "Ask for 5"),
    ],
)
def test_a_k_that_cannot_be_had_is_refused_with_advice(
    frame: pd.DataFrame, k: int, said: str, advised: str
) -> None:
    with pytest.raises(SegbotError, match=said) as refused:
        cluster(frame, k)
    assert advised in refused.value.hint


def test_customers_a_cent_in_a_billion_apart_are_no_clusters() -> None:
    rows = [(f"c{number:02}", 1, 1, 1e9 + number / 100) for number in range(30)]
    with pytest.raises(SegbotError, match=r"5 groups is too many: of 31 customers, only \d "):
        cluster(customers([*rows, ("other", 1, 1, 5.0)]), 5)


def test_the_same_question_twice_has_the_same_answer_to_the_last_bit() -> None:
    random = np.random.default_rng(5)
    many = pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in range(1_500)],
            "recency": random.integers(0, 400, 1_500),
            "frequency": random.geometric(0.3, 1_500),
            "monetary": random.lognormal(5, 1, 1_500).round(2),
        }
    )
    first = cluster(many, 5)
    for _ in range(3):
        again = cluster(many.sample(frac=1), 5)
        pd.testing.assert_series_equal(again.labels, first.labels)
        assert again.quality == first.quality


@pytest.mark.real_data
@pytest.mark.parametrize("scale", [Scale.LOG, Scale.STANDARD])
def test_online_retail_agrees_with_plain_scikit_learn(
    online_retail_orders: pd.DataFrame, online_retail_rfm: pd.DataFrame, scale: Scale
) -> None:
    """log1p, StandardScaler, KMeans and scikit-learn's own measures, written out."""
    orders = orders_table(online_retail_orders)
    features = customer_features(orders, date(2011, 12, 10), Returns.IGNORE).execute()
    found = cluster(features, 4, prepare(features, RFM_COLUMNS, scale))

    plain = online_retail_rfm.assign(monetary=online_retail_rfm["monetary"].round(2)).to_numpy()
    matrix = StandardScaler().fit_transform(np.log1p(plain) if scale is Scale.LOG else plain)
    model = KMeans(n_clusters=4, n_init=10, random_state=0).fit(matrix)

    # The shop's money is rounded line by line, a hundredth here and there.
    assert np.allclose(found.matrix, matrix, atol=1e-3)
    assert adjusted_rand_score(model.labels_, found.labels) > 0.999
    assert found.quality.inertia == pytest.approx(model.inertia_, rel=1e-5)
    theirs = found.matrix.to_numpy(), found.labels
    assert found.quality.silhouette == pytest.approx(silhouette_score(*theirs), abs=1e-9)
    assert found.quality.davies_bouldin == pytest.approx(davies_bouldin_score(*theirs))
    assert found.quality.calinski_harabasz == pytest.approx(calinski_harabasz_score(*theirs))
