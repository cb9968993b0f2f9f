"""What a digest says where there is little to say: old or the same data, a week not over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file

HEADER = ("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID")
#: A Monday.
MONDAY = date(2011, 10, 3)
ONE_DAY = timedelta(days=1)
WEEK = "£140 in the week of 24 Oct 2011, unchanged on the week before (£140)."


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """An empty store."""
    return Shop(tmp_path)


def take_in(
    shop: Shop, first: date, last: date, customers: Sequence[int] = range(100, 120)
) -> None:
    """Two customers a day buy for 10."""
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    rows = [
        (
            f"{each:%y%m%d}{n}",
            "MUG",
            1,
            each.isoformat(),
            "10.00",
            customers[(each.day + n) % len(customers)],
        )
        for each in days
        for n in range(2)
    ]
    path = shop.folder / f"{first}-{customers[0]}.csv"
    path.write_bytes(as_csv(rows, HEADER))
    import_file(shop.store, path, path.name, today=datetime.now(UTC).date())


def now(shop: Shop, today: date, channel: str = "C1") -> Answer:
    services = Services()
    context = services.context(shop.store, user="maya", channel=channel)
    return services.ask("/digest now", replace(context, today=today))


def said(answer: Answer) -> str:
    return "\n".join(f"{each.lead}: {each.text}".removeprefix(": ") for each in answer.reading)


def test_without_data_it_says_what_to_do(shop: Shop) -> None:
    with pytest.raises(SegbotError, match="There is no data yet") as refused:
        now(shop, MONDAY)
    assert "Upload a file of orders" in refused.value.hint


def test_where_no_day_came_in_it_is_two_lines(shop: Shop) -> None:
    today = datetime.now(UTC).date()
    take_in(shop, today - 60 * ONE_DAY, today - ONE_DAY)
    services = Services()
    services.ask("/digest schedule daily 09:00", services.context(shop.store, "maya", "C1"))
    for _ in range(3):
        answer = now(shop, today)

    last = day(today - ONE_DAY)
    assert said(answer) == (
        f"Since the last digest: nothing changed.\nNo new data since {last}; post a newer file."
    )
    assert (answer.tables, answer.pictures) == ((), ())
    # They aren't old: there is nothing to ask.
    assert not [each for each in answer.next_steps if "Pause" in each.label]


def test_of_old_data_its_owner_is_asked_from_the_second_on_whether_to_pause(shop: Shop) -> None:
    today = datetime.now(UTC).date()
    take_in(shop, MONDAY, MONDAY + 60 * ONE_DAY)
    services = Services()
    services.ask("/digest schedule monday 09:00", services.context(shop.store, "maya", "C1"))
    first, second = now(shop, today), now(shop, today)
    unscheduled = [now(shop, today, "C2") for _ in range(2)]

    assert "These data are old: no order after 2 Dec 2011; post a newer file." in said(first)
    assert "pause" not in said(first)
    assert said(second).splitlines()[1:] == [
        "No new data since 2 Dec 2011; post a newer file.",
        "maya, shall digest 1 pause until then?",
    ]
    pause = next(each.command for each in second.next_steps if each.label == "Pause digest 1")
    services.ask(pause, services.context(shop.store, "maya", "C1"))
    assert [each.paused for each in shop.store.digests.all()] == ["person"]
    assert all("shall" not in said(each) for each in unscheduled)


def test_other_data_of_the_same_days_are_told_apart_from_days_that_came_in(shop: Shop) -> None:
    take_in(shop, MONDAY, MONDAY + 60 * ONE_DAY)
    now(shop, MONDAY)
    take_in(shop, MONDAY + ONE_DAY, MONDAY + 4 * ONE_DAY, customers=range(500, 502))

    told = said(now(shop, MONDAY + 61 * ONE_DAY))
    assert told.startswith("Since the last digest: other data: 2 new customers")


def test_where_nobody_came_into_a_segment_that_is_said_in_words(shop: Shop) -> None:
    take_in(shop, MONDAY, MONDAY + 60 * ONE_DAY)
    now(shop, MONDAY)
    take_in(shop, MONDAY + 61 * ONE_DAY, MONDAY + 90 * ONE_DAY, customers=range(100, 104))
    answer = now(shop, MONDAY + 91 * ONE_DAY)

    names = ("came_champions", "left_champions", "came_at_risk", "left_at_risk")
    assert [answer.metrics[name] for name in names] == [4, 0, 0, 1]
    assert said(answer).splitlines()[1:3] == [
        "Champions: 4 came by their own behaviour and nobody left.",
        "At risk: nobody came by their own behaviour and 1 left.",
    ]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (27, WEEK),
        (
            30,
            WEEK + " The data end on 2 Nov 2011, in the middle of a week that doesn't count yet.",
        ),
        (58, "£600 in Nov 2011, down 3% on the month before (£620)."),
        (22, ""),
    ],
    ids=["a whole week", "a week that is not over", "a month between", "no week over since"],
)
def test_revenue_is_compared_over_whole_periods_only(shop: Shop, until: int, words: str) -> None:
    began = MONDAY - 2 * ONE_DAY
    take_in(shop, began, MONDAY + 20 * ONE_DAY)
    now(shop, MONDAY)
    take_in(shop, MONDAY + 21 * ONE_DAY, MONDAY + until * ONE_DAY)
    lines = [
        each for each in said(now(shop, MONDAY + 60 * ONE_DAY)).splitlines() if "Revenue" in each
    ]

    assert lines == ([f"Revenue: {words}"] if words else [])
