"""The bot is killed in the middle of work: nothing half-done, and nobody waits in vain.

The bot runs as a process of its own here (`segbot run`), so that it can be killed outright.
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

import pytest
from belonging import LINES, ORDERS
from forking import Start, kill
from person import PATIENCE, Person, table, words
from shops import shop

from bot.settings import Settings
from storage.store import Store

LARGE = 20_000
"""Customers in a file whose import takes long enough to be cut off."""


def stores(settings: Settings) -> list[Path]:
    """The files with workspaces' data."""
    return list(settings.data_dir.glob("*.db"))


def count(settings: Settings, table: str) -> int:
    """How many rows a table of the workspace's file has, as another reader sees it."""
    (path,) = stores(settings)
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(rows)
    finally:
        connection.close()


def unanswered(settings: Settings) -> int:
    """How many requests the bot still owes an answer."""
    (path,) = stores(settings)
    return len(Store(path).requests.open())


def test_an_import_that_a_kill_cuts_off_leaves_nothing_and_can_be_repeated(
    start: Start, person: Person, settings: Settings
) -> None:
    """The person is told in the file's thread, and one click reads the file again."""
    process = start()
    ts = person.drop("big.csv", shop(LARGE))
    person.wait_for("retail-data", lambda each: "Working on" in each["text"], thread=ts)
    kill(process)
    assert count(settings, "uploads") == 0
    assert count(settings, "orders") == 0

    start()
    told = person.wait_for("retail-data", lambda each: "restarted" in words(each), thread=ts)
    asked = person.wait_for(
        "retail-data", lambda each: f"<@{person.id}>" in each["text"], thread=ts
    )
    assert "Nothing of it was stored" in asked["text"]
    assert "Working on" not in words(told)

    before = person.seen("retail-data", ts)
    person.click(asked, "Read it again", "retail-data")
    answer = person.next_answer("retail-data", before, ts)
    assert f"{LARGE:,} customers" in words(answer)
    assert count(settings, "uploads") == 1


def test_files_of_one_message_that_a_kill_cuts_off_are_read_again_together(
    start: Start, person: Person, settings: Settings
) -> None:
    """The first is a file by itself; one click reads what wasn't read yet."""
    process = start()
    files = {"orders.csv": ORDERS.encode(), "items.csv": LINES.encode()}
    person.misbehave("slow", method="chat.postMessage", done=True, seconds=2 * PATIENCE, times=9)
    ts = person.drop_all([("shop.csv", shop(9)), *files.items()])
    person.wait_for("retail-data", lambda each: "Working on" in each["text"], thread=ts)
    kill(process)
    person.forgive()

    start()
    asked = person.wait_for(
        "retail-data", lambda each: f"<@{person.id}>" in each["text"], thread=ts
    )
    assert "`shop.csv, orders.csv and items.csv`" in asked["text"]
    person.click(asked, "Read them again", "retail-data")
    person.wait_for("retail-data", lambda each: "items.csv + orders.csv is in" in words(each), ts)
    wait_until(lambda: unanswered(settings) == 0)
    assert count(settings, "uploads") == 2


def test_a_segmentation_that_a_kill_cuts_off_is_reported_and_can_be_repeated(
    start: Start, person: Person, settings: Settings
) -> None:
    """No run is stored; the person is told where they asked, and one click asks again."""
    process = start()
    person.upload("shop.csv", shop(4_000))
    # Slow enough to be caught in the middle: the message is changed while groups are sought.
    person.misbehave("slow", method="chat.update", seconds=5.0, times=1)
    person.type("/segment run")
    person.wait_for("marketing", lambda each: "Working on" in each["text"])
    wait_until(lambda: unanswered(settings) == 1)
    kill(process)

    start()
    asked = person.wait_for("marketing", lambda each: f"<@{person.id}>" in each["text"])
    assert "`/segment run`" in asked["text"]
    assert not [each for each in person.messages() if "Working on" in words(each)]
    assert unanswered(settings) == 0

    assert "groups" in person.follow(asked, "Run it again")["text"]


@pytest.mark.parametrize("asks", ["a command", "a file"])
def test_a_kill_just_after_saying_that_work_began_is_reported(
    asks: str, start: Start, person: Person, settings: Settings
) -> None:
    """Slack has the message and the bot doesn't know yet: it mustn't stay "Working on" for ever."""
    process = start()
    person.upload("shop.csv", shop())
    person.misbehave("slow", method="chat.postMessage", done=True, seconds=2 * PATIENCE, times=9)
    channel, thread = "marketing", None
    if asks == "a file":
        channel, thread = "retail-data", person.drop("again.csv", shop(99))
    else:
        person.type("/rfm overview")
    person.wait_for(channel, lambda each: "Working on" in each["text"], thread)
    kill(process)
    person.forgive()

    start()
    person.wait_for(channel, lambda each: f"<@{person.id}>" in each["text"], thread)
    assert not [each for each in person.messages(channel, thread) if "Working on" in words(each)]
    wait_until(lambda: unanswered(settings) == 0)


def test_a_kill_while_charts_come_in_leaves_the_words(
    start: Start, person: Person, settings: Settings
) -> None:
    process = start()
    person.upload("shop.csv", shop())
    person.misbehave("slow_files", seconds=60, times=9)
    person.type("/rfm overview")
    person.wait_for("marketing", lambda each: "RFM overview" in each["text"])
    wait_until(lambda: unanswered(settings) == 0)
    kill(process)

    start()
    person.command("/data status")
    (answer,) = (each for each in person.messages() if "RFM overview" in each["text"])
    assert len(table(answer)) > 5
    assert not [each for each in person.messages() if "restarted" in words(each)]


def test_a_stop_by_the_host_tells_people_just_as_a_kill_does(
    start: Start, person: Person, settings: Settings
) -> None:
    """SIGTERM in the middle of an import: the process ends at once, the next start tells."""
    process = start()
    ts = person.drop("big.csv", shop(LARGE))
    person.wait_for("retail-data", lambda each: "Working on" in each["text"], thread=ts)
    process.terminate()
    process.join(PATIENCE)
    assert process.exitcode == 0
    # It may have had time to finish; what people are told must be true either way.
    told = "all of it is in" if count(settings, "uploads") else "Nothing of it was stored"

    start()
    if "big.csv is in" not in words(person.messages("retail-data", ts)[-1]):
        person.wait_for("retail-data", lambda each: told in words(each), thread=ts)


def test_a_stop_while_charts_are_drawn_is_no_crash(
    environment: dict[str, str], person: Person
) -> None:
    """A host that sees a process abort reports a crash; here it is none that was forked, since
    those end without Python's own end."""
    command = [sys.executable, "-m", "bot", "run"]
    with Popen(command, env=environment, stderr=PIPE, stdout=DEVNULL) as process:
        assert process.stderr
        assert any(b"connected" in line for line in process.stderr), "the bot didn't start"
        person.upload("shop.csv", shop())
        for k in range(2, 8):
            person.type(f"/segment run k={k}")
        person.wait_for("marketing", lambda each: "customers in" in each["text"])
        process.terminate()

        assert process.wait(timeout=PATIENCE) == 0


def test_a_kill_between_storing_a_file_and_saying_so_is_told_truthfully(
    start: Start, person: Person, settings: Settings
) -> None:
    """All of the file is in, and that is what the person hears."""
    process = start()
    person.misbehave("slow", method="chat.update", seconds=5.0, times=3)
    ts = person.drop("shop.csv", shop())
    wait_until(lambda: stores(settings) and count(settings, "uploads") == 1)
    kill(process)

    start()
    person.wait_for("retail-data", lambda each: "all of it is in" in words(each), thread=ts)


def wait_until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
