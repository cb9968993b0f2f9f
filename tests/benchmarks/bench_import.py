"""How long an import takes, beside what pandas and calamine need for the same file, and how its
time and memory grow with the file.

Run with ``python -m tests.benchmarks.bench_import [FILE.parquet]``. Without a file it takes
Online Retail where it is at hand, else a made-up shop of about as many lines.
"""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pandas as pd
from python_calamine import CalamineWorkbook

from analytics.sample.shop import sample_shop
from bot.services.intake.importing import import_file
from storage.reading.limits import Limits
from storage.store import Store
from tests.benchmarks.big_files import write_lines

ONLINE_RETAIL = Path(__file__).parents[3] / "shared" / "data" / "online_retail_2011.parquet"
TODAY = date(2026, 7, 1)
ROUNDS = 3
EXCEL_ROWS = 1_048_575
MILLION = 1_000_000
ALONE = "--alone"


def best_seconds(works: dict[str, Callable[[Path], None]], folder: Path) -> dict[str, float]:
    """The quickest round of each; they take turns, so that a busy machine is fair to all."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            with TemporaryDirectory(dir=folder) as place:
                started = time.perf_counter()
                work(Path(place))
                best[name] = min(best[name], time.perf_counter() - started)
    return best


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


def alone(path: Path) -> None:
    """Import one file, and print the seconds and the peak of this process's memory in MB."""
    with TemporaryDirectory(dir=path.parent) as place:
        started = time.perf_counter()
        report = import_file(
            Store(Path(place) / "team.db"),
            path,
            path.name,
            today=TODAY,
            limits=Limits(file_bytes=path.stat().st_size),
        )
        seconds = time.perf_counter() - started
    status = Path("/proc/self/status").read_text().splitlines()
    # Not what getrusage says: a process starts there with the peak of the one that started it.
    (peak,) = (int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps([seconds, peak / 1024, report.rows_kept]))


def seconds_and_megabytes(folder: Path, lines: int) -> tuple[float, float]:
    """Of importing a made-up file in a process of its own: the medians of three.

    One peak differs from the next by a few per cent, as the two threads happen to overlap.
    """
    path = folder / f"{lines}.csv"
    write_lines(path, lines)
    command = [sys.executable, "-m", "tests.benchmarks.bench_import", ALONE, str(path)]
    taken = []
    for _ in range(3):
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        seconds, megabytes, kept = json.loads(done.stdout)
        assert kept == lines
        taken.append((seconds, megabytes))
    path.unlink()
    return median(each[0] for each in taken), median(each[1] for each in taken)


def growth() -> None:
    """Print what a million and ten million lines take."""
    with TemporaryDirectory() as name:
        one, ten = (seconds_and_megabytes(Path(name), lines) for lines in (MILLION, 10 * MILLION))
    rows = [
        ("import of 1 million lines", f"{one[0]:.1f} s", f"{one[1]:.0f} MB", "600 MB"),
        ("import of 10 million lines", f"{ten[0]:.1f} s", f"{ten[1]:.0f} MB", ""),
        ("ten times the lines, time", "", f"{ten[0] / one[0]:.2f}", "11.00"),
        ("ten times the lines, memory", "", f"{ten[1] / one[1]:.2f}", "1.10"),
    ]
    for what, seconds, figure, bar in rows:
        print(f"{what:28}{seconds:>10}{figure:>8}{bar:>8}")


def main() -> None:
    if ALONE in sys.argv:
        alone(Path(sys.argv[-1]))
        return
    beside_others()
    growth()


def beside_others() -> None:
    """Print the ratios to pandas and calamine."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        table = lines().head(EXCEL_ROWS)
        text, workbook = folder / "lines.csv", folder / "lines.xlsx"
        table.to_csv(text, index=False)
        table.to_excel(workbook, index=False, engine="xlsxwriter")
        best = best_seconds(
            {
                "pandas": lambda place: pandas_to_sql(text, place),
                "csv": lambda place: segbot(text, place),
                "calamine": lambda place: calamine(workbook),
                "xlsx": lambda place: segbot(workbook, place),
            },
            folder,
        )
    allowed = 1.5 * best["calamine"] + best["csv"]
    rows = [
        (f"lines: {len(table):,}", "seconds", "ratio", "bar"),
        ("pandas read_csv + to_sql", f"{best['pandas']:.2f}", "", ""),
        ("import CSV", f"{best['csv']:.2f}", f"{best['csv'] / best['pandas']:.2f}", "1.00"),
        ("calamine, bare parse", f"{best['calamine']:.2f}", "", ""),
        ("import XLSX", f"{best['xlsx']:.2f}", f"{best['xlsx'] / allowed:.2f}", "1.00"),
    ]
    for what, seconds, ratio, bar in rows:
        print(f"{what:28}{seconds:>10}{ratio:>8}{bar:>8}")
    print("The ratio of XLSX is to 1.5 times the bare parse plus the CSV import.")


if __name__ == "__main__":
    main()
