"""`/rfm play` of a segment that some slipped to and others rose to: each hears what suits them."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from asking import Shop
from shops import as_csv

LAST = date(2025, 6, 30)
#: The same on either day, so that nobody moves but by their own doing.
LIMITS = "pack=grid10 recency=30,60,150,300 frequency=2,3,4,5"
#: Days before the last one on which each of a kind ordered. Three months before it those who
#: slipped were champions, 20 days away, and those who rose had two orders of nearly a year before.
SLIPPED, ROSE, NEW = (*range(80, 320, 30),), (45, 50, 60, 70, 370, 400), (0,)


def shop(folder: Path, kinds: Mapping[str, tuple[tuple[int, ...], int]]) -> Shop:
    """So many customers of each kind."""
    rows = [
        (
            f"{kind}{place}-{ago}",
            "A1",
            "Tea",
            1,
            LAST - timedelta(ago),
            "9.00",
            f"{kind}{place}",
            "",
        )
        for kind, (days, many) in kinds.items()
        for place in range(many)
        for ago in days
    ]
    found = Shop(folder)
    found.take_in("shop.csv", as_csv(rows))
    return found


def directions(shop: Shop, segment: str) -> dict[str, str]:
    reading = shop.ask(f"/rfm play {segment} {LIMITS}").reading
    return {each.lead: each.text for each in reading if each.lead.endswith(" here")}


def test_who_slipped_and_who_rose_are_told_apart_where_both_are_many(tmp_path: Path) -> None:
    found = shop(tmp_path, {"S": (SLIPPED, 25), "R": (ROSE, 30), "N": (NEW, 5)})

    assert directions(found, "loyal customers") == {
        "Who slipped here": "25 of 55 since 2 Apr 2025. Ask what is missing, show what is new.",
        "Who rose here": "30 of 55 since 2 Apr 2025. Show the next range, reward them.",
    }
    assert directions(found, "new customers") == {}


def test_where_all_came_one_way_it_is_said_only_if_the_play_is_for_others(tmp_path: Path) -> None:
    (tmp_path / "down").mkdir()
    up = shop(tmp_path, {"S": (SLIPPED, 5), "R": (ROSE, 30), "N": (NEW, 5)})
    down = shop(tmp_path / "down", {"S": (SLIPPED, 25), "R": (ROSE, 5), "N": (NEW, 5)})

    assert directions(up, "loyal customers") == {}
    assert [*directions(down, "loyal customers")] == ["Who slipped here"]
