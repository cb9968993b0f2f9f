"""A question about a file in a terminal, and as JSON for machines."""

import shlex
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.table import Table as RichTable

from bot.language.declaration import parameters
from bot.language.file_options import COLUMN, FileOptions
from bot.render.question import tried_on
from bot.services.intake.question import Choice, FileQuestion


def ask(question: FileQuestion, *, numbered: bool) -> None:
    """Print a few rows of a file that is asked about, and the answers with what each makes of it;
    each with its number, or with the option that gives it."""
    console = Console(highlight=False)
    if question.shown:
        headers, *rows = question.shown
        shown = RichTable(*map(escape_markup, headers))
        for row in rows:
            shown.add_row(*map(escape_markup, row))
        console.print(shown)
    if question.choices:
        console.print(tried_on(question) if any(question.makes()) else "The answers:")
    for number, (choice, makes) in enumerate(
        zip(question.choices, question.makes(), strict=True), start=1
    ):
        answer = f"{choice.label}: {makes}" if makes and not question.alike else choice.label
        console.print(escape_markup(f"{number}. {answer}" if numbered else answer))
        if not numbered:
            console.print(f"    {escape_markup(shlex.join(options(choice)))}", soft_wrap=True)


def options(choice: Choice) -> list[str]:
    """The options of `segbot import` that give an answer."""
    found: list[str] = []
    for name, value in choice.said.items():
        parameter = parameters(FileOptions)[name]
        if parameter is COLUMN:
            found += ["--column", f"{name}={value}"]
        else:
            found += [f"--{name}", parameter.kind.write(value)]
    return found


def asked(question: FileQuestion) -> dict[str, Any]:
    """A question about a file as plain values."""
    return {
        "topic": question.open[0],
        "text": question.questions[0],
        "rows": [list(row) for row in question.shown],
        "tried_on_rows": question.rows,
        "answers": [
            {
                "label": choice.label,
                "words": choice.words,
                "options": options(choice),
                "makes": makes,
                "made": asdict(choice.made) if choice.made else None,
            }
            for choice, makes in zip(question.choices, question.makes(), strict=True)
        ],
    }
