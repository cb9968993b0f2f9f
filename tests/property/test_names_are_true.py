"""Every claim in the name of a cluster holds for most of its members, whatever the shop."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.clusters.describe.naming import UNLIKE_THE_OTHERS
from analytics.clusters.describe.profiles import ClusterProfile, EarlierRun, profile_clusters
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import Clustering, cluster
from analytics.clusters.find.preparation import Scale, prepare
from analytics.vocabulary.errors import SegbotError

RFM = ("recency", "frequency", "monetary")
SETS = (
    RFM,
    ("recency", "monetary"),
    ("weekend_share", "morning_share"),
    ("trend", "average_order"),
    (*RFM, "morning_share", "return_rate", "age"),
)
DAYS = {"week": 7.0, "month": 30.4, "year": 365.0}


def random_shop(seed: int, customers: int) -> pd.DataFrame:
    """Customers with heavy tails, ties, and figures that aren't known of some."""
    random = np.random.default_rng(seed)
    orders = random.geometric(random.uniform(0.1, 0.9), customers)
    spread = random.uniform(0.3, 2.0)
    once = orders == 1
    return pd.DataFrame(
        {
            "customer_id": [f"c{number:04}" for number in range(customers)],
            "recency": random.integers(0, random.integers(20, 900), customers),
            "frequency": orders,
            "monetary": (orders * random.lognormal(4, spread, customers)).round(2)
            * (random.random(customers) > 0.05),
            "weekend_share": random.binomial(orders, random.uniform(0.05, 0.6)) / orders,
            "morning_share": random.binomial(orders, random.uniform(0.05, 0.9)) / orders,
            "return_rate": random.beta(0.2, 3, customers),
            "average_order": random.lognormal(4, spread, customers).round(2),
            "trend": np.where(once, np.nan, random.uniform(-1, 1, customers)),
            "age": np.where(random.random(customers) < 0.1, np.nan, random.normal(45, 15)),
        }
    )


def most(so: "pd.Series[bool]") -> bool:
    return bool(so.mean() > 0.5)


def doubtful(name: str, theirs: pd.DataFrame, shop: pd.DataFrame) -> list[str]:
    """The parts of a name that aren't true of most of a group, worked out by its words alone."""
    low = name.casefold()
    mean, own = shop.mean(), theirs.mean()
    found = []

    def claim(words: str, so: "pd.Series[bool]", on_average: bool = True) -> None:
        if re.search(rf"(?<!% ){words}", low) and not (most(so) and on_average):
            found.append(words)

    orders, money, share = theirs["frequency"], theirs["monetary"], theirs["morning_share"]
    claim("frequent", orders > mean["frequency"], on_average=own["frequency"] > mean["frequency"])
    claim("occasional", orders < mean["frequency"])
    claim("one-time", orders == 1)
    claim("repeat", orders > 1)
    big = own["monetary"] > mean["monetary"]
    claim(r"\bbig\b", money > mean["monetary"], on_average=bool(big))
    claim("best", money > mean["monetary"], on_average=bool(big))
    claim(r"small (?!orders)", money < mean["monetary"], on_average=not big)
    claim("everything returned", money <= 0)
    claim("before noon", share > 0.5, on_average=own["morning_share"] > 0.5)
    claim("after noon", share < 0.5, on_average=own["morning_share"] < 0.5)
    claim("at weekends", theirs["weekend_share"] > 0.5)
    claim("on weekdays", theirs["weekend_share"] < 0.5)
    claim("more lately", theirs["trend"] > 0)
    claim("less lately", theirs["trend"] < 0)
    claim("many returns", theirs["return_rate"] > max(0.1, mean["return_rate"]))
    claim("few returns", theirs["return_rate"] < mean["return_rate"])
    claim("large orders", theirs["average_order"] > mean["average_order"])
    claim("high age", theirs["age"] > mean["age"])
    claim("low age", theirs["age"] < mean["age"])
    found += doubtful_days(low, theirs["recency"])
    count = re.search(r"([\d.,]+) orders?$", low)
    if count and float(count[1].replace(",", "")) != orders.median():
        found.append(count[0])
    if "−0" in low or "-0%" in low:
        found.append("minus nothing")
    return found


def doubtful_days(name: str, recency: "pd.Series[float]") -> list[str]:
    """When a name says that people were last here, if that isn't so of most of them."""
    if span := re.search(r"away (\d+)(?: to (\d+))? (week|month|year)s?", name):
        unit = DAYS[span[3]]
        so = recency.between(int(span[1]) * unit, int(span[2] or span[1]) * unit)
    elif span := re.search(r"here in the last (?:(\d+) )?(week|month|year)s?", name):
        so = recency <= int(span[1] or 1) * DAYS[span[2]]
    elif "here this week" in name:
        so = recency < 7
    elif "here last week" in name:
        so = recency.between(7, 13)
    else:
        return ["away"] if "away" in name else []
    return [] if most(so) else [str(span and span[0])]


def groups(
    seed: int, customers: int, k: int, columns: tuple[str, ...], scale: Scale, algorithm: Algorithm
) -> tuple[pd.DataFrame, Clustering, tuple[ClusterProfile, ...]]:
    shop = random_shop(seed, customers)
    found = cluster(shop, k, prepare(shop, columns, scale), algorithm=algorithm)
    return shop, found, profile_clusters(shop, found)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10_000),
    customers=st.sampled_from([12, 60, 300]),
    k=st.integers(2, 8),
    columns=st.sampled_from(SETS),
    scale=st.sampled_from(list(Scale)),
    algorithm=st.sampled_from([Algorithm.KMEANS, Algorithm.GMM, Algorithm.WARD, Algorithm.HDBSCAN]),
)
def test_every_claim_in_a_name_is_true_of_most_of_its_group(
    seed: int, customers: int, k: int, columns: tuple[str, ...], scale: Scale, algorithm: Algorithm
) -> None:
    try:
        shop, found, profiles = groups(seed, customers, k, columns, scale, algorithm)
    except SegbotError:
        return
    by_customer = shop.set_index("customer_id").loc[found.labels.index]
    assert len({each.label.casefold() for each in profiles}) == len(profiles)
    for each in profiles:
        if each.label != UNLIKE_THE_OTHERS:
            theirs = by_customer[found.labels == each.number]
            assert doubtful(each.label, theirs, by_customer) == [], each.label


@pytest.mark.parametrize("seed", range(5))
def test_words_stay_from_run_to_run_and_figures_are_those_of_now(seed: int) -> None:
    """The same groups a month later, in which nobody bought."""
    shop, found, profiles = groups(seed, 300, 4, RFM, Scale.LOG, Algorithm.KMEANS)
    later = shop.assign(recency=shop["recency"] + 30)
    kept = profile_clusters(later, found, EarlierRun(found.labels, profiles))
    by_customer = later.set_index("customer_id").loc[found.labels.index]
    for then, now in zip(profiles, kept, strict=True):
        assert now.label.split(",")[0] == then.label.split(",")[0]
        assert doubtful(now.label, by_customer[found.labels == now.number], by_customer) == []


def test_a_figure_in_a_name_is_that_of_now() -> None:
    """Groups that only their orders tell apart; then everybody orders twice more."""
    orders = np.repeat([2, 4, 8, 16, 32, 64, 128], 40)
    shop = random_shop(0, len(orders)).assign(
        recency=np.arange(len(orders)) % 5 + 8, frequency=orders, monetary=100.0
    )
    found = cluster(shop, 7, prepare(shop, RFM, Scale.LOG))
    profiles = profile_clusters(shop, found)
    later = shop.assign(frequency=orders + 2)
    kept = profile_clusters(later, found, EarlierRun(found.labels, profiles))
    by_customer = later.set_index("customer_id").loc[found.labels.index]
    assert any(each.label.endswith(" orders") for each in kept)
    for each in kept:
        theirs = by_customer[found.labels == each.number]
        assert doubtful(each.label, theirs, by_customer) == [], each.label
