"""Small things that were said in a way that misleads, or not at all."""

from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv, shop
from terminal import segbot

from analytics.features.conditions import Comparison, Condition
from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS
from bot.language.declaration import parameters
from bot.language.parser import parse
from bot.render import notices
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from bot.services.segment.account import Said

PEOPLE = b"Customer ID,Tier\n" + b"".join(b"ZZ%d,gold\n" % number for number in range(40))


@pytest.fixture
def stocked(tmp_path: Path) -> Shop:
    """A shop of forty customers."""
    found = Shop(tmp_path)
    found.take_in("shop.csv", shop())
    return found


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    found = Shop(tmp_path_factory.mktemp("sample"))
    found.ask("/data sample")
    return found


def test_revenue_is_told_of_a_shop_that_knows_no_customer(tmp_path: Path) -> None:
    """Nobody's orders count in revenue; only who they are isn't known."""
    unknown = Shop(tmp_path)
    rows = [(100 + n, "MUG", 1, f"2025-{n % 9 + 1:02}-10", "2.00", "") for n in range(60)]
    header = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    unknown.take_in("till.csv", as_csv(rows, header))
    answer = unknown.ask("/explore revenue")

    assert answer.metrics["revenue"] == 120
    assert all("overview" not in each.command for each in answer.next_steps)
    with pytest.raises(SegbotError, match="no purchase by a known customer"):
        unknown.ask("/explore overview")
    with pytest.raises(SegbotError, match="within these limits"):
        unknown.ask("/explore revenue since=2026-06-01")


def imported(shop: Shop, name: str, content: bytes) -> str:
    """What is said of a file that is taken in."""
    (shop.folder / name).write_bytes(content)
    services = Services()
    context = services.context(shop.store)
    report = import_file(shop.store, shop.folder / name, name, today=context.today)
    answer = services.imported(report, context)
    return " ".join(
        [*(f"{each.lead}: {each.text}" for each in answer.reading)]
        + [f"[{each.label}={each.command}]" for each in answer.next_steps]
    )


def test_a_clean_file_has_nothing_odd_and_no_table_that_says_so(stocked: Shop) -> None:
    said = stocked.said("/data quality")

    assert "Nothing looks odd: there are no returns" in said
    assert all("odd" not in table.title for table in stocked.ask("/data quality").tables)


def test_a_preview_speaks_of_now_and_of_these_rules(stocked: Shop) -> None:
    answer = stocked.ask("/rfm preview pack=rfm11")
    headings = [column.name for table in answer.tables for column in table.columns]

    assert "With these" in headings
    assert "Then" not in headings
    assert not any(note.startswith("Then") for note in answer.notes)


def test_who_spends_most_outside_the_best_segment_is_said(sample: Shop) -> None:
    """The sample's ten biggest spenders by the file of all customers, which is another verb's."""
    (file,) = sample.ask("/rfm export all").exports
    names = [column.name for column in file.table.columns]
    money, segment = names.index("spent"), names.index("segment")
    most = sorted(file.table.rows, key=lambda row: float(row[money] or 0), reverse=True)[:10]
    elsewhere = [str(row[segment]) for row in most if row[segment] != "Champions"]

    said = sample.said("/rfm top champions")

    assert len(set(elsewhere)) == 1
    assert f"some are elsewhere: {len(elsewhere)} in {elsewhere[0]}." in said
    assert "elsewhere" not in sample.said("/rfm top champions pack=rfm11")


@pytest.mark.parametrize("line", ["/segment history", "/data uploads"])
def test_histories_have_the_time_of_day_and_name_nobody_where_nobody_is_known(
    stocked: Shop, line: str
) -> None:
    stocked.ask("/segment run k=3")
    (table,) = stocked.ask(line).tables

    assert "By" not in [column.name for column in table.columns]
    assert any(str(cell).rpartition(", ")[2].count(":") == 1 for cell in table.rows[0])
    assert any("Times are those of UTC." in note for note in stocked.ask(line).notes)


def test_customers_who_never_ordered_are_said_to_be_strangers(stocked: Shop) -> None:
    said = imported(stocked, "people.csv", PEOPLE)
    assert "Nobody in common: none of these customers has an order here." in said
    with pytest.raises(SegbotError) as refused:
        stocked.ask("/rfm segments tier=gold")

    assert "No customer with an order has `tier=gold`." in refused.value.message
    assert "days" not in refused.value.hint


def test_repeated_lines_are_left_out_by_a_click(stocked: Shop) -> None:
    before = stocked.ask("/data status").metrics["lines"]
    row = ("900001", "A1", "Tea", 1, "2011-12-01 10:00:00", "1.00", "99", "United Kingdom")
    said = imported(stocked, "twice.csv", as_csv([row, row]))

    assert "[Leave repeated lines out=/data reread 2 duplicates=drop]" in said
    stocked.ask("/data reread 2 duplicates=drop")
    assert stocked.ask("/data status").metrics["lines"] == before + 1


def test_a_file_beside_the_made_up_shop_is_said_to_mix_with_it_first_of_all(tmp_path: Path) -> None:
    found = Shop(tmp_path)
    found.take_in("sample_shop.csv", shop())
    said = imported(found, "own.csv", shop(60, first_invoice=900_000))

    assert said.startswith("Mixed: the made-up shop's 40 customers are still here")
    assert said.index("[Take the made-up shop out") < said.index("[RFM overview")


def test_what_is_refused_is_named_once() -> None:
    said = notices.problem("empty.csv is empty: it has no content at all.", "", "empty.csv")

    assert said.text == "empty.csv is empty: it has no content at all."


def test_nobodys_year_is_told_from_nine_days(tmp_path: Path) -> None:
    found = Shop(tmp_path)
    days = ["2011-01-05", "2011-01-12", "2011-12-30"]
    rows = [
        (f"{who}{place}", "A1", "Tea", 1, f"{day} 10:00:00", "10.00", f"c{who}", "United Kingdom")
        for who in range(10, 30)
        for place, day in enumerate(days)
        if who % 2 or place < 2
    ]
    found.take_in("shop.csv", as_csv(rows))
    answer = found.ask("/rfm changes from=2011-01-14")

    assert all("Money a year" not in [c.name for c in table.columns] for table in answer.tables)
    assert any("only 9 days of data lie before 14 Jan 2011" in note for note in answer.notes)


def test_examples_are_about_customers_of_the_sample_shop(sample: Shop) -> None:
    examples = [
        example
        for command in COMMANDS.values()
        for each in command.requests
        for example in each.examples
        if "customer" in parameters(each) and not parse(example).acts
    ]

    assert examples
    assert all(sample.ask(example).title for example in examples)


def test_a_terminal_says_how_to_go_on_and_what_it_did_not_write(stocked: Shop) -> None:
    db = str(stocked.folder / "shop.db")
    undo, export = segbot("ask", "/data undo", "--db", db), segbot("ask", "/rfm export", "--db", db)

    assert "segbot ask '/data undo 1 sure=yes' --db" in undo.out
    assert "Not written: add --out FOLDER to have rfm_all_" in export.out


def test_a_slip_of_the_pen_makes_no_store(tmp_path: Path) -> None:
    slip = tmp_path / "shpo.db"
    status = segbot("ask", "/data status", "--db", str(slip))
    acts = segbot("ask", "/rfm use bins=4", "--db", str(slip))
    helps = segbot("ask", "/rfm help", "--db", str(slip))

    assert (status.status, acts.status, helps.status) == (2, 2, 0)
    assert f"There is no file {slip}" in status.error
    assert not slip.exists()


@pytest.mark.parametrize(
    ("recall", "precision", "describes"), [(0.23, 0.63, False), (0.9, 0.4, False), (0.6, 0.7, True)]
)
def test_conditions_that_most_do_not_meet_are_no_rule_of_a_group(
    recall: float, precision: float, describes: bool
) -> None:
    often = ((Condition("frequency", Comparison.AT_LEAST, 3.0),),)

    assert Said(often, precision=precision, recall=recall).describes is describes
    assert not Said((), precision=1.0, recall=1.0).describes


def test_why_the_best_segment_does_not_bring_most_is_said_where_rules_ignore_money(
    sample: Shop,
) -> None:
    by_habit, by_money = sample.said("/rfm overview"), sample.said("/rfm overview pack=rfm11")

    why = "Champions order most lately and often; what they spend doesn't count here."
    assert why in by_habit
    assert why not in by_money


def test_a_figure_of_one_time_has_no_column_for_when_which_the_title_says(stocked: Shop) -> None:
    """On a phone it took a line for each of its words."""
    one, two = (stocked.ask(f"/explore overview{when}") for when in ("", " last=90d"))

    assert one.tables[0].columns[0].name == "Customers"
    assert "Dec 2011" in one.title
    assert str(two.tables[0].rows[0][0]) in two.title


def test_what_to_do_with_a_group_goes_with_how_long_they_have_been_away(sample: Shop) -> None:
    """Half of the sample shop's customers are gone, so that 200 days are recent there."""
    rows = sample.ask("/segment run k=6").tables[0].rows
    away = [str(row[-1]) for row in rows if "months" in str(row[0])]
    here = [str(row[-1]) for row in rows if "months" not in str(row[0])]

    assert len(away) > 2
    assert not {"Loyalty, bundles, refills", "Give them first pick, no discount"} & {*away}
    assert here
    assert {*here} <= {
        "Give them first pick, no discount",
        "Loyalty, bundles, refills",
        "Earn the second order",
    }
