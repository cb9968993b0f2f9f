"""The made-up shop is messy, and the groups that it is made of can be found again."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from readings import RULES, understood
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from analytics.intake.cleaning import Cleaned, clean
from analytics.sample.shop import FIRST_DAY, LAST_DAY, SampleShop, sample_shop
from analytics.vocabulary.rows import Reason


@pytest.fixture(scope="module")
def shop() -> SampleShop:
    return sample_shop(7)


@pytest.fixture(scope="module")
def tidied(shop: SampleShop) -> Cleaned:
    proposal = understood(shop.rows.head(5000))
    assert proposal.doubts == {}
    return clean(shop.rows, reading=proposal.reading, today=LAST_DAY, rules=RULES)


def test_the_same_seed_makes_the_same_shop(shop: SampleShop) -> None:
    again = sample_shop(7)
    pd.testing.assert_frame_equal(shop.rows, again.rows)
    pd.testing.assert_series_equal(shop.groups, again.groups)


def test_another_seed_makes_another_shop(shop: SampleShop) -> None:
    assert not sample_shop(8, customers=300).rows.equals(sample_shop(7, customers=300).rows)


@pytest.mark.parametrize("customers", [1, 20, 100])
def test_a_small_shop_works_too(customers: int) -> None:
    assert len(sample_shop(1, customers=customers).groups) == customers


def test_it_is_about_two_years_of_a_gift_shop(shop: SampleShop, tidied: Cleaned) -> None:
    assert 60_000 <= len(shop.rows) <= 120_000
    assert len(shop.groups) == 5000
    days = tidied.kept["ordered_at"].dt.date
    assert (
        (days.min(), days.max()) == (FIRST_DAY, LAST_DAY) == (date(2024, 7, 1), date(2026, 6, 30))
    )
    assert 250 <= tidied.kept["description"].nunique() <= 350
    assert tidied.kept["country"].nunique() >= 5


def test_it_sells_twice_as_much_before_christmas_as_in_january(tidied: Cleaned) -> None:
    bought = tidied.kept[~tidied.kept["is_return"]]
    by_month = bought.groupby(bought["ordered_at"].dt.month)["amount_cents"].sum()
    assert by_month[12] > 2 * by_month[1]


def test_it_has_the_faults_of_real_files(shop: SampleShop, tidied: Cleaned) -> None:
    reasons = {*tidied.set_aside["reason"], *tidied.rejected["reason"]}
    assert reasons >= {
        Reason.ZERO_PRICE,
        Reason.ADJUSTMENT,
        Reason.BAD_DATE,
        Reason.IMPOSSIBLE_DATE,
        Reason.BAD_QUANTITY,
        Reason.BAD_PRICE,
    }
    kept = tidied.kept
    assert 0.1 < kept["customer_id"].isna().mean() < 0.2
    assert kept["is_return"].sum() > 1000
    assert (kept["product_code"] == "POST").sum() > 1000
    assert kept["fingerprint"].duplicated().sum() > 500
    assert shop.rows["Customer ID"].str.endswith(".0").any()
    assert {"GIFT <!channel> TAG", "SALT & PEPPER MILLS", "ROBIN MUG 🐦"} <= {*kept["description"]}


def test_every_customer_has_a_group_and_an_order(shop: SampleShop, tidied: Cleaned) -> None:
    bought = tidied.kept[~tidied.kept["is_return"]]
    assert {*bought["customer_id"].dropna()} == {*shop.groups.index}


def test_clustering_finds_the_groups(shop: SampleShop, tidied: Cleaned) -> None:
    """k-means on recency, frequency and monetary agrees with the groups that were drawn."""
    bought = tidied.kept[~tidied.kept["is_return"]].dropna(subset="customer_id")
    by_customer = bought.astype({"customer_id": object}).groupby("customer_id")
    features = pd.DataFrame(
        {
            "recency": (pd.Timestamp("2026-07-01") - by_customer["ordered_at"].max()).dt.days,
            "frequency": by_customer["invoice"].nunique(),
            "monetary": by_customer["amount_cents"].sum() / 100,
        }
    )
    scaled = np.log1p(features)
    scaled = (scaled - scaled.mean()) / scaled.std(ddof=0)
    found = KMeans(6, n_init=10, random_state=0).fit_predict(scaled)
    assert adjusted_rand_score(shop.groups.loc[features.index], found) > 0.9
