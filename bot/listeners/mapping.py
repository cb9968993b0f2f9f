"""The form that asks how a file is to be read."""

import json
import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.conversation.conversation import Conversation, Posted
from bot.conversation.delivery import Place
from bot.listeners.clicks import place_of
from bot.render.actions import Action
from bot.render.form import FormError
from bot.render.mapping_form import MAPPING_CALLBACK, mapping_form, read_mapping_form
from bot.services.intake.question import FileQuestion


def register(app: App, conversation: Conversation) -> None:
    """Listen to the button that opens the form, and to the answer."""

    def on_map(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        place = place_of(body)
        with conversation.answering(place):
            pending = conversation.pending_file(body["team"]["id"], int(action["value"]))
            carried = {"file": action["value"], "channel": place.channel, "thread": place.thread}
            view = mapping_form(FileQuestion.from_json(pending.question), carried)
            client.views_open(trigger_id=body["trigger_id"], view=view)

    def on_submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        carried = json.loads(view["private_metadata"])
        team = body["team"]["id"]
        place = Place(carried["channel"], body["user"]["id"], carried["thread"])
        with conversation.answering(place):
            pending = conversation.pending_file(team, int(carried["file"]))
            question = FileQuestion.from_json(pending.question)
            try:
                told = read_mapping_form(view, question, conversation.currency)
            except FormError as error:
                ack(response_action="errors", errors=error.errors)
                return
            answer = Posted(team, place, pending.file_id, True, told, answers=pending.id)
            conversation.take_in(answer)
        ack()

    app.action(re.compile(f"^{Action.MAP}:"))(on_map)
    app.view(MAPPING_CALLBACK)(on_submit)
