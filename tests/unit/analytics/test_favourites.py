"""Products that more of a segment bought than of customers who buy as many different ones."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from quiet_shops import quiet_lines

from analytics.recommend.favourites import Favourite, favourites
from analytics.recommend.history import History
from analytics.rfm import score_rfm
from analytics.rfm.rules import RulePack

Pair = tuple[str, str]


def liked(rows: Sequence[Pair], *segments: list[str]) -> list[tuple[Favourite, ...]]:
    """What each of some segments favours in a shop where these customers bought these products."""
    pairs = pd.DataFrame(rows, columns=["who", "what"]).drop_duplicates()
    who, customers = pd.factorize(pairs["who"].to_numpy(object), sort=True)
    what, products = pd.factorize(pairs["what"].to_numpy(object), sort=True)
    once = np.ones(len(pairs), np.int64)
    sold = np.ones(len(products), np.bool_)
    history = History(customers, products, products, who, what, once, once, once, sold)
    return [favourites(history, np.flatnonzero(np.isin(customers, each))) for each in segments]


def test_a_favourite_is_held_against_customers_who_buy_as_many_different_products() -> None:
    """20 members and 80 others, each with two products, one of them a cup, which 100 of 100 buy.

    Tea: 15 members, 10 others, so that of 25 buyers 20 x 25 / 100 = 5 are to be expected: shrunk,
    15.5 / 5.5 times as many. Pots are as usual among members (1 in 4) as among others.
    """
    members = [f"m{n:02}" for n in range(20)]
    others = [f"o{n:02}" for n in range(80)]
    second = dict.fromkeys(members[:15] + others[:10], "TEA")
    second |= dict.fromkeys(members[15:] + others[10:30], "POT")
    rows = [(who, "CUP") for who in (*members, *others)]
    rows += [(who, second.get(who, "JAR")) for who in (*members, *others)]
    ((tea,),) = liked(rows, members)

    assert (tea.product, tea.buyers) == (3, 15)
    assert tea.share == 0.75
    assert tea.index == pytest.approx(15.5 / 5.5)


def test_who_buys_more_of_everything_has_no_favourite() -> None:
    """Members buy 20 of 40 products each, others 2: each of 40 has ten times as many buyers."""
    rows = [(f"m{n:02}", f"P{(n + each) % 40}") for n in range(40) for each in range(20)]
    rows += [(f"o{n:02}", f"P{(n + each) % 40}") for n in range(80) for each in range(2)]

    assert liked(rows, [f"m{n:02}" for n in range(40)]) == [()]


def test_a_product_of_few_buyers_is_an_accident() -> None:
    """Four buyers are, whatever the others do."""
    rows = [(f"m{n}", "TEA") for n in range(4)] + [(f"o{n:03}", "CUP") for n in range(900)]

    assert liked(rows, [f"m{n}" for n in range(4)]) == [()]


def test_a_segment_of_everybody_has_no_favourite() -> None:
    assert liked([(f"m{n}", "TEA") for n in range(50)], [f"m{n}" for n in range(50)]) == [()]


def of_segment(shop: pd.DataFrame, rule: str, pack: RulePack) -> list[str]:
    """The customers of an RFM segment of a simulated shop."""
    bought = shop.assign(spent=shop["quantity"] * shop["price"]).groupby("customer_id")
    features = bought.agg(
        last=("at", "max"), frequency=("invoice", "nunique"), monetary=("spent", "sum")
    ).reset_index()
    features["recency"] = (shop["at"].max() - features["last"]).dt.days
    segments = score_rfm(features, pack).scores["segment"]
    return segments.index[segments == rule].tolist()


def bought(shop: pd.DataFrame) -> list[Pair]:
    return [*zip(shop["customer_id"], shop["product"], strict=True)]


def test_of_shops_without_favourites_hardly_any_shows_one(pack: RulePack, many: bool) -> None:
    """For any of the four largest segments; the best of many products always looks like one."""
    shown, shops = 0, 200 if many else 10
    for seed in range(shops):
        shop = quiet_lines(seed, customers=300, products=100)
        rules = ("champions", "loyal_customers", "potential_loyalists", "hibernating")
        shown += any(liked(bought(shop), *(of_segment(shop, rule, pack) for rule in rules)))

    assert shown <= max(1, shops // 20)


@pytest.mark.parametrize("rule", ["champions", "at_risk", "hibernating"])
def test_a_favourite_that_is_there_is_found(pack: RulePack, rule: str) -> None:
    """Of the segment's lines every twelfth is of one product, which hardly anybody else buys."""
    shop = quiet_lines(3, customers=1_000, products=200)
    members = of_segment(shop, rule, pack)
    theirs = shop.index[shop["customer_id"].isin(members)]
    shop.loc[theirs[::12], "product"] = "P150"

    assert [each.product for each in liked(bought(shop), members)[0]] == [
        sorted(shop["product"].unique()).index("P150")
    ]
