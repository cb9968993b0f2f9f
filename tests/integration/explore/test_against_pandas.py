"""Every figure of /explore, against plain pandas over the rows of the file."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest
from asking import Shop
from quiet_shops import quiet_lines

from bot.services.answer import Answer

Ask: TypeAlias = Callable[[str], Answer]
COUNTRIES = ("United Kingdom", "France", "Germany")


def messy(seed: int = 5) -> pd.DataFrame:
    """A shop with returns, postage, orders without a customer and three countries."""
    random = np.random.default_rng(seed)
    rows = quiet_lines(seed, customers=150, days=500, products=40)
    invoices = rows["invoice"].unique()
    unknown = set(random.choice(invoices, len(invoices) // 8, replace=False))
    rows.loc[rows["invoice"].isin(unknown), "customer_id"] = ""
    where = {
        each: COUNTRIES[number % 3] for number, each in enumerate(rows["customer_id"].unique())
    }
    rows["country"] = rows["customer_id"].map(where)
    back = rows.sample(60, random_state=seed).copy()
    back["quantity"] = -back["quantity"]
    back["at"] = (back["at"] + pd.Timedelta(days=3)).clip(upper=rows["at"].max())
    back["invoice"] = [f"C{700_000 + number}" for number in range(len(back))]
    post = rows.drop_duplicates("invoice").sample(80, random_state=seed).copy()
    post = post.assign(product="POST", description="POSTAGE", quantity=1, price=4.5)
    rows = pd.concat([rows, back, post], ignore_index=True)
    rows["invoice"] = rows["invoice"].astype(str)
    rows["at"] = rows["at"].dt.floor("s")
    rows["amount"] = (rows["quantity"] * rows["price"]).round(2)
    return rows


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return messy()


@pytest.fixture(scope="module")
def ask(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    shop = Shop(tmp_path_factory.mktemp("explored"))
    file = pd.DataFrame(
        {
            "Invoice": rows["invoice"],
            "StockCode": rows["product"],
            "Description": rows["description"],
            "Quantity": rows["quantity"],
            "InvoiceDate": rows["at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "Price": rows["price"],
            "Customer ID": rows["customer_id"],
            "Country": rows["country"],
        }
    )
    shop.take_in("shop.csv", file.to_csv(index=False).encode())
    return shop.ask


def bought(rows: pd.DataFrame) -> pd.DataFrame:
    """Purchases of known customers, one row per order."""
    known = rows[(rows["quantity"] > 0) & (rows["customer_id"] != "")]
    return known.groupby(["customer_id", "invoice"], as_index=False).agg(
        at=("at", "min"), amount=("amount", "sum")
    )


def spent(rows: pd.DataFrame, customers: "pd.Index[str]") -> "pd.Series[float]":
    """Money of each customer less what came back, never below zero."""
    known = rows[rows["customer_id"] != ""]
    money = known.groupby("customer_id")["amount"].sum().clip(lower=0)
    return pd.Series(money[customers], dtype=float)


def days_between(orders: pd.DataFrame) -> "pd.Series[float]":
    """From each day on which somebody bought to their next one."""
    days = orders.assign(day=orders["at"].dt.normalize()).drop_duplicates(["customer_id", "day"])
    days = days.sort_values(["customer_id", "day"])
    found: pd.Series[float] = days.groupby("customer_id")["day"].diff().dt.days.dropna()
    return found


def test_the_overview_is_what_pandas_counts(ask: Ask, rows: pd.DataFrame) -> None:
    orders = bought(rows)
    each = orders.groupby("customer_id").size()
    money = spent(rows, each.index)
    unknown = rows[rows["customer_id"] == ""]
    known = rows[rows["customer_id"] != ""]
    sold, returned = known[known["quantity"] > 0], known[known["quantity"] < 0]

    found = ask("/explore overview").metrics

    assert found["customers"] == len(each)
    assert found["new_customers"] == len(each)
    assert found["orders"] == len(orders)
    assert found["revenue"] == pytest.approx(money.sum(), abs=0.001)
    assert found["average_order"] == pytest.approx(money.sum() / len(orders))
    assert found["orders_per_customer"] == pytest.approx(each.mean())
    assert found["repeat_rate"] == pytest.approx((each > 1).mean())
    assert found["one_time_share"] == pytest.approx((each == 1).mean())
    top = money.sort_values(ascending=False).head(round(len(each) * 0.2)).sum()
    assert found["top_20_share"] == pytest.approx(top / money.sum())
    assert found["median_gap_days"] == days_between(orders).median()
    assert found["return_rate"] == pytest.approx(-returned["amount"].sum() / sold["amount"].sum())
    assert found["unknown_orders"] == unknown[unknown["quantity"] > 0]["invoice"].nunique()
    assert found["unknown_revenue"] == pytest.approx(unknown["amount"].sum(), abs=0.001)


def test_what_came_back_from_those_who_bought_less_is_named(ask: Ask, rows: pd.DataFrame) -> None:
    """Their money isn't below zero, and time goes on: revenue over time is that much lower."""
    day = rows["at"].dt.normalize()
    # The first two days on which somebody brings back what they bought before.
    for first in day.drop_duplicates().sort_values():
        last = first + pd.Timedelta(days=1)
        inside = rows[day.between(first, last)]
        net = inside.groupby("customer_id")["amount"].sum()
        buyers = inside[inside["quantity"] > 0]["customer_id"].unique()
        beyond = net[net.index.isin(buyers)].clip(lower=0).sum() - inside["amount"].sum()
        if beyond > 1:
            break

    found = ask(f"/explore overview since={first:%Y-%m-%d} until={last:%Y-%m-%d}")

    assert beyond > 0
    assert found.metrics["returned_beyond"] == pytest.approx(beyond, abs=0.01)
    assert any("came back from customers who bought less" in str(each) for each in found.notes)


def test_the_time_before_is_as_long_and_counted_the_same_way(ask: Ask, rows: pd.DataFrame) -> None:
    end = rows["at"].max().normalize() + pd.Timedelta(days=1)
    start, earlier = end - pd.Timedelta(days=90), end - pd.Timedelta(days=180)
    began = bought(rows).groupby("customer_id")["at"].min()
    then = rows[(rows["at"] >= earlier) & (rows["at"] < start)]

    found = ask("/explore overview last=90d").metrics
    by_days = ask(f"/explore overview since={start:%Y-%m-%d}").metrics
    alone = ask(
        f"/explore overview since={earlier:%Y-%m-%d} until={start - pd.Timedelta(days=1):%Y-%m-%d}"
    )

    assert found == by_days
    assert found["new_customers"] == (began >= start).sum()
    assert found["orders_before"] == len(bought(then))
    assert found["orders_before"] == alone.metrics["orders"]
    assert found["revenue_before"] == pytest.approx(alone.metrics["revenue"])
    assert found["orders_change"] == pytest.approx(found["orders"] / len(bought(then)) - 1)


def test_a_quarter_is_compared_with_the_quarter_before_in_the_first_sentence(
    ask: Ask, rows: pd.DataFrame
) -> None:
    quarter = rows["at"].dt.to_period("Q")
    last = quarter.max() - 1
    now, then = bought(rows[quarter == last]), bought(rows[quarter == last - 1])

    found = ask(
        f"/explore overview since={last.start_time:%Y-%m-%d} until={last.end_time:%Y-%m-%d}"
    )
    figures, finding = found.metrics, found.reading[0]

    assert figures["orders_change"] == pytest.approx(len(now) / len(then) - 1)
    changes = [figures[f"{name}_change"] for name in ("revenue", "orders", "customers")]
    assert finding.lead.endswith("the quarter before")
    assert finding.lead.startswith("Better") is all(each > 0 for each in changes)
    assert finding.lead.startswith("Worse") is all(each < 0 for each in changes)
    assert f"1 {(last - 1).start_time:%b %Y} to " in finding.text


def test_verbs_agree_with_one_another(ask: Ask) -> None:
    """Countries add up to the shop, and each is what a filter for it says."""
    status = ask("/data status").metrics
    overview = ask("/explore overview").metrics
    countries = ask("/explore countries")

    over_time = ask("/explore revenue").metrics["revenue"]
    every_purse = overview["revenue"] + overview["unknown_revenue"]
    assert every_purse - overview["returned_beyond"] == pytest.approx(over_time)
    for name in ("customers", "orders", "revenue"):
        assert overview[name] == pytest.approx(status[name])
        assert countries.metrics[name] == pytest.approx(status[name])
    for country, customers, orders, revenue, *_ in countries.tables[0].rows:
        alone = ask(f'/explore overview country="{country}"').metrics
        assert (alone["customers"], alone["orders"]) == (customers, orders)
        assert alone["revenue"] == pytest.approx(revenue)


@pytest.mark.parametrize(
    ("unit", "frequency"), [("day", "D"), ("week", "W-SUN"), ("month", "M"), ("quarter", "Q")]
)
def test_periods_are_what_pandas_counts(
    ask: Ask, rows: pd.DataFrame, unit: str, frequency: str
) -> None:
    periods = rows["at"].dt.to_period(frequency)
    money = rows.groupby(periods)["amount"].sum()
    orders = rows[rows["quantity"] > 0].groupby(periods)["invoice"].nunique()
    known = rows[(rows["quantity"] > 0) & (rows["customer_id"] != "")]
    people = known.groupby(periods)["customer_id"].nunique()
    everything = pd.period_range(money.index.min(), money.index.max(), freq=frequency)

    table = ask(f"/explore revenue by={unit}").tables[0].rows[::-1]

    assert len(table) == len(everything)
    for row, period in zip(table, everything, strict=True):
        assert row[1] == pytest.approx(money.get(period, 0), abs=0.001)
        assert sum(float(part or 0) for part in row[2:5]) == pytest.approx(row[1], abs=0.001)
        assert (row[5], row[6]) == (orders.get(period, 0), people.get(period, 0))


@pytest.mark.parametrize("unit", ["week", "month", "quarter"])
def test_bars_that_one_touches_say_what_the_table_says(ask: Ask, unit: str) -> None:
    found = ask(f"/explore revenue by={unit}")
    table = found.tables[0].rows[::-1]
    bars = found.pictures[0].bars

    assert bars is not None
    values = dict(bars.series)
    assert list(values["All orders"]) == [row[1] for row in table]
    assert list(values["First orders"]) == [row[2] for row in table]
    assert list(values["No customer"]) == [row[4] for row in table]
    # Part of a period says so: the table has its days.
    parts = [name.endswith(", part") for name in bars.names]
    assert parts == ["(" in str(row[0]) for row in table]
    assert all(len(name) <= 20 for name in bars.names)


def test_first_orders_bring_what_they_came_to(ask: Ask, rows: pd.DataFrame) -> None:
    orders = bought(rows)
    first = orders.sort_values("at").drop_duplicates("customer_id")

    table = ask("/explore revenue by=month").tables[0].rows

    assert sum(float(row[2] or 0) for row in table) == pytest.approx(first["amount"].sum())


def test_products_are_what_pandas_counts(ask: Ask, rows: pd.DataFrame) -> None:
    goods = rows[rows["product"] != "POST"]
    money = goods.groupby("product")["amount"].sum().sort_values(ascending=False)
    sold = goods[goods["quantity"] > 0]
    orders = sold.groupby("product")["invoice"].nunique()
    people = sold[sold["customer_id"] != ""].groupby("product")["customer_id"].nunique()

    found = ask("/explore products n=50")

    assert found.metrics["products"] == sold["product"].nunique()
    assert [row[1] for row in found.tables[0].rows] == list(money.index)
    for _, cell, revenue, share, customers, bought_in, units in found.tables[0].rows:
        code = str(cell)
        assert revenue == pytest.approx(money[code], abs=0.001)
        assert share == pytest.approx(money[code] / money.sum())
        assert (customers, bought_in) == (people[code], orders[code])
        assert units == sold[sold["product"] == code]["quantity"].sum()


def test_few_products_bring_most(ask: Ask, rows: pd.DataFrame) -> None:
    money = rows[rows["product"] != "POST"].groupby("product")["amount"].sum()
    ranked = money.sort_values(ascending=False).cumsum() / money.sum()

    found = ask("/explore products show=pareto")

    assert found.metrics["products_80"] == (ranked < 0.8).sum() + 1
    assert found.tables[0].rows[3][2] == pytest.approx(ranked.iloc[round(len(ranked) * 0.2) - 1])


def test_first_baskets_are_what_pandas_counts(ask: Ask, rows: pd.DataFrame) -> None:
    orders = bought(rows)
    began = orders.groupby("customer_id")["at"].transform("min")
    day = orders["at"].dt.normalize() - began.dt.normalize()
    came = orders[(day > pd.Timedelta(0)) & (day <= pd.Timedelta(days=90))]["customer_id"].unique()
    start = orders.groupby("customer_id")["at"].min()
    last = rows[rows["quantity"] > 0]["at"].max().normalize()
    over = start[start.dt.normalize() + pd.Timedelta(days=90) <= last].index
    first = orders[orders["at"] == began]["invoice"]
    baskets = rows[rows["invoice"].isin(first) & rows["customer_id"].isin(over)]
    baskets = baskets[(baskets["product"] != "POST") & (baskets["quantity"] > 0)]
    buyers = baskets.groupby("product")["customer_id"].nunique()
    back = baskets[baskets["customer_id"].isin(came)].groupby("product")["customer_id"].nunique()

    found = ask("/explore products show=first n=50")

    assert found.metrics["customers"] == len(over)
    assert found.metrics["came_back"] == len(set(came) & set(over))
    assert found.metrics["too_late"] == len(start) - len(over)
    assert {row[1]: row[2] for row in found.tables[0].rows} == dict(buyers[buyers >= 10])
    for row in found.tables[0].rows:
        assert row[3] == back.get(row[1], 0)


def test_gaps_are_what_pandas_counts(ask: Ask, rows: pd.DataFrame) -> None:
    gaps = days_between(bought(rows))

    found = ask("/explore gaps")

    assert found.metrics["gaps"] == len(gaps)
    assert found.metrics["median_gap_days"] == gaps.median()
    for share in (50, 80, 90):
        day = found.metrics[f"days_{share}"]
        assert (gaps <= day).mean() >= share / 100 > (gaps <= day - 1).mean()
    # Customers of no segment are nobody: the segments' times are all there are.
    assert sum(int(row[5] or 0) for row in found.tables[0].rows[1:]) == len(gaps)


@pytest.mark.parametrize(("unit", "frequency"), [("month", "M"), ("quarter", "Q")])
def test_cohorts_are_what_pandas_counts(
    ask: Ask, rows: pd.DataFrame, unit: str, frequency: str
) -> None:
    orders = bought(rows)
    began = orders.groupby("customer_id")["at"].min()
    cohort = began.dt.to_period(frequency)
    known = rows[rows["customer_id"].isin(began.index)]
    money = known.groupby(known["customer_id"].map(cohort))["amount"].sum()
    period = orders["at"].dt.to_period(frequency)
    active = orders.groupby([orders["customer_id"].map(cohort), period])["customer_id"].nunique()
    last = rows[rows["quantity"] > 0]["at"].max().to_period(frequency)

    retention = ask(f"/explore cohorts by={unit}")
    revenue = ask(f"/explore cohorts by={unit} show=revenue")

    assert sum(int(row[1] or 0) for row in retention.tables[0].rows) == len(began)
    assert sum(float(row[2] or 0) for row in revenue.tables[0].rows) == pytest.approx(money.sum())
    for row, (name, size) in zip(
        retention.tables[0].rows, cohort.value_counts().sort_index().items(), strict=True
    ):
        assert row[1] == size
        for offset, share in enumerate(row[2:]):
            at = name + offset
            if at < last:
                assert share == pytest.approx(active.get((name, at), 0) / size)
            elif at > last:
                assert share is None
    shares = zip(*(row[2:] for row in retention.tables[0].rows), strict=True)
    assert all(any(each is not None for each in column) for column in shares)


def test_windows_of_cohorts_are_what_pandas_counts(ask: Ask, rows: pd.DataFrame) -> None:
    orders = bought(rows)
    began = orders.groupby("customer_id")["at"].min().dt.normalize()
    day = orders["at"].dt.normalize() - orders["customer_id"].map(began)
    last = rows[rows["quantity"] > 0]["at"].max().normalize()
    names = began.dt.strftime("%b %Y")

    for row in ask("/explore cohorts").tables[1].rows:
        theirs = names[names == row[0]].index
        ends = pd.Period(str(row[0]), "M").end_time.normalize()
        for days, share in zip((30, 60, 90, 180, 365), row[2:], strict=True):
            near = (day > pd.Timedelta(0)) & (day <= pd.Timedelta(days=days))
            back = orders[near & orders["customer_id"].isin(theirs)]["customer_id"].nunique()
            if ends + pd.Timedelta(days=days) <= last:
                assert share == pytest.approx(back / len(theirs))
            else:
                assert share is None


def test_an_earlier_last_day_makes_cells_vanish_never_zero(ask: Ask, rows: pd.DataFrame) -> None:
    whole = ask("/explore cohorts").tables
    cut = rows["at"].max().normalize() - pd.Timedelta(days=75)
    earlier = ask(f"/explore cohorts until={cut:%Y-%m-%d}").tables

    for now, then in zip(whole, earlier, strict=True):
        by_name = {row[0]: row for row in then.rows}
        for row in now.rows:
            known = by_name.get(row[0])
            if known is None or known[1] != row[1]:
                continue
            for before, after in zip(known[2:], row[2:], strict=False):
                assert before is None or before == after
