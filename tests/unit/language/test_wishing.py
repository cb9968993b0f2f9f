"""What people want done with digests, in their own words."""

import pytest

from bot.language.wishing import digest_wish


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("send the digest every weekday at 8", "/digest schedule weekdays 08:00"),
        ("I want to get the digest on the last day of the month", "/digest schedule monthly last"),
        ("every Friday at 16:00, post the digest!", "/digest schedule fri 16:00"),
        ("send the digest to me every monday", "/digest schedule mon to=me"),
        ("send us a digest after each upload", "/digest schedule after=upload"),
        ("whenever new data comes in, post the digest", "/digest schedule after=upload"),
        ("change digest 2 to after every upload", "/digest edit 2 after=upload"),
        ("Can you please stop the digest 3?", "/digest remove 3"),
        ("cancel digest #2", "/digest remove 2"),
        ("please resume digest 2", "/digest resume 2"),
        ("stop digest no. 4 for now", "/digest pause 4"),
        ("change digest 2 to tuesday at 10", "/digest edit 2 tue 10:00"),
        ("could you put digest 3 on hold for now?", "/digest pause 3"),
        ("switch digest 2 back on", "/digest resume 2"),
        ("digest 1 should come on friday at 9 instead", "/digest edit 1 fri 09:00"),
        ("we'd like to have the digest every monday at 9", "/digest schedule mon 09:00"),
    ],
)
def test_a_wish_is_read_as_a_command(said: str, meant: str) -> None:
    wish = digest_wish(said)

    assert wish
    assert wish.request.text() == meant


@pytest.mark.parametrize(
    ("said", "verb", "which"),
    [
        ("pause the monday digest", "pause", "/digest schedule mon"),
        ("stop sending the weekly digest", "remove", "/digest schedule weekly"),
        ("send me a test of the digest", "test", None),
        ("turn off the daily 9am digest", "remove", "/digest schedule daily 09:00"),
        ("pause my digest", "pause", None),
        ("pause the weekly report", "pause", "/digest schedule weekly"),
        ("unsubscribe me from the digest", "remove", None),
    ],
)
def test_a_digest_is_named_by_when_it_comes(said: str, verb: str, which: str | None) -> None:
    wish = digest_wish(said)

    assert wish
    assert (wish.request.verb, wish.number) == (verb, None)
    assert (wish.which.text() if wish.which else None) == which


@pytest.mark.parametrize(
    "said", ["pause the digest until monday", "stop the monday digest for two weeks"]
)
def test_a_pause_that_is_to_end_by_itself_is_told_apart(said: str) -> None:
    wish = digest_wish(said)

    assert wish
    assert wish.request.verb == "pause"
    assert wish.ends


@pytest.mark.parametrize(
    "said",
    [
        "send the digest now",
        "send the digest",
        "show the digest of monday",
        "how do I pause the digest?",
        "don't stop the digest",
        "stop the stupid digest",
        "send the digest every 2 weeks",
        "send the digest every monday and thursday",
        "stop all digests",
        "stop the report",
        "send the report every monday",
    ],
)
def test_what_says_less_or_more_is_no_wish(said: str) -> None:
    assert digest_wish(said) is None
