"""What is said about files, word by word."""

import pandas as pd
import pytest
from readings import HEADER_NAMES, TODAY, frame, understood

from analytics.intake.date_evidence import DateEvidence
from analytics.intake.findings import CurrencyFinding, Topic
from analytics.intake.numbers import DecimalEvidence
from analytics.vocabulary.rows import Reason
from bot.services.intake.wording import doubt_words, evidence, reason_words


def asked(chunk: pd.DataFrame, currency: str = "GBP") -> list[str]:
    doubts = understood(chunk, currency).doubts.values()
    return [doubt_words(each, HEADER_NAMES) for of_topic in doubts for each in of_topic]


def because(chunk: pd.DataFrame) -> tuple[str, ...]:
    found = understood(chunk)
    return evidence(found, found.reading)


def test_every_reason_can_stand_within_a_sentence() -> None:
    for reason in Reason:
        words = reason_words(reason.value)
        assert words[0].islower()
        assert not words.endswith(".")


def test_a_missing_column_is_named_beside_those_that_are_there() -> None:
    chunk = frame("Invoice,StockCode,Quantity,Price,Customer ID", "1,A,2,1.50,7")
    assert asked(chunk) == [
        (
            "I can't tell which column is the date (such as “Invoice Date”). The columns are: "
            "“Invoice”, “StockCode”, “Quantity”, “Price”, “Customer ID”."
        )
    ]


def test_one_thing_is_asked_at_a_time_and_a_table_without_headers_is_called_so() -> None:
    names = ",".join(f"column {at}" for at in range(1, 5))
    (question,) = asked(frame(names, "1,2026-01-05,a@b.de,2.50", "2,2026-01-06,c@d.de,3.50"))
    assert question == (
        "The file has no header row. I can't tell which column is the customer. By its values, I"
        " would take “column 3” for the customer."
    )


def test_of_many_columns_the_first_twenty_are_listed() -> None:
    names = ",".join(f"c{at}" for at in range(25))
    (question,) = asked(frame(names, ",".join("x" * 25)))
    assert "“c19” and 5 more." in question


def test_two_doubts_about_columns_are_both_asked() -> None:
    """Which column is missing was lost where a total was in doubt, too."""
    chunk = frame("Order,Customer,Product,Total", "1,7,A,9.00", "1,7,B,9.00", "2,8,A,4.00")
    assert [words.split(" ")[0] for words in asked(chunk)] == ["I", "“Total”"]


def test_a_total_in_doubt() -> None:
    chunk = frame("Order,Date,Customer,Total", "1,2026-01-05,7,9.00", "1,2026-01-05,7,9.00")
    assert asked(chunk) == [
        (
            "“Total” could be the amount of each row or the total of the whole order, and the "
            "orders that have several rows don't tell."
        )
    ]


def test_customers_or_their_orders() -> None:
    chunk = frame("Customer,When,How much", "7,2026-01-05,10.50", "8,2026-01-06,9.90")
    assert asked(chunk) == [
        (
            "There is one row for each “Customer”, with a date (“When”) and an amount (“How "
            "much”). Are the rows what is known of customers, or their orders?"
        )
    ]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["2010-12-01"], ""),
        (["13/12/2010"], "Dates are day first, as “13/12/2010” shows."),
        (
            ["13/12/2010", "14/12/2010", "12/15/2010"],
            (
                "Dates are in two orders: “13/12/2010” can only be day first, and “12/15/2010”"
                " can't. In which order are those that could be either?"
            ),
        ),
        (
            ["13/12/2010", "14-12-2010", "12.15.2010"],
            (
                "Dates are in two orders: “13/12/2010” is day first, and “12.15.2010”, with"
                " another mark, isn't. I read each by its mark."
            ),
        ),
        (["2024-W05"], "“2024-W05” is a week: each counts as its first day."),
        (
            [f"24/01/{day:02}" for day in range(1, 20)],
            "Dates begin with the year, as in “24/01/01”: its last number varies.",
        ),
        (["9.12.2011"], "Dates are day first, as dates with dots are."),
        (["03/12/2026"], "Dates are month first: day first, some would be in the future."),
        (["12/03/2026"], "Dates are day first: month first, some would be in the future."),
        (
            ["01/02/2011", "01/03/2011", "01/04/2011", "02/01/2011", "02/03/2011", "03/02/2011"],
            "Dates are month first: only so are the rows in time order.",
        ),
        (["05/05/2011"], "In every date, day and month are the same number."),
        (
            ["03/04/2011"],
            "“03/04/2011” could be 3 April 2011 or 4 March 2011, and no other date settles it.",
        ),
    ],
)
def test_how_dates_are_written(texts: list[str], words: str) -> None:
    found = DateEvidence(TODAY)
    found.add(pd.Series(texts, dtype="str"))
    assert doubt_words(found.finding(), HEADER_NAMES) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7", ""),
        ("12,50", "Decimals have a comma, as in “12,50”."),
        (
            "1.234",
            (
                "“1.234” could be 1.234 (decimal point) or 1,234 (decimal comma), and the other "
                "numbers don't tell."
            ),
        ),
    ],
)
def test_how_decimals_are_written(text: str, words: str) -> None:
    found = DecimalEvidence()
    found.add(pd.Series([text], dtype="str"))
    assert doubt_words(found.finding(), HEADER_NAMES) == words


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"EUR": 3}, "The amounts are in EUR, but everything here is counted in GBP."),
        (
            {"GBP": 3, "EUR": 1000},
            (
                "The amounts are in several currencies: GBP in 3 rows, EUR in 1,000 rows. Rows in "
                "any but GBP would be set aside."
            ),
        ),
        (
            {"EUR": 3, "USD": 2},
            (
                "The amounts are in several currencies: EUR in 3 rows, USD in 2 rows. Everything "
                "here is counted in GBP."
            ),
        ),
    ],
)
def test_a_currency_that_is_not_the_workspaces(rows: dict[str, int], words: str) -> None:
    assert doubt_words(CurrencyFinding("GBP", rows), HEADER_NAMES) == words


def test_why_a_file_is_read_so() -> None:
    chunk = frame("Date,Customer,Product,Quantity,Price", "13/01/2026,C7,A,1,2.00")
    assert because(chunk) == (
        (
            "Each row is a line of an order; there are no invoice numbers, so what a customer "
            "bought at one moment is one order."
        ),
        "Dates are day first, as “13/01/2026” shows.",
        "Decimals have a point, as in “2.00”.",
    )


def test_what_a_file_left_open_somebody_said() -> None:
    found = understood(frame("Order,Date,Customer,Qty,Price", "1,03/04/2025,7,1,2.00"))
    assert list(found.doubts) == [Topic.DATES]
    assert "Dates are written day first, as you said." in evidence(found, found.reading)
