"""What clusterings are judged by, against scikit-learn, scipy and hand-worked cases."""

import numpy as np
import pandas as pd
import pytest
from known_groups import blobs
from scipy.stats import f_oneway, kruskal
from sklearn.cluster import KMeans
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    silhouette_samples,
    silhouette_score,
)

from analytics.clusters.find.algorithms import Algorithm, find_groups
from analytics.clusters.judge.agreement import agreement
from analytics.clusters.judge.evidence import sizes
from analytics.clusters.judge.numbers import compare_numbers
from analytics.clusters.judge.one_crowd import beside_one_crowd
from analytics.clusters.judge.separation import Effect, effect, separations
from analytics.clusters.judge.silhouettes import SILHOUETTE_SAMPLE, silhouettes
from analytics.clusters.judge.stability import stability


def test_each_customers_silhouette_is_scikit_learns() -> None:
    matrix, labels = blobs(apart=2.0)
    (found,) = silhouettes(matrix, [labels])
    expected = silhouette_samples(matrix, labels)

    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    assert found.mean == pytest.approx(silhouette_score(matrix, labels))
    assert found.misplaced == pytest.approx((expected < 0).mean())
    for each in found.clusters:
        assert each.mean == pytest.approx(expected[labels == each.label].mean())
        assert each.misplaced == pytest.approx((expected[labels == each.label] < 0).mean())


def test_a_customer_alone_in_a_group_has_a_silhouette_of_0_as_scikit_learn_says() -> None:
    matrix = np.array([[0.0], [1.0], [9.0]])
    labels = np.array([4, 4, 7])
    (found,) = silhouettes(matrix, [labels])

    np.testing.assert_allclose(found.values, silhouette_samples(matrix, labels))
    assert [each.label for each in found.clusters] == [4, 7]


def test_of_very_many_customers_a_sample_is_measured() -> None:
    matrix, labels = blobs(SILHOUETTE_SAMPLE + 500)
    (found,) = silhouettes(matrix, [labels])

    assert found.sampled
    assert len(found.values) == SILHOUETTE_SAMPLE
    assert sum(each.customers for each in found.clusters) == SILHOUETTE_SAMPLE


@pytest.mark.parametrize("algorithm", [Algorithm.KMEANS, Algorithm.GMM, Algorithm.WARD])
def test_halves_of_groups_far_apart_agree_fully(algorithm: Algorithm) -> None:
    matrix, labels = blobs(apart=20.0)
    found = stability(matrix, labels, algorithm)

    assert (found.rand, found.low, found.high) == (1.0, 1.0, 1.0)
    assert [each.jaccard for each in found.clusters] == [1.0] * 4


def test_what_comes_back_is_told_of_each_group() -> None:
    """Two groups that halves of the customers find, and two whose members are mixed at random."""
    matrix, truth = blobs(400, apart=20.0)
    random = np.random.default_rng(0)
    labels = np.where(truth < 2, truth, random.integers(2, 4, 400))
    found = stability(matrix, labels, Algorithm.KMEANS)

    kept, mixed = found.clusters[:2], found.clusters[2:]
    assert [each.jaccard for each in kept] == [1.0, 1.0]
    # Half of a mixed group's 100 members and half of another's 100 lie in each true group.
    assert [each.jaccard for each in mixed] == pytest.approx([1 / 3] * 2, abs=0.07)


def test_halves_of_one_cloud_disagree() -> None:
    cloud = np.random.default_rng(0).normal(size=(300, 6))
    labels = find_groups(cloud, Algorithm.KMEANS, 7, 0).labels
    found = stability(cloud, labels, Algorithm.KMEANS)

    assert found.rand < 0.65
    assert found.low <= found.rand <= found.high


@pytest.mark.parametrize(("columns", "k"), [(6, 7), (3, 4)])
def test_what_is_told_is_how_halves_agree_that_share_nobody(columns: int, k: int) -> None:
    """Worked out with scikit-learn; samples that share customers agree by 0.17 more."""
    cloud = np.random.default_rng(0).normal(size=(300, columns))
    agreed = []
    for seed in range(20):
        one, other = np.array_split(np.random.default_rng(seed).permutation(cloud), 2)
        found = [KMeans(k, n_init=10, random_state=seed).fit(half) for half in (one, other)]
        agreed.append(adjusted_rand_score(found[0].predict(other), found[1].labels_))
    labels = find_groups(cloud, Algorithm.KMEANS, k, 0).labels

    told = stability(cloud, labels, Algorithm.KMEANS).rand
    assert told == pytest.approx(float(np.mean(agreed)), abs=0.08)


def test_the_same_seed_gives_the_same_stability() -> None:
    matrix, labels = blobs(apart=2.0)
    first, second = (stability(matrix, labels, Algorithm.KMEANS, seed=3) for _ in range(2))

    assert first == second


def test_separation_is_the_share_of_variance_that_analysis_of_variance_finds() -> None:
    matrix, labels = blobs(apart=2.0)
    frame = pd.DataFrame(matrix, columns=["a", "b", "c"])
    found = {each.feature: each for each in separations(frame, labels)}

    for name in ("a", "b", "c"):
        groups = [frame[name][labels == label] for label in range(4)]
        f, h = f_oneway(*groups).statistic, kruskal(*groups).statistic
        assert found[name].eta_squared == pytest.approx(f * 3 / (f * 3 + len(frame) - 4))
        assert found[name].epsilon_squared == pytest.approx(h / (len(frame) - 1))
    order = [each.eta_squared for each in separations(frame, labels)]
    assert order == sorted(order, reverse=True)


def test_a_feature_that_is_the_same_for_everybody_separates_nobody() -> None:
    (found,) = separations(pd.DataFrame({"same": [0.1] * 7}), np.array([1, 1, 1, 2, 2, 2, 2]))

    assert (found.eta_squared, found.epsilon_squared, found.effect) == (0.0, 0.0, Effect.NONE)


@pytest.mark.parametrize(
    ("share", "word"), [(0.14, "large"), (0.139, "medium"), (0.06, "medium"), (0.01, "small")]
)
def test_effects_are_named_as_cohen_does(share: float, word: str) -> None:
    assert effect(share) == word


def test_sizes_of_4_2_1_and_1_of_8_have_an_entropy_of_one_and_three_quarter_bits() -> None:
    found = sizes(np.array([3, 3, 3, 3, 7, 7, 8, 9]))

    assert found.evenness == pytest.approx(1.75 / 2)
    assert (found.largest, found.largest_share) == (3, 0.5)
    assert (found.smallest, found.smallest_share, found.smallest_customers) == (8, 0.125, 1)


def test_equal_groups_are_perfectly_even() -> None:
    assert sizes(np.array([1, 2, 3, 1, 2, 3])).evenness == pytest.approx(1.0)


def test_agreement_with_segments_is_scikit_learns_in_whatever_order_the_customers_are() -> None:
    random = np.random.default_rng(1)
    clusters = pd.Series(random.integers(1, 4, 200), [f"c{n}" for n in range(200)])
    segments = pd.Series(random.choice(["x", "y"], 200), clusters.index)
    segments[clusters == 1] = "x"
    found = agreement(clusters, segments.sample(frac=1, random_state=0))

    assert found.rand == pytest.approx(adjusted_rand_score(clusters, segments))
    assert found.information == pytest.approx(adjusted_mutual_info_score(clusters, segments))
    assert not found.same


def test_clusters_that_are_segments_put_together_are_the_same() -> None:
    segments = pd.Series(list("aabbccdd"), range(8))
    clusters = pd.Series([1, 1, 1, 1, 2, 2, 2, 2], range(8))
    found = agreement(clusters, segments)

    assert found.told == pytest.approx(1.0)
    assert found.rand < 0.8
    assert found.same


def clearer_than_one_crowd(matrix: np.ndarray, k: int = 4) -> bool:
    found = beside_one_crowd(matrix, find_groups(matrix, Algorithm.KMEANS, k, 0).labels)
    return found is not None and found.clearer


@pytest.mark.parametrize("seed", range(3))
def test_real_groups_are_clearer_than_one_crowd_and_clouds_are_not(seed: int) -> None:
    random = np.random.default_rng(seed)

    assert clearer_than_one_crowd(blobs(120, apart=8.0, seed=seed)[0])
    assert not clearer_than_one_crowd(random.uniform(size=(120, 3)))
    assert not clearer_than_one_crowd(random.normal(size=(120, 3)))
    assert not clearer_than_one_crowd(random.exponential(size=(120, 3)))


def test_groups_that_each_feature_shows_by_itself_are_found() -> None:
    """Independent features of two humps each: their own values keep the humps when shuffled."""
    random = np.random.default_rng(0)
    matrix = random.integers(0, 2, (400, 2)) * 10 + random.normal(size=(400, 2))

    assert clearer_than_one_crowd(matrix)


def test_values_that_many_share_are_ties_and_no_groups() -> None:
    """Counts of 1 to 5, at random: few pairs of them, and everybody is on one."""
    random = np.random.default_rng(0)
    counts = np.minimum(random.geometric(0.5, (500, 2)), 5).astype(float)
    shares = random.binomial(3, 0.3, (500, 1)) / 3

    assert beside_one_crowd(counts, counts[:, 0].astype("int64")) is None
    wide = np.hstack([counts, shares, random.normal(size=(500, 1))])
    assert not clearer_than_one_crowd(wide)


def test_a_handful_far_out_is_no_group() -> None:
    random = np.random.default_rng(0)
    for _ in range(3):
        tails = random.pareto(1.2, (400, 3))
        assert not clearer_than_one_crowd((tails - tails.mean(axis=0)) / tails.std(axis=0))


def test_numbers_of_groups_are_measured_side_by_side() -> None:
    matrix, _ = blobs(apart=12.0)
    found = compare_numbers(matrix, Algorithm.KMEANS, range(1, 7))

    assert [each.k for each in found] == [2, 3, 4, 5, 6]
    inertias = [each.quality.inertia for each in found]
    assert inertias == sorted(inertias, reverse=True)
    assert max(found, key=lambda each: each.quality.silhouette).k == 4
    assert found[2].holds


def test_numbers_that_few_customers_cannot_be_split_into_are_left_out() -> None:
    matrix = np.array([[0.0], [0.0], [1.0], [5.0]])
    found = compare_numbers(matrix, Algorithm.KMEANS, range(2, 11))

    assert [(each.k, each.stability) for each in found] == [(2, None)]


def test_halves_without_any_crowd_agree_on_nothing() -> None:
    """Each of sixty is farther away from the last: no half of them has a crowd."""
    matrix = np.exp2(np.arange(60) / 4)[:, None]
    found = stability(matrix, np.arange(60) // 30, Algorithm.HDBSCAN)
    assert (found.rand, found.low, found.high) == (0.0, 0.0, 0.0)
