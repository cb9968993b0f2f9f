"""Whatever a shop writes: numbers read back, columns in any order, every row in one place."""

from datetime import datetime
from decimal import Decimal

import pandas as pd
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st
from readings import RULES, TODAY, cleaned, uci, understood

from analytics.intake.cleaning import clean
from analytics.intake.dates import DateForm, DateOrder, times
from analytics.intake.findings import MissingColumns, Understanding
from analytics.intake.numbers import DecimalMark, numbers, readings

COMMA_LOCALES = ("de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_PT", "sv_SE", "da_DK", "pl_PL")
LOCALES = {"en_GB": DecimalMark.POINT, "en_IN": DecimalMark.POINT, "de_CH": DecimalMark.POINT}
LOCALES |= dict.fromkeys(COMMA_LOCALES, DecimalMark.COMMA)
COLUMNS = list(uci().columns.values())
money = st.decimals(-(10**9), 10**9, places=2)


@given(
    money, st.sampled_from(sorted(LOCALES)), st.sampled_from(["EUR", "GBP", "SEK", "PLN", "USD"])
)
def test_any_number_that_a_locale_writes_reads_back(
    value: Decimal, locale: str, currency: str
) -> None:
    plain = format_decimal(value, format=None, locale=locale, decimal_quantization=False)
    priced = format_currency(value, currency, locale=locale)
    found = numbers(pd.Series([plain, priced], dtype="str"), LOCALES[locale])
    assert found.tolist() == [float(value)] * 2, (plain, priced)


@given(st.text(st.sampled_from("0123456789.,'- ()eE€$£krEUR"), max_size=12))
def test_any_text_is_a_number_or_none_and_never_an_error(text: str) -> None:
    point, comma = (numbers(pd.Series([text], dtype="str"), mark)[0] for mark in DecimalMark)
    assert (point == point) == (comma == comma) == bool(readings(text))


@given(st.datetimes(pd.Timestamp("1990-01-01"), pd.Timestamp("2069-12-31")))
def test_any_moment_reads_back_as_it_is_written(moment: datetime) -> None:
    texts = [
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        moment.strftime("%d/%m/%Y %H:%M:%S"),
        moment.strftime("%d.%m.%y, %I:%M:%S %p"),
        moment.strftime("%d %B %Y %H:%M:%S"),
        moment.strftime("%Y%m%d%H%M%S"),
    ]
    found = times(pd.Series(texts, dtype="str"), DateForm(DateOrder.DAY_FIRST))
    assert {*found.tolist()} == {moment.replace(microsecond=0)}, texts


cells = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["1", "-2", "0", "1,234.5", "2026-01-05", "5/1/2026", "C12", "A9", "nan"]),
    st.integers(-5, 99_999).map(str),
)
rows = st.lists(st.tuples(*[cells] * len(COLUMNS)), min_size=1, max_size=12)


@given(rows)
def test_every_row_is_in_exactly_one_place(drawn: list[tuple[str, ...]]) -> None:
    chunk = pd.DataFrame(drawn, columns=COLUMNS, dtype=object)
    result = clean(chunk, reading=uci(), today=TODAY, rules=RULES)
    placed = [*result.kept.index, *result.set_aside.index, *result.rejected.index]
    assert sorted(placed) == [*chunk.index]


def lacks_columns(found: Understanding) -> bool:
    return any(isinstance(each, MissingColumns) for each in found.columns)


@given(rows, st.permutations(COLUMNS))
def test_the_order_of_columns_changes_nothing(
    drawn: list[tuple[str, ...]], order: list[str]
) -> None:
    chunk = pd.DataFrame(drawn, columns=COLUMNS, dtype=object)
    found, turned = understood(chunk), understood(chunk[order])
    assert turned.reading == found.reading
    assert turned.doubts == found.doubts or lacks_columns(turned)
    if not lacks_columns(found):
        one, other = cleaned(chunk, found.reading), cleaned(chunk[order], turned.reading)
        for name in ("kept", "set_aside", "rejected"):
            pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@given(st.decimals(Decimal("0.001"), 10_000, places=3), st.decimals(Decimal("0.01"), 999, places=2))
def test_a_weighed_line_is_worth_weight_times_price_to_the_penny(
    weight: Decimal, price: Decimal
) -> None:
    row = ["1", "2026-01-05", "7", "A", "", str(weight), str(price), ""]
    result = clean(
        pd.DataFrame([row], columns=COLUMNS, dtype=object), reading=uci(), today=TODAY, rules=RULES
    )
    assert abs(int(result.kept["amount_cents"].iloc[0]) - weight * price * 100) <= Decimal("0.5001")
