"""A command as a form, made from its declaration, and back."""

import json
from typing import Any

from bot.language.commands import COMMANDS
from bot.language.declaration import (
    Parameter,
    Request,
    called,
    default,
    is_required,
    parameters,
    shown,
)
from bot.language.kinds import WEEKDAYS, Choice, Day, NumberOf, Weekday, WholeNumber
from bot.render import limits
from bot.render.actions import FORM_CALLBACK
from bot.render.slack_text import plain_text, shorten

#: Up to this many, whole numbers are picked from a list; beyond, they are typed.
_LISTED_NUMBERS = 20


class FormError(Exception):
    """Values of a form that can't be taken; ``errors`` says why, by block id."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def form(request: Request, carried: dict[str, str | None]) -> dict[str, Any]:
    """A modal with one input for each parameter, filled in as ``request`` has it.

    Parameters
    ----------
    request : Request
    carried : dict
        What the submission needs to know of where the form was opened.
    """
    metadata = {
        "command": request.command,
        "verb": request.verb,
        # There is no telling which attributes a form should offer; those that were named stay.
        "attributes": getattr(request, "attributes", ()),
        "carried": carried,
    }
    return {
        "type": "modal",
        "callback_id": FORM_CALLBACK,
        "private_metadata": json.dumps(metadata),
        "title": plain_text(shorten(called(type(request)), limits.TITLE_TEXT)),
        "submit": plain_text("Run"),
        "close": plain_text("Cancel"),
        "blocks": [
            _input(request, name, parameter)
            for name, parameter in parameters(type(request)).items()
            # Where there is one choice, there is nothing to choose.
            if len(_options(parameter.kind)) != 1
        ],
    }


def read_form(view: dict[str, Any]) -> tuple[Request, dict[str, str | None]]:
    """The request that a submitted form makes, and what the form carried.

    Raises
    ------
    FormError
        If a value is out of its limits.
    """
    metadata = json.loads(view["private_metadata"])
    request = COMMANDS[metadata["command"]].request(metadata["verb"])
    if request is None:
        raise FormError({})
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.takes_attributes:
        values["attributes"] = tuple((name, value) for name, value in metadata["attributes"])
    for name, parameter in parameters(request).items():
        options = _options(parameter.kind)
        state = view["state"]["values"].get(name, {}).get(name, {})
        # What has one choice isn't in the form, and is that choice.
        text = options[0] if len(options) == 1 else _submitted(state)
        if not text:
            continue
        try:
            values[name] = parameter.kind.read(text)
        except ValueError:
            errors[name] = f"Must be {parameter.kind.allowed}."
    missing = [name for name in parameters(request) if is_required(request, name)]
    errors |= {name: "This is needed." for name in missing if name not in values | errors}
    if errors:
        raise FormError(errors)
    return request(**values), metadata["carried"]


def _input(request: Request, name: str, parameter: Parameter) -> dict[str, Any]:
    value = getattr(request, name)
    optional = not is_required(type(request), name)
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain_text(shorten(f"{parameter.help[:1].upper()}{parameter.help[1:]}", 150)),
        "hint": plain_text(f"In a command: {shown(name)}="),
        "element": {**_element(parameter, value, name, type(request)), "action_id": name},
    }


def _element(parameter: Parameter, value: Any, name: str, request: type[Request]) -> dict[str, Any]:
    kind = parameter.kind
    options = _options(kind)
    if options:
        # A command writes a choice's spaces as dashes.
        chosen = value if isinstance(kind, Choice) else kind.write(value)
        return {
            "type": "static_select",
            "options": [_option(each) for each in options],
            **({"initial_option": _option(chosen)} if chosen in options else {}),
        }
    if isinstance(kind, Day):
        return {"type": "datepicker", **({"initial_date": kind.write(value)} if value else {})}
    written = "" if value is None and default(request, name) is None else kind.write(value)
    return {"type": "plain_text_input", **({"initial_value": written} if written else {})}


def _options(kind: Any) -> list[str]:
    """The words to pick from, where they are few."""
    if isinstance(kind, Choice):
        return list(kind.options)
    if isinstance(kind, NumberOf):
        return list(map(str, kind.options))
    if isinstance(kind, Weekday):
        return list(WEEKDAYS)
    if isinstance(kind, WholeNumber) and kind.high - kind.low < _LISTED_NUMBERS:
        numbers = [str(number) for number in range(kind.low, kind.high + 1)]
        return [kind.word, *numbers] if kind.word else numbers
    return []


def _submitted(state: dict[str, Any]) -> str:
    option = state.get("selected_option") or {}
    return str(option.get("value") or state.get("selected_date") or state.get("value") or "")


def _option(word: str) -> dict[str, Any]:
    return {"text": plain_text(word), "value": word}
