"""What the bot hears: a few lines each; they acknowledge and hand over."""

from slack_bolt import App

from bot.conversation.conversation import Conversation
from bot.listeners import clicks, commands, home, mapping, messages


def register(app: App, conversation: Conversation) -> None:
    """Listen to everything that the manifest subscribes to."""
    for each in (commands, messages, clicks, mapping, home):
        each.register(app, conversation)
