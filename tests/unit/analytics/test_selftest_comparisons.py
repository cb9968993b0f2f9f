"""The self-test notices an engine that is wrong: each comparison is fed one changed value."""

from dataclasses import replace
from datetime import date
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pytest
from small_shops import orders_table

from analytics.clusters.find.clustering import Clustering, cluster
from analytics.features.customers import Returns, customer_features
from analytics.rfm import Edges, score_rfm
from analytics.rfm.rules import Lint, RulePack
from analytics.selftest import (
    groups,
    online_retail,
    plain_pandas,
    rule_packs,
    six_customers,
    ten_movers,
)
from analytics.selftest.comparison import compared, compared_figures
from analytics.vocabulary.errors import SegbotError


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns, index=["a", "b", "c"])


@pytest.fixture
def shop() -> pd.DataFrame:
    """Forty customers of two kinds, as rows of a file."""
    return pd.DataFrame(
        [
            {
                "Invoice": f"{100 * customer + order}",
                "Quantity": "2",
                "InvoiceDate": f"2024-0{1 + (customer + order) % 6}-1{customer % 9} 10:00:00",
                "Price": f"{1 + customer}.50",
                "Customer ID": f"{customer}.0",
            }
            for customer in range(1, 41)
            for order in range(1 + 5 * (customer % 2))
        ]
    )


@pytest.fixture
def plain(shop: pd.DataFrame) -> pd.DataFrame:
    return plain_pandas.plain_rfm(shop, date(2024, 1, 1), date(2024, 6, 30))


@pytest.fixture
def features(plain: pd.DataFrame) -> pd.DataFrame:
    return plain.reset_index().rename(columns={"net": "monetary"})


def test_a_value_that_differs_is_counted_measured_and_named() -> None:
    expected = table(days=[1.0, 2.0, 3.0], segment=["x", "y", "z"])
    found = compared("s", "t", table(days=[1.0, 2.5, 3.0], segment=["x", "y", "x"]), expected)

    assert (found.values, found.different, found.largest) == (6, 2, 0.5)
    assert found.where == ("b", "c")
    assert not found.agrees
    assert compared("s", "t", expected, expected).agrees


def test_numbers_agree_up_to_what_is_allowed() -> None:
    assert compared_figures("s", "t", {"x": 1.5}, {"x": 1.0}, allowed=0.5).agrees
    assert not compared_figures("s", "t", {"x": 1.6}, {"x": 1.0}, allowed=0.5).agrees


def test_a_row_that_only_one_table_has_differs_even_where_its_values_are_missing() -> None:
    expected = table(days=[1.0, 2.0, np.nan])

    assert compared("s", "t", expected.drop("c"), expected).where == ("c",)
    assert compared("s", "t", expected, expected.drop("c")).where == ("c",)


def test_missing_values_equal_each_other_and_nothing_else() -> None:
    expected = table(days=[1.0, 2.0, np.nan], name=["x", None, "z"])

    assert compared("s", "t", expected, expected).agrees
    assert compared("s", "t", expected.fillna({"days": 3.0, "name": "y"}), expected).where == (
        "b",
        "c",
    )


def test_a_number_never_equals_its_digits() -> None:
    assert compared("s", "t", table(r=["1", "2", "3"]), table(r=[1, 2, 3])).different == 3


def test_where_nothing_was_compared_nothing_agrees() -> None:
    assert not compared("s", "t", table(r=[1, 2, 3]).head(0), table(r=[1, 2, 3]).head(0)).agrees


def test_one_day_too_many_is_noticed_among_six_customers(six_customers_table: ir.Table) -> None:
    late = customer_features(six_customers_table, date(2024, 7, 2)).execute()
    found = six_customers.compare_features(late, Returns.NET)

    assert (found.different, found.largest) == (12, 1.0)
    assert len(found.where) == 6


def test_returns_that_are_not_subtracted_are_noticed(six_customers_table: ir.Table) -> None:
    ignored = customer_features(six_customers_table, six_customers.AS_OF, Returns.IGNORE).execute()

    assert six_customers.compare_features(ignored, Returns.NET).where == ("CYD", "DAN")


def test_a_score_or_an_edge_that_is_off_is_noticed_among_six_customers(
    six_customers_table: ir.Table, pack: RulePack
) -> None:
    right = score_rfm(customer_features(six_customers_table, six_customers.AS_OF).execute(), pack)
    scores = right.scores.copy()
    scores.loc["EVE", "m"] = 4
    edges = replace(right.edges, recency=(2, 9, 90, 181))
    wrong_edges, wrong_scores = six_customers.compare_scores(
        replace(right, scores=scores, edges=edges)
    )

    assert wrong_edges.where == ("recency 1",)
    assert wrong_scores.where == ("EVE",)


def test_plain_pandas_counts_what_is_plain_to_see() -> None:
    """Bought 2 x 3.00 and 1 x 1.50 in one order, then 1 x 4.00; 5.00 came back, 20 days ago."""
    rows = pd.DataFrame(
        [
            ("1", "2", "2024-05-01 10:00:00", "3.00", "7.0"),
            ("1", "1", "2024-05-01 10:01:00", "1.50", "7"),
            ("2", "1", "2024-06-10 23:59:00", "4.00", "7"),
            ("C3", "-1", "2024-06-11 09:00:00", "5.00", "7"),
            ("C4", "-1", "2024-06-11 09:00:00", "9.00", "8"),
            ("5", "1", "2024-06-30 12:00:00", "1.00", ""),
            ("6", "1", "2062-01-01 12:00:00", "1.00", ""),
            ("7", "two", "2024-06-01 12:00:00", "1.00", ""),
        ],
        columns=["Invoice", "Quantity", "InvoiceDate", "Price", "Customer ID"],
    )
    found = plain_pandas.plain_rfm(rows, date(2024, 1, 1), date(2024, 6, 30))

    assert found.to_dict("index") == {
        "7": {"recency": 20, "frequency": 2, "bought": 11.5, "net": 6.5}
    }


@pytest.mark.parametrize("column", ["recency", "frequency", "monetary"])
def test_a_figure_that_is_off_by_one_is_noticed_beside_plain_pandas(
    features: pd.DataFrame, plain: pd.DataFrame, column: str
) -> None:
    wrong = features.copy()
    wrong.loc[wrong["customer_id"] == "17", column] += 1
    compare = plain_pandas.compare_features

    assert compare(features, plain, Returns.NET, "a shop").agrees
    found = compare(wrong, plain, Returns.NET, "a shop")
    assert (found.where, found.different, found.largest) == (("17",), 1, 1.0)


def test_edges_that_take_in_their_own_value_are_noticed_beside_plain_pandas(
    features: pd.DataFrame, plain: pd.DataFrame, pack: RulePack
) -> None:
    right = score_rfm(features, pack)
    lower = Edges.from_lowest_values(*vars(right.edges).values())
    wrong = score_rfm(features, pack, lower)

    edges, scores = plain_pandas.compare_scores(right, plain, Returns.NET, "a shop")
    assert edges.agrees
    assert scores.agrees
    assert not plain_pandas.compare_scores(wrong, plain, Returns.NET, "a shop")[1].agrees


def test_groups_with_one_customer_misplaced_are_noticed_beside_scikit_learn(
    features: pd.DataFrame,
) -> None:
    right = cluster(features, 3)
    assert all(each.agrees for each in groups.compare_clusters(features, right))

    worse = replace(right.quality, inertia=right.quality.inertia * 1.002)
    other = replace(right.quality, silhouette=right.quality.silhouette + 1e-8)
    matrix = right.matrix.copy()
    matrix.iloc[:1, :1] += 1e-8
    moved = replace(right, prepared=replace(right.prepared, matrix=matrix))
    labels = right.labels.copy()
    labels.iloc[0] = 1 + labels.iloc[0] % 3

    def noticed(found: Clustering) -> list[bool]:
        return [each.agrees for each in groups.compare_clusters(features, found)]

    assert noticed(replace(right, quality=worse)) == [True, False, True]
    assert noticed(replace(right, quality=other)) == [True, True, False]
    assert not noticed(moved)[0]
    assert noticed(replace(right, labels=labels)) == [True, True, False]


def test_groups_that_are_not_the_true_ones_are_noticed() -> None:
    people = [f"{number}" for number in range(120)]
    truth = pd.Series([f"kind {number % 6}" for number in range(120)], people)
    right = pd.Series([number % 6 for number in range(120)], people)

    def agree(labels: "pd.Series[int]") -> list[bool]:
        return [each.agrees for each in groups.compare_groups(labels, truth)]

    assert agree(right) == [True, True]
    assert agree(right.clip(upper=4)) == [True, True]
    assert agree(right.clip(upper=2)) == [False, False]
    assert agree(right.sample(frac=1, random_state=1).set_axis(people)) == [True, False]
    assert agree(right.head(60)) == [True, False]


def test_an_own_move_that_passes_for_a_moved_boundary_is_noticed() -> None:
    right = ten_movers.moved()
    customers = right.customers.copy()
    customers.loc["dan", "why"] = "boundary moved"
    customers.loc[["ida"], "money"] += 0.01
    moves, matrix, paths = ten_movers.compare_movement(replace(right, customers=customers))

    assert moves.where == ("dan",)
    assert matrix.agrees
    assert {*paths.where} == {"best to poor", "poor to best"}


def test_a_customer_who_is_left_out_of_a_movement_is_noticed() -> None:
    right = ten_movers.moved()
    found = ten_movers.compare_movement(replace(right, customers=right.customers.drop("eve")))

    assert [each.agrees for each in found] == [False, False, False]
    assert found[0].where == ("eve",)


def test_edges_of_another_day_are_noticed() -> None:
    then, now = ten_movers.edges()

    assert ten_movers.compare_edges(then, now).agrees
    assert not ten_movers.compare_edges(now, then).agrees


def test_a_linter_that_sees_nothing_is_noticed() -> None:
    blind = rule_packs.faults(Lint(gaps=(), unreachable=(), overlaps=()))
    found = rule_packs.compare_faults(
        rule_packs.FAULTY, blind, rule_packs.FAULTS_OF_FAULTY, "its faults"
    )

    assert found.where == ("231", "511", "521", "531", "541", "551", "shadowed")


def test_a_pack_with_a_hole_among_those_that_come_along_is_noticed(pack: RulePack) -> None:
    holed = pack.model_copy(update={"rules": pack.rules[1:]})
    _, sound, unsound = rule_packs.compare_shipped([pack, holed])

    assert sound.agrees
    assert unsound.different == 10


def test_totals_that_are_a_penny_off_are_noticed() -> None:
    wrong = {**online_retail.STATED, "revenue": online_retail.STATED["revenue"] + 0.01}

    assert online_retail.compare_totals(online_retail.STATED).agrees
    assert online_retail.compare_totals(wrong).where == ("revenue",)


def test_another_file_than_online_retail_is_refused(shop: pd.DataFrame) -> None:
    with pytest.raises(SegbotError, match="no column Quantity"):
        online_retail.with_known_names(shop.drop(columns="Quantity"))


@pytest.fixture
def six_customers_table(six_customers: pd.DataFrame) -> ir.Table:
    return orders_table(six_customers)
