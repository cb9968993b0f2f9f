"""What people want to be told of, as they write it."""

import pytest

from analytics.vocabulary.errors import SegbotError
from bot.language.alerting import alert_wish, watch_wish
from bot.language.commands.alerts import (
    DigestAlertsAcknowledge,
    DigestAlertsAdd,
    DigestAlertsList,
    DigestAlertsRemove,
)
from bot.language.declaration import Request
from bot.language.parser import parse
from bot.language.watching import Measure, Watch, Way, read_watch


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
        ("data older than two weeks", Watch(Measure.AGE, Way.ABOVE, 14)),
        ("age of the data > 14 days", Watch(Measure.AGE, Way.ABOVE, 14)),
        ("nobody uploads anything for a fortnight", Watch(Measure.AGE, Way.ABOVE, 14)),
        ("no file in a month", Watch(Measure.AGE, Way.ABOVE, 30)),
        ("at risk > 20 %", Watch(Measure.SHARE, Way.ABOVE, 20, "at risk")),
        ("at risk goes above twenty percent", Watch(Measure.SHARE, Way.ABOVE, 20, "at risk")),
        ("over 20% of customers are at risk", Watch(Measure.SHARE, Way.ABOVE, 20, "at risk")),
        ("fewer than 50 champions", Watch(Measure.CUSTOMERS, Way.BELOW, 50, "champions")),
        ("more than 50 customers slip", Watch(Measure.SLIPPED, Way.ABOVE, 50)),
        ("champions drop 5% in two weeks", Watch(Measure.CUSTOMERS, Way.DOWN, 5, "champions", 14)),
        ("revenue week on week down 10%", Watch(Measure.REVENUE, Way.DOWN, 10)),
        ("our weekly sales fall 10%", Watch(Measure.REVENUE, Way.DOWN, 10)),
        ("revenue under £10k a month", Watch(Measure.REVENUE, Way.BELOW, 10_000, days=30)),
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
        ("champions >= 500", "Did you mean `champions customers above 500`?"),
        ("at risk reaches 20%", "Did you mean `at risk share above 20%`?"),
        ("at risk above 20% week on week", "Do you mean a change"),
        (
            "champions down 5% since the last upload",
            "Did you mean `champions customers down 5% week on week`?",
        ),
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
        ("tell me if nobody uploads for two weeks", "data older than 14 days"),
        ("alert us when at risk goes above 20 percent", "at risk share above 20%"),
        ("I want to know when at risk goes above 20%", "at risk share above 20%"),
        ("set up an alert for champions below 500", "champions customers below 500"),
        ("add an alert: at risk over 20%", "at risk share above 20%"),
        ("shout if at risk goes over a quarter of customers", "at risk share above 25%"),
        ("if champions fall below 400, let us know please", "champions customers below 400"),
        ("add an alert for sunny days", "sunny days"),
        # To be asked about.
        ("tell me when at risk > 20", "at risk > 20"),
        ("tell me if champions buy more", None),
        ("tell me about at risk", None),
    ],
)
def test_a_wish_in_plain_words_is_one_where_it_can_be_watched(
    text: str, condition: str | None
) -> None:
    assert watch_wish(text) == (condition and f"/digest alerts add {condition}")


@pytest.mark.parametrize(
    ("text", "kind", "number", "about"),
    [
        ("stop that alert", DigestAlertsRemove, None, ""),
        ("Can you please remove alert 3?", DigestAlertsRemove, 3, ""),
        ("turn off the at risk alert", DigestAlertsRemove, None, "at risk"),
        ("delete the alert about champions", DigestAlertsRemove, None, "champions"),
        ("acknowledge alert #2", DigestAlertsAcknowledge, 2, ""),
        ("stop reminding us about the revenue alert", DigestAlertsAcknowledge, None, "revenue"),
    ],
)
def test_what_is_wanted_with_an_alert_in_plain_words(
    text: str, kind: type[Request], number: int | None, about: str
) -> None:
    found = alert_wish(text)
    assert found
    assert (found.kind, found.number, found.about) == (kind, number, about)


@pytest.mark.parametrize(
    "text", ["stop", "which alerts are there", "alert the champions", "stop it"]
)
def test_what_is_no_wish_about_an_alert(text: str) -> None:
    assert alert_wish(text) is None
