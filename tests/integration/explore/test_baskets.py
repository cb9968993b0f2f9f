"""/explore baskets: what is bought together, against plain pandas and against chance."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest
from asking import Shop
from quiet_shops import as_file, quiet_lines
from scipy import sparse
from shops import as_csv

from analytics.explore.baskets import Baskets
from analytics.explore.pairs import pairs
from analytics.vocabulary.errors import SegbotError
from bot.services.answer import Answer, Cell

Ask: TypeAlias = Callable[[str], Answer]


def planted(seed: int = 3) -> pd.DataFrame:
    """A quiet shop where most orders with P003 have P040, too, and some are sent back; half of the
    customers are French, and have P007 with it instead."""
    random = np.random.default_rng(seed)
    rows = quiet_lines(seed, customers=250, days=540)
    french = rows["customer_id"].str[-1].astype(int) % 2 == 0
    rows["country"] = np.where(french, "France", "United Kingdom")
    having = rows[rows["product"] == "P003"].drop_duplicates("invoice")
    more = having[random.random(len(having)) < 0.7].copy()
    more["product"] = np.where(more["country"] == "France", "P007", "P040")
    more["description"] = "THING " + more["product"].str[1:]
    rows = pd.concat([rows, more], ignore_index=True)
    # Whoever sends something back and pays for the post doesn't buy the two together.
    back = rows[rows["product"] == "P001"].head(80).copy()
    back = back.assign(quantity=-1, product="P002", description="THING 002")
    post = rows.drop_duplicates("invoice").assign(product="POST", description="POSTAGE")
    return pd.concat([rows, back, post], ignore_index=True)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return planted()


@pytest.fixture(scope="module")
def ask(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    shop = Shop(tmp_path_factory.mktemp("baskets"))
    shop.take_in("shop.csv", as_file(rows.rename(columns={"country": "Country"})))
    return shop.ask


def bought(rows: pd.DataFrame) -> pd.DataFrame:
    """Who bought what in which order, each once."""
    goods = rows[(rows["quantity"] > 0) & (rows["product"] != "POST")]
    return goods[["invoice", "customer_id", "description"]].drop_duplicates()


def assert_measured(row: tuple[Cell, ...], goods: pd.DataFrame) -> None:
    """A row of the table is what pandas counts of these lines."""
    given, also, orders, _, customers, support, confidence, lift, *_ = row
    by_name = {str(name): set(each["invoice"]) for name, each in goods.groupby("description")}
    both = by_name[str(given)] & by_name[str(also)]
    total = goods["invoice"].nunique()
    assert orders == len(both)
    assert customers == goods[goods["invoice"].isin(both)]["customer_id"].nunique()
    assert support == pytest.approx(len(both) / total)
    assert confidence == pytest.approx(len(both) / len(by_name[str(given)]))
    assert lift == pytest.approx(
        len(both) * total / len(by_name[str(given)]) / len(by_name[str(also)])
    )
    assert len(by_name[str(given)]) <= len(by_name[str(also)])


def test_pairs_are_what_pandas_counts(ask: Ask, rows: pd.DataFrame) -> None:
    answer = ask("/explore baskets")

    found = {frozenset(row[:2]) for row in answer.tables[0].rows}
    assert found == {
        frozenset(("THING 003", "THING 007")),
        frozenset(("THING 003", "THING 040")),
    }
    assert answer.metrics["pairs"] == 2
    for row in answer.tables[0].rows:
        assert_measured(row, bought(rows))


def test_a_part_of_the_customers_stands_beside_everybody(ask: Ask, rows: pd.DataFrame) -> None:
    goods = bought(rows)
    everybody = {frozenset(row[:2]): row[7] for row in ask("/explore baskets").tables[0].rows}

    (row,) = ask("/explore baskets country=France").tables[0].rows

    assert set(row[:2]) == {"THING 003", "THING 007"}
    assert row[8] == pytest.approx(everybody[frozenset(row[:2])])
    assert_measured(row, goods[goods["customer_id"].str[-1].astype(int) % 2 == 0])


def test_the_confidence_goes_from_the_rarer_to_the_other_one(ask: Ask) -> None:
    answer = ask("/explore baskets")

    given, also, orders, chance, _, _, confidence, lift, *_ = answer.tables[0].rows[0]
    first = answer.reading[0]
    assert first.lead == given
    assert isinstance(confidence, float)
    assert f"Of 100 orders with it, {100 * confidence:.0f} also have {also}" in first.text
    assert f"{lift:.1f} times as often as usual" in first.text
    assert f"{orders:,} orders; by chance it would be {chance:,.0f}." in first.text


def basket_lines(
    orders: list[list[str]], customers: list[str], names: dict[str, str] | None = None
) -> bytes:
    """A file of orders that hold these products, a day after another."""
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(len(orders)) // 5, unit="D")
    return as_csv(
        (
            f"{500_000 + n}",
            code,
            (names or {}).get(code, code),
            1,
            f"{day:%Y-%m-%d} 10:00",
            "2.50",
            who,
            "",
        )
        for n, (order, day, who) in enumerate(zip(orders, days, customers, strict=True))
        for code in order
    )


def fillers(count: int, seed: int = 1) -> list[list[str]]:
    """Orders of two products at random of thirty."""
    random = np.random.default_rng(seed)
    return [[f"F{each}" for each in random.choice(30, 2, replace=False)] for _ in range(count)]


def test_pairs_of_few_orders_or_of_one_customer_are_left_out_and_counted(tmp_path: Path) -> None:
    orders = [["A1", "B1"]] * 40 + [["C1", "D1"]] * 40 + [["E1", "G1"]] * 8 + fillers(400)
    customers = [f"K{n}" for n in range(40)] + ["ONE"] * 30 + [f"L{n}" for n in range(10)]
    customers += [f"M{n}" for n in range(408)]
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", basket_lines(orders, customers))

    answer = shop.ask("/explore baskets")

    assert [set(row[:2]) for row in answer.tables[0].rows] == [{"A1", "B1"}]
    assert (answer.metrics["one_customer"], answer.metrics["few_orders"]) == (1, 1)
    assert any(
        "2 more rest on under 10 orders or on one customer" in x.text for x in answer.reading
    )


def test_large_orders_and_loyal_customers_make_no_pairs_by_themselves() -> None:
    """Degrees kept, all else drawn: by shares alone most pairs meet far too often."""
    random = np.random.default_rng(4)
    told, overstated = 0, []
    for _ in range(8):
        sizes = np.minimum(random.lognormal(1.2, 1.1, 1_500).astype(int) + 1, 120)
        popularity = 1 / np.arange(1, 201) ** 0.7
        popularity /= popularity.sum()
        order = np.repeat(np.arange(1_500), sizes)
        product = np.concatenate(
            [random.choice(200, many, replace=False, p=popularity) for many in sizes]
        )
        held = sparse.csr_array((np.ones(len(order), np.int32), (order, product)))
        codes, customers = np.arange(200).astype(str), random.integers(0, 200, 1_500)
        found = pairs(Baskets(held, codes, codes.astype(object), customers))
        told += len(found.told) + found.few + found.one_customer
        share = held.mean(axis=0)
        together = (held.T @ held).toarray() / 1_500 / np.outer(share, share)
        overstated.append(np.median(together[np.triu_indices(200, 1)]))
    assert told == 0
    assert min(overstated) > 1.5


def test_many_products_are_never_laid_out_side_by_side() -> None:
    """100,000 products, and an order with 2,000 of them: dense it would be 80 gigabytes."""
    random = np.random.default_rng(5)
    order = np.concatenate([np.repeat(np.arange(20_000), 10), np.full(2_000, 20_000)])
    product = np.concatenate([random.integers(0, 100_000, 200_000), np.arange(2_000)])
    order = np.concatenate([order, np.repeat(np.arange(50), 2)])
    product = np.concatenate([product, np.tile([99_998, 99_999], 50)])
    held = sparse.csr_array((np.ones(len(order), np.int32), (order, product)))
    held.sum_duplicates()
    held.data[:] = 1

    codes = np.arange(100_000).astype(str)

    found = pairs(Baskets(held, codes, codes.astype(object), np.arange(20_001)))

    assert found.told[["given", "also"]].iloc[0].sum() == 2 * 99_999 - 1
    assert len(found.told) == 1


def test_three_are_shown_where_they_say_more_than_their_pairs(tmp_path: Path) -> None:
    some = fillers(240)
    orders = [["A1", "B1", "C1"]] * 60 + fillers(400)
    orders += [[("A1", "B1", "C1")[n % 3], *each] for n, each in enumerate(some)]
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", basket_lines(orders, [f"K{n}" for n in range(700)]))

    answer = shop.ask("/explore baskets")

    (row,) = answer.tables[1].rows
    assert {*str(row[0]).split(" + "), row[1]} == {"A1", "B1", "C1"}
    assert row[2:4] == (60, 1.0)
    assert row[4] == pytest.approx(60 / 140)
    assert any("Of 100 orders with both, 100 also have" in each.text for each in answer.reading)


NAMES = {"A1": "<!channel> *A* `x`", "B1": "B" * 300, "C1": "SAME", "D1": "SAME"}


def test_names_are_told_apart_and_escaped_whatever_they_hold(tmp_path: Path) -> None:
    orders = [["A1", "B1"]] * 40 + [["C1", "D1"]] * 40 + fillers(300)
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", basket_lines(orders, [f"K{n}" for n in range(380)], NAMES))

    answer = shop.ask("/explore baskets")

    assert {row[0] for row in answer.tables[0].rows} == {NAMES["A1"], "SAME (C1)"}
    assert {row[1] for row in answer.tables[0].rows} == {NAMES["B1"], "SAME (D1)"}
    assert all(each.chart.png for each in answer.pictures)


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ([["A1"]] * 30, "One product was bought"),
        ([["A1", "B1"]] * 30, "No two of 2 products"),
        ([["A1"], ["B1"]] * 30, "No two of 2 products"),
        ([["A1", "B1"]], "No two of 2 products"),
    ],
)
def test_a_shop_without_pairs_is_told_so(
    orders: list[list[str]], said: str, tmp_path: Path
) -> None:
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", basket_lines(orders, [f"K{n % 20}" for n in range(len(orders))]))

    try:
        words = shop.said("/explore baskets")
    except SegbotError as refused:
        words = refused.message

    assert said in words
