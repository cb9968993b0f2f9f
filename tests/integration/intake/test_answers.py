"""What is asked about a file, what each answer would make of it, and that it then does."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.intake.findings import Topic
from analytics.intake.numbers import DecimalMark
from bot.language.file_options import FileOptions
from bot.language.parser import options
from bot.render.mapping_form import mapping_form
from bot.render.question import asking
from bot.services.dispatch import Services
from bot.services.intake.importing import ImportReport
from bot.services.intake.options import NO_OPTIONS, ReadingOptions
from bot.services.intake.question import AmbiguousFile, FileQuestion
from bot.services.intake.together import Unit
from storage.store import Store

DAYS = [(5_000 + n, f"2024-01-{n + 1:02}", n % 5) for n in range(20)]
NAMES = ["Ann,Lee", "Ann,Fox", "Bob,Lee", "Cem,Ray", "Dan,Orr"]


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def brought(folder: Path, text: str, how: ReadingOptions = NO_OPTIONS) -> ImportReport:
    """A file as it comes in from Slack and from the terminal, into the store of the folder."""
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    services = Services()
    context = services.context(Store(folder / "team.db"))
    return services.take_in(Unit(path.name, path), context, how)


def asked(folder: Path, text: str) -> FileQuestion:
    """The question about a file; its form has all that its answers say, too."""
    with pytest.raises(AmbiguousFile) as unclear:
        brought(folder, text)
    question = unclear.value.question
    menus = in_menus(question)
    for choice in question.choices:
        for setting, value in choice.said.items():
            assert {*as_chosen(setting, value)} <= menus[BLOCKS.get(setting, setting)], choice
    return question


#: Where a form asks for the same as a setting, if it has another name there.
BLOCKS = {"date": "time", "discount": "discount_form"}


def in_menus(question: FileQuestion, *, of: str = "options") -> dict[str, set[str]]:
    """The texts and values in the menus of its form; or those filled in, which are its
    ``initial_option``."""
    found: dict[str, set[str]] = {}
    for block in mapping_form(question, {})["blocks"]:
        options = block.get("element", {}).get(of, [])
        options = options if isinstance(options, list) else [options]
        if options:
            said = {text for each in options for text in (each["text"]["text"], each["value"])}
            found[block["block_id"]] = said
    return found


def as_chosen(setting: str, value: str) -> list[str]:
    """What to choose in a form for what a setting says."""
    if setting == "decimals":
        return [DecimalMark[value.upper()]]
    if setting in {"unpaid", "refunds"}:
        return [] if value == "none" else value.split(", ")
    return [value]


@dataclass(frozen=True)
class Asked:
    """A file, what is asked about it, each answer with what it makes, and which is given."""

    what: str
    text: str
    question: str
    answers: dict[str, str]
    given: str


CASES = [
    Asked(
        "first and last names are whole names together",
        lines(
            "Order ID,Date,First Name,Last Name,Total",
            *(f"{number},{day},{NAMES[who]},9.50" for number, day, who in DAYS),
        ),
        "I can't tell which column is the customer.",
        {"“First Name + Last Name”": "5 customers, 20 orders, £190.00"},
        "“First Name + Last Name”",
    ),
    Asked(
        "neither the order's number nor its pieces are a customer",
        lines(
            "Num,Date,Nasabah,Jml,Total",
            *(f"{number},{day},Budi {who},{1 + number % 3},9.50" for number, day, who in DAYS),
        ),
        "By its values, I would take “Nasabah” for the customer.",
        {"“Nasabah”": "5 customers, 20 orders, £190.00"},
        "“Nasabah”",
    ),
    Asked(
        "a total that is the same on all lines of its order is nobody's unit price",
        lines(
            "Order ID,Date,Customer ID,Artikel,Stck,Betr",
            *(
                f"{number},{day},K{who},{item},{pieces},{number % 7}.25"
                for number, day, who in DAYS
                for item, pieces in (("A", 1), ("B", 3))
            ),
        ),
        "I would take “Betr” for the total of the order",
        {
            # 2 + 3 + … pounds for each order, and 25 pence.
            "“Betr” for the whole order": "5 customers, 20 orders, £67.00",
            "No column says what was paid": "5 customers, 20 orders",
        },
        "“Betr” for the whole order",
    ),
    Asked(
        "rows of a word that nobody knows may be money that was given back",
        lines(
            "Order ID,Date,Customer ID,Status,Total",
            *(
                f"{number},{day},K{who},{'Parked' if number % 4 else 'Paid'},5.00"
                for number, day, who in DAYS
            ),
        ),
        "I can't tell whether these are sales",
        {
            "All are sales": "5 customers, 20 orders, £100.00",
            # 5000, 5004, 5008, 5012, 5016: one of each.
            "It is no sale": "5 customers, 5 orders, £25.00",
            "It gives money back": "5 customers, 20 orders and returns, £25.00",
        },
        "It gives money back",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_what_an_answer_would_make_of_a_file_it_does(case: Asked, tmp_path: Path) -> None:
    question = asked(tmp_path, case.text)

    assert case.question in question.questions[0]
    labels = [each.label for each in question.choices]
    assert dict(zip(labels, question.makes(), strict=True)) == case.answers
    assert len(question.shown) == 4
    assert Store(tmp_path / "team.db").is_empty()

    chosen = question.choices[labels.index(case.given)]
    report = brought(tmp_path, case.text, question.answered(chosen))
    assert chosen.made is not None
    made = (report.customers, report.orders_new, report.revenue_cents)
    assert made == (chosen.made.customers, chosen.made.orders, chosen.made.cents)
    # To read it differently, a form has what was chosen.
    services = Services()
    context = services.context(Store(tmp_path / "team.db"))
    chosen_now = in_menus(services.question_about(None, context), of="initial_option")
    for setting, value in chosen.said.items():
        if setting in {"customer", "total"}:
            assert value in chosen_now[setting]
    # And the next file with the same headers needs no answer.
    assert brought(tmp_path, case.text.replace("2024", "2025")).rows_kept == report.rows_kept


@pytest.mark.parametrize(
    ("header", "row", "labels"),
    [
        (
            "Order ID,Date,Customer ID,Total",
            lambda n, day, who: f"{n},{day},K{who},{1 + n % 7}.250",
            ["Point (3.25)", "Comma (3,250)"],
        ),
        (
            "Order ID,Date,Customer ID,SKU,Quantity,Unit Price,Discount",
            lambda n, day, who: f"{n},{day},K{who},A,{1 + n % 3},10.00,{n % 3}",
            ["Money off each row", "Money off each piece", "Per cent"],
        ),
        (
            "Customer ID,Joined,Worth",
            lambda n, day, who: f"K{n},{day},{n % 7}.50",
            ["What is known of customers", "Their orders, one a row"],
        ),
    ],
)
def test_what_only_a_menu_tells_is_in_the_form_too(
    header: str, row: Callable[[int, str, int], str], labels: list[str], tmp_path: Path
) -> None:
    question = asked(tmp_path, lines(header, *(row(*each) for each in DAYS)))
    assert [each.label for each in question.choices] == labels


def test_who_the_customer_is_is_asked_once(tmp_path: Path) -> None:
    """By two columns that nothing but their values tells to be customers, neither more than the
    other."""
    text = lines(
        "Order ID,Date,Firma,Contact,Total",
        *(f"{n},{day},F{n % 4},Ann {who},5.00" for n, day, who in DAYS),
    )
    question = asked(tmp_path, text)

    (sentence,) = question.questions
    assert sentence.startswith("Which column is the customer?")
    made = dict(zip((each.label for each in question.choices), question.makes(), strict=True))
    assert made == {
        "“Contact”": "5 customers, 20 orders, £100.00",
        "“Firma”": "4 customers, 20 orders, £100.00",
    }


def test_the_rows_of_an_order_on_several_days_are_shown(tmp_path: Path) -> None:
    """Of that order, a row of each day; not those in which another column says 1."""
    placed = {number: (1, 1, 2, 3) if number == 1 else (1, 2) for number in range(9, 0, -1)}
    text = lines(
        "Order ID,Date,Customer ID,Product,Quantity,Price",
        *(
            f"{number},2024-01-{day + number:02},K{number % 4},MUG,1,{3 + at}.50"
            for number, days in placed.items()
            for at, day in enumerate(days)
        ),
    )
    question = asked(tmp_path, text)

    assert question.questions[0].startswith("Order “1” has rows of 3 days.")
    headers, *rows = question.shown
    found = [(row[headers.index("Order ID")], row[headers.index("Date")]) for row in rows]
    assert found == [("1", "2024-01-02"), ("1", "2024-01-03"), ("1", "2024-01-04")]


def test_sums_tell_answers_apart_while_the_currency_is_still_to_be_asked_for(
    tmp_path: Path,
) -> None:
    """A price of one or of the line, in a file whose decimal commas speak against pounds."""
    text = lines(
        "Order ID;Date;Customer ID;SKU;Qty;Coût",
        *(f"{n};2024-01-{n + 1:02};K{n % 5};A{n % 3};{n % 4 + 1};{n},50" for n in range(20)),
    )
    question = asked(tmp_path, text)

    assert Topic.CURRENCY in question.open
    assert question.alike == ""
    said = asking(question, 1).text
    rows, pieces = (sum((n % 4 + 1) ** each * (n + 0.5) for n in range(20)) for each in (0, 1))
    assert f"5 customers, 20 orders, {rows:,.2f} in money" in said
    assert f"5 customers, 20 orders, {pieces:,.2f} in money" in said
    assert "£" not in said


def test_dates_that_span_the_same_either_way_are_told_apart_by_one(tmp_path: Path) -> None:
    """All from 1 January to 12 December in either order; figures alike are said but once."""
    days = ["01/01/2024", "12/12/2024", "03/04/2024", "05/06/2024", "04/03/2024"]
    text = lines(
        "Order ID,Date,Customer ID,Total",
        *(f"{n},{days[n % 5]},K{n % 3},5.00" for n in range(10)),
    )
    question = asked(tmp_path, text)

    labels = [each.label for each in question.choices]
    assert labels == ["Day first (3 April 2024)", "Month first (4 March 2024)"]
    assert question.alike == "3 customers, 10 orders, £50.00, 1 Jan 2024 to 12 Dec 2024"
    assert asking(question, 1).text.endswith(
        f"Whichever it is, the file would make {question.alike}."
    )
    column = question.shown[0].index("Date")
    assert [row[column] for row in question.shown].count("03/04/2024") == 2


def test_dates_in_two_orders_are_asked_about_by_one_that_could_be_either(tmp_path: Path) -> None:
    days = ["13/01/2024", "01/14/2024", "03/04/2024"]
    text = lines(
        "Order ID,Date,Customer ID,Total", *(f"{n},{days[n % 3]},K{n % 3},5.00" for n in range(9))
    )
    question = asked(tmp_path, text)

    assert question.questions[0].endswith("those that could be either, such as “03/04/2024”?")
    labels = [each.label for each in question.choices]
    assert labels == ["Day first (3 April 2024)", "Month first (4 March 2024)"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            lines(
                "Order ID,Date,Customer ID,Total",
                *(f"{n},FY24-P{n % 9},K{n % 5},9.50" for n in range(20)),
            ),
            "I can't read “Date”: “FY24-P0” is none of the dates that I know.",
        ),
        (
            lines(
                "Order ID,Date,Customer ID,Total",
                *(f"{number},{day},K{who},about {number}" for number, day, who in DAYS),
            ),
            "I can't read “Total”: “about 5000” is none of the numbers that I know.",
        ),
    ],
)
def test_a_column_that_is_called_so_but_cannot_be_read_is_named(
    text: str, said: str, tmp_path: Path
) -> None:
    assert asked(tmp_path, text).questions[0].startswith(f"{said} Write them like ")


def test_what_only_people_have_tells_customers_from_orders(tmp_path: Path) -> None:
    """A birthday is no order's day, and nobody gives an order a lifecycle."""
    born = lines(
        "Customer ID,Name,Date of Birth,Annual Spend",
        *(f"K{n},Ann {n},19{50 + n}-03-10,{n}00.50" for n in range(20)),
    )
    contacts = lines(
        "Record,First Name,Email,Create Date,Lifecycle Stage,Annual Revenue",
        *(f"{n},Ann,ann{n}@x.com,2024-01-{n + 1:02},lead,{n}00.50" for n in range(20)),
    )
    for name, text in (("born", born), ("contacts", contacts)):
        (tmp_path / name).mkdir()
        assert brought(tmp_path / name, text).customers_new == 20


def test_that_the_rows_are_customers_says_who_they_are(tmp_path: Path) -> None:
    survey = lines(
        "Respondent,Filled in,Monthly spend (£)",
        *(f"R{n:03},2024-05-{n + 1:02},{n}0.5" for n in range(20)),
    )
    people = ReadingOptions.of(options(FileOptions, "kind=customers"))
    assert brought(tmp_path, survey, people).customers_new == 20


def test_that_guests_are_customers_is_known_of_the_next_file(tmp_path: Path) -> None:
    def guests(start: int) -> str:
        rows = (f"{start + n},2024-01-05,{'Guest' if n % 2 else 'K1'},5.00" for n in range(4))
        return lines("Order ID,Date,Customer ID,Total", *rows)

    said = ReadingOptions.of(options(FileOptions, "guests=customers"))
    unsaid = ReadingOptions.of(options(FileOptions, "guests=nobody"))
    assert brought(tmp_path, guests(1), said).customers == 2
    assert brought(tmp_path, guests(11)).customers == 2
    assert brought(tmp_path, guests(21), unsaid).customers == 1
    assert brought(tmp_path, guests(31)).customers == 1
