"""RFM scores and segment summaries."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_shops import orders_table

from analytics.features.customers import Returns, customer_features
from analytics.rfm import Edges, score_rfm
from analytics.rfm.rules import RulePack
from analytics.selftest.six_customers import compare_scores
from analytics.vocabulary.errors import SegbotError


def customers(rows: list[tuple[str, int, int, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "recency", "frequency", "monetary"])


@pytest.fixture
def six(six_customers: pd.DataFrame) -> pd.DataFrame:
    features: pd.DataFrame = customer_features(
        orders_table(six_customers), date(2024, 7, 1)
    ).execute()
    return features


def test_six_customers_worked_by_hand(six: pd.DataFrame, pack: RulePack) -> None:
    edges, scores = compare_scores(score_rfm(six, pack))
    assert (edges.values, edges.where) == (12, ())
    assert (scores.values, scores.where) == (24, ())


def test_edges_of_another_day_are_kept(six: pd.DataFrame, pack: RulePack) -> None:
    """Eve's 200 is above edges of up to 190; under edges of up to 900 it is in the middle."""
    edges = Edges((1, 9, 90, 181), (1, 1, 1, 2), (50, 100, 500, 900))
    found = score_rfm(six, pack, edges)
    assert found.edges == edges
    assert [*found.scores.loc["EVE", ["r", "f", "m"]]] == [2, 1, 3]


def test_segments_add_up_and_the_empty_ones_are_there(six: pd.DataFrame, pack: RulePack) -> None:
    found = score_rfm(six, pack)
    assert [segment.key for segment in found.segments] == [rule.key for rule in pack.rules]
    assert sum(segment.customers for segment in found.segments) == found.customers == 6
    assert sum(segment.revenue or 0 for segment in found.segments) == found.revenue == 360.0
    empty = next(segment for segment in found.segments if segment.key == "at_risk")
    assert (empty.customers, empty.revenue, empty.revenue_share, empty.median_recency) == (0,) * 4
    asleep = next(segment for segment in found.segments if segment.key == "hibernating")
    assert (asleep.customers, asleep.orders, asleep.revenue) == (2, 2, 205.0)
    assert (asleep.share, asleep.revenue_share) == (2 / 6, 205 / 360)
    assert (asleep.median_recency, asleep.mean_monetary) == (273.5, 102.5)


def test_equal_values_get_equal_scores(pack: RulePack) -> None:
    rows = [(f"c{number:02}", number % 4, 1 + number % 2, 10.0) for number in range(40)]
    scores = score_rfm(customers(rows), pack).scores
    for measure, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        assert scores.groupby(measure)[score].nunique().max() == 1
    assert set(scores["m"]) == {1}


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_handful_of_customers_is_scored_too(pack: RulePack, count: int) -> None:
    rows = [("a", 3, 2, 30.0), ("b", 50, 1, 12.5), ("c", 50, 1, 0.0), ("d", 400, 9, 7.0)]
    found = score_rfm(customers(rows[:count]), pack)
    assert len(found.scores) == count
    assert found.scores[["r", "f", "m"]].isin(range(1, 6)).all(axis=None)
    assert found.scores.loc["a", "r"] == 5


def test_a_shop_that_took_no_money_has_no_revenue_shares(pack: RulePack) -> None:
    found = score_rfm(customers([("a", 1, 1, 0.0), ("b", 2, 1, 0.0)]), pack)
    assert {segment.revenue_share for segment in found.segments} == {0.0}


def test_nobody_to_score_is_said_in_words(pack: RulePack) -> None:
    with pytest.raises(SegbotError, match="no customers") as refused:
        score_rfm(customers([]), pack)
    assert "file" in refused.value.hint


def test_rules_with_a_hole_are_refused_with_the_hole(pack: RulePack) -> None:
    holed = RulePack(rules=pack.rules[1:])
    with pytest.raises(SegbotError, match=r"10 of 125 .* 541, 542"):
        score_rfm(customers([("a", 1, 1, 5.0)]), holed)


@pytest.mark.real_data
def test_online_retail_scores_agree_with_plain_pandas(
    online_retail_orders: pd.DataFrame, online_retail_rfm: pd.DataFrame, pack: RulePack
) -> None:
    """The edges and bins of pandas.cut over Series.quantile; recency also by pandas.qcut."""
    orders = orders_table(online_retail_orders)
    features = customer_features(orders, date(2011, 12, 10), Returns.IGNORE).execute()
    found = score_rfm(features, pack)
    plain = online_retail_rfm.assign(monetary=online_retail_rfm["monetary"].round(2))
    for measure, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        edges = plain[measure].quantile([0.2, 0.4, 0.6, 0.8]).to_numpy()
        assert np.allclose(getattr(found.edges, measure), edges, atol=0.02)
        bins = 1 + sum((plain[measure] > edge).astype(int) for edge in edges)
        expected = 6 - bins if measure == "recency" else bins
        assert (found.scores[score] == expected).all()
    by_qcut = pd.qcut(plain["recency"], 5, labels=[5, 4, 3, 2, 1]).astype(int)
    assert (found.scores["r"] == by_qcut).all()
    assert found.revenue == 8_911_407.90
    assert round(sum(segment.revenue or 0 for segment in found.segments), 2) == found.revenue


@pytest.mark.real_data
def test_edges_are_one_below_those_that_the_r_package_publishes(
    reference_dir: Path, pack: RulePack
) -> None:
    """R's rfm 0.3 takes the same quantiles and adds 1 to each."""
    given = pd.read_csv(reference_dir / "rfm_customers.csv")
    features = pd.DataFrame(
        {
            "customer_id": given["customer_id"].astype("str"),
            "recency": given["recency_days"],
            "frequency": given["number_of_orders"],
            "monetary": given["revenue"].astype(float),
        }
    )
    edges = score_rfm(features, pack).edges
    table = pd.read_csv(reference_dir / "rfm_thresholds_expected.csv")
    table = table[table["data"] == "rfm_customers"]
    assert np.add(edges.recency, 1).tolist() == sorted(table["recency_lower"])[1:]
    assert np.add(edges.frequency, 1).tolist() == sorted(table["frequency_lower"])[1:]
    assert np.allclose(np.add(edges.monetary, 1), sorted(table["monetary_lower"])[1:])
