"""Buttons, and the identifiers by which their clicks come back."""

from enum import StrEnum
from typing import Any

from bot.render import limits
from bot.render.slack_text import shorten
from bot.services.answer import About, NextStep


class Action(StrEnum):
    """What a click asks for; a button's ``action_id`` starts with it."""

    #: Run the command in the button's value.
    RUN = "run_command"
    #: Open the form of the command in the button's value.
    FORM = "open_form"
    #: Take in the file whose id is in the button's value, once more.
    IMPORT = "import_file"
    #: Show the rest of the answer to the command in the button's value.
    MORE = "show_more"
    #: Answer the command in the button's value in the channel, for everybody.
    SHARE = "share_answer"
    #: Show another page of a list in place of this one; the value is the command of that page.
    TURN = "turn_page"
    #: What a menu's option says: RUN or FORM, and the command.
    CHOOSE = "choose_step"
    #: Show a form with every setting.
    WHOLE_FORM = "whole_form"
    #: Answer a question about a file; the value is the question's number and the answer's place.
    ANSWER = "answer_question"
    #: Open the form that asks how a file is to be read; the value is the question's number.
    MAP = "map_columns"
    #: Stop what the button's message is about.
    STOP = "stop_work"


#: The ``callback_id`` of every form.
FORM_CALLBACK = "command_form"


def next_steps(steps: tuple[NextStep, ...]) -> dict[str, Any]:
    """A row of buttons; each says a command for the person who clicks it."""
    return {"type": "actions", "elements": buttons(steps)}


def buttons(steps: tuple[NextStep, ...]) -> list[dict[str, Any]]:
    """A button for each next step."""
    return [
        button(step.label, Action.FORM if step.form else Action.RUN, step.command, place)
        for place, step in enumerate(steps)
    ]


def menu(about: tuple[About, ...]) -> list[dict[str, Any]]:
    """The menu of what can be asked of each segment; empty where there is nothing to choose.

    Where there are too many for one menu, it has who is in each.
    """
    steps = sum(len(each.steps) for each in about)
    if steps <= limits.OPTIONS:
        groups = [(each.label, [(step.label, step) for step in each.steps]) for each in about]
    else:
        first = [(each.label, each.steps[0]) for each in about if each.steps]
        parts = [first[at : at + limits.OPTIONS] for at in range(0, len(first), limits.OPTIONS)]
        groups = [(f"{part[0][0]} to {part[-1][0]}", part) for part in parts]
    shown = [
        {"label": _plain(label), "options": options}
        for label, part in groups[: limits.OPTION_GROUPS]
        if (options := [each for text, step in part if (each := _option(text, step))])
    ]
    if not shown:
        return []
    return [
        {
            "type": "static_select",
            "action_id": Action.CHOOSE,
            "placeholder": _plain("Go to…"),
            "option_groups": shown,
        }
    ]


def chosen(value: str) -> tuple[Action, str]:
    """What a menu's option asks for, and the command."""
    action, _, command = value.partition(" ")
    return Action(action), command


def _option(label: str, step: NextStep) -> dict[str, Any] | None:
    """An option of a menu; None where its command is longer than Slack takes."""
    value = f"{Action.FORM if step.form else Action.RUN} {step.command}"
    if len(value) > limits.OPTION_VALUE:
        return None
    return {"text": _plain(label), "value": value}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": shorten(text, limits.OPTION_TEXT), "emoji": False}


def button(label: str, action: Action, value: str, place: int = 0) -> dict[str, Any]:
    """One button. ``place`` keeps action ids apart within a row, as Slack wants them."""
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": shorten(label, limits.BUTTON_TEXT)},
        "action_id": f"{action}:{place}",
        "value": shorten(value, limits.BUTTON_VALUE),
    }
