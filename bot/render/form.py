"""A command as a form, made from its declaration, and back."""

import calendar
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bot.language.commands import COMMANDS
from bot.language.declaration import (
    Parameter,
    Request,
    called,
    default,
    is_required,
    parameters,
)
from bot.language.kinds import (
    WEEKDAYS,
    Choice,
    Day,
    Kind,
    Names,
    NumberOf,
    TimeOfDay,
    WeekdayOrDate,
    WholeNumber,
    Words,
)
from bot.language.plain.vocabulary import vocabulary
from bot.language.words import find
from bot.render import limits
from bot.render.actions import FORM_CALLBACK, Action, button
from bot.render.message import section
from bot.render.slack_text import escape, plain_text, shorten
from bot.services.menus import Menus, Offer

#: Up to this many, whole numbers are picked from a list; beyond, they are typed.
_LISTED_NUMBERS = 20
#: Up to this many settings all are shown at once.
_FEW = 5
#: The input for where a form's answer goes; no name that a setting can have.
_PLACE = "segbot:place"
#: What is chosen where nothing is; no name that data can have.
_UNSET = "segbot:unset"
#: What Slack's ids of channels begin with, public ones and private ones.
_CHANNELS = ("C", "G")
_LABEL, _PLACEHOLDER, _ERROR = 150, 150, 300


class FormError(Exception):
    """Values of a form that can't be taken; ``errors`` says why, by block id."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Draft:
    """A form as somebody left it, right or wrong.

    Attributes
    ----------
    kind : Request class
    texts : mapping of str to str
        What each setting holds, as a command has it; empty where it holds nothing.
    shown : tuple of str
        The settings that the form shows, from the top.
    attributes : tuple of (name, value)
        There is no telling which attributes a form should offer; those that were named stay.
    carried : mapping
        What the submission needs to know of where the form was opened.
    """

    kind: type[Request]
    texts: Mapping[str, str]
    shown: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    carried: Mapping[str, str | None]

    @classmethod
    def of(cls, request: Request, carried: Mapping[str, str | None]) -> "Draft":
        """A form that shows what matters first, filled in as ``request`` has it."""
        kind = type(request)
        texts = {name: _written(kind, name, getattr(request, name)) for name in parameters(kind)}
        attributes = getattr(request, "attributes", ())
        return cls(kind, texts, _foremost(request), attributes, carried)

    @classmethod
    def left(cls, view: Mapping[str, Any]) -> "Draft":
        """A form as it came back from Slack."""
        told = json.loads(view["private_metadata"])
        kind = COMMANDS[told["command"]].request(told["verb"])
        if kind is None:
            raise FormError({})
        unset = {name: _unset(kind, name) for name in parameters(kind)}
        inputs = [each["block_id"] for each in view["blocks"] if each["type"] == "input"]
        shown = tuple(name for name in inputs if name != _PLACE)
        states = view["state"]["values"]
        place = _submitted(states.get(_PLACE, {}))
        channel = told["carried"]["channel"]
        elsewhere = place != channel if place else _PLACE in states and _is_channel(channel)
        moved = {"channel": place or None, "thread": None} if elsewhere else {}
        typed = {name: _submitted(states.get(name, {})) for name in shown}
        attributes = tuple((name, value) for name, value in told["attributes"])
        return cls(kind, unset | told["kept"] | typed, shown, attributes, told["carried"] | moved)

    @property
    def whole(self) -> "Draft":
        """The same with every setting, the others below those that were there."""
        others = (name for name in _asked(self.kind) if name not in self.shown)
        shown = (*self.shown, *others)
        return Draft(self.kind, self.texts, shown, self.attributes, self.carried)

    @property
    def values(self) -> dict[str, Any]:
        """What it says, as far as it is right."""
        return self._read()[0]

    def request(self) -> Request:
        """The request that it makes.

        Raises
        ------
        FormError
            If a value is out of its limits.
        """
        values, errors = self._read()
        missing = [name for name in parameters(self.kind) if is_required(self.kind, name)]
        errors |= {name: "This is needed." for name in missing if name not in values | errors}
        if errors:
            raise FormError(errors)
        return self.kind(**values)

    def _read(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What is right, and what is wrong with the rest."""
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        if self.kind.takes_attributes:
            values["attributes"] = self.attributes
        for name, parameter in parameters(self.kind).items():
            if not self.texts[name]:
                continue
            try:
                values[name] = parameter.kind.read(self.texts[name])
            except ValueError as error:
                errors[name] = _complaint(parameter.kind, str(error))
        return values, errors


def form(draft: Draft, menus: Menus = MappingProxyType({})) -> dict[str, Any]:
    """A modal with an input for each setting that a draft shows, filled in as it stands.

    Parameters
    ----------
    draft : Draft
    menus : mapping
        What settings can name here.
    """
    kind = draft.kind
    declared = parameters(kind)
    metadata = {
        "command": kind.command,
        "verb": kind.verb,
        "attributes": draft.attributes,
        "kept": {
            name: draft.texts[name]
            for name in declared
            if name not in _asked(kind) and draft.texts[name]
        },
        "carried": draft.carried,
    }
    more = len(draft.shown) < len(_asked(kind))
    return {
        "type": "modal",
        "callback_id": FORM_CALLBACK,
        "private_metadata": json.dumps(metadata),
        "title": plain_text(_title(kind)),
        "submit": plain_text("Run"),
        "close": plain_text("Cancel"),
        "blocks": [
            section("\n".join([*_too_long(kind), escape(kind.summary)])),
            *_where(draft),
            *(_input(kind, name, draft.texts[name], menus.get(name, ())) for name in draft.shown),
            *([_more()] if more else []),
        ],
    }


def _where(draft: Draft) -> list[dict[str, Any]]:
    """Where the answer goes: chosen where that is the point, else said where it isn't clear."""
    kind, channel = draft.kind, str(draft.carried.get("channel") or "")
    if kind.is_of_place:
        return [_place_input(channel if _is_channel(channel) else "")]
    if not draft.carried.get("home"):
        return []
    return [
        section(
            "From here it goes to *Messages*, your direct messages with me. For a channel, type "
            f"`{called(kind)}` there."
        )
    ]


def _is_channel(channel: str | None) -> bool:
    """Whether it is one that can be chosen: not somebody's direct messages."""
    return (channel or "").startswith(_CHANNELS)


def _place_input(channel: str) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": _PLACE,
        "optional": True,
        "label": plain_text("In which channel"),
        "hint": plain_text("If you choose none, it goes to your direct messages with me."),
        "element": {
            "type": "conversations_select",
            "action_id": _PLACE,
            "placeholder": plain_text("Choose a channel that I'm in"),
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            **({"initial_conversation": channel} if channel else {}),
        },
    }


def not_there() -> dict[str, str]:
    """What is told at the channel's field where the bot can't post in it."""
    return at_field(_PLACE, "I'm not in that channel yet: invite me there, then try again.")


def read_form(view: Mapping[str, Any]) -> tuple[Request, Mapping[str, str | None]]:
    """The request that a submitted form makes, and what the form carried.

    Raises
    ------
    FormError
        If a value is out of its limits.
    """
    draft = Draft.left(view)
    return draft.request(), draft.carried


def suggested(draft: Draft, name: str, typed: str, menus: Menus) -> list[dict[str, Any]]:
    """What of a setting's long menu goes with what somebody typed, what begins with it first."""
    wanted = typed.strip().casefold()
    offered = _offered(draft.kind, name, draft.texts[name], menus.get(name, ()))
    found = [each for each in offered if wanted in each.label.casefold()]
    found.sort(key=lambda each: not each.label.casefold().startswith(wanted))
    return [_option(each) for each in found[: limits.OPTIONS]]


def at_field(name: str, message: str) -> dict[str, str]:
    """An error with what a person may write instead, as Slack shows it below a field."""
    return {name: shorten(message.replace("`", ""), _ERROR)}


def _asked(kind: type[Request]) -> list[str]:
    """The settings that a form asks for; where there is one choice, there is nothing to choose."""
    return [
        name
        for name, each in parameters(kind).items()
        if not each.by_button and [one.value for one in _fixed(each)] != [_unset(kind, name)]
    ]


def _foremost(request: Request) -> tuple[str, ...]:
    """What must be given, what matters most, and what was given."""
    kind = type(request)
    asked = _asked(kind)
    if len(asked) <= _FEW:
        return tuple(asked)
    declared = parameters(kind)
    needed = [each for each in asked if is_required(kind, each) or declared[each].bare]
    given = [each for each in asked if getattr(request, each) != default(kind, each)]
    foremost = [each for each in kind.foremost if each in asked]
    return tuple(dict.fromkeys([*needed, *foremost, *given]))


def empty_form(draft: Draft) -> dict[str, Any]:
    """What is shown until it is known what there is to choose from."""
    return {
        "type": "modal",
        "title": plain_text(_title(draft.kind)),
        "close": plain_text("Cancel"),
        "blocks": [section("One moment: looking up what there is to choose from…")],
    }


def _title(kind: type[Request]) -> str:
    """What a form does, in a person's words; where Slack has no room for them, who asks."""
    return "Segbot" if _too_long(kind) else _does(kind)


def _too_long(kind: type[Request]) -> list[str]:
    """What a form does, to stand first in it where its title has no room for that."""
    does = _does(kind)
    return [f"*{escape(does)}*"] if len(does) > limits.TITLE_TEXT else []


def _does(kind: type[Request]) -> str:
    return vocabulary().titles[f"{kind.command} {kind.verb}".rstrip()]


def _more() -> dict[str, Any]:
    return {"type": "actions", "elements": [button("More settings", Action.WHOLE_FORM, "more")]}


def _input(kind: type[Request], name: str, text: str, menu: Sequence[Offer]) -> dict[str, Any]:
    parameter = parameters(kind)[name]
    label = parameter.label or f"{parameter.help[:1].upper()}{parameter.help[1:]}"
    element = _element(kind, name, text, menu)
    typed = element["type"] == "plain_text_input" and not isinstance(parameter.kind, Words)
    takes = parameter.kind.allowed
    return {
        "type": "input",
        "block_id": name,
        "optional": not is_required(kind, name),
        "label": plain_text(shorten(label, _LABEL)),
        **({"hint": plain_text(f"{takes[:1].upper()}{takes[1:]}.")} if typed else {}),
        "element": {**element, "action_id": name},
    }


def _element(kind: type[Request], name: str, text: str, menu: Sequence[Offer]) -> dict[str, Any]:
    parameter = parameters(kind)[name]
    offered = _fixed(parameter) or tuple(menu)
    if isinstance(parameter.kind, Names) and parameter.kind.most > 1 and offered:
        chosen = [_among(offered, each) for each in text.split(",") if each]
        return _several([*dict.fromkeys([*offered, *chosen])], chosen, parameter.kind.most)
    offered = _offered(kind, name, text, menu)
    if offered:
        return _one(offered, _among(offered, text or _UNSET))
    match parameter.kind:
        case Day():
            return {"type": "datepicker", **({"initial_date": text} if text else {})}
        case TimeOfDay():
            return {"type": "timepicker", **({"initial_time": text} if text else {})}
    return {
        "type": "plain_text_input",
        "placeholder": plain_text(shorten(f"Such as {parameter.kind.example}", _PLACEHOLDER)),
        **({"initial_value": text} if text else {}),
    }


def _one(offered: Sequence[Offer], chosen: Offer) -> dict[str, Any]:
    initial = {"initial_option": _option(chosen)} if chosen in offered else {}
    if len(offered) > limits.OPTIONS:
        return {"type": "external_select", "min_query_length": 0, **initial}
    return {"type": "static_select", "options": [*map(_option, offered)], **initial}


def _several(offered: Sequence[Offer], chosen: Sequence[Offer], most: int) -> dict[str, Any]:
    initial = {"initial_options": [*map(_option, chosen)]} if chosen else {}
    limited = {"max_selected_items": most, **initial}
    if len(offered) > limits.OPTIONS:
        return {"type": "multi_external_select", "min_query_length": 0, **limited}
    return {"type": "multi_static_select", "options": [*map(_option, offered)], **limited}


def _offered(kind: type[Request], name: str, text: str, menu: Sequence[Offer]) -> tuple[Offer, ...]:
    """What a setting can be chosen from, with how it stands; empty where it is to be typed."""
    parameter = parameters(kind)[name]
    offered = _fixed(parameter) or tuple(menu)
    # Slack takes no longer ones.
    offered = tuple(each for each in offered if len(each.value) <= limits.OPTION_VALUE)
    if not offered or len(text) > limits.OPTION_VALUE:
        return ()
    word = getattr(parameter.kind, "word", None) or _unset(kind, name)
    optional = word or not is_required(kind, name)
    if optional and find(word, [each.value for each in offered]) is None:
        label = parameter.unset or word.capitalize() or "Any"
        offered = (Offer(label, word or _UNSET), *offered)
    chosen = _among(offered, text or _UNSET)
    return offered if chosen in offered or not text else (*offered, chosen)


def _among(offered: Sequence[Offer], text: str) -> Offer:
    """The offer that a text means, by its value or its label; else one of its own."""
    for each in offered:
        if each.value == text:
            return each
    for each in offered:
        if find(text, [each.value, each.label]):
            return each
    return Offer(text, text)


def _fixed(parameter: Parameter) -> tuple[Offer, ...]:
    """The words to pick from, where they are few and the same in every shop."""
    kind = parameter.kind
    match kind:
        case Names() if kind.labels:
            return tuple(map(Offer, kind.labels, kind.options))
        case Choice():
            labels = kind.labels or kind.options
            return tuple(map(Offer, labels, map(kind.write, kind.options)))
        case NumberOf():
            return tuple(Offer(str(each), str(each)) for each in kind.options)
        case WeekdayOrDate():
            words = tuple(map(kind.write, kind.options))
            dates = (f"{each.capitalize()} of the month" for each in words[len(WEEKDAYS) :])
            return tuple(map(Offer, (*calendar.day_name, *dates), words))
        case WholeNumber() if kind.high - kind.low < _LISTED_NUMBERS:
            return tuple(Offer(str(each), str(each)) for each in range(kind.low, kind.high + 1))
    return ()


def _unset(kind: type[Request], name: str) -> str:
    """What a setting's text is where nothing was said of it."""
    return "" if is_required(kind, name) else _written(kind, name, default(kind, name))


def _written(kind: type[Request], name: str, value: Any) -> str:
    """A value as a command has it; empty where it is none."""
    parameter = parameters(kind)[name]
    word = getattr(parameter.kind, "word", None)
    return "" if value is None and word is None else parameter.kind.write(value)


def _complaint(kind: Kind, suggestion: str) -> str:
    # int() and date() word their errors for programmers; only ours end in a question mark.
    asked = f" {suggestion[:1].upper()}{suggestion[1:]}" if suggestion.endswith("?") else ""
    return shorten(f"Must be {kind.allowed}.{asked}".replace("`", ""), _ERROR)


def _submitted(states: Mapping[str, Any]) -> str:
    """What Slack says that an input holds, as a command has it."""
    state: Mapping[str, Any] = next(iter(states.values()), {})
    options = state.get("selected_options") or [state.get("selected_option") or {}]
    chosen = ",".join(str(each.get("value", "")) for each in options)
    picked = ("selected_date", "selected_time", "selected_conversation", "value")
    typed = next((state[each] for each in picked if state.get(each)), "")
    text = chosen or str(typed or "")
    return "" if text == _UNSET else text


def _option(offer: Offer) -> dict[str, Any]:
    return {
        "text": plain_text(shorten(offer.label, limits.OPTION_TEXT)),
        "value": offer.value,
    }
