"""Killed at any instant of an import, the store holds all of it or nothing."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.sample import sample_shop
from bot.services.intake import import_file
from storage.store import Store

TODAY = date(2026, 7, 1)
IMPORT = """
import sys
from datetime import date
from pathlib import Path
from bot.services.intake import import_file
from storage.store import Store

store = Store(Path(sys.argv[1]))
path = Path(sys.argv[2])
sys.stdout.write("ready\\n")
sys.stdout.flush()
import_file(store, path, path.name, today=date(2026, 7, 1))
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    """A file that is in the store already, and one that replaces half its orders and adds more."""
    folder = tmp_path_factory.mktemp("files")
    rows = sample_shop(3, customers=3000).rows
    earlier, later = folder / "earlier.csv", folder / "later.csv"
    rows.iloc[: len(rows) // 4].to_csv(earlier, index=False)
    rows.iloc[len(rows) // 8 :].to_csv(later, index=False)
    return earlier, later


def everything(store: Store) -> pd.DataFrame:
    with store.tables() as tables:
        return tables.orders.order_by("invoice").to_pandas()


def kill_during_import(store: Store, path: Path, seconds: float) -> bool:
    """Start an import in a process of its own and kill it; True if it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(store.path), str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    return process.wait() == -signal.SIGKILL


def test_killed_during_an_import_the_store_is_as_before(tmp_path, files):
    """At instants drawn over the length of one import; afterwards the import works."""
    earlier, later = files
    store = Store(tmp_path / "team.db")
    import_file(store, earlier, earlier.name, today=TODAY)
    rehearsal = Store(tmp_path / "rehearsal.db")
    started = time.perf_counter()
    import_file(rehearsal, later, later.name, today=TODAY)
    length = time.perf_counter() - started
    before = everything(store)
    instants = random.Random(20261123)
    killed = 0
    for _ in range(6):
        killed += kill_during_import(store, later, instants.uniform(0, 0.9 * length))
        Store(store.path)
        with closing(sqlite3.connect(store.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            for table in ("order_versions", "upload_parts", "left_out_rows"):
                unseen = f"SELECT 1 FROM {table} WHERE upload_id NOT IN (SELECT id FROM uploads)"
                assert connection.execute(unseen).fetchall() == []
        if len(store.uploads.all()) == 2:
            break
        pd.testing.assert_frame_equal(everything(Store(store.path)), before)
    assert killed >= 1
    report = import_file(store, later, later.name, today=TODAY)
    assert len(store.uploads.all()) == 2
    assert report.orders_new + report.orders_changed + report.orders_same > len(before)
