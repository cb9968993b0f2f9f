"""A digest after each upload: one for files in a row, whoever delivers it and whatever cuts it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from delivering import at_digests, delivering, digests_of
from forking import kill
from person import Person, inputs, table, words
from shops import as_csv

from bot.services.digest.occasions import AfterUpload
from bot.services.digest.timetable import Timetable
from bot.services.intake.importing import import_file
from bot.workspace import Served
from storage.records.digests import Pause
from storage.records.requests import NewRequest
from storage.store import Store

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HEADER = ("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID")
#: Some customers, without an order.
LEVELS = b"Customer ID,Level\n1,gold\n2,silver\n"
NO_TIME = "A digest that comes after each upload takes no day and no time."


def sales(first_invoice: int) -> bytes:
    """Orders of some customers, unlike those of another first invoice."""
    day, cents = datetime(2011, 1, 1) + timedelta(days=first_invoice // 1_000), first_invoice % 97
    rows = [
        (first_invoice + n, "MUG", 1, day + n * MINUTE, f"{n + 1}.{cents:02}", n % 9)
        for n in range(30)
    ]
    return as_csv(rows, HEADER)


class Team:
    """A channel that wants a digest after each upload; there is no bot beside it."""

    def __init__(self, folder: Path, person: Person, workspace: Served) -> None:
        self.folder, self.person, self.api_url = folder, person, workspace.api_url
        self.store = Store(folder / "shop.db")
        self.take_in(NINE - timedelta(days=30), 100_000)
        spec = AfterUpload("Europe/London").spec()
        self.schedule = self.store.digests.add(person.channels["marketing"], person.id, spec)
        self.renewed(NINE - timedelta(days=20))

    def take_in(self, at: datetime, first_invoice: int, content: bytes = b"") -> None:
        """Store a file that came in at a moment."""
        path = self.folder / f"{first_invoice}.csv"
        path.write_bytes(content or sales(first_invoice))
        import_file(self.store, path, path.name, today=at.date())
        self.change("UPDATE uploads SET at = ? WHERE id = (SELECT max(id) FROM uploads)", at)

    def renewed(self, at: datetime) -> None:
        """Have the digest been resumed or changed last at a moment."""
        self.change("UPDATE digest_schedules SET renewed_at = ?", at)

    def change(self, sql: str, at: datetime) -> None:
        """Move a moment in the store: the stand-in goes by the clock."""
        with closing(sqlite3.connect(self.store.path)) as connection, connection:
            connection.execute(sql, [at.isoformat()])

    def look(self, at: datetime) -> int:
        """Look at what is due as after a restart; gives how many digests there are by then."""
        digests_of(self.store, self.api_url).deliver_due(at)
        return len(self.posted())

    def posted(self) -> list[dict[str, Any]]:
        return [
            each
            for each in self.person.messages("marketing")
            if (each.get("metadata") or {}).get("event_type") == "segbot_digest"
        ]


@pytest.fixture
def team(tmp_path: Path, person: Person, workspace: Served) -> Team:
    return Team(tmp_path, person, workspace)


def test_files_in_a_row_make_one_digest_once_none_has_come_for_five_minutes(team: Team) -> None:
    before = team.look(NINE)
    for number in range(3):
        team.take_in(NINE + 4 * number * MINUTE, 900_000 + 1_000 * number)
    looks = [team.look(NINE + minute * MINUTE) for minute in (5, 12, 13, 14, 60)]
    team.take_in(NINE + timedelta(days=1), 990_000)
    later = team.look(NINE + timedelta(days=1, minutes=5))
    team.take_in(NINE + timedelta(days=2), 1, LEVELS)
    of_customers_alone = team.look(NINE + timedelta(days=2, hours=1))

    # What had come before it was scheduled isn't meant.
    assert before == 0
    assert looks == [0, 0, 1, 1, 1]
    assert (later, of_customers_alone) == (2, 2)
    said = words(team.posted()[0])
    assert "Digest 1, scheduled by maya: after each upload. To stop it: `/digest remove 1`." in said


def test_it_waits_for_files_that_are_still_to_be_read(team: Team) -> None:
    team.take_in(NINE, 900_000)
    posted = NewRequest("C1 2.2", "files", "more.csv", "", "C1", "U1", None)
    waiting = team.store.requests.accept(posted)
    assert waiting
    meanwhile = team.look(NINE + 10 * MINUTE)
    team.store.requests.finish(waiting)

    assert (meanwhile, team.look(NINE + 11 * MINUTE)) == (0, 1)


def test_processes_at_one_moment_deliver_one_digest_of_an_upload(team: Team) -> None:
    for number in range(2):
        at = NINE + timedelta(hours=number)
        team.take_in(at, 900_000 + 1_000 * number)
        now = at + 5 * MINUTE
        at_once = [delivering(at_digests, team.store.path, team.api_url, now) for _ in range(3)]
        for each in at_once:
            each.join()

    assert len(team.posted()) == 2


@pytest.mark.parametrize(
    ("method", "is_posted"), [("auth.test", False), ("chat.postMessage", True)]
)
def test_a_digest_of_an_upload_whose_process_is_killed_comes_once(
    team: Team, method: str, is_posted: bool
) -> None:
    team.take_in(NINE, 900_000)
    team.person.misbehave("slow", method=method, done=True, seconds=3_600)
    process = delivering(at_digests, team.store.path, team.api_url, NINE + 5 * MINUTE)
    team.person.wait_for_call(method)
    kill(process)
    team.person.forgive()
    killed = len(team.posted())
    with time_machine.travel(datetime.now(UTC) + 6 * MINUTE):
        later = [team.look(NINE + minute * MINUTE) for minute in (12, 13)]

    assert (killed, later) == (is_posted, [1, 1])


def test_what_came_while_it_was_paused_or_was_taken_back_is_not_told(team: Team) -> None:
    team.store.digests.pause(team.schedule.id, Pause.PERSON)
    team.take_in(NINE, 900_000)
    team.store.digests.resume(team.schedule.id)
    team.renewed(NINE + 2 * MINUTE)
    paused = team.look(NINE + 10 * MINUTE)
    team.take_in(NINE + timedelta(hours=1), 910_000)
    taken = team.store.uploads.latest_of_orders()
    assert taken
    team.store.undo(taken.id)

    assert (paused, team.look(NINE + timedelta(hours=2))) == (0, 0)


def test_one_that_was_posted_today_comes_after_an_upload_of_today_too(team: Team) -> None:
    """A digest that came by the clock is changed to come after uploads."""
    daily = Timetable("daily", None, NINE.time(), "Europe/London").spec()
    team.store.digests.change(1, team.schedule.channel, daily)
    team.renewed(NINE - timedelta(days=10))
    by_clock = team.look(NINE)
    team.store.digests.change(1, team.schedule.channel, team.schedule.spec)
    team.renewed(NINE + 2 * MINUTE)
    team.take_in(NINE + 3 * MINUTE, 900_000)
    after_upload = team.look(NINE + 8 * MINUTE)
    team.store.digests.change(1, team.schedule.channel, daily)
    team.renewed(NINE + 20 * MINUTE)

    assert (by_clock, after_upload, team.look(NINE + timedelta(days=1))) == (1, 2, 3)


def test_it_is_scheduled_listed_and_changed_in_words_of_its_own(
    stocked: Person, store: Store
) -> None:
    scheduled = stocked.command("/digest schedule after=upload")
    again = stocked.command("/digest schedule after every upload")
    wrong = stocked.command("/digest schedule after=upload mon")
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    listed = stocked.command("/digest list")
    weekly = stocked.command("/digest edit 1 fri")
    back = stocked.command("/digest edit 1 after=upload")
    view = stocked.open_form(stocked.command("/digest list"), "Schedule one")

    assert "I'll post it here after each upload." in words(scheduled)
    assert "Next: 5 minutes after the last file of orders has come in: several in a row" in words(
        scheduled
    )
    assert scheduled["text"].splitlines()[0] == again["text"].splitlines()[0]
    assert NO_TIME in words(wrong)
    assert table(listed)[1][1:3] == ["After the next upload", "after each upload"]
    assert "Times are those of Europe/London." in words(listed)
    assert "every Friday at 09:00 (Europe/London)" in words(weekly)
    assert "You didn't say when, so I took 09:00." in words(weekly)
    assert "Instead of: Fri " in back["text"]
    assert "after each upload" in words(back)
    assert "after" in inputs(view)
    assert [each.spec.get("after") for each in store.digests.all()] == ["upload", None]
