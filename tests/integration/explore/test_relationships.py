"""/explore relationships, against scipy and the six customers worked by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from asking import Shop
from quiet_shops import as_file, quiet_lines
from scipy.stats import pearsonr, spearmanr
from shops import as_csv

from analytics.explore.relationships import interval
from analytics.selftest.six_customers import file_rows
from analytics.vocabulary.errors import SegbotError
from bot.services.answer import Answer


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return quiet_lines(11, customers=250, days=540)


@pytest.fixture(scope="module")
def points(lines: pd.DataFrame) -> "pd.Series[float]":
    """A number that rises with what was spent, and is unknown of every fifth customer."""
    spent = (lines["quantity"] * lines["price"]).groupby(lines["customer_id"]).sum().sort_index()
    noise = np.random.default_rng(1).lognormal(0, 1, len(spent))
    found = (spent * noise).round().reset_index(drop=True)
    return found.where(found.index % 5 > 0)


@pytest.fixture(scope="module")
def answer(
    lines: pd.DataFrame, points: "pd.Series[float]", tmp_path_factory: pytest.TempPathFactory
) -> Answer:
    shop = Shop(tmp_path_factory.mktemp("related"))
    shop.take_in("shop.csv", as_file(lines))
    who = sorted(lines["customer_id"].unique())
    people = pd.DataFrame({"Customer ID": who, "Points": points})
    shop.take_in("people.csv", people.to_csv(index=False).encode())
    return shop.ask("/explore relationships")


def rows_of(answer: Answer) -> dict[frozenset[str], tuple[float, ...]]:
    """Correlation, ends if any, and customers of each pair of figures."""
    return {
        frozenset((str(row[0]), str(row[1]))): tuple(
            float(each) for each in row[2:] if isinstance(each, int | float)
        )
        for table in answer.tables
        if table.columns[1].name == "With"
        for row in table.rows
    }


def test_correlations_are_those_of_scipy(
    answer: Answer, lines: pd.DataFrame, points: "pd.Series[float]"
) -> None:
    orders = lines.groupby("customer_id")["invoice"].nunique().sort_index().to_numpy()
    first = lines.groupby("customer_id")["at"].min().sort_index()
    tenure = (pd.Timestamp("2026-01-01") - first).dt.days.to_numpy()
    known = points.notna().to_numpy()
    found = rows_of(answer)

    rho = found[frozenset(("Orders", "Points"))]
    assert rho[0] == pytest.approx(spearmanr(orders[known], points[known])[0])
    assert rho[-1] == known.sum()
    assert found[frozenset(("Orders", "Days since first"))][0] == pytest.approx(
        spearmanr(orders, tenure)[0]
    )


def test_a_number_that_goes_with_spending_is_told(answer: Answer) -> None:
    told = [line.lead for line in answer.reading]

    assert "Money spent and points" in told
    assert answer.metrics["told"] >= 1
    assert answer.pictures[0].chart.png


def test_what_is_tied_by_definition_is_never_told(answer: Answer) -> None:
    told = {line.lead.lower() for line in answer.reading}
    tied = answer.tables[-1]

    assert tied.title == "Together by how they are made"
    pairs = {frozenset(row[:2]) for row in tied.rows}
    assert {
        frozenset(("Orders", "Days since first")),
        frozenset(("Orders", "Spent")),
        frozenset(("Spent", "Per order")),
    } <= pairs
    assert not told & {"orders and days since the first order", "money spent and money per order"}
    assert "no finding" in answer.reading[-2].text


def test_the_interval_is_bonett_and_wrights() -> None:
    """tanh(artanh 0.5 ± 1.96 √(1.125 / 97)), and as often right as it says."""
    low, high = interval(0.5, 100, 1.959964)
    assert (low, high) == pytest.approx((0.3259, 0.6413), abs=1e-4)
    assert interval(0.5, 29, 1.96) == (None, None)

    random = np.random.default_rng(0)
    covered = 0
    for _ in range(500):
        one, other = random.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], 80).T
        ends = interval(float(spearmanr(one, other)[0]), 80, 1.959964)
        # Of two normal variables (Pearson 1907).
        assert ends[0] is not None
        assert ends[1] is not None
        covered += ends[0] <= 6 / np.pi * np.arcsin(0.2) <= ends[1]
    assert 0.93 <= covered / 500 <= 0.975


def test_orders_and_value_are_those_of_who_came_back(answer: Answer, lines: pd.DataFrame) -> None:
    again = lines.groupby("customer_id")["invoice"].nunique()

    assert answer.metrics["value_customers"] == (again > 1).sum()
    assert answer.metrics["value_limit"] == 0.3
    assert answer.metrics["independent"] in ("enough", "unclear")


@pytest.mark.parametrize(("power", "said"), [(0.0, "enough"), (2.0, "not")])
def test_whether_orders_and_value_are_independent(power: float, said: str, tmp_path: Path) -> None:
    """What an order brings hangs on nothing, or on how many there are."""
    random = np.random.default_rng(5)
    rows = []
    for who in range(600):
        orders = 2 + random.poisson(3)
        for number in range(orders):
            price = round(float(20 * orders**power * random.lognormal(0, 0.3)), 2)
            day = f"2025-{1 + number % 12:02}-{1 + who % 28:02} 10:00"
            rows.append((f"{who}-{number}", "A1", "MUG", 1, day, price, f"C{who:04}"))
    shop = Shop(tmp_path)
    header = (
        "Invoice",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "Price",
        "Customer ID",
    )
    shop.take_in("shop.csv", as_csv(rows, header))

    assert shop.ask("/explore relationships").metrics["independent"] == said


def test_six_customers_are_too_few_to_tell(tmp_path: Path) -> None:
    """Of 3 1 2 1 1 1 orders the ranks are 6 2½ 5 2½ 2½ 2½, of what they spent 5 3 4 1 6 2."""
    six = Shop(tmp_path)
    six.take_in("six.csv", file_rows().to_csv(index=False).encode())

    found = six.ask("/explore relationships")

    by_hand = pearsonr([6, 2.5, 5, 2.5, 2.5, 2.5], [5, 3, 4, 1, 6, 2])[0]
    assert rows_of(found)[frozenset(("Orders", "Spent"))][0] == pytest.approx(by_hand)
    assert found.metrics["told"] == 0
    assert "too few" in found.reading[0].text


def test_customers_without_orders_have_relations_too(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    age = random.integers(18, 80, 90)
    rows = [
        (f"C{n:03}", years, 1_000 * years + random.integers(0, 9_000), 7)
        for n, years in enumerate(age)
    ]
    shop = Shop(tmp_path)
    shop.take_in("people.csv", as_csv(rows, ("customer", "Age", "Income", "Shop")))

    found = shop.ask("/explore relationships")

    income = [row[2] for row in rows]
    assert rows_of(found)[frozenset(("Age", "Income"))][0] == pytest.approx(
        spearmanr(age, income)[0]
    )
    assert [line.lead for line in found.reading] == ["Age and income"]


@pytest.mark.parametrize("numbers", [0, 1])
def test_it_takes_two_numbers(numbers: int, tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    header = ("customer", "Tier", "Age")[: 2 + numbers]
    rows = [(f"C{n:03}", "gold", 20 + n)[: 2 + numbers] for n in range(40)]
    shop.take_in("people.csv", as_csv(rows, header))

    with pytest.raises(SegbotError, match="two numbers"):
        shop.ask("/explore relationships")
