"""Choosing the number of clusters, and the measures it is chosen by."""

import numpy as np
import pandas as pd
import pytest
from known_groups import customers_of, four_groups, shop_with_groups, without_groups
from sklearn.metrics import adjusted_rand_score, silhouette_score

from analytics.clusters.find.clustering import RFM_COLUMNS, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.clusters.judge.evidence import Structure
from analytics.clusters.judge.numbers import choose_k, knee
from analytics.clusters.judge.quality import quality
from analytics.clusters.judge.silhouettes import SILHOUETTE_SAMPLE, silhouettes
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


def test_four_plain_groups_are_found() -> None:
    found = choose_k(blobs(FOUR, [40, 60, 80, 100]))
    assert found.chosen.k == 4
    assert [candidate.k for candidate in found.candidates] == list(range(2, 11))
    assert found.clearest is found.chosen
    assert found.evidence.structure is Structure.CLEAR
    assert found.elbow == 3


def test_a_number_that_is_clearest_but_too_few_is_not_chosen() -> None:
    """Two groups close together and one far away: 2 are clearest, 3 say more."""
    found = choose_k(blobs([(10, 60, 9_000), (13, 48, 7_000), (200, 12, 1_200)], [200] * 3))
    assert found.highest.k == 2
    assert found.chosen.k == 3


def test_clusters_of_a_few_customers_are_not_worth_having() -> None:
    """A far away handful makes 3 clusters clearest, but holds under 2 % of customers."""
    shop = blobs([(3, 30, 9_000), (350, 1, 20), (1, 3_000, 9_000_000)], [300, 300, 3])
    found = choose_k(shop, range(2, 4))
    assert found.chosen.k == 2
    assert found.candidates[1].smallest_share == pytest.approx(3 / 603)


@pytest.mark.parametrize("count", range(2, 10))
def test_a_handful_of_customers_gets_an_answer(count: int) -> None:
    found = choose_k(blobs(FOUR, [3, 2, 2, 2]).head(count))
    assert 2 <= found.chosen.k <= max(2, count - 1)


def test_numbers_that_leave_clusters_empty_are_not_candidates() -> None:
    rows = [(1, 1, 1e9 + number / 100) for number in range(30)]
    shop = pd.DataFrame([*rows, (1, 1, 5.0)], columns=["recency", "frequency", "monetary"])
    found = choose_k(shop.assign(customer_id=[f"{number:02}" for number in range(31)]))
    assert found.chosen.k == 2
    assert found.candidates[0].k == 2


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_customers_are_refused_with_advice(count: int) -> None:
    with pytest.raises(SegbotError, match="nothing to group") as refused:
        choose_k(blobs(FOUR, [1, 1, 1, 1]).head(count))
    assert refused.value.hint


@pytest.mark.parametrize("ks", [[], [1], [0, 3]])
def test_numbers_below_two_are_refused(ks: list[int]) -> None:
    with pytest.raises(SegbotError):
        choose_k(blobs(FOUR, [5, 5, 5, 5]), ks)


def test_silhouette_is_scikit_learns_for_several_clusterings_at_once() -> None:
    random = np.random.default_rng(1)
    matrix = random.normal(size=(1_200, 3))
    labelings = [random.integers(0, k, 1_200) for k in (2, 5, 9)]
    # A cluster of one, whose silhouette is 0, and one of identical customers.
    labelings[2][labelings[2] == 8] = 7
    labelings[2][0] = 8
    matrix[labelings[2] == 3] = 1.5
    found = [measured.mean for measured in silhouettes(matrix, labelings)]
    assert found == pytest.approx([silhouette_score(matrix, labels) for labels in labelings])


def test_silhouette_of_very_many_customers_is_that_of_a_sample() -> None:
    random = np.random.default_rng(2)
    count = SILHOUETTE_SAMPLE + 2_000
    labels = random.integers(0, 3, count)
    matrix = labels[:, None] * 5.0 + random.normal(size=(count, 2))
    first, again = (quality(matrix, labels, silhouettes(matrix, [labels])[0]) for _ in range(2))
    assert first == again
    part = random.choice(count, 2_000, replace=False)
    assert first.silhouette == pytest.approx(silhouette_score(matrix[part], labels[part]), abs=0.02)


def test_the_groups_of_the_made_up_shop_are_found(many: bool) -> None:
    for seed in range(20 if many else 4):
        shop, truth = shop_with_groups(seed, customers=1_500)
        features = shop.reset_index()
        found = choose_k(features, range(2, 9))
        assert found.evidence.structure is Structure.CLEAR, seed
        assert abs(found.chosen.k - truth.nunique()) <= 1, seed
        labels = cluster(features, found.chosen.k).labels
        assert adjusted_rand_score(truth, labels) >= 0.8, seed


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("kind", "scale"), [("even", Scale.STANDARD), ("bell", Scale.LOG)])
def test_where_there_are_no_groups_it_says_so_and_still_divides(
    kind: str, scale: Scale, seed: int
) -> None:
    crowd = without_groups(kind, seed, customers=300)
    found = choose_k(crowd, range(2, 8), prepare(crowd, RFM_COLUMNS, scale))
    assert found.evidence.structure is Structure.NONE
    assert 3 <= found.chosen.k <= 7


@pytest.mark.parametrize("kind", ["even", "buyers"])
def test_one_crowd_that_is_lopsided_is_no_groups_either(kind: str) -> None:
    """On the log scale an even spread bunches at one end, which is no group."""
    found = choose_k(without_groups(kind, 1, customers=600))
    assert found.evidence.structure is Structure.NONE


def test_two_groups_are_two_where_they_are_far_apart() -> None:
    random = np.random.default_rng(0)
    logs = np.vstack([random.normal(3, 0.2, (150, 3)), random.normal(6, 0.2, (150, 3))])
    found = choose_k(customers_of(np.exp(logs)), range(2, 7))
    assert (found.chosen.k, found.evidence.structure) == (2, Structure.CLEAR)


@pytest.mark.parametrize("customers", [300, 1_500])
@pytest.mark.parametrize("arrangement", ["corners", "line", "square"])
def test_four_groups_are_found_in_few_customers_as_in_many(
    arrangement: str, customers: int
) -> None:
    shop, truth = four_groups(arrangement, 0, customers)
    found = choose_k(shop, range(2, 8))
    assert found.chosen.k == 4
    assert found.evidence.structure is Structure.CLEAR
    assert adjusted_rand_score(truth, cluster(shop, 4).labels) >= 0.9


def test_shuffling_customers_changes_no_choice() -> None:
    shop = blobs(FOUR, [20, 20, 20, 20])
    shuffled = shop.sample(frac=1, random_state=1)
    first, again = choose_k(shuffled, range(2, 6)), choose_k(shop, range(2, 6))
    assert first.candidates == again.candidates
    assert first.chosen == again.chosen
    assert first.evidence.one_crowd == again.evidence.one_crowd


def test_the_knee_is_where_the_curve_lies_farthest_below_its_chord() -> None:
    """The chord of 100, 40, 20, 15, 10 falls by 22.5 a step: 37.5, 35 and 17.5 below it."""
    assert knee([1, 2, 3, 4, 5], [100, 40, 20, 15, 10]) == 2
    assert knee([1, 2, 3, 4, 5], [100, 80, 20, 15, 10]) == 3
    assert knee([2], [5.0]) == 2
