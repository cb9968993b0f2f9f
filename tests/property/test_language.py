"""Any request can be written as a command, or shown as a form, and read back unchanged."""

from datetime import date
from operator import itemgetter
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from analytics.features.names import FEATURES
from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS
from bot.language.commands.data import DataReread
from bot.language.commands.days import DayOrSpan, Span, SpanOnly
from bot.language.commands.recommend import SegmentOrCustomer
from bot.language.commands.segment import SegmentRename
from bot.language.conditions import Conditions
from bot.language.declaration import Request, default, is_required, parameters
from bot.language.kinds import (
    Choice,
    Day,
    Kind,
    Names,
    NumberOf,
    Percent,
    RisingNumbers,
    TimeOfDay,
    TimeZone,
    WeekdayOrDate,
    WholeNumber,
    WordOrDay,
    Words,
)
from bot.language.parser import parse, refine
from bot.language.segments import SegmentName
from bot.language.watching import QuietHours, Watching
from bot.language.words import plain, tokens
from bot.render.form import Draft, form, read_form
from bot.workspace.blockkit.views import view_problems

CARRIED = {"channel": "C1", "thread": None}
REQUESTS = [request for command in COMMANDS.values() for request in command.requests]


def values(kind: Kind) -> st.SearchStrategy[Any]:
    spans = st.builds(Span, st.integers(1, 40), st.sampled_from("dwmy"))
    match kind:
        case WholeNumber():
            return st.integers(kind.low, kind.high)
        case Choice():
            return st.sampled_from(kind.options)
        case Conditions():
            operators = st.sampled_from(["<=", ">=", "<", ">", "=", "!="])
            numbers = st.one_of(st.integers(-999, 10**9).map(str), st.just("0.25"))
            one = st.tuples(st.sampled_from(sorted(FEATURES)), operators, numbers).map("".join)
            both = st.tuples(one, st.sampled_from([" and ", " or "]), one).map("".join)
            return st.one_of(one, both)
        case Names() if kind.labels:
            chosen = st.lists(st.sampled_from(kind.options), min_size=1, unique=True)
            return chosen.map(lambda each: ",".join(sorted(each, key=kind.options.index)))
        case Names():
            own = st.sampled_from(["birth_year", "größe", "x2"])
            names = st.lists(
                st.one_of(st.sampled_from(kind.options), own),
                min_size=1,
                max_size=min(4, kind.most),
            )
            return names.map(lambda each: ",".join(dict.fromkeys(each)))
        case NumberOf():
            return st.sampled_from(kind.options)
        case RisingNumbers():
            hundredths = st.integers(0, 10**8).map(lambda each: each * 100 // 10**kind.decimals)
            rising = st.lists(hundredths, min_size=1, max_size=kind.most, unique=True).map(sorted)
            return rising.map(
                lambda each: tuple(float(f"{n / 100:.{kind.decimals}f}") for n in each)
            )
        case WordOrDay():
            return st.one_of(st.sampled_from(kind.words), st.dates(date(1000, 1, 1)))
        case Words():
            letters = st.characters(codec="utf-8")
            loose = st.text(st.one_of(st.sampled_from(" \"'=?help`<&>"), letters), min_size=1)
            written = loose.map(lambda text: plain(text)[: kind.longest].strip())
            return written.filter(bool)
        case SegmentName():
            names = values(Words("", "", 60))
            runs = st.integers(0, 10**9 - 1).map(str)
            said = st.one_of(names, st.builds("{} of run {}".format, names, runs))
            return said.map(lambda each: kind.read(str(each)))
        case SegmentOrCustomer():
            ids = st.builds("customer {}".format, values(Words("", "", 60)))
            segments = values(SegmentName()).map(kind.write)
            return st.one_of(segments, ids).map(lambda each: kind.read(str(each)))
        case Day():
            return st.dates()
        case DayOrSpan():
            return st.one_of(spans, st.dates(date(1000, 1, 1)))
        case SpanOnly():
            return spans
        case TimeOfDay():
            return st.times().map(lambda each: each.replace(second=0, microsecond=0))
        case WeekdayOrDate():
            return st.sampled_from(kind.options)
        case Percent():
            return st.one_of(st.none(), st.integers(kind.low, kind.high))
        case Watching():
            number = st.integers(1, 99)
            names = st.sampled_from(["at risk", "champions", "big spenders"])
            lines = st.one_of(
                st.builds("{} share above {}%".format, names, number),
                st.builds("{} customers below {}".format, names, number),
                st.builds("{} revenue down {}% in {} days".format, names, number, number),
                st.builds("rose above {} in {} days".format, number, number),
                st.builds("data older than {} days".format, number),
            )
            return lines.map(kind.read)
        case QuietHours():
            clock = st.times().map(lambda each: f"{each:%H:%M}")
            hours = st.tuples(clock, clock).filter(lambda both: both[0] != both[1])
            return st.one_of(st.just("no"), hours.map("-".join))
        case TimeZone():
            return st.sampled_from(["Europe/London", "UTC", "America/Argentina/Buenos_Aires"])
    raise AssertionError(f"no strategy for {kind}")


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Any request that can be declared, each setting given or left at its default."""
    request = draw(st.sampled_from(REQUESTS))
    given_ = {
        name: draw(values(each.kind))
        for name, each in parameters(request).items()
        if is_required(request, name) or draw(st.booleans())
    }
    if request.takes_attributes:
        names = st.sampled_from(["tier", "city_of_birth", "größe", "K9"])
        attribute = st.tuples(names, values(Words("", "", 100)))
        given_["attributes"] = tuple(draw(st.lists(attribute, max_size=2, unique_by=itemgetter(0))))
    return request(**given_)


@example(SegmentRename(segment_="gift shops", name="0"))
@given(requests())
def test_the_text_of_a_request_reads_back_as_the_request(request: Request) -> None:
    assert parse(request.text()) == request


@given(requests())
def test_a_reply_with_all_settings_gives_the_request(request: Request) -> None:
    """As in the thread of an answer with nothing but defaults."""
    kind = type(request)
    required = {
        name: getattr(request, name) for name in parameters(kind) if is_required(kind, name)
    }
    text = request.text()
    settings = {name for name in parameters(kind) if getattr(request, name) != default(kind, name)}
    settings |= {name for name, _ in getattr(request, "attributes", ())}

    # What is written without its name is no setting.
    named = all(token.name for token in tokens(text)[2:])
    if settings and not required and named:
        assert refine(kind(), text.split(maxsplit=2)[2]) == request


@example(DataReread(dates="day first"))
@given(requests())
def test_a_form_that_is_submitted_as_it_opened_gives_the_request(request: Request) -> None:
    view = form(Draft.of(request, CARRIED))

    assert read_form(_left_alone(view)) == (request, CARRIED)


@given(requests())
def test_all_settings_of_a_form_give_the_request_as_well(request: Request) -> None:
    first = form(Draft.of(request, CARRIED))
    whole = form(Draft.left(_left_alone(first)).whole)

    assert read_form(_left_alone(whole)) == (request, CARRIED)


@given(requests())
def test_slack_takes_the_form_of_every_request_with_settings(request: Request) -> None:
    if parameters(type(request)):
        draft = Draft.of(request, {"channel": "C1", "thread": "1.2"})
        assert view_problems(form(draft)) == []
        assert view_problems(form(draft.whole)) == []


@given(st.text())
def test_whatever_is_typed_is_a_request_or_an_error_with_words_for_a_person(text: str) -> None:
    for line in (text, f"/segment {text}", f"rfm top {text}", f"/segment run k={text}"):
        error = refusal(line)
        assert error is None or (error.message and error.hint)


def refusal(line: str) -> SegbotError | None:
    try:
        parse(line)
    except SegbotError as error:
        return error
    return None


def _left_alone(view: dict[str, Any]) -> dict[str, Any]:
    """A form as Slack sends it where nobody touched an input."""
    values = {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"])}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    return {**view, "state": {"values": values}}


def _state(element: dict[str, Any]) -> dict[str, Any]:
    match element["type"]:
        case "static_select":
            return {"selected_option": element.get("initial_option")}
        case "datepicker":
            return {"selected_date": element.get("initial_date")}
        case "timepicker":
            return {"selected_time": element.get("initial_time")}
        case "conversations_select":
            return {"selected_conversation": element.get("initial_conversation")}
    return {"value": element.get("initial_value")}
