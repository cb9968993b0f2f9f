"""Text to request: what people may write, and what they are told when it is wrong."""

from dataclasses import replace
from datetime import date, time

import pytest

from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS, Help
from bot.language.commands.customer import CustomerCard
from bot.language.commands.days import Span
from bot.language.commands.digest import DigestSchedule
from bot.language.commands.rfm import RfmExport, RfmTop
from bot.language.commands.segment import SegmentExport, SegmentMembers, SegmentRun, SegmentShow
from bot.language.declaration import Request
from bot.language.parser import parse, refine

REQUESTS = [request for command in COMMANDS.values() for request in command.requests]


@pytest.mark.parametrize(
    "example", [example for request in REQUESTS for example in request.examples]
)
def test_every_example_that_people_are_shown_is_understood_and_written_back(example: str) -> None:
    request = parse(example)

    assert parse(request.text()) == request


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("/segment run k=4", SegmentRun(k=4)),
        ("segment run 4", SegmentRun(k=4)),
        ("SEGMENT Run K = 4", SegmentRun(k=4)),
        ("segments  runs   k=auto", SegmentRun(k=None)),
        ("\tsegment\nrun\nk=4 ", SegmentRun(k=4)),
        ("segment run\u00a0k=4", SegmentRun(k=4)),
        ("/segment run k=4 k=4", SegmentRun(k=4)),
        ('/segment run country="United Kingdom"', SegmentRun(country="United Kingdom")),
        ("/segment run country=“United Kingdom”", SegmentRun(country="United Kingdom")),
        ("/segment run country='United Kingdom'", SegmentRun(country="United Kingdom")),
        ("/segment run country=Côte", SegmentRun(country="Côte")),
        ("/segment run country=France 4", SegmentRun(country="France", k=4)),
        ("/segment run return=Ignore", SegmentRun(returns="ignore")),
        ("/segment run since=2011-1-9", SegmentRun(since=date(2011, 1, 9))),
        ("/rfm top at risk n=25", RfmTop(segment_="at risk", n=25)),
        ("/rfm top n=25 At-Risk", RfmTop(segment_="At-Risk", n=25)),
        ('/rfm top "at risk" 7', RfmTop(segment_="at risk 7")),
        ("/rfm top country=France champions", RfmTop(segment_="champions", country="France")),
        ("/rfm top can't lose them", RfmTop(segment_="can't lose them")),
        ('/rfm top "help"', RfmTop(segment_="help")),
        ("/customer O'Neill & sons", CustomerCard(customer="O'Neill & sons")),
        ('/customer "say ""hi"""', CustomerCard(customer='say "hi"')),
        ("/customer overview", CustomerCard(customer="overview")),
        ('/customer "help" last=90d', CustomerCard(customer="help", last=Span(90, "d"))),
        ("/customer", Help(about="customer")),
        ("/customer help", Help(about="customer")),
        ("/rfm export", RfmExport(segment_="all")),
        ("/segment members 2 run=latest", SegmentMembers(segment_="2")),
        ("/segment export", SegmentExport()),
        ("/segment show 3", SegmentShow(run=3)),
        (
            "/digest schedule weekly Friday 9.30 new york",
            DigestSchedule(every="weekly", day="fri", at=time(9, 30), zone="America/New_York"),
        ),
        ("", Help()),
        ("/", Help()),
        ("help", Help()),
        ("Hello", Help()),
        ("help rfm", Help(about="rfm")),
        ("help banana", Help()),
        ("/rfm", Help(about="rfm")),
        ("/rfm ?", Help(about="rfm")),
        ("/rfm top help", Help(about="rfm", on="top")),
        ("help rfm top", Help(about="rfm", on="top")),
        ("/help rfm banana", Help(about="rfm")),
    ],
)
def test_case_dashes_plurals_spaces_and_kinds_of_quotes_do_not_matter(
    line: str, request_: Request
) -> None:
    assert parse(line) == request_


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (
            "banana",
            "I don't know `banana`.",
            "I know `/segment`, `/rfm`, `/explore`, ",
        ),
        ("segmet run", "I don't know `segmet`.", "Did you mean `/segment`?"),
        ("top champions", "I don't know `top`.", "Did you mean `/rfm top champions`?"),
        ("/rfm tpo", "`/rfm` has no `tpo`.", "Did you mean `top`? For example `/rfm top"),
        ("/rfm n=3", "`/rfm` needs to know what to do.", "It has `today`, `overview`, `segments`"),
        ("/rfm `x`", "`/rfm` has no `'x'`.", "It has"),
        ("/rfm customer 14911", "`/rfm` has no `customer`.", "Did you mean `/customer 14911`?"),
        (
            "/customer until=2011-12-01",
            "`/customer` needs to know which customer.",
            "Try `/customer 14911`.",
        ),
        (
            "/customer aGk=x",
            "`/customer` needs to know which customer.",
            'If it is `aGk=x`, put it in quotes: `/customer "…"`.',
        ),
        (f"/rfm {'w' * 300}", f"`/rfm` has no `{'w' * 39}…`.", "It has"),
        ("/rfm top", "`/rfm top` needs to know which segment.", "Try `/rfm top champions`."),
        ("/segment run k=11", "`k` must be a whole number from 2 to 10, or auto", "For example"),
        ("/segment run k=4.5", "you wrote `4.5`.", "For example `/segment run k=4`."),
        ("/segment run scale=lgo", "must be log, standard, robust or yeo-johnson;", "mean `log`?"),
        (
            "/segment run algo=dbscan",
            "`algo` must be kmeans",
            "mean `hdbscan`? For example `/segment run algo=gmm`.",
        ),
        ("/segment show run=0", "a whole number, 1 or more, or latest", "/segment show run=1"),
        ("/segment run until=2011-02-30", "such as 2011-12-09", "until=2011-12-09`."),
        ("/data status k=4", "has no setting `k`.", "It has `returns`"),
        ("/data status retuns=net", "has no setting `retuns`.", "Did you mean `returns`?"),
        ("/segment run tier=", "`tier` must be what customers have there", "tier=gold`."),
        ("/segment run tier=gold tier=x", "`tier` is given twice, as `gold`", "Keep one of them."),
        ("/segment run k=4 5", "I don't know what `5` means after `/segment run`.", "Try"),
        ("/segment run country=", "`country` must be a country's name", "country=Germany`."),
        (f"/customer {'9' * 101}", "(at most 100 characters)", "For example"),
        ("/segment run K=4 k=5", "`k` is given twice, as `4` and as `5`.", "Keep one of them."),
        (
            "/rfm top champions country=United Kingdom",
            "I don't know what `Kingdom` means after `country=United`.",
            'Put words that belong together in quotes: `country="United Kingdom"`.',
        ),
        ("/digest schedule weekly mnoday", "`day` must be a day of", "Did you mean `mon`?"),
        ("/digest schedule weekly mon 25:00", "a time on a 24-hour clock", "For example"),
        ("/digest schedule weekly mon 09:00 Europe/Lundon", "zone", "mean `Europe/London`?"),
        ("/digest schedule every 2 weeks mon", "`every` must be daily, weekdays", "For example"),
        ("/digest schedule fortnightly 9am", "you wrote `fortnightly`.", "For example"),
        ("/digest schedule mon and thu 9am", "you wrote `mon and thu`.", "For example"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest_right_one_and_what_to_write(
    line: str, message: str, hint: str
) -> None:
    with pytest.raises(SegbotError) as error:
        parse(line)

    assert message in error.value.message
    assert hint in error.value.hint


@pytest.mark.parametrize(
    ("reply", "refined"),
    [
        ("k=5", SegmentRun(k=5, country="France")),
        ("K=5 country=“Czech Republic”", SegmentRun(k=5, country="Czech Republic")),
        ("what about k=5", None),
        ("tier=gold", SegmentRun(k=4, country="France", attributes=(("tier", "gold"),))),
        ("thanks!", None),
        ("", None),
    ],
)
def test_a_reply_changes_what_it_names_and_other_talk_is_left_alone(
    reply: str, refined: SegmentRun | None
) -> None:
    assert refine(SegmentRun(k=4, country="France"), reply) == refined


@pytest.mark.parametrize(
    "line",
    ["/digest test 1", "/campaign results 2", "/data undo 3 sure=yes", "/segment run k=4"],
)
def test_one_of_a_list_is_called_by_its_number_and_other_figures_by_what_they_are(
    line: str,
) -> None:
    assert parse(line).text() == line


def test_a_reply_with_a_value_out_of_limits_is_told_so() -> None:
    with pytest.raises(SegbotError, match="you wrote `99`"):
        refine(SegmentRun(k=4), "k=99")


@pytest.mark.parametrize(
    ("words", "every", "day", "at"),
    [
        ("every monday 9am", None, "mon", time(9)),
        ("9 on mondays", None, "mon", time(9)),
        ("fri 17:30", None, "fri", time(17, 30)),
        ("daily at 5.30 pm", "daily", None, time(17, 30)),
        ("every weekday 8", "weekdays", None, time(8)),
        ("mon-fri noon", "weekdays", None, time(12)),
        ("monthly", "monthly", None, None),
        ("monthly 31 18:00", "monthly", "31", time(18)),
        ("the 1st of every month at 9", "monthly", "1", time(9)),
        ("12 am on the last day of the month", "monthly", "last", time(0)),
    ],
)
def test_when_a_digest_comes_is_read_in_any_order_of_words(
    words: str, every: str | None, day: str | None, at: time | None
) -> None:
    wanted = DigestSchedule(every=every, day=day, at=at)

    assert parse(f"/digest schedule {words}") == wanted
    assert parse(f"/digest schedule {words} new york") == replace(wanted, zone="America/New_York")
