"""Mentions: writing the ones a person typed, and finding whom a message notifies."""

import re
from collections.abc import Iterator
from typing import Any

from bot.workspace.blockkit.checks import Json
from bot.workspace.state import State

_BROADCAST = re.compile(r"<!(channel|here|everyone)(?:\|[^>]*)?>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>")
_REFERENCE = re.compile(r"<(?:[@#!][^<>\s][^<>]*|(?:https?|mailto|tel|slack):[^<>]+)>")
#: What Slack makes a link of as people type, and what it leaves alone: references, and code.
_LINKABLE = re.compile(
    r"(?P<kept><[^<>]*>|`[^`]*`)"
    r"|(?P<url>(?<![|\"'=])\bhttps?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"])"
    r"|(?P<mailto>\b[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b)"
    r"|(?P<tel>(?<![\w.+-])\+\d[\d ()-]{7,}\d(?!\w)|(?<![\w.+-])\d{3}-\d{3}-\d{4}(?![\w-]))"
    r"|(?P<domain>(?<![\w.@/-])(?:[a-z][a-z0-9-]*\.)+(?:com|org|net|io|uk|de|fr|eu|shop)(?![\w.-]*\w))",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")


def typed(text: str, state: State) -> str:
    """Turn what a person typed into mrkdwn as Slack stores it.

    ``@name`` and ``#name`` become references; addresses, e-mail addresses, telephone numbers and
    domains become links; and ``&``, ``<``, ``>`` are escaped.
    """
    return linked(references(escaped(text), state))


def linked(text: str) -> str:
    """Make links of what looks like an address; text is escaped already."""
    return _LINKABLE.sub(_linked, text)


def _linked(found: re.Match[str]) -> str:
    written = found[0]
    if found["kept"]:
        return written
    if found["url"]:
        return f"<{written}>"
    if found["mailto"]:
        return f"<mailto:{written}|{written}>"
    if found["tel"]:
        return f"<tel:{re.sub(r'[^+0-9]', '', written)}|{written}>"
    return f"<http://{written}|{written}>"


def escaped(text: str) -> str:
    """Escape the three characters that mrkdwn reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def references(text: str, state: State) -> str:
    """Write ``@name``, ``@here`` and ``#channel`` as references; text is escaped already."""
    known: dict[str, str] = {f"@{word}": f"<!{word}>" for word in ("here", "channel", "everyone")}
    for user in state.users.values():
        known[f"@{user.name}".lower()] = f"<@{user.id}>"
        known[f"@{user.real_name}".lower()] = f"<@{user.id}>"
    for channel in state.channels.values():
        if not channel.is_im:
            known[f"#{channel.name}".lower()] = f"<#{channel.id}|{channel.name}>"
    longest_first = sorted(known, key=len, reverse=True)
    pattern = "|".join(re.escape(name) for name in longest_first)
    return re.sub(
        rf"(?<![\w@#])(?:{pattern})(?![\w-])",
        lambda found: known[found[0].lower()],
        text,
        flags=re.IGNORECASE,
    )


def sent(text: str) -> str:
    """Escape what an app left bare, keeping its references and links.

    Slack rewrites the text of an app's message this way before storing it.
    """
    pieces: list[str] = []
    end = 0
    for reference in _REFERENCE.finditer(text):
        pieces += [_loose(text[end : reference.start()]), reference[0]]
        end = reference.end()
    return "".join([*pieces, _loose(text[end:])])


def _loose(text: str) -> str:
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def pings(text: str, blocks: list[Json], attachments: list[Json]) -> list[str]:
    """List whom a message notifies.

    Parameters
    ----------
    text : str
    blocks, attachments : list of dict
        mrkdwn objects, markdown blocks and rich text mentions in them count.

    Returns
    -------
    list of str
        ``channel``, ``here``, ``everyone``, user ids or user group ids, each once.
    """
    found = [*_in_text(text), *_in_json(blocks), *_in_json(attachments)]
    return list(dict.fromkeys(found))


def _in_text(text: str) -> Iterator[str]:
    for pattern in (_BROADCAST, _PERSON, _GROUP):
        for match in pattern.finditer(text):
            yield match[1]


def _in_json(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _in_json(each)
    elif isinstance(node, dict):
        yield from _in_object(node)
        for each in node.values():
            yield from _in_json(each)


def _in_object(node: Json) -> Iterator[str]:
    kind = node.get("type")
    # An attachment has no type, and its text is mrkdwn.
    if kind in ("mrkdwn", "markdown", None) and isinstance(node.get("text"), str):
        yield from _in_text(node["text"])
    elif kind == "broadcast":
        yield node["range"]
    elif kind == "user":
        yield node["user_id"]
    elif kind == "usergroup":
        yield node["usergroup_id"]
