"""What a process costs from its start to its end, beside what Python needs to load pandas alone.

Run with ``python -m tests.benchmarks.bench_start [FILE.csv]``. Without a file it takes a made-up
shop. Processor time, not seconds on the wall: a start is often made on a busy machine.
"""

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.sample.shop import sample_shop

ROUNDS = 5
LIBRARIES = "import pandas, sqlite_utils"
#: As one would take the file in without Segbot; it cleans nothing.
PLAIN_IMPORT = """
import sqlite3, sys, pandas
connection = sqlite3.connect(sys.argv[2])
pandas.read_csv(sys.argv[1]).to_sql("lines", connection, index=False)
connection.commit()
"""


def processor_seconds(*arguments: object) -> float:
    """What a Python process takes of the processor, those that it starts included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shown(name: str, seconds: float, against: float, most: float) -> None:
    print(f"{name:<42}{seconds:6.2f} s  {seconds / against:5.2f}  (at most {most})")


def main() -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        if len(sys.argv) > 1:
            file = Path(sys.argv[1])
        else:
            file = place / "shop.csv"
            sample_shop(7).rows.to_csv(file, index=False)
        db = place / "shop.db"
        processor_seconds("-m", "bot", "import", file, "--db", db)
        asked = {
            "segbot --help": (0.5, ("--help",)),
            "segbot ask, a word that nobody knows": (2.0, ("ask", "/rfm topp", "--db", db)),
            'segbot ask "/data status"': (2.0, ("ask", "/data status", "--db", db, "--json")),
        }
        taken = dict.fromkeys(["libraries", "plain", "import", *asked], float("inf"))
        # In turns, so that a machine that is busy for a while is so for all of them.
        for number in range(ROUNDS):
            new, plain = place / f"{number}.db", place / f"plain-{number}.db"
            works = {
                "libraries": ("-c", LIBRARIES),
                **{name: ("-m", "bot", *line) for name, (_, line) in asked.items()},
                "plain": ("-c", PLAIN_IMPORT, file, plain),
                "import": ("-m", "bot", "import", file, "--db", new, "--json"),
            }
            for name, line in works.items():
                taken[name] = min(taken[name], processor_seconds(*line))
        print(f"{LIBRARIES:<42}{taken['libraries']:6.2f} s")
        for name, (most, _) in asked.items():
            shown(name, taken[name], taken["libraries"], most)
        print(f"{'pandas read_csv + to_sql, whole process':<42}{taken['plain']:6.2f} s")
        shown("segbot import, whole process", taken["import"], taken["plain"], 1.3)


if __name__ == "__main__":
    main()
