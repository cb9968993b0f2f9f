"""Where people meet the bot beside commands: invitations, shortcuts, starters."""

from datetime import date
from pathlib import Path

import pytest
from person import Person, words
from running import running
from shops import shop

from bot.manifest import AGENT, ASK, READ_FILE
from bot.services.intake.importing import import_file
from bot.settings import Settings
from bot.workspace import Served
from storage.store import Store


def load_small(path: Path) -> None:
    (path.parent / "shop.csv").write_bytes(shop())
    import_file(Store(path), path.parent / "shop.csv", "shop.csv", today=date.today())


PROMPTS: list[dict[str, str]] = AGENT["suggested_prompts"]  # type: ignore[assignment]


def test_who_invites_the_bot_is_greeted_once_with_what_to_do_first(
    workspace: Served, settings: Settings
) -> None:
    maya, bot = Person.at(workspace.url), workspace.workspace.state.bot_user.id
    maya.change_channel("create", "news")
    with running(settings):
        maya.misbehave("deliver_twice", method="member_joined_channel")
        maya.change_channel("invite", "news", invitee=bot)
        hello = maya.next_answer("news", set())
    assert "Load the sample shop" in words(hello)
    assert "/remove" in hello["text"]

    with running(settings) as connected:
        maya.change_channel("remove", "news", invitee=bot)
        maya.change_channel("invite", "news", invitee=bot)
        load_small(settings.store_path(connected.team))
        maya.change_channel("create", "sales")
        maya.change_channel("invite", "sales", invitee=bot)
        # There is data by now, so that the first step is another one.
        assert "Whom to write to this week" in words(maya.next_answer("sales", set()))
        assert [each["ts"] for each in maya.messages("news") if each.get("bot_id")] == [hello["ts"]]


def test_read_this_file_reads_what_was_posted_where_the_bot_did_not_look(maya: Person) -> None:
    ts = maya.drop("notes.bin", shop(), channel="retail-data")
    place = {"channel": maya.channels["retail-data"], "message_ts": ts}
    before = maya.seen("retail-data", ts)
    maya.use_shortcut(READ_FILE, **place)

    assert "notes.bin is in" in words(maya.next_answer("retail-data", before, ts))


def test_read_this_file_says_where_there_is_none(maya: Person) -> None:
    maya.say("hello", "marketing")
    message = maya.messages("marketing")[-1]
    before = maya.seen("marketing")
    maya.use_shortcut(READ_FILE, channel=message["channel"], message_ts=message["ts"])
    aside = maya.wait_for("marketing", lambda each: each["ts"] not in before)

    assert "There is no file on that message." in aside["text"]
    assert aside["is_ephemeral"]


def test_a_file_in_a_channel_without_the_bot_is_said_to_be_out_of_sight(maya: Person) -> None:
    maya.change_channel("create", "elsewhere")
    ts = maya.drop("shop.csv", shop(), channel="elsewhere")
    maya.use_shortcut(READ_FILE, channel=maya.channels["elsewhere"], message_ts=ts)
    aside = maya.wait_for("elsewhere", lambda each: "I can't see that file" in each["text"])

    assert "Invite me" in aside["text"]


def test_ask_segbot_asks_one_question_and_the_answer_comes_in_messages(stocked: Person) -> None:
    with stocked.watching() as frames:
        stocked.use_shortcut(ASK)
        view = frames.wait_for("view_opened")["view"]
        before = stocked.seen("dm")
        stocked.fill(view, question="who should I write to this week?")
        updated = frames.wait_for("view_updated")["view"]

    assert "The answer comes in your messages" in words(updated)
    assert "Whom to write to" in words(stocked.next_answer("dm", before))


@pytest.mark.parametrize("prompt", PROMPTS[1:], ids=lambda each: each["title"])
def test_each_starter_leads_on_in_an_empty_workspace(maya: Person, prompt: dict[str, str]) -> None:
    said = words(maya.ask(prompt["message"]))

    assert "Something went wrong" not in said
    assert "run_command" in said


def test_the_first_starter_brings_the_made_up_shop() -> None:
    assert PROMPTS[0]["message"] == "/data sample"
