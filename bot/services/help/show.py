"""How to ask: made from the declarations alone."""

import re

from bot.language.commands import COMMANDS, Help
from bot.language.commands.data import COMMAND as DATA
from bot.language.commands.data import DataSample
from bot.language.commands.rfm import Scored
from bot.language.declaration import Command, Parameter, Request, called, parameters, shown, usage
from bot.language.file_options import FileOptions
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
    if verb:
        return _verb(verb)
    return _command(command, _own_data(context) if command is DATA else ())


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


def _own_data(context: Context) -> tuple[Line, ...]:
    """How somebody's own data get here: what to do, and an example."""
    needs = "a customer, a date and an amount in each row"
    if context.channel:
        how = f"post a file of orders ({FILES_READ}) in a channel I'm in, with {needs}."
    else:
        how = f"segbot import orders.csv reads a file of orders ({FILES_READ}), with {needs}."
    return (
        Line(how, lead="Your own data"),
        Line(
            "the columns Customer, Date, Amount, and a row C1042, 5 March 2026, 24.90. "
            f"{DataSample().text()} loads a made-up shop to try things on.",
            lead="For example",
        ),
    )


def _command(command: Command, first: tuple[Line, ...]) -> Answer:
    """What a command is for and what its verbs are, after what is to be known first."""
    settings: dict[str, Parameter] = {}
    for request in command.requests:
        settings |= parameters(request)
    explained = "\n".join(
        f"{shown(name)}: {each.help}; {each.kind.allowed}." for name, each in settings.items()
    )
    return Answer(
        title=f"/{command.name}: {command.summary[0].lower()}{command.summary[1:]}",
        reading=first,
        tables=(
            Table(
                title="What to write",
                columns=(Column("Write"), Column("To")),
                rows=tuple((_short_usage(each), each.summary) for each in command.requests),
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
            Line(_short_usage(request), lead="Write"),
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


def _short_usage(request: type[Request]) -> str:
    """Usage without the settings that every question about customers has, or every file; the notes
    list them."""
    text = usage(request)
    told = (Scored, FileOptions) if issubclass(request, FileOptions) else (Scored,)
    for shared in (name for kind in told for name in parameters(kind)):
        text = re.sub(rf" \[{shared}=[^]]*\]", "", text)
    return text
