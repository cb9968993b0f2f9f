"""The App Home: what Segbot is, how things stand, what to do next."""

from typing import Any

from bot.language.commands import COMMANDS
from bot.language.declaration import told_apart_by
from bot.render.actions import next_steps
from bot.render.message import section
from bot.render.slack_text import escape
from bot.services.answer import Answer, NextStep
from bot.services.formats import FILES_READ

_FIRST_STEPS = (
    NextStep("Group my customers", "/segment run"),
    NextStep("RFM overview", "/rfm overview"),
    NextStep("What is stored", "/data status"),
)


def home(status: Answer | None) -> dict[str, Any]:
    """The view for one workspace; ``status`` is None where nothing is stored yet."""
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Know your customers"}},
            section(
                f"Drop a file of orders ({FILES_READ}) into a channel that I'm in. Then ask who "
                "your best customers are, who is leaving, and what to do about it."
            ),
            {"type": "divider"},
            *_standing(status),
            next_steps(_FIRST_STEPS),
            {"type": "divider"},
            section("*What you can ask*"),
            *(_command(name) for name in COMMANDS),
        ],
    }


def _standing(status: Answer | None) -> list[dict[str, Any]]:
    if status is None:
        return [
            section("*Nothing is stored yet.* Upload a file, or look around in a made-up shop."),
            next_steps((NextStep("Load the sample shop", "/data sample"),)),
        ]
    lines = [
        f"*{escape(line.lead)}:* {escape(line.text)}" if line.lead else escape(line.text)
        for line in status.reading
    ]
    return [section("\n".join(lines))]


def _command(name: str) -> dict[str, Any]:
    command = COMMANDS[name]
    verbs = " ".join(f"`{told_apart_by(request)}`" for request in command.requests)
    return section(f"*/{name}*  {escape(command.summary)}\n{verbs}")
