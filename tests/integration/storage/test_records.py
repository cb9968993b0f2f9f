"""The bot's own records: runs, threads, work under way, digests."""

import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import time_machine

from analytics.vocabulary.errors import SegbotError
from storage.records.alerts import Kind, Reading, Saying, Seen, State
from storage.records.claims import Claim
from storage.records.digests import DeliveryStatus, Due, Pause, SegmentSize
from storage.records.pending import NewPendingFile
from storage.records.requests import NewRequest
from storage.records.runs import NewRun
from storage.store import Store

NEW_RUN = NewRun(
    user="U1",
    channel="C1",
    command="/segment run scale=log",
    data_version=3,
    as_of=date(2011, 12, 10),
    k=2,
    metrics={"silhouette": 0.1 + 0.2},
    groups=[{"name": "Best customers", "colour": 0}, {"name": "Café & <!channel>", "colour": 1}],
    model={"centres": [[0.1 + 0.2]]},
    account={"reason": "Größe"},
)


def test_a_run_comes_back_as_it_was_saved(store: Store) -> None:
    clusters = pd.Series([2, 1, 2], index=["9", "10", "x"], name="cluster")
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        run_id = store.runs.save(NEW_RUN, clusters)
    run = store.runs.get(run_id)
    assert run
    assert run == store.runs.latest()
    assert run.created_at == "2026-11-23T09:00:00+00:00"
    for name in NewRun.__dataclass_fields__:
        assert getattr(run, name) == getattr(NEW_RUN, name)
    assert store.runs.assignments(run_id).to_dict() == {"10": 1, "9": 2, "x": 2}


def test_there_is_no_run_before_the_first(store: Store) -> None:
    assert store.runs.latest() is None
    assert store.runs.get(1) is None
    assert store.runs.assignments(1).empty


def test_a_run_that_cannot_be_saved_leaves_nothing(store: Store) -> None:
    twice = pd.Series([1, 2], index=["9", "9"])
    with pytest.raises(Exception, match="UNIQUE"):
        store.runs.save(NEW_RUN, twice)
    assert store.runs.latest() is None


def test_remembers_the_command_behind_an_answer(store: Store) -> None:
    store.threads.remember("C1", "1.1", "/segment run k=4", "U1")
    store.threads.remember("C1", "1.1", "/segment run k=5", "U1")
    store.threads.remember("C2", "1.1", "/rfm overview", "U2")
    found = store.threads.find("C1", "1.1")
    assert found
    assert found.command == "/segment run k=5"
    assert store.threads.find("C1", "2.2") is None


def test_lists_what_a_dead_process_left_unanswered(store: Store) -> None:
    first = store.requests.accept(
        NewRequest("C1 1.0", "question", "groups please", "{}", "C1", "U1", "1.0")
    )
    second = store.requests.accept(NewRequest(None, "files", "F1", "{}", "C1", "U2", None))
    assert first
    assert second
    store.requests.begin(first, "/segment run")
    store.requests.shown(first, "1.1")
    one, two = Store(store.path).requests.open()
    assert (one.id, one.text, one.ts, one.thread_ts) == (first, "/segment run", "1.1", "1.0")
    assert one.begun_at
    assert (two.id, two.text, two.ts, two.user) == (second, "F1", None, "U2")
    assert not two.begun_at
    store.requests.finish(first)
    assert [each.id for each in store.requests.open()] == [second]
    store.requests.finish(second)
    assert store.requests.open() == []


def test_what_is_delivered_twice_is_taken_once_be_it_answered_already(store: Store) -> None:
    asked = NewRequest("C1 1.0", "question", "/rfm overview", "{}", "C1", "U1", None)
    first = store.requests.accept(asked)
    assert first
    assert store.requests.accept(asked) is None
    store.requests.finish(first)
    assert Store(store.path).requests.accept(asked) is None
    assert store.requests.accept(replace(asked, key="C1 1.1"))


def test_an_import_holds_up_nobody_who_asks(store: Store) -> None:
    """Its transactions lock the workspace's file for a while each."""
    with sqlite3.connect(store.path) as importing:
        importing.execute("BEGIN IMMEDIATE")
        asked = NewRequest(None, "question", "/rfm overview", "{}", "C1", "U1", None)
        assert store.requests.accept(asked)


def test_schedules_come_and_go(store: Store) -> None:
    schedule = store.digests.add("C1", "U1", {"weekday": "mon", "time": "09:00", "tz": "UTC"})
    assert store.digests.all() == [schedule]
    store.digests.claim(due(schedule.id, 23))
    assert store.digests.remove(schedule.id)
    assert not store.digests.remove(schedule.id)
    assert store.digests.all() == []
    assert store.digests.last_delivery(schedule.id) is None


def test_a_schedule_rests_until_it_is_resumed(store: Store) -> None:
    schedule = store.digests.add("C1", "U1", {"day": "mon"})
    assert store.digests.pause(schedule.id, Pause.PERSON, "U2")
    assert not store.digests.pause(schedule.id, Pause.REFUSAL)
    assert [(each.paused, each.paused_by) for each in store.digests.all()] == [(Pause.PERSON, "U2")]
    assert store.digests.resume(schedule.id)
    assert not store.digests.resume(schedule.id)
    assert not store.digests.pause(99, Pause.PERSON)
    assert [each.paused for each in store.digests.all()] == [None]


def test_what_was_due_before_a_schedule_was_renewed_is_not_due_any_more(store: Store) -> None:
    """Resumed by a person or changed; what Slack refused is owed all the same."""
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False):
        schedule = store.digests.add("C1", "U1", {"day": "mon"})
    store.digests.pause(schedule.id, Pause.REFUSAL)
    store.digests.resume(schedule.id)
    refused = store.digests.all()[0].since
    store.digests.pause(schedule.id, Pause.PERSON)
    with time_machine.travel("2026-11-03T09:00:00Z", tick=False):
        store.digests.resume(schedule.id)
    resumed = store.digests.all()[0].since
    with time_machine.travel("2026-11-04T09:00:00Z", tick=False):
        assert store.digests.change(schedule.id, "C2", {"day": "tue"})
    changed = store.digests.all()[0]
    assert [each.day for each in (refused, resumed, changed.since)] == [2, 3, 4]
    assert (changed.channel, changed.spec) == ("C2", {"day": "tue"})
    assert not store.digests.change(99, "C2", {})


def due(schedule: int, day: int, channel: str = "C1") -> Due:
    """The digest of a day in November."""
    return Due(schedule, f"2026-11-{day}", channel, f"2026-11-{day}T09:00:00+00:00")


def test_only_one_caller_gets_to_deliver_a_digest(store: Store) -> None:
    schedule = store.digests.add("C1", "U1", {}).id
    won = []

    def claim() -> None:
        won.append(store.digests.claim(due(schedule, 23)))

    callers = [threading.Thread(target=claim) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert sorted(won) == [Claim.NEW] + [Claim.TAKEN] * 7


def test_a_delivery_is_claimed_sent_or_failed(store: Store) -> None:
    schedule = store.digests.add("C1", "U1", {}).id
    first, second = due(schedule, 16), due(schedule, 23)
    assert store.digests.last_delivery(schedule) is None
    assert store.digests.is_open(first)
    store.digests.claim(first)
    claimed = store.digests.last_delivery(schedule)
    assert claimed
    assert (claimed.occasion, claimed.status) == (first.occasion, DeliveryStatus.CLAIMED)
    assert not store.digests.is_open(first)
    store.digests.mark_sent(first, ts="1.1")
    store.digests.release(first, "too late")
    assert store.digests.claim(first) is Claim.TAKEN
    assert store.digests.claim(due(schedule, 16, "C2")) is Claim.NEW
    store.digests.claim(second)
    store.digests.release(second, "channel_not_found")
    last = store.digests.last_delivery(schedule)
    assert last
    assert (last.slot, last.status, last.error) == (
        second.slot,
        DeliveryStatus.FAILED,
        "channel_not_found",
    )
    assert not store.digests.is_open(first)
    assert store.digests.is_open(second)
    assert store.digests.claim(second) is Claim.AGAIN


def test_a_claim_lasts_five_minutes_and_one_of_a_clock_that_was_ahead_is_none(
    store: Store,
) -> None:
    schedule = store.digests.add("C1", "U1", {}).id
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    claims = []
    for minutes in (0, 4, 6, -60):
        with time_machine.travel(at + timedelta(minutes=minutes), tick=False):
            claims.append(store.digests.claim(due(schedule, 23)))
    assert claims == [Claim.NEW, Claim.TAKEN, Claim.AGAIN, Claim.AGAIN]


def test_one_caller_alone_gets_to_say_what_there_is_to_say_of_alerts(store: Store) -> None:
    before, now = (Seen(version, None, None) for version in (1, 2))
    under, over = Reading(State.UNDER, 1.0, None, before), Reading(State.OVER, 2.0, None, now)
    for condition in ("customers above 1", "customers above 2"):
        store.alerts.add("C1", "U1", condition, "no", "UTC", under)
    for each in store.alerts.all():
        store.alerts.note(each, over, Saying(Kind.CROSSED, "It is."))
    claims = [store.alerts.claim(1, [1, 2]), store.alerts.claim(1, [1, 2])]
    # To another, it looked as if the second were alone.
    claims.append(store.alerts.claim(2, [2]))
    store.alerts.release(1)
    claims += [store.alerts.claim(2, [2]), store.alerts.claim(1, [1, 2])]
    store.alerts.mark_said(1, "1.1", "2026-11-23T09:00:00+00:00")
    claims.append(store.alerts.claim(1, [1, 2]))
    taken = Claim.TAKEN
    assert claims == [Claim.NEW, taken, taken, taken, Claim.AGAIN, taken]


def test_each_channel_has_its_own_last_snapshot(store: Store) -> None:
    sizes = {"champions": SegmentSize(2, 12345), "lost": SegmentSize(0, 0)}
    members = pd.Series(["champions", "champions"], index=["10", "9"])
    store.digests.snapshots.save("C1", date(2026, 11, 16), {}, pd.Series(dtype=str))
    number = store.digests.snapshots.save("C1", date(2026, 11, 23), sizes, members)
    snapshot = store.digests.snapshots.latest("C1")
    assert snapshot
    assert (snapshot.id, snapshot.as_of, snapshot.segments) == (number, date(2026, 11, 23), sizes)
    assert store.digests.snapshots.members(number).to_dict() == members.to_dict()
    assert store.digests.snapshots.latest("C2") is None


def test_opening_a_store_again_changes_nothing(store: Store) -> None:
    store.threads.remember("C1", "1.1", "/rfm overview", "U1")
    assert Store(store.path).threads.find("C1", "1.1") is not None


def test_refuses_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database at all, but long enough to be looked at " * 20)
    with pytest.raises(SegbotError, match=r"notes\.db"):
        Store(path)


def test_remembers_how_a_header_was_read(store: Store) -> None:
    store.mappings.remember("a|b", '{"kind": "lines"}')
    store.mappings.remember("a|b", '{"kind": "orders"}')
    assert store.mappings.find("a|b") == '{"kind": "orders"}'
    assert store.mappings.find("a") is None


def test_a_file_waits_for_its_answer(store: Store) -> None:
    new = NewPendingFile("F1", "shop.csv", "C1", "U1", "1.0", None, '{"topic": "dates"}')
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        pending_id = store.pending.put(new)
    waiting = store.pending.find(pending_id)
    assert waiting
    assert {name: getattr(waiting, name) for name in vars(new)} == vars(new)
    assert (waiting.id, waiting.created_at) == (pending_id, "2026-11-23T09:00:00+00:00")
    assert store.pending.finish(pending_id)
    assert not store.pending.finish(pending_id)
    assert store.pending.find(pending_id) is None


def test_notes_which_files_have_whom_in_them(store: Store) -> None:
    store.exports.note("F1", "C1", "U1", "champions.csv", ["77", "78", "77"])
    store.exports.note("F2", "C1", "U1", "lost.csv", ["79"])
    (export,) = store.exports.of_customer("77")
    assert (export.file_id, export.channel, export.name) == ("F1", "C1", "champions.csv")
    store.exports.finish("F1")
    assert store.exports.of_customer("77") == store.exports.of_customer("78") == []
    assert store.exports.recalled() == []
