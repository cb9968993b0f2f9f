"""Block Kit as Slack checks it: each block's shape, where it may stand, and totals."""

import ipaddress
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from bot.workspace import limits
from bot.workspace.blockkit.checks import (
    Check,
    Json,
    Problem,
    Rule,
    array,
    at_least_one,
    boolean,
    by_type,
    choice,
    exactly_one,
    shape,
    string,
)
from bot.workspace.blockkit.composition import (
    IDENTIFIER,
    SLACK_FILE,
    URL,
    any_text,
    mrkdwn,
    plain_text,
)
from bot.workspace.blockkit.elements import (
    ACTIONS_ELEMENT,
    BUTTON,
    CONTEXT_ACTION,
    IMAGE,
    INPUT_ELEMENT,
    SECTION_ACCESSORY,
)
from bot.workspace.blockkit.rich_text import RICH_TEXT
from bot.workspace.blockkit.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE, cell_characters


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


def _block(required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Rule) -> Check:
    return shape(required, {**optional, "block_id": IDENTIFIER}, *rules)


_CONTEXT_ELEMENT = by_type(
    {
        "image": IMAGE,
        "plain_text": plain_text(),
        "mrkdwn": mrkdwn(),
    }
)
_EVERYWHERE: Mapping[str, Check] = {
    "section": _block(
        {},
        {
            "text": any_text(),
            "fields": array(any_text(limits.SECTION_FIELD), limits.SECTION_FIELDS),
            "accessory": SECTION_ACCESSORY,
            "expand": boolean,
        },
        at_least_one("text", "fields"),
    ),
    "header": _block({"text": plain_text(limits.HEADER_TEXT)}, {}),
    "divider": _block({}, {}),
    "context": _block({"elements": array(_CONTEXT_ELEMENT, limits.CONTEXT_ELEMENTS)}, {}),
    "actions": _block({"elements": array(ACTIONS_ELEMENT, limits.ACTIONS_ELEMENTS)}, {}),
    "image": _block(
        {"alt_text": string(limits.IMAGE_TEXT)},
        {"image_url": URL, "slack_file": SLACK_FILE, "title": plain_text(limits.IMAGE_TEXT)},
        exactly_one("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain_text(limits.INPUT_LABEL), "element": INPUT_ELEMENT},
        {
            "hint": plain_text(limits.INPUT_LABEL),
            "optional": boolean,
            "dispatch_action": boolean,
        },
    ),
    "rich_text": RICH_TEXT,
    "card": _block(
        {},
        {
            "hero_image": IMAGE,
            "icon": IMAGE,
            "title": any_text(limits.CARD_TITLE),
            "subtitle": any_text(limits.CARD_TITLE),
            "body": any_text(limits.CARD_BODY),
            "subtext": any_text(limits.CARD_BODY),
            "actions": array(by_type({"button": BUTTON}), limits.CARD_ACTIONS),
        },
        at_least_one("hero_image", "title", "body", "actions"),
    ),
}
_TABLES: Mapping[str, Check] = {
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
}
_CONTAINED = {name: check for name, check in _EVERYWHERE.items() if name != "card"}
_GROUPS: Mapping[str, Check] = {
    "carousel": _block(
        {"elements": array(by_type({"card": _EVERYWHERE["card"]}), limits.CAROUSEL_CARDS)}, {}
    ),
    "container": _block(
        {"child_blocks": array(by_type({**_CONTAINED, "table": TABLE}), limits.CONTAINER_BLOCKS)},
        {
            "title": plain_text(limits.CONTAINER_TITLE),
            "rich_text_title": RICH_TEXT,
            "subtitle": plain_text(limits.CONTAINER_TITLE),
            "width": choice("narrow", "standard", "wide", "full"),
            "icon": IMAGE,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        at_least_one("title", "rich_text_title"),
    ),
}
_MESSAGE_ONLY: Mapping[str, Check] = {
    "markdown": _block({"text": string(limits.MARKDOWN_TOTAL)}, {}),
    "context_actions": _block({"elements": array(CONTEXT_ACTION, limits.CONTEXT_ACTIONS)}, {}),
}
_MODAL_ONLY: Mapping[str, Check] = {
    "alert": _block(
        {"text": any_text(limits.ALERT_TEXT)},
        {"level": choice("default", "info", "warning", "error", "success")},
    ),
}
_BLOCK_OF: Mapping[Surface, Check] = {
    Surface.MESSAGE: by_type({**_EVERYWHERE, **_TABLES, **_GROUPS, **_MESSAGE_ONLY}),
    Surface.MODAL: by_type({**_EVERYWHERE, **_MODAL_ONLY}),
    Surface.HOME: by_type({**_EVERYWHERE, **_TABLES, **_GROUPS}),
}
_MOST: Mapping[Surface, int] = {
    Surface.MESSAGE: limits.MESSAGE_BLOCKS,
    Surface.MODAL: limits.VIEW_BLOCKS,
    Surface.HOME: limits.VIEW_BLOCKS,
}


def block_problems(blocks: Any, surface: Surface, pointer: str = "/blocks") -> list[Problem]:
    """List everything Slack would object to, in order.

    Parameters
    ----------
    blocks : any JSON value
        What an app sent as ``blocks``.
    surface : Surface
    pointer : str
        JSON pointer of ``blocks`` in what was sent.
    """
    listing = array(_BLOCK_OF[surface], _MOST[surface], least=0)
    problems = list(listing(blocks, pointer))
    if problems:
        return problems
    return [
        *_repeated_ids(blocks, pointer),
        *_one_focus(blocks, pointer),
        *_image_hosts(blocks, pointer),
        *_totals(blocks, pointer),
    ]


def _repeated_ids(blocks: list[Json], pointer: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            yield Problem(f"block_id is not unique: {block_id}", f"{pointer}/{index}/block_id")
        seen.add(block_id or "")
        actions = [element.get("action_id") for element in block.get("elements", [])]
        named = [action for action in actions if action is not None]
        for action in {name for name in named if named.count(name) > 1}:
            yield Problem(f"action_id is not unique: {action}", f"{pointer}/{index}/elements")


def _one_focus(blocks: list[Json], pointer: str) -> Iterator[Problem]:
    focused = [
        index
        for index, block in enumerate(blocks)
        for each in (block.get("element"), block.get("accessory"), *block.get("elements", []))
        if each and each.get("focus_on_load")
    ]
    if len(focused) > 1:
        yield Problem("only one element can focus_on_load", f"{pointer}/{focused[1]}")


def _image_hosts(node: Any, pointer: str) -> Iterator[Problem]:
    """Refuse images that Slack's servers couldn't fetch; nothing is fetched to find out."""
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from _image_hosts(each, f"{pointer}/{index}")
    elif isinstance(node, dict):
        if isinstance(node.get("image_url"), str) and not _is_public(node["image_url"]):
            yield Problem("downloading image failed", f"{pointer}/image_url")
        for name, each in node.items():
            yield from _image_hosts(each, f"{pointer}/{name}")


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "." not in host or host.endswith(".local"):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True


def _totals(blocks: list[Json], pointer: str) -> Iterator[Problem]:
    """Check what a whole message may hold; views can't contain two of these anyway."""
    markdown = [block for block in blocks if block["type"] == "markdown"]
    if sum(len(block["text"]) for block in markdown) > limits.MARKDOWN_TOTAL:
        yield Problem(f"must be less than {limits.MARKDOWN_TOTAL + 1} characters", pointer)
    charts = [block for block in blocks if block["type"] == "data_visualization"]
    if len(charts) > limits.CHARTS_PER_MESSAGE:
        yield Problem(
            f"no more than {limits.CHARTS_PER_MESSAGE} data_visualization blocks allowed", pointer
        )
    tables = [block for block in _flat(blocks) if block["type"] in ("table", "data_table")]
    if len(tables) > limits.TABLES_PER_MESSAGE:
        yield Problem("only_one_table_allowed", pointer, "only_one_table_allowed")
    elif sum(map(cell_characters, tables)) > limits.DATA_TABLE_TOTAL:
        yield Problem(f"must be less than {limits.DATA_TABLE_TOTAL + 1} characters", pointer)


def _flat(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from block.get("child_blocks", [])


def named_blocks(blocks: list[Json], fresh: Iterator[str]) -> list[Json]:
    """Copy blocks, giving a ``block_id`` and ``action_id`` to whatever came without one.

    Slack drops the id that a ``markdown`` block was sent with.
    """
    return [_named(block, fresh) for block in blocks]


def _named(block: Json, fresh: Iterator[str]) -> Json:
    keeps_id = block.get("block_id") and block["type"] != "markdown"
    named = {**block, "block_id": block["block_id"] if keeps_id else next(fresh)}
    if block["type"] in ("actions", "context_actions"):
        named["elements"] = [_acting(element, fresh) for element in block["elements"]]
    for place in ("accessory", "element"):
        if place in block and block[place].get("type") != "image":
            named[place] = _acting(block[place], fresh)
    if block["type"] == "container":
        named["child_blocks"] = named_blocks(block["child_blocks"], fresh)
    return named


def _acting(element: Json, fresh: Iterator[str]) -> Json:
    return element if element.get("action_id") else {**element, "action_id": next(fresh)}
