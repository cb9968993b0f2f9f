"""Whatever a service answers, each form of the message stays within Slack's limits."""

from dataclasses import replace

import pytest
from answers import ANSWERS, NASTY, PICTURE, TOUCHED, answer_with, table_of, texts, written

from analytics.intake.findings import Topic
from analytics.intake.reading import Reading
from analytics.vocabulary.rows import RowKind
from bot.render import notices
from bot.render.actions import Action
from bot.render.home import done_with, home, home_at_once, with_sign, working_on
from bot.render.message import Form, Message, Shown, plainer, versions
from bot.render.parts import Part
from bot.render.question import answered, asking
from bot.services.answer import Answer, Bars, Export, Line, NextStep, Table
from bot.services.home.parts import MyDigest
from bot.services.home.parts import Part as HomePart
from bot.services.intake.question import Choice, FileQuestion, Made
from bot.workspace.blockkit.blocks import Surface, block_problems
from bot.workspace.blockkit.views import view_problems
from bot.workspace.mentions import pings

MESSAGE_TEXT = 4000


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_slack_takes_every_form_and_no_form_pings_more_than_who_asked(answer: Answer) -> None:
    shown = tuple(Shown(each, "F0123456789") for each in answer.pictures)
    for message in versions(answer, "Asked by <@U1MAYA>: `/rfm`", shown):
        assert block_problems(message.blocks, Surface.MESSAGE) == []
        assert 0 < len(message.text) <= MESSAGE_TEXT
        assert set(pings(message.text, message.blocks, [])) <= {"U1MAYA"}


def test_the_forms_go_from_charts_to_tables_to_text_to_words_alone() -> None:
    answer = answer_with(tables=(table_of(11),), pictures=(PICTURE, TOUCHED))
    shown = (Shown(PICTURE, "F0123456789"),)
    kinds = [[block["type"] for block in message.blocks] for message in versions(answer, "", shown)]

    assert kinds == [
        ["header", "section", "data_table", "data_visualization", "image"],
        ["header", "section", "data_table", "image"],
        ["header", "section", "context", "table", "image"],
        ["header", "section", "section", "image"],
        [],
    ]


def test_what_was_refused_is_not_sent_again() -> None:
    without = versions(answer_with())
    known = versions(answer_with(tables=(table_of(11),)), richest=Form.TABLES)

    assert [each.form for each in without] == [Form.CHARTS, Form.WORDS]
    assert [each.form for each in known] == [Form.TABLES, Form.TEXT, Form.WORDS]


@pytest.mark.parametrize(
    ("names", "unless"),
    [(20, ""), (21, "Slack takes no more"), (1, "a name that is longer than Slack takes")],
)
def test_a_chart_that_slack_does_not_take_stays_a_picture(names: int, unless: str) -> None:
    many = tuple(f"{number} {unless}"[:40] for number in range(names))
    bars = Bars(NASTY, many, (("Revenue", (1.5,) * names),), NASTY, NASTY)
    answer = answer_with(pictures=(replace(PICTURE, bars=bars), PICTURE))

    assert [each.bars for each in Part(answer).pictures] == ([bars, None] if unless else [None])


def test_of_more_charts_than_slack_takes_the_others_are_pictures() -> None:
    part = Part(ANSWERS["more charts than Slack takes"])

    assert str(next(part.forms()).blocks).count("data_visualization") == 2
    assert [each.bars is None for each in part.pictures] == [True, False]


def test_a_list_is_sorted_and_paged_where_it_is_longer_than_what_is_seen_at_once() -> None:
    (long, *_) = versions(answer_with(tables=(table_of(30),)))
    (short, *_) = versions(answer_with(tables=(table_of(10),)))
    (room_for_six, plain, _, _) = versions(answer_with(tables=(table_of(10),)), rows=6)
    (paged,) = (each for each in long.blocks if each["type"] == "data_table")

    assert paged["page_size"] == 10
    assert len(paged["rows"]) == 31
    assert paged["rows"][1][-1] == {"type": "raw_number", "value": 1234.5, "text": "£1,234.50"}
    assert "data_table" not in [each["type"] for each in short.blocks]
    assert [each["page_size"] for each in room_for_six.blocks if "page_size" in each] == [6]
    assert [len(each["rows"]) for each in plain.blocks if "rows" in each] == [7]


def test_a_list_with_a_figure_that_nobody_knows_is_not_for_sorting() -> None:
    """Slack would sort the figures as words: 9 after 1,000."""
    known = table_of(30)
    holey = replace(known, rows=(*known.rows[:-1], (*known.rows[-1][:-1], None)))

    assert "data_table" in str(next(versions(answer_with(tables=(known,)))).blocks)
    assert "data_table" not in str(next(versions(answer_with(tables=(holey,)))).blocks)


def test_a_table_that_is_cut_says_how_much_of_it_is_shown() -> None:
    (paged, long, text, _) = versions(answer_with(tables=(table_of(500),)))

    assert "The first 100 of 500 rows" in written(paged.blocks)
    assert "The first 99 of 500 rows" in written(long.blocks)
    assert "more\n```" in written(text.blocks)


def test_a_whole_table_says_nothing_of_the_kind() -> None:
    (paged, rich, text, _) = versions(answer_with(tables=(table_of(20),)))

    assert "The first" not in written(paged.blocks) + written(rich.blocks)
    assert "more\n```" not in written(text.blocks)


@pytest.mark.parametrize("rows", [1, 40, 500])
def test_a_table_as_text_is_a_code_block_that_ends(rows: int) -> None:
    for cell in (NASTY, "&" * 300, "`" * 30):
        answer = answer_with(tables=(table_of(rows, cell, columns=8),))
        grid = next(text for text in texts(list(versions(answer))[-2].blocks) if "```" in text)
        assert grid.count("```") == 2
        assert grid.endswith("\n```")


def test_the_words_of_data_are_escaped_and_what_we_say_ourselves_is_formatted() -> None:
    answer = Answer(title="A & B", reading=(Line("<!channel> & co", lead="C < D"),))
    message = next(versions(answer))

    assert message.text == "A &amp; B\nC &lt; D: &lt;!channel&gt; &amp; co"
    assert message.blocks[0]["text"] == {"type": "plain_text", "text": "A & B", "emoji": False}
    assert message.blocks[1]["text"]["text"] == "*C &lt; D:* &lt;!channel&gt; &amp; co"


def question_with(answers: int) -> FileQuestion:
    """A question whose every word is as long and as odd as words get."""
    return FileQuestion(
        filename=NASTY * 10,
        signature="",
        questions=(NASTY * 100, NASTY),
        columns=(),
        reading=Reading(RowKind.LINES, {}),
        open=(Topic.COLUMNS, Topic.DATES),
        choices=tuple(
            Choice(
                NASTY * 3,
                {"customer": NASTY * 9},
                Made(
                    1_000_000,
                    9_000_000,
                    10**12,
                    10**12,
                    "EUR",
                    "2025-01-01",
                    "2025-12-31",
                    place,
                    True,
                ),
            )
            for place in range(answers)
        ),
        shown=((NASTY[:40],) * 5, ("",) * 5, (NASTY[:40],) * 5),
    )


@pytest.mark.parametrize(
    "message",
    [
        notices.working(NASTY, stops="a1"),
        notices.working(NASTY * 30, NASTY, stops=None),
        notices.stopped_by_hand(NASTY * 30, notices.run_again(NASTY)),
        notices.problem(NASTY * 60, NASTY),
        notices.failure("0123abcd"),
        notices.interrupted_command("U1MAYA", NASTY * 60),
        notices.interrupted_import("U1MAYA", NASTY * 10, "F0123456789"),
        notices.already_working(NASTY),
        notices.stopped(),
        notices.files_sent([Export(NASTY, Table("", (), ()), ())], here=False),
        notices.command_never_begun("U1MAYA", NASTY * 60),
        notices.file_never_begun("U1MAYA", "F0123456789,F1234567890"),
        notices.perhaps_answered("U1MAYA", NASTY * 60),
        asking(question_with(answers=4), 7),
        asking(question_with(answers=9), 7),
        asking(question_with(answers=0), 7),
        answered(question_with(answers=4), NASTY, "U1MAYA"),
        notices.file_is_gone(NASTY * 10),
        notices.greeting(has_data=True),
        notices.greeting(has_data=False),
        notices.no_data(NASTY, NASTY),
        notices.with_steps("I couldn't post digest 2 to <#C1>.", (NextStep(NASTY, "/digest"),)),
    ],
)
def test_short_messages_fit_and_have_words_for_where_blocks_are_refused(message: Message) -> None:
    rich, plain = plainer(message)

    assert block_problems(rich.blocks, Surface.MESSAGE) == []
    assert set(pings(rich.text, rich.blocks, [])) <= {"U1MAYA"}
    assert plain.blocks == []
    assert 0 < len(plain.text) <= MESSAGE_TEXT


NASTY_PART = HomePart(
    NASTY, (Line(NASTY * 20, lead=NASTY),), (NextStep(NASTY, "/rfm today"),), (MyDigest("x", "C1"),)
)


@pytest.mark.parametrize("parts", [(), (NASTY_PART,) * 5])
def test_slack_takes_the_home_tab_with_and_without_a_sign(parts: tuple[HomePart, ...]) -> None:
    seen = home(parts, working_on(NASTY))

    assert view_problems(home(parts)) == view_problems(home_at_once()) == []
    assert view_problems(seen) == []
    done = done_with(NASTY, None)
    assert with_sign(seen["blocks"], done) == home(parts, done)


def test_the_buttons_of_a_message_have_ids_of_their_own() -> None:
    answer = answer_with(
        next_steps=(NextStep("A", "/rfm overview"), NextStep("B", "/segment run", form=True))
    )
    buttons = next(versions(answer)).blocks[-1]["elements"]

    assert [each["action_id"] for each in buttons] == [f"{Action.RUN}:0", f"{Action.FORM}:1"]
