"""The App Home: what Segbot is, how things stand, what to do next."""

from collections.abc import Sequence
from typing import Any

from bot.language.commands import COMMANDS, Help
from bot.language.declaration import told_apart_by
from bot.render.actions import next_steps
from bot.render.message import Block, section
from bot.render.slack_text import escape, formatted_text
from bot.services.answer import Line, NextStep
from bot.services.formats import FILES_READ
from bot.services.home.parts import MyDigest, Part

_SIGN = "sign"
_LOOKING = ":hourglass_flowing_sand: Looking at how things stand…"
_DIVIDER: Block = {"type": "divider"}
_GUIDE = (
    "*Three clicks to your first answer*\n"
    "*1.* Load the sample shop, 5,000 made-up customers; it is soon taken out again.\n"
    "*2.* Come back here and click *Whom to write to*.\n"
    "*3.* Below the answer, click what to send them.\n"
    f"Or drop your own file of orders ({FILES_READ}) into *Messages* or a channel that I'm in: "
    "then start with the second."
)
_EMPTY_STEPS = (
    NextStep("1. Load the sample shop", "/data sample"),
    NextStep("What can I ask?", Help().text()),
)


def home(parts: Sequence[Part] = (), sign: str = "") -> dict[str, Any]:
    """The view for one person.

    Parameters
    ----------
    parts : sequence of Part
        How things stand; none where nothing is stored yet.
    sign : str
        What is under way or just done, as mrkdwn.
    """
    standing = [block for part in parts for block in _part(part)]
    return _view([*(standing or _guide()), _DIVIDER, *_commands()], sign)


def home_at_once(sign: str = _LOOKING) -> dict[str, Any]:
    """What is seen until it is known how things stand, or where that can't be told."""
    return _view(_commands(), sign)


def with_sign(blocks: Sequence[Block], sign: str) -> dict[str, Any]:
    """The view that somebody sees, saying what is under way."""
    head, *rest = [each for each in blocks if each.get("block_id") != _SIGN]
    return {"type": "home", "blocks": [head, _sign(sign), *rest]}


def working_on(command: str) -> str:
    """What a click says at once."""
    return (
        f":hourglass_flowing_sand: Working on `{_code(command)}`; the answer comes in *Messages*."
    )


def done_with(command: str, channel: str | None) -> str:
    """What it says then; the answer is in a channel where one was chosen."""
    where = f"<#{channel}>" if channel else "*Messages*"
    return f":white_check_mark: `{_code(command)}` is answered: see {where}."


def _view(blocks: list[Block], sign: str) -> dict[str, Any]:
    head = {"type": "header", "text": {"type": "plain_text", "text": "Know your customers"}}
    return with_sign([head, *blocks], sign) if sign else {"type": "home", "blocks": [head, *blocks]}


def _sign(mrkdwn: str) -> Block:
    return {
        "type": "context",
        "block_id": _SIGN,
        "elements": [formatted_text(mrkdwn)],
    }


def _guide() -> list[Block]:
    return [section(_GUIDE), next_steps(_EMPTY_STEPS)]


def _part(part: Part) -> list[Block]:
    said = [*map(_line, part.lines), *map(_digest, part.digests)]
    words = section("\n".join([f"*{escape(part.title)}*", *said]))
    return [_DIVIDER, words, *([next_steps(part.next_steps)] if part.next_steps else [])]


def _line(line: Line) -> str:
    return f"*{escape(line.lead)}:* {escape(line.text)}" if line.lead else escape(line.text)


def _digest(digest: MyDigest) -> str:
    where = "in *Messages*" if digest.channel.startswith("D") else f"in <#{digest.channel}>"
    return f"{escape(digest.words)}, {where}"


def _commands() -> list[Block]:
    return [section("*What you can ask*"), *(_command(name) for name in COMMANDS)]


def _command(name: str) -> Block:
    command = COMMANDS[name]
    verbs = " ".join(f"`{told_apart_by(request)}`" for request in command.requests)
    return section(f"*/{name}*  {escape(command.summary)}\n{verbs}")


def _code(text: str) -> str:
    return escape(text.replace("`", "'"))
