"""Composition objects: the text, option and confirmation parts that blocks are made of."""

from collections.abc import Iterator
from typing import Any

from bot.workspace import limits
from bot.workspace.blockkit.checks import (
    Check,
    Problem,
    array,
    at_least_one,
    boolean,
    by_type,
    choice,
    exactly_one,
    shape,
    string,
)


def plain_text(most: int = limits.TEXT) -> Check:
    """Accept a ``plain_text`` object of at most ``most`` characters."""
    return _text(by_type({"plain_text": shape({"text": string(most)}, {"emoji": boolean})}))


def any_text(most: int = limits.TEXT) -> Check:
    """Accept a ``plain_text`` or ``mrkdwn`` object of at most ``most`` characters."""
    return _text(
        by_type(
            {
                "plain_text": shape({"text": string(most)}, {"emoji": boolean}),
                "mrkdwn": shape({"text": string(most)}, {"verbatim": boolean}),
            }
        )
    )


def mrkdwn(most: int = limits.TEXT) -> Check:
    """Accept a ``mrkdwn`` object of at most ``most`` characters."""
    return _text(by_type({"mrkdwn": shape({"text": string(most)}, {"verbatim": boolean})}))


def _text(inner: Check) -> Check:
    """Word a wrong kind of text as Slack does: the type is an enum there."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        for problem in inner(value, pointer):
            if problem.code == "unsupported_type":
                yield Problem("must be a valid enum value", problem.pointer)
            else:
                yield problem

    return check


IDENTIFIER = string(limits.IDENTIFIER)
URL = string(limits.URL)
PLACEHOLDER = plain_text(limits.PLACEHOLDER)

OPTION = shape(
    {"text": plain_text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": plain_text(limits.OPTION_TEXT)},
)
RICH_OPTION = shape(
    {"text": any_text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": any_text(limits.OPTION_TEXT)},
)
OVERFLOW_OPTION = shape(
    {"text": plain_text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": plain_text(limits.OPTION_TEXT), "url": URL},
)
OPTIONS = array(OPTION, limits.OPTIONS)
OPTION_GROUPS = array(
    shape({"label": plain_text(limits.OPTION_TEXT), "options": OPTIONS}), limits.OPTIONS
)

CONFIRM = shape(
    {
        "title": plain_text(limits.CONFIRM_TITLE),
        "text": any_text(limits.CONFIRM_TEXT),
        "confirm": plain_text(limits.CONFIRM_BUTTON),
        "deny": plain_text(limits.CONFIRM_BUTTON),
    },
    {"style": choice("primary", "danger")},
)
DISPATCH_CONFIG = shape(
    {
        "trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2),
    }
)
CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
SLACK_FILE = shape(
    {}, {"id": string(30, pattern="[F][A-Z0-9]{8,}"), "url": URL}, exactly_one("id", "url")
)
