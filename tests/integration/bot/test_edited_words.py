"""What people change or delete after they said it."""

from typing import Any

from person import Person, pictures, words


def from_bot(person: Person, channel: str = "marketing", thread: str | None = None) -> list[Any]:
    return [each for each in person.messages(channel, thread) if each.get("bot_id")]


def test_a_mention_that_is_changed_is_answered_anew_in_place(stocked: Person) -> None:
    ts = stocked.say("@segbot rfm top champions n=3")
    answer = stocked.next_answer("marketing", {ts})
    stocked.edit(ts, "@segbot segment run k=3")
    changed = stocked.wait_for("marketing", lambda each: "in 3 groups" in words(each))
    replied = stocked.ask("k=2", "marketing", answer["ts"])

    assert changed["ts"] == answer["ts"]
    assert "in 2 groups" in words(replied)
    assert len(from_bot(stocked)) == 1


def test_a_refusal_in_direct_messages_gives_way_to_the_answer(stocked: Person) -> None:
    ts = stocked.say("rfm top champions n=lots", "dm")
    refusal = stocked.next_answer("dm", {ts})
    stocked.edit(ts, "rfm top champions n=4", "dm")
    answer = stocked.wait_for("dm", lambda each: "4 of 6" in words(each) or "Top 4" in words(each))

    assert answer["ts"] == refusal["ts"]
    assert len(from_bot(stocked, "dm")) == 1


def test_a_reply_in_a_thread_that_is_changed_is_answered_in_place(stocked: Person) -> None:
    answer = stocked.command("/segment run k=4 returns=ignore")
    ts = stocked.say("k=3", thread=answer["ts"])

    def is_complete(message: dict[str, Any]) -> bool:
        return message["ts"] > ts and bool(pictures(message))

    # While its pictures are drawn, a message isn't free for another answer.
    first = stocked.wait_for("marketing", is_complete, answer["ts"])
    stocked.edit(ts, "k=2")
    changed = stocked.wait_for("marketing", lambda each: "in 2 groups" in words(each), answer["ts"])

    assert changed["ts"] == first["ts"]


def test_nothing_private_takes_the_place_of_what_all_can_see(stocked: Person) -> None:
    ts = stocked.say("@segbot rfm overview")
    answer = stocked.next_answer("marketing", {ts})
    stocked.edit(ts, "@segbot rfm export champions")
    sent = stocked.wait_for("marketing", lambda each: "in a direct message" in words(each))

    assert sent["is_ephemeral"]
    assert sent["ts"] != answer["ts"]


def test_only_words_for_the_bot_are_answered_when_they_change(stocked: Person) -> None:
    talk = stocked.say("who are our champions?")
    stocked.edit(talk, "who are our best customers?")
    forgotten = stocked.say("rfm top champions n=3")
    stocked.edit(forgotten, "@segbot rfm top champions n=3")
    answer = stocked.next_answer("marketing", {talk, forgotten})
    same = stocked.say("@segbot data status")
    status = stocked.next_answer("marketing", {talk, forgotten, answer["ts"], same})
    stocked.edit(same, "@segbot data status")
    stocked.delete(same)
    stocked.delete(forgotten)
    stocked.ask("data uploads", "dm")

    assert "Champions" in answer["text"]
    assert [each["ts"] for each in from_bot(stocked)] == [answer["ts"], status["ts"]]
