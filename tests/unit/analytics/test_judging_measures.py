"""What clusterings are judged by, against scikit-learn, scipy and hand-worked cases."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f_oneway, kruskal
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    silhouette_samples,
    silhouette_score,
)

from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.refit import refit
from analytics.clusters.judge.agreement import agreement
from analytics.clusters.judge.balance import balance
from analytics.clusters.judge.chance import by_chance
from analytics.clusters.judge.numbers import compare_numbers
from analytics.clusters.judge.separation import Effect, effect, separations
from analytics.clusters.judge.silhouettes import SILHOUETTE_SAMPLE, silhouettes
from analytics.clusters.judge.stability import stability


def blobs(customers=120, apart=6.0, seed=0):
    """Four round groups in three dimensions, and who is in which."""
    random = np.random.default_rng(seed)
    centres = np.vstack([np.zeros(3), np.eye(3) * apart])
    labels = np.arange(customers) % 4
    return centres[labels] + random.normal(size=(customers, 3)), labels


def test_each_customers_silhouette_is_scikit_learns():
    matrix, labels = blobs(apart=2.0)
    (found,) = silhouettes(matrix, [labels])
    expected = silhouette_samples(matrix, labels)

    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    assert found.mean == pytest.approx(silhouette_score(matrix, labels))
    assert found.misplaced == pytest.approx((expected < 0).mean())
    for each in found.clusters:
        assert each.mean == pytest.approx(expected[labels == each.label].mean())
        assert each.misplaced == pytest.approx((expected[labels == each.label] < 0).mean())


def test_a_customer_alone_in_a_group_has_a_silhouette_of_0_as_scikit_learn_says():
    matrix = np.array([[0.0], [1.0], [9.0]])
    labels = np.array([4, 4, 7])
    (found,) = silhouettes(matrix, [labels])

    np.testing.assert_allclose(found.values, silhouette_samples(matrix, labels))
    assert [each.label for each in found.clusters] == [4, 7]


def test_of_very_many_customers_a_sample_is_measured():
    matrix, labels = blobs(SILHOUETTE_SAMPLE + 500)
    (found,) = silhouettes(matrix, [labels])

    assert found.sampled
    assert len(found.values) == SILHOUETTE_SAMPLE
    assert sum(each.customers for each in found.clusters) == SILHOUETTE_SAMPLE


def test_groups_far_apart_come_out_again_every_time():
    matrix, labels = blobs(apart=20.0)
    found = stability(matrix, labels, refit(Algorithm.KMEANS, 4), resamples=10)

    assert (found.rand, found.low, found.high) == (1.0, 1.0, 1.0)
    assert [(each.jaccard, each.dissolved) for each in found.clusters] == [(1.0, 0.0)] * 4


def test_stability_of_halves_that_are_always_found_the_other_way_round():
    """Two groups of 10; each refit instead divides the customers at a quarter.

    Whatever is drawn, the first group loses about half of its customers to a group of its own:
    its likeness to either part is at most that part's share of it, and the second group, to which
    the rest of the first is added, is found with 10 of about 15. Drawing everybody exactly once
    makes it exact: Jaccard 5/10 and 10/15.
    """
    matrix = np.arange(20.0)[:, None]
    labels = np.repeat([1, 2], 10)

    def quarter(rows, seed):
        return (rows[:, 0] >= 5).astype("int64")

    found = stability(matrix, labels, quarter, resamples=100)

    assert found.clusters[0].jaccard == pytest.approx(5 / 10, abs=0.07)
    assert found.clusters[1].jaccard == pytest.approx(10 / 15, abs=0.05)
    assert found.low < found.rand < found.high
    exact = adjusted_rand_score(labels, quarter(matrix, 0))
    assert found.rand == pytest.approx(exact, abs=0.06)


def test_groups_of_one_cloud_do_not_come_out_again():
    cloud = np.random.default_rng(0).normal(size=(300, 6))
    grouping = refit(Algorithm.KMEANS, 7)
    found = stability(cloud, grouping(cloud, 0), grouping, resamples=8)

    assert found.rand < 0.65
    assert any(each.dissolved > 0 for each in found.clusters)


def test_the_same_seed_gives_the_same_stability():
    matrix, labels = blobs(apart=2.0)
    grouping = refit(Algorithm.KMEANS, 4)
    first, second = (stability(matrix, labels, grouping, resamples=5, seed=3) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("algorithm", [Algorithm.GMM, Algorithm.WARD])
def test_other_algorithms_are_redone_as_well(algorithm):
    matrix, labels = blobs(apart=20.0)
    found = stability(matrix, labels, refit(algorithm, 4), resamples=3)

    assert found.rand == 1.0


def test_separation_is_the_share_of_variance_that_analysis_of_variance_finds():
    matrix, labels = blobs(apart=2.0)
    frame = pd.DataFrame(matrix, columns=["a", "b", "c"])
    found = {each.feature: each for each in separations(frame, labels)}

    for name in frame:
        groups = [frame[name][labels == label] for label in range(4)]
        f, h = f_oneway(*groups).statistic, kruskal(*groups).statistic
        assert found[name].eta_squared == pytest.approx(f * 3 / (f * 3 + len(frame) - 4))
        assert found[name].epsilon_squared == pytest.approx(h / (len(frame) - 1))
    order = [each.eta_squared for each in separations(frame, labels)]
    assert order == sorted(order, reverse=True)


def test_a_feature_that_is_the_same_for_everybody_separates_nobody():
    (found,) = separations(pd.DataFrame({"same": [0.1] * 7}), np.array([1, 1, 1, 2, 2, 2, 2]))

    assert (found.eta_squared, found.epsilon_squared, found.effect) == (0.0, 0.0, Effect.NONE)


@pytest.mark.parametrize(
    ("share", "word"), [(0.14, "large"), (0.139, "medium"), (0.06, "medium"), (0.01, "small")]
)
def test_effects_are_named_as_cohen_does(share, word):
    assert effect(share) == word


def test_sizes_of_4_2_1_and_1_of_8_have_an_entropy_of_one_and_three_quarter_bits():
    found = balance(np.array([3, 3, 3, 3, 7, 7, 8, 9]))

    assert found.evenness == pytest.approx(1.75 / 2)
    assert (found.largest, found.largest_share) == (3, 0.5)
    assert (found.smallest, found.smallest_share, found.smallest_customers) == (8, 0.125, 1)


def test_equal_groups_are_perfectly_even():
    assert balance(np.array([1, 2, 3, 1, 2, 3])).evenness == pytest.approx(1.0)


def test_agreement_with_segments_is_scikit_learns_in_whatever_order_the_customers_are():
    random = np.random.default_rng(1)
    clusters = pd.Series(random.integers(1, 4, 200), [f"c{n}" for n in range(200)])
    segments = pd.Series(random.choice(["x", "y"], 200), clusters.index)
    segments[clusters == 1] = "x"
    found = agreement(clusters, segments.sample(frac=1, random_state=0))

    assert found.rand == pytest.approx(adjusted_rand_score(clusters, segments))
    assert found.information == pytest.approx(adjusted_mutual_info_score(clusters, segments))
    assert not found.same


def test_clusters_that_are_segments_put_together_are_the_same():
    segments = pd.Series(list("aabbccdd"), range(8))
    clusters = pd.Series([1, 1, 1, 1, 2, 2, 2, 2], range(8))
    found = agreement(clusters, segments)

    assert found.told == pytest.approx(1.0)
    assert found.rand < 0.8
    assert found.same


@pytest.mark.parametrize("seed", range(2))
def test_real_groups_beat_chance_and_clouds_do_not(seed):
    grouping = refit(Algorithm.KMEANS, 4)
    random = np.random.default_rng(seed)

    def judged(matrix):
        (measured,) = silhouettes(matrix, [grouping(matrix, 0)])
        return by_chance(matrix, measured.mean, grouping)

    assert judged(blobs(120, seed=seed)[0]).beaten
    assert not judged(random.uniform(size=(120, 3))).beaten
    assert not judged(random.normal(size=(120, 3))).beaten
    assert not judged(random.exponential(size=(120, 3))).beaten


def test_numbers_of_groups_are_measured_side_by_side():
    matrix, _ = blobs(apart=12.0)
    found = compare_numbers(matrix, range(1, 7), lambda k: refit(Algorithm.KMEANS, k), resamples=4)

    assert [each.k for each in found] == [2, 3, 4, 5, 6]
    inertias = [each.inertia for each in found]
    assert inertias == sorted(inertias, reverse=True)
    assert max(found, key=lambda each: each.silhouette).k == 4
    assert found[2].stability.rand == 1.0


def test_numbers_that_few_customers_cannot_be_split_into_are_left_out():
    matrix = np.array([[0.0], [0.0], [1.0], [5.0]])
    found = compare_numbers(matrix, range(2, 11), lambda k: refit(Algorithm.KMEANS, k))

    assert [(each.k, each.stability) for each in found] == [(2, None)]
