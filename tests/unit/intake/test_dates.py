"""Dates as people and programs write them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from readings import TODAY

from analytics.intake.date_evidence import DateBasis, DateEvidence, DateFinding
from analytics.intake.dates import DateForm, DateOrder, clocks, times, with_month_number

DAY, MONTH, YEAR = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST


def read(text: str, order: DateOrder = DAY) -> pd.Timestamp:
    return pd.Timestamp(times(pd.Series([text], dtype="str"), DateForm(order))[0])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2011-12-09", "2011-12-09"),
        ("2011-12-09 12:50:00", "2011-12-09 12:50"),
        ("2011-12-09T12:50:00", "2011-12-09 12:50"),
        ("2011-12-09T12:50:00.000Z", "2011-12-09 12:50"),
        ("2011-12-09T12:50:00+01:00", "2011-12-09 12:50"),
        ("2011-12-09 12:50:00 +0100", "2011-12-09 12:50"),
        ("2011-12-09 12:50:00 UTC", "2011-12-09 12:50"),
        ("2011/12/9 8:05", "2011-12-09 08:05"),
        ("2011.12.09", "2011-12-09"),
        ("20111209", "2011-12-09"),
        ("20111209125000", "2011-12-09 12:50"),
        ("20111209T1250", "2011-12-09 12:50"),
        ("40886", "2011-12-09"),
        ("40886.5347222222", "2011-12-09 12:50"),
        ("40886,5", "2011-12-09 12:00"),
        ("1323435000", "2011-12-09 12:50"),
        ("1323435000000", "2011-12-09 12:50"),
        ("9 Dec 2011", "2011-12-09"),
        ("09-Dec-2011 12:50", "2011-12-09 12:50"),
        ("09-DEC-11", "2011-12-09"),
        ("Dec 9, 2011", "2011-12-09"),
        ("December 9th, 2011 12:50 PM", "2011-12-09 12:50"),
        ("Friday, 9 December 2011", "2011-12-09"),
        ("Fri Dec 9 2011", "2011-12-09"),
        ("2011 Dec 9", "2011-12-09"),
        ("9. Dezember 2011", "2011-12-09"),
        ("3. März 2011", "2011-03-03"),
        ("9 décembre 2011", "2011-12-09"),
        ("1er août 2011", "2011-08-01"),
        ("9 de diciembre de 2011", "2011-12-09"),
        ("9 dicembre 2011", "2011-12-09"),
        ("9 maart 2011", "2011-03-09"),
        ("9 de março de 2011", "2011-03-09"),
        ("9 maj 2011", "2011-05-09"),
        ("9. oktober 2011", "2011-10-09"),
        ("9 września 2011", "2011-09-09"),
        ("9 paź 2011", "2011-10-09"),
        ("9. prosince 2011", "2011-12-09"),
        ("9 декабря 2011 12:50", "2011-12-09 12:50"),
        ("9 Aralık 2011", "2011-12-09"),
        ("2011年12月9日", "2011-12-09"),
        ("2011年12月09日 12:50", "2011-12-09 12:50"),
        ("2011년 12월 9일", "2011-12-09"),
        ("2011. 12. 09.", "2011-12-09"),
        ("2011. 12. 9. 12:50", "2011-12-09 12:50"),
        ("13.12.2011.", "2011-12-13"),
        ("13. 12. 2011.", "2011-12-13"),
        ("13/01/2011", "2011-01-13"),
        ("9.12.2011 12.50", "2011-12-09 12:50"),
        ("9/12/2011, 12h50", "2011-12-09 12:50"),
        ("9/12/11", "2011-12-09"),
        ("9/12/95", "1995-12-09"),
        ("9-12-2011 12:50:33 pm", "2011-12-09 12:50:33"),
        ("9/12/2011 12:05 a.m.", "2011-12-09 00:05"),
        ("9/12/2011 1:05 p. m.", "2011-12-09 13:05"),
    ],
)
def test_reads_a_moment(text: str, moment: str) -> None:
    assert read(text) == pd.Timestamp(moment)


def test_day_and_month_change_places_with_the_order() -> None:
    assert read("03/04/2011", DAY) == pd.Timestamp("2011-04-03")
    assert read("03/04/2011", MONTH) == pd.Timestamp("2011-03-04")


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2011-02-30", "31/04/2011", "2011-12-09 25:00", "2011-12-09 13:05 PM", "12345",
     "99999", "536365", "9 Foo 2011", "Dec 2011", "2011", "12/2011", "20111332", "85123A", "12.50"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert pd.isna(read(text))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("14:05", 50_700),
        ("2:05:33 PM", 50_733),
        ("14h05", 50_700),
        ("0.5", 43_200),
        ("", 0),
        ("24:00", None),
        ("noon", None),
    ],
)
def test_reads_a_time_of_day(text: str, seconds: int | None) -> None:
    found = clocks(pd.Series([text], dtype="str"))[0]
    assert np.isnat(found) if seconds is None else found == np.timedelta64(seconds, "s")


# As month first: 2 January, 3 January, 4 January, 1 February, 3 February, 1 March, 2 March.
IN_ORDER_BY_MONTH = [
    f"0{month}/0{day}/2011"
    for month, day in ((1, 2), (1, 3), (1, 4), (2, 1), (2, 3), (3, 1), (3, 2))
]
IN_ORDER_BY_DAY = [f"{text[3:5]}/{text[:2]}/2011" for text in IN_ORDER_BY_MONTH]


def evidence(*texts: str) -> DateFinding:
    found = DateEvidence(TODAY)
    found.add(pd.Series(texts, dtype=object))
    return found.finding()


@pytest.mark.parametrize(
    ("texts", "order", "basis"),
    [
        (["2010-12-01 08:26:00"], YEAR, DateBasis.UNMISTAKABLE),
        (["12/1/2010 8:26", "12/13/2010 9:02"], MONTH, DateBasis.DAY_ABOVE_12),
        (["01/12/2010 08:26", "13/12/2010 09:02"], DAY, DateBasis.DAY_ABOVE_12),
        (["", "soon"], YEAR, DateBasis.UNMISTAKABLE),
        (["9.12.2011", "1.2.2011"], DAY, DateBasis.DOTS),
        # 3 December 2026 is to come.
        (["03/12/2026"], MONTH, DateBasis.FUTURE),
        (["12/03/2026"], DAY, DateBasis.FUTURE),
        (IN_ORDER_BY_MONTH, MONTH, DateBasis.TIME_ORDER),
        (IN_ORDER_BY_MONTH[::-1], MONTH, DateBasis.TIME_ORDER),
        (IN_ORDER_BY_DAY, DAY, DateBasis.TIME_ORDER),
    ],
)
def test_tells_the_order_of_day_and_month(
    texts: list[str], order: DateOrder, basis: DateBasis
) -> None:
    found = evidence(*texts)
    assert found.is_certain
    assert (found.order, found.basis) == (order, basis)


def test_the_evidence_may_come_in_pieces() -> None:
    pieces = DateEvidence(TODAY)
    pieces.add(pd.Series(["01/12/2010", "02/12/2010"]))
    pieces.add(pd.Series(["13/12/2010"]))
    assert pieces.finding() == DateFinding(DateForm(DAY), DateBasis.DAY_ABOVE_12, "13/12/2010")


def test_asks_where_dates_contradict_each_other() -> None:
    found = evidence("13/12/2010", "14/12/2010", "12/15/2010", "03/04/2011")
    assert found.is_open
    assert (found.example, found.other, found.against) == ("13/12/2010", "12/15/2010", 1)


def test_one_typing_error_among_many_dates_is_no_contradiction() -> None:
    dates = [f"{day:02}/12/{year}" for day in range(13, 32) for year in range(1991, 2020)]
    found = evidence(*dates, "12/31/2010")
    assert (found.order, found.basis, found.against) == (DAY, DateBasis.DAY_ABOVE_12, 1)
    assert not found.is_open


def test_dates_with_other_marks_may_be_in_another_order() -> None:
    texts = ["01/25/2024", "02/20/2024", "03/05/2024", "25-01-2024", "05-03-2024"]
    found = evidence(*texts)
    assert found.basis is DateBasis.BY_MARK
    assert not found.is_open
    read = times(pd.Series(texts, dtype="str"), found.form)
    assert read.astype("datetime64[D]").tolist() == [
        date(2024, 1, 25),
        date(2024, 2, 20),
        date(2024, 3, 5),
        date(2024, 1, 25),
        date(2024, 3, 5),
    ]


def test_asks_about_a_mark_that_tells_nothing_where_others_disagree() -> None:
    assert evidence("01/25/2024", "25-01-2024", "05.03.2024").is_open


TURNED = ("2024-05-01 00:00:00", "2024-12-03 00:00:00", "2024-02-11 09:30:00")


def test_dates_that_a_spreadsheet_turned_round_are_turned_back() -> None:
    texts = [*TURNED, "13/05/2024", "30/05/2024", "25/01/2024 08:00"]
    found = evidence(*texts)
    assert found.basis is DateBasis.TURNED
    assert [str(each) for each in times(pd.Series(texts, dtype="str"), found.form)] == [
        "2024-01-05T00:00:00",
        "2024-03-12T00:00:00",
        "2024-11-02T09:30:00",
        "2024-05-13T00:00:00",
        "2024-05-30T00:00:00",
        "2024-01-25T08:00:00",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        # One day above 12 that stands as a date: nothing was turned.
        (*TURNED, "2024-01-13", "13/05/2024", "30/05/2024", "25/01/2024"),
        # One text that could have been turned and wasn't.
        (*TURNED, "13/05/2024", "30/05/2024", "25/01/2024", "03/04/2024"),
    ],
)
def test_dates_of_two_programs_are_left_as_they_are(texts: tuple[str, ...]) -> None:
    assert not evidence(*texts).form.is_turned


def test_two_digits_of_a_year_may_come_first() -> None:
    texts = [f"24/0{month}/{day:02}" for month in (1, 2) for day in range(1, 29)]
    found = evidence(*texts)
    assert (found.order, found.basis) == (YEAR, DateBasis.SHORT_YEARS)
    assert read("24/02/28", YEAR) == pd.Timestamp("2024-02-28")


@pytest.mark.parametrize(
    ("text", "day", "period"),
    [
        ("2024-W05", "2024-01-29", "week"),
        ("2024 KW 5", "2024-01-29", "week"),
        ("2020-W53", "2020-12-28", "week"),
        ("2024-02", "2024-02-01", "month"),
        ("2024/11", "2024-11-01", "month"),
    ],
)
def test_weeks_and_months_count_as_their_first_day(text: str, day: str, period: str) -> None:
    assert read(text) == pd.Timestamp(day)
    assert evidence(text).periods == period


def test_a_date_in_no_order_that_the_file_was_seen_to_have_is_none() -> None:
    assert pd.isna(read("03/04/2011", YEAR))


@pytest.mark.parametrize("texts", [["03/04/2011"], ["03/04/2011", "01/02/2011", "05/06/2011"]])
def test_asks_where_nothing_tells(texts: list[str]) -> None:
    found = evidence(*texts)
    assert found.is_open
    assert not found.is_certain
    assert found.either == "03/04/2011"
    assert found.meanings == {DAY: date(2011, 4, 3), MONTH: date(2011, 3, 4)}


def test_dates_that_mean_the_same_either_way_make_no_difference() -> None:
    found = evidence("05/05/2011", "06/06/2011")
    assert found.basis is DateBasis.SAME_EITHER_WAY
    assert not found.is_open


@pytest.mark.parametrize("text", ["85123A", "May be", "not 9 a date 2011", "x" * 50_000])
def test_a_text_without_a_month_stays_as_it_is(text: str) -> None:
    assert with_month_number(text) == text
