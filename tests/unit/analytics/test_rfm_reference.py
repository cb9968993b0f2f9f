"""RFM against results that others published, row by row.

R's rfm gives each bin but the first a lowest value, a quantile plus one; see
``analytics.rfm.published``. Files: the reference folder, whose README has the procedures.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from published_packs import published
from small_shops import order, orders_table

from analytics.features import customer_features
from analytics.rfm import Edges, score_rfm
from analytics.rfm.published import compared, score_as_r_does, with_others

pytestmark = pytest.mark.real_data
SCORES = {"recency_score": "r", "frequency_score": "f", "monetary_score": "m"}


@pytest.fixture(scope="module")
def orders(reference_dir):
    """Customers of the package's order data, summed up as it does."""
    rows = pd.read_csv(reference_dir / "rfm_orders.csv", parse_dates=["order_date"])
    grouped = rows.groupby("customer_id")
    return pd.DataFrame(
        {
            "recency": (pd.Timestamp("2006-12-31") - grouped["order_date"].max()).dt.days,
            "frequency": grouped.size(),
            "monetary": grouped["revenue"].sum().astype(float),
        }
    ).reset_index()


@pytest.fixture(scope="module")
def customers(reference_dir):
    """The package's customer data."""
    rows = pd.read_csv(reference_dir / "rfm_customers.csv")
    return pd.DataFrame(
        {
            "customer_id": rows["customer_id"].astype("str"),
            "recency": rows["recency_days"],
            "frequency": rows["number_of_orders"],
            "monetary": rows["revenue"].astype(float),
        }
    )


def result(rfm, rules):
    """Scores and the published names of segments."""
    labels = {rule.key: rule.label for rule in with_others(rules).rules}
    scores = rfm.scores
    return pd.DataFrame(
        {
            **{name: scores[ours] for name, ours in SCORES.items()},
            "rfm_score": 100 * scores["r"] + 10 * scores["f"] + scores["m"],
            "segment": scores["segment"].map(labels),
        }
    )


@pytest.mark.parametrize(("name", "column"), [("r_rfm_0.3", "v03"), ("r_rfm_0.2", "v02")])
def test_the_995_customers_of_the_orders_agree_in_every_row(reference_dir, orders, name, column):
    rules = published(reference_dir, name)
    expected = pd.read_csv(reference_dir / "rfm_orders_expected.csv").set_index("customer_id")
    expected = expected.rename(columns={f"segment_{column}": "segment"})
    values = orders.set_index("customer_id")

    assert (values["recency"] == expected["recency_days"]).all()
    assert (values["frequency"] == expected["transaction_count"]).all()
    assert (values["monetary"] == expected["amount"]).all()
    found = compared(
        result(score_as_r_does(orders, rules), rules), expected[[*SCORES, "rfm_score", "segment"]]
    )
    assert (found.rows, found.different) == (995, ())


def test_the_39999_customers_agree_in_every_row(reference_dir, customers):
    rules = published(reference_dir, "r_rfm_0.3")
    expected = pd.read_csv(reference_dir / "rfm_customers_expected.csv")
    expected = expected.astype({"customer_id": "str"}).set_index("customer_id")
    found = compared(result(score_as_r_does(customers, rules), rules), expected)

    assert (found.rows, found.values, found.different) == (39_999, 199_995, ())


def test_a_row_that_differs_is_named(reference_dir, orders):
    """So that agreement in every row means something."""
    rules = published(reference_dir, "r_rfm_0.3")
    found = result(score_as_r_does(orders, rules), rules)
    changed = found.copy()
    changed.loc["Abbey O'Reilly", "monetary_score"] = 5

    assert compared(found, changed.drop("Add Senger")).different == (
        "Abbey O'Reilly",
        "Add Senger",
    )


def test_plain_quantiles_would_not_do(reference_dir, orders):
    """The published edges are a day, an order and a unit of money further on."""
    rules = published(reference_dir, "r_rfm_0.3")
    plain = result(score_rfm(orders, with_others(rules)), rules)
    assert compared(plain, result(score_as_r_does(orders, rules), rules)).different


@pytest.mark.parametrize("data", ["rfm_orders", "rfm_customers"])
def test_edges_are_the_published_thresholds(reference_dir, request, data):
    table = pd.read_csv(reference_dir / "rfm_thresholds_expected.csv")
    table = table[table["data"] == data]
    features = request.getfixturevalue(data.removeprefix("rfm_"))
    edges = score_as_r_does(features, published(reference_dir, "r_rfm_0.3")).edges

    for measure in ("recency", "frequency", "monetary"):
        lowest = sorted(table[f"{measure}_lower"])
        assert np.allclose(getattr(edges, measure), lowest[1:], rtol=0, atol=1e-9)
        assert lowest[0] == features[measure].min()


@pytest.mark.parametrize(
    "case", ["rfm_orders / r_rfm_0.3", "rfm_orders / r_rfm_0.2", "rfm_customers / r_rfm_0.3"]
)
def test_segments_come_to_the_published_summary(reference_dir, request, case):
    data, name = case.split(" / ")
    rules = published(reference_dir, name)
    rfm = score_as_r_does(request.getfixturevalue(data.removeprefix("rfm_")), rules)
    table = pd.read_csv(reference_dir / "rfm_segment_summary_expected.csv")
    expected = table[table["case"] == case].set_index("segment")
    found = {each.label: each for each in rfm.segments if each.customers}

    assert set(found) == set(expected.index)
    for label, row in expected.iterrows():
        ours = found[label]
        assert (ours.customers, ours.orders, ours.revenue) == (
            row["customers"],
            row["orders"],
            row["revenue"],
        )
        assert round(ours.revenue / ours.orders, 2) == row["aov"]
        assert ours.median_recency == row["median_recency"]
        assert ours.median_frequency == row["median_frequency"]
        assert ours.median_monetary == row["median_monetary"]


def test_own_limits_move_the_one_customer_that_the_package_says(reference_dir, orders):
    rules = published(reference_dir, "r_rfm_0.3")
    own = Edges.from_lowest_values((115, 181, 297, 482), (4, 5, 6, 8), (256, 382, 506, 666))
    found = score_rfm(orders, with_others(rules), own)
    default = score_as_r_does(orders, rules)
    moved = found.scores["segment"] != default.scores["segment"]

    assert moved.sum() == 1
    assert found.summary("cant_lose_them").customers == 48
    assert found.summary("potential_loyalist").customers == 341


def test_the_tiny_shop_agrees_in_values_scores_and_segments(reference_dir):
    """pymc-marketing's fixture: its frequency counts days, and its money is a mean per day."""
    rows = pd.read_csv(reference_dir / "tiny_transactions.csv", dtype={"customer_id": "str"})
    days = rows.groupby(["customer_id", "date"], as_index=False)["amount"].sum()
    shop = pd.DataFrame(
        [
            order(f"{number}", row.customer_id, row.date, round(row.amount * 100))
            for number, row in enumerate(days.itertuples())
        ]
    )
    features = customer_features(orders_table(shop), date(2015, 2, 7)).execute()
    features = features.assign(monetary=features["average_order"])
    expected = pd.read_csv(
        reference_dir / "tiny_expected.csv", dtype={"customer_id": "str", "quartile_score": "str"}
    ).set_index("customer_id")
    rules = with_others(published(reference_dir, "pymc_marketing_1_to_4"))
    found = score_rfm(features, rules)
    labels = {**{rule.key: rule.label for rule in rules.rules}, "others": "Other"}

    for measure in ("recency", "frequency", "monetary"):
        assert (found.scores[measure] == expected[f"rfm_{measure}"]).all()
    scores = found.scores[["r", "f", "m"]].astype(str).agg("".join, axis="columns")
    assert scores.tolist() == expected["quartile_score"].tolist()
    assert found.scores["segment"].map(labels).tolist() == expected["pymc_segment"].tolist()


def test_the_ten_segments_of_online_retail_come_from_the_grids_scores(
    reference_dir, online_retail_rfm, pack
):
    """Scores by the widely copied recipe, which ranks equal frequencies by row; rules are ours."""
    table = online_retail_rfm.copy()
    # The published grid ranks customers in the order of their numbers.
    table = table.loc[sorted(table.index, key=float)]
    r = pd.qcut(table["recency"], 5, labels=[5, 4, 3, 2, 1]).astype(int)
    f = pd.qcut(table["frequency"].rank(method="first"), 5, labels=[1, 2, 3, 4, 5]).astype(int)
    table["segment"] = [pack.rule_for((int(a), int(b), 1)).key for a, b in zip(r, f, strict=True)]
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
