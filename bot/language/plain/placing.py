"""Which parameter of a request takes what a sentence names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analytics.features.names import FEATURES
from bot.language.commands.days import Span
from bot.language.declaration import Parameter, Request, parameters
from bot.language.kinds import WholeNumber
from bot.language.plain.periods import Period
from bot.language.plain.sentence import Found, without_overlaps
from bot.language.segments import SegmentName

#: Of two such, neither can be meant alone.
_ONLY_ONE = ("country", "segment", "group", "customer", "period", "value", "run", "upload", "item")
#: The segment whose name is what people say of anybody who is new, too.
NEW = "new customers"
#: Customers' ids have more digits than groups' numbers.
_DIGITS_OF_GROUPS = 2
#: Numbers that are no customer's id.
_MANY = 1_000
#: The page after the one that is shown.
NEXT = 0
#: Verbs of RFM that show every segment.
_OF_ALL_SEGMENTS = frozenset({"today", "overview", "segments", "settings", "preview"})


def placed(
    kind: type[Request], named: Sequence[Found], previous: Request | None
) -> tuple[dict[str, Any], set[int]]:
    """The parameters that what is named gives, and the places of its words.

    Parameters
    ----------
    previous : Request or None
        What is changed; further attributes add to its own.
    """
    declared, is_reply = parameters(kind), previous is not None
    values: dict[str, Any] = {}
    used: set[int] = set()
    fitting = [each for each in named if _setting(kind, declared, each, {}, is_reply) is not None]
    attributes = dict(getattr(previous, "attributes", ()))
    rules: list[str] = []
    chosen = without_overlaps(fitting)
    only_one = (*_ONLY_ONE, "feature") if "feature" in declared else _ONLY_ONE
    for sort in only_one if kind.verb != "compare" else ():
        said = {each.value for each in chosen if each.kind == sort}
        if len({value[0] for value in said} if sort == "value" else said) < len(said) or (
            sort != "value" and len(said) > 1
        ):
            chosen = tuple(each for each in chosen if each.kind != sort)
    for each in chosen:
        setting = _setting(kind, declared, each, values, is_reply)
        if setting is None:
            continue
        used |= {*each.places}
        if each.kind == "value":
            attributes[each.value[0]] = each.value[1]
            values["attributes"] = tuple(attributes.items())
        elif each.kind == "condition":
            rules.append(each.value)
            values["where"] = " and ".join(rules)
        elif each.kind == "page" and each.value == NEXT:
            values["page"] = getattr(previous, "page", 0) + 1
        else:
            values |= setting
    if "n" in values:
        # A list of another length begins again.
        values.pop("page", None)
    if {"first", "second"} <= values.keys():
        # The earlier run comes first, in whatever order they are named.
        values["first"], values["second"] = sorted((values["first"], values["second"]))
    return values, used


def takes_one_segment(kind: type[Request]) -> bool:
    """Whether a command may be about one segment, rather than about all of them."""
    is_of_all = kind.command == "rfm" and kind.verb in _OF_ALL_SEGMENTS
    names = parameters(kind).keys()
    return not is_of_all and "customer" not in names and bool({"segment_", "segment"} & names)


def _setting(
    kind: type[Request],
    declared: Mapping[str, Parameter],
    found: Found,
    taken: Mapping[str, Any],
    is_reply: bool,
) -> dict[str, Any] | None:
    """What one thing that is named sets of a request; None where it has no place in it."""
    names = declared.keys()
    match found.kind:
        case "segment" | "group" if not takes_one_segment(kind):
            return None
        case "segment" | "group" if "segment_" in names:
            # Groups aren't RFM's, nor its segments groups; what is planned may be for either.
            own = {"rfm": "segment", "segment": "group"}.get(kind.command, found.kind)
            named = declared["segment_"].kind.read(found.value)
            return {"segment_": named} if own == found.kind else None
        case "customer" if kind.command == "recommend":
            may_be_a_group = len(found.value) <= _DIGITS_OF_GROUPS
            said = f"customer {found.value}" if may_be_a_group else found.value
            return {"segment_": declared["segment_"].kind.read(said)}
        case "segment" if (kind.command, kind.verb) == (
            "explore",
            "cohorts",
        ) and found.value == NEW:
            # All of them were new once.
            return {}
        case "segment" | "group" if "segment" in names and "customer" not in names:
            return {"segment": SegmentName().read(found.value)}
        case "move" | "shift" if "left" in names:
            own = {"rfm": "move", "segment": "shift"}[kind.command]
            left, joined = found.value
            return {"left": left, "joined": joined} if own == found.kind else None
        # A file's country is a column of it.
        case "country" if "country" in names and kind.command != "data":
            return {"country": found.value}
        case "value" if kind.takes_attributes:
            return {}
        case "condition" if "where" in names:
            return {}
        case "customer" if "customer" in names:
            return {"customer": found.value}
        case "feature" if "feature" in names:
            return {"feature": found.value}
        case "feature" if "name" in names and kind.command == "explore":
            return None if found.value in FEATURES else {"name": found.value}
        case "feature" if "features" in names:
            earlier = taken.get("features")
            return {"features": f"{earlier},{found.value}" if earlier else found.value}
        case "limits" if found.value[0] in names and kind.command == "rfm":
            return {found.value[0]: declared[found.value[0]].kind.read(found.value[1])}
        case "pack" if "pack" in names:
            return {"pack": found.value}
        case "attribute" if "name" in names and kind.command == "explore":
            return {"name": found.value}
        case "weekday" if "day" in names and kind.command == "digest":
            return {"day": found.value, "every": "weekly"}
        case "time" if "at" in names:
            return {"at": found.value}
        case "percent" if "control" in names:
            return {"control": found.value}
        case "quoted" if "name" in names and (kind.command, kind.verb) == ("campaign", "start"):
            return {"name": found.value}
        case "title" if "name" in names and kind.verb in ("rename", "start"):
            return {"name": found.value}
        case "length" if "from_" in names:
            return {"from_": found.value}
        case "page" if "page" in names and (found.value != NEXT or is_reply):
            return {"page": found.value}
        case "comparison" if (kind.command, kind.verb) == ("explore", "overview"):
            # It sets that long beside as long before.
            return {"since": None, "until": None, "last": found.value}
        case "both" | "apart" if (kind.command, kind.verb) == ("explore", "revenue"):
            return _of_period(names, found.value)
        case "later" if (kind.command, kind.verb) == ("explore", "overview"):
            return _of_period(names, found.value)
        case "period":
            return _of_period(names, found.value)
        case "run" if kind.verb == "compare":
            return _of_number(declared, ("first", "second"), found.value, taken)
        case "run":
            return _of_number(declared, ("run",), found.value, taken)
        case "upload":
            return _of_number(declared, ("upload",), found.value, taken)
        case "item":
            return _of_number(declared, ("number",), found.value, taken)
        case "number" if found.value < _MANY:
            rows = ("k", "n", "first", "second", "number", "upload")
            also = ("run",) if kind.verb == "show" else ()
            return _of_number(declared, (*rows, *also), found.value, taken)
    return None


def lengthened(previous: Request, named: Sequence[Found]) -> tuple[dict[str, Any], set[int]]:
    """What can only be another length of time, in the same unit where none is named: ``make that
    30``, ``and 6 months?`` of the last 90 days."""
    bare = [each for each in named if each.kind == "number"]
    whole = [each for each in named if each.kind == "length"]
    for name in ("last", "from_"):
        span = getattr(previous, name, None)
        if isinstance(span, Span) and len(whole) == 1:
            return {name: whole[0].value}, {*whole[0].places}
        if isinstance(span, Span) and len(bare) == 1 and bare[0].value == int(bare[0].value):
            return {name: replace(span, count=int(bare[0].value))}, {*bare[0].places}
    return {}, set()


def _of_period(names: Iterable[str], period: Period) -> dict[str, Any] | None:
    known = set(names)
    if "from_" in known:
        # Two days are compared, whichever orders count.
        earlier = period.last or period.since
        if earlier is None:
            return None
        return {"from_": earlier} | ({"to": period.until} if period.until else {})
    if {"since", "until", "last"} <= known:
        return {"since": period.since, "until": period.until, "last": period.last}
    return None


def _of_number(
    declared: Mapping[str, Parameter], names: Sequence[str], number: float, taken: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The first of these parameters that isn't given yet, where the number is within its limits."""
    for name in names:
        kind = declared[name].kind if name in declared else None
        if isinstance(kind, WholeNumber) and name not in taken and number == int(number):
            return {name: int(number)} if kind.low <= number <= kind.high else None
    return None
