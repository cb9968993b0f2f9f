"""What money is in: a file, a person or the setting says it, and nothing is relabelled in silence.

Each file is small enough to be added up by hand: the sums stand beside it.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli

#: 50.50 + 30.50 = 81.00
DOLLARS = (
    "Order ID,Date,Customer ID,Total,Currency\n1,2024-01-15,a,50.50,USD\n2,2024-01-16,b,30.50,USD\n"
)
#: 12.50 + 7.50 = 20.00
PLAIN = "Order ID,Date,Customer ID,Total\n11,2024-02-15,a,12.50\n12,2024-02-16,c,7.50\n"
#: 12.50 + 8.25 = 20.75
COMMAS = "Order ID;Date;Customer ID;Total\n11;2024-02-15;a;12,50\n12;2024-02-16;c;8,25\n"


def abroad(country: str) -> str:
    """Twenty orders of one country."""
    rows = "".join(f"{n},2024-01-15,c{n},50,{country}\n" for n in range(101, 121))
    return f"Order ID,Date,Customer ID,Total,Country\n{rows}"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def segbot(*arguments: object) -> Result:
    """A command in the terminal, in this process."""
    return CliRunner().invoke(cli, [*map(str, arguments)])


def taken_in(folder: Path, db: Path, content: str, *options: str, name: str = "a.csv") -> Result:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return segbot("import", path, "--db", db, *options)


def figures(ended: Result) -> dict[str, Any]:
    return dict(json.loads(ended.stdout))


def asked(db: Path, line: str) -> str:
    """All that an answer says: as a person reads it, on one line."""
    return " ".join(segbot("ask", line, "--db", db).stdout.split())


def test_the_first_file_may_say_what_a_shop_counts_in(tmp_path: Path, db: Path) -> None:
    refused = taken_in(tmp_path, db, DOLLARS)
    taken = taken_in(tmp_path, db, DOLLARS, "--currency", "USD")

    assert refused.exit_code == 2
    assert "The amounts are in USD. Nothing is stored yet: what does this shop" in refused.stderr
    assert "--currency USD" in refused.stderr
    assert "US$81.00 of purchases" in taken.stdout
    assert "US$81.00 after returns" in asked(db, "/data status")


def test_what_was_set_before_the_first_file_is_not_asked(tmp_path: Path, db: Path) -> None:
    set_ = asked(db, "/data currency USD")
    taken = taken_in(tmp_path, db, DOLLARS)

    assert "Amounts are in US dollars (USD) now" in set_
    assert "US$81.00 of purchases" in taken.stdout
    assert "as somebody in a terminal set on" in asked(db, "/data status")


def test_any_never_shows_dollars_as_pounds_in_silence(tmp_path: Path, db: Path) -> None:
    alone = taken_in(tmp_path, db, DOLLARS, "--currency", "any")
    assert "US$81.00 of purchases" in alone.stdout

    pounds = tmp_path / "pounds.db"
    taken_in(tmp_path, pounds, PLAIN.replace("12.50", "£12.50"))
    refused = taken_in(tmp_path, pounds, DOLLARS, name="usd.csv")
    beside = taken_in(tmp_path, pounds, DOLLARS, "--currency", "any", name="usd.csv")

    assert "The amounts are in USD, but everything here is counted in GBP." in refused.stderr
    assert "--currency any" in refused.stderr
    assert "Amounts in USD count as they stand" in " ".join(beside.stdout.split())
    assert "though written in another currency: USD in usd.csv" in asked(pounds, "/data status")


def test_setting_a_currency_relabels_what_is_stored_only_when_confirmed(
    tmp_path: Path, db: Path
) -> None:
    taken_in(tmp_path, db, PLAIN)
    asks = asked(db, "/data currency EUR")
    unchanged = asked(db, "/data status")
    done = asked(db, "/data currency eur sure=yes")
    again = asked(db, "/data currency € sure=yes")

    assert "the £20.00 sold so far would read €20.00" in asks
    assert "Nothing has changed yet." in asks
    assert "£20.00" in unchanged
    assert "The £20.00 sold so far now reads €20.00: relabelled, not converted." in done
    assert "in euros (EUR) already" in again
    for line in ("/data status", "/rfm overview", "/digest now"):
        said = asked(db, line)
        assert "€" in said, line
        assert "£" not in said, line


def test_a_file_without_a_currency_says_what_it_is_counted_as(tmp_path: Path, db: Path) -> None:
    taken = " ".join(taken_in(tmp_path, db, PLAIN).stdout.split())

    said = "counts as British pounds (GBP). If that is wrong, tell me: `/data currency EUR`"
    assert said in taken


def test_a_shop_stays_in_what_it_was_counted_in_when_its_first_file_goes(
    tmp_path: Path, db: Path
) -> None:
    taken_in(tmp_path, db, DOLLARS, "--currency", "USD")
    taken_in(tmp_path, db, PLAIN, name="b.csv")
    asked(db, "/data undo 1 sure=yes")

    assert "US$20.00" in asked(db, "/data status")


@pytest.mark.parametrize(
    ("content", "why", "likely"),
    [
        (COMMAS, "a decimal comma (“12,50”)", "EUR"),
        (
            abroad("Germany"),
            "only rows from abroad, most from Germany,",
            "EUR",
        ),
        (
            abroad("United States"),
            "only rows from abroad, most from United States,",
            "USD",
        ),
    ],
)
def test_a_file_that_speaks_against_the_default_is_asked_about_once(
    tmp_path: Path, db: Path, content: str, why: str, likely: str
) -> None:
    refused = taken_in(tmp_path, db, content)
    taken = taken_in(tmp_path, db, content, "--currency", likely, "--json")
    later = content.replace("2024", "2025").replace("\n1", "\n5")
    second = taken_in(tmp_path, db, later, "--json", name="b.csv")

    assert refused.exit_code == 2
    assert f"The file doesn't say what its money is in, and {why} would be" in refused.stderr
    assert f"--currency {likely}" in refused.stderr
    assert taken.exit_code == second.exit_code == 0


def test_a_later_file_that_speaks_against_the_default_is_asked_about_too(
    tmp_path: Path, db: Path
) -> None:
    """Nobody said that the 20.00 of the first file are pounds."""
    taken_in(tmp_path, db, PLAIN)
    refused = taken_in(tmp_path, db, COMMAS.replace("\n1", "\n2"), name="b.csv")
    settled = asked(db, "/data currency GBP")
    taken = taken_in(tmp_path, db, COMMAS.replace("\n1", "\n2"), name="b.csv")

    assert "Which currency is it? If it is EUR, say `/data currency EUR` and post" in refused.stderr
    assert "--currency GBP" in refused.stderr
    assert "Amounts are in British pounds (GBP) now" in settled
    assert "£20.75 of purchases" in taken.stdout


def test_the_default_is_an_answer_too(tmp_path: Path, db: Path) -> None:
    taken = taken_in(tmp_path, db, COMMAS, "--currency", "GBP")

    assert "£20.75 of purchases" in taken.stdout
    assert "as the files say" in asked(db, "/data status")


@pytest.mark.parametrize(
    ("header", "sum_"),
    [
        ("Amount (EUR)", "€20.00"),
        ("Umsatz in €", "€20.00"),
        ("Total US$", "US$20.00"),
        ("Betrag EUR", "€20.00"),
        ("total_cad", "CA$20.00"),
    ],
)
def test_a_currency_in_a_header_is_what_the_file_says(
    tmp_path: Path, db: Path, header: str, sum_: str
) -> None:
    content = PLAIN.replace("Total", header)
    refused = taken_in(tmp_path, db, content)
    taken = taken_in(tmp_path, db, content, "--currency", "any")

    assert "The amounts are in" in refused.stderr
    assert f"{sum_} of purchases" in taken.stdout


def test_rows_in_another_currency_further_down_are_set_aside(tmp_path: Path, db: Path) -> None:
    """The first rows that are looked at don't say any: 2,100 × 1.00, and then one euro."""
    rows = "".join(f"{n},2024-02-15,c{n},1.00\n" for n in range(1, 2101))
    content = f"Order ID,Date,Customer ID,Total\n{rows}9999,2024-02-16,x,€1.00\n"
    taken = taken_in(tmp_path, db, content, "--json")

    assert figures(taken)["revenue_cents"] == 210_000
    assert figures(taken)["rows_set_aside"] == {"other_currency": 1}


def test_what_is_said_against_the_file_is_asked_back(tmp_path: Path, db: Path) -> None:
    refused = taken_in(tmp_path, db, DOLLARS, "--currency", "EUR")

    assert "The amounts are in USD, not in EUR." in refused.stderr


@pytest.mark.parametrize("word", ["XYZ", "dollar", "$"])
def test_what_is_no_currency_is_refused(db: Path, word: str) -> None:
    ended = segbot("ask", f"/data currency {word}", "--db", db)

    assert ended.exit_code == 2
    assert "three letters" in ended.stderr


def test_the_sample_shop_is_in_any_currency(tmp_path: Path, db: Path) -> None:
    asked(db, "/data sample")

    assert "No file says what its money is in" in asked(db, "/data currency")
