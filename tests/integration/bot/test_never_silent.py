"""Slack refuses, is slow, repeats itself or goes away; something breaks: the person still hears."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from person import Person, pictures, table, words
from running import workspace_with_bot
from shops import shop

from bot.app import Segbot
from bot.settings import Settings

CHART, DATA_TABLE = "data_visualization", "data_table"
TABLES = ["table", DATA_TABLE]
EVERY_BLOCK = ["actions", "context", "header", "image", "section", CHART, *TABLES]
#: What Slack refuses, and what carries the figures then.
NUMBERS: list[tuple[list[str], set[str]]] = [
    ([], {CHART, DATA_TABLE}),
    ([CHART], {"image", DATA_TABLE}),
    ([CHART, DATA_TABLE], {"image", "table"}),
    ([CHART, *TABLES], {"image"}),
    (EVERY_BLOCK, set()),
]


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """A person in a workspace with a small shop, for all tests that leave both as they were."""
    with workspace_with_bot(tmp_path_factory.mktemp("data")) as (person, _):
        person.upload("shop.csv", shop())
        yield person


@pytest.fixture
def ana(analyst: Person) -> Person:
    """The same person, once the workspace behaves again."""
    analyst.forgive()
    return analyst


def shared_in_thread(
    person: Person, answer: dict[str, Any], channel: str = "marketing"
) -> dict[str, Any]:
    """The picture in an answer's thread."""

    def has_picture(message: dict[str, Any]) -> bool:
        return any(file["mimetype"] == "image/png" for file in message.get("files", []))

    return person.wait_for(channel, has_picture, answer["ts"])


def numbers(message: dict[str, Any]) -> set[str]:
    """The kinds of a message's blocks that carry figures."""
    return {block["type"] for block in message.get("blocks", [])} & {CHART, "image", *TABLES}


@pytest.mark.parametrize(("refused", "carried"), NUMBERS)
def test_an_answer_comes_in_the_best_form_that_slack_takes(
    ana: Person, refused: list[str], carried: set[str]
) -> None:
    if refused:
        ana.misbehave("refuse_blocks", block_types=refused, times=500)
    before = ana.seen("retail-data")
    ana.type("/explore revenue", "retail-data")

    def is_the_answer(message: dict[str, Any]) -> bool:
        fresh = message["ts"] not in before and "Best month: " in message["text"]
        return fresh and numbers(message) == carried

    ana.wait_for("retail-data", is_the_answer)


@pytest.mark.parametrize(("refused", "carried"), NUMBERS)
def test_where_the_channel_is_refused_too_the_person_alone_hears_it(
    ana: Person, refused: list[str], carried: set[str]
) -> None:
    if refused:
        ana.misbehave("refuse_blocks", block_types=refused, times=500)
    # Its own address takes five messages; what that leaves over comes in direct messages.
    places = ("general", "dm")
    before = {place: ana.seen(place) for place in places}
    ana.type("/explore revenue", "general")

    def fresh() -> list[dict[str, Any]]:
        return [
            each
            for place in places
            for each in ana.messages(place)
            if each["ts"] not in before[place]
        ]

    def heard() -> set[str]:
        return set().union(*map(numbers, fresh()))

    ana.wait_for(
        "dm" if refused == EVERY_BLOCK else "general",
        lambda _: heard() == carried and any("Best month: " in each["text"] for each in fresh()),
    )
    assert "I'm not in the channel where you asked" in words(fresh()[0])
    assert Person.at(ana.url, "tom").seen("general") & {each["ts"] for each in fresh()} == set()


def test_where_images_are_refused_the_table_stays_and_the_chart_is_in_the_thread(
    ana: Person,
) -> None:
    ana.misbehave("refuse_blocks", block_types=["image"], times=50)
    answer = ana.command("/segment run k=3")
    shared = shared_in_thread(ana, answer)

    (answer,) = (each for each in ana.messages() if each["ts"] == answer["ts"])
    assert len(table(answer)) == 4
    assert pictures(answer) == []
    assert shared["files"][0]["alt_txt"]


def test_where_tables_are_refused_they_become_text(ana: Person) -> None:
    ana.misbehave("refuse_blocks", block_types=TABLES, times=50)
    answer = ana.command("/rfm overview", "retail-data")

    assert "```" in words(answer)
    assert "Hibernating" in words(answer)
    assert {block["type"] for block in answer["blocks"]} == {
        "header",
        "section",
        "context",
        "actions",
    }


def test_where_every_block_is_refused_the_words_arrive(ana: Person) -> None:
    ana.misbehave("refuse_blocks", block_types=EVERY_BLOCK, times=500)
    answer = ana.command("/segment run k=3", "dm")
    refused = ana.command("/segment run k=1", "dm")
    helped = ana.command("/rfm help", "marketing")
    mentioned = ana.ask("@segbot segment run k=1", "marketing")

    assert "40 customers in 3 groups" in answer["text"]
    assert not answer.get("blocks")
    assert "you wrote `1`" in refused["text"]
    assert "/rfm" in helped["text"]
    assert "you wrote `1`" in mentioned["text"]


def test_slow_files_hold_up_the_charts_and_not_the_words(ana: Person) -> None:
    ana.misbehave("slow_files", seconds=0.6, times=2)
    answer = ana.command("/rfm overview", "retail-data")

    assert pictures(answer) == []
    assert table(answer)
    answer = ana.wait_for("retail-data", pictures)
    assert len(pictures(answer)) == 1
    assert table(answer)


@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "files.completeUploadExternal", "files.info"]
)
def test_where_files_are_refused_the_answer_stands_and_says_that_charts_are_missing(
    ana: Person, method: str
) -> None:
    ana.misbehave("error", method=method, error="file_uploads_disabled", times=50)
    before = ana.seen("dm")
    ana.type("/rfm overview", "dm")
    answer = ana.wait_for(
        "dm", lambda each: each["ts"] not in before and "didn't take the charts" in words(each)
    )

    assert len(table(answer)) > 5
    assert pictures(answer) == []


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_a_rate_limit_is_waited_out(ana: Person, method: str) -> None:
    ana.misbehave("rate_limit", method=method, seconds=1, times=1)

    assert "40 customers" in words(ana.command("/data status"))


def test_of_many_questions_at_once_none_is_lost_and_each_has_a_sign(ana: Person) -> None:
    """Slack takes a message a second in a channel: whoever waits for that isn't overtaken until
    they give up, and hears at once that they were heard."""
    before = ana.seen()
    asked = [f"/rfm top champions n={number}" for number in range(1, 13)]
    # As long as what a single call once waited for its turn.
    ana.misbehave("rate_limit", method="chat.postMessage", seconds=1, times=7)
    for line in asked:
        ana.type(line)

    def answers() -> list[dict[str, Any]]:
        fresh = [each for each in ana.messages() if each["ts"] not in before]
        said = [each for each in fresh if not each["is_ephemeral"]]
        return [each for each in said if not each["text"].startswith("Working")]

    ana.wait_for("marketing", lambda _: len(answers()) >= len(asked))
    assert all("Champions" in each["text"] for each in answers())
    signs = [each for each in ana.messages() if "is on its way," in each["text"]]
    assert len(signs) > len(asked) / 2
    assert all(each["is_ephemeral"] for each in signs)


def test_a_question_beside_a_file_that_is_being_read_is_heard_at_once(ana: Person) -> None:
    """Reading a million lines leaves a question little of the processor."""
    ana.misbehave("rate_limit", method="chat.update", seconds=1, times=5)
    posted = ana.drop("more.csv", shop() + b"\n")
    ana.wait_for("retail-data", lambda each: "more.csv" in each["text"], posted)
    ana.type("/data status")

    sign = ana.wait_for("marketing", lambda each: "while a file is being read" in each["text"])
    assert sign["is_ephemeral"]
    ana.next_answer("retail-data", {posted}, posted)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_a_failure_of_slacks_own_is_waited_out_or_said(ana: Person, method: str) -> None:
    """Nobody is left with a message that says "working on it" for ever."""
    ana.misbehave("error", method=method, error="internal_error", status=500, times=1)
    answer = ana.command("/data status", "retail-data")

    assert re.search(
        "40 customers|Something went wrong on my side.*code: [0-9a-f]{8}", words(answer)
    )
    assert not any("Working on" in each["text"] for each in ana.messages("retail-data"))


def test_progress_that_cannot_be_shown_does_not_stop_an_import(ana: Person) -> None:
    """The first change of a message that took a second to post is a stage of the work."""
    ana.misbehave("slow", method="chat.postMessage", seconds=1.1, times=1)
    ana.misbehave("error", method="chat.update", times=1)

    assert "more.csv is in" in ana.upload("more.csv", shop(9, first_invoice=900_000))["text"]


def test_a_file_that_is_announced_twice_is_taken_in_and_answered_once(ana: Person) -> None:
    ana.misbehave("deliver_twice", times=2)
    ts = ana.drop("twice.csv", shop(5, first_invoice=800_000))
    ana.wait_for("retail-data", lambda each: "twice.csv is in" in each["text"], ts)
    uploads = ana.command("/data uploads", "dm")

    assert [row[1] for row in table(uploads)].count("twice.csv") == 1
    assert len([each for each in ana.messages("retail-data", ts) if each.get("bot_id")]) == 1


@pytest.mark.parametrize("fault", [{"kind": "cut"}, {"kind": "error", "status": 503}])
def test_a_file_that_slack_hands_over_at_the_second_try_is_taken_in(
    ana: Person, fault: dict[str, Any]
) -> None:
    ana.misbehave(**fault, method="download", times=1)
    answer = ana.upload("later.csv", shop(6, first_invoice=600_000))

    assert "couldn't fetch" not in words(answer)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"error": "ekm_access_denied"}, "Slack's reason: ekm_access_denied"),
        ({"status": 500}, "Slack didn't answer me"),
    ],
)
def test_what_slack_refuses_is_told_as_slacks(
    ana: Person, fault: dict[str, Any], said: str
) -> None:
    """The file was posted where the bot is, and its thread has no reply yet."""
    ana.misbehave("error", method="files.info", times=None, **fault)
    before = ana.seen("retail-data")
    ana.drop("refused.csv", shop(3))
    told = ana.wait_for("retail-data", lambda each: said in words(each))

    assert told["ts"] not in before
    assert "on my side" not in words(told)
    ana.forgive()
    ana.click(told, "Read it again", "retail-data")
    answer = ana.next_answer("retail-data", before | {told["ts"]})
    assert "refused.csv" in words(answer)


def test_a_file_that_slack_doesnt_hand_over_can_be_read_again_by_a_click(ana: Person) -> None:
    ana.misbehave("error", method="download", status=503, times=None)
    told = ana.upload("held.csv", shop(7, first_invoice=700_000))
    assert "couldn't fetch held.csv" in words(told)
    ana.forgive()

    answer = ana.follow(told, "Read it again", "retail-data")
    assert "held.csv" in words(answer)
    assert "couldn't" not in words(answer)


def test_a_question_that_is_delivered_twice_is_answered_once(ana: Person) -> None:
    ana.misbehave("deliver_twice", times=2)
    before = ana.seen("marketing")
    ana.ask("@segbot data status", "marketing")
    ana.command("/data uploads", "marketing")

    fresh = [each for each in ana.messages() if each["ts"] not in before and each.get("bot_id")]
    assert len(fresh) == 2


def test_a_form_from_a_channel_without_the_bot_is_answered_in_direct_messages(ana: Person) -> None:
    """#general hasn't invited the bot, and a submitted form has no address of its own."""
    ana.type("/segment run k=3", "general")
    answer = ana.wait_for("general", lambda each: "in 3 groups" in words(each))
    with ana.watching() as frames:
        ana.click(answer, "Change settings", "general")
        view = frames.wait_for_form()
    before = ana.seen("dm")
    assert ana.submit(view, {"k": "2"})["ok"]

    assert "/invite" in words(ana.next_answer("dm", before))
    ana.wait_for("dm", lambda each: each["ts"] not in before and "in 2 groups" in words(each))


def test_an_answer_arrives_though_the_socket_was_dropped_while_it_was_worked_on(
    maya: Person,
) -> None:
    maya.upload("shop.csv", shop())
    before = maya.seen()
    maya.misbehave("slow", method="chat.update", seconds=20.0, times=1)
    maya.type("/data status")
    maya.wait_for("marketing", lambda each: "Working on" in each["text"])
    maya.misbehave("drop_socket")
    maya.forgive()

    assert "40 customers" in words(maya.next_answer("marketing", before))


@pytest.mark.parametrize("line", ["/data status", "/digest edit 1"])
@pytest.mark.parametrize("harm", ["removed", "damaged"])
def test_what_nobody_expected_gives_the_person_a_code_that_the_log_explains(
    stocked: Person,
    settings: Settings,
    bot: Segbot,
    capsys: pytest.CaptureFixture[str],
    harm: str,
    line: str,
) -> None:
    """Of a command that is answered, and of one that opens a form."""
    path = settings.store_path(bot.team)
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    if harm == "removed":
        path.unlink()
    else:
        path.write_bytes(b"no database at all" * 1000)
    capsys.readouterr()
    answer = stocked.command(line)
    found = re.search(r"this code: ([0-9a-f]{8})\.", answer["text"])
    assert found
    code = found[1]
    logged = capsys.readouterr().err

    assert "Something went wrong on my side. Please try again" in answer["text"]
    assert "Traceback" not in words(answer)
    assert "sqlite" not in words(answer).casefold()
    assert code in logged
    assert "Traceback" in logged
    assert not any("Working on" in each["text"] for each in stocked.messages())
