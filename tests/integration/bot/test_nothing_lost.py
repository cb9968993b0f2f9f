"""Slack misbehaves, or the bot is stopped: everybody is answered once, or told once."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from forking import Start, kill
from person import PATIENCE, Person, words
from shops import shop

from bot.settings import Settings
from storage.store import Store

Message = dict[str, Any]
#: Workers of the bot, all of which can be held up.
WORKERS = Settings.model_fields["workers"].default


def of_the_bot(person: Person, channel: str = "marketing") -> list[Message]:
    """What the bot says where a person reads, in threads as well."""
    found = []
    for each in person.messages(channel):
        found.append(each)
        if each.get("reply_count"):
            found += [
                reply for reply in person.messages(channel, each["ts"]) if reply["ts"] != each["ts"]
            ]
    return [each for each in found if each.get("bot_id") and "is on its way" not in each["text"]]


def about(messages: list[Message], *texts: str) -> list[Message]:
    return [each for each in messages if all(text in words(each) for text in texts)]


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def unanswered(settings: Settings) -> int:
    (path,) = settings.data_dir.glob("*.db")
    return len(Store(path).requests.open())


def rows(settings: Settings, sql: str, beside: str = "") -> list[tuple[Any, ...]]:
    """What a statement gives in the workspace's file, or in one beside it."""
    (path,) = settings.data_dir.glob("*.db")
    with closing(sqlite3.connect(f"{path}{beside}")) as connection, connection:
        return connection.execute(sql).fetchall()


def questions_of(settings: Settings) -> int:
    """How many questions the bot took to answer, or answered: of these it keeps no words."""
    sql = "SELECT count(*) FROM requests WHERE kind = 'question'"
    ((many,),) = rows(settings, sql, ".requests")
    return int(many)


def wait_until_heard(settings: Settings, questions: int) -> None:
    """Wait until the bot took so many in all."""
    wait_until(lambda: questions_of(settings) >= questions)


@contextmanager
def held_up(person: Person) -> Iterator[None]:
    """Nobody hears of a message that was posted, so that all who work wait."""
    person.misbehave("slow", method="chat.postMessage", done=True, seconds=PATIENCE, times=None)
    yield
    person.forgive()


@pytest.mark.parametrize("ends", ["kill", "terminate"])
def test_what_waits_for_its_turn_is_answered_after_a_restart(
    ends: str, start: Start, person: Person, settings: Settings
) -> None:
    process = start()
    person.upload("shop.csv", shop())
    asked = [f"/explore products n={n}" for n in range(11, WORKERS + 17)]
    with held_up(person):
        for each in asked:
            person.type(each)
        wait_until(lambda: unanswered(settings) == len(asked))
        if ends == "kill":
            kill(process)
        else:
            process.terminate()
            process.join(PATIENCE)
            assert process.exitcode == 0

    start()
    wait_until(lambda: unanswered(settings) == 0)
    said = of_the_bot(person)
    for each in asked:
        answered = [one for one in about(said, "Asked by") if f"`{each}`" in words(one)]
        told = [one for one in about(said, "restarted while") if f"`{each}`" in words(one)]
        assert len(answered) + len(told) == 1, each
    assert len(about(said, "restarted while")) <= WORKERS
    assert not about(said, "Working on")


def test_files_that_wait_come_in_after_a_restart(
    start: Start, person: Person, settings: Settings
) -> None:
    process = start()
    person.misbehave("slow", method="chat.postMessage", done=True, seconds=PATIENCE, times=1)
    first = person.drop("a.csv", shop(9))
    person.wait_for("retail-data", lambda each: "Working on" in each["text"], first)
    others = [person.drop(f"{name}.csv", shop(count)) for name, count in (("b", 10), ("c", 11))]
    wait_until(lambda: unanswered(settings) == 3)
    kill(process)
    person.forgive()

    start()
    for thread, name in zip(others, "bc", strict=True):
        person.wait_for("retail-data", lambda each, n=name: f"{n}.csv is in" in words(each), thread)
    person.wait_for("retail-data", lambda each: "restarted while reading" in words(each), first)


def test_who_asked_long_before_the_restart_is_told_so_and_can_ask_again(
    start: Start, person: Person, settings: Settings
) -> None:
    process = start()
    person.upload("shop.csv", shop())
    with held_up(person):
        for n in range(1, WORKERS + 2):
            person.type(f"/explore products n={n}")
        wait_until(lambda: unanswered(settings) == WORKERS + 1)
        kill(process)
    rows(settings, "UPDATE requests SET asked_at = '2026-01-01T00:00:00+00:00'", ".requests")

    start()
    told = person.wait_for("marketing", lambda each: "before I came to" in words(each))
    assert "Asked by" in words(person.follow(told, "Run it again"))


def test_a_private_question_that_a_stop_cuts_off_is_told_to_the_person_alone(
    start: Start, person: Person
) -> None:
    process = start()
    person.upload("shop.csv", shop())
    person.misbehave("slow", method="files.*", seconds=PATIENCE, times=None)
    person.type("/rfm export champions")
    person.wait_for("marketing", lambda each: "Working on" in each["text"])
    kill(process)
    person.forgive()

    start()
    told = person.wait_for("marketing", lambda each: "restarted while answering" in words(each))
    assert told["is_ephemeral"]


def test_three_clicks_on_an_export_send_one_file(stocked: Person) -> None:
    stocked.misbehave("slow", method="files.*", seconds=4, times=1)
    for _ in range(3):
        stocked.type("/rfm export champions")
    stocked.wait_for("marketing", lambda each: "I sent you" in words(each))
    said = stocked.messages()

    assert len(about(said, "I'm already working on")) == 2
    assert len(about(said, "I sent you")) == 1
    # What takes longer than a moment says so, to the person alone.
    (sign,) = about(said, "Working on", "/rfm export champions")
    assert sign["is_ephemeral"]
    # Slack lets nobody change that message: it is true afterwards, too.
    assert "what comes of it follows below, for you alone" in words(sign)
    stocked.wait_for("dm", lambda each: each.get("files"))
    assert len([each for each in stocked.messages("dm") if each.get("files")]) == 1


def test_a_sign_of_private_work_never_comes_after_its_answer(stocked: Person) -> None:
    stocked.misbehave("slow", method="files.*", seconds=2.5, times=1)
    stocked.misbehave("slow", method="response_url", seconds=2, times=1)
    stocked.type("/rfm export champions")
    stocked.wait_for("marketing", lambda each: "I sent you" in words(each))
    stocked.wait_for("marketing", lambda each: "Working on" in words(each))

    assert [each["text"].split()[0] for each in of_the_bot(stocked)] == ["Working", "I"]


def test_where_the_commands_own_address_refuses_the_person_hears_it_otherwise(
    stocked: Person,
) -> None:
    """It says so with status 200, as Slack's methods do."""
    stocked.misbehave("error", method="response_url", error="token_revoked", times=None)
    stocked.type("/rfm export champions")

    stocked.wait_for("marketing", lambda each: "I sent you" in words(each))


@pytest.mark.parametrize("status", [None, 500], ids=["cut", "error 500"])
def test_a_lost_answer_to_a_message_posts_it_once(status: int | None, stocked: Person) -> None:
    if status is None:
        stocked.misbehave("cut", method="chat.postMessage", done=True, times=1)
    else:
        stocked.misbehave("error", method="chat.postMessage", done=True, status=status, times=1)
    stocked.command("/rfm overview")

    assert len(of_the_bot(stocked)) == 1


def test_a_message_that_never_arrived_is_posted_again(stocked: Person) -> None:
    stocked.misbehave("cut", method="chat.postMessage", times=1)
    stocked.command("/rfm overview")

    assert len(of_the_bot(stocked)) == 1


@pytest.mark.parametrize("done", [True, False], ids=["lost answer", "cut before"])
def test_a_cut_while_a_file_is_shared_sends_one_file_that_is_noted(
    done: bool, stocked: Person, settings: Settings
) -> None:
    stocked.misbehave("cut", method="files.completeUploadExternal", done=done, times=1)
    stocked.command("/rfm export champions")

    sent = stocked.wait_for("dm", lambda each: each.get("files"))
    assert len([each for each in stocked.messages("dm") if each.get("files")]) == 1
    assert (sent["files"][0]["id"],) in rows(settings, "SELECT file_id FROM exports")


def test_a_file_that_nobody_knows_to_be_there_is_sent_once(stocked: Person) -> None:
    stocked.misbehave("cut", method="files.completeUploadExternal", done=True, times=1)
    # A call that is cut off is made once more.
    stocked.misbehave("cut", method="files.info", times=2)
    stocked.type("/rfm export champions")
    stocked.wait_for("marketing", lambda each: "I sent you" in words(each))

    assert len([each for each in stocked.messages("dm") if each.get("files")]) == 1


def test_a_sign_of_private_work_that_cant_be_shown_where_it_was_asked_isnt_shown(
    stocked: Person,
) -> None:
    """In direct messages it would stay for ever."""
    for method in ("response_url", "chat.postEphemeral"):
        stocked.misbehave("error", method=method, error="expired_url", times=None)
    stocked.misbehave("slow", method="files.*", seconds=3, times=1)
    stocked.type("/rfm export champions")
    stocked.wait_for("dm", lambda each: "I sent you" in words(each))

    assert not about(of_the_bot(stocked) + of_the_bot(stocked, "dm"), "Working on")


@pytest.mark.parametrize("method", ["conversations.open", "files.completeUploadExternal"])
def test_a_file_that_slack_refuses_for_good_is_told_at_once(method: str, stocked: Person) -> None:
    stocked.misbehave("error", method=method, error="restricted_action", times=None)
    stocked.type("/rfm export champions")
    told = stocked.wait_for("marketing", lambda each: "Slack didn't take" in words(each))

    assert "restricted_action" in words(told)


def test_where_a_file_cant_be_answered_in_its_thread_the_person_sees_it_in_the_channel(
    maya: Person,
) -> None:
    """In a thread without a reply, Slack shows nobody what is said to one person alone."""
    maya.misbehave("error", method="chat.postMessage", error="restricted_action", times=None)
    maya.drop("a.csv", shop(9))
    told = maya.wait_for("retail-data", lambda each: "a.csv is in" in words(each))

    assert told["is_ephemeral"]


def test_an_answer_whose_message_cant_be_changed_comes_in_another(stocked: Person) -> None:
    stocked.misbehave("error", method="chat.update", error="cant_update_message", times=None)
    answer = stocked.command("/rfm overview")

    assert "Asked by" in words(answer)
    assert not about(of_the_bot(stocked), "Working on")


def test_a_sign_of_work_goes_although_nobody_knew_that_it_was_there(stocked: Person) -> None:
    stocked.misbehave("cut", method="conversations.history", times=None)
    stocked.misbehave("cut", method="chat.postMessage", done=True, times=1)
    stocked.type("/rfm overview")
    stocked.wait_for("marketing", lambda each: "Asked by" in words(each))
    stocked.forgive()

    wait_until(lambda: not about(of_the_bot(stocked), "Working on"))
    (answer,) = of_the_bot(stocked)
    assert not answer.get("is_ephemeral")
    # Its thread is about what was asked.
    assert "`/rfm overview last=90d`" in words(stocked.ask("last=90d", "marketing", answer["ts"]))


def test_a_sign_that_can_be_looked_for_in_time_becomes_the_answer(stocked: Person) -> None:
    stocked.misbehave("error", method="conversations.history", error="internal_error", times=1)
    stocked.misbehave("cut", method="chat.postMessage", done=True, times=1)
    answer = stocked.command("/rfm overview")

    assert [each["ts"] for each in of_the_bot(stocked)] == [answer["ts"]]
    assert [each["method"] for each in stocked.calls()].count("chat.postMessage") == 1


def test_an_answer_that_nobody_knows_to_be_there_is_said_once(stocked: Person) -> None:
    stocked.misbehave("cut", method="conversations.history", times=None)
    stocked.misbehave("cut", method="chat.postMessage", done=True, times=None)
    stocked.type("/rfm overview")
    stocked.wait_for("marketing", lambda each: "Asked by" in words(each))
    stocked.forgive()

    wait_until(lambda: not about(of_the_bot(stocked), "Working on"))
    assert len(of_the_bot(stocked)) == 1


def test_a_sign_goes_where_only_the_person_may_see_the_answer(stocked: Person) -> None:
    stocked.misbehave("slow", method="chat.postMessage", done=True, seconds=1, times=1)
    stocked.type("/rfm overview")
    stocked.wait_for("marketing", lambda each: "Working on" in each["text"])
    stocked.misbehave("error", method="chat.update", error="cant_update_message", times=None)
    stocked.misbehave("error", method="chat.postMessage", error="restricted_action", times=None)

    answer = stocked.wait_for("marketing", lambda each: "Asked by" in words(each))
    assert answer["is_ephemeral"]
    wait_until(lambda: not about(of_the_bot(stocked), "Working on"))


def test_an_answer_waits_for_slack_to_come_back(stocked: Person) -> None:
    stocked.misbehave("slow", method="chat.postMessage", done=True, seconds=2, times=1)
    stocked.type("/rfm overview")
    stocked.wait_for("marketing", lambda each: "Working on" in each["text"])
    stocked.misbehave("cut", method="*", times=None)
    time.sleep(5)
    stocked.forgive()

    answer = stocked.wait_for("marketing", lambda each: "Asked by" in words(each))
    assert "RFM overview" in words(answer)
    assert not about(of_the_bot(stocked), "Working on")


def test_a_restart_is_told_to_the_person_alone_where_the_channel_takes_nothing(
    start: Start, person: Person
) -> None:
    process = start()
    person.upload("shop.csv", shop())
    with held_up(person):
        person.type("/rfm overview")
        person.wait_for("marketing", lambda each: "Working on" in each["text"])
        kill(process)
    person.misbehave("error", method="chat.update", error="cant_update_message", times=None)
    person.misbehave("error", method="chat.postMessage", error="restricted_action", times=1)

    start()
    told = person.wait_for("marketing", lambda each: "restarted while" in words(each))
    assert told["is_ephemeral"]


def test_kills_at_any_moment_leave_nobody_waiting(
    start: Start, person: Person, settings: Settings, many: bool
) -> None:
    """Twenty questions and files wait each time; the seed makes the moments the same."""
    moments = random.Random(13)
    process = start()
    person.upload("shop.csv", shop())
    for turn in range(250 if many else 2):
        known = questions_of(settings)
        before = {each["ts"] for each in of_the_bot(person)}
        asked = [f"/explore products n={moments.randint(11, 49)}" for _ in range(18)]
        asked = list(dict.fromkeys(asked))
        for each in asked[2:]:
            person.type(each)
        first = 1_000_000 + 1_000 * turn
        files = {
            f"{number}.csv": person.drop(f"{number}.csv", shop(20, number))
            for number in (first, first + 500)
        }
        for each in asked[:2]:
            person.type(each)
        # What the bot never heard Slack says that it failed.
        wait_until_heard(settings, known + len(asked))
        time.sleep(moments.uniform(0, 4))
        if moments.random() < 0.2:
            process.terminate()
            process.join(PATIENCE)
        else:
            kill(process)
        process = start()
        wait_until(lambda: unanswered(settings) == 0)
        said = [each for each in of_the_bot(person) if each["ts"] not in before]
        for each in asked:
            heard = [one for one in said if f"`{each}`" in words(one)]
            assert len(heard) == 1, (turn, each, [one["text"] for one in heard])
        for name, ts in files.items():
            heard = [each for each in person.messages("retail-data", ts) if each.get("bot_id")]
            assert len(about(heard, name)) == 1, (turn, [one["text"] for one in heard])
            said += heard
        assert not about(said, "Working on")
        person.forgive()
