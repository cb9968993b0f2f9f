"""Workbooks and Parquet are read by a process of their own, which may end in any way."""

import os
import signal
import subprocess
import sys
from itertools import chain, zip_longest
from pathlib import Path

import old_workbooks
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from processes import children, has_ended, readers
from tables import cells, workbook, written, zipped

from analytics.vocabulary.errors import SegbotError
from storage.errors import (
    BeyondLimit,
    EmptyFile,
    LockedFile,
    UnreadableFile,
    UnsupportedFile,
)
from storage.reading.limits import Limits
from storage.reading.source import open_source

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
ROWS: list[list[object]] = [["id", "what"], *[[n, f"mug {n}"] for n in range(2_000)]]
TIME = "takes more than 180 seconds to read, which is the limit"
MEMORY = "needs more memory than the 2,000 MB that a file may take"


@pytest.mark.parametrize(
    ("end", "kind", "words"),
    [
        (signal.SIGSEGV, UnreadableFile, "is damaged and can't be read"),
        (signal.SIGABRT, BeyondLimit, MEMORY),
        (signal.SIGKILL, BeyondLimit, MEMORY),
        (signal.SIGXCPU, BeyondLimit, TIME),
        (signal.SIGALRM, BeyondLimit, TIME),
    ],
)
def test_a_parser_that_ends_is_a_sentence_and_the_next_file_is_read(
    tmp_path: Path, end: signal.Signals, kind: type[SegbotError], words: str
) -> None:
    path = workbook(tmp_path / "a.xlsx", {"a": ROWS})
    with open_source(path, path.name) as source:
        (table,) = source.tables
        chunks = table.chunks(table.head()[0], 100)
        next(chunks)
        (reader,) = readers(os.getpid())
        os.kill(reader, end)
        for _ in range(2):
            # Two chunks may be on their way already.
            with pytest.raises(SegbotError) as caught:
                list(chunks) or table.head()
            assert type(caught.value) is kind
            assert caught.value.message == f"a.xlsx {words}."
            assert caught.value.hint.endswith(".")
    assert len(cells(path)["a"]) == len(ROWS)


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    """A kilobyte for each ten million rows, which no machine reads in a second."""
    path = tmp_path / "long.parquet"
    rows = pa.table({"a": pa.array(["x"]).dictionary_encode().take(pa.array([0] * 1_000_000))})
    rows = pa.concat_tables([rows] * 10)
    with pq.ParquetWriter(path, rows.schema) as writer:
        for _ in range(20):
            writer.write_table(rows)
    with open_source(path, path.name, Limits(seconds=1)) as source:
        (table,) = source.tables
        with pytest.raises(BeyondLimit, match="takes more than 1 seconds to read"):
            assert sum(map(len, table.chunks(table.head()[0]))) < 0


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"EncryptedPackage": b"x"}, LockedFile),
        ({"WordDocument": b"x"}, UnsupportedFile),
        ({"Contents": b"x"}, UnsupportedFile),
    ],
)
def test_a_refusal_comes_as_what_it_is(
    tmp_path: Path, members: dict[str, bytes], kind: type[SegbotError]
) -> None:
    path = written(tmp_path, old_workbooks.compound(members), "a.xls")
    with pytest.raises(kind) as caught:
        cells(path)
    assert caught.value.message.startswith("a.xls is ")
    assert caught.value.hint.endswith(".")


def test_a_workbook_without_rows_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        cells(workbook(tmp_path / "a.xlsx", {"a": [["id", "what"]]}))


def test_nothing_is_left_of_a_file_that_is_read_halfway(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"a": ROWS})
    path = zipped(tmp_path / "a.zip", {"a.xlsx": (tmp_path / "a.xlsx").read_bytes()})
    cells(path)
    descriptors = open_descriptors()
    for _ in range(3):
        with open_source(path, path.name) as source:
            (table,) = source.tables
            next(table.chunks(table.head()[0], 10))
            reader = readers(os.getpid())[-1]
            assert not has_ended(reader, patience=1)
        assert has_ended(reader)
    assert open_descriptors() == descriptors


def open_descriptors() -> list[str]:
    return sorted(each.name for each in Path("/proc/self/fd").iterdir())


def test_tables_are_read_side_by_side(tmp_path: Path) -> None:
    """Of one workbook, and of another that is open too; each in its own order."""
    sheets: dict[str, list[list[object]]] = {
        name: [["id", "b"], *[[f"{name}{n}", n] for n in range(50)]] for name in "abc"
    }
    path, other = (workbook(tmp_path / name, sheets) for name in ("a.xlsx", "b.xlsx"))
    with open_source(path, path.name) as one, open_source(other, other.name) as two:
        streams = [t.chunks(t.head()[0], 7) for t in (*one.tables, *two.tables)]
        chunks = [*chain.from_iterable(zip_longest(*streams))]
    for at, name in enumerate("abcabc"):
        found = [each for chunk in chunks[at::6] for each in chunk["id"]]
        assert found == [f"{name}{n}" for n in range(50)]


_READ = """
import signal, sys, time
from pathlib import Path
from storage.reading.source import open_source
# A job that runs in the background may have been started with Ctrl-C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
with open_source(Path(sys.argv[1]), "a.xlsx") as source:
    next(source.tables[0].chunks(source.tables[0].head()[0], 10))
    print("reading", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_readers_end_with_the_process_that_has_them(tmp_path: Path, end: signal.Signals) -> None:
    """And say nothing about it: Ctrl-C in a terminal doesn't reach them."""
    path = workbook(tmp_path / "a.xlsx", {"a": ROWS})
    with subprocess.Popen(
        [sys.executable, "-c", _READ, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"reading\n"
        (server,), (reader,) = children(process.pid), readers(process.pid)
        assert os.getsid(reader) == os.getsid(server) == server
        process.send_signal(end)
        _, said = process.communicate()
    assert has_ended(reader)
    assert has_ended(server)
    assert said.count(b"Traceback") == (end is signal.SIGINT)
