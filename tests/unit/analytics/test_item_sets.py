"""Sets of products and their rules, against a published result; and where three say more."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analytics.explore.baskets import Baskets
from analytics.explore.item_sets import item_sets, rules, threes
from analytics.explore.pairs import pairs


@pytest.mark.real_data
def test_rules_for_france_are_those_that_are_published(online_retail_parquet: Path) -> None:
    """The example of mlxtend's documentation and of many tutorials: 51 item sets, 26 rules."""
    lines = pd.read_parquet(online_retail_parquet)
    lines = lines[~lines["InvoiceNo"].str.contains("C") & (lines["Country"] == "France")]
    lines = lines.assign(Description=lines["Description"].str.strip())
    units = lines.groupby(["InvoiceNo", "Description"])["Quantity"].sum().unstack(fill_value=0)
    bought = units.drop(columns="POSTAGE") > 0
    orders = len(bought)

    held = sparse.csr_array(bought.to_numpy().astype(np.int32))
    sets = {
        each: many
        for level in item_sets(held, int(np.ceil(0.07 * orders)))
        for each, many in level.items()
    }
    found = [each for each in rules(sets, orders) if each.lift >= 1]

    assert len(sets) == 51
    assert len(found) == 26
    names = bought.columns
    (clocks,) = (
        each
        for each in found
        if [*names[[*each.given]], *names[[*each.also]]]
        == ["ALARM CLOCK BAKELIKE PINK", "ALARM CLOCK BAKELIKE GREEN"]
    )
    assert clocks.support == pytest.approx(0.073980, abs=5e-7)
    assert clocks.confidence == pytest.approx(0.725, abs=5e-7)
    assert clocks.lift == pytest.approx(7.478947, abs=5e-7)


def of_orders(orders: list[list[int]]) -> Baskets:
    """Orders of these products, filled up to three, and some of others; each a customer's own."""
    random = np.random.default_rng(2)
    orders = [
        [*order, *random.choice(range(3, 40), 3 - len(order), replace=False)]
        for order in orders + [[]] * 500
    ]
    row = np.repeat(np.arange(len(orders)), [len(each) for each in orders])
    held = sparse.csr_array((np.ones(len(row), np.int32), (row, np.concatenate(orders))))
    codes = np.arange(40).astype(str)
    return Baskets(held, codes, codes.astype(object), np.arange(len(orders)))


def test_three_that_go_together_say_more_than_their_pairs() -> None:
    found = of_orders([[0, 1, 2]] * 60 + [[each] for each in (0, 1, 2)] * 40)

    (three,) = threes(found, pairs(found).told)

    assert {*three.rule.given, *three.rule.also} == {0, 1, 2}
    assert (three.rule.orders, three.rule.confidence, three.alone) == (60, 1.0, 0.6)


@pytest.mark.parametrize(
    "orders",
    [
        [[0, 1], [1, 2], [0, 2]] * 50,
        # Whoever has one has the others: the pairs say all there is.
        [[0, 1, 2]] * 60,
    ],
)
def test_three_that_only_go_together_in_pairs_are_no_three(orders: list[list[int]]) -> None:
    found = of_orders(orders)
    told = pairs(found).told

    assert len(told) == 3
    assert threes(found, told) == []
