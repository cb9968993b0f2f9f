"""Customers without groups are never said to have any, whatever they are compared by."""

from datetime import date

import pandas as pd
import pytest
from known_groups import without_groups
from one_process import one_process

from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import RFM_COLUMNS, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.clusters.judge.evidence import Evidence, Structure, gather
from analytics.clusters.judge.holdout import Period, held_out
from analytics.rfm import score_rfm
from bot.services.rfm.packs import rule_pack


def of_customers(
    customers: pd.DataFrame, columns: tuple[str, ...], scale: Scale, k: int
) -> Evidence:
    """The evidence of customers who are put into k groups."""
    found = cluster(customers, k, prepare(customers, columns, scale))
    return gather(found.matrix, found.labels.to_numpy("int64"), Algorithm.KMEANS, found.silhouettes)


@pytest.mark.parametrize("scale", [Scale.LOG, Scale.STANDARD, Scale.ROBUST])
@pytest.mark.parametrize("kind", ["even", "bell", "pareto"])
def test_one_cloud_has_no_groups(kind: str, scale: Scale, many: bool) -> None:
    sizes = (*[300] * 20, *[1_500] * 20) if many else (300, 300, 1_500)
    for seed, customers in enumerate(sizes):
        crowd = without_groups(kind, seed, customers)
        assert of_customers(crowd, RFM_COLUMNS, scale, 4).structure is Structure.NONE


@pytest.mark.parametrize(
    ("columns", "scale"),
    [
        (("frequency",), Scale.LOG),
        (("frequency", "return_rate"), Scale.LOG),
        (("weekend_share", "morning_share"), Scale.LOG),
        (RFM_COLUMNS, Scale.LOG),
        (RFM_COLUMNS, Scale.STANDARD),
        (RFM_COLUMNS, Scale.ROBUST),
    ],
)
def test_where_all_buy_by_one_process_ties_and_outliers_are_no_groups(
    columns: tuple[str, ...], scale: Scale, many: bool
) -> None:
    shops = 35 if many else 5
    found = [
        of_customers(one_process(kind, seed, 400).features(), columns, scale, k).structure
        for seed in range(shops)
        for kind, k in (("nbd", 3), ("nbd", 4), ("bgnbd", 3), ("bgnbd", 4))
    ]
    if not many:
        assert Structure.CLEAR not in found
    assert len([each for each in found if each is not Structure.NONE]) <= len(found) // 20


def test_where_all_buy_by_one_process_no_groups_foretell_more_than_the_simplest_rules(
    many: bool,
) -> None:
    period = Period(date(2025, 10, 3), date(2026, 1, 1))
    claims = []
    for seed in range(100 if many else 10):
        for kind in ("nbd", "bgnbd"):
            shop = one_process(kind, seed, 400)
            before, after = shop.features(until=275), shop.features(since=275)
            segments = score_rfm(before, rule_pack("grid10")).scores["segment"]
            labels = cluster(before, 4).labels
            claims.append(held_out(labels, before, after, period, segments).beats_rules)
    assert sum(claims) <= len(claims) // 20
