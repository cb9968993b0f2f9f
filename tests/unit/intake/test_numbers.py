"""Numbers as people and programs write them."""

import numpy as np
import pandas as pd
import pytest

from analytics.intake.numbers import DecimalEvidence, DecimalMark, numbers

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


def read(text: str, mark: DecimalMark) -> float:
    return float(numbers(pd.Series([text], dtype="str"), mark)[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("12.50", 12.5),
        ("12,50", 12.5),
        ("-12,5", -12.5),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1 234,50", 1234.5),
        ("1\u00a0234,50", 1234.5),
        ("1\u202f234,50", 1234.5),
        ("1'234.50", 1234.5),
        ("1’234.50", 1234.5),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("12,34,567.89", 1_234_567.89),
        ("1,23,456", 123_456),
        ("0,345", 0.345),
        ("0.345", 0.345),
        ("1234,567", 1234.567),
        ("1.2340", 1.234),
        (".5", 0.5),
        (",5", 0.5),
        ("3.", 3),
        ("1e3", 1000),
        ("1.5E-2", 0.015),
        ("£12.50", 12.5),
        ("12,50 €", 12.5),
        ("€ 12,50", 12.5),
        ("€ -12,50", -12.5),
        ("-€12.50", -12.5),
        ("EUR 12,50", 12.5),
        ("12.50 USD", 12.5),
        ("US$12.50", 12.5),
        ("R$ 1.234,50", 1234.5),
        ("1 234,50 kr", 1234.5),
        ("1.234,50 kr.", 1234.5),
        ("1234,50 zł", 1234.5),
        ("CHF 1'234.50", 1234.5),
        ("(12.50)", -12.5),
        ("($12.50)", -12.5),
        ("12.50-", -12.5),
        ("\u221212,50", -12.5),
        ("+3", 3),
        ("  7 ", 7),
    ],
)
@pytest.mark.parametrize("mark", DecimalMark)
def test_a_number_with_one_meaning_is_read_so_in_any_file(
    text: str, value: float, mark: DecimalMark
) -> None:
    assert read(text, mark) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "with_point", "with_comma"),
    [("1.234", 1.234, 1234), ("1,234", 1234, 1.234), ("€12.345", 12.345, 12345)],
)
def test_a_number_with_two_meanings_is_read_by_the_files_mark(
    text: str, with_point: float, with_comma: float
) -> None:
    assert (read(text, POINT), read(text, COMMA)) == (with_point, with_comma)


@pytest.mark.parametrize(
    "text",
    ["", "free", "inf", "nan", "1,23,4", "1.2.3", "1,2,3.4.5", "12:30", "2011-12-09", "--5", "(5",
     "(-5)", "-5-", "1 2", "12.50 euros", "$", ".", "1e", "5%", "³", "三"],
)  # fmt: skip
@pytest.mark.parametrize("mark", DecimalMark)
def test_what_is_no_number_is_none(text: str, mark: DecimalMark) -> None:
    assert np.isnan(read(text, mark))


@pytest.mark.parametrize(
    ("texts", "mark", "certain"),
    [
        (["12.50", "3"], POINT, True),
        (["12,50", "3"], COMMA, True),
        (["1,234", "12,50"], COMMA, True),
        (["1,234", "1,234.50"], POINT, True),
        (["12,50", "13,75", "14.20"], COMMA, True),
        (["1", "20"], POINT, True),
        (["1,234", "5"], POINT, False),
        (["1.234"], POINT, False),
    ],
)
def test_tells_the_decimal_mark_from_the_numbers_that_have_one_meaning(
    texts: list[str], mark: DecimalMark, certain: bool
) -> None:
    evidence = DecimalEvidence()
    evidence.add(pd.Series(texts))
    found = evidence.finding()
    assert (found.mark, not found.is_open) == (mark, certain)


def test_says_what_an_ambiguous_number_could_be() -> None:
    evidence = DecimalEvidence()
    evidence.add(pd.Series(["1.234"]))
    found = evidence.finding()
    assert (found.example, dict(found.meanings)) == ("1.234", {POINT: 1.234, COMMA: 1234})


@pytest.mark.parametrize("mark", list(DecimalMark))
def test_a_number_that_no_computer_counts_with_is_beyond_all_bounds(mark: DecimalMark) -> None:
    """Among whole numbers pandas keeps it whole, and then can't make a float of it."""
    assert numbers(pd.Series(["9" * 400, "7"], dtype="str"), mark).tolist() == [float("inf"), 7]
