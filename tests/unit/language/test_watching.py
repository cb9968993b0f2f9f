"""What people want to be told of, as they write it."""

import pytest

from analytics.vocabulary.errors import SegbotError
from bot.language.commands.alerts import DigestAlertsAdd, DigestAlertsList, DigestAlertsRemove
from bot.language.parser import parse
from bot.language.watching import Measure, Watch, Way, read_watch, wish


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("at_risk_share > 20%", Watch(Measure.SHARE, Way.ABOVE, 20, "at risk")),
        ("At-Risk over 20 percent", Watch(Measure.SHARE, Way.ABOVE, 20, "at risk")),
        ("share of at risk goes above 12.5%", Watch(Measure.SHARE, Way.ABOVE, 12.5, "at risk")),
        ("at risk is more than 20% of customers", Watch(Measure.SHARE, Way.ABOVE, 20, "at risk")),
        ("champions < 500", Watch(Measure.CUSTOMERS, Way.BELOW, 500, "champions")),
        ("champions below 50 customers", Watch(Measure.CUSTOMERS, Way.BELOW, 50, "champions")),
        ("champions fall below 1,500", Watch(Measure.CUSTOMERS, Way.BELOW, 1500, "champions")),
        ("champions down 5%", Watch(Measure.CUSTOMERS, Way.DOWN, 5, "champions")),
        ("champions drop by more than 5%", Watch(Measure.CUSTOMERS, Way.DOWN, 5, "champions")),
        ("champions revenue down 10%", Watch(Measure.REVENUE, Way.DOWN, 10, "champions")),
        ("revenue of champions up 10%", Watch(Measure.REVENUE, Way.UP, 10, "champions")),
        ("revenue down 10% week on week", Watch(Measure.REVENUE, Way.DOWN, 10)),
        ("sales fall 10% month on month", Watch(Measure.REVENUE, Way.DOWN, 10, days=30)),
        ("revenue below £10k", Watch(Measure.REVENUE, Way.BELOW, 10_000)),
        ("revenue < 10,000 in 14 days", Watch(Measure.REVENUE, Way.BELOW, 10_000, days=14)),
        ("customers < 20", Watch(Measure.CUSTOMERS, Way.BELOW, 20, "")),
        ("slipped > 50", Watch(Measure.SLIPPED, Way.ABOVE, 50)),
        ("customers who slipped over 50", Watch(Measure.SLIPPED, Way.ABOVE, 50)),
        ("data older than 7 days", Watch(Measure.AGE, Way.ABOVE, 7)),
        ("no new data for 10 days", Watch(Measure.AGE, Way.ABOVE, 10)),
    ],
)
def test_a_condition_is_read_as_people_write_it(text: str, meant: Watch) -> None:
    assert read_watch(text) == meant
    assert read_watch(str(meant)) == meant


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("at risk > 20", "at risk share above 20%` or `at risk customers above 20`?"),
        ("at risk share > 20", "Did you mean `at risk share above 20%`?"),
        ("at risk share up 5%", "Did you mean `at risk customers up 5% week on week`?"),
        ("champions down 20", "Did you mean `champions customers down 20% week on week`?"),
        ("champions down 500", "such as `down 5%`?"),
        ("revenue over 20%", "Can you write `20` without %?"),
        ("champions >= 500", "with `>` alone?"),
        ("at risk above 20% week on week", "Do you mean a change"),
        ("champions down 5% since the last upload", "Can you say `week on week`"),
        ("at risk above 120%", "a share from 0% to 100%?"),
        ("the weather is nice", "For example `/digest alerts add"),
        ("> 20%", "For example `/digest alerts add"),
    ],
)
def test_what_is_not_clear_is_a_question(text: str, question: str) -> None:
    with pytest.raises(SegbotError) as refused:
        parse(f"/digest alerts add {text}")
    assert question in refused.value.hint


def test_a_verb_may_have_two_words_and_its_first_alone_lists() -> None:
    added = parse("/digest alerts add champions < 500 quiet=22:00-7:00")

    assert isinstance(added, DigestAlertsAdd)
    assert added.quiet == "22:00-07:00"
    assert parse(added.text()) == added
    assert parse("/digest alerts") == parse("digest alert list") == DigestAlertsList()
    assert parse("/digest alerts remove 2") == DigestAlertsRemove(number=2)


@pytest.mark.parametrize("quiet", ["25:00-08:00", "20:00", "08:00-08:00", "evenings"])
def test_quiet_hours_are_two_times_or_none(quiet: str) -> None:
    with pytest.raises(SegbotError, match="`quiet` must be"):
        parse(f"/digest alerts add champions < 500 quiet={quiet}")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("tell me when at risk goes over 20%", "at risk share above 20%"),
        ("alert me if champions drop 5%", "champions customers down 5% week on week"),
        ("Let me know when revenue falls 10% week on week.", "revenue down 10% week on week"),
        ("can you warn us if there is no new data for 10 days?", "data older than 10 days"),
        # To be asked about.
        ("tell me when at risk > 20", "at risk > 20"),
        ("tell me if champions buy more", None),
        ("tell me about at risk", None),
    ],
)
def test_a_wish_in_plain_words_is_one_where_it_can_be_watched(
    text: str, condition: str | None
) -> None:
    assert wish(text) == condition
