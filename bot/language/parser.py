"""From a line of text to a request."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any, TypeVar

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.language.commands import COMMANDS, Help
from bot.language.declaration import (
    Command,
    Parameter,
    Request,
    called,
    is_required,
    parameters,
    shown,
)
from bot.language.kinds import Names, Words
from bot.language.segments import Segment, SegmentName
from bot.language.words import Token, find, is_help, nearest, plain, tokens

Options = TypeVar("Options", bound=Request)
_GREETINGS = ("hi", "hello")
#: Segments' names have at most so many words.
_LONGEST_NAME = 3
#: Words that no segment's or customer's name has.
_IN_SENTENCES = frozenset({"for", "who", "that", "with", "is", "has", "wants"})
_ATTRIBUTE = Parameter(Words("what customers have there", "gold", 100), "a customer's attribute")


def parse(line: str) -> Request:
    """Read a whole command line: ``/rfm top champions n=5``, with or without the slash.

    Raises
    ------
    SegbotError
        If a word is unknown, missing or out of its limits. The hint has the nearest right word
        and an example that works.
    """
    name, rest = (*plain(line).strip().removeprefix("/").split(maxsplit=1), "", "")[:2]
    if not name or is_help(name) or find(name, _GREETINGS):
        about, verb = (*rest.strip().removeprefix("/").split(maxsplit=1), "", "")[:2]
        return _help(find(about, COMMANDS) if about else None, verb)
    known = find(name, COMMANDS)
    if known is None:
        raise SegbotError(f"I don't know `{_shown(name)}`.", _command_hint(name))
    return parse_command(known, rest)


def is_prose(line: str) -> bool:
    """Whether a line begins with a command that has no verbs and goes on as a sentence does:
    ``customers who spent over 500``, which are no customer's id."""
    known = find(line.split(maxsplit=1)[0], COMMANDS) if line.strip() else None
    if known is None or any(each.verb for each in COMMANDS[known].requests):
        return False
    given = tokens(line)[1:]
    if line.split()[0].casefold() == f"{known}s" and not any(map(str.isdecimal, line)):
        return True
    is_a_name = len(given) <= _LONGEST_NAME and _IN_SENTENCES.isdisjoint(
        each.text for each in given
    )
    return not is_a_name and not any(each.name or each.quoted for each in given)


def parse_command(name: str, text: str) -> Request:
    """Read what follows a slash command: ``top champions n=5`` after ``/rfm``.

    Raises
    ------
    SegbotError
        As `parse`.
    """
    command = COMMANDS[name]
    given = tokens(text)
    bare = [token for token in given if token.is_bare]
    if not given or _asks_for_help(command, bare):
        return _help(name, " ".join(each.text for each in bare[:-1]))
    verbs = [each.verb for each in command.requests]
    request, named = _named_by(command, [token.text for token in bare])
    if request is None and not bare:
        request = _with_settings(command, given)
    if request is None:
        raise SegbotError(*_unknown_verb(command, bare[0].text if bare else "", verbs))
    values = _read_named(request, given)
    values |= _read_bare(request, given, values, named)
    values = _named_alone(request, values)
    missing = [
        each for each in parameters(request) if is_required(request, each) and each not in values
    ]
    if missing:
        what = parameters(request)[missing[0]].help
        raise SegbotError(
            f"`{called(request)}` needs to know {what}.",
            _quotes_hint(request, given) or f"Try `{request.examples[0]}`.",
        )
    return request(**values)


def _named_by(command: Command, words: list[str]) -> tuple[type[Request] | None, int]:
    """The request whose verb the first words are, and how many those are.

    The first word alone of verbs of two means the one that needs to know no more: ``/digest
    alerts`` is ``/digest alerts list``.
    """
    verbs = {each.verb: each for each in command.requests}
    if "" in verbs:
        return verbs[""], 0
    for many in (2, 1):
        verb = find(" ".join(words[:many]), verbs) if len(words) >= many else None
        if verb is not None:
            return verbs[verb], many
    for verb, each in verbs.items():
        first, _, second = verb.partition(" ")
        needs = any(is_required(each, name) for name in parameters(each))
        if second and words and find(words[0], [first]) and not needs:
            return each, 1
    return None, 0


def _help(about: str | None, verb: str) -> Help:
    """Help for a command, or for one of its verbs where that is named."""
    if about is None:
        return Help()
    verbs = [each.verb for each in COMMANDS[about].requests]
    return Help(about=about, on=find(verb, verbs) or None)


def _with_settings(command: Command, given: list[Token]) -> type[Request] | None:
    """The first verb that has these settings and needs no more: ``/segment k=5``."""
    return next(
        (
            each
            for each in command.requests
            if all(token.name and find(token.name, parameters(each)) for token in given)
            and not any(is_required(each, name) for name in parameters(each))
        ),
        None,
    )


def _quotes_hint(request: type[Request], given: list[Token]) -> str:
    """What to write where what looks like a setting may be what is missing: an id with ``=``."""
    known = parameters(request)
    strange = [f"{each.name}={each.text}" for each in given if each.name]
    if len(strange) != 1 or any(each.name and find(each.name, known) for each in given):
        return ""
    return f'If it is `{_shown(strange[0])}`, put it in quotes: `{called(request)} "…"`.'


def _asks_for_help(command: Command, bare: list[Token]) -> bool:
    """Whether the words are ``help``, or a verb and ``help``."""
    *verb, last = [each.text for each in bare] or [""]
    named = find(" ".join(verb), [each.verb for each in command.requests]) if verb else None
    if named is not None and len(verb) > 1:
        return is_help(last) and not bare[-1].quoted
    first = bare[:2] if len(bare) == 2 else bare[:1]
    return any(is_help(each.text) and not each.quoted for each in first)


def refine(previous: Request, text: str) -> Request | None:
    """Change what a reply names: ``k=5`` after ``/segment run k=4 country=France``.

    Returns
    -------
    Request or None
        None where the text holds anything but ``name=value`` of the earlier request.

    Raises
    ------
    SegbotError
        If a value is out of its limits.
    """
    given = tokens(text)
    kind = type(previous)
    known = parameters(kind)
    if not given or not all(
        each.name and (kind.takes_attributes or find(each.name, known)) for each in given
    ):
        return None
    return set_values(previous, given)


def set_values(request: Request, settings: Sequence[Token]) -> Request:
    """A request with these settings in place of its own; further attributes add to its own.

    Raises
    ------
    SegbotError
        If it has no such setting, or a value is out of its limits.
    """
    kind = type(request)
    values = _named_alone(kind, _read_named(kind, [*settings]))
    if kind.takes_attributes:
        earlier = getattr(request, "attributes", ())
        values["attributes"] = tuple(dict([*earlier, *values["attributes"]]).items())
    return request.with_values(values)


def options(request: type[Options], text: str) -> Options:
    """Read the settings that a text mentions among other words, such as a file's comment.

    Raises
    ------
    SegbotError
        If a value is out of its limits.
    """
    known = parameters(request)
    given = [token for token in tokens(text) if token.name and find(token.name, known)]
    return request(**_read_named(request, given))


def unknown_setting(
    request: type[Request], name: str, attributes: Sequence[str] = ()
) -> SegbotError:
    """Say that a request has no such setting, and nor has the store such an attribute."""
    known = [*map(shown, parameters(request)), *attributes]
    return SegbotError(
        f"`{called(request)}` has no setting `{_shown(name)}`.",
        _did_you_mean(nearest(name, known), f"It has {_listed(known)}.", request),
    )


def _read_named(request: type[Request], given: list[Token]) -> dict[str, Any]:
    known = parameters(request)
    named = [(find(token.name, known), token) for token in given if token.name is not None]
    texts = _once((name, token.text) for name, token in named if name is not None)
    values = {name: _read(request, name, known[name], text) for name, text in texts.items()}
    others = _once((str(token.name), token.text) for name, token in named if name is None)
    if request.takes_attributes:
        values["attributes"] = tuple(
            (name, _read(request, name, _ATTRIBUTE, text)) for name, text in others.items()
        )
    elif others:
        raise unknown_setting(request, next(iter(others)))
    return values


def _named_alone(request: type[Request], values: dict[str, Any]) -> dict[str, Any]:
    """Give a name that two parameters share to the one that must be there, where nothing else was
    said of it: ``/rfm top segment=champions`` is ``/rfm top champions``. A group can't be meant
    there, so that ``segment=2`` in the thread of ``/rfm top champions`` filters these."""
    known = parameters(request)
    moved = {}
    for name in known:
        twin = shown(name)
        alone = name not in values and is_required(request, name)
        value = values.get(twin)
        if alone and twin != name and isinstance(value, Segment) and not value.is_a_group:
            moved[name] = _read(request, name, known[name], value.name)
    return {name: each for name, each in values.items() if name not in map(shown, moved)} | moved


def _once(settings: Iterable[tuple[str, str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, text in settings:
        if texts.setdefault(name, text) != text:
            raise SegbotError(
                f"`{shown(name)}` is given twice, as `{_shown(texts[name])}` and as "
                f"`{_shown(text)}`.",
                "Keep one of them.",
            )
    return texts


def _read_bare(
    request: type[Request], given: list[Token], taken: dict[str, Any], named: int
) -> dict[str, Any]:
    """Give the words after the verb's, so many, to the parameters that take bare words."""
    bare = [token for token in given if token.is_bare][named:]
    words = [token.text for token in bare]
    strayed = [
        (setting, word)
        for setting, word in pairwise(given)
        if word in bare and _takes_words(request, setting)
    ]
    if not strayed:
        return _fill(request, words, taken)
    setting, word = strayed[0]
    if word is bare[0]:
        # It may be where it belongs: ``country=France champions``.
        with suppress(SegbotError):
            return _fill(request, words, taken)
    raise _quotes_missing(setting, word)


def _takes_words(request: type[Request], token: Token) -> bool:
    """Whether a setting, given without quotes, may have been meant to have several words."""
    known = parameters(request)
    name = find(token.name, known) if token.name and not token.quoted else None
    return name is not None and isinstance(known[name].kind, Words | Names | SegmentName)


def _quotes_missing(setting: Token, word: Token) -> SegbotError:
    value, more = _shown(setting.text), _shown(word.text)
    return SegbotError(
        f"I don't know what `{more}` means after `{setting.name}={value}`.",
        f'Put words that belong together in quotes: `{setting.name}="{value} {more}"`.',
    )


def _fill(request: type[Request], bare: list[str], taken: dict[str, Any]) -> dict[str, Any]:
    if (by_name := request.sort_words(bare)) is not None:
        known = parameters(request)
        for name in by_name.keys() & taken.keys():
            _once([(name, known[name].kind.write(taken[name])), (name, by_name[name])])
        return {name: _read(request, name, known[name], text) for name, text in by_name.items()}
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
        raise SegbotError(
            f"I don't know what `{_shown(' '.join(bare))}` means after `{called(request)}`.",
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
        raise SegbotError(
            f"`{shown(name)}` must be {parameter.kind.allowed}; {wrote}.",
            f"{hint}For example `{_example(request, name, parameter)}`.",
        ) from None


def _example(request: type[Request], name: str, parameter: Parameter) -> str:
    """An example that sets this parameter."""
    known = next((each for each in request.examples if f"{shown(name)}=" in each), None)
    if known or parameter.bare:
        return known or request.examples[-1]
    return f"{request.examples[0]} {shown(name)}={parameter.kind.example}"


def _unknown_verb(command: Command, word: str, verbs: list[str]) -> tuple[str, str]:
    if not word:
        message = f"`/{command.name}` needs to know what to do."
    else:
        message = f"`/{command.name}` has no `{_shown(word)}`."
    elsewhere = find(word, COMMANDS) if word else None
    if elsewhere:
        return message, f"Did you mean `{COMMANDS[elsewhere].requests[0].examples[0]}`?"
    suggestion = nearest(word, verbs) if word else None
    if suggestion is None:
        example = command.requests[0].examples[0]
        return message, f"It has {_listed(verbs)}. For example `{example}`."
    request = command.request(suggestion) or command.requests[0]
    return message, f"Did you mean `{suggestion}`? For example `{request.examples[0]}`."


def _command_hint(word: str) -> str:
    """What to write where the first word names no command; it may be a verb of one."""
    for command in COMMANDS.values():
        for request in command.requests:
            if request.verb and find(word, [request.verb]):
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
    return listed(names) if names else "no settings"


def _shown(text: str) -> str:
    """A person's word, fit to be quoted between backticks."""
    text = text.replace("`", "'").strip()
    return text if len(text) <= 40 else text[:39] + "…"
