"""A file that was read badly is read again in one step; what it was stays where that fails."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli

#: By card: c1 30.00, c2 30.00; by person: a 40.00, b 20.00, c 5.00 (c3 has the last 5.00).
TILL = (
    "Bon,Datum,Karte,Kunde,Summe\n"
    "1,2025-03-01,c1,a,10.00\n2,2025-03-02,c1,b,20.00\n"
    "3,2025-03-03,c2,a,30.00\n4,2025-03-04,c2,c,5.00\n"
)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def segbot(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)])


def taken_in(db: Path, content: str, *options: str, name: str = "till.csv") -> Result:
    path = db.parent / name
    path.write_text(content, encoding="utf-8")
    return segbot("import", path, "--db", db, *options)


def figures(db: Path, line: str = "/data status") -> dict[str, Any]:
    ended = segbot("ask", line, "--db", db, "--json")
    assert ended.exit_code == 0, ended.stderr
    return dict(json.loads(ended.stdout)["metrics"])


def test_a_file_is_read_again_with_another_column_in_place_of_the_first_reading(db: Path) -> None:
    taken_in(db, TILL, "--column", "customer=Kunde")
    before = figures(db)
    again = segbot("ask", "/data reread customer=Karte", "--db", db)
    after = figures(db)

    assert (before["customers"], before["orders"], before["revenue"]) == (3, 4, 65.0)
    assert (after["customers"], after["orders"], after["revenue"]) == (2, 4, 65.0)
    assert "till.csv is read again" in again.stdout
    assert "The file before" in again.stdout
    assert figures(db, "/data uploads")["uploads"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("customer=Nix", "no column “Nix”"),
        ("currency=EUR customer=Karte", "The amounts are in GBP, not in EUR."),
        ("customer=Summe total=Summe", "can't be both"),
        ("1 customer=Karte dates=tuesday", "day first"),
        ("7 customer=Karte", "no upload with the number 7"),
    ],
)
def test_where_it_cannot_be_read_so_it_stays_as_it_was(db: Path, words: str, said: str) -> None:
    taken_in(db, TILL.replace("10.00", "£10.00"), "--column", "customer=Kunde")
    before = figures(db)
    refused = segbot("ask", f"/data reread {words}", "--db", db)

    assert refused.exit_code == 2
    assert said in refused.stderr
    assert figures(db) == before
    assert figures(db, "/data uploads")["uploads"] == 1


def test_a_question_that_comes_up_changes_nothing_and_says_how_to_answer(db: Path) -> None:
    """Read as customers it has no dates; as orders, 03/04 is a day of March or of April."""
    content = "Karte,Datum,Summe\na,03/04/2025,10.00\nb,03/04/2025,20.00\n"
    taken_in(db, content, "--kind", "customers", "--column", "customer=Karte")
    refused = segbot("ask", "/data reread kind=orders customer=Karte date=Datum", "--db", db)
    read = segbot(
        "ask",
        "/data reread kind=orders customer=Karte date=Datum dates=day-first",
        *("--db", db),
    )

    assert refused.exit_code == 2
    assert "stays as it was read before" in refused.stderr
    assert "`/data reread dates=day-first`" in refused.stderr
    assert read.exit_code == 0, read.stderr
    assert figures(db)["revenue"] == 30.0


def test_only_the_latest_file_is_read_again(db: Path) -> None:
    taken_in(db, TILL, "--column", "customer=Kunde")
    taken_in(db, TILL.replace("2025", "2024"), "--column", "customer=Kunde", name="b.csv")
    refused = segbot("ask", "/data reread 1 customer=Karte", "--db", db)

    assert refused.exit_code == 2
    assert "b.csv came after till.csv" in refused.stderr


def test_what_an_earlier_file_had_is_back_where_the_new_reading_leaves_it_out(db: Path) -> None:
    """The second file has order 4 anew, for 7.00 in place of 5.00; as customers it has none."""
    taken_in(db, TILL, "--column", "customer=Kunde", "--column", "invoice=Bon")
    taken_in(
        db,
        "Bon,Datum,Karte,Kunde,Summe\n4,2025-03-04,c2,c,7.00\n",
        *("--column", "customer=Kunde", "--column", "invoice=Bon"),
        name="b.csv",
    )
    before = figures(db)
    again = segbot("ask", "/data reread kind=customers customer=Kunde", "--db", db)

    assert before["revenue"] == 67.0
    assert again.exit_code == 0, again.stderr
    assert figures(db)["revenue"] == 65.0


def test_bytes_that_had_to_go_are_not_read_again(db: Path) -> None:
    taken_in(db, TILL, "--column", "customer=Kunde")
    segbot("ask", "/data forget a sure=yes", "--db", db)
    refused = segbot("ask", "/data reread customer=Karte", "--db", db)

    assert refused.exit_code == 2
    assert "a customer in it was forgotten" in refused.stderr


def test_a_file_that_is_there_already_offers_to_be_read_differently(db: Path) -> None:
    taken_in(db, TILL, "--column", "customer=Kunde")
    again = taken_in(db, TILL)

    assert "`/data reread customer=" in again.stdout


def test_without_words_it_says_how_the_file_was_read_and_changes_nothing(db: Path) -> None:
    taken_in(db, TILL, "--column", "customer=Kunde")
    asked = segbot("ask", "/data reread", "--db", db)

    assert "customer from “Kunde”" in " ".join(asked.stdout.split())
    assert "Nothing has changed yet" in " ".join(asked.stdout.split())
    assert figures(db, "/data uploads")["uploads"] == 1
