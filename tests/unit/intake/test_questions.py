"""The questions that a file may raise: what each offers, and how that is said in any other way."""

from collections.abc import Callable
from datetime import date
from typing import get_args

import pytest
from readings import frame, understood

from analytics.intake.date_evidence import DateBasis, DateFinding
from analytics.intake.dates import DateForm, DateOrder
from analytics.intake.discounts import DiscountOrNot
from analytics.intake.findings import (
    CurrencyFinding,
    CustomersOrOrders,
    Doubt,
    MissingColumns,
    RowsAndMoney,
    Topic,
    UnknownStatuses,
    WhichCustomer,
)
from analytics.intake.grain import Grain, LineOrOrder, PieceOrRow
from analytics.intake.numbers import DecimalFinding, DecimalMark
from analytics.intake.order_numbers import OrderNumbers
from analytics.intake.reading import DiscountForm, Reading, Role
from analytics.vocabulary.rows import RowKind
from bot.language.declaration import parameters
from bot.language.file_options import COLUMN, FileOptions
from bot.language.parser import options
from bot.services.intake.choices import choices
from bot.services.intake.options import NO_OPTIONS, ReadingOptions
from bot.services.intake.question import AmbiguousFile, FileQuestion
from bot.services.intake.wording import columns_words

APRIL, MARCH = date(2025, 4, 3), date(2025, 3, 4)
# By what a column that has no name for it may be missing as.
MISSING = [
    MissingColumns(
        (role, *rest), ("A", "B", "C", "D"), {}, False, possible=("A", "B"), pieces="C", price="D"
    )
    for role, *rest in ([Role.TIME], [Role.CUSTOMER, Role.PRICE], [Role.PRICE], [Role.QUANTITY])
]
DOUBTS: list[Doubt] = [
    *MISSING,
    MissingColumns(
        (Role.PRICE,), ("A", "B"), {}, False, possible=("A",), orders_repeat=True, of_orders=("A",)
    ),
    PieceOrRow("Price", "Items", 20.0, 10.0),
    LineOrOrder(
        "Sum",
        Grain(RowKind.LINES, {Role.AMOUNT: "Sum"}),
        Grain(RowKind.ORDERS, {Role.TOTAL: "Sum"}),
    ),
    WhichCustomer({"E-mail": 3, 'Card "gold"': 2}),
    CustomersOrOrders("Who", "When", "How much"),
    DateFinding(
        DateForm(DateOrder.DAY_FIRST),
        DateBasis.NOTHING,
        either="03/04/2025",
        meanings={DateOrder.DAY_FIRST: APRIL, DateOrder.MONTH_FIRST: MARCH},
    ),
    DecimalFinding(
        DecimalMark.POINT, "1.234", {DecimalMark.POINT: 1.234, DecimalMark.COMMA: 1234.0}
    ),
    CurrencyFinding("GBP", {"GBP": 3, "EUR": 2}),
    OrderNumbers(example="7", customers=1, days=2, numbers=3, orders=4, is_open=True),
    UnknownStatuses(
        {("Status", "On hold"): RowsAndMoney(2, 500), ("Status", "Quote"): RowsAndMoney(1, 100)},
        {("Status", "Failed"): RowsAndMoney(1, 700)},
    ),
    UnknownStatuses({("Voided", "Voided"): RowsAndMoney(3, 500)}, {}),
    DiscountOrNot("Off", "Price", {DiscountForm.ROW: 10.0, DiscountForm.INCLUDED: 20.0}),
]


def test_there_is_an_example_of_every_question() -> None:
    assert {type(each) for each in DOUBTS} == {*get_args(Doubt)}


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda each: type(each).__name__)
def test_each_answer_is_said_by_the_words_that_options_take(doubt: Doubt) -> None:
    """What a button says, the words of a message say as well, and nothing else."""
    found = choices(doubt, ("EUR", "GBP"))

    assert len(found) >= 2 or isinstance(doubt, MissingColumns)
    assert len({each.label for each in found}) == len(found)
    for each in found:
        said = ReadingOptions.of(options(FileOptions, each.words))
        assert said == ReadingOptions.of(each.options) != NO_OPTIONS


@pytest.mark.parametrize("topic", Topic)
def test_a_question_without_buttons_has_an_example_that_options_take(topic: Topic) -> None:
    question = FileQuestion("a.csv", "", ("?",), (), Reading(RowKind.LINES, {}), (topic,))
    (words,) = AmbiguousFile(question, "").examples

    assert ReadingOptions.of(options(FileOptions, words)) != NO_OPTIONS


def test_what_a_column_was_taken_for_is_called_as_the_option_that_says_it() -> None:
    sayable = {role: name for role in Role for name in [_option(role)] if name}
    reading = Reading(RowKind.LINES, {role: role.value.upper() for role in sayable})
    (words,) = columns_words(reading, ())

    for role, name in sayable.items():
        assert f"{name} from “{role.value.upper()}”" in words
    assert {Role.TIME, Role.CUSTOMER, Role.INVOICE, Role.TOTAL} <= sayable.keys()


def _option(role: Role) -> str:
    """The option that says which column has a role; empty where none does."""
    for name, declared in parameters(FileOptions).items():
        said = ReadingOptions.of(FileOptions(**{name: "X"})) if declared is COLUMN else NO_OPTIONS
        if said.columns.get(role) == "X":
            return name
    return ""


DAYS = [(5000 + n, f"2024-01-{n + 1:02}", n % 5) for n in range(20)]


@pytest.mark.parametrize(
    ("headers", "row", "role", "offered"),
    [
        # Neither the number of the order nor the pieces are a customer.
        (
            "Num,Date,Nasabah,Jumlah,Total",
            lambda n, day, who: f"{n},{day},Budi {who},2,9.50",
            Role.CUSTOMER,
            ("Nasabah",),
        ),
        (
            "No Faktur,Date,DNI,Total",
            lambda n, day, who: f"F-{n},{day},4410{who}871,9.50",
            Role.CUSTOMER,
            ("DNI",),
        ),
        # Half of a name is many people's; a kind of customer is nobody.
        (
            "Order ID,Date,First Name,Segment,Handy,Total",
            lambda n, day, who: f"{n},{day},Ann,Retail,0770090{who}111,9.50",
            Role.CUSTOMER,
            ("Handy",),
        ),
        # Where people live is nobody, however many towns come back.
        (
            "Order ID,Date,Town,Postcode,Nasabah,Total",
            lambda n, day, who: f"{n},{day},Town {n % 7},AB{n % 9} 1CD,Budi {who},9.50",
            Role.CUSTOMER,
            ("Nasabah",),
        ),
        # A salary, a place on the globe and a phone are no money.
        (
            "Order ID,Date,Customer ID,Verdienst,Breite,Telefon,Betr",
            lambda n, day, who: (
                f"{n},{day},K{who},{1000 + who}.50,51.5{who}074,07700{who}112,{n}.5"
            ),
            Role.PRICE,
            ("Betr",),
        ),
    ],
)
def test_no_column_is_offered_that_the_rows_rule_out(
    headers: str, row: Callable[[int, str, int], str], role: Role, offered: tuple[str, ...]
) -> None:
    found = understood(frame(headers, *(row(*each) for each in DAYS)))
    missing = next(each for each in found.columns if isinstance(each, MissingColumns))

    assert missing.roles == (role,)
    assert missing.possible == offered
