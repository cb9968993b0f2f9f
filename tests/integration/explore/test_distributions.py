"""/explore distributions, against pandas, scipy and the six customers worked by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from asking import Shop
from quiet_shops import as_file, quiet_lines
from scipy.stats import skew
from shops import as_csv

from analytics.selftest.six_customers import file_rows
from analytics.vocabulary.errors import SegbotError


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return quiet_lines(3, customers=200, days=500)


@pytest.fixture(scope="module")
def quiet(lines: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("quiet"))
    shop.take_in("shop.csv", as_file(lines))
    ages = pd.Series(lines["customer_id"].unique()[::2])
    rows = [(who, 20 + place % 50, "gold") for place, who in enumerate(ages)]
    shop.take_in("people.csv", as_csv(rows, ("Customer ID", "Age", "Tier")))
    return shop


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Customers without orders: an age, an income with one who has nearly all, and a tier."""
    shop = Shop(tmp_path_factory.mktemp("people"))
    rows = [
        (f"C{n:03}", 20 + n % 45, 1_000_000 if n == 7 else 1_000 + n, "gold") for n in range(80)
    ]
    shop.take_in("people.csv", as_csv(rows, ("customer", "Age", "Income", "Tier")))
    return shop


def test_six_customers_spent_as_by_hand(tmp_path: Path) -> None:
    """0, 5, 10, 45, 100 and 200: Gini 2 (2·5 + 3·10 + 4·45 + 5·100 + 6·200) / (6·360) − 7/6."""
    six = Shop(tmp_path)
    six.take_in("six.csv", file_rows().to_csv(index=False).encode())

    spent = six.ask("/explore distributions monetary")
    found = six.ask("/explore distributions").metrics

    values = {row[0]: row[1] for row in spent.tables[0].rows}
    assert (values["Lowest"], values["25%"], values["Median"]) == (0, 6.25, 27.5)
    assert (values["75%"], values["Highest"], values["Mean"]) == (86.25, 200, 60)
    assert found["gini"] == pytest.approx(3840 / 2160 - 7 / 6)
    assert found["top_20_share"] == pytest.approx(200 / 360)
    assert found["one_time_share"] == pytest.approx(4 / 6)
    assert found["median_gap_days"] == 29


def test_the_table_is_what_pandas_and_scipy_count(quiet: Shop, lines: pd.DataFrame) -> None:
    lines = lines.assign(amount=(lines["quantity"] * lines["price"]).round(2))
    by_order = lines.groupby(["customer_id", "invoice"], as_index=False).agg(
        at=("at", "min"), amount=("amount", "sum")
    )
    each = by_order.groupby("customer_id")
    gaps = by_order.sort_values("at").groupby("customer_id")["at"].diff().dt.floor("s")
    expected = {
        "Orders": each.size(),
        "Spent (£)": each["amount"].sum(),
        "Per order (£)": each["amount"].mean(),
        "Days between orders": (gaps.dt.total_seconds() / 86_400)
        .groupby(by_order["customer_id"])
        .mean()
        .dropna(),
    }

    table = quiet.ask("/explore distributions").tables[0]

    assert [each.name for each in table.columns][3:8:4] == ["Median", "Skew"]
    found = {str(row[0]): row[1:] for row in table.rows}
    for name, values in expected.items():
        *quantiles, mean, skewness, known = found[name]
        assert quantiles == pytest.approx(values.quantile([0.1, 0.25, 0.5, 0.75, 0.9]), abs=1e-4)
        assert mean == pytest.approx(values.mean(), abs=1e-4)
        assert skewness == pytest.approx(skew(values), abs=1e-4)
        assert known == len(values)


def test_gini_is_the_mean_difference_of_two_customers(quiet: Shop, lines: pd.DataFrame) -> None:
    spent = (lines["quantity"] * lines["price"]).round(2).groupby(lines["customer_id"]).sum()
    apart = np.abs(np.subtract.outer(spent.to_numpy(), spent.to_numpy())).mean()

    found = quiet.ask("/explore distributions monetary").metrics

    assert found["gini"] == pytest.approx(apart / spent.mean() / 2)


def test_an_uploaded_number_stands_beside_the_others(quiet: Shop, lines: pd.DataFrame) -> None:
    many = lines["customer_id"].nunique()

    everything = quiet.ask("/explore distributions")
    age = quiet.ask("/explore distributions age")

    assert everything.tables[0].rows[-1][0] == "Age"
    assert age.metrics["known"] == -(-many // 2)
    assert age.metrics["unknown"] == many // 2
    assert any(f"not known of {many // 2}" in note for note in age.notes)


def test_customers_without_orders_have_distributions_too(people: Shop) -> None:
    income = [1_000_000.0 if n == 7 else 1_000.0 + n for n in range(80)]

    found = people.ask("/explore distributions")
    alone = people.ask("/explore distributions income")

    assert [row[0] for row in found.tables[0].rows] == ["Age", "Income"]
    assert found.metrics == {"customers": 80}
    assert alone.metrics["skew"] == pytest.approx(skew(income))
    assert alone.metrics["log_skew"] == pytest.approx(skew(np.log1p(income)))
    assert alone.pictures[0].chart.png


@pytest.mark.parametrize(
    ("figure", "said"),
    [("monetary", "it helps"), ("tenure", "no help"), ("return_rate", "not needed")],
)
def test_the_log_scale_is_told_where_it_helps(quiet: Shop, figure: str, said: str) -> None:
    scale = next(
        line.text
        for line in quiet.ask(f"/explore distributions {figure}").reading
        if line.lead == "Log scale"
    )

    assert scale.startswith(said)


def test_a_text_is_shown_the_way_to_its_shares(quiet: Shop) -> None:
    with pytest.raises(SegbotError, match="isn't a number") as refused:
        quiet.ask("/explore distributions tier")

    assert "`/explore attributes tier`" in refused.value.hint


@pytest.mark.parametrize(
    ("asked", "said"),
    [("rfm", "several"), ("hight", "no feature")],
)
def test_what_is_no_figure_is_refused(quiet: Shop, asked: str, said: str) -> None:
    with pytest.raises(SegbotError, match=said):
        quiet.ask(f"/explore distributions {asked}")


def test_where_nothing_is_a_number_it_is_said_what_to_upload(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    rows = [(f"C{n}", "gold" if n % 2 else "silver") for n in range(20)]
    shop.take_in("people.csv", as_csv(rows, ("customer", "tier")))

    with pytest.raises(SegbotError, match="number") as refused:
        shop.ask("/explore distributions")

    assert "Upload" in refused.value.hint
