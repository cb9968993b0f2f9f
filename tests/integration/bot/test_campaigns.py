"""A campaign from Slack: asked about, started, its files, and its results in its thread."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from asking import Shop
from campaign_shops import BEGINS, UNTIL, before, orders
from delivering import at_results, delivering
from forking import kill
from person import Person, words
from slack_sdk import WebClient
from structlog.testing import capture_logs

from bot.conversation.client import OrderlyClient
from bot.conversation.delivery import Delivery
from bot.readouts import ReadOuts
from bot.services.dispatch import Services
from bot.workspace import Served
from storage.store import Store

TakeIn = Callable[[str, bytes], None]
LINE = '/campaign start all control=50% name="<!channel> letter"'


@pytest.fixture
def selling(maya: Person, take_in: TakeIn) -> Person:
    """A marketer of a shop whose customers come again."""
    take_in("before.csv", before())
    return maya


@pytest.fixture
def read_outs(store: Store, workspace: Served) -> ReadOuts:
    """What looks for results, at moments that the test chooses."""
    client = WebClient("xoxb-local", base_url=workspace.api_url)
    return ReadOuts(store, Services(), Delivery(client))


def started(person: Person) -> dict[str, Any]:
    """The message of a campaign that was started by a click."""
    return person.follow(person.command(LINE), "Yes, start it")


def results(person: Person, thread: str) -> list[dict[str, Any]]:
    return [
        each
        for each in person.messages("marketing", thread)
        if "Results of campaign" in each["text"]
    ]


def test_a_click_starts_it_for_everybody_to_see_and_files_go_to_one(selling: Person) -> None:
    before_ = selling.seen("dm")
    message = started(selling)
    sent = {
        name: selling.wait_for(
            "dm",
            lambda each, name=name: (
                each["ts"] not in before_
                and name in [file["name"] for file in each.get("files", [])]
            ),
        )
        for name in ("campaign_1_audience.csv", "campaign_1_record.csv")
    }

    assert message["blocks"][0]["text"]["text"] == "Campaign 1: <!channel> letter"
    assert set(message["pings"]) <= {selling.id}
    audience = selling.download(sent["campaign_1_audience.csv"]["files"][0]).decode()
    record = selling.download(sent["campaign_1_record.csv"]["files"][0]).decode()
    assert len(audience.splitlines()) == 1 + record.count(",campaign,")
    assert not any(each.get("files") for each in selling.messages())


def test_a_second_click_starts_nothing_more(selling: Person, store: Store) -> None:
    asked = selling.command(LINE)
    selling.click(asked, "Yes, start it")
    selling.wait_for("marketing", lambda each: "`campaign_1_record" in words(each))
    # While files are on their way it is still at work on the first.
    while store.requests.open():
        time.sleep(0.02)
    selling.click(asked, "Yes, start it")
    selling.wait_for("marketing", lambda each: "It is running already" in words(each), asked["ts"])

    assert len(store.campaigns.all()) == 1


def test_results_come_by_themselves_in_its_thread_once(
    selling: Person, take_in: TakeIn, read_outs: ReadOuts, store: Store
) -> None:
    """The bot looks by itself; so does this test, also as after a stop between posting and noting
    it."""
    thread = started(selling)["thread_ts"]
    read_outs.deliver_due()
    early = results(selling, thread)
    take_in("after.csv", orders(BEGINS, UNTIL))
    told = selling.wait_for("marketing", lambda each: "Results of campaign" in each["text"], thread)
    while [each.told for each in store.campaigns.all()] != ["sent"]:
        time.sleep(0.02)
    read_outs.deliver_due()
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE campaigns SET told = 'claimed', claimed_at = NULL")
    read_outs.deliver_due()

    assert early == []
    assert "held out bought" in words(told)
    assert len(results(selling, thread)) == 1


def due(person: Person, folder: Path) -> Shop:
    """A shop with a campaign whose results are due, to be told to who started it."""
    shop, services = Shop(folder), Services()
    shop.take_in("before.csv", before())
    whoever = services.context(shop.store, person.id, person.channels["marketing"])
    services.ask("/campaign start all control=50% sure=yes", whoever)
    shop.take_in("after.csv", orders(BEGINS, UNTIL))
    return shop


def results_in_dm(person: Person) -> list[dict[str, Any]]:
    return [each for each in person.messages("dm") if "Results of campaign" in each["text"]]


def test_processes_at_one_moment_tell_results_once(
    person: Person, workspace: Served, tmp_path: Path
) -> None:
    shop = due(person, tmp_path)
    at_once = [
        delivering(at_results, shop.store.path, workspace.api_url, datetime.now(UTC))
        for _ in range(3)
    ]
    for each in at_once:
        each.join()

    assert len(results_in_dm(person)) == 1
    assert [each.told for each in shop.store.campaigns.all()] == ["sent"]


def test_results_whose_process_is_killed_once_they_are_posted_come_once(
    person: Person, workspace: Served, tmp_path: Path
) -> None:
    shop = due(person, tmp_path)
    person.misbehave("slow", method="chat.postMessage", done=True, seconds=3_600)
    process = delivering(at_results, shop.store.path, workspace.api_url, datetime.now(UTC))
    person.wait_for_call("chat.postMessage")
    kill(process)
    person.forgive()
    delivery = Delivery(OrderlyClient("xoxb-local", workspace.api_url))
    read_outs = ReadOuts(shop.store, Services(), delivery)
    read_outs.deliver_due()
    under_way = [each.told for each in shop.store.campaigns.all()]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        read_outs.deliver_due()

    assert under_way == ["claimed"]
    assert [each.told for each in shop.store.campaigns.all()] == ["sent"]
    assert len(results_in_dm(person)) == 1


def test_results_that_nobody_can_be_told_are_tried_less_and_less_often(
    workspace: Served, tmp_path: Path
) -> None:
    shop, services = Shop(tmp_path), Services()
    shop.take_in("before.csv", before())
    whoever = services.context(shop.store, user="U0GONE", channel="C0GONE")
    services.ask("/campaign start all control=50% sure=yes", whoever)
    shop.take_in("after.csv", orders(BEGINS, UNTIL))
    client = WebClient("xoxb-local", base_url=workspace.api_url)
    read_outs = ReadOuts(shop.store, services, Delivery(client))
    tries: list[int] = []
    with capture_logs() as logs:
        for look in range(700):
            read_outs.deliver_due()
            failed = [each for each in logs if each["event"] == "results not told"]
            tries += [look] * (len(failed) - len(tries))

    waits = [later - sooner for sooner, later in pairwise(tries)]
    # With three looks a minute it is every hour at last.
    assert waits == [3, 5, 9, 17, 33, 65, 129, 181, 181]
    # Whoever runs the bot reads it once.
    assert [each["log_level"] for each in failed] == ["error", *["debug"] * 9]
    assert [each.told for each in shop.store.campaigns.all()] == ["claimed"]
