"""How long an import takes, beside what pandas and calamine need for the same file.

Run with ``python tests/benchmarks/bench_import.py [FILE.parquet]``. Without a file it takes
Online Retail where it is at hand, else a made-up shop of about as many lines.
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from python_calamine import CalamineWorkbook

from analytics.sample import sample_shop
from bot.services.intake import import_file
from storage.store import Store

ONLINE_RETAIL = Path(__file__).parents[3] / "shared" / "data" / "online_retail_2011.parquet"
TODAY = date(2026, 7, 1)
ROUNDS = 3
EXCEL_ROWS = 1_048_575


def best_seconds(work: Callable[[Path], object], folder: Path) -> float:
    """The quickest of a few rounds, each in an empty place."""
    seconds = []
    for number in range(ROUNDS):
        with TemporaryDirectory(dir=folder, prefix=f"round{number}-") as place:
            started = time.perf_counter()
            work(Path(place))
            seconds.append(time.perf_counter() - started)
    return min(seconds)


def pandas_to_sql(path: Path, place: Path) -> None:
    with closing(sqlite3.connect(place / "plain.db")) as connection:
        pd.read_csv(path).to_sql("lines", connection, index=False)
        connection.commit()


def segbot(path: Path, place: Path) -> None:
    import_file(Store(place / "team.db"), path, path.name, today=TODAY)


def calamine(path: Path) -> None:
    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def lines() -> pd.DataFrame:
    if len(sys.argv) > 1:
        return pd.read_parquet(sys.argv[1])
    if ONLINE_RETAIL.exists():
        return pd.read_parquet(ONLINE_RETAIL)
    return sample_shop(1, customers=23_000).rows


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        table = lines().head(EXCEL_ROWS)
        text, workbook = folder / "lines.csv", folder / "lines.xlsx"
        table.to_csv(text, index=False)
        table.to_excel(workbook, index=False, engine="xlsxwriter")
        plain = best_seconds(lambda place: pandas_to_sql(text, place), folder)
        ours = best_seconds(lambda place: segbot(text, place), folder)
        bare = best_seconds(lambda place: calamine(workbook), folder)
        ours_xlsx = best_seconds(lambda place: segbot(workbook, place), folder)
    rows = [
        (f"lines: {len(table):,}", "seconds", "ratio", "bar"),
        ("pandas read_csv + to_sql", f"{plain:.2f}", "", ""),
        ("import CSV", f"{ours:.2f}", f"{ours / plain:.2f}", "1.00"),
        ("calamine, bare parse", f"{bare:.2f}", "", ""),
        ("import XLSX", f"{ours_xlsx:.2f}", f"{ours_xlsx / (1.5 * bare + ours):.2f}", "1.00"),
    ]
    for what, seconds, ratio, bar in rows:
        print(f"{what:28}{seconds:>10}{ratio:>8}{bar:>8}")
    print("The ratio of XLSX is to 1.5 times the bare parse plus the CSV import.")


if __name__ == "__main__":
    main()
