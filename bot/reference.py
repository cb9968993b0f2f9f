"""docs/commands.md, made from the command declarations."""

from collections.abc import Iterator

from bot.language.commands import COMMANDS
from bot.language.declaration import Command, Request, parameters, shown, usage

_HEAD = """# Commands

Every command works as a slash command, by mentioning the bot (`@segbot rfm top champions`), in a
direct message, and in a terminal (`segbot ask "/rfm top champions" --db FILE`). In the thread of
an answer, a reply such as `k=5` changes just what it names.

This page is printed by `segbot reference`.
"""


def commands_page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(line for each in COMMANDS.values() for line in _command(each))])


def _command(command: Command) -> Iterator[str]:
    yield f"## /{command.name}\n"
    yield f"{command.summary}.\n"
    for request in command.requests:
        yield from _request(request)


def _request(request: type[Request]) -> Iterator[str]:
    yield f"### `{usage(request)}`\n"
    yield f"{request.summary}\n"
    yield "For example: " + ", ".join(f"`{each}`" for each in request.examples) + "\n"
    settings = parameters(request)
    if settings:
        yield "| setting | what | takes |"
        yield "|---|---|---|"
        for name, each in settings.items():
            yield f"| `{shown(name)}` | {each.help} | {each.kind.allowed} |"
        yield ""
