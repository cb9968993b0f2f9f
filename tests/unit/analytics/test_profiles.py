"""Cluster profiles, their names, and matching clusters between runs."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.describe.continuity import EarlierRun, continue_clusters, match_clusters
from analytics.clusters.describe.naming import UNLIKE_THE_OTHERS, Typical, names, play, short_names
from analytics.clusters.describe.profiles import ClusterProfile, profile_clusters
from analytics.clusters.describe.traits import Trait
from analytics.clusters.find.clustering import RFM_COLUMNS, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.features.names import FEATURES


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
    assert (best.name, lapsed.name) == (
        "Best customers, here last week",
        "Small one-time buyers, away 10 months",
    )
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


@pytest.mark.parametrize("k", range(2, 13))
@pytest.mark.parametrize("columns", [RFM_COLUMNS, ("recency",), ("frequency", "monetary")])
def test_names_differ_within_a_run(shop, k, columns):
    prepared = prepare(shop, columns, Scale.LOG)
    told = [each.name for each in profile_clusters(shop, cluster(shop, k, prepared))]
    assert len(set(told)) == k
    assert max(map(len, told)) <= 70


@pytest.mark.parametrize(
    ("cluster", "name"),
    [
        (typical(0.9, 0.9, 0.9, days=3), "Best customers, here this week"),
        (typical(0.5, 0.9, 0.9, days=10), "Frequent big spenders, here last week"),
        (typical(0.1, 0.9, 0.9, days=150), "Frequent big spenders, away 5 months"),
        (typical(0.9, 0.5, 0.1, days=20), "Small spenders, away 3 weeks"),
        (typical(0.5, 0.5, 0.5, days=60), "Repeat buyers, away 2 months"),
        (typical(0.1, 0.2, 0.2, orders=1, days=800), "Small one-time buyers, away 2 years"),
        (typical(0.9, 0.9, 0.9, orders=1, days=0), "Big one-time buyers, here this week"),
        (typical(0.5, 0.2, 0.0, spent=0.0, days=7), "Everything returned, here last week"),
    ],
)
def test_a_name_follows_from_the_standings(cluster, name):
    assert names([cluster]) == (name,)
    assert play(cluster)


def test_only_the_biggest_spenders_are_best():
    found = names([typical(0.9, 0.9, 0.8, spent=500), typical(0.8, 0.9, 0.9, spent=900)])
    assert found == ("Frequent big spenders, away 4 weeks", "Best customers, away 4 weeks")


def test_namesakes_are_told_apart_in_figures_where_words_run_out():
    assert names([typical(orders=3), typical(orders=5)]) == (
        "Repeat buyers, away 4 weeks, 3 orders",
        "Repeat buyers, away 4 weeks, 5 orders",
    )
    assert names([typical(spent=200), typical(spent=80.4)]) == (
        "Repeat buyers, away 4 weeks, 3 orders, 200 each",
        "Repeat buyers, away 4 weeks, 3 orders, 80 each",
    )
    assert len(set(names([typical()] * 12))) == 12


def test_other_features_name_a_cluster_by_what_stands_out():
    weekend = dataclasses.replace(
        typical(),
        by_rfm=False,
        traits=(Trait("weekend_share", 1.2, 0.8), Trait("tenure", -0.9, 40)),
    )
    plain = dataclasses.replace(
        typical(), by_rfm=False, traits=(Trait("weekend_share", -0.1, 0.3),)
    )
    more, less = FEATURES["weekend_share"].more, FEATURES["tenure"].less
    assert names([weekend, plain]) == (f"{more[:1].upper()}{more[1:]}, {less}", "Typical customers")
    mixed = dataclasses.replace(typical(), traits=(Trait("age_of_child", -1.0, 4.0),))
    assert names([typical(), mixed])[1] == "Repeat buyers, away 4 weeks, low age of child"


def test_namesakes_by_other_features_are_told_apart_by_these():
    def found_by(*traits):
        return dataclasses.replace(typical(), by_rfm=False, traits=traits)

    large = [found_by(Trait("average_order", 1.0, amount)) for amount in (2_062.06, 622.4)]
    early = [found_by(Trait("morning_share", 0.1, share)) for share in (0.36, 0.5)]
    young = [found_by(Trait("age_of_child", -1.0, age)) for age in (4.5, 2)]

    assert names(large) == ("Large orders, 2,062 per order", "Large orders, 622 per order")
    assert names(early) == (
        "Typical customers, 36% before noon",
        "Typical customers, 50% before noon",
    )
    assert names(young) == (
        "Low age of child, age of child 4.5",
        "Low age of child, age of child 2",
    )


def test_the_first_part_of_a_name_is_enough_unless_two_begin_alike():
    assert short_names(["Best customers, here last week", "Repeat buyers, away 4 weeks"]) == (
        "Best customers",
        "Repeat buyers",
    )
    alike = ("Repeat buyers, 3 orders", "repeat buyers, 5 orders", "VIPs", ", odd")
    assert short_names(alike) == alike


def test_those_in_no_crowd_are_not_named_as_a_group():
    assert names([typical(), typical()], noise=2)[1] == UNLIKE_THE_OTHERS


def test_a_cluster_against_the_average(shop):
    """Compared with plain pandas."""
    found = cluster(shop, 2)
    members = shop.set_index("customer_id")[found.labels == 1]
    spent = profile_clusters(shop, found)[0].features[2]
    assert (spent.name, spent.median) == ("monetary", members["monetary"].median())
    assert spent.mean == pytest.approx(members["monetary"].mean())
    assert spent.overall == pytest.approx(shop["monetary"].mean())
    assert spent.away == pytest.approx(found.matrix[found.labels == 1]["monetary"].mean())


def test_a_cluster_is_matched_to_the_nearest_of_the_run_before_if_it_is_near():
    before = pd.DataFrame({"a": [0.0, 5.0, 9.0], "b": [0.0, 5.0, 9.0]}, index=[1, 2, 3])
    after = pd.DataFrame({"a": [8.8, 0.1, 5.2], "b": [9.1, 0.2, 4.9]}, index=[1, 2, 3])
    assert match_clusters(before, after) == {1: 3, 2: 1, 3: 2}
    assert match_clusters(before.drop(2), after) == {1: 3, 2: 1}
    assert match_clusters(before, after.drop(2)) == {1: 3, 3: 2}
    assert match_clusters(before, after + 2) == {}


def carried(before: pd.DataFrame, after: pd.DataFrame, k: int, given: str) -> list[ClusterProfile]:
    """A run of 3 whose second cluster was given a name, and what a later run makes of it."""
    then = cluster(before, 3)
    named = tuple(
        dataclasses.replace(each, name=given, given=True) if each.number == 2 else each
        for each in profile_clusters(before, then)
    )
    earlier = EarlierRun(then.model, then.centres.to_numpy(), named)
    now = cluster(after, k)
    return list(continue_clusters(earlier, after, now, profile_clusters(after, now)))


def test_names_and_colours_go_on_with_new_data_and_another_number_of_clusters():
    before = pd.concat([camp(0, 5, 20), camp(1, 60, 4), camp(2, 300, 1)], ignore_index=True)
    more = pd.concat([before, camp(3, 61, 4)], ignore_index=True)
    for k in (3, 4):
        told = carried(before, more, k, "Gift shops")
        assert [each.name for each in told].count("Gift shops") == 1
        gifts = next(each for each in told if each.name == "Gift shops")
        assert (gifts.given, gifts.colour) == (True, 2)
        assert len({each.name for each in told}) == len({each.colour for each in told}) == k


def test_what_a_name_says_of_time_is_as_of_now():
    before = pd.concat([camp(0, 5, 20), camp(1, 60, 4), camp(2, 300, 1)], ignore_index=True)
    later = before.assign(recency=before["recency"] * 1.15)
    told = carried(before, later, 3, "Gift shops")
    assert told[0].name.endswith("here this week")
    assert told[2].name.endswith("away 11 months")


def camp(number: int, days: int, orders: int) -> pd.DataFrame:
    """Thirty customers who are much alike."""
    random = np.random.default_rng(number)
    return pd.DataFrame(
        {
            "customer_id": [f"{number}-{each:02}" for each in range(30)],
            "recency": days + random.integers(0, 2, 30),
            "frequency": orders,
            "monetary": orders * 50.0 + random.integers(0, 20, 30),
        }
    )
