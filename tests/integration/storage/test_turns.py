"""Imports take turns between processes, one bot has the file, and others write meanwhile."""

import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from uploads import Sold, Told, content, dump, is_sound, kept, leave_out, new_upload, upload

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import Fate
from storage.errors import AlreadyRunning, StoreBusy
from storage.store import Store

ROOT = Path(__file__).parents[3]
IMPORT = """
import sys, time
from pathlib import Path
sys.path.insert(0, "tests/support")
from uploads import Sold, kept, new_upload
from storage.store import Store

store, name = Store(Path(sys.argv[1])), sys.argv[2]
path = Path(sys.argv[1]).with_suffix("." + name)
path.write_bytes(name.encode())
print("open", flush=True)
with store.importing(new_upload(name.encode()), path) as writer:
    for number in range(40):
        lines = [Sold(f"{number}-{n}", 100, name) for n in range(50)]
        writer.add_lines(kept(lines, 2 + 50 * number))
        if number == 20:
            print("half", flush=True)
            time.sleep(float(sys.argv[3]))
    writer.finish({})
print("done", flush=True)
"""
UNDO = """
import sys
from pathlib import Path
from storage.store import Store

store = Store(Path(sys.argv[1]))
print("open", flush=True)
store.undo(int(sys.argv[2]))
"""
CLAIM = """
import sys, time
from pathlib import Path
from storage.store import Store
from storage.errors import AlreadyRunning

try:
    with Store(Path(sys.argv[1])).claim():
        print("mine", flush=True)
        time.sleep(60)
except AlreadyRunning as error:
    print(error.message, flush=True)
"""


@contextmanager
def process(script: str, *arguments: object) -> Iterator[Popen[str]]:
    """A process of its own; it is killed at the end of the block if it is still there."""
    started = Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()
        assert started.stdout
        started.stdout.close()


def says(started: Popen[str]) -> str:
    assert started.stdout
    return started.stdout.readline().strip()


def wait_for(started: Popen[str], word: str) -> None:
    while (said := says(started)) != word:
        assert said, "it ended before its time"


def count(store: Store, table: str) -> int:
    with closing(sqlite3.connect(store.path)) as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(rows)


def test_two_processes_that_import_at_once_both_get_their_turn(store: Store) -> None:
    with (
        process(IMPORT, store.path, "a", 0.3) as first,
        process(IMPORT, store.path, "b", 0.3) as second,
    ):
        for each in (first, second):
            assert [says(each) for _ in range(3)] == ["open", "half", "done"]
    assert len(store.uploads.all()) == 2
    assert {customer for _, customer, *_ in content(store)["orders"]} <= {"a", "b"}
    assert len(content(store)["orders"]) == 2000
    assert is_sound(store)


def test_killed_in_the_middle_an_import_leaves_nothing_and_the_next_one_goes_ahead(
    store: Store,
) -> None:
    upload(store, [Sold("1"), Told("ann", "tier", "gold")])
    before = dump(store)
    with (
        process(IMPORT, store.path, "a", 60) as victim,
        process(IMPORT, store.path, "b", 0) as heir,
    ):
        wait_for(victim, "half")
        assert count(store, "order_versions") > 1000
        assert content(store)["orders"] == content(Store(store.path))["orders"]
        victim.send_signal(signal.SIGKILL)
        wait_for(heir, "done")
    newest, _ = store.uploads.all()
    store.undo(newest.id)
    assert dump(store) == before
    assert is_sound(store)


def test_opening_the_store_sweeps_what_a_dead_import_left(store: Store) -> None:
    with process(IMPORT, store.path, "a", 60) as victim:
        wait_for(victim, "half")
        Store(store.path)
        assert count(store, "order_versions") > 1000, "a living import is left alone"
    assert count(store, "order_versions") > 1000
    Store(store.path)
    for table in ("order_versions", "order_lines", "upload_parts", "products", "leftovers"):
        assert count(store, table) == 0
    assert is_sound(store)


def test_an_import_that_fails_takes_its_rows_with_it(store: Store, tmp_path: Path) -> None:
    upload(store, [Sold("1")])
    before, version = dump(store), store.data_version()
    path = tmp_path / "shop.csv"
    path.write_bytes(b"x")
    with suppress(RuntimeError), store.importing(new_upload(b"x"), path) as writer:
        writer.add_lines(kept([Sold("1", 200), Sold("2", product="LAMP")]))
        assert count(store, "order_versions") == 3
        writer.finish({})
        raise RuntimeError
    assert dump(store) == before
    assert (store.data_version(), len(store.uploads.all())) == (version, 1)
    assert is_sound(store)


def test_an_import_that_was_not_finished_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(b"x")
    with store.importing(new_upload(b"x"), path) as writer:
        writer.add_lines(kept([Sold("1")]))
    assert dump(store) == []
    assert store.uploads.all() == []


def test_others_write_while_an_import_is_at_work(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(b"x")
    with store.importing(new_upload(b"x"), path) as writer:
        for number in range(3):
            writer.add_lines(kept([Sold(str(number))], 2 + number))
            store.threads.remember("C1", str(number), "/rfm overview", "U1")
            assert store.is_empty()
        writer.finish({})
    assert len(content(store)["orders"]) == 3


def test_whoever_waits_too_long_for_a_turn_is_told(store: Store, tmp_path: Path) -> None:
    upload(store, [Sold("1")])
    impatient = Store(store.path, turn_seconds=0.2)
    path = tmp_path / "shop.csv"
    path.write_bytes(b"x")
    with store.importing(new_upload(b"x"), path) as writer:
        writer.add_lines(kept([Sold("2")]))
        for change in (
            lambda: upload(impatient, [Sold("3")]),
            lambda: impatient.undo(1),
            lambda: impatient.forget("ann"),
        ):
            with pytest.raises(StoreBusy, match="still at work"):
                change()
        writer.finish({})
    assert len(content(store)["orders"]) == 2


def test_a_second_bot_on_the_same_file_is_refused(store: Store) -> None:
    with process(CLAIM, store.path) as first:
        assert says(first) == "mine"
        with process(CLAIM, store.path) as second:
            assert "already running on this data" in says(second)
        with pytest.raises(SegbotError, match="already running") as refusal, store.claim():
            pass
        assert refusal.value.hint
        first.send_signal(signal.SIGKILL)
        first.wait()
        with store.claim():
            pass


def test_two_bots_of_one_process_are_refused_as_well(store: Store) -> None:
    with store.claim(), pytest.raises(AlreadyRunning), Store(store.path).claim():
        pass


def test_an_import_beside_a_running_bot_works(store: Store) -> None:
    with process(CLAIM, store.path) as bot:
        assert says(bot) == "mine"
        upload(store, [Sold("1")])
    assert not store.is_empty()


def test_line_numbers_and_cells_of_left_out_rows_are_kept_by_fate(store: Store) -> None:
    upload_id = leave_out(store, {"a": "x", "b": ""}, b"bad").id
    (row,) = store.uploads.left_out(upload_id)
    assert (row.line, dict(row.cells)) == (2, {"a": "x", "b": ""})
    assert [each.line for each in store.uploads.left_out(upload_id, row.fate)] == [2]
    assert row.fate is Fate.REJECTED
    assert list(store.uploads.left_out(upload_id, Fate.SET_ASIDE)) == []


def test_killed_in_the_middle_an_undo_is_done_or_not_begun(tmp_path: Path) -> None:
    """At several instants of one undo; whichever it is, the next one to open the file tidies up."""
    store = Store(tmp_path / "team.db")
    upload(store, [Sold("0-1", 100), Sold("x")])
    first = content(store)
    gone = 0
    # A busy machine may need longer to get there.
    for delay in (0.0, 0.005, 0.02, 0.2, 1.0, 5.0, 25.0):
        if gone:
            break
        lines: list[Sold | Told] = [
            Sold(f"{n // 5}-1", 200 + n, product=f"P{n}") for n in range(15_000)
        ]
        last = upload(store, lines, content=str(delay).encode(), chunk=15_000).id
        with_it = content(store)
        with process(UNDO, store.path, last) as victim:
            wait_for(victim, "open")
            time.sleep(delay)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
        after = content(Store(store.path))
        assert is_sound(store)
        if len(store.uploads.all()) == 1:
            gone += 1
            assert after == first
        else:
            assert after == with_it
            store.undo(last)
            assert content(store) == first
    assert gone
