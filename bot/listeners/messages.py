"""Mentions, direct messages, replies in threads, and files that are posted."""

import re
from typing import Any

from slack_bolt import App

from bot.conversation.conversation import Asked, Conversation, Posted
from bot.conversation.delivery import Place
from bot.conversation.once import Seen
from bot.language.file_options import FileOptions
from bot.language.parser import options
from bot.render.slack_text import unescape
from bot.services.intake.options import ReadingOptions

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


def register(app: App, conversation: Conversation) -> None:
    """Listen to what people say to the bot, and to files."""
    seen = Seen()

    def on_mention(event: dict[str, Any], body: dict[str, Any]) -> None:
        # A direct message arrives as a message too, and so does a file with a comment on it.
        if event.get("files") or event["channel"].startswith("D"):
            return
        if not seen.before(event):
            conversation.ask(Asked(body["team_id"], _place(event), words(event)))

    def on_message(event: dict[str, Any], body: dict[str, Any], context: dict[str, Any]) -> None:
        if event.get("subtype") not in (None, "file_share") or "user" not in event:
            return
        team = body["team_id"]
        direct = event.get("channel_type") == "im"
        mentioned = f"<@{context['bot_user_id']}>" in event.get("text", "")
        files = event.get("files", [])
        if files and not seen.before(event, "files"):
            place = Place(event["channel"], event["user"], event.get("thread_ts", event["ts"]))
            with conversation.answering(place):
                told = ReadingOptions.of(options(FileOptions, words(event)))
                for file in files:
                    conversation.take_in(Posted(team, place, file["id"], direct or mentioned, told))
        if files or (mentioned and not direct) or not words(event):
            return
        if direct and not seen.before(event):
            conversation.ask(Asked(team, _place(event), words(event)))
        elif event.get("thread_ts") and not seen.before(event):
            conversation.refine(Asked(team, _place(event), words(event)))

    app.event("app_mention")(on_mention)
    app.event("message")(on_message)


def words(event: dict[str, Any]) -> str:
    """What somebody typed, without mentions: a request is about customers, not colleagues."""
    return unescape(_MENTION.sub("", event.get("text", ""))).strip()


def _place(event: dict[str, Any]) -> Place:
    return Place(event["channel"], event["user"], event.get("thread_ts"))
