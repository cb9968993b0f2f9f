"""The part of a Slack app manifest that a workspace acts on."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """One command as people see it in the composer."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What people find in a message's menu, or beside the composer.

    Attributes
    ----------
    type : str
        ``message`` or ``global``.
    """

    name: str
    type: str
    callback_id: str
    description: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What somebody may begin a talk with the agent by: its title, and what it says for them."""

    title: str
    message: str


@dataclass(frozen=True, slots=True)
class AppManifest:
    """An installed app: what it is called, may do, and hears of.

    Attributes
    ----------
    agent : str or None
        What the app is as an agent; None where it is none.
    """

    name: str
    description: str
    bot_name: str
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[Shortcut, ...]
    agent: str | None
    prompts: tuple[Prompt, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    interactive: bool
    home_enabled: bool
    messages_enabled: bool

    def command(self, name: str) -> SlashCommand | None:
        """Return the declared command of that name, slash included."""
        return next((each for each in self.commands if each.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """Return the declared shortcut that comes back by that name."""
        return next((each for each in self.shortcuts if each.callback_id == callback_id), None)


def read_manifest(raw: dict[str, Any]) -> AppManifest:
    """Read a manifest that has already passed Slack's schema.

    Parameters
    ----------
    raw : dict
        The manifest's JSON; only ``display_information.name`` is required.
    """
    display = raw["display_information"]
    features = raw.get("features", {})
    home = features.get("app_home", {})
    settings = raw.get("settings", {})
    scopes = frozenset(raw.get("oauth_config", {}).get("scopes", {}).get("bot", []))
    # Slack shows neither to people where the app lacks the scope.
    shortcuts = features.get("shortcuts", []) if "commands" in scopes else []
    agent = features.get("agent_view") if "assistant:write" in scopes else None
    return AppManifest(
        name=display["name"],
        description=display.get("description", ""),
        bot_name=features.get("bot_user", {}).get("display_name", display["name"]),
        commands=tuple(
            SlashCommand(
                command=each["command"],
                description=each["description"],
                usage_hint=each.get("usage_hint", ""),
                should_escape=each.get("should_escape", False),
            )
            for each in features.get("slash_commands", [])
        ),
        shortcuts=tuple(
            Shortcut(each["name"], each["type"], each["callback_id"], each["description"])
            for each in shortcuts
        ),
        agent=agent.get("agent_description", "") if agent else None,
        prompts=tuple(
            Prompt(each["title"], each["message"])
            for each in (agent or {}).get("suggested_prompts", [])
        ),
        scopes=scopes,
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        interactive=settings.get("interactivity", {}).get("is_enabled", False),
        home_enabled=home.get("home_tab_enabled", False),
        messages_enabled=home.get("messages_tab_enabled", False)
        and not home.get("messages_tab_read_only_enabled", False),
    )
