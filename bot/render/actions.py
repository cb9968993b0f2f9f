"""Buttons, and the identifiers by which their clicks come back."""

from enum import StrEnum
from typing import Any

from bot.render import limits
from bot.render.slack_text import shorten
from bot.services.answer import NextStep


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
    #: Answer a question about a file; the value is the question's number and the answer's place.
    ANSWER = "answer_question"
    #: Open the form that asks how a file is to be read; the value is the question's number.
    MAP = "map_columns"


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


def button(label: str, action: Action, value: str, place: int = 0) -> dict[str, Any]:
    """One button. ``place`` keeps action ids apart within a row, as Slack wants them."""
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": shorten(label, limits.BUTTON_TEXT)},
        "action_id": f"{action}:{place}",
        "value": shorten(value, limits.BUTTON_VALUE),
    }
