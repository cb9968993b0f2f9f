"""The App Home, and the greeting in a channel that the bot is invited to."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.conversation.delivery import Delivery, Place
from bot.conversation.jobs import Jobs
from bot.language.commands.data import DataStatus
from bot.render.home import home
from bot.render.notices import greeting
from bot.services.dispatch import Services
from storage.store import Store


def register(
    app: App, services: Services, delivery: Delivery, jobs: Jobs, stores: Callable[[str], Store]
) -> None:
    """Listen to people who open the App Home, and to invitations."""

    def on_opened(event: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") == "home":
            store, user = stores(body["team_id"]), event["user"]

            def publish() -> None:
                view = home(
                    None
                    if store.is_empty()
                    else services.answer(DataStatus(), services.context(store))
                )
                client.views_publish(user_id=user, view=view)

            jobs.ask(publish)

    def on_joined(event: dict[str, Any], context: dict[str, Any]) -> None:
        if event["user"] == context["bot_user_id"]:
            place = Place(event["channel"], event.get("inviter", ""))

            def greet() -> None:
                delivery.post(place, greeting())

            jobs.ask(greet)

    app.event("app_home_opened")(on_opened)
    app.event("member_joined_channel")(on_joined)
