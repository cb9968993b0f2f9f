"""Buttons and forms."""

import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.conversation.conversation import Asked, Conversation, Posted
from bot.conversation.delivery import Place
from bot.language.parser import parse
from bot.render.actions import FORM_CALLBACK, Action
from bot.render.form import FormError, form, read_form


def register(app: App, conversation: Conversation) -> None:
    """Listen to clicks and submitted forms."""

    def on_run(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        conversation.ask(Asked(body["team"]["id"], place_of(body), action["value"]))

    def on_form(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        place = place_of(body)
        with conversation.answering(place):
            view = form(parse(action["value"]), {"channel": place.channel, "thread": place.thread})
            client.views_open(trigger_id=body["trigger_id"], view=view)

    def on_submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            request, carried = read_form(view)
        except FormError as error:
            ack(response_action="errors", errors=error.errors)
            return
        ack()
        place = Place(str(carried["channel"]), body["user"]["id"], carried["thread"])
        conversation.ask(Asked(body["team"]["id"], place, request.text()))

    def on_import(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        team = body["team"]["id"]
        conversation.take_in(Posted(team, place_of(body), action["value"], addressed=True))

    app.action(re.compile(f"^{Action.RUN}:"))(on_run)
    app.action(re.compile(f"^{Action.FORM}:"))(on_form)
    app.action(re.compile(f"^{Action.IMPORT}:"))(on_import)
    app.view(FORM_CALLBACK)(on_submit)


def place_of(body: dict[str, Any]) -> Place:
    """Where a click was made: its message's thread, or the person's direct messages."""
    container = body.get("container", {})
    channel = body.get("channel", {}).get("id") or body["user"]["id"]
    return Place(channel, body["user"]["id"], container.get("thread_ts"), body.get("response_url"))
