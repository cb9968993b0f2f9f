"""Who is held out of a campaign."""

import numpy as np
import pandas as pd
import pytest

from analytics.campaign.draw import draw

KEY = b"campaign 1"


def customers(many: int, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in range(many)],
            "contact": None,
            "recency": random.integers(1, 365, many),
            "monetary": random.lognormal(5, 1, many),
        }
    )


def test_the_same_key_gives_the_same_draw_in_whatever_order_customers_come() -> None:
    people = customers(500)

    one = draw(people, 0.3, KEY)
    other = draw(people.sample(frac=1, random_state=2), 0.3, KEY)

    pd.testing.assert_frame_equal(one, other)
    assert not one["control"].equals(draw(people, 0.3, b"campaign 2")["control"])


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
@pytest.mark.parametrize("many", [20, 101, 1_000])
def test_the_share_is_held_out_of_everybody_and_of_each_stratum(many: int, share: float) -> None:
    found = draw(customers(many), share, KEY)

    assert found["control"].sum() == round(many * share)
    strata = found.groupby("stratum")["control"].agg(["sum", "size"])
    assert (strata["sum"] - strata["size"] * round(many * share) / many).abs().max() < 1
    assert len(strata) == (9 if many * share >= 45 else 4 if many * share >= 20 else 1)


def test_strata_are_of_what_was_spent_and_of_when_they_came() -> None:
    people = customers(1_000)

    found = draw(people, 0.5, KEY).merge(people, on="customer_id")

    spent = pd.qcut(found["monetary"], 3, labels=False)
    lately = pd.qcut(found["recency"].rank(method="average"), 3, labels=False)
    together = pd.crosstab(found["stratum"], [spent, lately])
    # A handful at the edges apart, which share a number of days with others.
    assert together.max(axis=1).sum() >= 990


def test_everybody_may_be_held_out_as_likely_as_anybody() -> None:
    """Also in strata that are too small to be parted evenly."""
    people = customers(21)
    draws = [
        draw(people, 0.1, f"campaign {each}".encode()).set_index("customer_id")["control"]
        for each in range(300)
    ]
    counts = pd.concat(draws, axis=1).sum(axis=1)

    # Of 21 Binomial(300, 0.1) one is beyond these ends 6 times in a million.
    assert counts.between(8, 60).all()


def test_who_shares_an_address_is_one_person_on_one_side() -> None:
    people = customers(300)
    people["contact"] = [f"{number // 3}@shop.com" for number in range(300)]
    people.loc[:59, "contact"] = None

    found = draw(people, 0.5, KEY).merge(people, on="customer_id")

    assert found["person"].nunique() == 60 + 80
    assert set(found["person"]) == set(range(140))
    together = found.dropna(subset="contact").groupby("contact")
    assert (together[["person", "control", "stratum"]].nunique() == 1).all(axis=None)
    assert found.groupby("person")["control"].first().sum() == 70


def test_people_of_whom_nothing_is_known_are_drawn_all_the_same() -> None:
    people = customers(200).assign(recency=np.nan, monetary=np.nan)

    assert draw(people, 0.5, KEY)["control"].sum() == 100
