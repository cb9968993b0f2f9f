"""/recommend, asked as people ask it: whom it is for, what it says, and shops that are hard."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from asking import Shop
from quiet_shops import as_file, quiet_lines
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.language.commands.recommend import Customer, Recommend
from bot.language.parser import parse
from bot.services.answer import Answer
from bot.services.dispatch import Services

LAST = date(2025, 6, 30)
Row = tuple[object, ...]


def rows(sales: list[tuple[str, str, int]], first_invoice: int = 1) -> list[Row]:
    """Lines of sales: who, what, how many days before the last day."""
    return [
        (
            first_invoice + number,
            what,
            f"THE {what}",
            1,
            f"{LAST - timedelta(ago)} 10:00",
            2.5,
            who,
            "UK",
        )
        for number, (who, what, ago) in enumerate(sales)
    ]


def two_tastes(customers: int = 240) -> list[tuple[str, str, int]]:
    """A shop where tea people buy tea things and pet people pet things, one after another."""
    random = np.random.default_rng(4)
    sales = []
    for number in range(customers):
        taste = ("TEA", "PET")[number % 2]
        shelf = [f"{taste}{each:02}" for each in random.permutation(30)[:12]]
        days = sorted(random.integers(0, 200, 12).tolist(), reverse=True)
        sales += [(f"C{number:03}", what, ago) for what, ago in zip(shelf, days, strict=True)]
        sales += [(f"C{number:03}", shelf[0], int(ago)) for ago in random.integers(0, 200, 3)]
    return [*sales, ("C000", "TEA00", 0)]


@pytest.fixture(scope="module")
def tastes(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return taken_in(tmp_path_factory.mktemp("tastes"), rows(two_tastes()))


def taken_in(folder: Path, lines: list[Row]) -> Shop:
    shop = Shop(folder)
    shop.take_in("shop.csv", as_csv(lines))
    return shop


def refused(shop: Shop, line: str) -> str:
    with pytest.raises(SegbotError) as error:
        shop.ask(line)
    return f"{error.value.message} {error.value.hint}"


def table(answer: Answer, title: str) -> list[tuple[object, ...]]:
    return [row for each in answer.tables if each.title.startswith(title) for row in each.rows]


def test_one_customers_list_is_of_their_taste_and_never_of_what_they_have(tastes: Shop) -> None:
    have = {what for who, what, _ in two_tastes() if who == "C001"}

    answer = tastes.ask("/recommend C001 n=10")

    new = [str(row[1]) for row in table(answer, "New for them")]
    again = [str(row[1]) for row in table(answer, "What they buy again")]
    assert len(new) == 10
    assert all(code.startswith("PET") for code in new)
    assert not have & set(new)
    assert set(again) <= have
    assert answer.metrics["shown_new"] == "own"
    assert answer.metrics["better_new"]
    assert "better by more than chance" in " ".join(each.text for each in answer.reading)


def test_reasons_are_what_they_have_and_count_as_pandas_does(tastes: Shop) -> None:
    owners: dict[str, set[str]] = {}
    for who, what, _ in two_tastes():
        owners.setdefault(what, set()).add(who)

    found = [row for row in table(tastes.ask("/recommend C001 n=10"), "New for them") if row[3]]

    assert found
    for _, code, _, because, share, times, low, both in found:
        having, wanted = owners[str(because).removeprefix("THE ")], owners[str(code)]
        assert "C001" in having
        assert both == len(having & wanted)
        assert share == pytest.approx(len(having & wanted) / len(having))
        others = len(wanted - having) / (240 - len(having))
        assert times == pytest.approx(float(str(share)) / others)
        assert 1 < float(str(low)) < float(str(times))


def test_an_answer_about_one_customer_is_for_whoever_asked(tastes: Shop) -> None:
    services = Services()
    context = services.context(tastes.store)
    one = services.checked(parse("/recommend c001"), context)
    many = services.checked(parse("/recommend champions"), context)

    assert isinstance(one, Recommend)
    assert one.segment_ == Customer("C001")
    assert (one.is_private, many.is_private) == (True, False)
    assert tastes.ask("/recommend C001").private
    assert not tastes.ask("/recommend champions").private
    assert one.text() == "/recommend customer C001"


def test_segments_groups_and_everybody_can_be_asked_about(tastes: Shop) -> None:
    tastes.ask("/segment run k=2")
    everybody = tastes.ask("/recommend all")

    assert everybody.metrics["customers"] == 240
    assert tastes.ask("/recommend 1").title == "What to recommend to customers in group 1 of run 1"
    assert tastes.ask("/recommend segment=champions").title == "What to recommend to Champions"
    assert tastes.ask("/recommend all segment=champions").title == "What to recommend to Champions"
    assert "Leave one of them out" in refused(tastes, "/recommend champions segment=loyal")


def test_a_word_that_is_a_group_and_a_customer_is_the_group(tmp_path: Path) -> None:
    sales = [(str(int(who[1:]) + 1), what, ago) for who, what, ago in two_tastes(60)]
    shop = taken_in(tmp_path, rows(sales))
    assert shop.ask("/recommend 1").title == "What to recommend to customer 1"

    shop.ask("/segment run k=2")
    group = shop.ask("/recommend 1")

    assert group.title == "What to recommend to customers in group 1 of run 1"
    assert "`/recommend customer 1` is about them." in " ".join(group.notes)
    assert shop.ask("/recommend customer 1").title == "What to recommend to customer 1"


def test_what_nobody_is_called_is_refused_with_the_nearest(tastes: Shop) -> None:
    assert "Champions" in refused(tastes, "/recommend champoins")
    assert "There is no customer `C999`" in refused(tastes, "/recommend customer C999")
    assert "no purchase within these limits" in refused(
        tastes, "/recommend C001 where=frequency>15"
    )


def test_one_list_can_be_asked_for(tastes: Shop) -> None:
    new, again = (tastes.ask(f"/recommend champions show={each}") for each in ("new", "again"))

    assert [each.title for each in new.tables] == ["New for them, and why"]
    assert [each.title for each in again.tables] == ["What they buy again"]
    assert len(table(tastes.ask("/recommend champions n=3"), "What they buy again")) == 3


def test_an_earlier_day_knows_nothing_of_later_ones(tastes: Shop, tmp_path: Path) -> None:
    until = LAST - timedelta(60)
    early = [each for each in two_tastes() if each[2] >= 60]
    shop = taken_in(tmp_path, rows(early))

    then = tastes.ask(f"/recommend all until={until}")
    now = shop.ask("/recommend all")

    assert then.tables == now.tables
    assert then.metrics == now.metrics


def test_where_nothing_tells_customers_apart_best_sellers_are_never_beaten(tmp_path: Path) -> None:
    """Ten shops whose customers all draw from one shelf: chance may win, never surely."""
    surely = 0
    for seed in range(10):
        folder = tmp_path / str(seed)
        folder.mkdir()
        shop = Shop(folder)
        shop.take_in("shop.csv", as_file(quiet_lines(seed, customers=400, days=300)))
        answer = shop.ask("/recommend all")
        measured = answer.metrics
        surely += measured["better_new"] + measured["better_again"]
        if measured["shown_new"] == "best_sellers":
            assert "So best sellers are shown." in shop.said("/recommend all show=new")
            assert measured["hit_rate_new"] <= measured["hit_rate_new_recent"]
    assert surely == 0


@pytest.mark.parametrize(
    "sales",
    [
        [("ann", "TEA", 0)],
        [("ann", "TEA", ago) for ago in range(0, 90, 9)],
        [(f"C{who}", "TEA", who) for who in range(30)],
        [(f"C{who}", f"P{what}", who) for who in range(9) for what in range(3)],
        [(f"C{who}", f"P{what}", 100 * who) for who in range(9) for what in range(3)],
    ],
    ids=["one order", "one customer", "one product", "three weeks", "long ago"],
)
def test_small_shops_get_an_answer_that_says_what_it_cannot_tell(
    sales: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    shop = taken_in(tmp_path, rows(sales))

    said = shop.said("/recommend all")

    assert "too few to tell" in said
    assert "Only 0" not in said
    assert shop.ask("/recommend all").metrics["hit_rate_new"] is None
    assert "too few to tell" in shop.said(f"/recommend customer {sales[0][0]}")


def test_shops_without_goods_purchases_or_orders_are_told_why(tmp_path: Path) -> None:
    for name, content in {
        "customers": as_csv([("C1", "gold"), ("C2", "tin")], ("customer_id", "tier")),
        "returns": as_csv(
            [(f"C{n}", "TEA", "TEA", -1, f"2025-06-0{n} 10:00", 2.5, f"K{n}", "UK") for n in (1, 2)]
        ),
        "totals": as_csv(
            [(n, f"2025-06-{n:02} 10:00", 9.5, f"K{n % 3}") for n in range(1, 20)],
            ("order_id", "date", "total", "customer_id"),
        ),
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        shop = Shop(folder)
        shop.take_in("shop.csv", content)
        assert len(refused(shop, "/recommend all")) > 40


def test_nobody_in_a_segment_is_said(tmp_path: Path) -> None:
    shop = taken_in(tmp_path, rows([(f"C{who}", "TEA", 0) for who in range(9)]))

    assert "Nobody is in" in refused(shop, "/recommend at risk")


def test_products_without_names_are_called_by_their_codes(tmp_path: Path) -> None:
    lines = [(*each[:2], "", *each[3:]) for each in rows(two_tastes(60))]

    found = table(taken_in(tmp_path, lines).ask("/recommend all"), "What they buy again")

    assert found
    assert all(row[0] == row[1] for row in found)


def test_names_from_data_stand_as_they_are_until_they_are_shown(tmp_path: Path) -> None:
    lines = [(*each[:2], "TEA <!channel> & `CAKE`", *each[3:]) for each in rows(two_tastes(60))]
    shop = taken_in(tmp_path, lines)

    assert (
        table(shop.ask("/recommend all"), "What they buy again")[0][0] == "TEA <!channel> & `CAKE`"
    )


def test_what_was_learned_is_forgotten_when_the_data_or_the_day_change(tmp_path: Path) -> None:
    shop = taken_in(tmp_path, rows(two_tastes(60)))
    before = table(shop.ask("/recommend C001 show=again"), "What they buy again")
    earlier = table(shop.ask("/recommend C001 show=again until=2025-06-01"), "What they buy again")
    assert earlier != before
    assert table(shop.ask("/recommend C001 show=again"), "What they buy again") == before

    sales = [(f"C{number:03}", "MUG", ago) for ago in range(1, 25) for number in range(1, 9)]
    shop.take_in("more.csv", as_csv(rows(sales, 50_000)))

    code = [row[1] for row in table(shop.ask("/recommend C001 show=again"), "What they buy again")]
    assert code[0] == "MUG"
    shop.ask("/data forget C001 sure=yes")
    assert "There is no customer `C001`" in refused(shop, "/recommend customer C001")


def test_a_card_and_a_play_say_what_recommendations_say(tastes: Shop) -> None:
    card, alone = tastes.ask("/customer C001"), tastes.ask("/recommend C001 n=3")
    play, many = tastes.ask("/rfm play champions"), tastes.ask("/recommend champions n=3")

    for short, whole in ((card, alone), (play, many)):
        for title in ("New for them, and why", "What they buy again"):
            assert table(whole, title)
            assert table(short, title)[:3] == table(whole, title)
        told = [each for each in whole.reading if each.lead.startswith(("Again", "New for them"))]
        assert len(told) == 2
        assert all(each in short.reading for each in told)
        assert "What to recommend" in {each.label for each in short.next_steps}
