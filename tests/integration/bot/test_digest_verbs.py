"""What can be done with a digest that is scheduled."""

from typing import Any

from person import Person, pictures, table, words
from shops import shop

from storage.records.digests import Pause
from storage.store import Store


def test_a_test_goes_to_the_asker_alone_and_no_later_digest_is_compared_with_it(
    stocked: Person, store: Store
) -> None:
    stocked.command("/digest schedule weekly mon 09:00")
    tests = [a_test(stocked, "/digest test"), a_test(stocked, "/digest test 1")]
    first = stocked.command("/digest now")
    stocked.upload("more.csv", shop(60, first_invoice=900_000))
    a_test(stocked, "/digest test")
    later = stocked.command("/digest now")

    for each in tests:
        assert each["is_ephemeral"]
        assert each["text"].startswith("Test: Customer digest, as of 27 Dec 2011")
        assert "only you see it, and it doesn't count as posted" in words(each)
    assert store.digests.last_delivery(1) is None
    assert "the first digest here" in words(first)
    assert "Since 27 Dec 2011: " in words(later)


def test_nobody_else_sees_or_stops_what_comes_in_a_persons_own_messages(
    stocked: Person, store: Store
) -> None:
    tom = Person.at(stocked.url, "tom")
    stocked.command("/digest schedule weekly mon 09:00", "dm")

    assert len(table(stocked.command("/digest list"))) == 2
    assert "No digest is scheduled" in tom.command("/digest list")["text"]
    for verb in ("test", "pause", "resume", "remove"):
        refused = tom.command(f"/digest {verb} 1")
        assert "There is no scheduled digest with the number 1." in words(refused)
    assert len(store.digests.all()) == 1


def test_a_paused_digest_says_who_paused_it_until_it_is_resumed(stocked: Person) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    paused = [Person.at(stocked.url, "tom").command("/digest pause 1") for _ in range(2)]
    resting = table(stocked.command("/digest list"))
    resumed = [stocked.command("/digest resume 1") for _ in range(2)]
    coming = table(stocked.command("/digest list"))

    assert "what is due meanwhile isn't posted later" in words(paused[0])
    assert "It was already paused by tom." in words(paused[1])
    assert resting[1][1] == "Paused by tom"
    assert "What was due while it was paused isn't posted." in words(resumed[0])
    assert [each["text"].splitlines()[0] for each in resumed] == [
        "Digest 1 comes again",
        "Digest 1 isn't paused",
    ]
    assert coming[1][1].startswith("Mon ")


def test_a_digest_that_slack_refused_says_so_in_the_list(stocked: Person, store: Store) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    store.digests.claim(1, "2026-11-23T09:00:00+00:00")
    store.digests.mark_failed(1, "2026-11-23T09:00:00+00:00", "is_archived")
    store.digests.pause(1, Pause.REFUSAL)
    listed = table(stocked.command("/digest list"))

    assert listed[0] == ["No.", "Next", "When", "Where"]
    assert listed[1][1] == "Paused, since Slack says “is archived”"


def test_each_digest_of_the_list_has_its_menu_and_second_clicks_do_no_harm(
    stocked: Person, store: Store
) -> None:
    stocked.command("/digest schedule weekly mon 09:00 Europe/London")
    stocked.command("/digest schedule monthly last day 17:30 Europe/London")
    listed = stocked.command("/digest list")
    outcomes = [chosen(stocked, listed, what) for what in ("Pause", "Pause", "Remove", "Remove")]

    assert table(listed)[0][:4] == ["No.", "Next", "When", "Where"]
    assert table(listed)[2][2] == "on the last day of every month at 17:30"
    assert "Times are those of Europe/London." in words(listed)
    assert outcomes[:3] == [*["Digest 2 is paused"] * 2, "Digest 2 is stopped"]
    assert "There is no scheduled digest with the number 2." in outcomes[3]
    assert [each.id for each in store.digests.all()] == [1]


def chosen(person: Person, listed: dict[str, Any], what: str) -> str:
    """The first line of what comes of an option of the second digest's menu."""
    thread = listed["ts"]
    before = person.seen("marketing", thread)
    person.choose(listed, "Digest 2", what)
    return str(person.next_answer("marketing", before, thread)["text"].splitlines()[0])


def a_test(person: Person, line: str) -> dict[str, Any]:
    """The answer to a command that tests a digest, once its chart has followed it."""
    before = person.seen()
    answer = person.command(line)
    person.wait_for("marketing", lambda each: each["ts"] not in before and pictures(each))
    return answer
