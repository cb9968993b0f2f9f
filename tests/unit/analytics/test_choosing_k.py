"""Choosing the number of clusters, and the measures it is chosen by."""

import numpy as np
import pandas as pd
import pytest
from known_groups import customers_of, shop_with_groups, without_groups
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analytics.clusters.find.clustering import RFM_COLUMNS, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.clusters.judge.choice import KCandidate, Structure
from analytics.clusters.judge.evaluation import evaluate_k
from analytics.clusters.judge.gap import Gap, best_by_gap, gap_statistic
from analytics.clusters.judge.halves import HalfAgreement
from analytics.clusters.judge.knee import knee
from analytics.clusters.judge.lookalikes import is_closer_than_lookalikes
from analytics.clusters.judge.quality import Partition, Quality, qualities
from analytics.clusters.judge.silhouettes import SILHOUETTE_SAMPLE
from analytics.clusters.judge.voting import weigh
from analytics.vocabulary.errors import SegbotError


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


def test_a_number_that_is_clearer_but_too_few_is_named_with_the_vote():
    """Two groups close together and one far away: 2 are clearest, 3 say more."""
    found = evaluate_k(blobs([(10, 60, 9_000), (13, 48, 7_000), (200, 12, 1_200)], [200] * 3))
    two = found.candidates[0].quality.silhouette
    vote = next(each for each in found.votes if each.measure == "Silhouette")
    assert two > max(each.quality.silhouette for each in found.candidates[1:])
    assert vote.why.endswith(f"(2 reach {two:.2f}, but are too few to act on)")
    assert "the clearest separation into more than 2 (silhouette" in found.reason


def tried(k: int, silhouette: float, agreement: float, smallest: float = 0.1) -> KCandidate:
    quality = Quality(100.0 / k, silhouette, 1.0, 100.0)
    return KCandidate(k, quality, smallest, agreement=HalfAgreement(agreement, agreement, 6))


def weighed(*candidates: KCandidate):
    gaps = [Gap(each, 0.5 * (each > 1), 0.01) for each in (1, *(one.k for one in candidates))]
    return weigh(candidates, 100.0, gaps, lambda k: True)


def test_what_is_not_the_clearest_is_not_called_so():
    """A finer number is clearest but doesn't come back; one with a tiny group is clearer still."""
    coarser = weighed(tried(2, 0.5, 0.9), tried(3, 0.6, 0.9), tried(4, 0.62, 0.3))
    assert coarser.chosen == 3
    assert coarser.reason.startswith("3 groups: nearly the clearest separation (silhouette 0.60)")

    tiny = weighed(tried(2, 0.5, 0.9), tried(3, 0.6, 0.9), tried(4, 0.7, 0.9, smallest=0.001))
    assert tiny.chosen == 3
    assert tiny.reason.startswith("3 groups: the clearest separation without a tiny group (")
    assert tiny.votes[0].why.endswith("(4 reach 0.70, but some are too small)")


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
    with pytest.raises(SegbotError, match="nothing to group") as refused:
        evaluate_k(blobs(FOUR, [1, 1, 1, 1]).head(count))
    assert refused.value.hint


@pytest.mark.parametrize("ks", [[], [1], [0, 3]])
def test_numbers_below_two_are_refused(ks):
    with pytest.raises(SegbotError):
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


@pytest.mark.parametrize("seed", range(10))
def test_the_groups_of_the_made_up_shop_are_found(seed):
    shop, truth = shop_with_groups(seed, customers=1_500)
    features = shop.reset_index()
    found = evaluate_k(features, range(2, 9))
    assert found.structure is Structure.CLEAR
    assert abs(found.chosen - truth.nunique()) <= 1
    labels = cluster(features, found.chosen).labels
    assert adjusted_rand_score(truth, labels) >= 0.8


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("kind", "scale"), [("even", Scale.STANDARD), ("bell", Scale.LOG)])
def test_where_there_are_no_groups_it_says_so_and_still_divides(kind, scale, seed):
    crowd = without_groups(kind, seed, customers=300)
    found = evaluate_k(crowd, range(2, 8), prepare(crowd, RFM_COLUMNS, scale))
    assert found.structure is Structure.NONE
    assert found.reason.startswith("I see no real groups here: ")
    assert 3 <= found.chosen <= 7


@pytest.mark.parametrize("kind", ["even", "buyers"])
def test_one_crowd_that_is_lopsided_is_no_groups_either(kind):
    """On the log scale an even spread bunches at one end, which is no group."""
    found = evaluate_k(without_groups(kind, 1, customers=600))
    assert found.structure is Structure.NONE


def test_two_groups_are_two_where_they_are_far_apart():
    random = np.random.default_rng(0)
    logs = np.vstack([random.normal(3, 0.2, (150, 3)), random.normal(6, 0.2, (150, 3))])
    found = evaluate_k(customers_of(np.exp(logs)), range(2, 7))
    assert (found.chosen, found.structure) == (2, Structure.CLEAR)


def test_each_measure_has_a_vote_with_its_reason():
    found = evaluate_k(blobs(FOUR, [40, 60, 80, 100]))
    assert {vote.measure: vote.k for vote in found.votes} == {
        "Silhouette": 4,
        "Elbow": 3,
        "Gap statistic": 4,
        "Stability": 4,
    }
    assert all(vote.why for vote in found.votes)


def test_shuffling_customers_changes_no_vote():
    shop = blobs(FOUR, [20, 20, 20, 20])
    shuffled = shop.sample(frac=1, random_state=1)
    assert evaluate_k(shuffled, range(2, 6)) == evaluate_k(shop, range(2, 6))


def test_the_knee_is_where_the_curve_lies_farthest_below_its_chord():
    """The chord of 100, 40, 20, 15, 10 falls by 22.5 a step: 37.5, 35 and 17.5 below it."""
    assert knee([1, 2, 3, 4, 5], [100, 40, 20, 15, 10]) == 2
    assert knee([1, 2, 3, 4, 5], [100, 80, 20, 15, 10]) == 3
    assert knee([2], [5.0]) == 2


def test_the_gap_is_that_of_the_formula():
    random = np.random.default_rng(3)
    matrix = np.vstack([random.normal(0, 0.1, (60, 2)), random.normal(4, 0.1, (60, 2))])
    one, two, three = gap_statistic(matrix, [2, 3], seed=0)
    # One group's expected inertia over a box is its area's: sides squared over 12, per customer.
    centred = matrix - matrix.mean(axis=0)
    turned = centred @ np.linalg.svd(centred)[2].T
    expected = len(matrix) * (np.ptp(turned, axis=0) ** 2 / 12).sum()
    assert one.value == pytest.approx(np.log(expected / (centred**2).sum()), abs=0.15)
    own = KMeans(2, n_init=10, random_state=0).fit(matrix).inertia_
    # Two groups cut the box across its long side, which is halved for each.
    halved = np.array([np.ptp(turned[:, 0]) / 2, np.ptp(turned[:, 1])])
    expected = len(matrix) * (halved**2 / 12).sum()
    assert two.value == pytest.approx(np.log(expected / own), abs=0.2)
    assert best_by_gap([one, two, three]) == 2


def test_lookalikes_have_the_very_figures_but_no_groups():
    random = np.random.default_rng(1)
    apart = np.vstack([random.normal(0, 0.2, (200, 2)), random.normal(2, 0.2, (200, 2))])
    assert is_closer_than_lookalikes(apart, 2, seed=0)
    crowd = random.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 400)
    assert not is_closer_than_lookalikes(np.exp(crowd), 3, seed=0)
