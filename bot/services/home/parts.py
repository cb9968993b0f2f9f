"""The parts of the App Home, as services give them to render."""

from dataclasses import dataclass

from bot.services.answer import Line, NextStep


@dataclass(frozen=True)
class MyDigest:
    """A digest that somebody scheduled.

    Attributes
    ----------
    words : str
        When it comes, and when next.
    channel : str
        Slack's id.
    """

    words: str
    channel: str


@dataclass(frozen=True)
class Part:
    """What there is to say of one thing, and what to do next."""

    title: str
    lines: tuple[Line, ...]
    next_steps: tuple[NextStep, ...]
    digests: tuple[MyDigest, ...] = ()
