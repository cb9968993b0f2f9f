"""What exploring takes at 0.1, 1 and 10 million lines, in seconds and in memory.

Run with ``python -m tests.benchmarks.bench_explore_growth [SHOPS ...]``. The lines are those of
Online Retail where it is at hand, else of a made-up shop, once per shop: 20 shops have 10.8 million
lines, ten times the orders and customers of two; a fifth has every fifth customer. A tier and an
age are known of each. A question is asked in a process of its own, whose peak of memory is its
alone, and told as soon as it is answered. Seconds are the processor's, to the drawn charts: what
else the machine does matters less.
"""

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analytics.sample.shop import sample_shop
from bot.services.dispatch import Services, warm_up
from bot.services.intake.importing import import_file
from storage.reading.limits import Limits
from storage.store import Store

ONLINE_RETAIL = Path(__file__).parents[3] / "shared" / "data" / "online_retail_2011.parquet"
SHOPS = (0.2, 2.0, 20.0)
QUESTIONS = (
    "/explore overview",
    "/explore revenue",
    "/explore products",
    "/explore countries",
    "/explore cohorts",
    "/explore gaps",
    "/explore distributions",
    "/explore relationships",
    "/explore attributes",
    "/explore attributes tier",
    "/explore baskets",
    "/customer {customer}",
    "/recommend champions",
    "/campaign start champions",
)
TODAY = date(2026, 7, 1)
MOST_GROWTH = 11.0
MILLION, MOST_MEGABYTES = 2, 1_000
MOST_SECONDS = 1_800
ALONE = "--alone"


def lines() -> pd.DataFrame:
    """One shop's, with ``Invoice`` and ``Customer ID`` as texts, empty where it isn't known."""
    if not ONLINE_RETAIL.exists():
        rows = sample_shop(1, customers=23_000).rows
        return rows.assign(**{"Customer ID": rows["Customer ID"].str.removesuffix(".0")})
    rows = pd.read_parquet(ONLINE_RETAIL)
    rows = rows.rename(columns={"InvoiceNo": "Invoice", "CustomerID": "Customer ID"})
    customer = rows["Customer ID"].astype("Int64").astype("str").fillna("")
    return rows.assign(**{"Invoice": rows["Invoice"].astype("str"), "Customer ID": customer})


def shop(rows: pd.DataFrame, shops: float, folder: Path) -> Path:
    """A store with the lines of so many shops, and with what is known of their customers."""
    if shops < 1:
        # Every fifth customer, and every fifth order without one.
        number = rows["Customer ID"].where(rows["Customer ID"] != "", rows["Invoice"])
        rows = rows[number.str.extract(r"(\d+)", expand=False).astype(int) % round(1 / shops) == 0]
    customers = rows.loc[rows["Customer ID"] != "", "Customer ID"].drop_duplicates()
    chance = np.random.default_rng(1)
    bought, known = folder / "lines.csv", folder / "customers.csv"
    for copied in range(max(1, round(shops))):
        id_ = rows["Customer ID"]
        copy = {
            "Invoice": rows["Invoice"] + f"{copied:02}",
            "Customer ID": id_.where(id_ == "", id_ + f"{copied:02}"),
        }
        people = pd.DataFrame(
            {
                "Customer ID": customers + f"{copied:02}",
                "Tier": chance.choice(["gold", "silver", "bronze"], len(customers)),
                "Age": chance.integers(18, 80, len(customers)),
            }
        )
        for path, frame in ((bought, rows.assign(**copy)), (known, people)):
            frame.to_csv(path, mode="a" if copied else "w", header=not copied, index=False)
    store = Store(folder / "shop.db")
    for path in (bought, known):
        limits = Limits(file_bytes=path.stat().st_size)
        import_file(store, path, path.name, today=TODAY, limits=limits)
        path.unlink()
    return folder / "shop.db"


def alone(path: Path, question: str) -> None:
    """Answer one question, and print the seconds and the peak of this process's memory in MB."""
    warm_up()
    store, services = Store(path), Services()
    started = time.process_time()
    answer = services.ask(question, services.context(store))
    for picture in answer.pictures:
        assert picture.chart.png
    seconds = time.process_time() - started
    status = Path("/proc/self/status").read_text().splitlines()
    # Not what getrusage says: a process starts there with the peak of the one that started it.
    (peak,) = (int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps([seconds, peak / 1024]))


def asked(path: Path, question: str) -> tuple[float, float] | None:
    """Seconds and MB of a question in a process of its own; None where it takes too long."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_explore_growth", ALONE]
    try:
        done = subprocess.run(
            [*command, str(path), question],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=MOST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return None
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def row(shops: float, taken: tuple[float, float] | None, before: float | None) -> str:
    """Seconds, MB, and how many times the seconds of a tenth of the lines; marked where over."""
    if taken is None:
        return f"over {MOST_SECONDS:,} s"
    seconds, megabytes = taken
    grown = seconds / before if before else 0
    over = grown > MOST_GROWTH or (shops == MILLION and megabytes > MOST_MEGABYTES)
    times = f"{grown:>8.1f}" if grown else " " * 8
    return f"{seconds:>9.2f}{megabytes:>8.0f}{times}{' OVER' if over else ''}"


def main() -> None:
    """Print a line per question and number of shops, as each is answered."""
    if ALONE in sys.argv:
        alone(Path(sys.argv[-2]), sys.argv[-1])
        return
    rows = lines()
    customer = next(each for each in rows["Customer ID"] if each.endswith("0"))
    before: dict[str, float] = {}
    print(f"{'lines':>12}  {'question':28}{'seconds':>9}{'MB':>8}{'times':>8}", flush=True)
    for shops in [*map(float, sys.argv[1:])] or SHOPS:
        with TemporaryDirectory() as name:
            started = time.process_time()
            path = shop(rows, shops, Path(name))
            took, many = time.process_time() - started, round(len(rows) * shops)
            print(f"{many:>12,}  {'writing and importing it':28}{took:>9.2f}", flush=True)
            for question in QUESTIONS:
                asks = question.format(customer=f"{customer}00")
                taken = asked(path, asks)
                told = row(shops, taken, before.get(question))
                print(f"{many:>12,}  {asks:28}{told}", flush=True)
                if taken is not None:
                    before[question] = taken[0]
    print(f"(bars: {MOST_GROWTH:.0f} times, and {MOST_MEGABYTES:,} MB for a million lines)")


if __name__ == "__main__":
    main()
