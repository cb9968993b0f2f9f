"""What somebody asks for, in a command or in plain words."""

from typing import TYPE_CHECKING

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.language.commands import COMMANDS, Help
from bot.language.declaration import Request
from bot.language.parser import parse, refine
from bot.language.words import find, is_help
from bot.services.context import Context

if TYPE_CHECKING:
    from bot.language.plain.reading import Reading

_LONGEST = 300


class NotUnderstood(SegbotError):
    """Words that can't be read as one question, with what they may mean.

    Attributes
    ----------
    choices : tuple of Request
        The likeliest first.
    """

    def __init__(self, message: str, hint: str, choices: tuple[Request, ...] = ()) -> None:
        super().__init__(message, hint)
        self.choices = choices


def understand(
    text: str, context: Context, previous: Request | None = None, *, overheard: bool = False
) -> Request:
    """Find out what somebody asks for.

    Parameters
    ----------
    previous : Request, optional
        What the answer was asked for in whose thread it is said.
    overheard : bool
        Whether nobody spoke to the bot.

    Raises
    ------
    SegbotError
        If a command is written wrongly.
    NotUnderstood
        If plain words aren't surely one question, or ask to change something: that takes a click.
    """
    changed = refine(previous, text) if previous is not None else None
    if changed is not None:
        return changed
    first = (text.split() or [""])[0]
    if overheard:
        return _meant_for_us(text, context, previous)
    if first.startswith("/") or not first or is_help(first) or find(first, COMMANDS):
        try:
            return parse(text)
        except SegbotError:
            slash, rest = first.startswith("/"), text.strip().removeprefix(first)
            command = find(first.removeprefix("/"), COMMANDS)
            # ``/rfm champions`` lacks its verb; ``segment our customers`` is no command at all.
            reading = _read(rest if slash else text, context, previous, command if slash else None)
            if reading.request is None or reading.request.acts:
                raise
            return reading.request
    if len(text) > _LONGEST:
        raise NotUnderstood("That is more than I can read at once.", "Ask in one sentence.")
    reading = _read(text, context, previous)
    if reading.request is not None and not reading.request.acts:
        return reading.request
    if reading.request is not None:
        raise NotUnderstood(
            "That changes something, so I ask first.", "Shall I?", (reading.request,)
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
    raise NotUnderstood(
        "I can read that in more than one way.", _meant(reading.choices), reading.choices
    )


def _meant(choices: tuple[Request, ...]) -> str:
    return f"Did you mean {' or '.join(f'`{each.text()}`' for each in choices)}?"


def _meant_for_us(text: str, context: Context, previous: Request | None) -> Request:
    """What a reply asks for that nobody addressed to the bot; most are for somebody else."""
    from bot.language.plain.reading import is_addressed

    request = _read(text, context, previous).request if is_addressed(text) else None
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
