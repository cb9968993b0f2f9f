"""The manifest asks for what the bot uses, and for nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot import listeners
from bot.manifest import AGENT_SCOPE, manifest

BOT = Path(listeners.__file__).parent
#: What Slack wants for a method, a channel's kind decides which of several.
SCOPES_OF_METHODS = {
    "agents_sessions_setStatus": ("chat:write", AGENT_SCOPE),
    "auth_test": (),
    "chat_postMessage": ("chat:write",),
    "chat_postEphemeral": ("chat:write",),
    "chat_update": ("chat:write",),
    "chat_delete": ("chat:write",),
    "conversations_history": ("channels:history", "groups:history", "im:history"),
    "conversations_info": ("channels:read", "groups:read"),
    "conversations_open": ("im:write",),
    "conversations_replies": ("channels:history", "groups:history", "im:history"),
    "files_completeUploadExternal": ("files:write",),
    "files_delete": ("files:write",),
    "files_getUploadURLExternal": ("files:write",),
    "files_info": ("files:read",),
    "files_upload_v2": ("files:write",),
    "users_info": ("users:read",),
    "views_open": (),
    "views_publish": (),
    "views_update": (),
}
#: What Slack wants to tell of an event, by the name that is subscribed to.
SCOPES_OF_EVENTS = {
    "agent_session_stopped": (AGENT_SCOPE,),
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
}


def called() -> Iterator[str]:
    """The methods of Slack's that the bot calls; the stand-in is no part of it."""
    for path in BOT.rglob("*.py"):
        if "workspace" in path.relative_to(BOT).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and callable(getattr(WebClient, node.attr, None))
                and ast.unparse(node.value).split(".")[-1].lstrip("_") == "client"
            ):
                yield node.attr


def heard() -> list[str]:
    """The events that the bot listens to, as it registers its listeners."""
    names: list[str] = []

    class Registering(App):
        def event(self, event: Any, *args: Any, **more: Any) -> Any:
            names.append(str(event))
            return super().event(event, *args, **more)

    app = Registering(token="xoxb-none", token_verification_enabled=False)
    listeners.register(app, object(), "T0TEAM")  # type: ignore[arg-type]
    return names


def declared(part: str) -> set[str]:
    found = manifest()
    if part == "scopes":
        return set(found["oauth_config"]["scopes"]["bot"])
    return set(found["settings"]["event_subscriptions"]["bot_events"])


def test_each_scope_is_needed_and_each_that_is_needed_is_asked_for() -> None:
    by_methods = {scope for method in called() for scope in SCOPES_OF_METHODS[method]}
    by_events = {scope for event in declared("events") for scope in SCOPES_OF_EVENTS[event]}
    features = manifest()["features"]
    by_features = {"commands"} if features["slash_commands"] or features["shortcuts"] else set()
    by_features |= {AGENT_SCOPE} if "agent_view" in features else set()

    assert declared("scopes") == by_methods | by_events | by_features


def test_each_event_is_listened_to_and_each_that_is_listened_to_is_subscribed_to() -> None:
    assert {each.split(".")[0] for each in declared("events")} == {*heard()}


def test_shortcuts_and_starters_are_as_slack_takes_them() -> None:
    features = manifest()["features"]
    shortcuts, agent = features["shortcuts"], features["agent_view"]

    assert all(len(each["name"]) <= 24 for each in shortcuts)
    assert all(len(each["description"]) <= 150 for each in shortcuts)
    assert len({each["callback_id"] for each in shortcuts}) == len(shortcuts)
    assert len(agent["agent_description"]) <= 300
    assert len(agent["suggested_prompts"]) == 4
