"""`segbot ask` and `segbot import`: what a machine and a person read in a terminal."""

from pathlib import Path

import pytest
from shops import shop
from terminal import Ended, segbot, segbot_process

IMPORT_KEYS = {
    "file",
    "sha256",
    "already_imported",
    "rows_read",
    "rows_kept",
    "rows_set_aside",
    "rows_rejected",
    "orders_new",
    "orders_changed",
    "orders_same",
    "first_order",
    "last_order",
}
RUN_METRICS = {
    "run",
    "k",
    "customers",
    "inertia",
    "silhouette",
    "davies_bouldin",
    "calinski_harabasz",
}
STATUS_METRICS = {"customers", "orders", "lines", "revenue", "first_order", "last_order"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("terminal")


@pytest.fixture(scope="module")
def imported(folder: Path) -> Ended:
    """The import of a small shop, which the questions below are about."""
    (folder / "shop.csv").write_bytes(shop())
    return segbot_process("import", folder / "shop.csv", "--db", folder / "shop.db", "--json")


@pytest.fixture(scope="module")
def db(folder: Path, imported: Ended) -> Path:
    return folder / "shop.db"


def test_an_import_accounts_for_every_row(imported: Ended, folder: Path) -> None:
    report = imported.json

    assert imported.status == 0
    assert set(report) >= IMPORT_KEYS
    assert report["file"] == "shop.csv"
    assert report["already_imported"] is False
    assert report["rows_read"] == 160
    aside, rejected = report["rows_set_aside"], report["rows_rejected"]
    assert report["rows_kept"] + sum(aside.values()) + sum(rejected.values()) == 160
    assert (report["orders_new"], report["orders_changed"], report["orders_same"]) == (160, 0, 0)
    assert (report["first_order"][:10], report["last_order"][:10]) == ("2011-01-05", "2011-12-26")


def test_the_same_file_again_says_so_and_changes_nothing(imported: Ended, folder: Path) -> None:
    again = segbot("import", folder / "shop.csv", "--db", folder / "shop.db", "--json")

    assert again.status == 0
    assert again.json == {**imported.json, "already_imported": True}


def test_known_customers_are_not_credited_with_what_nobody_known_spent(tmp_path: Path) -> None:
    """By hand: customer 71 spends 2 × 5.00 and 3.00; 4.50 and 1.25 are nobody's; 5.00 came back."""
    rows = (
        "1,MUG,2,2026-01-05,5.00,71",
        "2,MUG,1,2026-01-06,3.00,71",
        "3,MUG,1,2026-01-07,4.50,",
        "4,MUG,1,2026-01-08,1.25,",
        "C5,MUG,-1,2026-01-09,5.00,71",
    )
    header = "Invoice,StockCode,Quantity,InvoiceDate,Price,Customer ID"
    known, all_ = tmp_path / "known.csv", tmp_path / "all.csv"
    known.write_text("\n".join([header, *rows[:2]]))
    all_.write_text("\n".join([header, *rows]))

    said = segbot("import", known, "--db", tmp_path / "known.db").out
    assert "1 customer: £13.00 of purchases, 5 Jan 2026 to 6 Jan 2026." in said
    said = " ".join(segbot("import", all_, "--db", tmp_path / "all.db").out.split())
    assert (
        "1 customer: £13.00 of purchases, and £5.75 more without a customer, 5 Jan 2026 to 8 Jan"
        in said
    )
    assert "Orders, returns among them: 5 new" in said


def test_an_answer_has_unformatted_tables_metrics_blocks_and_saved_charts(
    db: Path, folder: Path
) -> None:
    asked = segbot("ask", "/segment run k=3", "--db", db, "--json", "--out", folder / "out")
    answer = asked.json

    assert asked.status == 0
    assert set(answer) == {"command", "text", "tables", "metrics", "files", "blocks"}
    assert answer["command"] == "/segment run k=3"
    assert answer["text"].startswith("40 customers in 3 groups")
    assert set(answer["metrics"]) >= RUN_METRICS
    assert answer["metrics"]["k"] == 3
    groups, rules = answer["tables"]
    assert [row[0] for row in rules["rows"]] == [row[0] for row in groups["rows"]]
    assert set(groups) == {"title", "columns", "rows"}
    assert sum(row[1] for row in groups["rows"]) == answer["metrics"]["customers"] == 40
    assert sum(row[2] for row in groups["rows"]) == 3325.0
    assert answer["blocks"][0]["type"] == "header"
    assert [Path(each).name for each in answer["files"]] == [
        "cluster_profile.png",
        "cluster_scatter.png",
    ]
    assert all(Path(each).read_bytes().startswith(b"\x89PNG") for each in answer["files"])


def test_what_is_stored_has_a_number_in_every_cell_but_the_first(db: Path) -> None:
    answer = segbot("ask", "data status", "--db", db, "--json").json

    assert set(answer["metrics"]) >= STATUS_METRICS | {f"{name}_all" for name in STATUS_METRICS}
    assert answer["tables"][0]["rows"] == [
        ["By known customers", 40, 160, 160, 3325.0],
        ["All", None, 160, 160, 3325.0],
    ]


def test_an_export_is_saved_as_a_file(db: Path, folder: Path) -> None:
    answer = segbot("ask", "/rfm export all", "--db", db, "--json", "--out", folder / "lists").json
    (path,) = map(Path, answer["files"])

    assert answer["metrics"]["exported"] == 40
    assert path.suffix == ".csv"
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 41


def test_a_question_that_is_refused_ends_with_2_and_its_reason_in_text_and_on_stderr(
    db: Path,
) -> None:
    asked = segbot_process("ask", "/segment run k=99", "--db", db, "--json")

    assert asked.status == 2
    assert "you wrote `99`. For example `/segment run k=4`." in asked.json["text"]
    assert asked.json == {
        "text": asked.json["text"],
        "tables": [],
        "metrics": {},
        "suggestions": [],
        "files": [],
        "blocks": [],
    }
    assert asked.error.strip().endswith(asked.json["text"])
    assert "Traceback" not in asked.error


def test_a_file_that_is_refused_ends_with_2_and_its_reason(folder: Path) -> None:
    (folder / "wrong.csv").write_bytes(b"hello\nworld\n")
    ended = segbot("import", folder / "wrong.csv", "--db", folder / "other.db", "--json")

    assert ended.status == 2
    assert (
        "I can't tell which columns are the date (such as “Invoice Date”), the customer"
        in ended.json["text"]
    )
    assert ended.error.strip() == ended.json["text"]


def test_a_person_reads_tables_with_money_and_percentages(db: Path) -> None:
    asked = segbot_process("ask", "/rfm segments", "--db", db)

    assert asked.status == 0
    assert asked.out.startswith("RFM segments of 40 customers\n")
    assert "£" in asked.out
    assert "%" in asked.out
    assert asked.error == ""


def test_help_names_every_way_of_using_it() -> None:
    ended = segbot_process("--help")

    assert ended.status == 0
    for name in ("run", "demo", "ask", "import", "lint-pack", "selftest", "generate"):
        assert f" {name} " in ended.out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("import", "{folder}/absent.csv", "--db", "{folder}/shop.db"), id="no file"),
        pytest.param(
            ("ask", "/data sample", "--db", "{folder}/shop.csv/shop.db"), id="a store in a file"
        ),
        pytest.param(
            ("ask", "/rfm export", "--db", "{folder}/shop.db", "--out", "{folder}/shop.csv"),
            id="charts into a file",
        ),
    ],
)
def test_a_path_that_cannot_be_used_ends_with_2_and_no_traceback(
    db: Path,
    folder: Path,
    arguments: tuple[str, str, str, str] | tuple[str, str, str, str, str, str],
) -> None:
    ended = segbot(*(each.format(folder=folder) for each in arguments))

    assert ended.status == 2
    assert "Traceback" not in ended.error
