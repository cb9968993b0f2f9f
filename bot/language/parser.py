"""From a line of text to a request."""

import re
from typing import Any

from bot.language.commands import COMMANDS, Command, Help
from bot.language.declaration import Parameter, Request, is_required, parameters
from bot.language.errors import CommandError
from bot.language.words import find, nearest

_HELP = ("help", "?", "hi", "hello")
_TOKEN = re.compile(
    r"""(?P<key>[A-Za-z_]\w*)\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]*))"""
    r"""|"(?P<phrase>[^"]*)"|(?P<word>\S+)"""
)
# What phones and word processors put in place of the plain characters.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})


def parse(line: str) -> Request:
    """Read a whole command line: ``/rfm top champions n=5``, with or without the slash.

    Raises
    ------
    CommandError
        If a word is unknown, missing or out of its limits. The hint has the nearest right word
        and an example that works.
    """
    name, _, rest = line.translate(_PLAIN).strip().removeprefix("/").partition(" ")
    if not name or find(name, _HELP):
        about = find(rest.strip().removeprefix("/"), COMMANDS) if rest.strip() else None
        return Help(about=about)
    known = find(name, COMMANDS)
    if known is None:
        raise CommandError(f"I don't know `{_shown(name)}`.", _command_hint(name))
    return parse_command(known, rest)


def parse_command(name: str, text: str) -> Request:
    """Read what follows a slash command: ``top champions n=5`` after ``/rfm``.

    Raises
    ------
    CommandError
        As `parse`.
    """
    command = COMMANDS[name]
    named, bare = _tokens(text)
    if (not bare and not named) or (bare and find(bare[0], _HELP)):
        return Help(about=name)
    verbs = [each.verb for each in command.requests]
    verb = find(bare[0], verbs) if bare else None
    request = command.request(verb) if verb else None
    if request is None:
        raise CommandError(*_unknown_verb(command, bare[0] if bare else "", verbs))
    values = _read_named(request, named)
    values |= _read_bare(request, bare[1:], values)
    missing = [
        each for each in parameters(request) if is_required(request, each) and each not in values
    ]
    if missing:
        what = parameters(request)[missing[0]].help
        raise CommandError(
            f"`/{name} {request.verb}` needs to know {what}.", f"Try `{request.examples[0]}`."
        )
    return request(**values)


def refine(previous: Request, text: str) -> Request | None:
    """Change what a reply names: ``k=5`` after ``/segment run k=4 country=France``.

    Returns
    -------
    Request or None
        None where the text holds anything but ``name=value`` of the earlier request.

    Raises
    ------
    CommandError
        If a value is out of its limits.
    """
    named, bare = _tokens(text)
    if bare or not named or any(find(name, parameters(type(previous))) is None for name in named):
        return None
    return previous.with_values(_read_named(type(previous), named))


def _tokens(text: str) -> tuple[dict[str, str], list[str]]:
    """Split into ``name=value`` pairs and bare words."""
    named: dict[str, str] = {}
    bare: list[str] = []
    for found in _TOKEN.finditer(text.translate(_PLAIN)):
        if found["key"]:
            value = found["quoted"] if found["quoted"] is not None else found["value"]
            if found["key"] in named and named[found["key"]] != value:
                raise CommandError(
                    f"`{found['key']}` is given twice, as `{_shown(named[found['key']])}` and as "
                    f"`{_shown(value)}`.",
                    "Keep one of them.",
                )
            named[found["key"]] = value
        else:
            bare.append(found["phrase"] if found["phrase"] is not None else found["word"])
    return named, bare


def _read_named(request: type[Request], named: dict[str, str]) -> dict[str, Any]:
    values = {}
    known = parameters(request)
    for word, text in named.items():
        name = find(word, known)
        if name is None:
            raise CommandError(
                f"`/{request.command} {request.verb}` has no setting `{_shown(word)}`.",
                _did_you_mean(nearest(word, known), f"It has {_listed(known)}.", request),
            )
        values[name] = _read(request, name, known[name], text)
    return values


def _read_bare(request: type[Request], bare: list[str], taken: dict[str, Any]) -> dict[str, Any]:
    slots = [
        (name, each)
        for name, each in parameters(request).items()
        if each.bare and name not in taken
    ]
    values = {}
    for position, (name, parameter) in enumerate(slots):
        if not bare:
            break
        last = position == len(slots) - 1
        text, bare = (" ".join(bare), []) if last else (bare[0], bare[1:])
        values[name] = _read(request, name, parameter, text)
    if bare:
        raise CommandError(
            f"I don't know what `{_shown(' '.join(bare))}` means after "
            f"`/{request.command} {request.verb}`.",
            f"Try `{request.examples[-1]}`.",
        )
    return values


def _read(request: type[Request], name: str, parameter: Parameter, text: str) -> Any:
    try:
        return parameter.kind.read(text)
    except ValueError as error:
        # int() and date() word their errors for programmers; only ours end in a question mark.
        suggestion = str(error) if str(error).endswith("?") else ""
        hint = f"{suggestion[:1].upper()}{suggestion[1:]} " if suggestion else ""
        wrote = f"you wrote `{_shown(text)}`" if text.strip() else "you left it empty"
        raise CommandError(
            f"`{name}` must be {parameter.kind.allowed}; {wrote}.",
            f"{hint}For example `{_example(request, name)}`.",
        ) from None


def _example(request: type[Request], name: str) -> str:
    """The example that sets this parameter, where there is one."""
    return next((each for each in request.examples if f"{name}=" in each), request.examples[-1])


def _unknown_verb(command: Command, word: str, verbs: list[str]) -> tuple[str, str]:
    if not word:
        message = f"`/{command.name}` needs to know what to do."
    else:
        message = f"`/{command.name}` can't `{_shown(word)}`."
    suggestion = nearest(word, verbs) if word else None
    if suggestion is None:
        example = command.requests[0].examples[0]
        return message, f"It can {_listed(verbs)}. For example `{example}`."
    request = command.request(suggestion) or command.requests[0]
    return message, f"Did you mean `{suggestion}`? For example `{request.examples[0]}`."


def _command_hint(word: str) -> str:
    """What to write where the first word names no command; it may be a verb of one."""
    for command in COMMANDS.values():
        for request in command.requests:
            if find(word, [request.verb]):
                return f"Did you mean `{request.examples[0]}`?"
    suggestion = nearest(word, COMMANDS)
    if suggestion:
        example = COMMANDS[suggestion].requests[0].examples[0]
        return f"Did you mean `/{suggestion}`? For example `{example}`."
    known = ", ".join(f"`/{name}`" for name in COMMANDS)
    return f"I know {known}. For example `/segment run k=4`."


def _did_you_mean(suggestion: str | None, otherwise: str, request: type[Request]) -> str:
    example = f"For example `{request.examples[-1]}`."
    return f"Did you mean `{suggestion}`? {example}" if suggestion else f"{otherwise} {example}"


def _listed(words: Any) -> str:
    names = [f"`{word}`" for word in words]
    if not names:
        return "no settings"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _shown(text: str) -> str:
    """A person's word, fit to be quoted between backticks."""
    text = text.replace("`", "'").strip()
    return text if len(text) <= 40 else text[:39] + "…"
