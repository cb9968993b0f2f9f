"""What the bot hears: a few lines each; they acknowledge and hand over."""

from collections.abc import Callable

from slack_bolt import App

from bot.conversation.conversation import Conversation
from bot.conversation.delivery import Delivery
from bot.conversation.jobs import Jobs
from bot.listeners import clicks, commands, home, mapping, messages
from bot.services.dispatch import Services
from storage.store import Store


def register(
    app: App,
    conversation: Conversation,
    services: Services,
    delivery: Delivery,
    jobs: Jobs,
    stores: Callable[[str], Store],
) -> None:
    """Listen to everything that the manifest subscribes to."""
    commands.register(app, conversation)
    messages.register(app, conversation)
    clicks.register(app, conversation)
    mapping.register(app, conversation, services.formats.currency)
    home.register(app, services, delivery, jobs, stores)
