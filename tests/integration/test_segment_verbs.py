"""What `/segment` answers, whatever the shop: asked as a terminal asks, without Slack."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shops import as_csv, shop

from analytics.vocabulary.errors import SegbotError
from bot.language.parser import parse
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from storage.store import Store

VERBS = (
    "/segment run",
    "/segment run k=2",
    "/segment run algo=gmm k=2",
    "/segment run algo=ward",
    "/segment run algo=hdbscan",
    "/segment run features=behaviour",
    "/segment run scale=standard k=2",
    "/segment show",
    "/segment members 1",
    "/segment export",
    '/segment rename 1 "Gift shops"',
    "/segment history",
)


class Shop:
    """A store of one shop, and somebody who asks about it."""

    def __init__(self, folder: Path, *files: bytes) -> None:
        self.store = Store(folder / "shop.db")
        self.services = Services()
        self.folder = folder
        for number, content in enumerate(files):
            self.upload(f"{number}.csv", content)

    def upload(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.write_bytes(content)
        import_file(self.store, path, name, today=dt.date(2012, 1, 1))

    def ask(self, line: str) -> Answer:
        return self.services.ask(line, self.services.context(self.store, user="U1"))

    def told(self, line: str) -> tuple[str, str]:
        """What an answer says in short, and how it goes on; or why it is refused, and the hint."""
        try:
            answer = self.ask(line)
        except SegbotError as refused:
            return refused.message, refused.hint and f"refused: {refused.hint}"
        assert all(each.chart.alt for each in answer.pictures)
        return answer.title, "; ".join(each.text for each in answer.reading)


def row(
    invoice: int,
    customer: int,
    day: str = "2011-11-01",
    price: str = "2.50",
    country: str = "United Kingdom",
) -> tuple[object, ...]:
    return (invoice, "A1", "MUG", 1, f"{day} 10:00:00", price, customer, country)


SMALL = {
    "one customer": [row(1, 101), row(2, 101)],
    "two customers": [row(1, 101), row(2, 102, "2011-05-01", "90.00")],
    "all identical": [row(n, 100 + n) for n in range(1, 31)],
    "all bought once": [
        row(n, 100 + n, f"2011-{1 + n % 12:02}-{1 + n % 28:02}", f"{n * n}.00")
        for n in range(1, 61)
    ],
    "one order of a million": [
        *(row(n, 100 + n, f"2011-{1 + n % 12:02}-05", f"{n}.00") for n in range(1, 41)),
        row(999, 500, price="1000000.00"),
    ],
    "no country": [
        row(n, 100 + n % 20, f"2011-{1 + n % 12:02}-05", f"{n}.00", "") for n in range(1, 61)
    ],
}


@pytest.mark.parametrize("kind", SMALL)
def test_every_verb_answers_in_words_however_small_or_odd_the_shop(
    kind: str, tmp_path: Path
) -> None:
    small = Shop(tmp_path, as_csv(SMALL[kind]))
    told = [small.told(line) for line in VERBS]
    assert all(what and then for what, then in told)
    refused = sum("refused" in then for _, then in told)
    assert refused <= (len(VERBS) if kind in ("one customer", "all identical") else 4)


@pytest.fixture
def small_shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path, shop())


def stored(asked: Shop, run: int) -> list[object]:
    """Everything that is stored of a run but for its number and when it was made."""
    with closing(sqlite3.connect(asked.folder / "shop.db")) as connection:
        names = [each[1] for each in connection.execute("PRAGMA table_info(runs)")]
        kept = ", ".join(name for name in names if name not in ("id", "created_at"))
        rows = connection.execute(f"SELECT {kept} FROM runs WHERE id = ?", [run]).fetchall()
        members = connection.execute(
            "SELECT customer_id, cluster FROM assignments WHERE run_id = ? ORDER BY 1", [run]
        ).fetchall()
    return [*rows, *members]


@pytest.mark.parametrize("how", ["k=3", "", "algo=gmm k=3", "algo=ward k=3", "features=all k=3"])
def test_the_same_question_about_the_same_data_stores_the_same_bytes(
    small_shop: Shop, how: str
) -> None:
    first, second = (small_shop.ask(f"/segment run {how}").metrics["run"] for _ in range(2))
    assert stored(small_shop, first) == stored(small_shop, second)


def test_newcomers_are_placed_by_the_groups_that_there_are(small_shop: Shop) -> None:
    before = small_shop.ask("/segment run k=3")
    assert before.metrics["fitted"] == 40
    assert "new" not in " ".join(each.text for each in small_shop.ask("/segment show").reading)
    small_shop.upload("more.csv", shop(52, first_invoice=500_000))
    shown = small_shop.ask("/segment show")
    assert shown.metrics["new_customers"] == 12
    line = next(each.text for each in shown.reading if "new since" in each.text)
    assert line.startswith("12 customers are new since; placed by the same groups: ")
    exported = small_shop.ask("/segment export")
    assert exported.metrics["exported"] == 52
    members = [small_shop.ask(f"/segment members {n}").metrics for n in (1, 2, 3)]
    assert sum(each["customers"] for each in members) == 52
    assert sum(each["new_customers"] for each in members) == 12
    assert small_shop.ask("/segment run k=3").metrics["customers"] == 52


def test_a_name_of_ones_own_stays_from_run_to_run(small_shop: Shop) -> None:
    small_shop.ask("/segment run k=3")
    renamed = small_shop.ask("/segment rename 2 Gift & <!channel> shops")
    assert renamed.title == "Group 2 is now called Gift & <!channel> shops"
    again = small_shop.ask("/segment run k=3")
    assert again.tables[0].rows[1][0] == "2 Gift & <!channel> shops"
    assert small_shop.ask('/segment members "gift & <!channel> shop"').metrics["segment"] == 2
    other = small_shop.ask("/segment run k=4 country=France")
    assert not any("Gift" in str(line[0]) for line in other.tables[0].rows)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/segment rename 2 3", "taken for a number"),
        ("/segment rename 2 all", "taken for a number"),
        ("/segment rename 9 Gifts", "no group called `9`"),
        ("/segment run algo=hdbscan k=3", "finds the number of groups by itself"),
        ("/segment run k=2 where=recency<0", "No customer meets `recency<0`"),
    ],
)
def test_what_cannot_be_done_is_refused_with_advice(small_shop: Shop, line: str, said: str) -> None:
    small_shop.ask("/segment run k=3")
    with pytest.raises(SegbotError) as refused:
        small_shop.ask(line)
    assert said in refused.value.message
    assert refused.value.hint


def test_a_name_that_is_too_long_is_refused_in_the_language() -> None:
    with pytest.raises(SegbotError, match="at most 60 characters"):
        parse(f"/segment rename 2 {'long ' * 20}")


def test_two_groups_never_have_the_same_name(small_shop: Shop) -> None:
    small_shop.ask("/segment run k=3")
    small_shop.ask("/segment rename 1 VIPs")
    with pytest.raises(SegbotError, match="already called that"):
        small_shop.ask("/segment rename 2 vip")


def test_history_tells_each_run_with_a_button_to_show_it(small_shop: Shop) -> None:
    small_shop.ask("/segment run k=3")
    small_shop.ask("/segment run k=2 country=France scale=robust")
    told = small_shop.ask("/segment history")
    assert [each[0] for each in told.tables[0].rows] == [2, 1]
    assert told.tables[0].rows[0][3] == "scale=robust country=France"
    assert [each.command for each in told.next_steps] == [
        "/segment show run=2",
        "/segment show run=1",
    ]
    assert small_shop.ask("/segment history n=1").metrics == {"runs": 2, "latest": 2}


def test_a_rule_that_is_shown_can_be_pasted_and_chooses_whom_it_says(small_shop: Shop) -> None:
    small_shop.ask("/segment run k=3")
    for line in small_shop.ask("/segment show").tables[1].rows:
        if line[1] == "no short rule":
            continue
        overview = small_shop.ask(f'/rfm overview where="{line[1]}"')
        members = small_shop.ask(f"/segment members {str(line[0])[0]}").metrics["customers"]
        # Caught of the group, over right of those caught.
        assert overview.metrics["customers"] == pytest.approx(members * line[2] / line[3])


@pytest.mark.parametrize("algo", ["gmm", "ward"])
def test_the_vote_is_taken_with_k_means_whatever_finds_the_groups(
    small_shop: Shop, algo: str
) -> None:
    answer = small_shop.ask(f"/segment run algo={algo}")
    assert any("chosen with k-means" in note for note in answer.notes)
    assert answer.tables[-1].title == "How many groups: the vote"
