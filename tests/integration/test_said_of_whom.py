"""An answer about some customers or some days says in its title of which."""

from datetime import date, timedelta

import pytest
from asking import Shop
from shops import as_csv


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Sixty customers of two countries, who order one to six times up to the end of June."""
    rows: list[tuple[object, ...]] = []
    for who in range(60):
        for again in range(1 + who % 6):
            at = date(2024, 6, 30) - timedelta(days=2 * (60 - who) + 30 * again)
            row = (len(rows), "A1", "TEA", 1, f"{at} 10:00:00", f"{5 + who}.00", f"C{who}")
            rows.append((*row, "Germany" if who % 2 else "United Kingdom"))
    made = Shop(tmp_path_factory.mktemp("two_countries"))
    made.take_in("orders.csv", as_csv(rows))
    tiers = [(f"C{n}", "gold" if n % 4 < 3 else "basic") for n in range(60)]
    made.take_in("people.csv", as_csv(tiers, ("Customer ID", "Tier")))
    return made


LINES = (
    "/rfm overview",
    "/rfm segments",
    "/rfm today",
    "/rfm top champions",
    "/rfm play champions",
    "/rfm export all",
    "/rfm changes from=60d",
    "/explore overview",
    "/explore revenue",
    "/explore products",
    "/explore distributions",
    "/segment run k=2",
    "/segment evaluate k=2",
    "/recommend champions",
)


@pytest.mark.parametrize("line", LINES)
def test_the_title_says_of_whom(shop: Shop, line: str) -> None:
    plain = shop.ask(line).title
    for setting, words in (
        ("country=germany", "germany"),
        ('where="monetary>9"', "monetary>9"),
        ("tier=gold", "tier gold"),
    ):
        told = shop.ask(f"{line} {setting}").title
        assert told.casefold().endswith(f" · {words}")
        assert words not in plain.casefold()
    assert (
        " · Germany · frequency>1" in shop.ask(f'{line} country=Germany where="frequency>1"').title
    )


def test_the_title_says_of_which_days_once(shop: Shop) -> None:
    assert shop.ask("/rfm overview last=60d").title.endswith("customers · last 60 days")
    told = shop.ask("/rfm overview since=2024-03-01 until=2024-05-31").title
    assert told.endswith(" · from 1 Mar 2024 · up to 31 May 2024")
    explored = "/explore {} since=2024-03-01 until=2024-05-31"
    assert shop.ask(explored.format("overview")).title == "Overview, 1 Mar 2024 to 31 May 2024"


def test_what_a_run_was_made_of_stays_in_sight(shop: Shop) -> None:
    run = shop.ask("/segment run k=2 country=Germany").metrics["run"]
    for line in ("show", "members 1", "export 1", "evaluate"):
        assert shop.ask(f"/segment {line} run={run}").title.endswith(" · Germany")
    of_group = shop.ask(f'/rfm overview segment="1 of run {run}"').title
    assert of_group.endswith(f" · group 1 of run {run}")


def test_revenue_begins_with_the_total_and_its_days(shop: Shop) -> None:
    # 31 May is a day with an order, 1 June isn't asked about.
    answer = shop.ask("/explore revenue by=month since=2024-05-01 until=2024-05-31")
    total, orders = answer.metrics["revenue"], answer.metrics["best_orders"]
    assert answer.title == "Revenue by month, 1 May 2024 to 31 May 2024"
    assert f"{answer.reading[0].lead}: {answer.reading[0].text}" == (
        f"Revenue: £{total:,.0f}, {orders} orders."
    )
    by_day = shop.ask("/explore revenue by=day since=2024-05-01 until=2024-05-31")
    assert by_day.metrics["revenue"] == total
    assert by_day.reading[0].text.startswith(f"£{total:,.0f}. Best day: ")


def test_where_the_last_order_is_earlier_than_the_last_day_asked_about_it_says_so(
    shop: Shop,
) -> None:
    note = str(shop.ask("/explore revenue since=2024-06-01 until=2024-07-15").notes[-1])
    last = shop.ask("/explore overview").notes[-1].removeprefix("As of ").split(",")[0]
    assert note.startswith(f"As of {last}, the day after the last order, from 1 Jun 2024")
