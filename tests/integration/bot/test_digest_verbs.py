"""What can be done with a digest that is scheduled."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from person import Person, filled, pictures, table, words
from shops import shop

from bot.services.digest.timetable import Timetable
from storage.records.digests import Due, Pause
from storage.store import Store


def test_a_test_goes_to_the_asker_alone_and_no_later_digest_is_compared_with_it(
    stocked: Person, store: Store
) -> None:
    stocked.command("/digest schedule weekly mon 09:00")
    tests = [a_test(stocked, "/digest test"), a_test(stocked, "/digest test 1")]
    first = stocked.command("/digest now")
    stocked.upload("more.csv", shop(60, first_invoice=900_000))
    a_test(stocked, "/digest test")
    later = stocked.command("/digest now")

    for each in tests:
        assert each["is_ephemeral"]
        assert each["text"].startswith("Test: Customer digest, as of 27 Dec 2011")
        assert "only you see it, and it doesn't count as posted" in words(each)
    assert store.digests.last_delivery(1) is None
    assert "the first digest here" in words(first)
    assert "Since 27 Dec 2011: " in words(later)


def test_nobody_else_sees_or_stops_what_comes_in_a_persons_own_messages(
    stocked: Person, store: Store
) -> None:
    tom = Person.at(stocked.url, "tom")
    stocked.command("/digest schedule weekly mon 09:00", "dm")

    assert len(table(stocked.command("/digest list"))) == 2
    assert "No digest is scheduled" in tom.command("/digest list")["text"]
    for verb in ("test", "edit", "pause", "resume", "remove"):
        refused = tom.command(f"/digest {verb} 1")
        assert "There is no scheduled digest with the number 1." in words(refused)
    assert len(store.digests.all()) == 1


def test_a_paused_digest_says_who_paused_it_until_it_is_resumed(stocked: Person) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    tom = Person.at(stocked.url, "tom")
    paused = [tom.command("/digest pause 1", "retail-data") for _ in range(2)]
    stocked.wait_for("marketing", lambda each: "tom paused digest 1, which you" in each["text"])
    resting = table(stocked.command("/digest list"))
    resumed = [stocked.command("/digest resume 1") for _ in range(2)]
    coming = table(stocked.command("/digest list"))

    assert "what is due meanwhile isn't posted later" in words(paused[0])
    assert "It was already paused by tom." in words(paused[1])
    assert resting[1][1] == "Paused by tom"
    assert "What was due while it was paused isn't posted." in words(resumed[0])
    assert [each["text"].splitlines()[0] for each in resumed] == [
        "Digest 1 comes again",
        "Digest 1 isn't paused",
    ]
    assert coming[1][1].startswith("Mon ")


def test_a_digest_that_slack_refused_says_so_in_the_list(stocked: Person, store: Store) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    due = Due(1, str(at.date()), stocked.channels["marketing"], at.isoformat())
    store.digests.claim(due)
    store.digests.release(due, "is_archived")
    store.digests.pause(1, Pause.REFUSAL)
    listed = table(stocked.command("/digest list"))
    resumed = stocked.command("/digest resume 1")

    assert "I try again now to post the last that was due." in words(resumed)
    assert listed[0] == ["No.", "Next", "When", "Where"]
    assert listed[1][1] == "Paused, since Slack says “is archived”"


def test_each_digest_of_the_list_has_its_menu_and_second_clicks_do_no_harm(
    stocked: Person, store: Store
) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    stocked.command("/digest schedule monthly last day 17:30 Europe/London")
    listed = stocked.command("/digest list")
    outcomes = [chosen(stocked, listed, what) for what in ("Pause", "Pause", "Remove", "Remove")]

    assert table(listed)[0][:4] == ["No.", "Next", "When", "Where"]
    assert table(listed)[2][2] == "on the last day of every month at 17:30"
    assert "Times are those of Europe/London." in words(listed)
    assert outcomes[:3] == [*["Digest 2 is paused"] * 2, "Digest 2 is stopped"]
    assert "There is no scheduled digest with the number 2." in outcomes[3]
    assert [each.id for each in store.digests.all()] == [1]


def test_an_edit_changes_what_is_named_and_says_what_comes_no_more(
    stocked: Person, store: Store
) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    as_it_was = stocked.ask("@segbot /digest edit 1", "marketing")
    later = stocked.command("/digest edit 1 at=10:30")
    monthly = stocked.command("/digest edit 1 the 15th")
    daily = stocked.command("/digest edit 1 daily zone=Asia/Tokyo")
    wrong = stocked.command("/digest edit 1 daily fri")

    assert as_it_was["text"].startswith("Digest 1 is as it was")
    assert "every Monday at 10:30 (Europe/London)" in words(later)
    assert "Instead of: Mon " in later["text"]
    assert ", 09:00 (Europe/London)" in later["text"]
    assert later["text"].count(", 10:30") == 3
    assert "on the 15th of every month at 10:30 (Europe/London)" in words(monthly)
    assert "every day at 10:30 (Asia/Tokyo)" in words(daily)
    assert "takes no day" in words(wrong)
    assert [each.spec for each in store.digests.all()] == [
        {"every": "daily", "day": None, "at": "10:30", "zone": "Asia/Tokyo"}
    ]


def test_an_edit_says_what_of_a_day_that_had_one_and_that_one_that_is_due_comes_no_more(
    stocked: Person, store: Store
) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    # At noon, so that an hour ago and in an hour are today.
    zone = f"Etc/GMT{now.hour - 12:+d}" if now.hour != 12 else "Etc/GMT"
    local = now.astimezone(ZoneInfo(zone))
    times = [f"{local + timedelta(hours=each):%H:%M}" for each in (-1, 1, 2)]
    stocked.command(f"/digest schedule daily {times[0]} zone={zone}")
    due = now - timedelta(hours=1)
    backdate(store, 1, due - timedelta(days=1))
    unposted = stocked.command(f"/digest edit 1 {times[1]}")
    backdate(store, 1, due - timedelta(days=1))
    posted = Due(1, str(local.date()), stocked.channels["marketing"], due.isoformat())
    store.digests.claim(posted)
    store.digests.mark_sent(posted, "1.1")
    once = stocked.command(f"/digest edit 1 {times[2]}")
    backdate(store, 1, due - timedelta(days=1))
    twice = stocked.command("/digest edit 1 to=me")

    assert f"Not posted any more: {local:%a} " in unposted["text"]
    assert "posted that day already" not in words(unposted)
    assert "One was posted that day already, so the next comes on another day." in words(once)
    assert f"Next: {local + timedelta(days=1):%a} " in once["text"]
    assert "the next comes on the same day, in another place" in words(twice)
    assert f"Next: {local:%a} " in twice["text"]
    for each in (once, twice):
        assert "Not posted any more" not in words(each)


def test_a_digest_to_oneself_is_asked_for_in_a_channel_or_in_a_form(
    stocked: Person, store: Store
) -> None:
    asked = stocked.command("/digest schedule monday 9am to me")
    view = stocked.open_form(stocked.command("/digest list"), "Schedule one")
    stocked.fill(view, **{"segbot:place": "", "day": "tue"})
    stocked.wait_for("dm", lambda each: "Digest 2 is scheduled" in each["text"])
    moved = stocked.command("/digest edit 1 to=here")
    refused = stocked.command("/digest edit 2 to=here", "general")

    assert "I'll post it to your messages with me every Monday" in words(asked)
    assert "I'll post it here every Monday" in words(moved)
    assert "I'm not in this conversation" in words(refused)
    assert [each.channel for each in store.digests.all()] == [
        stocked.channels["marketing"],
        stocked.channels["dm"],
    ]


def test_nothing_is_promised_in_a_conversation_that_the_bot_is_no_part_of(
    stocked: Person, store: Store
) -> None:
    stocked.talk("pair", ["maya", "tom"])
    for line in ("/digest schedule monday 9am", "/digest alerts add customers > 50"):
        before = stocked.seen("pair")
        stocked.type(line, "pair")
        stocked.wait_for(
            "pair",
            lambda each, before=before: (
                each["ts"] not in before and "I'm not in this conversation" in each["text"]
            ),
        )

    assert store.digests.all() == []
    assert store.alerts.all() == []


def test_a_digest_is_changed_in_a_form_that_holds_how_it_is(stocked: Person) -> None:
    scheduled = stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    view = stocked.open_form(scheduled, "Change it")
    before = stocked.seen("marketing", scheduled["ts"])
    stocked.fill(view, every="daily")
    changed = stocked.next_answer("marketing", before, scheduled["ts"])

    assert filled(view) | {"every": "", "to": "", "after": ""} == {
        **{"number": "1", "every": "", "day": "mon", "at": "09:00"},
        **{"zone": "Europe/London", "to": "", "after": ""},
    }
    assert "every day at 09:00 (Europe/London)" in words(changed)


def test_an_edit_that_names_nothing_opens_the_form_where_it_can(stocked: Person) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    with stocked.watching() as frames:
        stocked.type("/digest edit 1")
        view = frames.wait_for_form()
    stocked.misbehave("error", method="views.open", error="expired_trigger_id", times=1)
    in_words = stocked.command("/digest edit 1")
    wrong = stocked.command("/digest edit 2")

    assert filled(view) | {"every": "", "to": "", "after": ""} == {
        **{"number": "1", "every": "", "day": "mon", "at": "09:00"},
        **{"zone": "Europe/London", "to": "", "after": ""},
    }
    assert in_words["text"].startswith("Digest 1 is as it was")
    assert "Change it…" in words(in_words)
    assert "There is no scheduled digest with the number 2." in words(wrong)


def test_there_may_be_any_number_of_digests_and_the_menu_says_whose_number_to_type(
    stocked: Person, store: Store
) -> None:
    for hour in range(23):
        spec = Timetable("daily", None, time(hour), "Europe/London").spec()
        store.digests.add(stocked.channels["marketing"], stocked.id, spec)
    last = stocked.command("/digest schedule daily 23:00 Europe/London")
    listed = stocked.command("/digest list")

    assert last["text"].startswith("Digest 24 is scheduled")
    assert "24 digests." in words(listed)
    assert "The menu has the first 20" in words(listed)


def test_a_digest_of_an_unknown_time_zone_stops_no_list_and_can_be_mended(
    stocked: Person, store: Store
) -> None:
    spec = {**Timetable("weekly", "mon", time(9), "Europe/London").spec(), "zone": "Mars/Base"}
    store.digests.add(stocked.channels["marketing"], stocked.id, spec)
    listed = stocked.command("/digest list")
    as_it_is = stocked.ask("@segbot /digest edit 1", "marketing")
    mended = stocked.command("/digest edit 1 zone=Europe/Paris")

    assert table(listed)[1][1] == "Never: Mars/Base is no time zone that I know"
    assert "Mars/Base is no time zone that I know" in words(as_it_is)
    assert "every Monday at 09:00 (Europe/Paris)" in words(mended)


def test_plain_words_are_a_digest_by_a_click_or_ask_which_is_meant(
    stocked: Person, store: Store
) -> None:
    first = stocked.ask("@segbot send the digest every weekday at 8", "marketing")
    before = stocked.seen()
    stocked.click(first, "Schedule a digest: Monday to Friday, at 08:00")
    stocked.next_answer("marketing", before)
    stocked.command("/digest schedule weekly mon 09:00")
    paused = stocked.ask("@segbot pause the monday digest", "marketing")
    until = stocked.ask("@segbot pause the monday digest until friday", "marketing")
    several = stocked.ask("@segbot stop the digest", "marketing")
    none = stocked.ask("@segbot resume the monthly digest", "marketing")

    assert "I read it as `/digest pause 2`. Shall I?" in paused["text"]
    assert "Which digest is it? 1 comes every day from Monday to Friday at" in several["text"]
    assert "Stop digest 2" in words(several)
    assert "There is no such digest." in none["text"]
    assert "I can't resume a digest by myself." in until["text"]
    assert "Pause digest 2" in words(until)
    assert [each.paused for each in store.digests.all()] == [None, None]


def backdate(store: Store, number: int, moment: datetime) -> None:
    """Make a digest older than it is."""
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute(
            "UPDATE digest_schedules SET created_at = ?, renewed_at = NULL WHERE id = ?",
            [moment.isoformat(), number],
        )


def chosen(person: Person, listed: dict[str, Any], what: str) -> str:
    """The first line of what comes of an option of the second digest's menu."""
    thread = listed["ts"]
    before = person.seen("marketing", thread)
    person.choose(listed, "Digest 2", what)
    return str(person.next_answer("marketing", before, thread)["text"].splitlines()[0])


def a_test(person: Person, line: str) -> dict[str, Any]:
    """The answer to a command that tests a digest, once its chart has followed it."""
    before = person.seen()
    answer = person.command(line)
    person.wait_for("marketing", lambda each: each["ts"] not in before and pictures(each))
    return answer
