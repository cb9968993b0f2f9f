"""Cluster profiles, their names, and matching clusters between runs."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.clusters.describe.claims import Members, Trait, figure_words
from analytics.clusters.describe.continuity import going_on, gone_into
from analytics.clusters.describe.naming import UNLIKE_THE_OTHERS, Advice, names, short_names
from analytics.clusters.describe.profiles import ClusterProfile, EarlierRun, profile_clusters
from analytics.clusters.find.clustering import RFM_COLUMNS, cluster
from analytics.clusters.find.preparation import Scale, prepare


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


def test_names_are_words_for_what_the_figures_say(shop: pd.DataFrame) -> None:
    best, lapsed = profile_clusters(shop, cluster(shop, 2))
    assert (best.label, lapsed.label) == (
        "Best customers, here in the last 3 weeks",
        "Small one-time buyers, away 7 to 13 months",
    )
    assert (best.advice, lapsed.advice) == (Advice.THANK, Advice.SPEND_LITTLE)


def test_figures_of_clusters_add_up_to_the_shop(shop: pd.DataFrame) -> None:
    profiles = profile_clusters(shop, cluster(shop, 5))
    assert sum(profile.customers for profile in profiles) == 100
    assert sum(profile.share for profile in profiles) == pytest.approx(1)
    assert sum(profile.revenue_share or 0 for profile in profiles) == pytest.approx(1)
    cents = sum(round((profile.revenue or 0) * 100) for profile in profiles)
    assert cents == round(shop["monetary"].sum() * 100)


def test_row_order_changes_no_profile(shop: pd.DataFrame) -> None:
    shuffled = shop.sample(frac=1, random_state=2)
    assert profile_clusters(shop, cluster(shop, 4)) == profile_clusters(
        shuffled, cluster(shuffled, 4)
    )


@pytest.mark.parametrize("k", range(2, 13))
@pytest.mark.parametrize("columns", [RFM_COLUMNS, ("recency",), ("frequency", "monetary")])
def test_names_differ_within_a_run(shop: pd.DataFrame, k: int, columns: tuple[str, ...]) -> None:
    prepared = prepare(shop, columns, Scale.LOG)
    told = [each.label for each in profile_clusters(shop, cluster(shop, k, prepared))]
    assert len(set(told)) == k
    assert max(map(len, told)) <= 70


def crowd(recency: float, frequency: float, monetary: float, *, size: int = 20) -> pd.DataFrame:
    """Customers who are all alike."""
    return pd.DataFrame(
        {
            "recency": [float(recency)] * size,
            "frequency": [float(frequency)] * size,
            "monetary": [float(monetary)] * size,
        }
    )


def named(*crowds: pd.DataFrame, noise: int | None = None) -> dict[int, str]:
    """What crowds are called that are all there is of a shop, found by recency, orders and money.

    In traits each is exactly as far from the shop as in plain standard deviations.
    """
    everybody = pd.concat(crowds, ignore_index=True)
    return names(
        {
            number: Members(each, everybody, traits(each, everybody))
            for number, each in enumerate(crowds, start=1)
        },
        noise,
    )


def traits(members: pd.DataFrame, everybody: pd.DataFrame) -> tuple[Trait, ...]:
    away = (members.mean() - everybody.mean()) / everybody.std(ddof=0).replace(0, 1)
    return tuple(
        Trait(str(name), float(away[name]), float(members[name].median()))
        for name in away.abs().sort_values(ascending=False).index
    )


def test_a_name_says_what_its_members_are_beside_the_shop() -> None:
    told = named(
        crowd(3, 20, 900),
        crowd(150, 12, 700),
        crowd(20, 4, 100),
        crowd(60, 3, 20),
        crowd(800, 1, 20),
        crowd(7, 1, 0),
    )
    assert list(told.values()) == [
        "Best customers, here this week",
        "Frequent big spenders, away 4 to 5 months",
        "Repeat buyers, away 2 to 3 weeks",
        "Small occasional buyers, away 1 to 2 months",
        "Small one-time buyers, away 2 to 3 years",
        "Everything returned, here last week",
    ]


def test_who_spends_half_the_average_is_no_big_spender() -> None:
    """A few huge customers put the average far above the top third of customers."""
    huge, upper, rest = crowd(5, 9, 9_000, size=10), crowd(50, 9, 450), crowd(200, 2, 100, size=40)
    told = named(huge, upper, rest)
    assert told[2].startswith("Frequent buyers")
    assert upper["monetary"].mean() == 450
    everybody = pd.concat([huge, upper, rest])
    assert everybody["monetary"].mean() == pytest.approx(1471.4, abs=0.1)


def test_only_who_spends_most_is_best() -> None:
    told = named(crowd(2, 30, 500), crowd(2, 30, 900), *[crowd(200, 2, 10)] * 4)
    assert told[1].startswith("Frequent big spenders")
    assert told[2].startswith("Best customers")


def test_namesakes_are_told_apart_in_figures_where_words_run_out() -> None:
    told = named(crowd(30, 4, 100), crowd(30, 5, 100), crowd(30, 20, 100), crowd(200, 20, 100))
    assert told[1] == "Occasional buyers, away 4 to 5 weeks, 4 orders"
    assert told[2] == "Occasional buyers, away 4 to 5 weeks, 5 orders"
    alike = named(*[crowd(30, 3, 100)] * 12)
    assert len({each.casefold() for each in alike.values()}) == 12


def test_of_a_word_that_is_true_of_a_third_only_nothing_is_said() -> None:
    """32% of their orders are before noon: more than of anybody else's, but no morning crowd."""
    early = pd.DataFrame({"morning_share": [0.32] * 20})
    late = pd.DataFrame({"morning_share": [0.05] * 20})
    everybody = pd.concat([early, late], ignore_index=True).assign(
        recency=30, frequency=3, monetary=100
    )
    found = {
        number: Members(
            everybody[everybody["morning_share"] == share],
            everybody,
            (Trait("morning_share", away, share),),
        )
        for number, share, away in ((1, 0.32, 1.0), (2, 0.05, -1.0))
    }
    assert names(found) == {1: "Mixed customers", 2: "After noon"}


def test_what_rounds_to_nothing_has_no_minus() -> None:
    assert figure_words(Trait("trend", 0.1, -0.004)) == "0% trend"


def test_a_name_that_is_true_still_stays_and_one_that_is_not_goes() -> None:
    """The second is known as big spenders from before: true still, though they are frequent too."""
    shop = [crowd(3, 9, 9_000), crowd(50, 9, 4_000), crowd(90, 1, 100, size=40)]
    everybody = pd.concat(shop, ignore_index=True)
    members = {
        number: Members(each, everybody, traits(each, everybody))
        for number, each in enumerate(shop, start=1)
    }
    kept = names(members, known_as={2: "Big spenders, away 9 months", 3: "Repeat buyers, x"})
    assert kept[2] == "Big spenders, away 7 to 8 weeks"
    assert kept[3] == "Small one-time buyers, away 2 to 3 months"
    assert names(members)[2] == "Frequent big spenders, away 7 to 8 weeks"


def test_the_first_part_of_a_name_is_enough_unless_two_begin_alike() -> None:
    assert short_names(["Best customers, here last week", "Repeat buyers, away 4 weeks"]) == (
        "Best customers",
        "Repeat buyers",
    )
    alike = ("Repeat buyers, 3 orders", "repeat buyers, 5 orders", "VIPs", ", odd")
    assert short_names(alike) == alike


def test_those_in_no_crowd_are_not_named_as_a_group() -> None:
    assert named(crowd(30, 3, 100), crowd(30, 3, 100), noise=2)[2] == UNLIKE_THE_OTHERS


def test_a_cluster_against_the_average(shop: pd.DataFrame) -> None:
    """Compared with plain pandas."""
    found = cluster(shop, 2)
    members = shop.set_index("customer_id")[found.labels == 1]
    spent = profile_clusters(shop, found)[0].features[2]
    assert (spent.name, spent.median) == ("monetary", members["monetary"].median())
    assert spent.mean == pytest.approx(members["monetary"].mean())
    assert spent.overall == pytest.approx(shop["monetary"].mean())
    assert spent.away == pytest.approx(found.matrix[found.labels == 1]["monetary"].mean())


def grouping(**groups: str) -> "pd.Series[int]":
    """Customers by the number of their group: a group is a string of one-letter customers."""
    return pd.Series(
        {who: int(number[1:]) for number, members in groups.items() for who in members}
    )


def test_a_group_goes_on_where_most_are_the_same_both_ways() -> None:
    before = grouping(g1="abcdef", g2="ghijkl", g3="mno")
    assert going_on(before, grouping(g1="mnop", g2="abcd", g3="efghijkl")) == {1: 3, 2: 1, 3: 2}
    # Half of the earlier one, or half newcomers, is not most.
    assert going_on(before, grouping(g1="abc", g2="ghijuvwx")) == {}
    # All of the earlier one's are in it, but they are its smaller part.
    assert going_on(before, grouping(g1="mnopqr")) == {}


def test_where_most_of_an_ended_group_are_now() -> None:
    before = grouping(g1="abcdef")
    assert gone_into(before, grouping(g1="ab", g2="cde", g3="f"), 1) == 2
    assert gone_into(before, grouping(g1="xyz"), 1) is None


def carried(before: pd.DataFrame, after: pd.DataFrame, k: int) -> list[ClusterProfile]:
    """A run of 3 whose second cluster was called Gift shops, and what a later run makes of it."""
    then = cluster(before, 3)
    named = tuple(
        dataclasses.replace(each, label="Gift shops", given=True) if each.number == 2 else each
        for each in profile_clusters(before, then)
    )
    return list(profile_clusters(after, cluster(after, k), EarlierRun(then.labels, named)))


CAMPS = ((0, 5, 20), (1, 60, 4), (2, 300, 1))


def test_names_and_colours_go_on_with_new_data_and_another_number_of_clusters() -> None:
    before = pd.concat([camp(*each) for each in CAMPS], ignore_index=True)
    more = pd.concat([before, camp(3, 61, 4).head(20)], ignore_index=True)
    for k in (3, 4):
        told = carried(before, more, k)
        assert [each.label for each in told].count("Gift shops") == 1
        gifts = next(each for each in told if each.label == "Gift shops")
        assert (gifts.given, gifts.colour, gifts.was) == (True, 2, ())
        assert len({each.label for each in told}) == len({each.colour for each in told}) == k


def test_a_given_name_does_not_move_to_other_people() -> None:
    """Others are where the camp was; its own people buy as the best do, who are as many."""
    best, gifts, lapsed = (camp(*each) for each in CAMPS)
    theirs = camp(0, 5, 20).assign(customer_id=gifts["customer_id"])
    after = pd.concat([best, theirs, camp(3, 60, 4), lapsed], ignore_index=True)
    told = carried(pd.concat([best, gifts, lapsed], ignore_index=True), after, 3)
    assert "Gift shops" not in {each.label for each in told}
    assert [each.was for each in told] == [("Gift shops",), (), ()]


def test_figures_in_a_name_are_those_of_now() -> None:
    before = pd.concat([camp(*each) for each in CAMPS], ignore_index=True)
    told = carried(before, before.assign(recency=before["recency"] * 1.15), 3)
    assert told[0].label.endswith("here this week")
    assert told[2].label.endswith("away 11 to 12 months")


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
