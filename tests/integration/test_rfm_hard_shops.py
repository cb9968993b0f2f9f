"""Every question of `/rfm`, of shops that are hard to score."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from shops import HEADER, as_csv

from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS
from bot.render.message import versions
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from storage.store import Store

Ask: TypeAlias = Callable[[str], Answer]


def row(
    number: int,
    customer: str,
    day: str = "2011-03-01",
    price: str = "10.00",
    country: str = "United Kingdom",
) -> tuple[object, ...]:
    return (f"{500_000 + number}", "A1", "TEA", 1, f"{day} 10:00:00", price, customer, country)


SHOPS = {
    "one customer": [row(1, "c1")],
    "two customers": [row(1, "c1"), row(2, "c2", "2011-04-01", "99.00")],
    "all identical": [row(number, f"c{number}") for number in range(1, 41)],
    "all one-time buyers": [
        row(number, f"c{number}", f"2011-{1 + number % 12:02}-03", f"{number}.00")
        for number in range(1, 41)
    ],
    "one order of a million": [
        *(row(number, f"c{number % 9}", f"2011-01-{number:02}") for number in range(1, 29)),
        row(99, "c1", "2011-06-01", "1000000.00"),
    ],
    "no country": [
        (*row(number, f"c{number % 7 + 1}", f"2011-02-{number:02}")[:-1], "")
        for number in range(1, 29)
    ],
}
QUESTIONS = [
    *(
        "/rfm overview",
        "/rfm segments bins=10",
        "/rfm segments bins=4",
        "/rfm segments pack=klaviyo",
    ),
    *("/rfm segments edges=gap", "/rfm segments recency=30,90 frequency=2,3 monetary=10,20.50"),
    *(
        "/rfm today",
        "/rfm top champions",
        "/rfm play champions",
        "/rfm play hibernating",
        "/customer c1",
    ),
    *("/rfm why c1", "/rfm why c1 pack=rfm11", "/rfm export all", "/rfm preview pack=rfm11"),
    *("/rfm preview edges=gap", "/rfm lint", "/rfm use bins=5", "/rfm settings"),
    "/rfm settings reset=yes",
]


def asking(folder: Path, rows: Iterable[Sequence[object]]) -> Ask:
    """Ask about a shop, by the door that Slack and the terminal use."""
    (folder / "shop.csv").write_bytes(as_csv(rows, HEADER))
    store = Store(folder / "shop.db")
    import_file(store, folder / "shop.csv", "shop.csv", today=datetime.now(UTC).date())
    services = Services()
    return lambda line: services.ask(line, services.context(store))


@pytest.fixture(scope="module", params=SHOPS)
def ask(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask about one of the shops."""
    return asking(tmp_path_factory.mktemp("shop"), SHOPS[request.param])


@pytest.fixture(scope="module")
def ask_two(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask about the shop of two customers."""
    return asking(tmp_path_factory.mktemp("two"), SHOPS["two customers"])


@pytest.mark.parametrize("line", QUESTIONS)
def test_every_question_is_answered_in_words_that_slack_takes(ask: Ask, line: str) -> None:
    answer = ask(line)
    first = next(versions(answer))

    assert answer.reading
    assert all(each.chart.alt for each in answer.pictures)
    assert "nan" not in first.text.casefold().split()
    for table in answer.tables:
        assert table.rows
        assert all(len(cells) == len(table.columns) for cells in table.rows)


def test_segments_are_everybody_and_all_the_money(ask: Ask) -> None:
    status, found = ask("/data status").metrics, ask("/rfm segments")
    rows: tuple[tuple[Any, ...], ...] = found.tables[0].rows

    assert sum(each[2] for each in rows) == status["customers"] == found.metrics["customers"]
    assert sum(round(each[4] * 100) for each in rows) == round(status["revenue"] * 100)


def test_a_small_shop_is_scored_by_three_and_told_why(ask_two: Ask) -> None:
    answer = ask_two("/rfm overview")

    assert answer.metrics["bins"] == 3
    assert any("fewer than 500" in note and "bins=5" in note for note in answer.notes)
    assert ask_two("/rfm overview bins=5").metrics["bins"] == 5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/rfm overview pack=klaviyo bins=5", "made for 3 scores, not for 5"),
        ("/rfm overview pack=clavio", "no rule pack called"),
        ("/rfm overview recency=30,90 frequency=2,3,4", "has 3 limits, which makes 4 scores"),
        ("/rfm overview recency=30,90 bins=5", "asks for 5 scores"),
        ("/rfm overview recency=1,2,3,4,5", "no rule pack is made for that"),
        ("/rfm overview recency=90,30", "must be days, rising"),
        ("/rfm overview monetary=1,1", "must be amounts, rising"),
        ("/rfm overview bins=6", "must be 3, 4, 5 or 10"),
        ("/rfm overview edges=sometimes", "must be quantiles, gap, or a day"),
        ("/rfm overview edges=2001-01-01", "Nobody had bought before 1 Jan 2001"),
        ("/rfm overview edges=2031-01-01", "the orders end before that day"),
        ("/rfm use", "Say what to use"),
        ("/rfm preview", "Say what you would change"),
        ("/rfm use pack=klaviyo bins=4", "made for 3 scores"),
        ("/rfm why nobody", "no customer `nobody`"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(ask_two: Ask, line: str, said: str) -> None:
    with pytest.raises(SegbotError) as refused:
        ask_two(line)

    assert said in refused.value.message
    assert refused.value.hint


def test_what_was_refused_is_not_kept(ask_two: Ask) -> None:
    with pytest.raises(SegbotError):
        ask_two("/rfm use edges=2001-01-01")

    assert "2001" not in ask_two("/rfm settings").reading[0].text


def test_nothing_is_usual_where_everything_went_back(tmp_path: Path) -> None:
    back = ("C500009", "A1", "TEA", -1, "2011-03-02 10:00:00", "10.00", "c1", "France")
    others = [row(number, f"c{number}", f"2011-03-{number:02}") for number in range(2, 9)]
    ask = asking(tmp_path, [row(1, "c1"), back, *others])
    (comes,) = (each.text for each in ask("/rfm why c1").reading if each.lead == "What comes next")

    assert "one more order" in comes
    assert "usual" not in comes


def test_every_question_of_rfm_is_asked_here() -> None:
    """But for who moved, which has tests of its own."""
    asked = {line.split()[1] for line in QUESTIONS}

    assert {each.verb for each in COMMANDS["rfm"].requests} - asked <= {"changes", "movers"}
