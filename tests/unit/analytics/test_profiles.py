"""Cluster profiles, their names, and matching clusters between runs."""

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.clustering import cluster
from analytics.clusters.continuity import match_clusters
from analytics.clusters.naming import Typical, names, play
from analytics.clusters.profiles import profile_clusters


def typical(recency=0.5, frequency=0.5, monetary=0.5, *, orders=3.0, spent=100.0, days=30.0):
    return Typical(days, orders, spent, recency, frequency, monetary)


@pytest.fixture
def shop() -> pd.DataFrame:
    """Forty regulars who buy often and much, sixty who bought once, long ago."""
    random = np.random.default_rng(0)
    regulars = pd.DataFrame(
        {
            "recency": random.integers(0, 20, 40),
            "frequency": random.integers(10, 30, 40),
            "monetary": random.integers(200_000, 900_000, 40) / 100,
        }
    )
    lapsed = pd.DataFrame(
        {
            "recency": random.integers(200, 400, 60),
            "frequency": 1,
            "monetary": random.integers(500, 9_000, 60) / 100,
        }
    )
    shop = pd.concat([regulars, lapsed], ignore_index=True)
    return shop.assign(customer_id=[f"c{number:03}" for number in range(100)])


def test_names_are_words_for_what_the_figures_say(shop):
    best, lapsed = profile_clusters(shop, cluster(shop, 2))
    assert (best.name, lapsed.name) == ("Best customers", "Lapsed one-time buyers")
    assert "first pick" in best.play
    assert "win-back" in lapsed.play


def test_figures_of_clusters_add_up_to_the_shop(shop):
    profiles = profile_clusters(shop, cluster(shop, 5))
    assert sum(profile.customers for profile in profiles) == 100
    assert sum(profile.share for profile in profiles) == pytest.approx(1)
    assert sum(profile.revenue_share for profile in profiles) == pytest.approx(1)
    cents = sum(round(profile.revenue * 100) for profile in profiles)
    assert cents == round(shop["monetary"].sum() * 100)
    for measure in ("recency", "frequency", "monetary"):
        weighted = sum(getattr(p, f"index_{measure}") * p.share for p in profiles)
        assert weighted == pytest.approx(1)


def test_row_order_changes_no_profile(shop):
    shuffled = shop.sample(frac=1, random_state=2)
    assert profile_clusters(shop, cluster(shop, 4)) == profile_clusters(
        shuffled, cluster(shuffled, 4)
    )


@pytest.mark.parametrize("k", [2, 5, 10])
def test_names_differ_within_a_run(shop, k):
    told = [profile.name for profile in profile_clusters(shop, cluster(shop, k))]
    assert len(set(told)) == k


@pytest.mark.parametrize(
    ("cluster", "name"),
    [
        (typical(0.9, 0.9, 0.9), "Best customers"),
        (typical(0.1, 0.9, 0.9), "Lapsed big regulars"),
        (typical(0.9, 0.5, 0.1), "Recent small spenders"),
        (typical(0.5, 0.5, 0.5), "Repeat buyers"),
        (typical(0.1, 0.2, 0.2, orders=1), "Lapsed one-time buyers"),
        (typical(0.9, 0.9, 0.9, orders=1), "Recent big one-time buyers"),
        (typical(0.5, 0.2, 0.0, spent=0.0), "Everything returned"),
    ],
)
def test_a_name_follows_from_the_standings(cluster, name):
    assert names([cluster]) == (name,)
    assert play(cluster)


def test_only_the_biggest_spenders_are_best():
    found = names([typical(0.9, 0.9, 0.8, spent=500), typical(0.8, 0.9, 0.9, spent=900)])
    assert found == ("Recent big regulars", "Best customers")


def test_namesakes_are_told_apart_by_the_measure_they_differ_in():
    assert names([typical(monetary=0.6, spent=200), typical(monetary=0.4, spent=80)]) == (
        "Repeat buyers, higher spend",
        "Repeat buyers, lower spend",
    )
    assert names([typical(recency=0.6, days=20), typical(recency=0.35, days=60)]) == (
        "Repeat buyers, more recent",
        "Repeat buyers, less recent",
    )
    assert len(set(names([typical()] * 2))) == 2
    assert len(set(names([typical()] * 4))) == 4


def test_a_cluster_is_matched_to_the_nearest_of_the_run_before():
    before = pd.DataFrame({"a": [0.0, 5.0, 9.0], "b": [0.0, 5.0, 9.0]}, index=[1, 2, 3])
    after = pd.DataFrame({"a": [8.8, 0.1, 5.2], "b": [9.1, 0.2, 4.9]}, index=[1, 2, 3])
    assert match_clusters(before, after) == {1: 3, 2: 1, 3: 2}
    assert match_clusters(before.drop(2), after) == {1: 3, 2: 1}
    assert match_clusters(before, after.drop(2)) == {1: 3, 3: 2}
