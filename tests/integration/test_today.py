"""`/rfm today`: who slipped and who rose, and what they spend, by the days of the data."""

from pathlib import Path
from typing import Any

import pytest
from asking import Shop
from quiet_shops import as_file, quiet_lines
from shops import as_csv

from analytics.selftest.six_customers import file_rows
from analytics.vocabulary.errors import SegbotError
from bot.render.parts import first_part

LINE = "/rfm today pack=grid10"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """An empty store."""
    return Shop(tmp_path)


def rows_of(shop: Shop, line: str, table: int = 0) -> list[tuple[Any, ...]]:
    """Who came, their money a year and what to do; or a segment, its customers, their money."""
    return [row[:3] for row in shop.ask(line).tables[table].rows]


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
        (
            "1 rose from Loyal customers to Champions",
            100.0,
            "Give them first pick, no discount",
        ),
        ("1 came new to New customers", 10.0, "Welcome them, then what goes well with it"),
    ]
    assert rows_of(shop, LINE, 1) == [
        ("Hibernating", 2, 200.0),
        ("Champions", 1, 100.0),
        ("Loyal customers", 1, 45.0),
        ("New customers", 1, 10.0),
        ("About to sleep", 1, 0.0),
    ]
    said = shop.said(LINE)
    assert "Whom to write to: the week from 24 Jun 2024 to 30 Jun 2024" in said
    assert (
        "Good news: 1 customer rose from Loyal customers to Champions since 24 Jun 2024 and spends "
        "£100 a year. Give them first pick, no discount." in said
    )


def test_who_slipped_counts_with_what_they_spent_before(shop: Shop) -> None:
    # Ten who order once a month; the first of them stays away since September.
    rows = [
        (f"{who}{month:02}", "A1", "Tea", 1, f"2011-{month:02}-05 10:00:00", "10.00", f"c{who}", "")
        for who in range(100, 110)
        for month in range(1, 13)
        if who > 100 or month < 9
    ]
    shop.take_in("shop.csv", as_csv(rows))
    line = f"{LINE} recency=30,60,119,300 frequency=2,3,4,5"
    # Eight orders, of 328 days of data up to 29 November or 335 up to now, scaled up to a year.
    then, now = (round(80 * 365 / days, 2) for days in (328, 335))

    # Limits that stay: c100 last bought on 5 August, 115 days before 29 November and 122 before
    # 6 December, so that what was a 3 for recency is a 2.
    assert rows_of(shop, line) == [
        ("1 slipped from Loyal customers to Cannot lose them", then, "Call or write one by one")
    ]
    assert ("Cannot lose them", 1, now) in rows_of(shop, line, 1)
    assert "Write first: 1 customer slipped from Loyal customers to Cannot" in shop.said(line)


def test_who_slipped_is_told_before_who_rose_and_is_not_met_as_who_rose(shop: Shop) -> None:
    # On 5 December the last two are new, and c100 ordered after four months; c101, who ordered
    # most, is a loyal customer since 6 days are more than 5: no champion any longer.
    rows = [
        (f"{who}{month:02}", "A1", "Tea", 1, f"2011-{month:02}-05 10:00:00", "10.00", f"c{who}", "")
        for who, months in ((100, (*range(1, 8), 12)), (110, (12,)), (111, (12,)))
        for month in months
    ]
    rows += [
        (f"b{month:02}", "A1", "Tea", 9, f"2011-{month:02}-24 10:00:00", "10.00", "c101", "")
        for month in range(1, 12)
    ]
    shop.take_in("shop.csv", as_csv(rows))
    line = f"{LINE} recency=5,60,119,300 frequency=2,3,4,5"
    answer = shop.ask(line)

    assert [(row[0], row[2]) for row in answer.tables[0].rows] == [
        ("1 slipped from Champions to Loyal customers", "Ask what is missing, show what is new"),
        ("1 rose from Cannot lose them to Champions", "Give them first pick, no discount"),
        ("2 came new to New customers", "Welcome them, then what goes well with it"),
    ]
    assert [each.lead for each in answer.reading] == ["Write first", "Good news"]
    export = next(each.command for each in answer.next_steps if each.label == "Export them")
    assert "left=Champions" in export
    assert "Money a year" in first_part(answer, line).answer.tables[0].columns[1].name


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
    assert len(answer.tables) == 1
    assert not any("they" in each.label for each in answer.next_steps)


def test_groups_of_the_latest_run_stand_beside_segments_of_the_same_customers(shop: Shop) -> None:
    shop.take_in("quiet.csv", as_file(quiet_lines(1, customers=120, days=300)))
    assert len(shop.ask("/rfm today").tables) == 2
    shop.ask("/segment run k=3")
    tables = shop.ask("/rfm today").tables

    assert tables[2].title.startswith("Groups made ")
    for column in (1, 2):
        of_all = sum(row[column] for row in rows_of(shop, "/rfm today", 1))
        assert sum(row[column] for row in rows_of(shop, "/rfm today", 2)) == pytest.approx(of_all)
    assert len(shop.ask("/rfm today last=90d").tables) == 2


def test_every_step_that_is_offered_is_taken_and_the_numbers_are_those_of_the_lists(
    shop: Shop,
) -> None:
    shop.take_in("quiet.csv", as_file(quiet_lines(2, customers=120, days=300)))
    answer = shop.ask("/rfm today")
    top = shop.ask(f"/rfm top {answer.tables[1].rows[0][0]}")

    assert top.metrics["segment_customers"] == answer.tables[1].rows[0][1]
    assert all(shop.ask(step.command).title for step in answer.next_steps)


def test_a_shop_of_one_week_is_all_new_and_one_without_orders_is_told_so(shop: Shop) -> None:
    with pytest.raises(SegbotError, match="no data"):
        shop.ask("/rfm today")
    rows = [("1", "A1", "Tea", 1, f"2011-12-0{each} 10:00:00", "9.00", "ann", "") for each in (1,)]
    shop.take_in("shop.csv", as_csv(rows))

    assert shop.ask("/rfm today").metrics["new"] == 1
