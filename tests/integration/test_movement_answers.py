"""What is said of movement, whatever the shop: by the door that Slack and the terminal use."""

from pathlib import Path
from typing import Any

import pytest
from asking import Shop
from shops import as_csv, shop

from analytics.vocabulary.errors import SegbotError


@pytest.fixture
def small(tmp_path: Path) -> Shop:
    """An empty store."""
    return Shop(tmp_path)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop of forty customers."""
    found = Shop(tmp_path_factory.mktemp("stocked"))
    found.take_in("shop.csv", shop())
    return found


def shop_of(customers: dict[str, list[tuple[str, int]]]) -> bytes:
    """A shop from each customer's orders: a day and an amount."""
    rows = [
        (f"{place:03}{order:03}", "A1", "Tea", 1, f"{day} 10:00:00", f"{amount}.00", who, "France")
        for place, (who, orders) in enumerate(customers.items(), start=100)
        for order, (day, amount) in enumerate(orders, start=100)
    ]
    return as_csv(rows)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/rfm changes from=2011-12-01 to=2011-06-01", "Swap them: `from=2011-06-01"),
        ("/rfm changes from=2011-06-01 to=2011-06-01", "nothing in between to compare"),
        ("/rfm changes to=2031-01-01", "The data ends on"),
        ("/rfm changes to=1999-01-01 from=1998-01-01", "nobody had bought anything before"),
        ("/rfm changes from=yesterday", "how long before: 90d, 12w, 12m or 1y"),
        ("/rfm changes left=nobody", "There is no segment called `nobody`"),
        ("/rfm changes country=France left=champion", None),
        ("/segment compare 1 1", "Run 1 is the same as run 1"),
        ("/segment compare 77 78", "There is no segmentation yet"),
        ("/segment changes", "There is no segmentation yet"),
    ],
)
def test_what_cannot_be_compared_is_said_with_what_can(
    stocked: Shop, command: str, said: str | None
) -> None:
    if said is None:
        assert stocked.ask(command).title.startswith("Who left Champions from ")
        return
    with pytest.raises(SegbotError) as refused:
        stocked.ask(command)
    assert said in f"{refused.value.message} {refused.value.hint}"


def test_before_the_first_order_everybody_is_new(stocked: Shop) -> None:
    said = stocked.said("/rfm changes from=2000-01-01")

    assert "All 40 customers are new: nobody had bought anything before 1 Jan 2000" in said


@pytest.mark.parametrize(
    "customers",
    [
        {"ann": [("2011-01-05", 10)]},
        {"ann": [("2011-01-05", 10), ("2011-12-01", 10)], "ben": [("2011-05-05", 10)]},
        {f"c{number}": [("2011-01-05", 10), ("2011-12-01", 10)] for number in range(9)},
        {"ann": [("2011-01-05", 1_000_000)], "ben": [("2011-12-01", 1)]},
    ],
    ids=["one", "two", "alike", "a million"],
)
def test_every_small_shop_gets_an_answer(
    small: Shop, customers: dict[str, list[tuple[str, int]]]
) -> None:
    small.take_in("shop.csv", shop_of(customers))
    for command in ("changes from=12m", "changes pack=klaviyo country=France"):
        answer = small.ask(f"/rfm {command}")
        assert answer.title.startswith("What changed from ")
        assert answer.reading
        assert all(each.chart.alt for each in answer.pictures)
        assert answer.metrics["customers"] + answer.metrics["gone"] == len(customers)
    assert small.ask("/rfm movers from=12m").private


MONTHS = range(1, 13)


def test_days_on_which_nobody_changes_segment_are_said_to_be_such(small: Shop) -> None:
    small.take_in("shop.csv", shop_of({"ann": [(f"2011-{month:02}-05", 10) for month in MONTHS]}))
    said = small.said("/rfm changes from=2011-11-01 to=2011-12-01")

    assert "Nobody changed segment between 1 Nov 2011 and 1 Dec 2011, and nobody is new." in said


def test_an_upload_that_is_undone_is_gone_from_the_past_too(small: Shop) -> None:
    small.take_in("shop.csv", shop())
    before = small.ask("/rfm changes")
    small.take_in("more.csv", shop(60, first_invoice=900_000))
    with_more = small.ask("/rfm changes")
    small.ask("/data undo sure=yes")
    after = small.ask("/rfm changes")

    assert with_more.metrics != before.metrics
    assert after.metrics == before.metrics
    assert after.reading == before.reading


def test_limits_kept_from_a_day_leave_nothing_to_the_boundary(stocked: Shop) -> None:
    answer = stocked.ask("/rfm changes edges=2011-06-01")
    found = answer.metrics

    assert found["boundary_moved"] == found["both"] == 0
    assert found["own_behaviour"] == found["moved"] > 0
    assert not any("Boundary only" in note for note in answer.notes)


def test_the_customers_of_one_way_are_listed_and_their_money_adds_up(stocked: Shop) -> None:
    whole = stocked.ask("/rfm changes")
    left = stocked.ask(next(each.command for each in whole.next_steps if "left" in each.label))
    people, ways = left.tables
    listed: tuple[tuple[Any, ...], ...] = people.rows
    by_way: tuple[tuple[Any, ...], ...] = ways.rows

    assert len(listed) == min(left.metrics["moved"], 10)
    assert sum(row[2] for row in by_way) == left.metrics["moved"]
    if len(listed) == left.metrics["moved"]:
        assert sum(row[4] for row in listed) == pytest.approx(sum(row[-1] for row in by_way))


def test_groups_are_followed_from_one_day_to_another_and_runs_compared(small: Shop) -> None:
    small.take_in("shop.csv", shop())
    for k in (3, 3, 2):
        small.ask(f"/segment run k={k}")
    changes = small.ask("/segment changes from=6m run=1")
    same, other = small.said("/segment compare 1 2"), small.ask("/segment compare 1 3")

    assert changes.metrics["boundary_moved"] == changes.metrics["both"] == 0
    assert changes.metrics["own_behaviour"] == changes.metrics["moved"] > 0
    assert "nearly the same groups of the 40 customers in both runs." in same
    assert "adjusted Rand 1.00" in small.ask("/segment compare 1 2").notes[0]
    assert "nobody is in another group in run 2 than in run 1" in same
    # Both runs are as of the same day: nobody can have done anything in between.
    assert other.metrics["own_behaviour"] == other.metrics["both"] == 0
    assert other.metrics["boundary_moved"] == other.metrics["moved"] > 0
    assert small.ask("/segment movers from=6m run=1").exports[0].table.rows


def test_groups_of_two_runs_that_are_called_alike_are_told_apart(small: Shop) -> None:
    small.take_in("shop.csv", shop())
    for k in (4, 2):
        small.ask(f"/segment run k={k}")
    names = [f"Kind {number}" for number in (1, 2, 3, 4)]
    for number, name in enumerate(names, start=1):
        small.ask(f'/segment rename {number} "{name}" run=1')
    _, go_on = small.ask("/segment compare 1 2").tables
    ended = next(name for name in names if name not in {row[1] for row in go_on.rows})
    small.ask(f'/segment rename 1 "{ended}" run=2')
    ways, _ = small.ask("/segment compare 1 2").tables

    assert f"{ended} (run 1)" in {row[0] for row in ways.rows}
    assert f"{ended} (run 2)" in {row[1] for row in ways.rows}
