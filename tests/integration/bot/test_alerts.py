"""Alerts: said once when a line is crossed, and once when that is over, whatever happens."""

import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import time_machine
from delivering import at_alerts, delivering
from forking import kill
from person import Person, table, words
from shops import shop

from analytics.vocabulary.errors import SegbotError
from bot.alerts import Alerts
from bot.conversation.client import OrderlyClient
from bot.conversation.delivery import Delivery
from bot.language.commands.rfm import RfmChanges
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from bot.services.rfm.changes import compared
from bot.workspace import Served
from storage.store import Store

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEW, MANY, MORE = (
    shop(),
    shop(60, first_invoice=900_000),
    shop(100, first_invoice=800_000),
)


class Shop:
    """A shop whose alerts are looked at when a test says so; there is no bot beside it.

    40 customers at first; `grow` makes them 60, `grow_more` 100, and `shrink` takes the last
    file back.
    """

    def __init__(self, folder: Path, person: Person, workspace: Served) -> None:
        self.folder, self.person, self.api_url = folder, person, workspace.api_url
        self.store = Store(folder / "shop.db")
        self.services = Services()
        self.delivery = Delivery(OrderlyClient("xoxb-local", workspace.api_url))
        self.alerts = Alerts(self.store, self.services, self.delivery)
        self.fill()

    def grow(self) -> None:
        self._file("more.csv", MANY)

    def grow_more(self) -> None:
        self._file("most.csv", MORE)

    def shrink(self) -> None:
        self.store.undo(max(each.id for each in self.store.uploads.all()))

    def empty(self) -> None:
        for each in self.store.uploads.all():
            self.store.undo(each.id)

    def fill(self) -> None:
        self._file("shop.csv", FEW)

    def _file(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)
        import_file(self.store, self.folder / name, name, today=date.today())

    def ask(
        self, line: str, channel: str = "marketing", user: str = "", today: date | None = None
    ) -> Answer:
        context = self.services.context(
            self.store, user or self.person.id, self.person.channels[channel], self.delivery
        )
        return self.services.ask(line, replace(context, today=today or context.today))

    def add(self, condition: str, channel: str = "marketing", quiet: str = "no") -> Answer:
        return self.ask(f"/digest alerts add {condition} quiet={quiet}", channel)

    def said(self, channel: str = "marketing") -> list[dict[str, Any]]:
        """What was said of alerts."""
        return [
            each
            for each in self.person.messages(channel)
            if (each.get("metadata") or {}).get("event_type") == "segbot_alerts"
        ]

    def forget_what_was_said(self) -> None:
        """Put a message back to where it was before it was noted that it was posted, some time
        after that."""
        with closing(sqlite3.connect(self.store.path)) as connection, connection:
            connection.execute("UPDATE alert_news SET ts = NULL, sent_at = NULL, claimed_at = NULL")


@pytest.fixture
def small(tmp_path: Path, person: Person, workspace: Served) -> Shop:
    return Shop(tmp_path, person, workspace)


def firsts(messages: list[dict[str, Any]]) -> list[str]:
    return [each["text"].splitlines()[0] for each in messages]


def test_a_crossing_is_said_once_and_its_end_once(small: Shop) -> None:
    """40 customers, then 60, then 40: across 50 and back, and once more."""
    added = small.add("customers > 50")
    small.alerts.look(NOON)
    before = small.said()
    small.grow()
    for minute in range(3):
        small.alerts.look(NOON + timedelta(minutes=minute))
    crossed = small.said()
    small.shrink()
    for minute in range(3, 6):
        small.alerts.look(NOON + timedelta(minutes=minute))
    recovered = small.said()
    small.grow()
    small.alerts.look(NOON + HOUR)

    assert added.reading[0].text == ("There are 40 customers. I'll say so when that is above 50.")
    assert [len(each) for each in (before, crossed, recovered, small.said())] == [0, 1, 2, 3]
    first, second, third = firsts(small.said())
    assert "There are 60 customers, above your 50 (40 " in first
    assert "There are 40 customers, no longer above your 50 (60 " in second
    assert "There are 60 customers, above your 50 (40 " in third
    assert "/digest alerts remove 1" in words(crossed[0])


def test_what_is_across_the_line_when_it_is_added_is_not_said(small: Shop) -> None:
    added = small.add("customers > 30")
    small.grow()
    small.alerts.look(NOON)
    small.alerts.look(NOON + 3 * DAY)

    assert "across your line already" in added.reading[0].text
    assert small.said() == []


def test_what_stands_is_said_again_once_a_day_until_somebody_acknowledges_it(
    small: Shop,
) -> None:
    small.add("customers > 50")
    small.grow()
    counts = []
    for hours in (0, 1, 23, 24, 25, 47, 48):
        small.alerts.look(NOON + hours * HOUR)
        counts.append(len(small.said()))
    acknowledged = [small.ask("/digest alerts acknowledge 1").title for _ in range(2)]
    small.alerts.look(NOON + 5 * DAY)

    assert counts == [1, 1, 1, 2, 2, 2, 3]
    assert firsts(small.said())[1].startswith("Still: there are 60 customers, above your 50")
    assert acknowledged == [
        "maya acknowledged alert 1",
        "maya had acknowledged alert 1 already",
    ]
    assert len(small.said()) == 3


def test_an_acknowledged_alert_says_that_it_is_over_and_when_it_happens_anew(
    small: Shop,
) -> None:
    small.add("customers > 50")
    small.grow()
    small.alerts.look(NOON)
    small.ask("/digest alerts acknowledge 1")
    small.shrink()
    small.alerts.look(NOON + HOUR)
    small.grow()
    small.alerts.look(NOON + 2 * HOUR)
    small.alerts.look(NOON + 2 * HOUR + DAY)

    assert len(small.said()) == 4


def test_quiet_hours_hold_and_let_go_as_one_message(small: Shop) -> None:
    """Maya's clock is London's, which is UTC in November."""
    added = small.add("customers > 50", quiet="20:00-08:00")
    small.add("revenue up 5% in 300 days", quiet="20:00-08:00")
    small.add("customers > 55", quiet="20:00-08:00")
    small.grow()
    evening = NOON.replace(hour=20)
    for hours in (0, 3, 11):
        small.alerts.look(evening + hours * HOUR)
    held = small.said()
    listed = small.ask("/digest alerts list").tables[0].rows
    small.alerts.look(evening + 12 * HOUR)
    small.alerts.look(evening + 13 * HOUR)

    assert "(Europe/London)" in added.reading[1].text
    assert held == []
    assert [row[3] for row in listed if row[1] != "revenue up 5% in 300 days"] == ["held back"] * 2
    (message,) = small.said()
    assert "above your 50" in words(message)
    assert "above your 55" in words(message)


def test_what_is_held_back_is_said_as_it_is_once_it_may_be(small: Shop) -> None:
    """Across the line, further across it, and back: of what is over by the morning only that it
    is."""
    for condition in ("customers > 50", "customers > 90"):
        small.add(condition, quiet="20:00-08:00")
    evening = NOON.replace(hour=20)
    for hour, change in enumerate((small.grow, small.grow_more, small.shrink)):
        change()
        small.alerts.look(evening + hour * HOUR)
    small.alerts.look(evening + 13 * HOUR)

    (message,) = small.said()
    assert "There are 60 customers, above your 50\\n" in words(message)
    assert "There are 60 customers, no longer above your 90 (100 " in words(message)
    assert "100 customers, above" not in words(message)


def test_a_crossing_is_none_where_it_only_couldnt_be_told_meanwhile(small: Shop) -> None:
    """Across 50, no data at all, and across 50 again; the next is no crossing of 60 at all."""
    small.add("customers > 50")
    small.add("customers > 60")
    small.grow()
    small.alerts.look(NOON)
    small.ask("/digest alerts acknowledge 1")
    small.empty()
    for hours in (1, 2, 30):
        small.alerts.look(NOON + hours * HOUR)
    blind = small.said()[1:]
    listed = small.ask("/digest alerts list").tables[0].rows
    small.fill()
    small.grow()
    for hours in (31, 60):
        small.alerts.look(NOON + hours * HOUR)

    assert ["I can't watch" in each for each in firsts(blind)] == [True]
    assert [row[2] for row in listed] == ["can't be told"] * 2
    assert len(small.said()) == 2


def test_reminders_go_on_where_it_only_couldnt_be_told_meanwhile(small: Shop) -> None:
    small.add("customers > 50")
    small.grow()
    small.alerts.look(NOON)
    small.empty()
    small.alerts.look(NOON + HOUR)
    small.fill()
    small.alerts.look(NOON + 2 * HOUR)
    back = firsts(small.said())[2:]
    small.grow()
    small.alerts.look(NOON + 3 * HOUR)
    small.empty()
    small.alerts.look(NOON + 4 * HOUR)
    small.fill()
    small.grow()
    for hours in (30, 31):
        small.alerts.look(NOON + hours * HOUR)

    (recovered,) = back
    assert "There are 40 customers, no longer above your 50 (60 " in recovered
    assert [each[:6] for each in firsts(small.said())] == [
        *("There ", "I can'", "There ", "There ", "I can'", "Still:")
    ]


def test_processes_at_one_moment_say_an_alert_once(small: Shop) -> None:
    small.add("customers > 50")
    small.grow()
    at_once = [delivering(at_alerts, small.store.path, small.api_url, NOON) for _ in range(3)]
    for each in at_once:
        each.join()

    assert len(small.said()) == 1
    assert small.store.alerts.unsaid() == []


@pytest.mark.parametrize(
    ("method", "counts"),
    [
        ("users.info", [0, 1, 1, 1]),
        ("conversations.history", [0, 0, 1, 1]),
        ("chat.postMessage", [1, 1, 1, 1]),
    ],
    ids=["before it is claimed", "once it is claimed", "once it is posted"],
)
def test_an_alert_whose_process_is_killed_comes_once(
    small: Shop, method: str, counts: list[int]
) -> None:
    small.add("customers > 50")
    small.grow()
    if method == "conversations.history":
        # It is looked for where it was tried before.
        small.person.misbehave("cut", method="chat.postMessage", done=False, times=99)
        small.alerts.look(NOON)
        small.person.forgive()
    small.person.misbehave("slow", method=method, done=True, seconds=3_600)
    process = delivering(at_alerts, small.store.path, small.api_url, NOON)
    small.person.wait_for_call(method)
    kill(process)
    small.person.forgive()
    said = [len(small.said())]
    for minutes in (1, 6, 7):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
            Alerts(small.store, small.services, small.delivery).look(NOON + minutes * MINUTE)
        said.append(len(small.said()))

    assert said == counts


def test_an_alert_of_an_unknown_time_zone_holds_up_no_other(small: Shop) -> None:
    """Its quiet hours are by UTC."""
    for condition in ("customers > 50", "customers > 55"):
        small.add(condition, quiet="20:00-08:00")
    with closing(sqlite3.connect(small.store.path)) as connection, connection:
        connection.execute("UPDATE alerts SET zone = 'Atlantis/Nowhere' WHERE id = 1")
    small.grow()
    small.alerts.look(NOON)

    assert "above your 50" in words(*small.said())
    assert "above your 55" in words(*small.said())


@pytest.mark.parametrize("done", [True, False], ids=["lost answer", "cut before"])
def test_an_alert_whose_posting_is_cut_comes_once(small: Shop, done: bool) -> None:
    small.add("customers > 50")
    small.grow()
    small.person.misbehave("cut", method="chat.postMessage", done=done, times=1)
    small.alerts.look(NOON)
    small.alerts.look(NOON + HOUR)

    assert len(small.said()) == 1


def test_an_alert_that_was_posted_but_not_noted_is_found_not_repeated(small: Shop) -> None:
    """The bot died between Slack's answer and its own note of it."""
    small.add("customers > 50")
    small.grow()
    small.alerts.look(NOON)
    small.forget_what_was_said()
    Alerts(small.store, small.services, small.delivery).look(NOON + HOUR)

    assert len(small.said()) == 1
    assert small.store.alerts.unsaid() == []


def test_an_alert_that_was_claimed_but_not_posted_is_said_after_all(small: Shop) -> None:
    small.add("customers > 50")
    small.grow()
    # Nobody may hear of it yet, so that it is noted and not said.
    small.person.misbehave("cut", method="chat.postMessage", done=False, times=99)
    small.alerts.look(NOON)
    small.person.forgive()
    Alerts(small.store, small.services, small.delivery).look(NOON + HOUR)

    assert len(small.said()) == 1


def test_a_dead_channel_holds_up_no_other_and_its_owner_hears_once(small: Shop) -> None:
    """The bot isn't in #general any more; once it is invited there it says what it owes."""
    general = small.person.channels["general"]
    then = small.services.context(small.store, small.person.id, general)
    small.services.ask("/digest alerts add customers > 50 quiet=no", then)
    small.add("customers > 50")
    small.grow()
    for minute in range(4):
        small.alerts.look(NOON + timedelta(minutes=minute))
    listed = small.ask("/digest alerts list").tables[0].rows
    # As if the bot had been killed before it noted that its owner was told.
    with closing(sqlite3.connect(small.store.path)) as connection, connection:
        connection.execute("UPDATE alert_news SET error = NULL")
    Alerts(small.store, small.services, small.delivery).look(NOON + HOUR)
    told = [each for each in small.person.messages("dm") if "couldn't post" in each["text"]]

    assert len(small.said()) == 1
    assert small.said("general") == []
    (one,) = told
    assert "There are 60 customers, above your 50" in one["text"]
    assert "I'm not in that channel" in one["text"]
    for label in ("All alerts", "Stop it"):
        assert label in words(one)
    assert "not posted: not_in_channel" in [row[3] for row in listed]
    assert len(small.store.alerts.unsaid()) == 1


def test_an_owner_who_left_holds_up_no_alert_and_is_told_nothing(small: Shop) -> None:
    """What they asked for goes on; what Slack refuses stays due, and is theirs to mend no more."""
    general = small.person.channels["general"]
    for channel in (small.person.channels["marketing"], general):
        then = small.services.context(small.store, "U0GONE", channel)
        small.services.ask("/digest alerts add customers > 50 quiet=no", then)
    small.grow()
    for minute in range(4):
        small.alerts.look(NOON + minute * MINUTE)
    errors = [each.error for each in small.store.alerts.unsaid()]

    (message,) = small.said()
    assert "Asked for by somebody whom I don't know" in words(message)
    assert errors == ["not_in_channel"]


def test_an_archived_channel_is_told_as_that_and_what_it_missed_is_said_as_it_is(
    small: Shop,
) -> None:
    small.add("customers > 50")
    small.add("customers > 90")
    archived = {"channel": small.person.channels["marketing"], "is_archived": True}
    small.person.arrange("conversation", **archived)
    small.grow_more()
    small.alerts.look(NOON)
    small.shrink()
    small.grow()
    small.alerts.look(NOON + HOUR)
    small.person.arrange("conversation", **archived | {"is_archived": False})
    for hour in range(2, 8):
        small.alerts.look(NOON + hour * HOUR)

    told = [each["text"] for each in small.person.messages("dm") if "couldn't post" in each["text"]]
    assert ["the channel is archived" in each for each in told] == [True] * 2
    assert [each.split("\n")[0] for each in firsts(small.said())] == [
        "There are 60 customers, above your 50",
        "There are 60 customers, no longer above your 90 (100 on 28 Dec 2011)",
    ]


def test_new_rules_are_named_as_the_reason(small: Shop) -> None:
    """Nobody did anything, and yet others are Champions by other rules."""
    small.ask("/rfm use pack=klaviyo")
    other = dict(_segments(small))["Champions"]
    small.ask("/rfm use pack=grid10")
    now = dict(_segments(small))["Champions"]
    assert other > now
    small.add(f"champions customers above {now}")
    small.ask("/rfm use pack=klaviyo")
    small.alerts.look(NOON)

    (message,) = small.said()
    assert f"Champions has {other} customers" in words(message)
    assert "somebody changed how segments are made" in words(message)


def _segments(small: Shop) -> list[tuple[str, int]]:
    rows = small.ask("/rfm overview").tables[0].rows
    return [(str(row[0]), int(str(row[1]))) for row in rows]


def test_a_segment_that_is_no_longer_there_is_said_once(small: Shop) -> None:
    small.add("hibernating > 5000")
    small.ask("/rfm use pack=klaviyo")
    small.alerts.look(NOON)
    small.alerts.look(NOON + 2 * DAY)

    (message,) = small.said()
    assert "I can't watch" in words(message)


def test_segments_by_rules_that_are_gone_are_said_not_to_be_told(small: Shop) -> None:
    small.ask("/rfm use pack=klaviyo")
    small.add("champions customers above 500")
    with closing(sqlite3.connect(small.store.path)) as connection, connection:
        connection.execute(
            "INSERT INTO rfm_settings (command, user, at)"
            " VALUES ('/rfm use pack=gone', 'U1', '2026-11-20T09:00:00+00:00')"
        )
    for hour in range(2):
        small.alerts.look(NOON + hour * HOUR)

    (message,) = small.said()
    assert "I can't watch “champions customers above 500” now." in words(message)


def test_alerts_of_before_go_on(small: Shop) -> None:
    """A store of an earlier version, in which one of two couldn't be told."""
    for condition in ("customers > 50", "hibernating > 5000"):
        small.add(condition)
    small.grow()
    small.alerts.look(NOON)
    with closing(sqlite3.connect(small.store.path)) as connection, connection:
        connection.executescript(BEFORE)
    small.store = Store(small.store.path)
    small.alerts = Alerts(small.store, small.services, small.delivery)
    listed = small.ask("/digest alerts list").tables[0].rows
    small.alerts.look(NOON + HOUR)
    small.shrink()
    small.alerts.look(NOON + 2 * HOUR)

    assert [row[2] for row in listed] == ["60, across the line", "can't be told"]
    assert [each[:22] for each in firsts(small.said())] == [
        "There are 60 customers",
        "There are 40 customers",
    ]


BEFORE = """
    DELETE FROM _sqlite_migrations WHERE name = 'alerts_seen_in_parts';
    ALTER TABLE alerts ADD COLUMN seen TEXT NOT NULL DEFAULT '';
    UPDATE alerts SET seen = data_version || '||';
    UPDATE alerts SET state = 'blind', value = NULL, measured_on = NULL WHERE id = 2;
    ALTER TABLE alerts DROP COLUMN data_version;
    ALTER TABLE alerts DROP COLUMN rules;
    ALTER TABLE alerts DROP COLUMN today;
    ALTER TABLE alerts DROP COLUMN blind;
"""


def test_the_age_of_data_goes_by_the_calendar(small: Shop) -> None:
    last = max(_orders(FEW)["InvoiceDate"]).date()
    asked = small.ask(
        "/digest alerts add data older than 7 days quiet=no", today=last + timedelta(days=3)
    )
    at = datetime.combine(last, NOON.timetz())
    counts = []
    for days in (3, 7, 8, 8):
        small.alerts.look(at + days * DAY)
        counts.append(len(small.said()))

    assert "3 days" in asked.reading[0].text
    assert counts == [0, 0, 1, 1]
    assert "8 days, more than your 7 days" in firsts(small.said())[0]


def test_a_clock_that_is_ahead_of_slacks_makes_no_data_old(small: Shop) -> None:
    last = max(_orders(FEW)["InvoiceDate"]).date()
    small.ask("/digest alerts add data older than 7000 days quiet=no", today=last)
    small.alerts.look(datetime.now(UTC) + timedelta(days=5000))

    assert small.said() == []


def test_revenue_is_compared_as_pandas_does(small: Shop) -> None:
    orders = _orders(FEW)
    days = orders["InvoiceDate"].dt.normalize()
    last = days.max()
    spent = orders["Quantity"] * orders["UnitPrice"]
    now = spent[(days > last - pd.Timedelta(days=60))].sum()
    before = spent[
        (days <= last - pd.Timedelta(days=60)) & (days > last - pd.Timedelta(days=120))
    ].sum()
    answer = small.add("revenue down 50% in 60 days")
    of_all = small.add("revenue below 100000 in 60 days")

    assert answer.metrics["value"] == pytest.approx(100 * (now - before) / before)
    assert of_all.metrics["value"] == pytest.approx(now)


def test_shares_and_counts_are_those_of_the_overview(small: Shop) -> None:
    for label, many in _segments(small):
        if many:
            share = small.add(f"{label} share below 99%").metrics["value"]
            count = small.add(f"{label} customers above 900").metrics["value"]
            assert (share, count) == (pytest.approx(100 * many / 40), many)


def test_a_change_of_a_segment_is_between_the_days_of_who_moved(small: Shop) -> None:
    """The matrix of `/rfm changes` adds up to who was in each segment on either day."""
    answer = small.add("champions up 1% in 90 days")
    last = max(_orders(FEW)["InvoiceDate"]).date()
    then = dict(_then(small, last + DAY - 90 * DAY))["Champions"]
    now = dict(_segments(small))["Champions"]

    assert answer.metrics["value"] == pytest.approx(100 * (now - then) / then)


def _then(small: Shop, day: date) -> list[tuple[str, int]]:
    context = small.services.context(small.store)
    found = compared(RfmChanges(from_=day), context)
    then = found.movement.customers["before"]
    return [(label, int((then == key).sum())) for key, label in found.names.items()]


def _orders(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), parse_dates=["InvoiceDate"])


def test_what_is_in_somebodys_direct_messages_is_shown_to_nobody_else(small: Shop) -> None:
    small.add("customers > 50", channel="dm")
    small.add("customers > 55")
    other = "U0SOMEONE"

    assert len(small.ask("/digest alerts list").tables[0].rows) == 2
    assert [row[0] for row in small.ask("/digest alerts list", user=other).tables[0].rows] == [2]
    for verb in ("remove", "acknowledge"):
        with pytest.raises(SegbotError, match="no alert with the number 1"):
            small.ask(f"/digest alerts {verb} 1", user=other)


def test_the_same_alert_is_kept_once_and_a_number_is_never_used_again(small: Shop) -> None:
    first, again = small.add("customers > 50"), small.add("customers over 50 people")
    small.ask("/digest alerts remove 1")

    assert first.metrics["alert"] == again.metrics["alert"] == 1
    assert small.add("customers > 50").metrics["alert"] == 2


def test_an_alert_is_added_listed_acknowledged_and_stopped_in_slack(stocked: Person) -> None:
    added = stocked.command("/digest alerts add customers > 50")
    listed = stocked.command("/digest alerts")
    before = stocked.seen("marketing", listed["ts"])
    refused = stocked.command("/digest alerts add at risk > 20")
    unknown = stocked.command("/digest alerts add owls > 20%")
    stocked.choose(listed, "Alert 1: customers above 50", "Stop it")
    removed = stocked.next_answer("marketing", before, listed["ts"])

    assert "There are 40 customers. I'll say so when that is above 50." in words(added)
    assert table(listed)[1][1] == "customers above 50"
    for label in ("Add an alert: at risk share above 20%", "at risk customers above 20"):
        assert label in words(refused)
    assert "There is no RFM segment called" in words(unknown)
    assert "I no longer watch" in words(removed)


def test_plain_words_watch_nothing_before_somebody_clicks(stocked: Person) -> None:
    asked = stocked.ask("tell me when at risk goes over 95%", "dm")
    before = stocked.ask("/digest alerts list", "dm")
    stocked.click(asked, "Add an alert: at risk share above 95%", "dm")
    added = stocked.wait_for(
        "dm", lambda each: each["text"].startswith("Alert 1: at risk share above 95%"), asked["ts"]
    )

    which = stocked.ask("stop that alert", "dm")
    none = stocked.ask("stop the champions alert", "dm")
    stocked.click(which, "Stop alert 1", "dm")
    stopped = stocked.wait_for(
        "dm", lambda each: each["text"].startswith("Alert 1 is stopped"), which["ts"]
    )

    assert "There is no such alert" in words(none)
    assert "I no longer watch" in words(stopped)
    assert "at risk share above 95%" in words(asked)
    assert "There are no alerts" in words(before)
    assert "I'll say so when that is above 95%" in words(added)
