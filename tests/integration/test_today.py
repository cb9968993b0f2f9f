"""`/rfm today`: where customers newly are, and what they spend, by the days of the data."""

from pathlib import Path
from typing import Any

import pytest
from asking import Shop
from quiet_shops import as_file, quiet_lines
from shops import as_csv

from analytics.selftest.six_customers import file_rows
from analytics.vocabulary.errors import SegbotError

LINE = "/rfm today pack=grid10"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """An empty store."""
    return Shop(tmp_path)


def rows_of(shop: Shop, line: str, table: int = 0) -> list[tuple[Any, ...]]:
    """Segment, customers, money a year, new, money of the new."""
    return [row[:5] for row in shop.ask(line).tables[table].rows]


def test_the_six_customers_worked_by_hand(shop: Shop) -> None:
    # A week before 1 July 2024 there are five, by the scores of then (days since, orders):
    #   CYD   2 days, 2 orders: 5-4 champion     DAN  83 days, 1: 3-1 about to sleep
    #   ADA  22 days, 2 orders: 4-4 loyal        EVE 174, FAY 359 days, 1: hibernating
    # with edges after 18, 58.6, 119.4, 211 days and 1, 1, 1.4, 2 orders. Now ADA (0 days, 3
    # orders) is a champion by either limits and BOB is new. CYD (9 days, 2 orders) is loyal only
    # since the limit moved: by that of then 9 days were still the best score. A year's money goes
    # back to 2 July 2023, so that FAY's order of the day before isn't in it; CYD's and DAN's
    # returns are subtracted.
    shop.take_in("six.csv", file_rows().to_csv(index=False).encode())

    assert rows_of(shop, LINE) == [
        ("Champions", 1, 100.0, 1, 100.0),
        ("New customers", 1, 10.0, 1, 10.0),
        ("Hibernating", 2, 200.0, 0, 0.0),
        ("Loyal customers", 1, 45.0, 0, 0.0),
        ("About to sleep", 1, 0.0, 0, 0.0),
    ]
    said = shop.said(LINE)
    assert "Whom to write to: the week from 24 Jun 2024 to 30 Jun 2024" in said
    assert "Champions first: 1 customer came into it since 24 Jun 2024 and spends £100" in said


def test_who_slipped_counts_with_what_they_spent_before(shop: Shop) -> None:
    # Ten who order once a month; the first of them stays away since September.
    rows = [
        (f"{who}{month:02}", "A1", "Tea", 1, f"2011-{month:02}-05 10:00:00", "10.00", f"c{who}", "")
        for who in range(100, 110)
        for month in range(1, 13)
        if who > 100 or month < 9
    ]
    shop.take_in("shop.csv", as_csv(rows))

    # Limits that stay: c100 last bought on 5 August, 115 days before 29 November and 122 before
    # 6 December, so that what was a 3 for recency is a 2.
    first = rows_of(shop, f"{LINE} recency=30,60,119,300 frequency=2,3,4,5")[0]
    # Eight orders, of 328 days of data up to 29 November or 335 up to now, scaled up to a year.
    then, now = (round(80 * 365 / days, 2) for days in (328, 335))

    assert first == ("Cannot lose them", 1, now, 1, then)


def test_in_a_quiet_week_nobody_is_said_to_be_new(shop: Shop) -> None:
    rows = [
        (f"{who}{month:02}", "A1", "Tea", 1, f"2011-{month:02}-05 10:00:00", "10.00", f"c{who}", "")
        for who in (1, 2, 3)
        for month in range(1, 13)
    ]
    shop.take_in("shop.csv", as_csv(rows))
    answer = shop.ask(LINE)

    assert answer.metrics["new"] == 0
    assert (
        "Nobody came into another segment by their own doing in the week from 29 Nov 2011 to "
        "5 Dec 2011. Most money is with " in shop.said(LINE)
    )
    assert not any("moved" in each.label for each in answer.next_steps)


def test_groups_of_the_latest_run_stand_beside_segments_of_the_same_customers(shop: Shop) -> None:
    shop.take_in("quiet.csv", as_file(quiet_lines(1, customers=120, days=300)))
    assert len(shop.ask("/rfm today").tables) == 1
    shop.ask("/segment run k=3")
    segments, groups = rows_of(shop, "/rfm today"), rows_of(shop, "/rfm today", 1)

    assert shop.ask("/rfm today").tables[1].title.startswith("Groups of run 1")
    for column in (1, 2):
        of_all = sum(row[column] for row in segments)
        assert sum(row[column] for row in groups) == pytest.approx(of_all)
    assert all(new <= all_ for _, all_, _, new, _ in (*segments, *groups))
    assert len(shop.ask("/rfm today last=90d").tables) == 1


def test_every_step_that_is_offered_is_taken_and_the_numbers_are_those_of_the_lists(
    shop: Shop,
) -> None:
    shop.take_in("quiet.csv", as_file(quiet_lines(2, customers=120, days=300)))
    answer = shop.ask("/rfm today")
    top = shop.ask(f"/rfm top {answer.tables[0].rows[0][0]}")

    assert top.metrics["segment_customers"] == answer.tables[0].rows[0][1]
    assert all(shop.ask(step.command).title for step in answer.next_steps)


def test_a_shop_of_one_week_is_all_new_and_one_without_orders_is_told_so(shop: Shop) -> None:
    with pytest.raises(SegbotError, match="no data"):
        shop.ask("/rfm today")
    rows = [("1", "A1", "Tea", 1, f"2011-12-0{each} 10:00:00", "9.00", "ann", "") for each in (1,)]
    shop.take_in("shop.csv", as_csv(rows))

    assert shop.ask("/rfm today").metrics["new"] == 1
