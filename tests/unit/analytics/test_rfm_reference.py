"""RFM against results that others published, row by row.

R's rfm gives each bin but the first a lowest value, a quantile plus one; see
``analytics.selftest.r_scoring``. Files: the reference folder, whose README has the procedures.
"""

from pathlib import Path

import pandas as pd
import pytest
from small_shops import order, orders_table

from analytics.features.customers import customer_features
from analytics.rfm import Edges, score_rfm
from analytics.rfm.rules import RulePack
from analytics.selftest.published import Published
from analytics.selftest.published_packs import published_pack
from analytics.selftest.published_rfm import (
    CASES,
    compare_figures,
    compare_heatmap,
    compare_rows,
    compare_summary,
    compare_thresholds,
    result,
)
from analytics.selftest.r_scoring import score_as_r_does, with_others
from analytics.selftest.tiny_shop import AS_OF, compare_tiny_shop

pytestmark = pytest.mark.real_data


def rules_of(published: Published, name: str = "r_rfm_0.3") -> RulePack:
    return published_pack(published.segment_rule_packs, name)


@pytest.mark.parametrize(
    ("data", "name", "values"),
    [(*case, values) for case, values in zip(CASES, (4_975, 4_975, 199_995), strict=True)],
)
def test_every_customers_scores_and_segment_agree(
    published: Published, data: str, name: str, values: int
) -> None:
    """995 customers of the orders, by two packs, and 39,999 customers."""
    rules = rules_of(published, name)
    found = result(score_as_r_does(published.features(data), rules), rules)
    comparison = compare_rows(found, data, name, published)

    assert (comparison.values, comparison.where) == (values, ())


def test_the_orders_sum_up_to_the_published_figures(published: Published) -> None:
    comparison = compare_figures(published.orders, published)

    assert (comparison.values, comparison.where) == (3 * 995, ())


def test_a_row_that_differs_is_named(published: Published) -> None:
    """So that agreement in every row means something."""
    rules = rules_of(published)
    found = result(score_as_r_does(published.orders, rules), rules)
    found.loc["Abbey O'Reilly", "monetary_score"] = 5
    comparison = compare_rows(found.drop("Add Senger"), "rfm_orders", "r_rfm_0.3", published)

    assert comparison.where == ("Abbey O'Reilly", "Add Senger")
    assert (comparison.different, comparison.largest) == (6, 2.0)


def test_plain_quantiles_would_not_do(published: Published) -> None:
    """The published edges are a day, an order and a unit of money further on."""
    rules = rules_of(published)
    plain = score_rfm(published.orders, with_others(rules))

    assert not compare_rows(result(plain, rules), "rfm_orders", "r_rfm_0.3", published).agrees
    assert not compare_thresholds(plain, "rfm_orders", published).agrees
    assert not compare_summary(plain, "rfm_orders", "r_rfm_0.3", published).agrees
    assert not compare_heatmap(plain, "rfm_orders", published).agrees


@pytest.mark.parametrize("data", ["rfm_orders", "rfm_customers"])
def test_edges_and_the_map_of_scores_are_the_published_ones(
    published: Published, data: str
) -> None:
    rfm = score_as_r_does(published.features(data), rules_of(published))
    edges = compare_thresholds(rfm, data, published)
    cells = compare_heatmap(rfm, data, published)

    assert (edges.values, edges.where) == (12, ())
    assert (cells.values, cells.where) == (50, ())


@pytest.mark.parametrize(("data", "name"), CASES)
def test_segments_come_to_the_published_summary(published: Published, data: str, name: str) -> None:
    rfm = score_as_r_does(published.features(data), rules_of(published, name))
    comparison = compare_summary(rfm, data, name, published)

    assert comparison.values >= 7 * 8
    assert comparison.where == ()


def test_own_limits_move_the_one_customer_that_the_package_says(published: Published) -> None:
    rules = rules_of(published)
    own = Edges.from_lowest_values((115, 181, 297, 482), (4, 5, 6, 8), (256, 382, 506, 666))
    found = score_rfm(published.orders, with_others(rules), own)
    default = score_as_r_does(published.orders, rules)
    moved = found.scores["segment"] != default.scores["segment"]

    assert moved.sum() == 1
    assert found.summary("cant_lose_them").customers == 48
    assert found.summary("potential_loyalist").customers == 341


def test_the_tiny_shop_agrees_in_values_scores_and_segments(published: Published) -> None:
    """pymc-marketing's fixture: its frequency counts days, and its money is a mean per day."""
    shop = pd.DataFrame(
        [
            order(f"{number}", row["customer_id"], row["date"], round(row["amount"] * 100))
            for number, row in enumerate(published.tiny_days.to_dict("records"))
        ]
    )
    features = customer_features(orders_table(shop), AS_OF).execute()
    comparison = compare_tiny_shop(features, published)

    assert (comparison.values, comparison.where) == (30, ())


def test_the_ten_segments_of_online_retail_come_from_the_grids_scores(
    reference_dir: Path, online_retail_rfm: pd.DataFrame, pack: RulePack
) -> None:
    """Scores by the widely copied recipe, which ranks equal frequencies by row; rules are ours."""
    table = online_retail_rfm.copy()
    # The published grid ranks customers in the order of their numbers.
    table = table.loc[sorted(table.index, key=float)]
    r = pd.qcut(table["recency"], 5, labels=[5, 4, 3, 2, 1]).astype(int)
    f = pd.qcut(table["frequency"].rank(method="first"), 5, labels=[1, 2, 3, 4, 5]).astype(int)
    rules = [pack.rule_for((int(a), int(b), 1)) for a, b in zip(r, f, strict=True)]
    table["segment"] = [rule.key for rule in rules if rule is not None]
    expected = pd.read_csv(reference_dir / "online_retail_rf_segments_expected.csv")
    expected = expected[expected["case"] == "clean"].set_index("segment")
    expected = expected.rename(index={"cant_lose": "cannot_lose"})
    grouped = table.groupby("segment")

    assert set(expected.index) == set(grouped.groups)
    for key, row in expected.iterrows():
        members = grouped.get_group(key)
        assert len(members) == row["customers"]
        # The published table counts from 2011-12-11, a day later than ours.
        assert members["recency"].mean() + 1 == pytest.approx(row["mean_recency"], abs=1e-4)
        assert members["frequency"].mean() == pytest.approx(row["mean_frequency"], abs=1e-4)
        assert members["monetary"].sum() == pytest.approx(row["revenue"], abs=0.01)
