"""What the words of an RFM segment say is true of its customers, in shops worked by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from asking import Shop
from shops import as_csv

from bot.render.plain import summary

AS_OF = date(2023, 7, 1)
#: How many whole days before the as-of date each customer ordered.
Days: TypeAlias = Mapping[str, Sequence[int]]

#: Fifteen come every 20 days, so that new is who began within 20 days and hasn't come back.
#:
#: Recency, sorted: 0 1 2 3 4 20 21 60 70 ... 160 200, nineteen values. The best third is up to the
#: value at place 6, 21 days; the best fifth up to place 3.6, 3.6 days; the best quarter up to 4.5,
#: 12 days. Orders, sorted: 1 1 1 2 3 3 ...: the lowest third is up to the value at place 6, 3,
#: which is everybody; the lowest fifth up to place 3.6, 2.6; the lowest quarter up to 4.5, again 3.
#: Money is 10 an order.
BUSY: Days = {
    **{f"REG{days}": (days, days + 20, days + 40) for days in (0, 1, 4, *range(60, 170, 10), 200)},
    "YOUNG": (3,),
    "BACK": (2, 300),
    "TWENTY": (20,),
    "STALE": (21,),
}
NEW = {
    # Of the best third by recency those who ordered once, on one of the last 20 days.
    "grid8": {"YOUNG", "TWENTY"},
    "grid10": {"YOUNG"},
    "rfm11": {"YOUNG"},
    "braze": {"YOUNG"},
}
ELSEWHERE = {
    "grid8": {"REG0", "REG1", "REG4", "BACK", "STALE"},
    "grid10": {"BACK"},
    "rfm11": {"BACK"},
    "braze": {"REG0", "REG1", "REG4", "BACK"},
}
OTHERWISE = {
    "grid8": "Potential loyalists",
    "grid10": "Promising",
    "rfm11": "Promising",
    "braze": "Needing attention",
}
LABELS = {pack: "New customer" if pack == "braze" else "New customers" for pack in NEW}


def a_shop(folder: Path, days: Days) -> Shop:
    """Orders of 10.00 each, at noon."""
    orders = [
        (who, AS_OF - timedelta(days=each + 1)) for who, all_ in days.items() for each in all_
    ]
    rows = [
        (500_000 + number, "A1", "TEA", 1, f"{day} 12:00:00", "10.00", who, "United Kingdom")
        for number, (who, day) in enumerate(orders)
    ]
    shop = Shop(folder)
    shop.take_in("shop.csv", as_csv(rows))
    return shop


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return a_shop(tmp_path_factory.mktemp("busy"), BUSY)


def exported(shop: Shop, line: str) -> list[dict[str, Any]]:
    """The rows of the file that a line gives, by the names of their columns."""
    (file,) = shop.ask(line).exports
    names = [each.name for each in file.table.columns]
    return [dict(zip(names, row, strict=True)) for row in file.table.rows]


def members(shop: Shop, segment: str, settings: str) -> set[str]:
    tables = shop.ask(f'/rfm top "{segment}" n=50 {settings}').tables
    return {str(row[0]) for table in tables for row in table.rows}


@pytest.mark.parametrize("pack", NEW)
def test_new_are_those_who_ordered_once_within_the_shops_own_gap(busy: Shop, pack: str) -> None:
    assert members(busy, LABELS[pack], f"pack={pack}") == NEW[pack]
    assert members(busy, OTHERWISE[pack], f"pack={pack}") >= ELSEWHERE[pack]


@pytest.mark.parametrize("pack", NEW)
def test_every_answer_puts_the_same_customers_there(busy: Shop, pack: str) -> None:
    label, who = LABELS[pack], NEW[pack]
    ask = f"pack={pack}"
    everybody = exported(busy, f"/rfm export all {ask}")
    assert {row["customer_id"] for row in everybody if row["segment"] == label} == who
    verbs = (
        f"/rfm {each}" for each in ("overview", "segments", f'top "{label}"', f'play "{label}"')
    )
    for line in (*verbs, "/customer YOUNG"):
        assert busy.ask(f"{line} {ask}").metrics["customers_new_customers"] == len(who)
    (listed,) = busy.ask(f'/rfm top "{label}" {ask}').tables
    assert {row[0] for row in listed.rows} == who
    sizes = busy.ask(f"/rfm preview {ask}").tables[-2]
    assert [row[2] for row in sizes.rows if row[0] == label] == [len(who)]
    for customer in ("YOUNG", "BACK"):
        found = busy.ask(f"/rfm why {customer} {ask}").metrics
        assert (found["segment"] == "new_customers") == (customer in who)
        assert list(found["history"].values())[-1] == found["segment"]


def test_the_digest_and_the_map_say_so_too(busy: Shop) -> None:
    """The shop is small, so that it is the eight segments that everybody sees."""
    assert busy.ask("/digest now", channel="C1").metrics["customers_new_customers"] == 2
    drawn = busy.ask("/rfm overview").pictures[1].chart
    assert "New customers 2 (11%)" in drawn.alt


def test_who_moved_there_began_lately_though_earlier_orders_are_out_of_the_window(
    busy: Shop,
) -> None:
    """Either day counts 271 days; BACK's first order is out of them, and the second isn't a first.

    TWENTY and YOUNG began in the 30 days, and so did STALE, who is no longer new.
    """
    (file,) = busy.ask('/rfm movers from=30d joined="new customers"').exports
    assert {*file.customers} == {"YOUNG", "TWENTY"}


def test_nobody_becomes_new_because_only_the_last_days_count(busy: Shop) -> None:
    """Of these 30 days each of the others has one order or two, and all of them began before."""
    assert members(busy, "new customers", "last=30d") <= {"YOUNG", "TWENTY"}
    assert members(busy, "new customers", f"since={AS_OF - timedelta(days=10)}") <= {"YOUNG"}


def test_why_says_what_new_needs_and_what_the_customer_has(busy: Shop) -> None:
    said = busy.said("/rfm why BACK pack=grid8")
    assert (
        "New customers takes recency 3 and frequency 1; this customer has 3-1-1. It takes only "
        "customers who placed just one order ever and began in the last 20 days; this customer "
        "has 2 orders, the first of them 300 days ago, so they are in Potential loyalists." in said
    )
    assert "this customer has 1 order, placed 3 days ago." in busy.said("/rfm why YOUNG pack=grid8")


def test_waiting_ends_being_new(busy: Shop) -> None:
    """YOUNG, of 3 days, is new up to day 20; the score for recency changes after day 21."""
    found = busy.ask("/rfm why YOUNG pack=grid8").metrics
    assert (found["days_left"], found["next_by_waiting"]) == (18, "potential_loyalists")


def test_where_nobody_ordered_just_once_nobody_is_welcomed(tmp_path: Path) -> None:
    """All began years ago and ordered two to five times, whatever their scores say."""
    shop = a_shop(
        tmp_path,
        {
            f"C{place}": tuple(place * 3 + 250 * back for back in range(2 + place % 4))
            for place in range(40)
        },
    )
    for pack, label in LABELS.items():
        why = f"Nobody is in {label}: none of these customers placed just one order ever"
        for line in (f'/rfm play "{label}"', f'/rfm top "{label}"', "/rfm segments"):
            answer = shop.ask(f"{line} pack={pack}")
            everything = f"{summary(answer)} {answer.notes} {answer.tables}"
            assert why in everything
            assert "elcome" not in everything
            assert "first order" not in everything


def test_where_nobody_began_lately_the_answer_says_so(tmp_path: Path) -> None:
    """Twelve come every 10 days; the one who came once did so longer ago than that."""
    regulars = {f"R{place}": (place, place + 10, place + 20) for place in range(12)}
    shop = a_shop(tmp_path, {**regulars, "ONCE": (11,)})
    assert (
        "Nobody is in New customers: none of these customers began in the last 10 days."
        in shop.said("/rfm play new customers")
    )


def test_where_everybody_ordered_once_nobody_is_a_champion(tmp_path: Path) -> None:
    shop = a_shop(tmp_path, {f"C{place}": (place,) for place in range(60)})
    once = "everybody has ordered once, so nobody stands out by how often they order."
    assert f"Nobody is in Champions: {once}" in shop.said("/rfm play champions")
    assert f"Nobody is in Champions: {once}" in shop.said("/rfm top champions pack=grid10")
    all_of_them = "Champions, Loyal customers, Potential loyalists, Need attention and At risk"
    assert f"Nobody is in {all_of_them}: {once}" in shop.ask("/rfm overview").notes
    # How long customers usually stay away isn't known, so 90 days count, and thirds say the rest.
    assert members(shop, "new customers", "") == {f"C{place}" for place in range(20)}


def test_a_play_says_what_is_due_by_the_segments_own_figures(tmp_path: Path) -> None:
    """All come every 15 days, a third of them twice, thrice and four times, and as lately.

    Champions came up to 13 days ago, who needs attention 14 to 26 days ago, usually 20.
    """
    shop = a_shop(
        tmp_path,
        {
            f"C{orders}{place}": tuple(place + 15 * back for back in range(orders))
            for orders in (2, 3, 4)
            for place in range(40)
        },
    )
    early, late = (shop.said(f"/rfm play {each}") for each in ("champions", "need attention"))
    assert "15 days usually lie between two" in early
    assert "about 15 days after their last order, when the next one is usually due" in early
    assert "Their last order is usually 20 days ago" in late
    assert "Now: they usually come back after 15 days, and many are past that." in late


def test_without_a_known_gap_no_play_names_one(tmp_path: Path) -> None:
    shop = a_shop(tmp_path, {f"C{place}": (place,) for place in range(60)})
    said = shop.said("/rfm play new customers")
    assert "too few came back to say after how long" in said
    assert "a few weeks" not in said


def test_customers_whose_totals_alone_are_known_are_new_by_their_single_order(
    tmp_path: Path,
) -> None:
    """When those of several orders began isn't known; of a single one it is when it was."""
    header = ("CustomerID", "Recency", "Frequency", "Monetary")
    rows = [(f"K{n}", n, 1 if n % 2 else 2 + n % 3, 10 * n) for n in range(1, 61)]
    shop = Shop(tmp_path)
    shop.take_in("totals.csv", as_csv(rows, header))
    # The latest third is up to 20.67 days, and half of the customers ordered once.
    assert members(shop, "new customers", "") == {f"K{n}" for n in range(1, 21, 2)}
