"""Scheduled digests: on time by the clock on the wall, and once."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from person import Person, pictures, table, words
from running import running
from shops import shop
from slack_sdk import WebClient
from structlog.testing import capture_logs

from analytics.charts.style import Chart
from bot.conversation.client import OrderlyClient
from bot.conversation.delivery import Delivery, Place
from bot.digests import Digests
from bot.services.answer import Answer, Line, Picture
from bot.services.digest.timetable import Timetable
from bot.services.dispatch import Services
from bot.settings import Settings
from bot.workspace import Served
from storage.records.digests import Pause, Schedule
from storage.store import Store

MONDAY_NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def digests(store: Store, workspace: Served) -> Digests:
    """The scheduler's work, called at moments that the test chooses."""
    client = OrderlyClient("xoxb-local", workspace.api_url)
    return Digests(store, Services(), Delivery(client))


@pytest.fixture
def schedule(store: Store, stocked: Person) -> Schedule:
    """A weekly digest to #marketing, scheduled long ago."""
    spec = Timetable("weekly", "mon", time(9), "Europe/London").spec()
    kept = store.digests.add(stocked.channels["marketing"], stocked.id, spec)
    backdate(store, kept.id, MONDAY_NINE - timedelta(days=30))
    return kept


def backdate(store: Store, schedule_id: int, moment: datetime) -> None:
    """Make a schedule older than it is: the clock of this test isn't today's."""
    connection = sqlite3.connect(store.path)
    with connection:
        connection.execute(
            "UPDATE digest_schedules SET created_at = ? WHERE id = ?",
            [moment.isoformat(), schedule_id],
        )
    connection.close()


def posted(person: Person, channel: str = "marketing") -> list[dict[str, Any]]:
    """The digests that a channel got."""
    return [each for each in person.messages(channel) if "Customer digest" in each["text"]]


def test_a_digest_is_a_few_lines_a_chart_and_buttons(stocked: Person) -> None:
    stocked.command("/digest now")
    answer = stocked.wait_for("marketing", pictures)

    assert "Champions: " in words(answer)
    assert "the first digest here" in words(answer)
    assert "Write first: " in words(answer)
    assert not [each for each in answer["blocks"] if "table" in each["type"]]
    assert len(pictures(answer)) == 1


def test_the_rest_of_a_digest_is_of_that_digest(stocked: Person) -> None:
    """Asked for again it would be compared with itself."""
    stocked.command("/digest now")
    stocked.upload("more.csv", shop(60, first_invoice=900_000))
    answer = stocked.command("/digest now")
    rest = stocked.more(answer)

    assert "Since 27 Dec 2011" in words(answer)
    assert "Compared with the digest of" in words(rest)
    assert "the first digest here" not in words(rest)


def test_the_rest_of_a_digest_of_before_a_restart_is_not_that_of_another(
    workspace: Served, settings: Settings
) -> None:
    person = Person.at(workspace.url)
    with running(settings):
        person.upload("shop.csv", shop())
        person.command("/digest now")
        person.upload("more.csv", shop(60, first_invoice=900_000))
        answer = person.command("/digest now")
    with running(settings):
        rest = person.more(answer)

    assert "I no longer have the rest of that. Ask `/digest now` anew." in words(rest)


def test_where_a_chart_cannot_be_drawn_the_words_stand(maya: Person, workspace: Served) -> None:
    def unlucky() -> Chart:
        raise ValueError("no room for the label of C-4711")

    answer = Answer(
        title="How things stand",
        reading=(Line("All is well."),),
        pictures=(Picture("bars.png", unlucky),),
    )
    delivery = Delivery(WebClient("xoxb-local", base_url=workspace.api_url))
    metadata = {"event_type": "look", "event_payload": {}}
    delivery.post_answer(Place(maya.channels["marketing"], maya.id), answer, metadata)
    (said,) = (each for each in maya.messages() if "How things stand" in each["text"])

    assert "All is well." in words(said)
    assert "I couldn't draw the charts" in words(said)
    assert "4711" not in words(said)


def test_the_next_digest_says_what_changed_since_the_last(stocked: Person) -> None:
    stocked.command("/digest now")
    stocked.upload("more.csv", shop(60, first_invoice=900_000))
    answer = stocked.command("/digest now")

    assert "Customer digest, as of 29 Dec 2011" in words(answer)
    assert "Since 27 Dec 2011: " in words(answer)
    assert "Who moved?" in words(answer)


def test_a_schedule_says_when_it_comes_next_and_can_be_listed_and_removed(stocked: Person) -> None:
    scheduled = stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    again = stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    listed = stocked.command("/digest list")
    number = table(listed)[1][0]
    removed = stocked.command(f"/digest remove {number}")

    assert "every Monday at 09:00 (Europe/London)" in words(scheduled)
    assert again["text"].splitlines()[0] == scheduled["text"].splitlines()[0]
    assert len(table(listed)) == 2
    assert "is stopped" in removed["text"]
    assert "No digest is scheduled" in stocked.command("/digest list")["text"]


def test_a_schedule_says_the_next_three_dates_and_what_it_took_for_granted(
    stocked: Person,
) -> None:
    monthly = stocked.command("/digest schedule the last day of the month")
    daily = stocked.command("/digest schedule daily 5")
    wrong = stocked.command("/digest schedule daily mon 09:00")

    assert "on the last day of every month at 09:00 (Europe/London)" in words(monthly)
    assert words(monthly).count("09:00") >= 4
    assert "You didn't say when, so I took 09:00." in words(monthly)
    assert "05:00 is in the morning; for the afternoon write 17:00." in words(daily)
    assert "takes no day" in words(wrong)


def test_a_schedule_without_a_time_zone_takes_the_persons_own(stocked: Person) -> None:
    assert "(Europe/London)" in words(stocked.command("/digest schedule weekly fri 16:30"))


def test_a_digest_is_delivered_when_it_is_due_and_not_before(
    digests: Digests, schedule: Schedule, stocked: Person
) -> None:
    digests.deliver_due(MONDAY_NINE - timedelta(days=6))
    first = len(posted(stocked))
    digests.deliver_due(MONDAY_NINE - timedelta(minutes=1))
    before = len(posted(stocked))
    digests.deliver_due(MONDAY_NINE)

    assert (first, before, len(posted(stocked))) == (1, 1, 2)


def test_a_paused_digest_is_never_due_and_one_that_is_resumed_is_from_then_on(
    digests: Digests, schedule: Schedule, stocked: Person, store: Store
) -> None:
    before = MONDAY_NINE - timedelta(days=7)
    store.digests.pause(schedule.id, Pause.PERSON)
    digests.deliver_due(before)
    with time_machine.travel(before + timedelta(hours=1), tick=False):
        store.digests.resume(schedule.id)
    digests.deliver_due(before + timedelta(hours=2))
    first = len(posted(stocked))
    digests.deliver_due(MONDAY_NINE)

    assert (first, len(posted(stocked))) == (0, 1)


def test_a_digest_says_whose_it_is_when_it_comes_next_and_how_to_stop_it_and_notifies_nobody(
    digests: Digests, schedule: Schedule, stocked: Person
) -> None:
    digests.deliver_due(MONDAY_NINE)
    (posted_once,) = posted(stocked)

    said = words(posted_once)
    assert f"Digest {schedule.id}, scheduled by maya: every Monday at 09:00" in said
    assert f"To stop it: `/digest remove {schedule.id}`." in said
    assert "<@" not in said


def test_a_digest_is_about_its_own_schedule_where_the_channel_has_several(
    digests: Digests, schedule: Schedule, stocked: Person, store: Store
) -> None:
    later = Timetable("weekly", "fri", time(9), "Europe/London").spec()
    other = store.digests.add(schedule.channel, schedule.user, later)
    digests.deliver_due(MONDAY_NINE)
    (posted_once,) = posted(stocked)
    asked = stocked.command(f"/digest now {other.id}")
    both = stocked.command("/digest now")
    elsewhere = stocked.command(f"/digest now {other.id}", "retail-data")

    numbers = (schedule.id, other.id)
    for answer, told in ((posted_once, numbers[:1]), (asked, numbers[1:]), (both, numbers)):
        said = words(answer)
        assert [each for each in numbers if f"Digest {each}, scheduled by" in said] == [*told]
    assert f"Digest {other.id} comes elsewhere." in words(elsewhere)


def test_a_digest_is_never_delivered_twice_for_one_period(
    digests: Digests, schedule: Schedule, stocked: Person, settings: Settings
) -> None:
    """However often it is looked at, and however many bots come and go."""
    for minute in range(3):
        digests.deliver_due(MONDAY_NINE + timedelta(minutes=minute))
    store = Store(settings.store_path("T0000000000"))
    assert store.is_empty()
    digests.deliver_due(MONDAY_NINE + timedelta(days=3))

    assert len(posted(stocked)) == 1


def test_a_digest_that_was_posted_but_not_noted_is_found_not_repeated(
    digests: Digests, schedule: Schedule, stocked: Person, store: Store
) -> None:
    """The bot died between Slack's answer and its own note of it."""
    digests.deliver_due(MONDAY_NINE)
    forget_outcome(store)
    digests.deliver_due(MONDAY_NINE + timedelta(minutes=1))

    assert len(posted(stocked)) == 1
    last = store.digests.last_delivery(schedule.id)
    assert last
    assert last.status == "sent"


def test_a_digest_that_was_posted_long_before_many_other_messages_is_found(
    digests: Digests, schedule: Schedule, stocked: Person, store: Store
) -> None:
    digests.deliver_due(MONDAY_NINE)
    forget_outcome(store)
    for number in range(250):
        stocked.say(f"lunch {number}?", "marketing")
    digests.deliver_due(MONDAY_NINE + timedelta(minutes=1))

    assert len(posted(stocked)) == 1


@pytest.mark.parametrize("done", [True, False], ids=["lost answer", "cut before"])
def test_a_digest_whose_posting_is_cut_comes_once(
    done: bool, digests: Digests, schedule: Schedule, stocked: Person
) -> None:
    stocked.misbehave("cut", method="chat.postMessage", done=done, times=1)
    digests.deliver_due(MONDAY_NINE)

    assert len(posted(stocked)) == 1


@pytest.mark.parametrize("times", [1, 2], ids=["at once", "at the next look, too"])
def test_a_digest_that_cant_be_looked_up_isnt_told_as_refused(
    times: int, digests: Digests, schedule: Schedule, stocked: Person
) -> None:
    """It was posted, only the answer was lost."""
    stocked.misbehave("cut", method="chat.postMessage", done=True, times=1)
    refusal = {"method": "conversations.history", "error": "restricted_action"}
    stocked.misbehave("error", **refusal, times=times)
    with capture_logs():
        for look in range(9):
            digests.deliver_due(MONDAY_NINE + timedelta(seconds=20 * look))

    assert len(posted(stocked)) == 1
    assert not [each for each in stocked.messages("dm") if "couldn't post" in each["text"]]


def test_a_digest_that_failed_is_no_reason_to_wait_with_the_next_one(
    digests: Digests, schedule: Schedule, stocked: Person
) -> None:
    stocked.misbehave("error", method="chat.postMessage", error="team_added_to_org", times=None)
    with capture_logs():
        for look in range(300):
            digests.deliver_due(MONDAY_NINE - timedelta(days=7) + timedelta(seconds=20 * look))
        stocked.forgive()
        digests.deliver_due(MONDAY_NINE)

    assert len(posted(stocked)) == 1


def test_a_clock_that_is_set_back_repeats_no_digest(
    digests: Digests, schedule: Schedule, stocked: Person
) -> None:
    digests.deliver_due(MONDAY_NINE)
    digests.deliver_due(MONDAY_NINE - timedelta(days=8))

    assert len(posted(stocked)) == 1


def test_a_clock_that_is_a_year_ahead_for_one_look_takes_no_digest_away(
    digests: Digests, schedule: Schedule, stocked: Person
) -> None:
    digests.deliver_due(datetime.now(UTC) + timedelta(days=365))
    assert not posted(stocked)
    for _ in range(3):
        digests.deliver_due(MONDAY_NINE)

    assert len(posted(stocked)) == 1


def test_a_schedule_that_fails_holds_up_no_other(
    digests: Digests, schedule: Schedule, stocked: Person, store: Store
) -> None:
    """One zone is unknown, one channel is closed, and its owner has left the company."""
    mars = {**schedule.spec, "zone": "Mars/Base"}
    nowhere = store.digests.add(stocked.channels["marketing"], stocked.id, mars)
    left = store.digests.add(stocked.channels["general"], "U0GONE0000", schedule.spec)
    for each in (nowhere, left):
        backdate(store, each.id, MONDAY_NINE - timedelta(days=40))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        # Those come first.
        connection.execute("UPDATE digest_schedules SET id = 99 WHERE id = ?", [schedule.id])
    digests.deliver_due(MONDAY_NINE)

    assert len(posted(stocked)) == 1


def forget_outcome(store: Store) -> None:
    """Put a delivery back to where it was before its outcome was noted."""
    connection = sqlite3.connect(store.path)
    with connection:
        connection.execute("UPDATE digest_deliveries SET status = 'failed', ts = NULL")
    connection.close()


def test_the_owner_hears_when_a_digest_cannot_be_posted(
    digests: Digests, store: Store, stocked: Person
) -> None:
    """The bot isn't in #general: the channel gets nothing, the owner a word, and only one."""
    spec = Timetable("weekly", "mon", time(9), "Europe/London").spec()
    kept = store.digests.add(stocked.channels["general"], stocked.id, spec)
    backdate(store, kept.id, MONDAY_NINE - timedelta(days=30))
    digests.deliver_due(MONDAY_NINE)
    digests.deliver_due(MONDAY_NINE + timedelta(minutes=1))

    told = [each for each in stocked.messages("dm") if "couldn't post" in each["text"]]
    assert len(told) == 1
    assert "I'm not in that channel. I paused it; others go on." in told[0]["text"]
    assert [each.paused for each in store.digests.all()] == [Pause.REFUSAL]


def test_a_digest_that_was_refused_comes_once_it_is_resumed(
    digests: Digests, store: Store, stocked: Person
) -> None:
    """It is still owed; the button of what its owner was told mends it."""
    spec = Timetable("weekly", "mon", time(9), "Europe/London").spec()
    kept = store.digests.add(stocked.channels["general"], stocked.id, spec)
    backdate(store, kept.id, MONDAY_NINE - timedelta(days=30))
    digests.deliver_due(MONDAY_NINE)
    told = next(each for each in stocked.messages("dm") if "couldn't post" in each["text"])
    stocked.change_channel("invite", "general", invitee=told["user"])
    stocked.click(told, "Resume it", "dm")
    stocked.wait_for("dm", lambda each: "comes again" in each["text"], told["ts"])
    digests.deliver_due(MONDAY_NINE + timedelta(hours=1))

    (late,) = posted(stocked, "general")
    assert "Was due Mon 23 Nov 2026, 09:00 (Europe/London)." in words(late)


def test_a_digest_missed_while_the_bot_was_down_is_caught_up_once_at_the_start(
    workspace: Served, settings: Settings
) -> None:
    person = Person.at(workspace.url)
    with running(settings) as bot:
        person.upload("shop.csv", shop())
        store = Store(settings.store_path(bot.team))
        spec = Timetable("weekly", "mon", time(9), "Europe/London").spec()
        kept = store.digests.add(person.channels["marketing"], person.id, spec)
    backdate(store, kept.id, datetime.now(UTC) - timedelta(days=30))
    with running(settings):
        person.wait_for("marketing", lambda each: "Customer digest" in each["text"])
    with running(settings):
        person.command("/data status")

    assert len(posted(person)) == 1


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        # London is on summer time until 25 October 2026: nine o'clock is 08:00 UTC, then 09:00.
        (datetime(2026, 10, 19, 8, 0, tzinfo=UTC), datetime(2026, 10, 19, 8, 0, tzinfo=UTC)),
        (datetime(2026, 10, 26, 8, 30, tzinfo=UTC), datetime(2026, 10, 19, 8, 0, tzinfo=UTC)),
        (datetime(2026, 10, 26, 9, 0, tzinfo=UTC), datetime(2026, 10, 26, 9, 0, tzinfo=UTC)),
    ],
)
def test_nine_oclock_stays_nine_oclock_when_the_clocks_change(
    moment: datetime, last: datetime
) -> None:
    weekly = Timetable("weekly", "mon", time(9), "Europe/London")

    assert weekly.last_before(moment) == last
    assert weekly.next_after(moment) > moment
