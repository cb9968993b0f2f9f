"""Where the bot is not in the channel, who asks is told so first, then given all of it."""

from typing import Any

import pytest
from person import Person, pictures, words


def test_the_reason_comes_first_and_the_chart_comes_too(stocked: Person) -> None:
    stocked.change_channel("create", "elsewhere")
    before = stocked.seen("elsewhere")
    stocked.type("/rfm overview", "elsewhere")
    stocked.wait_for("elsewhere", pictures)
    reason, answer, *_ = [
        each for each in stocked.messages("elsewhere") if each["ts"] not in before
    ]

    assert "I'm not in the channel where you asked" in words(reason)
    assert "RFM overview of 40 customers" in words(answer)


@pytest.mark.parametrize("people", [["maya"], ["maya", "tom"], ["maya", "tom", "ines"]])
def test_a_command_among_people_is_answered_to_whoever_used_it(
    stocked: Person, people: list[str]
) -> None:
    """What begins with D isn't always a conversation with the bot."""
    stocked.talk("private", people)
    words_of = [words(each) for each in answers(stocked, "/data status", 2)]
    sent = answers(stocked, "/rfm export champions", 1)
    refused = answers(stocked, "/rfm top champoins n=x", 1)
    others = [Person.at(stocked.url, name) for name in people if name != "maya"]

    assert "so only you see this" in words_of[0]
    assert "40 customers" in words_of[1]
    assert "in a direct message" in words(sent[0])
    assert stocked.wait_for("dm", lambda each: each.get("files"))
    assert "went wrong" not in words(refused[0])
    for other in others:
        other.channels = stocked.channels
        assert other.messages("private") == []


def answers(person: Person, line: str, count: int) -> list[dict[str, Any]]:
    """Use a command among people, and wait for that many messages to the person alone."""
    before = person.seen("private")

    def fresh() -> list[dict[str, Any]]:
        return [each for each in person.messages("private") if each["ts"] not in before]

    person.type(line, "private")
    person.wait_for("private", lambda _: len(fresh()) >= count)
    return fresh()
