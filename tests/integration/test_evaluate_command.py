"""`/segment evaluate`, by the door that Slack and the terminal use, on shops of every size."""

from datetime import date, timedelta

import numpy as np
import pytest
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.language.parser import parse
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from storage.store import Store

FIRST = date(2011, 1, 1)


def orders(*rows):
    """A file of one line per order: (customer, day of the shop, price)."""
    return as_csv(
        [
            (1000 + number, "A1", "TEA", 1, f"{FIRST + timedelta(day)} 10:00:00", price, who, "")
            for number, (who, day, price) in enumerate(rows)
        ]
    )


def regulars_and_passers_by():
    """80 who order every month, more and more; 160 who came once, long ago."""
    random = np.random.default_rng(0)
    for who in range(80):
        for month in range(12):
            yield who, month * 30 + int(random.integers(0, 25)), 40 + who % 9
    for who in range(80, 240):
        yield who, int(random.integers(0, 200)), 5 + who % 4


class Shop:
    """A store, asked by the door that everybody uses; the stages that are reported are kept."""

    def __init__(self, folder, rows):
        (folder / "shop.csv").write_bytes(orders(*rows))
        self.store = Store(folder / "shop.db")
        import_file(self.store, folder / "shop.csv", "shop.csv", today=date(2012, 1, 1))
        self.services = Services()
        self.stages = []

    def ask(self, line):
        context = self.services.context(self.store).reporting(self.stages.append)
        return self.services.answer(parse(line), context)


@pytest.fixture(scope="module")
def regulars(tmp_path_factory):
    """The shop of regulars and passers-by."""
    return Shop(tmp_path_factory.mktemp("regulars"), regulars_and_passers_by())


@pytest.fixture(scope="module")
def judged(regulars):
    """The judgement on its two groups."""
    return regulars.ask("/segment evaluate k=2")


@pytest.fixture
def shop(tmp_path):
    """Make a shop of these orders."""
    return lambda rows: Shop(tmp_path, rows)


def test_groups_that_are_there_and_buy_differently_are_strong(judged):
    assert judged.title == "2 groups of 240 customers: strong"
    assert judged.reading[0].lead == "Verdict: strong"
    assert [line.lead for line in judged.reading[1:]] == [
        "Separation",
        "Stability",
        "Next purchases",
        "Beside RFM",
        "Sizes",
    ]
    assert judged.metrics["stability"] > 0.95
    assert judged.metrics["silhouette"] > 0.5
    # 80 of 240 buy all there is: the group that had spent most spends 3 times the average.
    assert judged.metrics["lift"] == pytest.approx(3.0)
    assert judged.metrics["lift_random"] == pytest.approx(1.0, abs=0.1)
    assert judged.metrics["explained_buying"] == pytest.approx(1.0)
    assert [each.name for each in judged.pictures] == ["evidence_sheet.png", "silhouette_plot.png"]
    assert [len(each.columns) for each in judged.tables] == [5, 5, 3]


def test_each_stage_is_told(regulars, judged):
    told = " ".join(regulars.stages)

    assert "grouping 50 fresh draws" in told
    assert "what each group bought next" in told


def test_a_judgement_is_the_same_twice(regulars, judged):
    assert regulars.ask("/segment evaluate k=2") == judged


def test_without_settings_the_latest_run_is_judged_and_by_number_an_earlier_one(regulars, judged):
    regulars.ask("/segment run k=2")
    regulars.ask("/segment run k=3")

    latest, earlier = regulars.ask("/segment evaluate"), regulars.ask("/segment evaluate run=1")

    assert (latest.metrics["run"], latest.metrics["k"]) == (2, 3)
    assert (earlier.metrics["run"], earlier.metrics["k"]) == (1, 2)
    assert earlier.next_steps[0].command == "/segment show run=1"
    assert judged.metrics["run"] is None
    assert earlier.metrics["silhouette"] == pytest.approx(judged.metrics["silhouette"])


def test_a_run_and_settings_together_are_refused(regulars):
    with pytest.raises(SegbotError, match="settings that it was made with") as refused:
        regulars.ask("/segment evaluate run=1 k=3")
    assert "run=1" in refused.value.hint


def test_a_number_of_groups_for_an_algorithm_that_finds_it_is_refused(regulars):
    with pytest.raises(SegbotError, match="finds the number of groups by itself"):
        regulars.ask("/segment evaluate k=3 algo=hdbscan")


def test_the_numbers_of_groups_compared_stay_within_reach(regulars, judged):
    numbers = regulars.ask(next(s.command for s in judged.next_steps if "Compare" in s.label))

    assert numbers.tables[0].title == "Numbers of groups compared"
    assert [row[0] for row in numbers.tables[0].rows] == list(range(2, 11))


def test_groups_of_other_algorithms_are_judged_by_the_same_algorithm(regulars):
    answer = regulars.ask("/segment evaluate k=2 algo=ward")

    assert answer.metrics["stability"] > 0.9
    assert "algo=ward" in answer.next_steps[0].command


def test_conditions_on_customers_are_those_of_the_cut_off(regulars):
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
def test_where_there_are_no_groups_there_is_nothing_to_judge(shop, rows, said):
    with pytest.raises(Exception, match=said) as refused:
        shop(rows).ask("/segment evaluate")
    assert refused.value.hint


@pytest.mark.parametrize(
    ("rows", "topic", "why"),
    [
        pytest.param([(1, 3, 5), (2, 90, 50)], "Stability", "2 customers: too few", id="two"),
        pytest.param(
            [(who, who * 12, who + 1) for who in range(10)],
            "Next purchases",
            "customers had bought by",
            id="ten",
        ),
        pytest.param(
            [(who, who % 200, 1 + who % 30) for who in range(120)],
            "Next purchases",
            "has bought again since",
            id="one-time buyers",
        ),
        pytest.param(
            [(who % 40, who % 50, 1 + who % 30) for who in range(120)],
            "Next purchases",
            "50 days of orders; to see what groups buy next takes 84",
            id="a short history",
        ),
    ],
)
def test_what_cannot_be_judged_is_said_with_the_reason(shop, rows, topic, why):
    answer = shop(rows).ask("/segment evaluate k=2")
    lines = {line.lead: line.text for line in answer.reading}

    assert why in lines[topic]
    assert answer.metrics["lift"] is None
    assert len(answer.tables) == 1


def test_fewer_than_twenty_customers_get_no_verdict(shop):
    answer = shop([(who, who * 9, who + 1) for who in range(10)]).ask("/segment evaluate k=2")

    assert answer.title == "10 customers are too few to judge 2 groups"
    assert answer.metrics["verdict"] == "can't be judged"


def test_one_order_of_a_million_breaks_nothing(shop):
    rows = [*regulars_and_passers_by(), (3, 340, 1_000_000)]
    answer = shop(rows).ask("/segment evaluate k=3")

    assert answer.metrics["verdict"] in {"strong", "usable", "weak"}
