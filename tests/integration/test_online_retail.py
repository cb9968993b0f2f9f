"""UCI Online Retail, end to end: the file in, answers out, against sums that aren't ours.

The expected figures are computed here with plain pandas and scikit-learn from the raw table; the
headline ones are published as well.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    silhouette_score,
)
from sklearn.preprocessing import StandardScaler

from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import ImportReport, import_file
from storage.store import Store

Ask: TypeAlias = Callable[[str], Answer]
pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def raw(online_retail_parquet: Path) -> pd.DataFrame:
    """The file as it is, 541,909 lines."""
    return pd.read_parquet(online_retail_parquet)


@pytest.fixture(scope="module")
def imported(
    raw: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Store, ImportReport]:
    """The store that holds it, and the import's report."""
    folder = tmp_path_factory.mktemp("online_retail")
    raw.to_csv(folder / "online_retail.csv", index=False)
    store = Store(folder / "shop.db")
    report = import_file(
        store, folder / "online_retail.csv", "online_retail.csv", today=datetime.now(UTC).date()
    )
    return store, report


@pytest.fixture(scope="module")
def ask(imported: tuple[Store, ImportReport]) -> Ask:
    """Ask anything, by the door that Slack and the terminal use."""
    services = Services()

    def answer(line: str) -> Answer:
        return services.ask(line, services.context(imported[0]))

    return answer


@pytest.fixture(scope="module")
def purchases(raw: pd.DataFrame) -> pd.DataFrame:
    """Purchases by known customers, cleaned as the published analyses do."""
    known = raw[raw["CustomerID"].notna()]
    bought = known[~known["InvoiceNo"].str.startswith("C")]
    bought = bought[(bought["UnitPrice"] > 0) & (bought["Quantity"] > 0)]
    return bought.assign(
        amount=bought["Quantity"] * bought["UnitPrice"],
        customer=bought["CustomerID"].astype(int).astype(str),
    )


@pytest.fixture(scope="module")
def customers(purchases: pd.DataFrame) -> pd.DataFrame:
    """Recency, frequency and money of each customer on 2011-12-10."""
    grouped = purchases.groupby("customer")
    return pd.DataFrame(
        {
            "recency": (pd.Timestamp("2011-12-10") - grouped["InvoiceDate"].max()).dt.days,
            "frequency": grouped["InvoiceNo"].nunique(),
            "monetary": grouped["amount"].sum(),
        }
    )


def test_every_row_of_the_file_is_accounted_for(imported: tuple[Store, ImportReport]) -> None:
    _, report = imported

    assert report.rows_read == 541_909
    assert report.rows_read == (
        report.rows_kept + sum(report.rows_set_aside.values()) + sum(report.rows_rejected.values())
    )
    assert report.kept.purchases_known == 397_884


def test_the_published_figures_come_out(ask: Ask) -> None:
    """Cleaning chain of the published analyses: with an id, not cancelled, above zero."""
    found = ask("/data status returns=ignore").metrics

    assert found["lines"] == 397_884
    assert found["customers"] == 4_338
    assert found["orders"] == 18_532
    assert found["revenue"] == pytest.approx(8_911_407.90, abs=0.005)
    assert found["first_order"] == "2010-12-01"
    assert found["last_order"] == "2011-12-09"


def test_each_customers_recency_frequency_and_money_agree_with_plain_pandas(
    ask: Ask, customers: pd.DataFrame
) -> None:
    rows = ask("/rfm export all returns=ignore").exports[0].table.rows
    found = pd.DataFrame(
        [(row[0], row[2], row[3], row[4]) for row in rows],
        columns=["customer", "recency", "frequency", "monetary"],
    ).set_index("customer")
    found = found.loc[customers.index]

    assert len(rows) == 4_338
    pd.testing.assert_series_equal(
        found["recency"], customers["recency"], check_dtype=False, check_names=False
    )
    pd.testing.assert_series_equal(
        found["frequency"], customers["frequency"], check_dtype=False, check_names=False
    )
    # Lines are rounded to the penny as they come in; four of the file's prices are finer.
    np.testing.assert_allclose(found["monetary"], customers["monetary"], atol=0.006)


def test_rfm_scores_agree_with_quintile_edges_by_numpy(ask: Ask, customers: pd.DataFrame) -> None:
    rows = ask("/rfm export all returns=ignore").exports[0].table.rows
    found = {row[0]: row[5:8] for row in rows}

    def score(name: str) -> "np.ndarray":
        edges = np.quantile(customers[name], [0.2, 0.4, 0.6, 0.8])
        above: np.ndarray = (customers[name].to_numpy()[:, None] > edges).sum(axis=1)
        return above

    expected = zip(5 - score("recency"), 1 + score("frequency"), 1 + score("monetary"), strict=True)
    # An edge may fall on a customer's money, whose last bit depends on the order of summing.
    different = [
        customer
        for customer, scores in zip(customers.index, expected, strict=True)
        if found[customer] != scores
    ]
    assert len(different) <= 2


def test_segments_add_up_to_the_penny(ask: Ask) -> None:
    """Customers, orders and money of the segments come to what is stored, under both rules."""
    for returns in ("net", "ignore"):
        rows: tuple[tuple[Any, ...], ...] = ask(f"/rfm segments returns={returns}").tables[0].rows
        status = ask(f"/data status returns={returns}").metrics

        assert sum(row[2] for row in rows) == status["customers"]
        assert sum(round(row[4] * 100) for row in rows) == round(status["revenue"] * 100)


def test_k_means_agrees_with_scikit_learn(ask: Ask, customers: pd.DataFrame) -> None:
    """The same groups, and the same figures for how good they are."""
    scaled = StandardScaler().fit_transform(np.log1p(customers.to_numpy()))
    model = KMeans(n_clusters=4, n_init=10, random_state=0).fit(scaled)
    answer = ask("/segment run k=4 returns=ignore")
    rows = ask("/segment export all").exports[0].table.rows
    found = pd.Series({row[0]: row[1] for row in rows}).loc[customers.index]

    assert adjusted_rand_score(model.labels_, found) > 0.999
    expected = {
        "inertia": model.inertia_,
        "silhouette": silhouette_score(scaled, model.labels_),
        "davies_bouldin": davies_bouldin_score(scaled, model.labels_),
        "calinski_harabasz": calinski_harabasz_score(scaled, model.labels_),
    }
    for name, value in expected.items():
        assert answer.metrics[name] == pytest.approx(value, rel=1e-3), name
    assert answer.metrics["customers"] == 4_338


def test_returns_are_subtracted_by_default_and_never_below_zero(
    ask: Ask, raw: pd.DataFrame, purchases: pd.DataFrame
) -> None:
    """Money after returns, customer by customer, against plain pandas."""
    known = raw[raw["CustomerID"].notna() & (raw["UnitPrice"] > 0)]
    back = known[known["InvoiceNo"].str.startswith("C") | (known["Quantity"] < 0)]
    returned = (
        (-back["Quantity"] * back["UnitPrice"])
        .groupby(back["CustomerID"].astype(int).astype(str))
        .sum()
    )
    spent = purchases.groupby("customer")["amount"].sum()
    expected = (spent - returned.reindex(spent.index).fillna(0)).clip(lower=0)
    rows = ask("/rfm export all").exports[0].table.rows
    found = pd.Series({row[0]: row[4] for row in rows}).loc[expected.index]

    np.testing.assert_allclose(found, expected, atol=0.006)


def test_the_same_question_gives_the_same_digits(ask: Ask) -> None:
    first, second = ask("/segment run k=4"), ask("/segment run k=4")

    assert first.tables == second.tables
    assert {**first.metrics, "run": 0} == {**second.metrics, "run": 0}


# The grid of recency (rows, 5 best) by frequency (columns 1 to 5), as it is published.
_GRID = {
    5: "New customers|Potential loyalists|Potential loyalists|Champions|Champions",
    4: "Promising|Potential loyalists|Potential loyalists|Loyal customers|Loyal customers",
    3: "About to sleep|About to sleep|Need attention|Loyal customers|Loyal customers",
    2: "Hibernating|Hibernating|At risk|At risk|Cannot lose them",
    1: "Hibernating|Hibernating|At risk|At risk|Cannot lose them",
}


def state(
    purchases: pd.DataFrame,
    day: str | pd.Timestamp,
    edges_of: pd.DataFrame | None = None,
    window: int = 10_000,
) -> pd.DataFrame:
    """Each customer's segment on a day, by that day's edges or by another's.

    Of the days before it, as many as ``window`` count.
    """
    since = pd.Timestamp(day) - pd.Timedelta(days=window)
    known = purchases[(purchases["InvoiceDate"] < day) & (purchases["InvoiceDate"] >= since)]
    found = known.groupby("customer").agg(
        last=("InvoiceDate", "max"), orders=("InvoiceNo", "nunique")
    )
    found["days"] = (pd.Timestamp(day) - found["last"]).dt.days
    edges = found if edges_of is None else edges_of
    cuts = [0.2, 0.4, 0.6, 0.8]
    r = 5 - np.searchsorted(edges["days"].quantile(cuts), found["days"], side="left")
    f = np.searchsorted(edges["orders"].quantile(cuts), found["orders"], side="left")
    found["segment"] = [_GRID[row].split("|")[column] for row, column in zip(r, f, strict=True)]
    # Who ordered before, or longer ago than customers here come back after, isn't new.
    ever = (
        purchases[purchases["InvoiceDate"] < day]
        .groupby("customer")
        .agg(first=("InvoiceDate", "min"), orders=("InvoiceNo", "nunique"))
    )
    days = (pd.Timestamp(day) - ever["first"]).dt.days
    is_new = (ever["orders"] == 1) & (days <= min(90, usual_gap(purchases)))
    not_new = (found["segment"] == "New customers") & ~is_new[found.index]
    found.loc[not_new, "segment"] = "Promising"
    return found


def usual_gap(purchases: pd.DataFrame) -> int:
    """Half of those who came back by 10 December 2011 did so within as many days on average."""
    each = purchases.groupby("customer").agg(
        first=("InvoiceDate", "min"), last=("InvoiceDate", "max"), orders=("InvoiceNo", "nunique")
    )
    end = pd.Timestamp("2011-12-10")
    between = (end - each["first"]).dt.days - (end - each["last"]).dt.days
    back = (each["orders"] > 1) & (between > 0)
    usual = float((between[back] / (each["orders"][back] - 1)).median())
    return max(1, round(usual))


def test_movement_agrees_with_plain_pandas(ask: Ask, purchases: pd.DataFrame) -> None:
    """Who moved in the last 90 days, for which reason, and what they spent in the year before.

    The shop's history begins on 1 December 2010, 284 days before the earlier day: as many days
    count before the later one.
    """
    earlier, later = "2011-09-11", "2011-12-10"
    then, now = (state(purchases, each, window=284) for each in (earlier, later))
    kept = state(purchases, later, edges_of=then, window=284)["segment"].to_dict()
    both = now[["segment"]].join(then["segment"].rename("segment_then"), how="outer")
    moved = both[both["segment"] != both["segment_then"]]
    expected = {}
    for customer, (segment, before) in moved.iterrows():
        if not isinstance(before, str):
            reason, before = "new customer", ""
        elif not isinstance(segment, str):
            reason, segment = "no order now", ""
        elif kept[customer] == before:
            reason = "boundary moved"
        elif kept[customer] == segment:
            reason = "own behaviour"
        else:
            reason = "own behaviour and boundary"
        expected[customer] = (before, segment, reason)
    year = purchases[purchases["InvoiceDate"] < earlier]
    money = year.groupby("customer")["amount"].sum() * 365 / 284

    answer = ask("/rfm movers returns=ignore")
    rows: tuple[tuple[Any, ...], ...] = answer.exports[0].table.rows
    assert {row[0]: row[1:4] for row in rows} == expected
    assert [row[5] for row in rows] == pytest.approx(
        [money.get(row[0], 0.0) for row in rows], abs=0.02
    )
    assert answer.metrics["boundary_moved"] > 0
    # Looking once a week, they came to where they are now after the earlier day.
    assert all(earlier < row[4] <= later for row in rows if row[2])


def test_the_date_of_the_last_change_agrees_with_plain_pandas(
    ask: Ask, purchases: pd.DataFrame
) -> None:
    """Walking through the weeks of the year before, each with its own edges."""
    days = [pd.Timestamp("2011-12-10") - pd.Timedelta(weeks=back) for back in range(52, -1, -1)]
    walked = pd.DataFrame(
        {day: state(purchases, day)["segment"] for day in days if day > pd.Timestamp("2010-12-02")}
    )
    exported = ask("/rfm export all returns=ignore").exports[0].table.rows
    rows: dict[object, tuple[object, ...]] = {row[0]: row for row in exported}
    walked_days = [*walked.columns]
    for customer, weeks in walked.iterrows():
        present = weeks.iloc[-1]
        others = weeks[weeks.notna() & (weeks != present)]
        if len(others):
            start = walked_days.index(others.index[-1]) + 1
        else:
            start = int(weeks.notna().argmax())
        since = walked_days[start].date().isoformat() if start else ""
        previous = others.iloc[-1] if len(others) else ""
        assert rows[customer][8:] == (previous, since), customer


@pytest.mark.parametrize(
    ("until", "again"), [("", 0.79), (" until=2011-10-14", 0.73)], ids=["9 Dec", "14 Oct"]
)
def test_recommendations_come_true_more_often_than_best_sellers(
    until: str, again: float, ask: Ask
) -> None:
    found = ask(f"/recommend champions{until}").metrics

    assert found["hit_rate_new"] >= 0.45
    assert found["recall_new"] >= 0.065
    assert found["hit_rate_new"] >= 1.1 * found["hit_rate_new_recent"]
    assert found["recall_new"] >= 1.1 * found["recall_new_recent"]
    assert found["hit_rate_again"] >= again
    assert found["better_new"]
    assert found["better_again"]
    assert found["shown_new"] == "own"
