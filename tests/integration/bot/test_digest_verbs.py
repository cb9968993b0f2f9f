"""What can be done with a digest that is scheduled."""

from typing import Any

from person import Person, pictures, table, words
from shops import shop

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
    assert "20 new customers" in words(later)


def test_nobody_else_sees_or_stops_what_comes_in_a_persons_own_messages(
    stocked: Person, store: Store
) -> None:
    tom = Person.at(stocked.url, "tom")
    stocked.command("/digest schedule weekly mon 09:00", "dm")

    assert len(table(stocked.command("/digest list"))) == 2
    assert "No digest is scheduled" in tom.command("/digest list")["text"]
    for verb in ("test", "remove"):
        refused = tom.command(f"/digest {verb} 1")
        assert "There is no scheduled digest with the number 1." in words(refused)
    assert len(store.digests.all()) == 1


def a_test(person: Person, line: str) -> dict[str, Any]:
    """The answer to a command that tests a digest, once its chart has followed it."""
    before = person.seen()
    answer = person.command(line)
    person.wait_for("marketing", lambda each: each["ts"] not in before and pictures(each))
    return answer
