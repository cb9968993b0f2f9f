"""What is said of shops where nothing happens: by the door that Slack and the terminal use.

``pytest --many`` asks as many shops as the project promises.
"""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from asking import Shop
from quiet_shops import LAST_DAY, as_file, quiet_lines

from bot.services.answer import Answer

FEW, MANY = 9, 50
SEGMENTS = ("champions", "loyal customers", "potential loyalists", "hibernating")
#: What sentences say where something happened, by what it would be.
CLAIMS = {
    "a stake": r"at stake",
    "a change": r"(worse|better) than chance|on the way up",
    "a favourite": r"as many of them ever bought|times as often",
    "a doing": r"each change is th(e|is) customer's own",
}


def claims(*answers: Answer) -> set[str]:
    """The kinds of claims that sentences and small print make."""
    said = " ".join(
        text
        for answer in answers
        for text in (*(f"{each.lead} {each.text}" for each in answer.reading), *answer.notes)
    )
    return {kind for kind, words in CLAIMS.items() if re.search(words, said, re.IGNORECASE)}


def a_month_later(folder: Path, lines: pd.DataFrame) -> Shop:
    """A shop whose channel was told a digest before the last 30 days of its lines came in."""
    folder.mkdir()
    shop = Shop(folder)
    early = lines["at"] < LAST_DAY - pd.Timedelta(days=30)
    shop.take_in("early.csv", as_file(lines[early]))
    shop.ask("/digest now", "C1")
    shop.take_in("late.csv", as_file(lines[~early]))
    return shop


def test_of_shops_where_nothing_happens_hardly_any_is_said_to_change(
    tmp_path: Path, many: bool
) -> None:
    """No kind of claim is made of more than one shop in twenty."""
    made: Counter[str] = Counter()
    shops = MANY if many else FEW
    for seed in range(shops):
        lines = quiet_lines(seed, customers=150, days=450, products=40)
        (tmp_path / str(seed)).mkdir()
        shop = Shop(tmp_path / str(seed))
        shop.take_in("shop.csv", as_file(lines))
        changes = shop.ask("/rfm changes")
        played = shop.ask(f"/rfm play {SEGMENTS[seed % len(SEGMENTS)]}")
        made.update(claims(changes, played))
        made["a figure"] += changes.metrics["at_stake"] is not None

    assert all(number <= max(1, shops // 20) for number in made.values()), made


def test_groups_digests_and_histories_claim_no_change_where_there_is_none(
    tmp_path: Path, many: bool
) -> None:
    made: Counter[str] = Counter()
    shops = MANY if many else FEW // 3
    for seed in range(shops):
        lines = quiet_lines(100 + seed, customers=150, days=450, products=40)
        shop = a_month_later(tmp_path / str(seed), lines)
        shop.ask("/segment run k=4")
        questions = ("/segment changes", "/digest now", f"/rfm why {lines['customer_id'].iloc[0]}")
        made.update(claims(*(shop.ask(each, "C1") for each in questions)))

    assert all(number <= max(1, shops // 20) for number in made.values()), made


def fading(seed: int) -> pd.DataFrame:
    """A quiet shop that customers leave for good, one after another."""
    lines = quiet_lines(seed, customers=1_500, days=720)
    customers = lines["customer_id"].unique()
    random = np.random.default_rng(seed)
    left = LAST_DAY - pd.to_timedelta(random.uniform(0, 1_400, len(customers)), unit="D")
    return lines[lines["at"] < pd.Series(left, customers)[lines["customer_id"]].to_numpy()]


def test_customers_who_do_leave_are_at_stake_for_what_such_customers_lost_before(
    tmp_path: Path,
) -> None:
    """At stake is a part of what those who slipped spend, never all of it."""
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", as_file(fading(0)))
    answer = shop.ask("/rfm changes")
    found = answer.metrics

    assert found["beyond_chance"] == "down"
    assert found["slipped"] - found["rose"] > found["slipped_by_chance"] - found["rose_by_chance"]
    assert "At stake" in [each.lead for each in answer.reading]
    assert found["at_stake"] > 0


def test_where_the_past_is_too_short_to_tell_no_sum_is_said(tmp_path: Path) -> None:
    lines = fading(0)
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", as_file(lines[lines["at"] >= LAST_DAY - pd.Timedelta(days=250)]))
    answer = shop.ask("/rfm changes")

    assert answer.metrics["at_stake"] is None
    assert "At stake" not in [each.lead for each in answer.reading]


def test_nobody_rises_because_the_file_grew(tmp_path: Path) -> None:
    """Orders and money grow with the file, by two thirds from the earlier day to the later.

    Either day counts as many days before it, so that as many move as chance moves.
    """
    shop = Shop(tmp_path)
    shop.take_in("shop.csv", as_file(quiet_lines(7, customers=800, days=500)))
    shop.ask("/segment run k=4")
    for line in ("/rfm changes from=200d", "/segment changes from=200d"):
        found = shop.ask(line).metrics
        assert abs(found["slipped"] / found["slipped_by_chance"] - 1) < 0.15, line
        assert abs(found["rose"] / found["rose_by_chance"] - 1) < 0.15, line


def test_runs_of_different_days_are_compared_over_equal_spans(tmp_path: Path) -> None:
    """The file grew by two thirds between them, and nobody did anything else than before."""
    lines = quiet_lines(7, customers=800, days=500)
    early = lines["at"] < LAST_DAY - pd.Timedelta(days=200)
    shop = Shop(tmp_path)
    for name, part in (("early.csv", lines[early]), ("late.csv", lines[~early])):
        shop.take_in(name, as_file(part))
        shop.ask("/segment run k=4")
    found = shop.ask("/segment compare 1 2").metrics

    assert found["rose"] < 1.2 * found["slipped"]
