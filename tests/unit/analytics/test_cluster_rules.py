"""Clusters as rules, conditions on customers, and what makes a clustering suspect."""

import numpy as np
import pandas as pd
import pytest
from known_groups import customers_of
from sklearn.metrics import precision_score, recall_score

from analytics.clusters.describe.cautions import Caution, Kind, cautions
from analytics.clusters.describe.profiles import profile_clusters
from analytics.clusters.describe.rules import describe
from analytics.clusters.find.clustering import RFM_COLUMNS, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.features.conditions import Comparison, Condition, features_of
from analytics.features.meeting import meets
from bot.language.conditions import read_conditions, write_conditions


def apart() -> pd.DataFrame:
    """Three groups with room between them."""
    random = np.random.default_rng(0)
    parts = [
        np.column_stack([random.integers(*days, 40), random.integers(*orders, 40), spent])
        for days, orders, spent in (
            ((0, 12), (10, 20), random.uniform(2_000, 3_000, 40)),
            ((80, 120), (3, 6), random.uniform(200, 400, 40)),
            ((300, 360), (1, 2), random.uniform(5, 20, 40)),
        )
    ]
    return customers_of(np.vstack(parts))


def test_groups_with_room_between_them_are_described_without_error_in_round_numbers() -> None:
    shop = apart()
    found = describe(shop, cluster(shop, 3))
    assert found.accuracy == 1
    assert all(each.precision == each.recall == 1 for each in found.groups)
    assert all(len(write_conditions(each.rule)) < 45 for each in found.groups)


def test_each_of_many_groups_by_one_feature_has_its_rule() -> None:
    random = np.random.default_rng(4)
    spent = np.concatenate([random.uniform(0.95, 1.05, 40) * 10 * 2.5**step for step in range(10)])
    shop = customers_of(np.column_stack([np.full(400, 5), np.full(400, 2), spent]))
    found = describe(shop, cluster(shop, 10, prepare(shop, ("monetary",), Scale.LOG)))
    assert all(each.rule and each.precision == each.recall == 1 for each in found.groups)


def test_the_figures_of_a_rule_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(1)
    shop = customers_of(np.exp(random.normal(3, 1, (400, 3))))
    clustering = cluster(shop, 4)
    found = describe(shop, clustering)
    members = clustering.labels.to_numpy()
    predicted = np.zeros(len(shop), dtype=int)
    for number, each in enumerate(found.groups, start=1):
        met = meets(shop, read_conditions(write_conditions(each.rule)))
        assert not predicted[met].any()
        predicted[met] = number
        assert each.precision == pytest.approx(precision_score(members == number, met))
        assert each.recall == pytest.approx(recall_score(members == number, met))
    assert found.accuracy == pytest.approx((predicted == members).mean())
    assert 0.6 < found.accuracy < 1


def test_row_order_changes_no_rule() -> None:
    shop = apart()
    shuffled = shop.sample(frac=1, random_state=2)
    assert describe(shuffled, cluster(shuffled, 3)) == describe(shop, cluster(shop, 3))


def test_who_meets_conditions_is_who_pandas_finds() -> None:
    shop = apart().assign(gap_mean=[np.nan, 5.0, 9.0] * 40)
    rule = read_conditions("recency<=100 and frequency>=5 or gap_mean > 8 and monetary != 10")
    theirs = shop.query("recency <= 100 and frequency >= 5 or gap_mean > 8 and monetary != 10")
    assert shop[meets(shop, rule)].index.tolist() == theirs.index.tolist()
    assert features_of(rule) == ("recency", "frequency", "gap_mean", "monetary")


def test_an_unknown_figure_meets_nothing() -> None:
    shop = pd.DataFrame({"gap_mean": [None, 3.0]})
    for comparison in Comparison:
        met = meets(shop, ((Condition("gap_mean", comparison, 3.0),),))
        assert not met[0]
    assert not meets(shop, ()).any()


def doubts(
    features: pd.DataFrame, k: int, scale: Scale = Scale.LOG, *, clip: bool = False
) -> list[Caution]:
    clustering = cluster(features, k, prepare(features, RFM_COLUMNS, scale, clip=clip))
    return list(cautions(features, clustering, profile_clusters(features, clustering)))


def test_plain_groups_need_no_caution() -> None:
    assert doubts(apart(), 3) == []


def test_a_handful_and_a_giant_are_named() -> None:
    random = np.random.default_rng(0)
    crowd = np.column_stack([random.integers(1, 99, 990), np.ones(990), random.uniform(5, 9, 990)])
    shop = customers_of(np.vstack([crowd, [[1, 5_000, 1e7]] * 8]))
    assert doubts(shop, 2)[:2] == [Caution(Kind.TINY, 1), Caution(Kind.GIANT, 2)]


def test_lopsided_features_on_a_scale_that_keeps_them_so_are_named() -> None:
    random = np.random.default_rng(0)
    shop = customers_of(np.exp(random.normal(3, [0.1, 0.1, 2.0], (500, 3))))
    lopsided = Caution(Kind.FAR_OUT, features=("monetary",))
    assert lopsided in doubts(shop, 3, Scale.STANDARD)
    assert lopsided not in doubts(shop, 3)
    assert lopsided not in doubts(shop, 3, Scale.STANDARD, clip=True)


def test_groups_that_one_feature_makes_alone_are_named() -> None:
    random = np.random.default_rng(0)
    days = np.repeat([2.0, 400.0], 200)
    shop = customers_of(np.column_stack([days, np.ones(400), random.uniform(90, 110, 400)]))
    assert Caution(Kind.ONE_FEATURE, features=("recency",)) in doubts(shop, 2)


def test_groups_that_hardly_any_start_finds_are_named() -> None:
    random = np.random.default_rng(0)
    shop = customers_of(np.exp(random.normal(3, 1, (300, 3))))
    assert cluster(apart(), 3).starts_agreeing == 1
    unsteady = [k for k in range(4, 11) if (cluster(shop, k).starts_agreeing or 1) <= 0.1]
    assert unsteady
    assert Caution(Kind.ONE_START) in doubts(shop, unsteady[0])
