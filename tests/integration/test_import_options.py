"""`segbot import` of a file that needs a word on how it is to be read."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from person import PATIENCE
from shops import as_csv
from terminal import segbot

from storage.store import Store

HEADER = ("Vorgang", "Wer", "Wann", "Ding", "Anz", "Stk")
ROWS = [
    ("R-100", "K71", "03/04/2025", "MUG", 2, "3.50"),
    ("R-100", "K71", "03/04/2025", "MUG", 2, "3.50"),
    ("R-101", "K72", "05/06/2025", "CARD", 4, "0.50"),
]
COLUMNS = (
    *("--column", "invoice=Vorgang", "--column", "customer=Wer", "--column", "time=Wann"),
    *("--column", "product=Ding", "--column", "quantity=Anz", "--column", "price=Stk"),
)
SAVED = '{"kind": "lines", "columns": {"customer": "Wer"}, "dates": {"order": "day first"}}'


@pytest.fixture
def kasse(tmp_path: Path) -> Path:
    path = tmp_path / "kasse.csv"
    path.write_bytes(as_csv(ROWS, HEADER))
    return path


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def test_options_say_what_would_be_asked(kasse: Path, db: Path) -> None:
    ended = segbot("import", kasse, "--db", db, *COLUMNS, "--dates", "month-first", "--json")
    report = ended.json

    assert ended.status == 0
    assert report["rows_kept"] == 3
    # 2 × 2 × 3.50 + 4 × 0.50
    assert report["revenue_cents"] == 1600
    assert report["first_order"] == "2025-03-04 00:00:00"
    assert report["columns"]["customer"] == "Wer"
    assert report["duplicates"] == 1


def test_what_is_unclear_is_refused_with_the_options_that_settle_it(kasse: Path, db: Path) -> None:
    ended = segbot("import", kasse, "--db", db)
    dates = segbot("import", kasse, "--db", db, *COLUMNS)

    assert (ended.status, dates.status) == (2, 2)
    assert "I can't tell which column is the customer." in ended.error
    assert "--column customer=Wer" in ended.out
    assert "--column customer=HEADER" in ended.error
    assert "03/04/2025" in dates.error
    assert "--dates day-first, month-first or year-first" in dates.error
    assert "--dates month-first" in dates.out
    assert "Nothing is stored." in dates.error
    assert "There is no data yet" in segbot("ask", "/data status", "--db", db).error


def test_a_machine_reads_the_question_and_gives_an_answer_by_its_options(
    kasse: Path, db: Path
) -> None:
    asked = segbot("import", kasse, "--db", db, *COLUMNS, "--json")
    question = asked.json["question"]
    april, march = question["answers"]
    taken = segbot("import", kasse, "--db", db, *COLUMNS, *march["options"], "--json")

    assert asked.status == 2
    assert question["topic"] == "dates"
    assert question["rows"][:2] == [
        ["Wer", "Wann", "Anz", "Stk"],
        ["K71", "03/04/2025", "2", "3.50"],
    ]
    assert (april["words"], march["words"]) == ("dates=day-first", "dates=month-first")
    # 2 × 2 × 3.50 + 4 × 0.50, whichever month it was.
    assert [each["made"]["cents"] for each in (april, march)] == [1600, 1600]
    assert march["made"]["first_order"] == "2025-03-04 00:00:00"
    assert question["tried_on_rows"] is None
    assert taken.json["first_order"] == "2025-03-04 00:00:00"


def test_somebody_at_a_terminal_is_asked_until_the_file_is_clear(kasse: Path, db: Path) -> None:
    """As a process with a terminal of its own: whether there is one is what decides."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "bot", "import", str(kasse), "--db", str(db)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as asking:
        os.close(theirs)
        # A number that is no answer, then the till card, money for each piece, and month first.
        os.write(ours, b"9\n2\n1\n2\n")
        said = ""
        with suppress(OSError):  # Linux says so that the other side has closed.
            while part := os.read(ours, 4096):
                said += part.decode()
        os.close(ours)
        assert asking.wait(PATIENCE) == 0, said

    assert "Which one, 1 to" in said
    assert "2. “Wer”" in said
    assert "1. “Stk” for each of “Anz”: 2 customers, 2 orders, £16.00" in said
    assert "--column" not in said
    totals = Store(db).shop_totals("net")
    # 2 × 2 × 3.50 + 4 × 0.50
    assert (totals["customers"], totals["revenue"]) == (2, 16.0)
    assert totals["first_order"][:10] == "2025-03-04"


def test_rows_that_are_there_twice_are_dropped_on_demand(kasse: Path, db: Path) -> None:
    ended = segbot(
        *("import", kasse, "--db", db, *COLUMNS, "--dates", "day-first"),
        *("--duplicates", "drop", "--json"),
    )

    assert ended.json["rows_kept"] == 2
    assert ended.json["rows_set_aside"] == {"duplicate": 1}


def test_a_saved_mapping_reads_the_next_file(kasse: Path, db: Path, tmp_path: Path) -> None:
    saved = tmp_path / "kasse.json"
    first = segbot(
        *("import", kasse, "--db", db, *COLUMNS, "--dates", "month-first"),
        *("--save-mapping", saved),
    )
    kasse.write_bytes(as_csv([("R-102", "K73", "07/08/2025", "MUG", 1, "3.50")], HEADER))
    second = segbot("import", kasse, "--db", db, "--mapping", saved, "--json")

    assert first.status == 0
    assert json.loads(saved.read_text())["columns"]["customer"] == "Wer"
    assert second.json["first_order"] == "2025-07-08 00:00:00"
    assert second.json["columns"]["price"] == "Stk"


def test_a_saved_mapping_is_kept_for_files_that_come_without_it(
    kasse: Path, db: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "kasse.json"
    segbot(
        *("import", kasse, "--db", tmp_path / "other.db", *COLUMNS, "--dates", "month-first"),
        *("--save-mapping", saved),
    )
    segbot("import", kasse, "--db", db, "--mapping", saved)
    kasse.write_bytes(as_csv([("R-102", "K73", "07/08/2025", "MUG", 1, "3.50")], HEADER))
    ended = segbot("import", kasse, "--db", db, "--json")

    assert ended.json["first_order"] == "2025-07-08 00:00:00"


def test_decimals_that_could_be_thousands_are_read_as_said(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    path.write_bytes(as_csv([(1, "SAND", 1, "2025-03-01", "1.234", 71)], header))
    asked = segbot("import", path, "--db", db)
    ended = segbot("import", path, "--db", db, "--decimals", "comma", "--json")

    assert asked.status == 2
    assert "--decimals point or comma" in asked.error
    assert ended.json["revenue_cents"] == 123_400


def test_amounts_in_another_currency_are_counted_only_on_demand(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    path.write_bytes(as_csv([(0, "SAND", 1, "2025-02-01", "£1.00", 70)], header))
    segbot("import", path, "--db", db)
    path.write_bytes(as_csv([(1, "SAND", 1, "2025-03-01", "€2.50", 71)], header))
    asked = segbot("import", path, "--db", db)
    euros = segbot("import", path, "--db", db, "--currency", "EUR")
    anything = segbot("import", path, "--db", db, "--currency", "any", "--json")

    assert asked.status == euros.status == 2
    for refused in (asked, euros):
        assert "The amounts are in EUR, but everything here is counted in GBP." in refused.error
    assert anything.json["revenue_cents"] == 250


def test_a_file_of_customers_says_what_it_is(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    path.write_bytes(as_csv([("K71", "gold"), ("K72", "silver")], ("Wer", "Stufe")))
    ended = segbot(
        "import", path, "--db", db, "--kind", "customers", "--column", "customer=Wer", "--json"
    )

    assert ended.json["kind"] == "customers"
    assert ended.json["customers_new"] == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--column", "colour=Wer"), "a column can hold invoice, date, clock, customer"),
        (("--column", "customer"), "Write it like customer=KundenNr"),
        (("--column", "customer=Kunde"), "no column “Kunde”. Its columns are: “Vorgang”"),
        ((*COLUMNS, "--column", "country=Wer"), "“Wer” can't be both customer and country."),
        (("--dates", "tuesday"), "day first"),
        (("--decimals", "slash"), "point"),
        (("--currency", "EURO"), "EUR"),
        (("--duplicates", "maybe"), "drop"),
        (("--kind", "shops"), "customers"),
        (("--mapping", "{folder}/absent.json"), "can't be used"),
        (("--mapping", "{folder}/kasse.csv"), "isn't a saved mapping"),
        (("--mapping", "{folder}/odd.json"), "isn't a saved mapping"),
        (("--mapping", "{folder}/number.json"), "isn't a saved mapping"),
        ((*COLUMNS, "--dates", "day-first", "--save-mapping", "{folder}"), "can't be used"),
    ],
)
def test_a_wrong_option_is_refused_with_2_and_stores_nothing(
    kasse: Path, db: Path, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    (tmp_path / "odd.json").write_text('{"kind": "lines", "columns": ["a"]}')
    (tmp_path / "number.json").write_text(SAVED.replace('"Wer"', "5"))
    ended = segbot("import", kasse, "--db", db, *(each.format(folder=tmp_path) for each in options))

    assert ended.status == 2
    assert told in ended.error
    assert "Traceback" not in ended.error
    assert not db.exists() or Store(db).is_empty()
