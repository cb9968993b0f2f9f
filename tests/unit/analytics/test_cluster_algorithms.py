"""Four ways to find clusters, and the stored models that place other customers."""

import json

import numpy as np
import pandas as pd
import pytest
from known_groups import customers_of
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from analytics.clusters.find import algorithms
from analytics.clusters.find.algorithms import Algorithm, find_groups, k_means
from analytics.clusters.find.clustering import cluster
from analytics.clusters.find.model import ClusterModel
from analytics.vocabulary.errors import SegbotError


def camps(seed: int, each: int = 60) -> pd.DataFrame:
    """Three camps of customers and a few in between."""
    random = np.random.default_rng(seed)
    centres = ((1, 3, 8), (4, 1, 5), (5.5, 0.5, 3))
    rows = [random.normal(centre, 0.25, (each, 3)) for centre in centres]
    return customers_of(np.exp(np.vstack([*rows, random.uniform(0, 8, (6, 3))])))


@pytest.fixture
def shop() -> pd.DataFrame:
    return camps(0)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_the_same_customers_give_the_same_clusters_in_any_order(
    shop: pd.DataFrame, algorithm: Algorithm
) -> None:
    first = cluster(shop, 3, algorithm=algorithm)
    again = cluster(shop.sample(frac=1, random_state=3), 3, algorithm=algorithm)
    pd.testing.assert_series_equal(first.labels, again.labels)
    assert json.dumps(first.model.to_json()) == json.dumps(again.model.to_json())


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_clusters_are_those_of_scikit_learn(shop: pd.DataFrame, algorithm: Algorithm) -> None:
    found = cluster(shop, 3, algorithm=algorithm)
    matrix = found.matrix.to_numpy()
    theirs = {
        Algorithm.KMEANS: KMeans(3, n_init=50, random_state=1),
        Algorithm.GMM: GaussianMixture(3, n_init=5, reg_covar=1e-4, random_state=1),
        Algorithm.WARD: AgglomerativeClustering(3),
        Algorithm.HDBSCAN: HDBSCAN(min_cluster_size=5, copy=True),
    }[algorithm]
    assert adjusted_rand_score(theirs.fit_predict(matrix), found.labels) == 1
    assert found.labels.groupby(found.labels).size().index.tolist() == list(range(1, found.k + 1))


def test_k_means_is_as_tight_as_fifty_starts_of_scikit_learn(shop: pd.DataFrame) -> None:
    matrix = cluster(shop, 3).matrix.to_numpy()
    for k in range(2, 5):
        best = KMeans(k, n_init=50, random_state=7).fit(matrix).inertia_
        assert k_means(matrix, k, seed=0).inertia <= best * 1.001


@pytest.mark.parametrize("algorithm", [Algorithm.KMEANS, Algorithm.GMM])
@pytest.mark.parametrize("k", [2, 3, 6])
def test_a_model_gives_those_it_was_made_from_their_clusters_back(
    shop: pd.DataFrame, algorithm: Algorithm, k: int
) -> None:
    found = cluster(shop, k, algorithm=algorithm)
    pd.testing.assert_series_equal(found.model.assign(shop.sample(frac=1)), found.labels)


@pytest.mark.parametrize("algorithm", [Algorithm.WARD, Algorithm.HDBSCAN])
def test_a_model_of_groups_without_a_formula_gives_nearly_all_back(
    shop: pd.DataFrame, algorithm: Algorithm
) -> None:
    found = cluster(shop, 3, algorithm=algorithm)
    assert (found.model.assign(shop) == found.labels).mean() > 0.95


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_model_comes_back_from_json_as_it_was_and_places_other_customers(
    shop: pd.DataFrame, algorithm: Algorithm
) -> None:
    model = cluster(shop, 3, algorithm=algorithm).model
    again = ClusterModel.from_json(json.loads(json.dumps(model.to_json())))
    others = camps(1, each=10)
    placed = again.assign(others)
    pd.testing.assert_series_equal(placed, model.assign(others))
    assert placed.index.tolist() == others["customer_id"].tolist()
    # Of the others, those of one camp are together.
    assert [placed.iloc[start : start + 10].nunique() for start in (0, 10, 20)] == [1, 1, 1]


def test_a_mixture_places_as_scikit_learn_does(shop: pd.DataFrame) -> None:
    matrix = cluster(shop, 3).matrix.to_numpy()
    found = find_groups(matrix, Algorithm.GMM, 3, seed=0)
    theirs = GaussianMixture(3, n_init=3, max_iter=300, reg_covar=1e-4, random_state=0).fit(matrix)
    others = np.random.default_rng(2).normal(0, 2, (500, 3))
    assert found.placing.place(others).tolist() == theirs.predict(others).tolist()


def test_customers_in_no_crowd_are_a_group_that_is_known_as_such(shop: pd.DataFrame) -> None:
    found = cluster(shop, 3, algorithm=Algorithm.HDBSCAN)
    assert found.noise is not None
    far = customers_of(np.array([[1e6, 1e6, 1e9]]))
    assert found.model.assign(far).tolist() == [found.noise]


def test_an_even_spread_has_no_crowds() -> None:
    spread = customers_of(np.random.default_rng(0).uniform(1, 100, (8, 3)))
    with pytest.raises(SegbotError, match="no crowds") as refused:
        cluster(spread, 3, algorithm=Algorithm.HDBSCAN)
    assert "K-means" in refused.value.hint


@pytest.mark.parametrize("algorithm", [Algorithm.GMM, Algorithm.WARD, Algorithm.HDBSCAN])
def test_of_many_customers_a_sample_is_fitted_and_the_rest_placed(
    shop: pd.DataFrame, algorithm: Algorithm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(algorithms.FITTED_AT_MOST, algorithm.value, 90)
    found = cluster(shop, 3, algorithm=algorithm)
    assert found.fitted == 90
    assert len(found.labels) == len(shop)
    camp = found.labels.iloc[:60]
    assert (camp == camp.mode()[0]).mean() > 0.9


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("rows", [[], [(1, 1, 5.0)], [(1, 1, 5.0)] * 30])
def test_customers_who_do_not_differ_are_refused_with_advice(
    algorithm: Algorithm, rows: list[tuple[int, int, float]]
) -> None:
    with pytest.raises(SegbotError, match="nothing to group") as refused:
        cluster(customers_of(np.array(rows).reshape(-1, 3)), 2, algorithm=algorithm)
    assert refused.value.hint
