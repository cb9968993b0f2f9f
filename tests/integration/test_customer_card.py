"""`/customer`: one customer's card, in a shop worked by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.services.answer import Answer, Table

AS_OF = date(2024, 7, 1)
#: Days before the as-of date on which customers bought, what, how many and for how much each.
BOUGHT = {
    # Gaps of 10, 20, 30 and 40 days, oldest first; away for 5. Usually 25, and never over 40.
    "ANN": [
        *((105, "TEA", 1, 5), (95, "TEA", 2, 5), (75, "MUG", 1, 8), (45, "TEA", 1, 5)),
        (5, "POT", 1, 20),
    ],
    # Three gaps of 10 days, then nothing for 50.
    "BEN": [(80, "MUG", 1, 8), (70, "MUG", 1, 8), (60, "TEA", 1, 5), (50, "MUG", 1, 8)],
    "CAT": [(30, "POT", 1, 20)],
    # Twice on one day is one visit.
    "DAN": [(40, "TEA", 1, 5), (40, "POT", 1, 20), (20, "TEA", 1, 5)],
    "<!channel> `x`": [(9, "TEA", 1, 5)],
    "00123": [(8, "TEA", 1, 5)],
    # Thirty-three who come back after 15 days each.
    **{f"R{n}": [(n + 15, "TEA", 1, 5), (n, "TEA", 1, 5)] for n in range(33)},
}
KNOWN = [
    ("ann", "Ann", "Smith", "Ann@Shop.example", "gold"),
    ("BEN", "Ben", "Smith", "", "silver"),
    ("DAN", "Ben", "Smith", "dan@shop.example", ""),
    ("NEW", "Nell", "<@U1> *Bold*", "nell@shop.example", "gold"),
]


Row = tuple[object, ...]


def row(invoice: object, what: str, units: int, back: int, price: int, who: str) -> Row:
    at = f"{AS_OF - timedelta(days=back + 1)} 12:00:00"
    return (invoice, f"{what}1", what, units, at, f"{price}.00", who, "United Kingdom")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    made = Shop(tmp_path_factory.mktemp("card"))
    orders = [(who, *each) for who, all_ in BOUGHT.items() for each in all_]
    rows = [
        row(1_000 + place, what, units, back, price, who)
        for place, (who, back, what, units, price) in enumerate(orders)
    ]
    rows += [row("C2000", "POT", -1, 2, 20, "ANN"), row("C2001", "POT", -1, 2, 20, "RET")]
    made.take_in("orders.csv", as_csv(rows))
    header = ("Customer ID", "First name", "Last name", "E-mail", "Tier")
    made.take_in("people.csv", as_csv(KNOWN, header))
    return made


def line(answer: Answer, lead: str) -> str:
    (found,) = (each.text for each in answer.reading if each.lead == lead)
    return found


def table(answer: Answer, title: str) -> Table:
    (found,) = (each for each in answer.tables if each.title.startswith(title))
    return found


def refused(shop: Shop, asked: str) -> str:
    with pytest.raises(SegbotError) as error:
        shop.ask(asked)
    return f"{error.value.message} {error.value.hint}"


def test_it_says_who_they_are_what_they_buy_and_when_they_come(shop: Shop) -> None:
    card = shop.ask("/customer ann")
    assert card.private
    assert card.title == "Customer ANN"
    assert line(card, "Who") == (
        "Ann Smith, Ann@Shop.example, United Kingdom, customer since 17 Mar 2024."
    )
    assert card.tables[0].rows == ((5, 5, 28.0),)
    # The pot came back.
    assert table(card, "What they buy most").rows == (
        ("TEA", 3, 20.0),
        ("MUG", 1, 8.0),
        ("POT", 1, 0.0),
    )
    assert line(card, "Favourite") == "TEA, in 3 of 5 orders."
    assert line(card, "Rhythm") == (
        "they came back 4 times, usually after 25 days, never after more than 40 days. "
        "Away for 5 days now: not overdue."
    )
    names = ("usual_gap_days", "gaps", "overdue_after_days", "overdue")
    assert [card.metrics[each] for each in names] == [25, 4, 40, False]
    assert ("Tier", "gold") in table(card, "What else").rows
    drawn = card.pictures[0].chart
    assert "Jun 2024: £0 (" in drawn.alt
    assert "Apr 2024: £8" in drawn.alt


def test_the_same_scores_segment_and_past_as_other_answers_tell(shop: Shop) -> None:
    card, why = shop.ask("/customer BEN").metrics, shop.ask("/rfm why BEN").metrics
    names = ("segment", "r", "f", "m", "recency", "frequency", "monetary", "history")
    assert {each: card[each] for each in names} == {each: why[each] for each in names}


def test_longer_away_than_ever_is_overdue(shop: Shop) -> None:
    assert line(shop.ask("/customer BEN"), "Rhythm") == (
        "they came back 3 times, usually after 10 days, never after more than 10 days. "
        "Away for 50 days now: overdue."
    )


def test_with_too_few_visits_the_shops_rhythm_is_the_measure(shop: Shop) -> None:
    """Of 41 gaps 4 are shorter than 15 days and 33 are of 15: nine tenths of them are 36.9."""
    once, twice = (line(shop.ask(f"/customer {who}"), "Rhythm") for who in ("cat", "dan"))
    assert once == (
        "they never came back on another day; when this shop's customers come back, 90% do within "
        "15 days. Away for 30 days now: overdue."
    )
    assert twice.startswith("they came back on another day once, too seldom for a rhythm of their")


def test_the_rhythm_is_of_all_time_whatever_days_are_asked_about(shop: Shop) -> None:
    of_june = shop.ask("/customer ann last=30d")
    assert of_june.tables[0].rows[0][1] == 1
    assert line(of_june, "Rhythm") == line(shop.ask("/customer ann"), "Rhythm")
    assert "no earlier order counts" in line(of_june, "Before")


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("ANN@shop.EXAMPLE", "ANN"),
        ("ann smith", "ANN"),
        ('"Ann  Smith"', "ANN"),
        ('"<!channel> `x`"', "<!CHANNEL> `X`"),
        ("<!channel> `x`", "<!CHANNEL> `X`"),
        ("00123", "00123"),
        ("r7", "R7"),
    ],
)
def test_they_can_be_named_by_id_address_or_name(shop: Shop, typed: str, who: str) -> None:
    assert shop.ask(f"/customer {typed}").metrics["customer"] == who


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Ben Smith", "2 customers are called `Ben Smith`: `BEN` and `DAN`."),
        ("BEM", "The nearest is `BEN`."),
        ("nobody at all", "`/rfm export all` sends you the list"),
        ("123", "The nearest"),
        ("`<!here>`", "There is no customer `'<!here>'` with a purchase."),
        ("gold", "There is no customer `gold`"),
        ("ann country=France", "There is no order from `France`."),
        ('ann where="recency>30"', "Customer ANN isn't among those whom these limits leave."),
    ],
)
def test_who_can_not_be_shown_is_said(shop: Shop, typed: str, told: str) -> None:
    assert told in refused(shop, f"/customer {typed}")


def test_of_a_customer_without_a_purchase_what_files_say_is_shown(shop: Shop) -> None:
    new, returned = shop.ask("/customer new"), shop.ask("/customer ret")
    for card in (new, returned):
        assert card.reading[-1].text.startswith("No purchase is known of them")
        assert not card.pictures
        assert card.private
    assert ("Last name", "<@U1> *Bold*") in new.tables[0].rows
    assert not returned.tables


def test_an_erased_customer_is_nobody(tmp_path: Path) -> None:
    made = Shop(tmp_path)
    made.take_in("orders.csv", as_csv([row(n, "TEA", 1, n, 5, f"C{n}") for n in range(9)]))
    made.take_in("people.csv", as_csv([("C1", "Ann Smith")], ("Customer ID", "Name")))
    assert made.ask("/customer ann smith").metrics["customer"] == "C1"
    made.ask("/data forget C1 sure=yes")
    for typed in ("C1", "Ann Smith"):
        assert f"There is no customer `{typed}`" in refused(made, f"/customer {typed}")


def test_a_country_that_nobody_states_is_not_told(tmp_path: Path) -> None:
    made = Shop(tmp_path)
    made.take_in("orders.csv", as_csv([(*row(n, "TEA", 1, n, 5, "C1")[:7], "") for n in range(9)]))
    assert line(made.ask("/customer C1"), "Who") == "customer since 22 Jun 2024."


def test_where_there_are_no_orders_what_files_say_is_shown(tmp_path: Path) -> None:
    made = Shop(tmp_path)
    rows = [(n, f"P{n}", 20 + n) for n in range(1, 40)]
    made.take_in("people.csv", as_csv(rows, ("Customer ID", "Name", "Age")))
    card = made.ask("/customer P7")
    assert card.title == "Customer 7"
    assert "There are no orders here yet" in card.reading[0].text
    assert set(card.tables[0].rows) == {("Age", "27"), ("Name", "P7")}
