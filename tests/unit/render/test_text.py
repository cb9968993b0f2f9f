"""Text as Slack and spreadsheets read it."""

import csv
import io
import json
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.commands.digest import DigestSchedule
from bot.language.commands.rfm import RfmTop
from bot.language.commands.segment import SegmentRun
from bot.language.parser import parse
from bot.render.csv_file import to_csv
from bot.render.form import Draft, FormError, form, read_form
from bot.render.plain import grid, is_a_list_of_words, listing
from bot.render.slack_text import as_typed, escape, shorten
from bot.services.answer import Column, Format, Table
from bot.services.formats import Formats
from bot.services.menus import Offer


@given(st.text())
def test_what_was_escaped_can_be_read_back(text: str) -> None:
    assert as_typed(escape(text)) == text


@given(st.text(alphabet="ab&<> ;", max_size=60), st.integers(1, 70))
def test_shortening_never_cuts_inside_an_escaped_character(text: str, longest: int) -> None:
    short = shorten(escape(text), longest)

    assert len(short) <= longest
    assert text.startswith(as_typed(short.removesuffix("…")))


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-1+A1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_spreadsheet_runs_no_formula_from_an_export(text: str) -> None:
    table = Table("Customers", (Column("id"), Column("spent", Format.MONEY)), ((text, -5.25),))
    ((shown, spent),) = list(csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"))))[1:]

    assert shown == f"'{text}"
    assert spent == "-5.25"


def test_an_export_keeps_accents_quotes_and_numbers_as_they_are() -> None:
    names = ('Zoë "Z" & co, Ltd', "🎂", None)
    table = Table("T", (Column("name"), Column("n", Format.COUNT)), tuple((n, 1e6) for n in names))
    content = to_csv(table)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert content.startswith(b"\xef\xbb\xbf")
    assert rows == [["name", "n"], *([name or "", "1000000.0"] for name in names)]


def test_a_table_as_text_stands_in_columns_and_says_what_it_leaves_out() -> None:
    columns = (Column("Segment"), Column("Revenue", Format.MONEY))
    rows = (("Champions", 1234.5), ("A very long name that nobody can read", 2.0), ("x", None))

    assert grid(Table("T", columns, rows), Formats("EUR"), most=2).splitlines() == [
        "Segment                       Revenue",
        "Champions                   €1,234.50",
        "A very long name that nob…      €2.00",
        "… and 1 more",
    ]


def test_a_form_with_wrong_values_says_so_at_each_of_them() -> None:
    view = form(Draft.of(SegmentRun(), {"channel": "C1"}).whole)
    typed = {"country": {"country": {"value": "x" * 201}}, "last": {"last": {"value": "soon"}}}

    with pytest.raises(FormError) as error:
        read_form({**view, "state": {"values": typed}})

    assert error.value.errors == {
        "country": "Must be a country's name (at most 200 characters).",
        "last": "Must be a length of time: 90d, 12w, 12m or 1y.",
    }


def test_a_form_that_lacks_what_is_needed_asks_for_it() -> None:
    view = form(Draft.of(RfmTop(segment_="champions"), {"channel": "C1"}))

    with pytest.raises(FormError) as error:
        read_form({**view, "state": {"values": {}}})

    assert error.value.errors == {"segment_": "This is needed."}


def test_a_form_offers_what_is_few_and_asks_to_type_what_is_many() -> None:
    request = DigestSchedule(every="weekly", day="mon", at=time(9))
    zones = tuple(Offer(f"Place {n}", f"zone {n}") for n in range(101))
    view = form(Draft.of(request, {"channel": "C1"}), {"zone": zones})
    elements = {
        block["block_id"]: block["element"] for block in view["blocks"] if "element" in block
    }

    assert {name: each["type"] for name, each in elements.items()} == {
        "segbot:place": "conversations_select",
        "every": "static_select",
        "day": "static_select",
        "at": "timepicker",
        "zone": "external_select",
        "after": "static_select",
    }
    assert elements["zone"]["initial_option"]["text"]["text"] == "Mine"
    assert elements["day"]["initial_option"]["text"]["text"] == "Monday"


def test_more_settings_lose_nothing_that_was_typed_be_it_wrong_or_taken_out() -> None:
    view = form(Draft.of(parse("/segment run k=4 country=France"), {"channel": "C1"}))
    typed = {
        "k": {"k": {"selected_option": {"value": "3"}}},
        "country": {"country": {"value": None}},
        "features": {"features": {"value": "no such, thing!"}},
    }
    whole = form(Draft.left({**view, "state": {"values": typed}}).whole)
    elements = {
        block["block_id"]: block["element"] for block in whole["blocks"] if "element" in block
    }

    assert elements["k"]["initial_option"]["value"] == "3"
    assert "initial_value" not in elements["country"]
    assert elements["features"]["initial_value"] == "no such, thing!"
    assert len(whole["blocks"]) > len(view["blocks"])
    assert "More" not in json.dumps(whole["blocks"][-1])


def test_a_table_whose_words_a_grid_would_cut_off_is_told_in_lines() -> None:
    columns = (Column("Group"), Column("Rule"), Column("Caught", Format.SHARE))
    short = Table("T", columns, (("1 A name that may be cut off here", "recency<=30", 0.5),))
    long = Table("T", columns, (("1 VIPs", "recency<=30 and frequency>=5", 0.5),))
    assert not is_a_list_of_words(short, Formats("EUR"))
    assert is_a_list_of_words(long, Formats("EUR"))
    assert not is_a_list_of_words(Table("T", columns, long.rows * 13), Formats("EUR"))
    assert listing(long, Formats("EUR")) == [
        ("1 VIPs", "recency<=30 and frequency>=5 (caught 50%)")
    ]
