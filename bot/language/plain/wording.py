"""A request in a few words of a person's, for a button."""

import re
from calendar import day_name
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from analytics.vocabulary.wording import day
from bot.language.commands.days import Span
from bot.language.declaration import NUMBERS, Request, default, parameters, shown
from bot.language.kinds import LAST, WEEKDAYS, ordinal
from bot.language.plain.vocabulary import vocabulary

_OFTEN = {
    "daily": "every day",
    "weekdays": "Monday to Friday",
    "weekly": "every week",
    "monthly": "every month",
}
#: What says enough without its name.
_PLAIN = frozenset(
    {
        "condition",
        "country",
        "segment",
        "customer",
        "feature",
        "name",
        "pack",
        "show",
    }
)
#: How titles name a thing that has a number.
_THING = re.compile(r"\b(?:an?|the) (alert|campaign|digest|file)\b", re.IGNORECASE)


def in_words(request: Request) -> str:
    """What a request asks for: ``List customers: champions, Germany``."""
    title = vocabulary().titles.get(f"{request.command} {request.verb}".rstrip())
    said = ", ".join(_settings(request))
    title = _of_its_number(title or request.summary.rstrip("."), request)
    return f"{title}: {said}" if said else title


def _of_its_number(title: str, request: Request) -> str:
    """The title of a verb, about the one thing that a number names: ``Pause digest 1``."""
    number = next(
        (getattr(request, each, None) for each in NUMBERS if hasattr(request, each)), None
    )
    if number is None:
        return title
    called = _THING.sub(rf"\1 {number}", title, count=1)
    return f"{called[:1].upper()}{called[1:]}"


def _settings(request: Request) -> Iterator[str]:
    for name in parameters(type(request)):
        if name in NUMBERS:
            continue
        value = getattr(request, name)
        if value is not None and value != default(type(request), name):
            yield _setting(shown(name), value)
    for name, value in getattr(request, "attributes", ()):
        yield f"{name} {value}"


def _setting(name: str, value: Any) -> str:
    match name, value:
        case "since" | "until" | "from" | "to", date():
            return f"{'since' if name == 'from' else name} {day(value)}"
        case "last" | "from", Span():
            return f"last {value.words}"
        case "day", str() if value in WEEKDAYS:
            return f"{day_name[WEEKDAYS.index(value)]}s"
        case "day", str():
            return f"the {value if value == LAST else ordinal(int(value))} of the month"
        case "every", str():
            return _OFTEN[value]
        case "after", str():
            return f"after each {value}"
        case "at", time():
            return f"at {value:%H:%M}"
        case "k", _:
            return f"{value} groups"
        case "n", _:
            return f"{value} of them"
        case "returns", "ignore":
            return "without returns"
        case "where", _:
            return str(value)
        case _ if name in _PLAIN:
            return str(value)
    return f"{name} {value}"
