"""Structure and grade of clusterings whose worth is known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from known_groups import blobs

from analytics.clusters.find.algorithms import Algorithm, find_groups
from analytics.clusters.judge.evidence import Doubt, Evidence, Grade, Structure, gather, sizes
from analytics.clusters.judge.holdout import Explained, HeldOut, NextPurchases, Period
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.clusters.judge.stability import ClusterStability


def evidence(matrix: np.ndarray, k: int = 4) -> Evidence:
    """All evidence that customers by themselves give."""
    labels = find_groups(matrix, Algorithm.KMEANS, k, 0).labels
    (measured,) = silhouettes(matrix, [labels])
    return gather(pd.DataFrame(matrix), labels, Algorithm.KMEANS, measured)


@pytest.fixture(scope="module")
def clear() -> Evidence:
    return evidence(blobs(160, apart=10.0)[0])


@pytest.fixture(scope="module")
def cloud(clear: Evidence) -> Evidence:
    """One cloud that is cut in the same places every time: stable, and yet no groups."""
    return replace(
        evidence(np.random.default_rng(0).uniform(size=(150, 3))), stability=clear.stability
    )


def later(lead: float, explained: float = 0.2) -> HeldOut:
    """A held-out period of which only what is explained matters."""
    return HeldOut(
        period=Period(date(2024, 4, 1), date(2024, 6, 30)),
        overall=NextPurchases(0, 100, 0.5, 10.0),
        groups=(),
        best=1,
        lift=4.1,
        lift_random=1.0,
        lift_random_high=1.3,
        lift_recent=2.3,
        lift_spent=3.9,
        explained=Explained(explained, explained),
        explained_random_high=Explained(0.01, 0.01),
        rivals={},
        sure_lead=Explained(lead, -0.1),
    )


def test_groups_that_are_far_apart_are_clear_and_strong(clear: Evidence) -> None:
    assert clear.structure is Structure.CLEAR
    assert clear.grade is Grade.STRONG


def test_groups_that_touch_are_blurred_and_usable() -> None:
    random = np.random.default_rng(0)
    places = np.repeat(np.arange(4) * 4.0, 75)[:, None] / np.sqrt(3)
    touching = evidence(places + random.normal(size=(300, 3)))

    assert touching.structure is Structure.BLURRED
    assert touching.grade is Grade.USABLE


def test_a_stable_cut_through_one_cloud_is_of_use_only_where_it_beats_simple_rules(
    cloud: Evidence,
) -> None:
    assert cloud.structure is Structure.NONE
    assert cloud.grade is Grade.WEAK
    assert replace(cloud, held_out=later(-0.02)).grade is Grade.WEAK
    assert replace(cloud, held_out=later(0.02)).grade is Grade.USABLE
    assert replace(cloud, held_out=later(0.02)).structure is Structure.NONE


def test_clear_groups_that_foretell_nothing_are_usable(clear: Evidence) -> None:
    assert replace(clear, held_out=later(-0.02)).grade is Grade.STRONG
    assert replace(clear, held_out=later(-0.02, explained=0.0)).grade is Grade.USABLE


def test_groups_that_half_of_the_customers_would_change_are_none(clear: Evidence) -> None:
    assert clear.stability
    shaky = replace(clear, stability=replace(clear.stability, rand=0.5))

    assert shaky.doubts == (Doubt.UNSTABLE,)
    assert shaky.grade is Grade.WEAK


def test_one_group_that_does_not_come_back_takes_away(clear: Evidence) -> None:
    assert clear.stability
    lost = (ClusterStability(0, 0.5), *clear.stability.clusters[1:])
    assert replace(clear, stability=replace(clear.stability, clusters=lost)).grade is Grade.USABLE


@pytest.mark.parametrize(("largest", "grade"), [(90, Grade.WEAK), (60, Grade.STRONG)])
def test_a_giant_group_makes_any_clustering_weak(
    clear: Evidence, largest: int, grade: Grade
) -> None:
    labels = np.array([1] * largest + [2] * (100 - largest))
    assert replace(clear, sizes=sizes(labels)).grade is grade


def test_a_group_of_eight_people_takes_away(clear: Evidence) -> None:
    tiny = sizes(np.array([1] * 400 + [2] * 400 + [3] * 8))
    assert replace(clear, sizes=tiny).grade is Grade.USABLE


def test_of_few_customers_nothing_is_said() -> None:
    few = evidence(blobs(39, apart=20.0)[0])
    assert (few.structure, few.doubts, few.grade) == (
        Structure.NONE,
        (Doubt.TOO_FEW,),
        Grade.OPEN,
    )
