"""Loose comparison of words."""

import pytest

from bot.language.words import find, nearest, normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At-Risk", "at_risk"),
        ("champion", "Champions"),
        ("  cannot  lose them ", "Cannot-lose—them"),
        ("can’t", "can't"),
        ("ÉTÉ", "été"),
    ],
)
def test_words_that_people_take_for_the_same_are_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("as", "a"), ("boss", "bos"), ("gas", "ga")])
def test_short_words_and_double_s_are_no_plurals(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_nothing_is_found_or_suggested_where_nothing_is_close() -> None:
    assert find("", ["run"]) is None
    assert nearest("", ["run", "show"]) is None
    assert nearest("–––", ["run", "show"]) is None
    assert nearest("banana", ["run", "show"]) is None


def test_the_most_alike_is_suggested_as_it_is_written() -> None:
    assert nearest("cannot loose", ["Cannot lose them", "At risk"]) == "Cannot lose them"
