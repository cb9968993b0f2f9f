"""Choosing the number of clusters, and the measures it is chosen by."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import silhouette_score

from analytics.clusters.evaluation import evaluate_k
from analytics.clusters.quality import Partition, qualities
from analytics.clusters.silhouettes import SILHOUETTE_SAMPLE
from analytics.errors import AnalyticsError


def blobs(centres: list[tuple[int, int, int]], sizes: list[int]) -> pd.DataFrame:
    """Customers close to given (recency, frequency, monetary)."""
    random = np.random.default_rng(3)
    rows = np.vstack(
        [
            np.array(centre) * random.uniform(0.9, 1.1, (size, 3))
            for centre, size in zip(centres, sizes, strict=True)
        ]
    )
    frame = pd.DataFrame(rows, columns=["recency", "frequency", "monetary"])
    return frame.assign(customer_id=[f"c{number:05}" for number in range(len(frame))])


FOUR = [(3, 30, 9_000), (30, 8, 900), (120, 3, 200), (350, 1, 20)]


def test_four_plain_groups_are_found():
    found = evaluate_k(blobs(FOUR, [40, 60, 80, 100]))
    assert found.chosen == 4
    assert [candidate.k for candidate in found.candidates] == list(range(2, 11))
    assert found.reason.startswith("4 groups: the clearest separation (silhouette 0.")


def test_clusters_of_a_few_customers_are_not_worth_having():
    """A far away handful makes 3 clusters clearest, but holds under 2 % of customers."""
    shop = blobs([(3, 30, 9_000), (350, 1, 20), (1, 3_000, 9_000_000)], [300, 300, 3])
    found = evaluate_k(shop, range(2, 4))
    assert found.chosen == 2
    assert found.candidates[1].smallest_share == pytest.approx(3 / 603)
    assert found.reason.startswith("2 groups: far apart (silhouette 0.")


def test_groups_that_blend_are_called_that():
    random = np.random.default_rng(0)
    cloud = np.exp(random.normal(3, 0.5, (1_000, 3)))
    shop = pd.DataFrame(cloud, columns=["recency", "frequency", "monetary"])
    found = evaluate_k(shop.assign(customer_id=[f"{number:03}" for number in range(1_000)]))
    assert "blend into each other" in found.reason


@pytest.mark.parametrize("count", range(2, 10))
def test_a_handful_of_customers_gets_an_answer(count):
    found = evaluate_k(blobs(FOUR, [3, 2, 2, 2]).head(count))
    assert 2 <= found.chosen <= max(2, count - 1)


def test_numbers_that_leave_clusters_empty_are_not_candidates():
    rows = [(1, 1, 1e9 + number / 100) for number in range(30)]
    shop = pd.DataFrame([*rows, (1, 1, 5.0)], columns=["recency", "frequency", "monetary"])
    found = evaluate_k(shop.assign(customer_id=[f"{number:02}" for number in range(31)]))
    assert found.chosen == 2
    assert found.candidates[0].k == 2


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_customers_are_refused_with_advice(count):
    with pytest.raises(AnalyticsError, match="nothing to group") as refused:
        evaluate_k(blobs(FOUR, [1, 1, 1, 1]).head(count))
    assert refused.value.hint


@pytest.mark.parametrize("ks", [[], [1], [0, 3]])
def test_numbers_below_two_are_refused(ks):
    with pytest.raises(AnalyticsError):
        evaluate_k(blobs(FOUR, [5, 5, 5, 5]), ks)


def test_silhouette_is_scikit_learns_for_several_clusterings_at_once():
    random = np.random.default_rng(1)
    matrix = random.normal(size=(1_200, 3))
    labelings = [random.integers(0, k, 1_200) for k in (2, 5, 9)]
    # A cluster of one, whose silhouette is 0, and one of identical customers.
    labelings[2][labelings[2] == 8] = 7
    labelings[2][0] = 8
    matrix[labelings[2] == 3] = 1.5
    partitions = [
        Partition(labels, np.vstack([matrix[labels == n].mean(axis=0) for n in np.unique(labels)]))
        for labels in labelings
    ]
    found = [figures.silhouette for figures in qualities(matrix, partitions)]
    assert found == pytest.approx([silhouette_score(matrix, labels) for labels in labelings])


def test_silhouette_of_very_many_customers_is_that_of_a_sample():
    random = np.random.default_rng(2)
    count = SILHOUETTE_SAMPLE + 2_000
    labels = random.integers(0, 3, count)
    matrix = labels[:, None] * 5.0 + random.normal(size=(count, 2))
    centres = np.vstack([matrix[labels == n].mean(axis=0) for n in range(3)])
    first, again = (qualities(matrix, [Partition(labels, centres)])[0] for _ in range(2))
    assert first == again
    part = random.choice(count, 2_000, replace=False)
    assert first.silhouette == pytest.approx(silhouette_score(matrix[part], labels[part]), abs=0.02)
