"""Recommending: ridge regression, the three kinds of list, trials, reasons."""

import tracemalloc
from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analytics.recommend import lists
from analytics.recommend.history import History, Places, Purchases, purchases
from analytics.recommend.holdout import Trial, hold_out
from analytics.recommend.model import Model, fit, ridge
from analytics.recommend.reasons import demand, reasons
from analytics.vocabulary import schema

AS_OF = date(2024, 7, 1)
Sale = tuple[str | None, str, int]


def bought(
    sales: list[Sale], names: Sequence[str] | None = None, **columns: float
) -> tuple[ibis.Table, ibis.Table]:
    """Lines of sales, and their products: who, what and how many days before the as-of date; an
    order for each, and ``names`` of what was bought."""
    rows = pd.DataFrame(sales, columns=["customer_id", "product_code", "ago"])
    at = [pd.Timestamp(AS_OF - timedelta(days=ago)) + pd.Timedelta("10h") for ago in rows["ago"]]
    frame = rows.assign(
        order_id=np.arange(len(rows)),
        invoice=np.arange(len(rows)).astype(str),
        country="France",
        ordered_at=at,
        description=names or rows["product_code"] + " THING",
        merchandise=1,
        quantity=1.0,
        unit_price=1.0,
        amount_cents=100,
    ).assign(**columns)
    kinds = frame.groupby(["product_code", "description", "merchandise"])
    frame["product_id"] = kinds.ngroup() + 1
    products = frame.rename(columns={"product_id": "id"}).drop_duplicates("id")
    return (
        ibis.memtable(frame[list(schema.LINES)], schema=schema.LINES),
        ibis.memtable(products[list(schema.PRODUCTS)], schema=schema.PRODUCTS),
    )


def some_shop(seed: int, customers: int = 60, products: int = 12) -> list[Sale]:
    random = np.random.default_rng(seed)
    return [
        (f"C{who:02}", f"P{what:02}", int(ago))
        for who in range(customers)
        for what in random.integers(0, products, random.integers(1, 9))
        for ago in random.integers(1, 120, random.integers(1, 4))
    ]


def test_regression_is_that_of_each_column_without_its_own() -> None:
    """Solved another way: least squares over rows that the penalty adds, the own column gone."""
    random = np.random.default_rng(1)
    inputs = (random.random((40, 9)) < 0.4).astype(np.float32)
    own = np.array([7, 2, 4])
    targets = inputs[:, own] * random.random((40, 3)).astype(np.float32)

    weights = ridge(sparse.csr_array(inputs), sparse.csr_array(targets), own, penalty=3.0)

    for number, column in enumerate(own):
        others = np.delete(np.arange(9), column)
        rows = np.vstack([inputs[:, others], np.sqrt(3.0) * np.eye(8)])
        wanted = np.concatenate([targets[:, number], np.zeros(8)])
        expected = np.linalg.lstsq(rows, wanted, rcond=None)[0]
        assert weights[others, number] == pytest.approx(expected, abs=1e-5)
        assert weights[column, number] == 0


def test_who_bought_what_by_both_days() -> None:
    """Ann bought tea 40, 30 and 3 days ago: on two days by four weeks ago, on three by now."""
    found = purchases(
        *bought([("ann", "TEA", 30), ("ann", "TEA", 3), ("ann", "TEA", 40), ("bob", "MUG", 29)]),
        AS_OF,
    )

    now, before = found.now, found.before
    assert (now.customers.tolist(), now.products.tolist()) == (["ann", "bob"], ["MUG", "TEA"])
    assert (now.who.tolist(), now.what.tolist()) == ([0, 1], [1, 0])
    assert (now.days.tolist(), now.first.tolist(), now.last.tolist()) == ([3, 1], [40, 29], [3, 29])
    assert (before.days.tolist(), before.last.tolist()) == ([2, 1], [2, 1])
    assert before.first.tolist() == [12, 1]
    assert now.sold.tolist() == [False, True]
    assert before.sold.tolist() == [True, True]


def test_returns_postage_and_later_sales_are_nothing() -> None:
    sales: list[Sale] = [("ann", "TEA", 3)]
    for other in ({"quantity": -1.0}, {"merchandise": 0}):
        assert not len(purchases(*bought(sales, **other), AS_OF).now.who)
    assert not len(purchases(*bought([("ann", "TEA", 0)]), AS_OF).now.who)


def test_unknown_customers_show_what_is_still_sold() -> None:
    found = purchases(*bought([("ann", "TEA", 90), (None, "TEA", 2)]), AS_OF).now

    assert found.sold.tolist() == [True]
    assert found.buyers.tolist() == [1]
    assert found.recent.tolist() == [0]


def test_what_is_sold_no_longer_or_seldom_is_never_listed() -> None:
    sales: list[Sale] = [(f"C{who}", "OLD", 40) for who in range(9)]
    sales += [(f"C{who}", "RARE", 3) for who in range(4)]
    sales += [(f"C{who}", "GOOD", 3) for who in range(5)]
    history = purchases(*bought(sales), AS_OF).now
    rows = np.arange(len(history.customers))
    (good,) = np.flatnonzero(history.products == "GOOD")

    for listed in (
        lists.again(history, rows),
        lists.best(history, rows, new=True),
        lists.best(history, rows, new=False),
        lists.new(history, _fitted(history), rows),
    ):
        assert set(np.unique(listed)) <= {lists.NOTHING, good}


def test_buying_again_goes_by_days_then_by_how_many_buy_it_now() -> None:
    sales: list[Sale] = [(f"C{who}", what, 3) for who in range(9) for what in ("A", "B", "C")]
    sales += [(f"C{who}", "B", 4) for who in range(3, 6)]
    sales += [("C0", "C", ago) for ago in (10, 20, 30)]
    history = purchases(*bought(sales), AS_OF).now

    first = lists.again(history, np.array([0]))[0]

    assert history.products[first[:3]].tolist() == ["C", "A", "B"]
    assert first[3:].tolist() == [lists.NOTHING] * 7


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**16), length=st.integers(1, 20))
def test_nothing_that_somebody_bought_is_new_to_them(seed: int, length: int) -> None:
    history = purchases(*bought(some_shop(seed)), AS_OF).now
    rows = np.arange(len(history.customers))
    have = set(zip(history.who.tolist(), history.what.tolist(), strict=True))

    for new in (
        lists.new(history, _fitted(history), rows, length),
        lists.best(history, rows, length, new=True),
    ):
        listed = {(row, int(what)) for row in rows for what in new[row] if what != lists.NOTHING}
        assert listed
        assert not listed & have
    again = lists.again(history, rows, length)
    assert {(row, int(what)) for row in rows for what in again[row] if what >= 0} <= have


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_shuffled_rows_give_the_same_lists(seed: int) -> None:
    sales = some_shop(seed)
    shuffled = [sales[each] for each in np.random.default_rng(seed).permutation(len(sales))]
    one, other = (purchases(*bought(each), AS_OF) for each in (sales, shuffled))
    rows = np.arange(len(one.now.customers))

    assert hold_out(one) == hold_out(other)
    news = [lists.new(each.now, _fitted(each.now), rows).tolist() for each in (one, other)]
    again = [lists.again(each.now, rows).tolist() for each in (one, other)]
    assert news[0] == news[1]
    assert again[0] == again[1]


def test_equal_scores_fall_to_the_best_seller_then_to_the_first_code() -> None:
    """Nobody who has the one product has any other, so nothing speaks for one of them."""
    sales: list[Sale] = [(f"C{who}", "OWN", 3) for who in range(9)]
    for code, many in (("Z", 8), ("A", 7), ("M", 8)):
        sales += [(f"{code}{who}", code, 3) for who in range(many)]
    history = purchases(*bought(sales), AS_OF).now
    (row,) = np.flatnonzero(history.customers == "C0")

    first = lists.new(history, _fitted(history), np.array([row]))[0]

    assert history.products[first[:3]].tolist() == ["M", "Z", "A"]


def test_trials_count_what_came_true() -> None:
    """Of five who had bought A before, C0 to C2 then buy B, C3 buys A again; C4 nothing.

    B sold best four weeks ago, so whoever has not got it has it on their list.
    """
    sales: list[Sale] = [(f"C{who}", "A", 40) for who in range(5)]
    sales += [(f"B{who}", "B", 35) for who in range(6)]
    sales += [(f"C{who}", "B", 2) for who in range(3)]
    sales += [("C3", "A", 2), ("X", "NEVER BEFORE", 2), ("C4", "NEVER BEFORE", 2)]

    found = hold_out(purchases(*bought(sales), AS_OF))

    assert (found.new.customers, found.new.hits, found.new.recall) == (3, 3, 1.0)
    assert (found.again.customers, found.again.hits, found.again.hits_recent) == (4, 1, 4)
    assert found.again.recall == 0.25
    assert not found.new.told


def test_a_trial_is_won_surely_only_where_the_interval_says_so() -> None:
    def trial(only: int, only_recent: int) -> Trial:
        return Trial(100, 50 + only, 50 + only_recent, 0.1, 0.1, only, only_recent)

    assert trial(30, 10).surely
    assert trial(11, 10).wins
    assert not trial(11, 10).surely
    assert not trial(10, 10).wins
    # Wilson's interval of 30 of 40, worked by hand: (0.75 + 1.9208/40 ± …)/(1 + 3.8416/40).
    assert trial(30, 10).interval == pytest.approx((0.598, 0.858), abs=0.001)


def test_reasons_are_counted_and_beyond_chance() -> None:
    """Who has A has B: 30 of 40; of 160 others 16. C goes with nothing."""
    sales: list[Sale] = [(f"C{who:03}", "A", 9) for who in range(40)]
    sales += [(f"C{who:03}", "B", 9) for who in [*range(30), *range(40, 56)]]
    sales += [(f"C{who:03}", "C", 9) for who in range(0, 200, 4)]
    sales += [(f"C{who:03}", "D", 9) for who in range(1, 200, 2)]
    sales += [(f"C{who:03}", "D", 9) for who in range(200)]
    history = purchases(*bought(sales), AS_OF).now
    model = _fitted(history)
    rows = np.arange(len(history.customers))
    place = {code: number for number, code in enumerate(history.products)}
    listed = lists.new(history, model, rows)

    (b,) = reasons(history, model, listed, rows, np.array([place["B"]]), rows)
    (none,) = reasons(history, model, listed, rows, np.array([place["C"]]), rows)

    assert b is not None
    assert (b.because, b.having, b.both) == (place["A"], 40, 30)
    assert b.share == 0.75
    assert b.times == pytest.approx(0.75 / 0.1)
    assert 1 < b.low < b.times
    assert none is None


def test_demand_counts_who_buys_again_and_who_is_due() -> None:
    """Ann buys every 10 days and is 15 away; Bob every 10 and 5; Cyd every 10 and 60; Dan once."""
    sales: list[Sale] = [("ann", "A", ago) for ago in (15, 25, 35)]
    sales += [("bob", "A", ago) for ago in (5, 15)]
    sales += [("cyd", "A", ago) for ago in (60, 70)]
    sales += [("dan", "A", 100)]
    history = purchases(*bought(sales), AS_OF).now

    (found,) = demand(history, np.arange(4), np.array([0]))

    assert (found.buyers, found.again, found.gap, found.due) == (4, 3, 10, 1)


def test_products_are_called_by_their_last_description_or_their_code() -> None:
    sales: list[Sale] = [("ann", "A", 3), ("ann", "A", 4), ("ann", "B", 3)]

    found = purchases(*bought(sales, ["TEA 0", "TEA 1", "  "]), AS_OF).now

    assert found.products.tolist() == ["A", "B"]
    assert found.names.tolist() == ["TEA 1", "B"]


def test_a_hundred_thousand_products_are_never_laid_out_side_by_side() -> None:
    """10,000 customers by 100,000 products are four gigabytes; half of all are offered."""
    random, customers, products = np.random.default_rng(3), 10_000, 100_000
    pairs = np.unique(random.integers(0, customers * products, 700_000))
    ids, codes = (np.arange(each).astype(str).astype(object) for each in (customers, products))

    def history(kept: Places) -> History:
        days, sold = np.full(len(kept), 10), np.arange(products) % 2 == 0
        return History(ids, codes, codes, kept // products, kept % products, days, days, days, sold)

    tracemalloc.start()
    found = hold_out(Purchases(history(pairs), history(pairs[random.random(len(pairs)) < 0.8])))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found.new.customers > 0.9 * customers
    assert most < 300_000_000


def _fitted(history: History) -> Model:
    model = fit(history)
    assert model is not None
    return model
