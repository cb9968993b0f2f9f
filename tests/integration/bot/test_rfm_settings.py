"""Deciding how segments are made: look first, click, and see it everywhere."""

from typing import Any

from person import Person, table, words
from shops import shop


def labels(message: dict[str, Any]) -> list[str]:
    return [
        element["text"]["text"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def clicked(person: Person, message: dict[str, Any], label: str) -> dict[str, Any]:
    return person.follow(message, label)


def test_a_preview_says_who_would_move_and_changes_nothing(stocked: Person) -> None:
    before = stocked.command("/rfm segments")
    preview = stocked.command("/rfm preview pack=rfm11")
    after = stocked.command("/rfm segments")

    assert "would change segment" in preview["text"]
    assert table(preview)[0] == ["From", "To", "Spent"]
    assert "Scores change after" in words(stocked.more(preview))
    assert "Nothing has changed yet" in words(preview)
    assert table(before) == table(after)


def test_what_was_previewed_is_used_everywhere_from_the_click_on(stocked: Person) -> None:
    preview = stocked.command("/rfm preview pack=klaviyo")
    used = clicked(stocked, preview, "Use these from now on")
    digest = stocked.command("/digest now")
    segments = stocked.command("/rfm segments")

    assert "from now on" in used["text"]
    assert "pack=klaviyo" in words(used)
    labels = ["Champions", "Loyal", "Recent", "Needs attention", "At risk", "Inactive"]
    assert [row[0] for row in table(segments)[1:]] == labels
    menu = next(each for each in digest["blocks"][-1]["elements"] if "option_groups" in each)
    assert {each["label"]["text"] for each in menu["option_groups"]} <= {*labels}
    assert "decided by maya" in words(stocked.command("/rfm settings"))


def test_a_question_may_still_ask_for_other_segments(stocked: Person) -> None:
    stocked.command("/rfm use pack=klaviyo")
    answer = stocked.command("/rfm segments pack=grid8")

    assert len(table(answer)) == 9
    assert len(table(stocked.command("/rfm segments"))) == 7


def test_a_second_click_changes_nothing_and_says_so(stocked: Person) -> None:
    preview = stocked.command("/rfm preview pack=klaviyo")
    clicked(stocked, preview, "Use these from now on")
    again = clicked(stocked, preview, "Use these from now on")

    assert "in use already" in again["text"]


def test_a_click_in_an_older_message_does_not_undo_a_later_decision(stocked: Person) -> None:
    preview = stocked.command("/rfm preview pack=klaviyo")
    stocked.command("/rfm use pack=rfm11")
    refused = clicked(stocked, preview, "Use these from now on")

    assert "settings were changed by" in words(refused)
    assert "pack=rfm11" in words(stocked.command("/rfm settings"))


def test_going_back_can_be_undone(stocked: Person) -> None:
    stocked.command("/rfm use pack=rfm11")
    settings = stocked.command("/rfm settings")
    back = clicked(stocked, settings, "Go back")
    undone = clicked(stocked, back, "Undo")

    assert "as Segbot comes again" in back["text"]
    assert "pack=rfm11" in words(undone)


def test_the_digest_says_so_where_segments_are_made_in_another_way_than_last_time(
    stocked: Person,
) -> None:
    stocked.command("/digest now")
    stocked.command("/rfm use pack=klaviyo")
    digest = stocked.command("/digest now")

    assert "somebody changed how segments are made" in words(digest)


def test_settings_belong_to_the_data_and_survive_more_of_it(stocked: Person) -> None:
    stocked.command("/rfm use recency=30,90 frequency=2,4")
    stocked.upload("more.csv", shop(60, first_invoice=900_000))
    answer = stocked.command("/rfm overview")

    assert "Limits of days and orders: set by hand" in words(stocked.more(answer))
    assert "Champions" in words(answer)


def test_why_explains_the_scores_the_rule_what_comes_next_and_what_was_before(
    stocked: Person,
) -> None:
    answer = stocked.command("/rfm why 12005")

    said = words(answer) + words(stocked.more(answer))
    for lead in ("Segment:", "Rule:", "What comes next:", "Before:"):
        assert lead in said
    assert table(answer)[0][0] == "Value"
    assert labels(answer)[0].startswith("What to send")
