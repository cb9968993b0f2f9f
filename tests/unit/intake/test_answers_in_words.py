"""What people say where a file waits for an answer."""

from dataclasses import replace

import pytest

from analytics.intake.findings import Topic
from analytics.intake.reading import Reading
from analytics.vocabulary.rows import RowKind
from bot.services.intake.question import Choice, FileQuestion

SALES = ("All are sales", "It is no sale", "It gives money back")
DATES = ("Day first (4 March 2011)", "Month first (3 April 2011)")
ORDERS = ("One order", "One order a day")


def asked(topic: Topic, labels: tuple[str, ...]) -> FileQuestion:
    choices = tuple(Choice(each, {}) for each in labels)
    reading = Reading(kind=RowKind.LINES, columns={})
    return FileQuestion("a.csv", "", ("Which?",), (), reading, (topic,), choices=choices)


@pytest.mark.parametrize(
    ("labels", "topic", "said", "meant"),
    [
        (SALES, Topic.STATUSES, "Yes.", "All are sales"),
        (SALES, Topic.STATUSES, "no", "It is no sale"),
        (SALES, Topic.STATUSES, "it gives money back", "It gives money back"),
        (SALES, Topic.STATUSES, "no sale", "It is no sale"),
        (SALES, Topic.STATUSES, "a sale", None),
        (SALES, Topic.STATUSES, "is it no sale?", None),
        (DATES, Topic.DATES, "day first", DATES[0]),
        (DATES, Topic.DATES, "the second one please", DATES[1]),
        (DATES, Topic.DATES, "1", DATES[0]),
        # Both are something first.
        (DATES, Topic.DATES, "first", None),
        (DATES, Topic.DATES, "yes", None),
        (DATES, Topic.DATES, "day first, said Tom", None),
        (ORDERS, Topic.ORDERS, "one order", "One order"),
        (ORDERS, Topic.ORDERS, "a day", "One order a day"),
        (ORDERS, Topic.ORDERS, "third", None),
        (ORDERS, Topic.ORDERS, "", None),
    ],
)
def test_an_answer_is_what_is_of_one_choice_alone(
    labels: tuple[str, ...], topic: Topic, said: str, meant: str | None
) -> None:
    choice = asked(topic, labels).choice_meant(said)

    assert (choice and choice.label) == meant


MONEY = ("EUR", "GBP")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((words, "EUR") for words in ("it's euros", "euro", "€", "EUR", "in euros, please")),
        *((words, "GBP") for words in ("pounds", "£", "the amounts are in British pounds")),
        *((words, None) for words in ("dollars", "euros or pounds", "is it euros?", "ask Eur")),
    ],
)
def test_a_currency_is_meant_by_its_name_its_sign_and_its_code(
    said: str, meant: str | None
) -> None:
    choices = tuple(Choice(code, {"currency": code}) for code in MONEY)
    question = replace(asked(Topic.CURRENCY, ()), choices=choices)

    choice = question.choice_meant(said)

    assert (choice and choice.label) == meant
