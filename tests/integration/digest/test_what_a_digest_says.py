"""What a digest says, against what other verbs say of the same days."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from asking import Shop
from campaign_shops import BEGINS, UNTIL, before, orders

from bot.services.answer import Answer

CUT, AS_OF = "2011-12-02", "2011-12-10"


@pytest.fixture(scope="module")
def retail(online_retail_parquet: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Every fourth customer of Online Retail: up to 1 December #C1 was told; then the rest."""
    raw = pd.read_parquet(online_retail_parquet)
    raw = raw[raw["CustomerID"] % 4 == 0]
    shop = Shop(tmp_path_factory.mktemp("retail"))
    early = raw["InvoiceDate"] < CUT
    shop.take_in("early.csv", raw[early].to_csv(index=False).encode())
    shop.ask("/digest now", "C1")
    shop.take_in("late.csv", raw[~early].to_csv(index=False).encode())
    return shop


@pytest.fixture(scope="module")
def digest(retail: Shop) -> Answer:
    return retail.ask("/digest now", "C1")


def said(answer: Answer) -> list[str]:
    return [f"{each.lead}: {each.text}" for each in answer.reading]


def figures(metrics: Mapping[Any, object]) -> Iterator[float]:
    for value in metrics.values():
        if isinstance(value, Mapping):
            yield from figures(value)
        elif isinstance(value, int | float):
            yield abs(float(value))


def untold(answer: Answer) -> list[str]:
    """The numbers in its sentences that aren't in its metrics, as sentences round them."""
    known = list(figures(answer.metrics))
    text = re.sub(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b|Campaign \d+", "", " ".join(said(answer)))

    def is_known(number: str) -> bool:
        bare = number.rstrip("%").replace(",", "")
        reach = 0.5 * 10 ** -len(bare.partition(".")[2]) + 1e-6
        scale = 100 if number.endswith("%") else 1
        return any(abs(each * scale - float(bare)) <= reach for each in known)

    return [each for each in re.findall(r"\d[\d,]*(?:\.\d+)?%?", text) if not is_known(each)]


@pytest.mark.real_data
def test_who_moved_is_what_changes_says_of_the_same_days(retail: Shop, digest: Answer) -> None:
    changes = retail.ask(f"/rfm changes from={CUT}")
    # Those who came new, or went, aren't beyond either table.
    ways = {
        name: retail.ask(f"/rfm changes from={CUT} {asked}")
        for name, asked in (
            ("came_champions", "joined=champions"),
            ("left_champions", "left=champions"),
            ("came_at_risk", 'joined="at risk"'),
            ("left_at_risk", 'left="at risk"'),
        )
    }

    told = digest.metrics
    assert {name: told[name] for name in changes.metrics if name != "from"} == {
        name: value for name, value in changes.metrics.items() if name != "from"
    }
    assert (told["slipped"], told["rose"]) != (0, 0)
    for name, answer in ways.items():
        many = answer.metrics
        redrawn = name.replace("came", "redrawn_into").replace("left", "redrawn_out_of")
        assert told[redrawn] == many["boundary_moved"]
        by_themselves = ("own_behaviour", "both", "new", "gone")
        assert told[name] == sum(many[each] for each in by_themselves) > 0
        if not many["boundary_moved"]:
            (paths,) = (each for each in answer.tables if each.columns[0].name == "From")
            money = sum(float(row[-1] or 0) for row in paths.rows)
            assert told[f"{name}_money"] == pytest.approx(money)


@pytest.mark.real_data
def test_whom_to_write_to_is_what_today_says(retail: Shop, digest: Answer) -> None:
    today = retail.ask("/rfm today")

    assert f"{today.reading[0].lead}: {today.reading[0].text}" in said(digest)
    assert {each.command for each in today.next_steps} <= {
        each.command for each in digest.next_steps
    }


@pytest.mark.real_data
def test_revenue_is_that_of_the_last_whole_week_as_explore_counts_it(
    retail: Shop, digest: Answer
) -> None:
    (weeks, *_) = retail.ask("/explore revenue by=week").tables
    revenue = {str(row[0]): row[1] for row in weeks.rows}
    now, before = revenue["week of 28 Nov 2011"], revenue["week of 21 Nov 2011"]

    told = digest.metrics
    assert (told["period_revenue"], told["period_revenue_before"]) == (now, before)
    (line,) = (each for each in said(digest) if each.startswith("Revenue"))
    assert "in the week of 28 Nov 2011, down " in line
    assert "The data end on 9 Dec 2011, in the middle of a week that doesn't count yet." in line


@pytest.mark.real_data
def test_it_is_a_few_lines_of_which_every_number_is_in_its_metrics(digest: Answer) -> None:
    lines = said(digest)

    assert [each.split(":")[0] for each in lines] == [
        "Since 2 Dec 2011",
        "Champions",
        "At risk",
        "Revenue",
        "Write first",
        "",
    ]
    assert all(len(each) < 2 * 92 + 20 for each in lines)
    assert untold(digest) == []
    assert (len(digest.pictures), digest.tables) == (1, ())
    assert digest.metrics["as_of"] == AS_OF


@pytest.mark.real_data
def test_why_its_chart_has_other_sizes_than_the_overview_is_said_with_both(
    retail: Shop, digest: Answer
) -> None:
    overview = retail.ask("/rfm overview").metrics["customers_champions"]
    (told,) = (each for each in digest.notes if each.startswith("The chart has"))
    drawn = digest.metrics["drawn_champions"]

    assert drawn != overview == digest.metrics["customers_champions"]
    assert told.startswith(f"The chart has {drawn} in Champions, `/rfm overview` {overview}: ")


@pytest.mark.real_data
def test_nothing_of_single_customers_is_in_it(retail: Shop, digest: Answer) -> None:
    customers = {str(each) for each in retail.store.customer_ids()}
    words = set(re.findall(r"\w+", " ".join([*said(digest), *digest.notes])))

    assert not words & customers


def test_a_campaign_that_ended_since_is_told_once_with_its_result(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take_in("before.csv", before())
    shop.ask("/campaign start all control=50% sure=yes")
    shop.ask("/digest now", "C1")
    shop.take_in("half.csv", orders(BEGINS, BEGINS + timedelta(days=13)))
    half = shop.ask("/digest now", "C1")
    shop.take_in("whole.csv", orders(BEGINS + timedelta(days=14), UNTIL + timedelta(days=1)))
    over = shop.ask("/digest now", "C1")
    results = shop.ask("/campaign results 1")
    elsewhere = shop.ask("/digest now", "C2")
    shop.take_in("later.csv", orders(UNTIL + timedelta(days=2), UNTIL + timedelta(days=9)))

    assert "Campaign" not in " ".join(said(half))
    who, effect = results.reading[:2]
    assert f"Campaign 1 ended: {who.text} {effect.lead}: {effect.text}" in said(over)
    assert "/campaign results 1" in {each.command for each in over.next_steps}
    assert untold(over) == []
    # Who was told nothing before is told how things stand.
    assert "Campaign" not in " ".join(said(elsewhere))
    assert "Campaign" not in " ".join(said(shop.ask("/digest now", "C2")))
