"""The App Home, and the greeting in a channel that the bot is invited to."""

from typing import Any

from slack_bolt import App

from bot.conversation.conversation import Conversation
from bot.conversation.delivery import Place


def register(app: App, conversation: Conversation) -> None:
    """Listen to people who open the App Home, and to invitations."""

    def on_opened(event: dict[str, Any], body: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            conversation.show_home(body["team_id"], event["user"])

    def on_joined(event: dict[str, Any], context: dict[str, Any]) -> None:
        if event["user"] == context["bot_user_id"]:
            conversation.greet(Place(event["channel"], event.get("inviter", "")))

    app.event("app_home_opened")(on_opened)
    app.event("member_joined_channel")(on_joined)
