"""One bot to a workspace's data: a second one is refused with words, and imports take turns."""

import json
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, TypeAlias

import pytest
from forking import forked_bot
from person import PATIENCE, Person, words
from shops import shop
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot.app import build_app
from bot.settings import Settings
from bot.workspace import Served

Start: TypeAlias = Callable[..., Popen[str]]
REFUSAL = "Another Segbot is already running on this data"
ORDERS = sum(1 + number % 7 for number in range(1, 301))


@pytest.fixture
def segbot(environment: dict[str, str]) -> Iterator[Start]:
    """Starts `segbot …` on one data folder; whatever still runs at the end is killed."""
    started = []

    def start(*arguments: object) -> Popen[str]:
        process = Popen(
            [sys.executable, "-m", "bot", *map(str, arguments)],
            env=environment,
            stdout=PIPE,
            stderr=PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def first(environment: dict[str, str]) -> Iterator[ForkServerProcess]:
    """A bot that is connected."""
    process = forked_bot(environment)
    yield process
    process.kill()
    process.join()


def wait_for(lines: IO[str] | None, word: str) -> None:
    assert lines
    assert any(word in line for line in lines), f"it ended without saying {word!r}"


def refusal(process: Popen[str]) -> str:
    """What a process says that ends by itself, with the exit status of a refusal."""
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "Traceback" not in said
    return said


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(rows)


def test_a_second_bot_is_refused_while_the_first_one_answers_on(
    first: ForkServerProcess, segbot: Start, workspace: Served
) -> None:
    """Until the first one is stopped."""
    person = Person.at(workspace.url)
    person.upload("shop.csv", shop())

    said = refusal(segbot("run"))
    assert REFUSAL in said
    assert "data folder of its own" in said
    assert "40 customers" in words(person.command("/rfm overview"))

    first.terminate()
    first.join(PATIENCE)
    wait_for(segbot("run").stderr, "connected")


def test_a_second_demo_is_refused_before_it_fills_the_shop(
    segbot: Start, settings: Settings
) -> None:
    """The first one started empty, and stays so."""
    wait_for(segbot("demo", "--port", 0, "--empty").stdout, "ready:")

    assert REFUSAL in refusal(segbot("demo", "--port", 0))

    (path,) = settings.data_dir.glob("*.db")
    assert count(path, "uploads") == 0


def test_files_imported_from_terminals_beside_a_working_bot_all_go_in(
    first: ForkServerProcess,
    segbot: Start,
    workspace: Served,
    settings: Settings,
    tmp_path: Path,
) -> None:
    """Two from terminals at once, two dropped at once: each takes its turn."""
    assert first.is_alive()
    person = Person.at(workspace.url)
    person.upload("first.csv", shop())
    (path,) = settings.data_dir.glob("*.db")
    files = [tmp_path / f"{number}.csv" for number in range(2)]
    for number, file in enumerate(files):
        file.write_bytes(shop(300, first_invoice=1_000_000 * (number + 1)))

    dropped = [
        person.drop(f"dropped {number}.csv", shop(300, first_invoice=1_000_000 * number))
        for number in (3, 4)
    ]
    terminals = [segbot("import", file, "--db", path, "--json") for file in files]

    for each in terminals:
        said, _ = each.communicate(timeout=PATIENCE)
        assert (each.returncode, json.loads(said)["orders_new"]) == (0, ORDERS)
    for ts in dropped:
        assert "300 customers" in words(person.next_answer("retail-data", {ts}, ts))
    assert count(path, "uploads") == 5
    assert count(path, "leftovers") == 0


def test_a_bot_stops_whose_reader_begins_in_the_same_moment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK's reader takes back that it is to end, if it is told just before it begins."""

    beginning, closed = threading.Event(), threading.Event()
    disconnect = Connection.disconnect

    def tell(state: ConnectionState, ends: bool) -> None:
        if not ends and threading.current_thread() is not threading.main_thread():
            beginning.set()
            closed.wait(PATIENCE)
        elif vars(state).get("ends"):
            # Told again: it needn't be too late.
            closed.set()
        vars(state)["ends"] = ends

    def disconnected(connection: Connection) -> None:
        disconnect(connection)
        closed.set()

    terminated = property(lambda state: vars(state)["ends"], tell)
    monkeypatch.setattr(ConnectionState, "terminated", terminated, raising=False)
    monkeypatch.setattr(Connection, "disconnect", disconnected)
    bot = build_app(settings)
    bot.start()
    assert beginning.wait(PATIENCE)
    stopping = threading.Thread(target=bot.stop, daemon=True)
    stopping.start()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
