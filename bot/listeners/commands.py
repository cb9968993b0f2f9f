"""Slash commands."""

from typing import Any

from slack_bolt import Ack, App

from bot.conversation.conversation import Asked, Conversation
from bot.conversation.delivery import Place
from bot.language.commands import COMMANDS
from bot.render.slack_text import unescape


def register(app: App, conversation: Conversation) -> None:
    """Listen to every declared command."""

    def on_command(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        place = Place(
            command["channel_id"], command["user_id"], response_url=command["response_url"]
        )
        line = f"{command['command']} {unescape(command.get('text', ''))}"
        conversation.ask(Asked(command["team_id"], place, line))

    for name in COMMANDS:
        app.command(f"/{name}")(on_command)
