"""`/segment evaluate`, by the door that Slack and the terminal use, on shops of every size."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeAlias

import numpy as np
import pytest
from one_process import one_process
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.render.parts import first_part
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from storage.store import Store

FIRST = date(2011, 1, 1)
Row: TypeAlias = tuple[int, int, float]


def orders(*rows: Row, first: int = 1000) -> bytes:
    """A file of one line per order: (customer, day of the shop, price)."""
    return as_csv(
        [
            (first + number, "A1", "TEA", 1, f"{FIRST + timedelta(day)} 10:00:00", price, who, "")
            for number, (who, day, price) in enumerate(rows)
        ]
    )


def regulars_and_passers_by() -> Iterator[Row]:
    """80 who order every month, more and more; 160 who came once, long ago."""
    random = np.random.default_rng(0)
    for who in range(80):
        for month in range(12):
            yield who, month * 30 + int(random.integers(0, 25)), 40 + who % 9
    for who in range(80, 240):
        yield who, int(random.integers(0, 200)), 5 + who % 4


def one_process_orders(kind: str, seed: int, customers: int) -> list[Row]:
    """The orders of a shop without groups; customers are numbered from 5,000."""
    made = one_process(kind, seed, customers).orders.sort_values("at")
    return [
        (5000 + int(who), int(at), round(max(float(spent), 0.01), 2))
        for who, at, spent in zip(made["who"], made["at"], made["spent"], strict=True)
    ]


class Shop:
    """A store, asked by the door that everybody uses; the stages that are reported are kept."""

    def __init__(self, folder: Path, rows: Iterable[Row]) -> None:
        self.folder = folder
        self.store = Store(folder / "shop.db")
        self.take_in(rows)
        self.services = Services()
        self.stages: list[str] = []

    def take_in(self, rows: Iterable[Row], first: int = 1000) -> None:
        """Import a file of these orders."""
        content = orders(*rows, first=first)
        name = f"from {first}.csv"
        (self.folder / name).write_bytes(content)
        import_file(self.store, self.folder / name, name, today=date(2012, 1, 1))

    def ask(self, line: str) -> Answer:
        context = self.services.context(self.store).reporting(self.stages.append)
        return self.services.ask(line, context)


MakeShop: TypeAlias = Callable[[Iterable[Row]], Shop]


@pytest.fixture(scope="module")
def one_crowd(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop without groups."""
    return Shop(tmp_path_factory.mktemp("crowd"), one_process_orders("nbd", 1, 200))


@pytest.fixture(scope="module")
def regulars(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop of regulars and passers-by."""
    return Shop(tmp_path_factory.mktemp("regulars"), regulars_and_passers_by())


@pytest.fixture(scope="module")
def judged(regulars: Shop) -> Answer:
    """The judgement on its two groups."""
    return regulars.ask("/segment evaluate k=2")


@pytest.fixture
def shop(tmp_path: Path) -> MakeShop:
    """Make a shop of these orders."""
    return lambda rows: Shop(tmp_path, rows)


def test_groups_that_are_there_and_buy_differently_are_strong(judged: Answer) -> None:
    assert judged.title == "2 groups of 240 customers: strong"
    assert judged.reading[0].lead == "Verdict: strong"
    assert [line.lead for line in judged.reading[1:]] == [
        "Groups or one crowd",
        "Separation",
        "Stability",
        "Buying again",
        "Beside RFM",
        "Sizes",
    ]
    assert judged.metrics["structure"] == "clear"
    assert judged.metrics["grade"] == "strong"
    assert judged.metrics["stability"] > 0.95
    assert judged.metrics["silhouette"] > 0.5
    # 80 of 240 buy all there is: the group that had spent most spends 3 times the average.
    assert judged.metrics["lift"] == pytest.approx(3.0)
    assert judged.metrics["lift_random"] == pytest.approx(1.0, abs=0.1)
    assert judged.metrics["explained_buying"] == pytest.approx(1.0)
    assert [each.name for each in judged.pictures] == ["evidence_sheet.png", "silhouette_plot.png"]
    assert [len(each.columns) for each in judged.tables] == [5, 5, 3]


def test_each_stage_is_told(regulars: Shop, judged: Answer) -> None:
    told = " ".join(regulars.stages)

    assert "grouping halves of the customers" in told
    assert "who of each group bought again" in told


def test_a_judgement_is_the_same_twice(regulars: Shop, judged: Answer) -> None:
    again = regulars.ask("/segment evaluate k=2")

    assert again == judged
    assert [each.chart for each in again.pictures] == [each.chart for each in judged.pictures]


def test_without_settings_the_latest_run_is_judged_and_by_number_an_earlier_one(
    regulars: Shop, judged: Answer
) -> None:
    regulars.ask("/segment run k=2")
    regulars.ask("/segment run k=3")

    latest, earlier = regulars.ask("/segment evaluate"), regulars.ask("/segment evaluate run=1")

    assert (latest.metrics["run"], latest.metrics["k"]) == (2, 3)
    assert (earlier.metrics["run"], earlier.metrics["k"]) == (1, 2)
    assert earlier.next_steps[0].command == "/segment show run=1"
    assert judged.metrics["run"] is None
    assert earlier.metrics["silhouette"] == pytest.approx(judged.metrics["silhouette"])


def test_a_run_and_settings_together_are_refused(regulars: Shop) -> None:
    with pytest.raises(SegbotError, match="settings that it was made with") as refused:
        regulars.ask("/segment evaluate run=1 k=3")
    assert "run=1" in refused.value.hint


def test_a_number_of_groups_for_an_algorithm_that_finds_it_is_refused(regulars: Shop) -> None:
    with pytest.raises(SegbotError, match="finds the number of groups by itself"):
        regulars.ask("/segment evaluate k=3 algo=hdbscan")


def test_the_numbers_of_groups_compared_stay_within_reach(regulars: Shop, judged: Answer) -> None:
    numbers = regulars.ask(next(s.command for s in judged.next_steps if "Compare" in s.label))

    assert numbers.tables[0].title == "Numbers of groups compared"
    assert [row[0] for row in numbers.tables[0].rows] == list(range(2, 11))


def test_groups_of_other_algorithms_are_judged_by_the_same_algorithm(regulars: Shop) -> None:
    answer = regulars.ask("/segment evaluate k=2 algo=ward")

    assert answer.metrics["stability"] > 0.9
    assert "algo=ward" in answer.next_steps[0].command


def test_conditions_on_customers_are_those_of_the_cut_off(regulars: Shop) -> None:
    """Whoever buys once in the period passed the condition before it, and counts all the same."""
    answer = regulars.ask('/segment evaluate k=2 where="frequency>=2"')

    assert answer.metrics["customers"] == 80
    assert answer.metrics["lift"] is not None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([(1, 3, 5)], "nothing to group", id="one"),
        pytest.param([(who, 9, 5) for who in range(40)], "nothing to group", id="identical"),
    ],
)
def test_where_there_are_no_groups_there_is_nothing_to_judge(
    shop: MakeShop, rows: list[Row], said: str
) -> None:
    with pytest.raises(SegbotError, match=said) as refused:
        shop(rows).ask("/segment evaluate")
    assert refused.value.hint


@pytest.mark.parametrize(
    ("rows", "topic", "why"),
    [
        pytest.param([(1, 3, 5), (2, 90, 50)], "Stability", "2 customers: too few", id="two"),
        pytest.param(
            [(who, who * 12, who + 1) for who in range(10)],
            "Buying again",
            "customers had bought by",
            id="ten",
        ),
        pytest.param(
            [(who, who % 200, 1 + who % 30) for who in range(120)],
            "Buying again",
            "has bought again since",
            id="one-time buyers",
        ),
        pytest.param(
            [(who % 40, who % 50, 1 + who % 30) for who in range(120)],
            "Buying again",
            "50 days of orders; to see who buys again takes 84",
            id="a short history",
        ),
    ],
)
def test_what_cannot_be_judged_is_said_with_the_reason(
    shop: MakeShop, rows: list[Row], topic: str, why: str
) -> None:
    answer = shop(rows).ask("/segment evaluate k=2")
    lines = {line.lead: line.text for line in answer.reading}

    assert why in lines[topic]
    assert answer.metrics["lift"] is None
    assert len(answer.tables) == 1


def test_fewer_than_forty_customers_get_no_verdict(shop: MakeShop) -> None:
    answer = shop([(who, who * 9, who + 1) for who in range(10)]).ask("/segment evaluate k=2")

    assert answer.title == "10 customers are too few to judge 2 groups"
    assert answer.metrics["grade"] == "can't be judged"


def test_the_evidence_of_other_numbers_of_groups_is_what_making_them_gives(
    regulars: Shop, judged: Answer
) -> None:
    """Each figure of the chart is that of a run with as many groups."""
    alt = next(each.chart.alt for each in judged.pictures if each.name == "evidence_sheet.png")
    for k in (3, 5, 9):
        made = regulars.ask(f"/segment run k={k}").metrics
        assert f"{k}: silhouette {made['silhouette']:.2f}" in alt
        told = re.search(rf"(?:^|; |\. ){k}: .*?inertia ([\d,]+)", alt)
        assert told
        assert float(told[1].replace(",", "")) == pytest.approx(made["inertia"], abs=0.5)


def test_a_year_of_one_process_is_called_no_groups_by_both(shop: MakeShop) -> None:
    made = shop(one_process_orders("bgnbd", 3, 250))
    run, judged = made.ask("/segment run k=4"), made.ask("/segment evaluate")

    assert run.metrics["structure"] == judged.metrics["structure"] == "none"
    assert judged.metrics["grade"] == "weak"
    for line in ("/segment run k=4", "/segment show"):
        first = first_part(made.ask(line), line).answer
        (told,) = (each.text for each in first.reading if each.lead == "Careful")
        assert told.startswith("nothing shows that these are real groups, so don't build on them")
        assert "`/segment evaluate run=" in told
    said = " ".join(line.text for line in (*run.reading, *judged.reading))
    assert "I see no real groups here" in said
    assert "There are groups" not in said
    assert "There are real groups" not in said


def test_new_data_that_changes_the_structure_is_told(shop: MakeShop) -> None:
    made = shop(regulars_and_passers_by())
    assert made.ask("/segment run k=2").metrics["structure"] == "clear"
    made.take_in(one_process_orders("nbd", 5, 900), first=50_000)
    judged = made.ask("/segment evaluate run=1")

    assert judged.metrics["structure"] == "none"
    assert "when run 1 was made, groups were clearly apart." in " ".join(judged.notes)


def test_no_number_of_groups_is_called_steadier_that_was_not_tried(one_crowd: Shop) -> None:
    """Of ten starts hardly any finds these groups again: no other number was looked at."""
    told = [
        line.text
        for k in (10, 9, 8)
        for line in one_crowd.ask(f"/segment run k={k}").reading
        if "there may be better ones" in line.text
    ]
    assert told
    assert not any(re.search(r"k=\d", text) for text in told)


SETTINGS = {
    "features": ("rfm", "frequency", "monetary", "recency,monetary", "trend,return_rate", "all"),
    "scale": ("log", "standard", "robust", "yeo-johnson"),
    "algo": ("kmeans", "kmeans", "ward", "gmm", "hdbscan"),
    "k": ("auto", "2", "3", "4", "6"),
    "outliers": ("keep", "clip"),
    "where": ("", '"frequency>=2"', '"recency<=120"'),
}
THERE, NOT_THERE = ("There are real groups", "There are groups"), ("no real groups", "no groups")


def settings_drawn(number: int) -> str:
    chance = Random(number)
    chosen = {name: chance.choice(values) for name, values in SETTINGS.items()}
    if chosen["algo"] == "hdbscan":
        del chosen["k"]
    return " ".join(f"{name}={value}" for name, value in chosen.items() if value)


def test_a_run_and_its_evaluation_never_contradict_each_other(
    regulars: Shop, one_crowd: Shop, many: bool
) -> None:
    """``pytest --many`` tries as many settings as the project promises."""
    compared = 0
    for number in range(240 if many else 6):
        shop = (regulars, one_crowd)[number % 2]
        line = settings_drawn(number)
        try:
            run = shop.ask(f"/segment run {line}")
        except SegbotError:
            continue
        judged = shop.ask("/segment evaluate")
        compared += 1

        assert run.metrics["run"] == judged.metrics["run"], line
        assert run.metrics["structure"] == judged.metrics["structure"], line
        for figure in ("silhouette", "davies_bouldin", "calinski_harabasz", "inertia"):
            assert run.metrics[figure] == pytest.approx(judged.metrics[figure]), line
        said = " ".join(each.text for each in (*run.reading, *judged.reading))
        told = {word for word in (*THERE, *NOT_THERE) if word in said}
        assert not told & {*THERE} or not told & {*NOT_THERE}, line
        assert (run.metrics["structure"] == "none") is not bool(told & {*THERE}), line
    assert compared >= (200 if many else 5)


def test_one_order_of_a_million_breaks_nothing(shop: MakeShop) -> None:
    rows = [*regulars_and_passers_by(), (3, 340, 1_000_000)]
    answer = shop(rows).ask("/segment evaluate k=3")

    assert answer.metrics["grade"] in {"strong", "usable", "weak"}
