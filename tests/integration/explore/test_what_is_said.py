"""What /explore says: nothing that isn't in its tables or metrics, and sense in hard shops."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from asking import Shop
from quiet_shops import as_file, people_file, quiet_lines
from shops import HEADER, as_csv, shop

from analytics.selftest.six_customers import file_rows
from analytics.vocabulary.errors import SegbotError
from bot.language.commands.explore import COMMAND
from bot.render.plain import summary
from bot.services.answer import Answer

QUESTIONS = (
    *(f"/explore {each.verb}" for each in COMMAND.requests),
    "/explore overview last=90d",
    "/explore revenue by=week",
    "/explore revenue by=quarter",
    "/explore products show=rising",
    "/explore products show=falling",
    "/explore products show=pareto",
    "/explore products show=first",
    "/explore countries last=6m",
    "/explore cohorts show=revenue by=quarter",
    "/recommend champions",
    "/recommend at risk show=new",
    "/recommend 12346",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("sample"))
    shop.ask("/data sample")
    return shop


@pytest.fixture(scope="module")
def answers(sample: Shop) -> Callable[[str], Answer]:
    """The sample's answer to a question, which is asked once."""
    return cache(sample.ask)


def figures(answer: Answer) -> Iterator[float]:
    """Every figure of an answer's metrics and tables."""
    cells = [cell for table in answer.tables for row in table.rows for cell in row]
    for value in (*answer.metrics.values(), *cells):
        if isinstance(value, int | float):
            yield abs(float(value))


def said(answer: Answer) -> Iterator[str]:
    """Every number in an answer's sentences, as it is written; days and names of periods aside."""
    days = r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b|\b[A-Z][a-z]{2} \d{4}\b|\bQ\d \d{4}\b"
    names = {
        str(cell)
        for table in answer.tables
        for row in table.rows
        for cell in row
        if isinstance(cell, str)
    }
    for line in answer.reading:
        text = f"{line.lead} {line.text}"
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, "")
        yield from re.findall(r"\d[\d,]*(?:\.\d+)?%?", re.sub(days, "", text))


def is_of(number: str, known: list[float]) -> bool:
    """Whether a number in a sentence is one of these figures, rounded as sentences round."""
    bare = number.rstrip("%").replace(",", "")
    decimals = len(bare.partition(".")[2])
    scale = 100 if number.endswith("%") else 1
    reach = 0.5 * 10**-decimals + 1e-6
    return any(abs(each * scale - float(bare)) <= reach for each in known)


#: What a sentence counts in: the windows and parts that the answer's own headings name.
NAMED = {"30", "80%", "90%", "90", "100", "365"}


@pytest.mark.parametrize("line", QUESTIONS)
def test_every_number_in_a_sentence_is_in_the_tables_or_metrics(
    line: str, answers: Callable[[str], Answer]
) -> None:
    answer = answers(line)
    known = list(figures(answer))

    numbers = list(said(answer))

    assert numbers
    assert [each for each in numbers if not is_of(each, known) and each not in NAMED] == []


@pytest.mark.parametrize("line", QUESTIONS)
def test_charts_are_drawn_and_described(line: str, answers: Callable[[str], Answer]) -> None:
    for each in answers(line).pictures:
        assert each.chart.png.startswith(b"\x89PNG")
        assert len(each.chart.alt) > 40
        assert len(each.chart.title) > 10


def test_six_customers_are_summed_up_as_by_hand(tmp_path: Path) -> None:
    """The shop of docs: ADA three orders, CYD two, the others one; an unknown buyer is apart."""
    six = Shop(tmp_path)
    six.take_in("six.csv", file_rows().to_csv(index=False).encode())

    found = six.ask("/explore overview").metrics

    assert (found["customers"], found["orders"], found["revenue"]) == (6, 9, 360.0)
    assert found["average_order"] == 40.0
    assert found["repeat_rate"] == pytest.approx(2 / 6)
    # ADA 31 and 29 days, CYD 1.
    assert found["median_gap_days"] == 29
    # EVE's 200 of 360: a fifth of six is one.
    assert found["top_20_share"] == pytest.approx(200 / 360)
    assert (found["unknown_orders"], found["unknown_revenue"]) == (1, 95.0)


def small(rows: list[tuple[object, ...]]) -> bytes:
    return as_csv(rows, HEADER)


def sold(
    invoice: str, day: str, customer: object, quantity: int = 1, country: str = "France"
) -> tuple[object, ...]:
    return (invoice, "A1", "<!channel> *MUG*", quantity, f"{day} 10:00", "2.50", customer, country)


HARD = {
    "one order": small([sold("1", "2025-01-05", 12345)]),
    "one customer": small([sold(str(n), f"2025-0{n}-05", 12345) for n in range(1, 7)]),
    "no country": small(
        [sold(str(n), f"2025-01-{n + 10}", 12345 + n % 3, country="") for n in range(9)]
    ),
    "one day": small([sold(str(n), "2025-01-05", 12345 + n) for n in range(9)]),
    "all returned": small(
        [sold(f"{n}", "2025-01-05", 12345 + n) for n in range(5)]
        + [sold(f"C{n}", "2025-01-06", 12345 + n, -1) for n in range(5)]
    ),
    "long ago and today": small(
        [sold("1", "2003-01-05", 12345), sold("2", "2025-01-05", 12346)]
    ),
}  # fmt: skip


def answer_or_refusal(shop: Shop, line: str) -> Answer | str:
    try:
        return shop.ask(line)
    except SegbotError as refused:
        return refused.message


@pytest.mark.parametrize("kind", HARD)
def test_a_hard_shop_gets_sense_or_a_sentence_why_not(kind: str, tmp_path: Path) -> None:
    hard = Shop(tmp_path)
    hard.take_in("shop.csv", HARD[kind])

    for line in QUESTIONS:
        answer = answer_or_refusal(hard, line)
        if isinstance(answer, str):
            assert re.fullmatch(r"[A-Z][^\n]+\.", answer)
            continue
        assert answer.reading
        assert not re.search(r"\bnan\b|None|inf\b", summary(answer))
        for each in answer.pictures:
            assert each.chart.png


@pytest.mark.parametrize(
    ("kind", "line", "says", "never"),
    [
        ("one customer", "/explore overview", "1 customer: 6 orders", "fifth"),
        ("one customer", "/explore distributions", "Half of all next orders", "fifth"),
        ("one customer", "/explore revenue by=week", "had no order", "£0 after"),
        (
            "one order",
            "/explore products show=pareto",
            "1 product of 1",
            "1 product of 1 (100%) bring ",
        ),
        (
            "one order",
            "/explore cohorts",
            "Came back: it is too early to say.",
            "that time is over",
        ),
        ("one order", "/explore cohorts show=revenue", "1 customer has brought", "have"),
        ("one order", "/explore products show=rising", "They begin on 5 Jan 2025", "2025-"),
        ("one order", "/explore attributes town", "There is `country`.", "are"),
        ("no country", "/explore countries", "a column for the country", "|"),
    ],
)
def test_of_one_or_none_it_is_said_as_people_say_it(
    kind: str, line: str, says: str, never: str, tmp_path: Path
) -> None:
    hard = Shop(tmp_path)
    hard.take_in("shop.csv", HARD[kind])
    try:
        answer = hard.ask(line)
    except SegbotError as refused:
        said_ = f"{refused.message} {refused.hint}"
    else:
        titles = (each.chart.title for each in answer.pictures)
        said_ = " ".join([hard.said(line), *titles])

    assert says in said_
    assert never not in said_


def test_without_money_nothing_is_said_of_it(tmp_path: Path) -> None:
    unpriced = Shop(tmp_path)
    rows = [(n, f"2025-01-{1 + n % 28:02}", f"C{n % 7:03}", "MUG", 1) for n in range(60)]
    unpriced.take_in("shop.csv", as_csv(rows, ("order", "date", "customer", "product", "quantity")))

    answer = unpriced.ask("/explore overview")

    assert "£" not in unpriced.said("/explore overview")
    assert answer.metrics["revenue"] is None
    for line in ("/explore revenue", "/explore products", "/explore cohorts show=revenue"):
        with pytest.raises(SegbotError, match="what was paid"):
            unpriced.ask(line)
    assert unpriced.ask("/explore gaps").metrics["gaps"] > 0


def test_a_time_that_is_not_over_is_said_so(tmp_path: Path) -> None:
    one = Shop(tmp_path)
    one.take_in("shop.csv", shop())
    last = one.ask("/data status").metrics["last_order"]

    asked = one.ask(f"/explore overview since=2011-06-01 until={int(last[:4]) + 1}-01-31")

    assert any("isn't over" in each for each in asked.notes)


def test_no_market_is_made_of_what_has_no_country(tmp_path: Path) -> None:
    partly = Shop(tmp_path)
    orders = [(8, ""), (3, "United Kingdom"), (1, "Ireland")]
    rows = [
        sold(f"{country}{n}", f"2025-01-{n + 10}", 12345 + many * 100 + n, many, country)
        for many, country in orders
        for n in range(many)
    ]
    partly.take_in("shop.csv", small(rows))

    answer = partly.ask("/explore countries")

    assert [(each.lead, each.text) for each in answer.reading] == [
        ("United Kingdom", "12% of revenue, 3 customers."),
        ("Abroad", "1 other country, Ireland first with £2.50."),
        ("Without a country", "86% of revenue, 8 customers."),
    ]
    assert answer.tables[0].rows[-1][0] == "Not known"
    assert "Not known" not in answer.pictures[0].chart.alt


@pytest.mark.parametrize(
    ("months", "cause"),
    [
        ({1: [900, 10, 10], 2: [900] + [10] * 12, 3: [10]}, "giant_order"),
        ({1: [900, 10, 10], 2: [900] + [10] * 32, 3: [900, 10]}, "customers"),
        ({1: [10, 10, 10], 2: [500, 10, 10], 3: [500, 10, 10]}, "giant_order"),
        ({1: [10, 10, 10], 2: [500], 3: [480, 10]}, "giant_order"),
    ],
)
def test_a_jump_is_one_orders_where_the_largest_order_differs_that_much(
    months: dict[int, list[int]], cause: str, tmp_path: Path
) -> None:
    """A giant order on both sides of a jump explains nothing."""
    jumping = Shop(tmp_path)
    rows = [
        sold(f"{month}{n}", f"2025-0{month}-{1 + n % 28:02}", 12345 + n, units, "United Kingdom")
        for month, orders in months.items()
        for n, units in enumerate(orders)
    ]
    rows += [sold("a", "2025-01-01", 11111, country="United Kingdom")]
    rows += [sold("b", "2025-03-31", 11111, country="United Kingdom")]
    jumping.take_in("shop.csv", small(rows))

    answer = jumping.ask("/explore revenue by=month")

    assert answer.metrics["jump_cause"] == cause
    known = list(figures(answer))
    assert [each for each in said(answer) if not is_of(each, known)] == []


def test_quiet_shops_have_nothing_that_rises_stands_out_or_goes_together(tmp_path: Path) -> None:
    """Each kind of claim holds at 95% for a whole shop: of seven shops one makes it at most, which
    would be so in 6 of 100 such tests if every other shop did."""
    claims = np.zeros(5, int)
    for seed in range(7):
        folder = tmp_path / str(seed)
        folder.mkdir()
        quiet = Shop(folder)
        lines = quiet_lines(seed, customers=250, days=540)
        quiet.take_in("shop.csv", as_file(lines))
        quiet.take_in("people.csv", people_file(sorted(lines["customer_id"].unique()), seed))
        rising = quiet.ask("/explore products show=rising").metrics["rising"]
        falling = quiet.ask("/explore products show=falling").metrics["falling"]
        apart = quiet.ask("/explore products show=first").metrics["apart"]
        together = quiet.ask("/explore baskets").metrics["pairs"]
        related = quiet.ask("/explore relationships").metrics["findings"]
        known = quiet.ask("/explore attributes").metrics["told"]
        counted = (rising + falling, apart, together, related, known)
        claims += [each > 0 for each in counted]
    assert (claims <= 1).all()


def test_a_small_difference_is_not_called_none(sample: Shop) -> None:
    """Of 5,000 customers a trifle is more than chance; words and table say the same."""
    answer = sample.ask("/explore attributes")

    (country,) = answer.tables[0].rows
    assert country[-1] == "yes"
    assert (
        "Country differs between segments or groups by more than chance, but by"
        in answer.reading[0].text
    )
