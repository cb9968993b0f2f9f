"""Which currency a text tells."""

import pandas as pd
import pytest

from analytics.intake.currencies import foreign_country, in_header, possible, without_currency
from analytics.intake.numbers import DecimalMark, readings


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
        ("35 TL", "TRY"),
        ("₺35", "TRY"),
        ("Rs. 500", "INR"),
        ("￥500", "JPY"),
        ("500円", "JPY"),
        ("500元", "CNY"),
        ("5000원", "KRW"),
        ("1 200 ₽", "RUB"),
        ("1 200 руб.", "RUB"),
        ("1 200 грн", "UAH"),
        ("120 Kč", "CZK"),
        ("Fr. 35.-", "CHF"),
        ("€ 35,-", "EUR"),
        ("NT$ 35", "TWD"),
        ("RM12.50", "MYR"),
        ("Rp 12.500", "IDR"),
        ("12 лв", "BGN"),
        ("RMB 12", "CNY"),
        ("TOTAL", None),
        ("35.-", None),
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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35 TL", 35.0),
        ("Rs. 500.50", 500.5),
        ("￥500", 500.0),
        ("500円", 500.0),
        ("12,50 kr", 12.5),
        ("35.-", 35.0),
        ("€ 35,-", 35.0),
        ("Fr. 35.-", 35.0),
        ("12,50 zł", 12.5),
        ("1 234,50 Kč", 1234.5),
        ("R$ 1.234,50", 1234.5),
        ("1 234,50 ₽", 1234.5),
        ("₺1.234,50", 1234.5),
    ],
)
def test_an_amount_is_read_with_its_sign_or_word(text: str, value: float) -> None:
    assert set(readings(text).values()) == {value}
    assert readings("12,50 руб.")[DecimalMark.COMMA] == 12.5


@pytest.mark.parametrize(
    ("header", "likeliest", "without"),
    [
        ("Amount (EUR)", "EUR", "Amount ( )"),
        ("Umsatz in €", "EUR", "Umsatz"),
        ("Total US$", "USD", "Total"),
        ("Betrag EUR", "EUR", "Betrag"),
        ("total_gbp", "GBP", "total_"),
        ("AmountUSD", "USD", "Amount"),
        ("Tutar (TL)", "TRY", "Tutar ( )"),
        ("Montant en euros", "EUR", "Montant"),
        ("Unit Price ($)", "USD", "Unit Price ( )"),
        ("TOTAL ALL", None, "TOTAL ALL"),
        ("Total FR", None, "Total FR"),
        ("Kreditor", None, "Kreditor"),
        ("Currency", None, "Currency"),
    ],
)
def test_a_header_tells_the_currency_of_its_column(
    header: str, likeliest: str | None, without: str
) -> None:
    assert next(iter(in_header(header)), None) == likeliest
    assert without_currency(header) == without


@pytest.mark.parametrize(
    ("countries", "currency", "found"),
    [
        (["Germany", "Germany", "France"] * 9, "GBP", ("Germany", "EUR")),
        (["Deutschland", "Österreich"] * 10, "GBP", ("Deutschland", "EUR")),
        (["Germany"] * 30 + ["United Kingdom"], "GBP", ("", "")),
        (["Germany"] * 19, "GBP", ("", "")),
        (["UK", "EIRE", "England"] * 10, "GBP", ("", "")),
        (["DE", "FR"] * 10, "EUR", ("", "")),
        (["USA", ""] * 20, "GBP", ("USA", "USD")),
        (["North", "South", "Germany"] * 20, "GBP", ("", "")),
        ([], "GBP", ("", "")),
    ],
)
def test_countries_speak_against_a_currency_that_none_of_many_rows_uses(
    countries: list[str], currency: str, found: tuple[str, str]
) -> None:
    assert foreign_country(pd.Series(countries, dtype="str"), currency) == found
