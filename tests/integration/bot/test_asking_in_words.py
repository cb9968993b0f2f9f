"""Asking in plain words, wherever one can."""

import json
from pathlib import Path
from typing import Any

import pytest
from asking import Shop
from person import Person, table, words
from shops import shop
from typer.testing import CliRunner

from bot.cli import cli
from storage.store import Store


def buttons(message: dict[str, object]) -> list[str]:
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    return [
        element["text"]["text"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def test_a_question_is_answered_and_says_how_it_was_read(stocked: Person) -> None:
    asked = stocked.ask("@segbot which hibernating customers spent over 30 pounds?", "marketing")
    typed = stocked.command('/rfm top hibernating where="monetary>30"')

    assert table(asked) == table(typed)
    assert "which hibernating customers spent over 30 pounds" in words(asked)
    assert "read as `/rfm top hibernating where=" in words(asked)


def test_a_reply_in_plain_words_changes_what_it_names(stocked: Person) -> None:
    """With or without a mention, in the thread of an answer; other talk there is nobody's."""
    answer = stocked.command("/rfm top hibernating")
    for chatter in (
        "thanks, France team!",
        "data looks odd",
        "help Ben with it",
        "nice one!",
        "shall we meet Ben about this?",
        "lunch?",
    ):
        stocked.say(chatter, thread=answer["ts"])
    france = stocked.ask("and France?", "marketing", thread=answer["ts"])
    fewer = stocked.ask("@segbot top 1", "marketing", thread=answer["ts"])

    assert "/rfm top hibernating country=France" in words(france)
    assert len(table(fewer)) == 2
    assert len([each for each in stocked.messages(thread=answer["ts"]) if each.get("bot_id")]) == 3


def test_a_question_about_an_answer_is_never_met_with_silence(stocked: Person) -> None:
    """Told to the person alone: it may have been for somebody else."""
    answer = stocked.command("/rfm top hibernating")
    told = stocked.ask("is that any good?", "marketing", thread=answer["ts"])

    assert told["is_ephemeral"]
    assert "I can't tell that of this answer" in told["text"]


def test_what_is_unclear_is_asked_with_buttons_that_run(stocked: Person) -> None:
    """Only the person who asked sees the question; a click answers in the channel."""
    unsure = stocked.ask("@segbot list the marvellous hibernating customers", "marketing")

    assert unsure["is_ephemeral"]
    assert "I don't know what “marvellous” means here" in unsure["text"]
    before = stocked.seen()
    stocked.click(unsure, buttons(unsure)[0])
    assert "Hibernating" in stocked.next_answer("marketing", before)["text"]


def test_what_changes_something_is_asked_first_and_once(stocked: Person) -> None:
    """What says by itself what it would change isn't asked about before. A yes in words, and
    nothing else, does what its button does."""
    asked = stocked.ask("undo the last upload", "dm")
    assert "Take shop.csv back?" in words(asked)
    assert buttons(asked)[0] == "Yes, take it back"
    assert "nothing was changed" in stocked.ask("no, keep it", "dm")["text"]
    assert "I don't know what that is an answer to" in stocked.ask("yes", "dm")["text"]

    shall_i = stocked.ask("use klaviyo from now on", "dm")
    assert "That changes something, so I ask first" in shall_i["text"]
    assert "nobody decided anything" in words(stocked.command("/rfm settings"))
    assert "klaviyo" in words(stocked.ask("yes please", "dm", thread=shall_i["ts"]))

    stocked.ask("undo the last upload", "dm")
    assert "shop.csv is taken back" in words(stocked.ask("ok, do it", "dm"))


def test_a_yes_in_a_thread_is_to_its_question_if_it_is_sure_to_be(stocked: Person) -> None:
    """Of whoever was asked, and right after; a mention does where it isn't."""
    tom = Person.at(stocked.url, "tom")
    question = stocked.command("/data undo")
    tom.say("yes", thread=question["ts"])
    stocked.say("yes", thread=question["ts"])
    assert "shop.csv" in words(stocked.command("/data uploads"))
    done = stocked.ask("@segbot yes", "marketing", thread=question["ts"])
    assert "shop.csv is taken back" in words(done)


def test_a_yes_right_after_a_question_needs_no_mention(stocked: Person) -> None:
    question = stocked.command("/data undo")
    done = stocked.ask("yes, take it back", "marketing", thread=question["ts"])

    assert "shop.csv is taken back" in words(done)


def test_talk_that_is_no_question_gets_starters(stocked: Person) -> None:
    said = stocked.ask("did you see the match last night?", "dm")

    assert "who are our best customers" in said["text"]


def test_a_command_without_its_verb_is_read_as_what_it_must_mean(stocked: Person) -> None:
    answer = stocked.command("/rfm hibernating n=3")

    assert len(table(answer)) == 4
    assert "in 3 groups" in stocked.command("/segment k=3")["text"]
    assert table(stocked.ask("`/rfm hibernating n=3`", "dm")) == table(answer)


def test_a_command_without_its_segment_asks_which_or_takes_the_threads(stocked: Person) -> None:
    stocked.command("/segment run k=3")
    unsure = stocked.command("/segment members")
    assert [each.split(": ")[0] for each in buttons(unsure)] == [
        "List the customers of a group"
    ] * 3

    second = stocked.command("/segment members 2")
    again = stocked.ask("@segbot /segment members", "marketing", thread=second["ts"])
    assert table(again) == table(second)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    Shop(folder).take_in("shop.csv", shop())
    return next(folder.glob("*.db"))


def asked(store: Path, *line: str) -> tuple[int, dict[str, Any]]:
    found = CliRunner().invoke(cli, ["ask", *line, "--db", str(store), "--json"])
    return found.exit_code, json.loads(found.stdout.splitlines()[0])


def test_a_terminal_says_which_command_was_run(store: Path) -> None:
    code, found = asked(store, "who are our best customers in France")
    assert (code, found["command"]) == (0, "/rfm top champions country=France")

    code, found = asked(store, "and the UK?", "--after", "/explore overview country=France")
    assert (code, found["command"]) == (0, '/explore overview country="United Kingdom"')


def test_a_terminal_takes_a_yes_to_what_was_asked(tmp_path: Path) -> None:
    Shop(tmp_path).take_in("shop.csv", shop())
    store = next(tmp_path.glob("*.db"))

    assert asked(store, "no", "--after", "/data undo 1")[0] == 2
    code, found = asked(store, "yes please", "--after", "/data undo 1")
    assert (code, found["command"]) == (0, "/data undo 1 sure=yes")


def test_a_terminal_suggests_where_nothing_ran(store: Path) -> None:
    code, found = asked(store, "list the marvellous champions")
    assert (code, found["suggestions"][0]) == (2, "/rfm top champions")

    code, found = asked(store, "what is the weather like")
    assert (code, found["suggestions"], found["tables"]) == (2, [], [])


def test_a_shop_without_data_is_told_so_whatever_is_asked(tmp_path: Path) -> None:
    Store(tmp_path / "new.db")
    code, found = asked(tmp_path / "new.db", "/data status")
    assert code == 2
    assert "There is no data yet" in str(found["text"])
    code, found = asked(tmp_path / "new.db", "who are our best customers?")
    assert code == 2
    assert "There is no data yet" in str(found["text"])


def test_what_is_wrong_with_a_command_that_is_written_out_is_said(store: Path) -> None:
    code, found = asked(store, "segment run k=1")

    assert code == 2
    assert "you wrote `1`" in str(found["text"])
