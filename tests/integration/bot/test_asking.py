"""Asking the bot, in each of the ways that Slack has."""

import csv
import io

from person import Person, filled, pictures, table, words

from bot.app import Segbot
from bot.settings import Settings


def test_a_segmentation_arrives_as_a_reading_a_table_a_chart_and_next_steps(
    stocked: Person,
) -> None:
    """What one wants to know first stands in one message, and says who asked what."""
    stocked.command("/segment run k=4")
    answer = stocked.wait_for("marketing", pictures)

    assert "40 customers in 4 groups" in answer["text"]
    assert [row[0][0] for row in table(answer)[1:]] == ["1", "2", "3", "4"]
    assert len(pictures(answer)) == 1
    assert len(pictures(answer)[0]["alt_text"]) > 40
    assert "Asked by" in words(answer)
    assert "/segment run k=4" in words(answer)


def test_the_rest_of_an_answer_is_one_click_away_in_its_thread(stocked: Person) -> None:
    """The evidence, as the segmentation was found: it isn't made anew."""
    answer = stocked.command("/segment run k=4")
    rest = stocked.follow(answer, "more table")
    alone = stocked.command("/rfm lint", "dm")
    details = stocked.follow(alone, "the details", "dm")
    history = stocked.command("/segment history", "dm")

    assert "Groups as rules" in words(rest)
    assert "silhouette" in words(rest)
    assert "silhouette" not in words(answer)
    assert "klaviyo" in words(details)
    assert len(table(history)) == 2


def test_a_reply_below_the_rest_changes_what_was_asked_first(stocked: Person) -> None:
    answer = stocked.command("/segment run k=4 returns=ignore")
    rest = stocked.follow(answer, "more table")
    stocked.say("k=3", thread=answer["ts"])
    second = stocked.next_answer("marketing", {answer["ts"], rest["ts"]}, answer["ts"])

    assert "in 3 groups" in second["text"]


def test_the_top_of_a_segment_lists_who_spends_most_first(stocked: Person) -> None:
    rows = table(stocked.command("/rfm top hibernating n=3"))

    assert rows[0] == ["Customer", "Spent", "Orders", "Days since last"]
    spent = [float(row[1].strip("£").replace(",", "")) for row in rows[1:]]
    assert spent == sorted(spent, reverse=True)
    assert len(spent) == 3


def test_a_mention_and_a_direct_message_speak_the_same_language(stocked: Person) -> None:
    mentioned = stocked.ask("@segbot rfm segments", "marketing")
    direct = stocked.ask("rfm segments", "dm")

    assert table(mentioned) == table(direct)


def test_a_reply_that_also_goes_to_the_channel_is_heard(stocked: Person) -> None:
    answer = stocked.command("/segment run k=4 returns=ignore")
    reply = stocked.say("k=3", thread=answer["ts"], broadcast=True)
    second = stocked.next_answer("marketing", {answer["ts"], reply}, answer["ts"])

    assert "in 3 groups" in second["text"]


def test_a_reply_in_an_answers_thread_changes_what_it_names(stocked: Person) -> None:
    """No mention is needed there, and other talk in the thread stays unanswered."""
    answer = stocked.command("/segment run k=4 returns=ignore")
    stocked.say("interesting, isn't it?", thread=answer["ts"])
    second = stocked.ask("k=3", "marketing", thread=answer["ts"])

    assert "in 3 groups" in second["text"]
    assert "returned goods left out" in words(second)
    assert len([each for each in stocked.messages(thread=answer["ts"]) if each.get("bot_id")]) == 2


def test_talk_that_is_not_for_the_bot_stays_unanswered(stocked: Person) -> None:
    before = stocked.seen("marketing")
    stocked.say("we should run a segment k=4 some day")
    stocked.command("/data status")

    fresh = [each for each in stocked.messages() if each["ts"] not in before]
    assert len([each for each in fresh if each.get("bot_id")]) == 1


def test_a_button_is_answered_in_the_thread_of_its_message(stocked: Person) -> None:
    """The channel is as long as before, whoever clicks, and however deep."""
    answer = stocked.command("/segment run k=4")
    before = stocked.seen()
    again = stocked.follow(answer, "Try 5 groups")
    members = stocked.follow(again, "Who is in group")

    assert "in 5 groups" in again["text"]
    assert members["thread_ts"] == answer["ts"]
    assert stocked.seen() == before


def test_an_answer_in_a_thread_is_shared_with_the_channel_by_a_click(stocked: Person) -> None:
    answer = stocked.command("/segment run k=4")
    again = stocked.follow(answer, "Try 5 groups")
    before = stocked.seen()
    stocked.click(again, "Share")
    shared = stocked.next_answer("marketing", before)
    history = stocked.command("/segment history", "dm")

    assert "in 5 groups" in shared["text"]
    assert "Asked by" in words(shared)
    assert len(table(history)) == 3
    assert "Share" not in words(shared)


def test_every_segment_is_reached_from_the_menu_of_the_table(stocked: Person) -> None:
    overview = stocked.command("/rfm overview")
    stocked.choose(overview, "At risk", "What to send them")
    play = stocked.next_answer("marketing", {overview["ts"]}, overview["ts"])
    with stocked.watching() as frames:
        stocked.choose(play, "At risk", "Start a campaign")
        view = frames.wait_for_form()

    assert "The play for At risk" in play["text"]
    assert filled(view)["segment"] == "At risk"


def test_every_group_is_reached_from_the_menu_and_its_list_goes_to_who_asked(
    stocked: Person,
) -> None:
    groups = stocked.command("/segment run k=3")
    stocked.choose(groups, "2 ", "Who they are")
    members = stocked.next_answer("marketing", {groups["ts"]}, groups["ts"])
    before = stocked.seen("dm")
    stocked.choose(groups, "3 ", "Export CSV")
    sent = stocked.wait_for("dm", lambda each: each["ts"] not in before and each.get("files"))

    assert members["text"].startswith("Group 2 ")
    assert sent["files"][0]["name"] == "run_1_group_3.csv"


def test_what_is_for_one_person_alone_cannot_be_shared(stocked: Person) -> None:
    answer = stocked.command("/rfm top hibernating")
    someone = table(answer)[1][0]
    before = stocked.seen("marketing", answer["ts"])
    stocked.say(f"/customer {someone}", thread=answer["ts"])
    card = stocked.next_answer("marketing", before, answer["ts"])
    direct = stocked.command("/data status", "dm")
    replied = stocked.ask("returns=ignore", "dm", thread=direct["ts"])

    assert card["is_ephemeral"]
    assert "Share" not in words(card)
    assert "Share" not in words(replied)


def test_a_long_list_is_paged_in_one_message_of_the_thread(stocked: Person) -> None:
    """The answer in the channel keeps its first page."""
    first = stocked.command("/rfm top champions n=2")
    second = stocked.follow(first, "Next 2")
    stocked.click(second, "Next 2")
    third = stocked.wait_for(
        "marketing",
        lambda each: each["ts"] == second["ts"] and table(each) != table(second),
        first["ts"],
    )
    stocked.click(third, "Previous 2")
    stocked.wait_for(
        "marketing",
        lambda each: each["ts"] == second["ts"] and table(each) == table(second),
        first["ts"],
    )
    (still,) = (each for each in stocked.messages() if each["ts"] == first["ts"])

    assert "Previous" not in words(first)
    assert "3 to 4 of" in words(second)
    assert "5 to 6 of" in words(third)
    rows = [row[0] for page in (first, second, third) for row in table(page)[1:]]
    assert len(set(rows)) == 6
    assert table(still) == table(first)
    assert len([each for each in stocked.messages(thread=first["ts"]) if each.get("bot_id")]) == 2


def test_an_export_goes_to_the_person_who_asked_and_to_nobody_else(stocked: Person) -> None:
    """The channel sees neither the file nor a word about it."""
    answer = stocked.command("/segment run k=4")
    before = stocked.seen("dm")
    stocked.click(answer, "Export CSV")
    message = stocked.wait_for("dm", lambda each: each["ts"] not in before and each.get("files"))
    rows = list(
        csv.DictReader(io.StringIO(stocked.download(message["files"][0]).decode("utf-8-sig")))
    )

    assert len(rows) == 40
    assert {row["group"] for row in rows} == {"1", "2", "3", "4"}
    assert not [each for each in stocked.messages() if each.get("files")]


def test_a_form_opens_filled_in_and_runs_what_was_submitted(stocked: Person) -> None:
    answer = stocked.command("/segment run k=4 returns=ignore")
    with stocked.watching() as frames:
        stocked.click(answer, "Change settings")
        view = frames.wait_for_form()
    before = stocked.seen("marketing", answer["ts"])
    submitted = stocked.submit(view, {"k": "3", "returns": "ignore", "country": "France"})

    assert filled(view)["k"] == "4"
    assert filled(view)["returns"] == "ignore"
    assert submitted["ok"]
    answered = stocked.next_answer("marketing", before, answer["ts"])
    assert "10 customers in 3 groups" in answered["text"]
    assert "customers from France" in words(answered)


def test_help_is_for_the_person_who_asked_and_has_examples_to_click(stocked: Person) -> None:
    answer = stocked.command("/rfm help")

    assert answer["is_ephemeral"]
    assert [
        "/rfm top SEGMENT [n=10] [page=1]",
        "List the customers of an RFM segment who spend most.",
    ] in (table(answer))


def test_where_the_bot_is_not_a_member_the_person_still_gets_an_answer(stocked: Person) -> None:
    """#general hasn't invited the bot: only the person who asked sees the answer."""
    first = stocked.command("/data status", "general")
    answer = stocked.wait_for("general", lambda each: "40 customers" in words(each))

    assert "/invite" in first["text"]
    assert answer["is_ephemeral"]


def test_a_second_click_while_the_first_is_worked_on_does_not_run_it_twice(stocked: Person) -> None:
    stocked.misbehave("slow", method="chat.update", seconds=20.0, times=1)
    before = stocked.seen()
    stocked.type("/rfm overview")
    stocked.type("/rfm overview")
    stocked.wait_for("marketing", lambda each: "already working" in each["text"])
    stocked.forgive()

    # The second one may be told so before the first one's "Working on" stands in the channel.
    aside = {each["ts"] for each in stocked.messages() if each.get("is_ephemeral")} | before
    stocked.next_answer("marketing", aside)
    assert len(stocked.seen() - aside) == 1


def test_two_workspaces_never_share_a_file(
    stocked: Person, settings: Settings, bot: Segbot
) -> None:
    assert settings.store_path(bot.team).exists()
    assert settings.store_path(bot.team) != settings.store_path("T0000000000")
