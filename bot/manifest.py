"""The Slack app manifest, made from the command declarations."""

import json
from importlib.resources import files
from typing import Any

from bot.language.commands import COMMANDS
from bot.language.declaration import Command, told_apart_by

NAME = "Segbot"
#: What shortcuts come back by.
READ_FILE, ASK = "read_file", "ask"
SHORTCUTS = (
    {
        "name": "Read this file",
        "type": "message",
        "callback_id": READ_FILE,
        "description": "Take in the files of this message",
    },
    {
        "name": "Ask Segbot",
        "type": "global",
        "callback_id": ASK,
        "description": "Ask about your customers, in your own words",
    },
)
#: As an agent: what it is, and what one may begin with, also where nothing is stored yet.
AGENT = {
    "agent_description": (
        "Tells you who your customers are, who is leaving and whom to write to this week, from "
        "files of orders. It computes, and makes nothing up."
    ),
    "suggested_prompts": [
        {"title": "Show me around in a made-up shop", "message": "/data sample"},
        {"title": "Whom should I write to?", "message": "who should I write to this week?"},
        {"title": "How do I bring my own data?", "message": "/data help"},
        {"title": "What can I ask?", "message": "help"},
    ],
}
#: Slack wants it of agents, and of nobody else.
AGENT_SCOPE = "assistant:write"
#: Each scope is used by a feature: speaking, hearing, files, commands, and whose clock it is.
SCOPES = (
    "app_mentions:read",
    AGENT_SCOPE,
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
)
EVENTS = (
    "agent_session_stopped",
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
)


def manifest() -> dict[str, Any]:
    """What Slack needs to know to make the app."""
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": NAME,
            "description": "Customer segments where your team talks",
            "long_description": (
                "Segbot gives a retail marketing team its customer segments in Slack. Drop a "
                "transactions file into a channel and ask in plain commands: who the best "
                "customers are, who is leaving, and what to do about it. You get tables, charts "
                "and a short reading of what they mean, and a digest every week."
            ),
            "background_color": "#1b4965",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "segbot", "always_online": True},
            "agent_view": AGENT,
            "shortcuts": list(SHORTCUTS),
            "slash_commands": [_slash_command(command) for command in COMMANDS.values()],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def manifest_text() -> str:
    """The manifest as it is kept in config/slack_manifest.json."""
    return json.dumps(manifest(), indent=2, ensure_ascii=False) + "\n"


def stored_manifest() -> dict[str, Any]:
    """The manifest in config/slack_manifest.json."""
    found: dict[str, Any] = json.loads(
        files("config").joinpath("slack_manifest.json").read_text(encoding="utf-8")
    )
    return found


def _slash_command(command: Command) -> dict[str, Any]:
    verbs = "|".join(map(told_apart_by, command.requests))
    return {
        "command": f"/{command.name}",
        "description": command.summary,
        "usage_hint": f"{verbs}|help",
        "should_escape": False,
    }
