"""What a process loads before it answers: charts, clusters and Ibis are for those who ask for them.

How long a start takes is measured in tests/benchmarks/bench_start.py; here it is what is imported.
"""

import subprocess
import sys
from pathlib import Path

import pytest

SLOW = {"ibis", "matplotlib", "scipy", "sklearn", "slack_sdk", "structlog"}
_SEGBOT = """
import sys
from bot.cli import cli
try:
    cli(sys.argv[1:])
finally:
    print(*sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(*arguments: object) -> set[str]:
    """The packages that `segbot` has loaded when it ends."""
    ended = subprocess.run(
        [sys.executable, "-c", _SEGBOT, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return set(ended.stderr.splitlines()[-1].split())


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    orders = folder / "orders.csv"
    orders.write_text(
        "Invoice,Customer ID,InvoiceDate,Quantity,Price,StockCode,Description,Country\n"
        "1,17850,2011-01-01 10:00,2,2.50,85123A,Lamp,France\n",
        encoding="utf-8",
    )
    return orders


def test_help_loads_no_more_than_the_command_line_takes() -> None:
    assert not loaded("--help") & {*SLOW, "numpy", "pandas", "sqlite_utils", "storage"}


def test_words_that_are_refused_need_no_data(tmp_path: Path) -> None:
    db = tmp_path / "shop.db"

    assert not loaded("ask", "/rfm topp", "--db", db) & {*SLOW, "sqlite_utils"}
    assert not db.exists()


def test_taking_in_a_file_loads_nothing_that_only_answers_need(shop: Path) -> None:
    assert not loaded("import", shop, "--db", shop.with_suffix(".db"), "--json") & SLOW


def test_what_is_stored_is_told_without_charts_clusters_and_ibis(shop: Path) -> None:
    db = shop.with_suffix(".db")
    loaded("import", shop, "--db", db, "--json")

    assert not loaded("ask", "/data status", "--db", db, "--json") & SLOW
