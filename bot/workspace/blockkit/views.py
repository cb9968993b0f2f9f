"""Modals and Home tabs as Slack checks them, and the values that people put in."""

import json
from collections.abc import Iterator
from typing import Any

from bot.workspace import limits
from bot.workspace.blockkit.blocks import Surface, block_problems
from bot.workspace.blockkit.checks import Check, Json, Problem, boolean, by_type, shape, string
from bot.workspace.blockkit.composition import plain_text
from bot.workspace.errors import ArgumentError, SlackError

_METADATA: dict[str, Check] = {
    "private_metadata": string(limits.PRIVATE_METADATA, least=0),
    "callback_id": string(limits.IDENTIFIER, least=0),
    "external_id": string(limits.IDENTIFIER, least=0),
}


def _blocks_on(surface: Surface) -> Check:
    def check(value: Any, pointer: str) -> Iterator[Problem]:
        yield from block_problems(value, surface, pointer)

    return check


def _submit_beside_inputs(view: Json, pointer: str) -> Iterator[Problem]:
    if not view.get("submit") and any(block["type"] == "input" for block in view["blocks"]):
        yield Problem("missing required field: submit", pointer, "missing_field")


_VIEW = by_type(
    {
        "modal": shape(
            {"title": plain_text(limits.VIEW_TITLE), "blocks": _blocks_on(Surface.MODAL)},
            {
                **_METADATA,
                "submit": plain_text(limits.VIEW_TITLE),
                "close": plain_text(limits.VIEW_TITLE),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
            _submit_beside_inputs,
        ),
        "home": shape({"blocks": _blocks_on(Surface.HOME)}, _METADATA),
    }
)


def view_problems(view: Any, pointer: str = "/view") -> list[Problem]:
    """List everything Slack would object to in a modal or a Home tab."""
    return list(_VIEW(view, pointer))


def checked_view(view: Any, kind: str) -> Json:
    """Return a view that Slack would accept.

    Parameters
    ----------
    view : any JSON value
        What an app sent as ``view``.
    kind : str
        ``modal`` or ``home``, whichever the method shows.

    Raises
    ------
    ArgumentError
        The view is malformed; the reasons carry JSON pointers.
    SlackError
        ``view_too_large``.
    """
    problems = view_problems(view)
    if not problems and view["type"] != kind:
        problems = [Problem("must be a valid enum value", "/view/type")]
    if problems:
        raise ArgumentError([str(problem) for problem in problems])
    if len(json.dumps(view).encode()) > limits.VIEW_BYTES:
        raise SlackError("view_too_large")
    return dict(view)


def unfilled(blocks: list[Json], values: Json) -> dict[str, str]:
    """Name the inputs that a person still has to fill, as Slack's own client does.

    Parameters
    ----------
    blocks : list of dict
        A view's blocks.
    values : dict
        ``state.values``: block id to action id to the element's state.

    Returns
    -------
    dict of block id to the sentence shown under the field
    """
    missing: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        given = _value(values.get(block["block_id"], {}).get(element["action_id"], {}))
        if given in (None, "", []):
            if not block.get("optional"):
                missing[block["block_id"]] = "Please complete this required field."
        elif complaint := _complaint(element, given):
            missing[block["block_id"]] = complaint
    return missing


def _value(state: Json) -> Any:
    for name, content in state.items():
        if name != "type" and content is not None:
            return content
    return None


def _complaint(element: Json, given: Any) -> str | None:
    kind = element["type"]
    if kind == "number_input":
        return _number_complaint(element, str(given))
    if kind == "plain_text_input":
        if len(given) < element.get("min_length", 0):
            return f"Enter at least {element['min_length']} characters."
        if len(given) > element.get("max_length", limits.INPUT_LENGTH):
            most = element.get("max_length", limits.INPUT_LENGTH)
            return f"Enter at most {most} characters."
    return None


def _number_complaint(element: Json, given: str) -> str | None:
    try:
        amount = float(given) if element["is_decimal_allowed"] else int(given)
    except ValueError:
        return "Enter a number." if element["is_decimal_allowed"] else "Enter a whole number."
    if "min_value" in element and amount < float(element["min_value"]):
        return f"Enter a number of at least {element['min_value']}."
    if "max_value" in element and amount > float(element["max_value"]):
        return f"Enter a number of at most {element['max_value']}."
    return None
