"""Work that takes long can be stopped by whoever asked for it: it ends at once, half of nothing is
stored, and it can be begun again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from person import Person
from running import workspace_with_bot
from shops import shop

Message = dict[str, Any]


@dataclass
class Place:
    """A channel, or a thread in it, as a person sees it."""

    person: Person
    channel: str = "marketing"
    thread: str | None = None

    def says(self, start: str) -> Message:
        """Wait for a message that starts like this."""
        return self.person.wait_for(
            self.channel, lambda each: each["text"].startswith(start), self.thread
        )

    def click(self, message: Message, label: str) -> None:
        self.person.click(message, label, self.channel)

    def now(self, message: Message) -> str:
        """What became of a message."""
        seen = self.person.messages(self.channel, self.thread)
        return next(str(each["text"]) for each in seen if each["ts"] == message["ts"])


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, Path]]:
    with workspace_with_bot(tmp_path_factory.mktemp("data")) as (person, store):
        person.upload("shop.csv", shop())
        yield person, store


@contextmanager
def held_up(store: Path) -> Iterator[None]:
    """Nothing can be written, as while a file is stored: what wants to, waits."""
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def slow(person: Person) -> None:
    """Slack takes a while to say that it has a message which people see already."""
    person.misbehave("slow", method="chat.postMessage", done=True, seconds=6, times=1)


def fetching(person: Person) -> None:
    """The next file takes longer to fetch than a test, until Slack is forgiven."""
    person.misbehave("slow", method="download", seconds=50, times=1)


def in_session(person: Person, channel: str, ts: str, status: str = "processing") -> Message:
    """Wait until Slack shows an agent's work in the thread of a message."""
    return person.wait_for(
        channel,
        lambda each: each["ts"] == ts and each.get("session", {}).get("status") == status,
    )


def count(store: Path, table: str) -> int:
    with closing(sqlite3.connect(store)) as reader:
        return int(reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_question_that_is_stopped_ends_at_once_and_stores_nothing(
    there: tuple[Person, Path],
) -> None:
    (person, store), runs = there, count(there[1], "runs")
    here = Place(person)
    slow(person)
    person.type("/segment run k=3")
    working = here.says("Working on `/segment run k=3`")
    with held_up(store):
        here.click(working, "Stop")
        stopped = here.says("Stopped: `/segment run k=3`. Nothing of it was stored.")

    assert stopped["ts"] == working["ts"]
    # Whoever asks again before the work has heard of it is told that it is under way.
    person.command("/segment run k=2")
    assert count(store, "runs") == runs + 1
    assert here.now(working).startswith("Stopped")


def test_a_file_that_is_stopped_leaves_nothing_and_can_be_read_again(
    there: tuple[Person, Path],
) -> None:
    (person, store), uploads = there, count(there[1], "uploads")
    fetching(person)
    here = Place(person, "retail-data", person.drop("more.csv", shop(first_invoice=600_000)))
    here.click(here.says("Working on `more.csv`"), "Stop")
    stopped = here.says("Stopped: `more.csv`")
    person.forgive()
    # It is read after the one before.
    person.upload("third.csv", shop(first_invoice=700_000))

    assert count(store, "uploads") == uploads + 1
    assert here.now(stopped).startswith("Stopped: `more.csv`. Nothing of it was stored.")
    here.click(stopped, "Read it again")
    here.says("more.csv is in")
    assert count(store, "uploads") == uploads + 2


def test_nobody_else_can_stop_it_and_what_is_done_is_done(there: tuple[Person, Path]) -> None:
    person, store = there
    other, before = Place(Person.at(person.url, "tom")), person.seen()
    slow(person)
    person.type("/segment run k=4")
    working = other.says("Working on `/segment run k=4`")
    with held_up(store):
        other.click(working, "Stop")
        other.says("Only the person who asked for it can stop it.")
    here = Place(person)
    assert person.next_answer("marketing", before)["ts"] == working["ts"]
    here.click(working, "Stop")
    here.says("Too late to stop it")


def test_what_changes_something_at_once_has_no_button(there: tuple[Person, Path]) -> None:
    person, _ = there
    slow(person)
    person.type("/rfm use bins=4")

    working = Place(person).says("Working on `/rfm use")

    assert not any("accessory" in block for block in working["blocks"])


def test_slacks_own_button_stops_a_file_and_leaves_nothing(there: tuple[Person, Path]) -> None:
    (person, store), uploads = there, count(there[1], "uploads")
    other = Person.at(person.url, "tom")
    fetching(person)
    ts = person.drop("fourth.csv", shop(first_invoice=900_000))
    root = in_session(person, "retail-data", ts)
    here = Place(person, "retail-data", ts)
    other.stop_session(root, "retail-data")
    Place(other, "retail-data", ts).says("Only the person who asked for it can stop it.")
    person.stop_session(root, "retail-data")
    here.says("Stopped: `fourth.csv`. Nothing of it was stored.")
    ended = in_session(person, "retail-data", ts, "active")

    assert root["session"] == {"status": "processing", "title": "fourth.csv", "stoppable": True}
    assert ended["session"]["title"] == "fourth.csv"
    person.forgive()
    person.upload("fifth.csv", shop(first_invoice=1_000_000))
    assert count(store, "uploads") == uploads + 1


def test_in_a_direct_message_it_stops_what_begins_the_thread(there: tuple[Person, Path]) -> None:
    person, _ = there
    fetching(person)
    first = person.drop("sixth.csv", shop(first_invoice=1_100_000), "dm")
    person.stop_session(in_session(person, "dm", first), "dm")
    Place(person, "dm", first).says("Stopped: `sixth.csv`")
    person.forgive()


def test_where_the_workspace_has_no_agents_the_work_goes_on(there: tuple[Person, Path]) -> None:
    person, _ = there
    method = "agents.sessions.setStatus"
    person.misbehave("error", method=method, error="not_allowed", times=50)
    fetching(person)
    ts = person.drop("seventh.csv", shop(first_invoice=1_200_000))
    here = Place(person, "retail-data", ts)
    here.says("Working on `seventh.csv`")
    person.wait_for_call(method)
    person.forgive()

    here.says("seventh.csv is in")
