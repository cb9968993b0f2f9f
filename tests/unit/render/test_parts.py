"""The first screen of an answer is short, whatever the answer holds; the rest is one click away."""

import pytest
from answers import ANSWERS, PICTURE, about, answer_with, table_of, written

from bot.render.actions import Action, chosen, menu
from bot.render.parts import Part, first_part, rest, whole_part
from bot.services.answer import (
    About,
    Answer,
    Caveat,
    Column,
    Format,
    Line,
    NextStep,
    Picture,
    Table,
)
from bot.workspace.blockkit.blocks import Surface, block_problems

LINE = "/rfm overview"


def shown(answer: Answer) -> Answer:
    return first_part(answer, LINE).answer


def rows_at_once(answer: Answer) -> int | None:
    return first_part(answer, LINE).rows


def headings(answer: Answer) -> list[str]:
    return [each.name for each in answer.tables[0].columns]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_slack_takes_the_first_screen_and_the_rest(answer: Answer) -> None:
    left = rest(answer)
    for part in (first_part(answer, LINE), *([Part(left)] if left else [])):
        for message in part.forms():
            assert block_problems(message.blocks, Surface.MESSAGE) == []


def test_the_first_screen_has_the_finding_a_table_and_a_chart_and_a_button_for_the_rest() -> None:
    other = Picture("other.png", PICTURE.draw)
    answer = Answer(
        title="Found",
        reading=(Line("One."), Line("Two."), Line("Three.")),
        tables=(table_of(3), table_of(2), table_of(1)),
        pictures=(PICTURE, other),
        notes=("How it was made.", Caveat("As of 1 Jul 2026.")),
    )
    first = first_part(answer, LINE)
    left = rest(answer)

    assert [each.text for each in first.answer.reading] == ["One.", "Two."]
    assert [len(each.rows) for each in first.answer.tables] == [3]
    assert first.answer.pictures == (PICTURE,)
    assert first.answer.notes == ("As of 1 Jul 2026.",)
    (button,) = first.buttons
    assert button["action_id"].startswith(Action.MORE)
    assert button["value"] == LINE
    assert button["text"]["text"] == "The details, 2 more tables and 1 more chart"
    assert left is not None
    assert [each.text for each in left.reading] == ["Three."]
    assert [len(each.rows) for each in left.tables] == [2, 1]
    assert left.pictures == (other,)
    assert left.notes == ("How it was made.",)


def test_where_there_is_nothing_more_there_is_no_button() -> None:
    answer = answer_with(tables=(table_of(3),), notes=(Caveat("As of 1 Jul 2026."),))

    assert rest(answer) is None
    assert first_part(answer, LINE).buttons == ()


def test_where_nothing_shows_it_again_all_is_on_the_first_screen() -> None:
    answer = answer_with(tables=(table_of(30), table_of(2)), notes=("How it was made.",))

    assert first_part(answer, "").answer == answer


def test_ten_rows_of_a_long_table_are_shown_and_it_says_of_how_many() -> None:
    answer = answer_with(tables=(table_of(642),))
    left = rest(answer)
    paged, cut, *_ = first_part(answer, LINE).forms()

    assert rows_at_once(answer) == 10
    assert "The first 100 of 642 rows" in written(paged.blocks)
    assert "(10 of 642)" in written(cut.blocks)
    assert left is not None
    assert len(left.tables[0].rows) == 642


def test_beside_a_chart_there_is_room_for_fewer_rows_unless_they_make_a_whole() -> None:
    part = table_of(12)
    whole = Table("Segments", part.columns, part.rows, whole=True)

    assert (rows_at_once(answer_with(tables=(part,), pictures=(PICTURE,))) or 99) < 8
    assert rows_at_once(answer_with(tables=(whole,), pictures=(PICTURE,))) == 10


def test_columns_that_do_not_fit_a_phone_wait_details_first() -> None:
    table = Table(
        "Segments",
        (
            Column("Segment"),
            Column("Share of customers", Format.SHARE, detail=True),
            Column("Customers", Format.COUNT),
            Column("Revenue", Format.MONEY),
        ),
        (("Potential loyalists", 0.14, 1_687, 116_134.25),),
    )
    brief = shown(answer_with(tables=(table,)))
    message = next(first_part(answer_with(tables=(table,)), LINE).forms())

    assert headings(brief) == ["Segment", "Customers", "Revenue"]
    assert "£116,134" in written(message.blocks)
    assert "£116,134.25" not in written(message.blocks)


def test_what_nobody_waits_for_has_all_its_sentences_and_columns_that_fit_a_phone() -> None:
    """An alert's table lost its last columns there."""
    table = Table(
        "Segments",
        (
            Column("Segment"),
            Column("Customers", Format.COUNT),
            Column("Share", Format.SHARE, detail=True),
            Column("Revenue", Format.MONEY),
            Column("Revenue share", Format.SHARE),
        ),
        (("Champions", 144, 0.13, 783_620.13, 0.44), ("At risk", 95, 0.087, 109_143.27, 0.061)),
    )
    lines = tuple(Line(f"{each}.") for each in ("One", "Two", "Three", "Four", "Five"))

    found = whole_part(Answer("An alert", lines, tables=(table, table))).answer

    assert found.reading == lines
    assert len(found.tables) == 2
    for each in found.tables:
        assert [column.name for column in each.columns] == ["Segment", "Customers", "Revenue"]


def test_a_long_name_keeps_its_column_and_its_words() -> None:
    table = Table("Groups", (Column("Group"), Column("Why")), (("w" * 60, "because"),))

    assert shown(answer_with(tables=(table,))).tables[0].rows == (("w" * 60,),)


def test_what_keeps_figures_from_being_misread_stays_beside_them() -> None:
    lines = (Line("One."), Line("Two."), Line("Three."), Line("Careful now.", caveat=True))
    first = shown(Answer(title="Found", reading=lines))

    assert [each.text for each in first.reading] == ["One.", "Two.", "Careful now."]


def test_a_chart_that_is_about_something_else_waits() -> None:
    beside = Picture("all.png", PICTURE.draw, detail=True)

    assert shown(answer_with(pictures=(beside, PICTURE))).pictures == (PICTURE,)
    assert rest(answer_with(pictures=(beside,))) is not None


def options(of: tuple[About, ...]) -> list[tuple[str, str]]:
    """The groups and values of a menu's options."""
    return [
        (group["label"]["text"], option["value"])
        for element in menu(of)
        for group in element["option_groups"]
        for option in group["options"]
    ]


def test_a_menu_has_what_can_be_asked_of_each_segment() -> None:
    values = options((about("At risk"), about("Champions")))

    assert [group for group, _ in values] == ["At risk", "At risk", "Champions", "Champions"]
    assert [chosen(value) for _, value in values[:2]] == [
        (Action.RUN, "/rfm top At risk"),
        (Action.FORM, "/campaign start At risk"),
    ]


def test_a_menu_of_very_many_segments_has_who_is_in_each() -> None:
    values = options(tuple(about(f"Segment {number}") for number in range(200)))

    assert len(values) == 200
    assert {group for group, _ in values} == {
        "Segment 0 to Segment 99",
        "Segment 100 to Segment 199",
    }
    assert chosen(values[150][1]) == (Action.RUN, "/rfm top Segment 150")


def test_a_command_that_a_menu_cannot_hold_is_left_out_and_never_cut() -> None:
    long = NextStep("Who they are", f'/rfm top champions where="{"x" * 150}"')

    assert menu((About("Champions", (long,)),)) == []
