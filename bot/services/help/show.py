"""How to ask: made from the declarations alone."""

import re

from bot.language.commands import COMMANDS, Help
from bot.language.commands.rfm import Scored
from bot.language.declaration import Command, Parameter, parameters, shown, usage
from bot.services.answer import Answer, Column, Line, NextStep, Table
from bot.services.context import Context
from bot.services.formats import FILES_READ


def show(request: Help, context: Context) -> Answer:
    """Help for one command, or the list of all."""
    return _one(COMMANDS[request.about]) if request.about else _all()


def _all() -> Answer:
    return Answer(
        title="What you can ask me",
        reading=(
            Line(
                f"Drop a file of orders ({FILES_READ}) into a channel I'm in, then ask with a "
                "slash command, by mentioning me, or in a direct message. A file of customers "
                "adds what you know of them."
            ),
            *(Line(command.summary + ".", lead=f"/{name}") for name, command in COMMANDS.items()),
        ),
        notes=("Each explains itself: for example, /segment help.",),
        next_steps=tuple(NextStep(f"/{name} help", f"/{name} help") for name in COMMANDS),
        private=True,
    )


def _one(command: Command) -> Answer:
    settings: dict[str, Parameter] = {}
    for request in command.requests:
        settings |= parameters(request)
    explained = "\n".join(
        f"{shown(name)}: {each.help}; {each.kind.allowed}." for name, each in settings.items()
    )
    return Answer(
        title=f"/{command.name}: {command.summary[0].lower()}{command.summary[1:]}",
        reading=(),
        tables=(
            Table(
                title="What to write",
                columns=(Column("Write"), Column("To")),
                rows=tuple((_short_usage(usage(each)), each.summary) for each in command.requests),
            ),
        ),
        notes=(f"Settings, written name=value:\n{explained}",) if explained else (),
        next_steps=tuple(
            NextStep(each.examples[-1], each.examples[-1]) for each in command.requests[:4]
        ),
        private=True,
    )


def _short_usage(text: str) -> str:
    """Usage without the settings that every question about customers has; the notes list them."""
    for shared in parameters(Scored):
        text = re.sub(rf" \[{shared}=[^]]*\]", "", text)
    return text
