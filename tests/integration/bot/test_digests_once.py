"""One digest for each day and channel, whoever delivers it and whatever cuts it off."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from delivering import at_digests, delivering, digests_of
from forking import kill
from person import Person, pictures, words
from shops import shop
from structlog.testing import capture_logs

from bot.digests import Digests
from bot.services.digest.timetable import Timetable
from bot.services.intake.importing import import_file
from bot.workspace import Served
from storage.records.digests import Due, Pause, Schedule
from storage.store import Store

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = NINE - timedelta(days=60)
#: After so long nobody takes a delivery that was begun for one that is under way.
CLAIM_IS_OVER = timedelta(minutes=6)


class Shop:
    """A shop with a daily digest at nine in #marketing; there is no bot beside it."""

    def __init__(self, folder: Path, person: Person, workspace: Served) -> None:
        self.person, self.api_url = person, workspace.api_url
        self.store = Store(folder / "shop.db")
        (folder / "shop.csv").write_bytes(shop())
        import_file(self.store, folder / "shop.csv", "shop.csv", today=date.today())
        self.schedule = self.add("marketing")

    @property
    def digests(self) -> Digests:
        """As after a restart."""
        return digests_of(self.store, self.api_url)

    def add(self, channel: str, zone: str = "Europe/London") -> Schedule:
        """A digest that was scheduled long ago."""
        spec = Timetable("daily", None, time_of_day(9), zone).spec()
        added = self.store.digests.add(self.person.channels[channel], self.person.id, spec)
        # Not by another clock: the workspace, which is in this process, would tell that time.
        at = LONG_AGO.isoformat()
        self.change(f"UPDATE digest_schedules SET created_at = '{at}' WHERE id = {added.id}")
        return added

    def reschedule(self, timetable: Timetable, since: datetime) -> None:
        """Have the digest come at other times, from a moment on."""
        self.store.digests.change(self.schedule.id, self.schedule.channel, timetable.spec())
        self.change(f"UPDATE digest_schedules SET renewed_at = '{since.isoformat()}'")

    def posted(self, channel: str = "marketing") -> list[dict[str, Any]]:
        """The digests that a channel got."""
        return [
            each
            for each in self.person.messages(channel)
            if (each.get("metadata") or {}).get("event_type") == "segbot_digest"
        ]

    def change(self, sql: str) -> None:
        """Do something to the store behind the bot's back."""
        with closing(sqlite3.connect(self.store.path)) as connection, connection:
            connection.execute(sql)

    def told(self) -> list[dict[str, Any]]:
        """What the owner was told of digests that didn't come."""
        return [
            each
            for each in self.person.messages("dm")
            if (each.get("metadata") or {}).get("event_type") == "segbot_owner"
        ]

    def status(self) -> str | None:
        last = self.store.digests.last_delivery(self.schedule.id)
        return None if last is None else str(last.status)


@pytest.fixture
def small(tmp_path: Path, person: Person, workspace: Served) -> Shop:
    return Shop(tmp_path, person, workspace)


def test_processes_at_one_moment_deliver_one_digest(small: Shop) -> None:
    """Three of them on one file, on two days: each digest comes once, with the proof of it."""
    for day in range(2):
        now = NINE + timedelta(days=day)
        at_once = [delivering(at_digests, small.store.path, small.api_url, now) for _ in range(3)]
        for each in at_once:
            each.join()

    days = [each["metadata"]["event_payload"]["day"] for each in small.posted()]
    assert days == ["2026-11-20", "2026-11-21"]
    last = small.store.digests.last_delivery(small.schedule.id)
    assert last
    assert last.ts == small.posted()[-1]["ts"]


#: After which call of Slack's a process is killed, and whether the digest is there by then.
STEPS = {
    "before it is claimed": ("auth.test", False),
    "once it is claimed": ("conversations.history", False),
    "once it is posted": ("chat.postMessage", True),
    "before its picture is there": ("files.getUploadURLExternal", True),
    "before its picture is shown": ("chat.update", True),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_digest_whose_process_is_killed_comes_once(small: Shop, step: str) -> None:
    method, is_posted = STEPS[step]
    if method == "conversations.history":
        # It is looked for where it was tried before.
        due = Due(small.schedule.id, str(NINE.date()), small.schedule.channel, NINE.isoformat())
        small.store.digests.claim(due)
        small.store.digests.release(due, "internal_error")
    small.person.misbehave("slow", method=method, done=True, seconds=3_600)
    process = delivering(at_digests, small.store.path, small.api_url, NINE)
    small.person.wait_for_call(method)
    kill(process)
    small.person.forgive()
    posted = [len(small.posted())]
    with time_machine.travel(datetime.now(UTC) + CLAIM_IS_OVER):
        for minute in (7, 8):
            small.digests.deliver_due(NINE + timedelta(minutes=minute))
            posted.append(len(small.posted()))

    assert posted == [is_posted, 1, 1]
    assert small.status() == "sent"


def test_a_delivery_that_is_under_way_is_nobody_elses_for_minutes(small: Shop) -> None:
    due = Due(small.schedule.id, str(NINE.date()), small.schedule.channel, NINE.isoformat())
    small.store.digests.claim(due)
    small.digests.deliver_due(NINE + timedelta(minutes=1))
    soon = len(small.posted())
    with time_machine.travel(datetime.now(UTC) + CLAIM_IS_OVER):
        small.digests.deliver_due(NINE + timedelta(minutes=7))

    assert (soon, len(small.posted())) == (0, 1)


def test_a_digest_is_one_for_each_day_where_it_is_read(small: Shop) -> None:
    """Nine in Auckland is the evening before in London."""
    auckland = small.add("retail-data", "Pacific/Auckland")
    for hour in range(48):
        small.digests.deliver_due(NINE + timedelta(hours=hour))

    days = [each["metadata"]["event_payload"] for each in small.posted("retail-data")]
    assert [(each["schedule"], each["day"]) for each in days] == [
        (auckland.id, f"2026-11-{day}") for day in (20, 21, 22)
    ]


@pytest.mark.parametrize(
    ("zone", "at", "days"),
    [
        ("Europe/London", "01:30", ("2026-03-29", "2026-10-25")),
        ("America/New_York", "02:30", ("2026-03-08", "2026-11-01")),
        ("Australia/Sydney", "02:30", ("2026-04-05", "2026-10-04")),
        ("Australia/Lord_Howe", "01:45", ("2026-04-05", "2026-10-04")),
    ],
)
def test_a_change_of_the_clocks_brings_one_digest_a_day(
    small: Shop, zone: str, at: str, days: tuple[str, str]
) -> None:
    """At an hour that comes twice or never on one of the two days; it is looked every hour from
    the morning before to that after."""
    small.reschedule(Timetable("daily", None, time_of_day.fromisoformat(at), zone), NEW_YEAR)
    wanted = []
    for day in map(date.fromisoformat, days):
        begins = datetime.combine(day, time_of_day(6), ZoneInfo(zone)) - timedelta(days=1)
        running = small.digests
        for hours in range(49):
            running.deliver_due(begins.astimezone(UTC) + timedelta(hours=hours))
        wanted += [f"{day + timedelta(days=each)}" for each in (-1, 0, 1)]

    assert [each["metadata"]["event_payload"]["day"] for each in small.posted()] == wanted


def test_a_digest_of_the_31st_comes_at_the_end_of_each_month(small: Shop) -> None:
    small.reschedule(
        Timetable("monthly", "31", time_of_day(9), "Europe/London"), NEW_YEAR - timedelta(days=61)
    )
    running = small.digests
    for day in range(0, 369, 3):
        running.deliver_due(datetime(2025, 10, 31, 9, 30, tzinfo=UTC) + timedelta(days=day))

    days = [date.fromisoformat(each["metadata"]["event_payload"]["day"]) for each in small.posted()]
    assert [each.month for each in days] == [11, 12, *range(1, 11)]
    assert all((each + timedelta(days=1)).day == 1 for each in days)


def test_after_a_week_down_the_latest_digest_comes_once(small: Shop) -> None:
    small.digests.deliver_due(NINE)
    for minute in range(3):
        small.digests.deliver_due(NINE + timedelta(days=7, hours=2, minutes=minute))

    days = [each["metadata"]["event_payload"]["day"] for each in small.posted()]
    assert days == ["2026-11-20", "2026-11-27"]


def test_a_digest_that_is_moved_to_another_time_of_the_day_comes_no_second_time(
    small: Shop,
) -> None:
    small.digests.deliver_due(NINE)
    later = Timetable("daily", None, time_of_day(10), "Europe/London")
    small.reschedule(later, NINE + timedelta(minutes=5))
    small.digests.deliver_due(NINE + timedelta(hours=2))
    today = len(small.posted())
    small.digests.deliver_due(NINE + timedelta(hours=26))

    assert (today, len(small.posted())) == (1, 2)


def test_a_digest_that_comes_late_says_when_it_was_due(small: Shop) -> None:
    small.digests.deliver_due(NINE)
    small.digests.deliver_due(NINE + timedelta(days=2, hours=5))
    small.digests.deliver_due(NINE + timedelta(days=2, hours=6))

    on_time, late = small.posted()
    assert "Was due" not in words(on_time)
    assert "Was due Sun 22 Nov 2026, 09:00 (Europe/London)." in words(late)


def test_a_digest_that_failed_for_hours_comes_all_the_same(small: Shop) -> None:
    """Slack is moving the workspace for three hours and more; it is tried every hour at last."""
    digests, looks = small.digests, [NINE + timedelta(seconds=20 * n) for n in range(781)]
    small.person.misbehave(
        "error", method="chat.postMessage", error="team_added_to_org", times=None
    )
    with capture_logs():
        for moment in looks[:600]:
            digests.deliver_due(moment)
        small.person.forgive()
        for moment in looks[600:]:
            digests.deliver_due(moment)

    assert len(small.posted()) == 1


def test_the_owner_of_a_digest_that_is_overdue_hears_so_once(small: Shop) -> None:
    """However often it is tried, and however often the bot is started anew."""
    running, told = small.digests, []
    small.change("ALTER TABLE digest_snapshots RENAME TO elsewhere")
    with capture_logs():
        for minute in (2, 14, 15, 16, 40, 80):
            for digests in (running, small.digests):
                digests.deliver_due(NINE + timedelta(minutes=minute))
                told.append(len(small.told()))
    small.change("ALTER TABLE elsewhere RENAME TO digest_snapshots")
    small.digests.deliver_due(NINE + timedelta(minutes=90))

    assert told == [0] * 4 + [1] * 8
    (message,) = small.told()
    assert "was due Fri 20 Nov 2026, 09:00 (Europe/London)" in message["text"]
    assert "something went wrong on my side" in message["text"]
    assert len(small.posted()) == 1


@pytest.mark.parametrize(
    ("trick", "times", "cause"),
    [
        ({"kind": "error", "error": "team_added_to_org"}, 1, "refuses it (“team added to org”)"),
        # It is tried three times at once.
        ({"kind": "error", "status": 503, "error": "fatal_error"}, 3, "Slack is out of order"),
        ({"kind": "cut"}, 3, "I can't reach Slack"),
    ],
    ids=["refused", "out of order", "out of reach"],
)
def test_what_is_overdue_has_its_cause_in_a_persons_words(
    small: Shop, trick: dict[str, Any], times: int, cause: str
) -> None:
    small.person.misbehave(**trick, method="chat.postMessage", times=times)
    with capture_logs():
        small.digests.deliver_due(NINE + timedelta(minutes=20))

    (message,) = small.told()
    assert cause in message["text"]


def test_a_dead_channel_pauses_its_digest_and_no_other_and_elsewhere_it_comes_again(
    small: Shop,
) -> None:
    """Its owner hears of it with what mends it; what is owed comes where it goes to."""
    dead = small.add("general")
    for minute in range(3):
        small.digests.deliver_due(NINE + timedelta(minutes=minute))
    (told,) = small.told()
    resting = [each.paused for each in small.store.digests.all()]
    small.store.digests.change(dead.id, small.person.channels["retail-data"], dead.spec)
    small.digests.deliver_due(NINE + timedelta(hours=1))

    assert f"I couldn't post digest {dead.id} to <#{dead.channel}>" in told["text"]
    assert "I'm not in that channel. I paused it; others go on." in told["text"]
    for label in ("Resume it", "Have it come to me", "Stop it"):
        assert label in words(told)
    assert resting == [None, Pause.REFUSAL]
    assert len(small.posted()) == 1
    assert "Was due" in words(*small.posted("retail-data"))


def test_an_owner_who_was_told_of_a_refusal_before_a_kill_isnt_told_again(small: Shop) -> None:
    """But is once it was resumed, and is refused again."""
    archived = small.add("retail-data").channel
    small.person.arrange("conversation", channel=archived, is_archived=True)
    small.digests.deliver_due(NINE)
    # As if it hadn't come to note that.
    small.change("UPDATE digest_schedules SET paused = NULL")
    small.change("UPDATE digest_deliveries SET status = 'claimed' WHERE status = 'failed'")
    with time_machine.travel(datetime.now(UTC) + CLAIM_IS_OVER):
        small.digests.deliver_due(NINE + timedelta(minutes=7))
        told = len(small.told())
        resting = [each.paused for each in small.store.digests.all()]
        small.change("UPDATE digest_schedules SET paused = NULL")
        small.digests.deliver_due(NINE + timedelta(minutes=8))

    assert (told, resting) == (1, [None, Pause.REFUSAL])
    assert len(small.told()) == 2


def test_an_owner_who_cant_be_told_of_a_refusal_either_hears_of_it_once_that_is_over(
    small: Shop,
) -> None:
    small.person.misbehave("error", method="chat.*", error="message_limit_exceeded", times=None)
    for minute in range(3):
        small.digests.deliver_due(NINE + timedelta(minutes=minute))
    resting = [each.paused for each in small.store.digests.all()]
    small.person.forgive()
    for minute in range(3, 6):
        small.digests.deliver_due(NINE + timedelta(minutes=minute))

    (told,) = small.told()
    assert resting == [Pause.REFUSAL]
    assert "your workspace has used up its messages. I paused it" in told["text"]


@pytest.mark.parametrize("is_archived", [False, True])
def test_the_owner_of_a_digest_hears_once_that_somebody_else_paused_it(
    small: Shop, *, is_archived: bool
) -> None:
    """In the channel that waits for it, or alone where that takes nothing."""
    if is_archived:
        small.person.misbehave("error", method="chat.postMessage", error="is_archived", times=1)
    tom = Person.at(small.person.url, "tom").id
    small.store.digests.pause(small.schedule.id, Pause.PERSON, tom)
    for minute in range(3):
        small.digests.deliver_due(NINE + timedelta(minutes=minute))
    told = [each for each in small.person.messages() if "paused digest 1" in each["text"]]

    (message,) = small.told() if is_archived else told
    assert len(told) + len(small.told()) == 1
    assert message["text"].startswith(f"<@{small.person.id}>, tom paused digest 1, which you")
    assert "Resume it" in words(message)
    assert small.posted() == []


def test_who_pauses_their_own_digest_isnt_told_so(small: Shop) -> None:
    small.store.digests.pause(small.schedule.id, Pause.PERSON, small.person.id)
    small.digests.deliver_due(NINE)

    assert small.told() == []
    assert not any("paused" in each["text"] for each in small.person.messages())


def test_what_many_channels_are_shown_alike_is_uploaded_once(small: Shop) -> None:
    """The first gets its picture once its words are there, the others with theirs."""
    small.add("general")
    for channel in ("retail-data", "dm"):
        small.add(channel)
    small.digests.deliver_due(NINE)

    for channel in ("marketing", "retail-data", "dm"):
        (posted,) = small.posted(channel)
        assert len(pictures(posted)) == 1
    assert small.posted("general") == []
    calls = Counter(each["method"] for each in small.person.calls() if not each["error"])
    once = ("files.getUploadURLExternal", "chat.update", "auth.test")
    assert [calls[method] for method in ("chat.postMessage", *once)] == [4, 1, 1, 1]


def test_a_token_that_was_revoked_is_logged_once(small: Shop) -> None:
    """Three digests are due, and it is looked for hours."""
    for channel in ("general", "retail-data"):
        small.add(channel)
    small.person.misbehave("error", error="token_revoked", times=None)
    with capture_logs() as logs:
        running = small.digests
        for look in range(400):
            running.deliver_due(NINE + timedelta(seconds=20 * look))
    small.person.forgive()
    with capture_logs():
        for look in range(400, 600):
            running.deliver_due(NINE + timedelta(seconds=20 * look))

    said = [each for each in logs if each["event"] != "web_api_refused"]
    assert [each["log_level"] for each in said if each["log_level"] != "debug"] == ["error"]
    # Tried an hour apart at last.
    assert len(said) == 8
    assert len(small.posted()) == 1


def test_deliveries_of_before_are_known_by_the_day_where_they_were_read(small: Shop) -> None:
    """A store of an earlier version: nine in Auckland on Friday was Thursday in UTC."""
    auckland = small.add("retail-data", "Pacific/Auckland")
    slots = {
        small.schedule.id: "2026-11-20T09:00:00+00:00",
        auckland.id: "2026-11-19T20:00:00+00:00",
    }
    with closing(sqlite3.connect(small.store.path)) as connection, connection:
        connection.executescript(BEFORE)
        connection.executemany(
            "INSERT INTO digest_deliveries (schedule_id, slot, status, ts)"
            " VALUES (?, ?, 'sent', '1.1')",
            slots.items(),
        )
    small.store = Store(small.store.path)
    small.digests.deliver_due(NINE + timedelta(minutes=1))

    found = [small.store.digests.last_delivery(each) for each in slots]
    assert [(each.occasion, each.ts) for each in found if each] == [("2026-11-20", "1.1")] * 2
    assert small.posted() == small.posted("retail-data") == []


BEFORE = """
    DELETE FROM _sqlite_migrations
        WHERE name IN ('deliveries_by_day_and_channel', 'deliveries_by_occasion');
    DROP TABLE digest_deliveries;
    CREATE TABLE digest_deliveries (
        schedule_id INTEGER NOT NULL REFERENCES digest_schedules(id) ON DELETE CASCADE,
        slot TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('claimed', 'sent', 'failed')),
        ts TEXT,
        error TEXT,
        PRIMARY KEY (schedule_id, slot)
    ) WITHOUT ROWID;
    ALTER TABLE alert_news DROP COLUMN claimed_at;
"""
