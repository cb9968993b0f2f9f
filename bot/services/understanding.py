"""What somebody asks for, in a command or in plain words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.language.alerting import AlertWish, alert_wish, watch_wish, watches_meant
from bot.language.commands import COMMANDS, Help
from bot.language.declaration import Request
from bot.language.parser import is_prose, parse, refine
from bot.language.wishing import DigestWish, digest_wish
from bot.language.words import find, is_help, tokens
from bot.services.answer import Instead
from bot.services.context import Context
from bot.services.digest.meant import alerts_meant, digests_meant, told_apart

if TYPE_CHECKING:
    from bot.language.plain.reading import Reading

_LONGEST = 300


class NotUnderstood(Instead):
    """Words that can't be read as one question, with what they may mean."""


class ToBeConfirmed(NotUnderstood):
    """Plain words that are understood, and ask to change something."""

    def __init__(self, request: Request) -> None:
        super().__init__(
            "That changes something, so I ask first.",
            f"I read it as `{request.text()}`. Shall I?",
            (request,),
        )
        self.request = request


def understand(
    text: str,
    context: Context,
    previous: Request | None = None,
    *,
    offered: tuple[Request, ...] = (),
    overheard: bool = False,
) -> Request:
    """Find out what somebody asks for.

    Parameters
    ----------
    previous : Request, optional
        What the answer was asked for in whose thread it is said.
    offered : tuple of Request
        What they were offered last: a yes is to that.
    overheard : bool
        Whether nobody spoke to the bot.

    Raises
    ------
    SegbotError
        If a command is written wrongly.
    NotUnderstood
        If plain words aren't surely one question, or ask to change something: that takes a click.
    """
    text = _unquoted(text)
    if not overheard and previous is not None and previous.asks:
        offered = offered or (previous.with_values({"sure": "yes"}),)
    if offered and (taken := _taken(text, offered)):
        return taken
    changed = refine(previous, text) if previous is not None else None
    if changed is not None:
        return changed
    first = (text.split() or [""])[0]
    if overheard:
        return _meant_for_us(text, context, previous)
    is_command = first.startswith("/") or not first or is_help(first) or find(first, COMMANDS)
    if is_command and not is_prose(text):
        try:
            return parse(text)
        except SegbotError as error:
            _offer_watches(text)
            if (mended := _mended(text, context, previous)) is None:
                raise error
            return mended
    if len(text) > _LONGEST:
        raise NotUnderstood("That is more than I can read at once.", "Ask in one sentence.")
    for asked in _asked_alone(text, context):
        if (watched := watch_wish(asked)) is not None:
            _offer_watches(watched)
            raise ToBeConfirmed(parse(watched))
        if (about := alert_wish(asked)) is not None:
            return _about_an_alert(about, context)
        if (wished := digest_wish(asked)) is not None:
            return _about_a_digest(wished, context)
    reading = _read(text, context, previous)
    if reading.request is not None and not reading.request.acts:
        return reading.request
    if reading.request is not None:
        raise ToBeConfirmed(reading.request)
    if _says_yes(text) is not None:
        raise NotUnderstood(
            "I don't know what that is an answer to.",
            "Click the button that you mean, or say what you want in a sentence.",
        )
    if not reading.choices:
        raise NotUnderstood(
            "I can't read that as a question about your customers.",
            "Try “who are our best customers?”, “what changed this month?” or “which products sell"
            " best in Germany?”; `help` lists all that I answer.",
        )
    if reading.unknown:
        words = listed(f"“{each}”" for each in dict.fromkeys(reading.unknown))
        raise NotUnderstood(
            f"I don't know what {words} means here.", _meant(reading.choices), reading.choices
        )
    several = "I can read that in more than one way."
    unsure = several if len(reading.choices) > 1 else "I'm not sure what you ask."
    raise NotUnderstood(unsure, _meant(reading.choices), reading.choices)


def _offer_watches(line: str) -> None:
    """Ask what is to be watched, where a command that adds an alert may mean one thing or another.

    Raises
    ------
    NotUnderstood
    """
    if meant := watches_meant(line):
        raise NotUnderstood("I can't watch that as it is written.", _meant(meant), meant)


def _about_an_alert(wished: AlertWish, context: Context) -> Request:
    choices = alerts_meant(wished, context)
    if len(choices) > 1:
        raise NotUnderstood("Which alert is it?", _meant(choices), choices)
    raise ToBeConfirmed(choices[0])


def _about_a_digest(wished: DigestWish, context: Context) -> Request:
    choices = digests_meant(wished, context)
    if wished.ends:
        raise NotUnderstood(
            "I can't resume a digest by myself.",
            "Pause it now, and resume it once it shall come again: the answer has a button.",
            choices,
        )
    if len(choices) > 1:
        raise NotUnderstood("Which digest is it?", told_apart(choices, context), choices)
    if choices[0].acts:
        raise ToBeConfirmed(choices[0])
    return choices[0]


def _taken(text: str, offered: tuple[Request, ...]) -> Request | None:
    """What is taken of what was offered; None where the words are no answer to it.

    Raises
    ------
    SegbotError
        If it is refused.
    NotUnderstood
        If it isn't clear which is meant.
    """
    answer = _says_yes(text)
    if answer is None:
        return None
    if not answer:
        raise SegbotError("All right: nothing was changed.", "")
    if len(offered) > 1:
        raise NotUnderstood("Which of them?", _meant(offered), offered)
    return offered[0]


def _says_yes(text: str) -> bool | None:
    from bot.language.plain.agreeing import says_yes

    return says_yes(text)


def _asked_alone(text: str, context: Context) -> Iterator[str]:
    """A text without what is told beside, and as it was meant to be typed."""
    from bot.language.plain.sentence import Sentence
    from bot.language.plain.spelling import mended
    from bot.language.plain.telling import asked_alone
    from bot.services.spoken_names import shop_of

    yield from asked_alone(text)
    yield mended(Sentence.of(text), shop_of(context)).text


def _meant(choices: tuple[Request, ...]) -> str:
    return f"Did you mean {' or '.join(f'`{each.text()}`' for each in choices)}?"


def _unquoted(text: str) -> str:
    """What stands between backticks, where that is all: so people copy commands."""
    text = text.strip()
    return text.strip("`").strip() if text.startswith("`") and text.endswith("`") else text


def _mended(text: str, context: Context, previous: Request | None) -> Request | None:
    """What a command means that lacks its verb, as ``/rfm champions``, or whom it is about; None
    where that isn't sure.

    ``segment our customers`` is no command at all.
    """
    first, _, rest = text.strip().partition(" ")
    command = find(first.removeprefix("/"), COMMANDS)
    if command and (choices := _for_whom(command, rest, context, previous)):
        if previous is not None and len(choices) == 1 and not choices[0].acts:
            return choices[0]
        raise NotUnderstood("Whom is that about?", _meant(choices), choices)
    slash = first.startswith("/")
    if command and _is_verb_with_settings(command, rest):
        parse(text)
        raise AssertionError(text)
    reading = _read(rest if slash else text, context, previous, command if slash else None)
    if slash and reading.request is None and not reading.choices:
        # The noun is right, and the command isn't: `/rfm gift shops`.
        other = _read(rest, context, previous).request
        if other is not None and not isinstance(other, Help):
            raise NotUnderstood("I read that as another command.", _meant((other,)), (other,))
    return None if reading.request is None or reading.request.acts else reading.request


def _is_verb_with_settings(command: str, rest: str) -> bool:
    """Whether a command was written out, ``run k=1``: what is wrong with it is what counts."""
    given = tokens(rest)
    verbs = [each.verb for each in COMMANDS[command].requests]
    return bool(given) and bool(find(given[0].text, verbs)) and all(each.name for each in given[1:])


def _for_whom(
    command: str, verb: str, context: Context, previous: Request | None
) -> tuple[Request, ...]:
    from bot.language.plain.reading import about_whom
    from bot.services.spoken_names import shop_of

    kind = COMMANDS[command].request(verb.strip().casefold())
    return about_whom(kind, shop_of(context), previous) if kind else ()


def _meant_for_us(text: str, context: Context, previous: Request | None) -> Request:
    """What a reply asks for that nobody addressed to the bot; most are for somebody else."""
    from bot.language.plain.reading import is_about_an_answer, is_addressed

    request = _read(text, context, previous).request if is_addressed(text) else None
    if request is None and previous is not None and is_about_an_answer(text):
        raise Instead(
            "I can't tell that of this answer.",
            "Its buttons say what I can tell; `help` lists all that I answer.",
        )
    if request is None or request.acts or isinstance(request, Help):
        raise NotUnderstood("That was said to somebody else.", "")
    return request


def _read(
    text: str, context: Context, previous: Request | None, command: str | None = None
) -> "Reading":
    # Commands, which most words are, don't wait for what reading a sentence loads.
    from bot.language.plain.reading import read
    from bot.services.spoken_names import shop_of

    return read(text, shop_of(context), previous, command)
