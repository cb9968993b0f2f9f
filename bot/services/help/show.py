"""How to ask: made from the declarations alone."""

import re

from bot.language.commands import COMMANDS, Help
from bot.language.commands.rfm import Scored
from bot.language.declaration import Command, Parameter, Request, called, parameters, shown, usage
from bot.language.parser import parse
from bot.services.answer import Answer, Column, Line, NextStep, Table
from bot.services.context import Context
from bot.services.formats import FILES_READ


def show(request: Help, context: Context) -> Answer:
    """Help for one verb, for one command, or the list of all."""
    if request.about is None:
        return _all()
    command = COMMANDS[request.about]
    verb = command.request(request.on) if request.on else None
    return _verb(verb) if verb else _command(command)


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


def _command(command: Command) -> Answer:
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
        next_steps=_example(command.requests),
        private=True,
    )


def _verb(request: type[Request]) -> Answer:
    settings = parameters(request)
    return Answer(
        title=called(request),
        reading=(
            Line(request.summary),
            Line(_short_usage(usage(request)), lead="Write"),
            Line("; ".join(request.examples), lead="For example"),
        ),
        tables=(
            Table(
                title="Settings, written name=value",
                columns=(Column("Name"), Column("What it is"), Column("It takes")),
                rows=tuple(
                    (shown(name), each.help, each.kind.allowed) for name, each in settings.items()
                ),
            ),
        )
        if settings
        else (),
        next_steps=_example((request,)),
        private=True,
    )


def _example(requests: tuple[type[Request], ...]) -> tuple[NextStep, ...]:
    """One example to click on, of the first verb that has one which changes nothing and is about
    nobody who may not be in this shop; else the first verb's form, which asks before it does."""
    for request in requests:
        if "customer" in parameters(request):
            continue
        for example in request.examples:
            if not parse(example).acts:
                return (NextStep(example, example),)
    request = requests[0]
    return (NextStep(f"{called(request)}…", request.examples[0], form=True),)


def _short_usage(text: str) -> str:
    """Usage without the settings that every question about customers has; the notes list them."""
    for shared in parameters(Scored):
        text = re.sub(rf" \[{shared}=[^]]*\]", "", text)
    return text
