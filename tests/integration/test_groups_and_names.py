"""Groups of customers: what they are called, whom they hold, and what is said of them later."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv

from bot.services.answer import Answer

START = date(2024, 1, 1)
Order = tuple[str, int, float]
"""Who, on which day of the shop, for how much."""


def orders(found: list[Order], first: int = 500_000) -> bytes:
    """A file with one line for each order."""
    return as_csv(
        [
            (first + place, "A1", "MUG", 1, f"{START + timedelta(day)} 10:00:00", price, who, "")
            for place, (who, day, price) in enumerate(found)
        ]
    )


def regular(name: str, count: int, every: int, price: float, until: int = 300) -> list[Order]:
    """Some customers who order as often as each other, up to a day."""
    return [
        (f"{name}{number:02}", day + number % 3, price + number % 5)
        for number in range(count)
        for day in range(until % every, until, every)
    ]


def once(name: str, count: int, day: int, price: float) -> list[Order]:
    """Some customers who ordered once."""
    return [(f"{name}{number:02}", day + number % 3, price + number % 5) for number in range(count)]


CAMPS = [
    *regular("best", 30, 10, 90),
    *regular("gift", 30, 60, 40, until=240),
    *once("past", 40, 20, 10),
]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Thirty who come every ten days, thirty who come every two months, forty who came once."""
    made = Shop(tmp_path)
    made.take_in("shop.csv", orders(CAMPS))
    return made


def labels(answer: Answer) -> list[str]:
    return [str(row[0]) for row in answer.tables[0].rows]


def number_of(shop: Shop, customer: str) -> str:
    """The number of the group of the latest run that a customer is in."""
    rows = shop.ask("/segment export").exports[0].table.rows
    return str(next(row[1] for row in rows if str(row[0]).casefold() == customer))


def test_another_algorithm_of_a_colleague_renames_nothing(shop: Shop) -> None:
    first = labels(shop.ask("/segment run k=3"))
    for other in ("algo=gmm k=3", "algo=ward k=2", "k=2 scale=robust", "k=4", "features=all k=3"):
        shop.ask(f"/segment run {other}")
        shop.ask('/segment rename 1 "Gift shops"')
    assert labels(shop.ask("/segment run k=3")) == first


def test_a_given_name_stays_with_its_people_and_is_lost_to_no_run_between(shop: Shop) -> None:
    shop.ask("/segment run k=3")
    shop.ask(f'/segment rename {number_of(shop, "gift00")} "Gift shops"')
    shop.ask("/segment run k=2")
    more = regular("next", 5, 60, 40, until=240)
    shop.take_in("more.csv", orders(more, first=900_000))
    shop.ask("/segment run k=3")
    assert number_of(shop, "gift00") == number_of(shop, "gift29")
    told = shop.ask(f"/segment members {number_of(shop, 'gift00')}").title
    assert told.endswith("Gift shops")


def test_a_given_name_that_ends_is_said_where_its_people_went(shop: Shop) -> None:
    """The gift shops become as the best are; as many others now do what they did."""
    shop.ask("/segment run k=3")
    shop.ask(f'/segment rename {number_of(shop, "gift00")} "Gift shops"')
    more = [
        *regular("gift", 30, 10, 90),
        *regular("next", 30, 60, 40, until=240),
    ]
    shop.take_in("more.csv", orders(more, first=900_000))
    again = shop.ask("/segment run k=3")
    named = [each for each in labels(again) if "Gift shops" in each]
    assert len(named) == 1
    assert named[0].endswith("(was Gift shops)")
    assert named[0].startswith(number_of(shop, "gift00"))
    assert not any("Gift shops" in each for each in labels(shop.ask("/segment run k=3")))


def test_members_after_new_data_are_shown_with_figures_of_their_own(shop: Shop) -> None:
    """Half a year goes by in which only newcomers buy."""
    run = shop.ask("/segment run k=3")
    number = number_of(shop, "best00")
    before = shop.ask(f"/segment members {number}")
    then = next(row for row in run.tables[0].rows if str(row[0]).startswith(number))
    shop.take_in("more.csv", orders(once("new", 10, 480, 40), first=900_000))
    after = shop.ask(f"/segment members {number}")

    assert not any(line.lead.startswith("When the") for line in before.reading)
    days = [float(str(row[3])) for row in after.tables[0].rows]
    mean = next(row[1] for row in after.tables[1].rows if row[0] == "Days since last")
    assert min(days) <= float(str(mean)) <= max(days) + 3
    found = re.search(r"away (\d+) to (\d+) months", after.title)
    assert found is not None
    assert int(found[1]) * 30.4 <= min(days) <= int(found[2]) * 30.4
    line = next(line for line in after.reading if line.lead == "When the groups were made")
    assert then[5] == 1
    assert "Typically 1 day since the last order, 30 orders" in line.text
    assert f"now {mean} days" in line.text
    assert "as of 20 Oct 2024" in line.text
    shown = shop.ask("/segment show")
    assert any("as of 20 Oct 2024, when this run was made" in line.text for line in shown.reading)


def test_a_group_is_found_by_the_name_that_it_had_and_by_the_one_that_it_has(shop: Shop) -> None:
    had = labels(shop.ask("/segment run k=3"))[0][2:]
    shop.take_in("more.csv", orders(once("new", 10, 480, 40), first=900_000))
    has = shop.ask(f'/segment members "{had}"').title.removeprefix("Group 1 ")
    assert has != had
    assert shop.ask(f'/segment members "{has}"').metrics["segment"] == 1


def test_who_lacks_a_figure_is_in_no_group_and_that_is_said(shop: Shop) -> None:
    """Forty of a hundred came once: no trend is known of them."""
    answer = shop.ask("/segment run k=2 features=trend")
    assert answer.metrics["customers"] == 60
    said = " ".join(line.text for line in answer.reading)
    assert "40 of 100 customers are in no group" in said
    exported = shop.ask("/segment export").exports[0].table.rows
    assert not any(str(row[0]).casefold().startswith("past") for row in exported)
    shop.take_in("more.csv", orders(once("new", 5, 305, 40), first=900_000))
    assert shop.ask("/segment show").metrics["new_customers"] == 0


def test_of_a_set_what_many_lack_is_not_compared_so_that_all_are_grouped(shop: Shop) -> None:
    answer = shop.ask("/segment run k=2 features=behaviour")
    assert answer.metrics["customers"] == 100
    assert "Not compared, since many customers lack it: days between orders" in " ".join(
        answer.notes
    )


def test_compared_runs_have_the_groups_that_they_had(shop: Shop) -> None:
    """Run 1 has two groups, run 2 three; each stands on its own side, under its own name."""
    runs = [labels(shop.ask(f"/segment run k={k}")) for k in (2, 3)]
    compared = shop.ask("/segment compare 1 2")
    ways, goes_on = compared.tables
    short = [{each[2:].split(",")[0] for each in run} for run in runs]
    for way in ways.rows:
        for side, run in zip(way[:2], short, strict=True):
            assert any(str(side).startswith(name) for name in run), way
    assert [row[1] for row in goes_on.rows].count(None) + [row[1] for row in goes_on.rows].count(
        ""
    ) >= 1


def test_a_fall_in_value_is_no_rise(tmp_path: Path) -> None:
    """Thirty who came every ten days stop; nobody spends more than before.

    Twenty of them were the ones who spent most: what they spent then is no reason to call the group
    that they are in now, with those who came once, the better one.
    """
    first = [*regular("rich", 20, 10, 90), *regular("some", 40, 10, 5), *once("past", 40, 20, 10)]
    stay = [each for each in regular("some", 30, 10, 5, until=700) if each[1] > 305]
    made = Shop(tmp_path)
    for name, part, number in (("first.csv", first, 500_000), ("more.csv", stay, 900_000)):
        made.take_in(name, orders(part, first=number))
        made.ask("/segment run k=2 features=recency")
    compared = made.ask("/segment compare 1 2")

    assert compared.metrics["rose"] == 0
    said = " ".join(line.text for line in compared.reading)
    assert "0 with customers who spend more on average" in said
