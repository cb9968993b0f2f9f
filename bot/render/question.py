"""A question about a file: what is asked, a few rows, and the answers to choose from."""

from typing import Any

from bot.render import limits
from bot.render.actions import Action, button
from bot.render.message import Block, Message, section
from bot.render.slack_text import escape, plain_text, shorten
from bot.services.formats import BLANK
from bot.services.intake.question import FileQuestion

#: More answers than these are easier to find in a menu.
_MOST_BUTTONS = 5
_WIDEST_NAME = 200


def asking(question: FileQuestion, number: int) -> Message:
    """Ask the first thing that isn't certain, with a button for each answer, and one for the form
    unless it is just this one or that.

    Parameters
    ----------
    question : FileQuestion
    number : int
        By which its answer finds it.
    """
    text = (
        f"I need your help to read `{_name(question)}`. Nothing of it is stored yet.\n"
        f"{escape(question.questions[0])}"
    )
    answers = _answers(question)
    blocks = [section(text), *_rows(question), *([section(answers)] if answers else [])]
    blocks.append({"type": "actions", "elements": _elements(question, number)})
    return Message(shorten(f"{text}\n{answers}".strip(), limits.MESSAGE_TEXT), blocks)


def answered(question: FileQuestion, answer: str, user: str) -> Message:
    """What becomes of a question that somebody answered."""
    said = f": {escape(answer)}" if answer else " in the form"
    text = f"{escape(question.questions[0])}\nAnswered by <@{user}>{said}."
    return Message(shorten(text, limits.MESSAGE_TEXT), [section(text)])


def tried_on(question: FileQuestion) -> str:
    """On which rows the answers were tried, as a heading of what they make of them; all that is
    to be said where they make the same of them."""
    rows = "the file" if question.rows is None else f"the first {question.rows:,} rows"
    if question.alike:
        return f"Whichever it is, {rows} would make {question.alike}."
    return f"What each answer makes of {rows}:"


def _answers(question: FileQuestion) -> str:
    if question.alike:
        return escape(tried_on(question))
    lines = [
        f"• *{_plain(choice.label)}*: {escape(makes)}"
        for choice, makes in zip(question.choices, question.makes(), strict=True)
        if makes
    ]
    return "\n".join([tried_on(question), *lines]) if lines else ""


def _rows(question: FileQuestion) -> list[Block]:
    if len(question.shown) < 2:
        return []
    rows = [[_cell(text) for text in row] for row in question.shown]
    settings = [{"is_wrapped": True} for _ in question.shown[0]]
    return [{"type": "table", "column_settings": settings, "rows": rows}]


def _cell(text: str) -> dict[str, str]:
    return {"type": "raw_text", "text": text or BLANK}


def _elements(question: FileQuestion, number: int) -> list[dict[str, Any]]:
    form = button("Tell me what the columns mean", Action.MAP, str(number))
    values = [f"{number} {place}" for place in range(len(question.choices))]
    labels = [each.label for each in question.choices]
    if len(labels) <= _MOST_BUTTONS:
        found = [
            button(label, Action.ANSWER, value, place)
            for place, (label, value) in enumerate(zip(labels, values, strict=True))
        ]
        return found if question.is_either_or else [*found, form]
    options = [
        {"text": plain_text(shorten(label, limits.OPTION_TEXT)), "value": value}
        for label, value in zip(labels, values, strict=True)
    ]
    menu = {
        "type": "static_select",
        "action_id": f"{Action.ANSWER}:0",
        "placeholder": plain_text("Choose an answer"),
        "options": options,
    }
    return [menu, form]


def _plain(label: str) -> str:
    """A label fit to stand between asterisks."""
    return escape(label.replace("*", "∗").replace("`", "'"))


def _name(question: FileQuestion) -> str:
    return escape(shorten(question.filename.replace("`", "'"), _WIDEST_NAME))
