"""The ``rich_text`` block: what it may hold, and writing one for what a person typed."""

import re
from collections.abc import Mapping

from bot.workspace import limits
from bot.workspace.blockkit.checks import (
    Check,
    Json,
    array,
    boolean,
    by_type,
    choice,
    integer,
    shape,
    string,
)

_MANY = 10_000
_STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
_STYLE = shape({}, dict.fromkeys(_STYLES, boolean))
_WORD = string(limits.TEXT)
_LEAVES: Mapping[str, Check] = {
    "text": shape({"text": string(_MANY)}, {"style": _STYLE}),
    "link": shape({"url": _WORD}, {"text": _WORD, "unsafe": boolean, "style": _STYLE}),
    "user": shape({"user_id": _WORD}, {"style": _STYLE}),
    "channel": shape({"channel_id": _WORD}, {"style": _STYLE}),
    "usergroup": shape({"usergroup_id": _WORD}, {"style": _STYLE}),
    "team": shape({"team_id": _WORD}, {"style": _STYLE}),
    "broadcast": shape({"range": choice("here", "channel", "everyone")}, {"style": _STYLE}),
    "emoji": shape({"name": _WORD}, {"unicode": _WORD, "skin_tone": integer(1, 6)}),
    "date": shape(
        {"timestamp": integer(0, 99_999_999_999), "format": _WORD},
        {"url": _WORD, "fallback": _WORD},
    ),
    "color": shape({"value": _WORD}),
}
_LEAF = by_type(_LEAVES)
_SECTION = shape({"elements": array(_LEAF, _MANY, least=0)})
_BORDER: Mapping[str, Check] = {"border": integer(0, 1)}
_CONTAINER = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            {
                "style": choice("bullet", "ordered"),
                "elements": array(by_type({"rich_text_section": _SECTION}), _MANY, least=0),
            },
            {"indent": integer(0, 8), "offset": integer(0, _MANY), **_BORDER},
        ),
        "rich_text_preformatted": shape(
            {"elements": array(_LEAF, _MANY, least=0)}, {"language": _WORD, **_BORDER}
        ),
        "rich_text_quote": shape({"elements": array(_LEAF, _MANY, least=0)}, _BORDER),
    }
)

RICH_TEXT = shape(
    {"elements": array(_CONTAINER, _MANY, least=0)}, {"block_id": string(limits.IDENTIFIER)}
)

_TOKEN = re.compile(r"<([^<>]+)>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def typed_rich_text(text: str, block_id: str) -> Json:
    """Write the ``rich_text`` block that accompanies a person's words.

    Emphasis stays as the characters that were typed; mentions and links become elements.

    Parameters
    ----------
    text : str
        mrkdwn as stored, with ``<@U…>`` and escaped ``&``, ``<``, ``>``.
    block_id : str
    """
    elements: list[Json] = []
    for index, piece in enumerate(_TOKEN.split(text)):
        if index % 2:
            elements.append(_reference(piece))
        elif piece:
            elements.append({"type": "text", "text": _unescaped(piece)})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _reference(inside: str) -> Json:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target in ("!here", "!channel", "!everyone"):
        return {"type": "broadcast", "range": target[1:]}
    link: Json = {"type": "link", "url": _unescaped(target)}
    return {**link, "text": _unescaped(label)} if label else link


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text
