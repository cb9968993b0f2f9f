"""/explore attributes, against pandas and scipy, and sense of whatever files say of customers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from asking import Shop
from quiet_shops import as_file, quiet_lines
from scipy.stats import chi2_contingency, kruskal
from scipy.stats.contingency import association
from shops import as_csv

from analytics.explore.attributes import chance_of, cramers_v, holm
from analytics.selftest.six_customers import file_rows
from analytics.vocabulary.errors import SegbotError

GOLD, PLAIN = "gold <!channel>", "plain"


@pytest.fixture(scope="module")
def segments(told: Shop) -> "pd.Series[str]":
    """The segment of each customer, as `/rfm export` lists them."""
    (export,) = told.ask("/rfm export all").exports
    names = [each.name for each in export.table.columns]
    frame = pd.DataFrame(export.table.rows, columns=names).set_index("customer_id")
    found: pd.Series[str] = frame["segment"]
    return found


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Of those who order often most are gold; of every fourth customer it isn't known."""
    lines = quiet_lines(4, customers=500, days=540)
    orders = lines.groupby("customer_id")["invoice"].nunique().sort_index()
    random, many = np.random.default_rng(4), len(orders)
    often = orders.to_numpy() > 5
    tier = np.where(random.random(many) < np.where(often, 0.8, 0.1), GOLD, PLAIN)
    return pd.DataFrame(
        {
            "Customer ID": orders.index,
            "Tier": np.where(np.arange(many) % 4 == 0, "", tier),
            "Age": 30 + np.minimum(orders.to_numpy(), 20) + random.integers(0, 30, many),
            "Card": [f"{random.integers(0, 5_000)} x" for _ in range(many)],
            "Kind": "B2C",
            "Fax": ["yes", "no", *[""] * (many - 2)],
        }
    )


@pytest.fixture(scope="module")
def told(people: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("told"))
    shop.take_in("shop.csv", as_file(quiet_lines(4, customers=500, days=540)))
    shop.take_in("people.csv", people.to_csv(index=False).encode())
    shop.ask("/segment run k=3")
    return shop


def test_shares_and_strength_are_those_of_pandas_and_scipy(
    told: Shop, people: pd.DataFrame, segments: "pd.Series[str]"
) -> None:
    tier = people.set_index("Customer ID")["Tier"]
    known = tier[tier != ""]
    counts = pd.crosstab(segments.reindex(known.index), known)
    shares = counts.div(counts.sum(axis=1), axis=0)

    found = told.ask("/explore attributes tier")

    table = found.tables[0]
    gold = [column.name for column in table.columns].index(GOLD)
    rows = {str(row[0]): row for row in table.rows}
    assert rows["All"][gold] == pytest.approx((known == GOLD).mean())
    assert rows["All"][-1] == pytest.approx((tier == "").mean())
    assert set(rows) == {"All", *segments}
    for segment, row in rows.items():
        if segment != "All":
            assert row[1] == (segments == segment).sum()
            enough = counts.sum(axis=1)[segment] >= 5
            assert row[gold] == (pytest.approx(shares.at[segment, GOLD]) if enough else None)
    phi = association(counts, method="cramer") ** 2 * min(counts.shape[0] - 1, counts.shape[1] - 1)
    (r, k), n = counts.shape, len(known)
    phi = max(0, phi - (r - 1) * (k - 1) / (n - 1))
    least = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    assert found.metrics["strength"] == pytest.approx(np.sqrt(phi / least))


def test_gold_members_are_more_often_champions(
    told: Shop, people: pd.DataFrame, segments: "pd.Series[str]"
) -> None:
    tier = people.set_index("Customer ID")["Tier"]
    known = tier[tier != ""]
    best = known[segments.reindex(known.index) == "Champions"] == GOLD

    found = told.ask("/explore attributes")

    (row,) = (
        row
        for row in found.tables[1].rows
        if row[0] == "Champions" and row[1] == "Tier" and row[2] == GOLD
    )
    assert row[3] == best.sum()
    assert row[4:7] == pytest.approx(
        (best.mean(), (known == GOLD).mean(), best.mean() / (known == GOLD).mean())
    )
    assert any("Tier “gold <!channel>”" in line.text for line in found.reading)


def test_numbers_are_held_against_kruskal_and_wallis(
    told: Shop, people: pd.DataFrame, segments: "pd.Series[str]"
) -> None:
    age = people.set_index("Customer ID")["Age"]
    samples = [each for _, each in age.groupby(segments) if len(each) >= 5]
    statistic, _ = kruskal(*samples)

    found = told.ask("/explore attributes age")

    assert found.metrics["strength"] == pytest.approx(statistic / (sum(map(len, samples)) - 1))
    champions = age[segments[segments == "Champions"].index]
    (row,) = (row for row in found.tables[0].rows if row[0] == "Champions")
    assert row[2] == champions.median()
    assert row[3] == pytest.approx((champions > age.median()).mean())


def test_groups_of_the_latest_run_stand_beside_segments(told: Shop) -> None:
    found = told.ask("/explore attributes tier")

    assert found.tables[0].title == "Tier by segment"
    assert found.tables[1].title.startswith("Tier by group made ")
    groups = found.tables[1].rows
    assert sum(int(row[1] or 0) for row in groups[1:]) == groups[0][1]


def test_what_cannot_be_compared_is_said(told: Shop) -> None:
    verdicts = {str(row[0]): row[-1] for row in told.ask("/explore attributes").tables[0].rows}

    assert verdicts["Card"] == verdicts["Fax"] == "too few of each"
    assert verdicts["Kind"] == "one value only"
    assert verdicts["Tier"] == "yes"
    # What few share would name them, to a whole channel.
    card = told.ask("/explore attributes card")
    assert " x" not in told.said("/explore attributes card")
    assert not card.pictures
    assert told.ask("/explore attributes fax").metrics["known"] == 2


def test_cramers_v_is_corrected_as_by_hand() -> None:
    """Of 30, 10, 10 and 30: χ²/n is 1/4, less 1/79 is 0.2373; over 1 − 1/79, its root is 0.4903."""
    assert cramers_v(np.array([[30, 10], [10, 30]])) == pytest.approx(0.4903, abs=1e-4)
    assert cramers_v(np.array([[20, 20], [20, 20]])) == 0
    assert cramers_v(np.array([[20], [20]])) == 0


def test_the_test_of_chance_is_pearsons_until_counts_are_small() -> None:
    large = np.array([[30, 20, 12], [10, 30, 25], [8, 9, 40]])
    assert chance_of(large) == pytest.approx(chi2_contingency(large, correction=False).pvalue)
    # The rare values are put together with all others, the last column.
    rare = np.array([[30, 1, 0, 19], [10, 0, 1, 29]])
    together = np.array([[30, 20], [10, 30]])
    assert chance_of(rare) == pytest.approx(chi2_contingency(together, correction=False).pvalue)
    assert chance_of(np.array([[1, 0], [0, 1]])) is None


def test_several_tests_are_judged_together_as_by_hand() -> None:
    """Holm: the least three times, the next twice, the largest once, never less than before."""
    assert holm([0.03, None, 0.01, 0.04]) == [0.06, None, 0.03, 0.06]


def test_six_customers_have_a_country(tmp_path: Path) -> None:
    """ADA's latest order is from the United Kingdom, as are all others': one value only."""
    six = Shop(tmp_path)
    six.take_in("six.csv", file_rows().to_csv(index=False).encode())

    found = six.ask("/explore attributes")

    assert found.tables[0].rows[0][:4] == ("Country", 1.0, 1, "United Kingdom")
    assert "Upload" in found.reading[-1].text


def test_without_anything_known_it_is_said_what_to_upload(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", as_file(quiet_lines(1, customers=30, days=90)))

    with pytest.raises(SegbotError, match="Nothing is known") as refused:
        shop.ask("/explore attributes")

    assert "Upload a file" in refused.value.hint


def test_customers_without_orders_are_told_of_too(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    rows = [
        (f"C{n:03}", "gold" if n % 3 else "basic", 20 + n % 40, 100 * (n % 40)) for n in range(120)
    ]
    shop.take_in("people.csv", as_csv(rows, ("customer", "Tier", "Age", "Income")))

    before = shop.ask("/explore attributes")
    alone = shop.ask("/explore attributes tier")
    shop.ask("/segment run k=2")
    after = shop.ask("/explore attributes tier")

    assert before.metrics == {"customers": 120, "attributes": 3, "told": 0}
    assert alone.tables[-1].rows == (("gold", 80, 80 / 120), ("basic", 40, 40 / 120))
    assert alone.pictures[0].chart.png
    assert after.tables[0].title.startswith("Tier by group made ")


def test_a_wrong_name_gets_the_nearest(told: Shop) -> None:
    with pytest.raises(SegbotError, match="no attribute") as refused:
        told.ask("/explore attributes tire")

    assert "tier" in refused.value.hint


def test_where_segments_go_by_money_and_none_is_known_the_rest_is_told(tmp_path: Path) -> None:
    """Segments were decided on while files had money, and those that are left don't."""
    shop = Shop(tmp_path)
    shop.take_in("priced.csv", file_rows().to_csv(index=False).encode())
    shop.ask("/rfm use pack=braze")
    shop.ask("/data undo sure=yes")
    rows = [(n, f"2025-01-{1 + n % 28:02}", f"C{n % 37:03}", "MUG", 1) for n in range(160)]
    header = ("order", "date", "customer", "product", "quantity")
    shop.take_in("unpriced.csv", as_csv(rows, header))
    tiers = [(f"C{n:03}", "gold" if n % 3 else "plain") for n in range(37)]
    shop.take_in("people.csv", as_csv(tiers, ("Customer ID", "Tier")))

    everything, tier = (shop.ask(f"/explore attributes{name}") for name in ("", " tier"))

    assert everything.metrics["attributes"] == 1
    assert "most frequent is “gold”, 24 customers" in shop.said("/explore attributes tier")
    for answer in (everything, tier):
        assert "No segments: The rule pack braze goes by money too" in answer.notes[0]


def test_a_refusal_quotes_no_value_that_is_one_customers_own(
    told: Shop, people: pd.DataFrame
) -> None:
    """Whoever reads along in a channel learns which tiers there are, and nobody's card."""
    said = {}
    for line in (
        "/segment run k=2 features=card",
        "/segment run k=2 features=tier",
        "/explore overview fax=nno",
        "/explore overview tier=plane",
    ):
        with pytest.raises(SegbotError) as refused:
            told.ask(line, channel="marketing")
        said[line] = f"{refused.value.message} {refused.value.hint}"

    assert GOLD in said["/segment run k=2 features=tier"]
    assert '`tier="plain"`' in said["/explore overview tier=plane"]
    assert "`card=" in said["/segment run k=2 features=card"]
    assert not any(each in str(said) for each in people["Card"])
    assert "as your file does" in said["/explore overview fax=nno"]


def test_of_customers_alone_nobodys_own_values_are_shown(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    rows = [(f"C{n}", f"p{n}@x.com", "gold" if n % 3 else "plain") for n in range(30)]
    shop.take_in("people.csv", as_csv(rows, ("Customer ID", "Email", "Tier")))
    shown = {row[0]: row[3] for row in shop.ask("/data status").tables[0].rows}

    assert shown == {"email": None, "tier": "gold, plain"}
