"""Which currency a text tells."""

import pytest

from analytics.intake.currencies import possible


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("£12.50", "GBP"),
        ("12,50 €", "EUR"),
        ("$12.50", "USD"),
        ("CA$12.50", "CAD"),
        ("C$ 12.50", "CAD"),
        ("12,50 $US", "USD"),
        ("12,50 £GB", "GBP"),
        ("CN¥12", "CNY"),
        ("R$ 12,50", "BRL"),
        ("12,50 kr.", "SEK"),
        ("12,50 zł", "PLN"),
        ("EUR 12,50", "EUR"),
        ("usd", "USD"),
        ("12.50", None),
        ("12 pcs", None),
        ("free", None),
        ("", None),
    ],
)
def test_a_sign_or_a_code_tells_the_currency(text: str, likeliest: str | None) -> None:
    assert next(iter(possible(text)), None) == likeliest


def test_a_sign_that_several_currencies_share_tells_all_of_them() -> None:
    assert {"USD", "CAD", "AUD"} <= {*possible("$5")}
    assert {"SEK", "DKK", "NOK"} <= {*possible("5 kr")}
