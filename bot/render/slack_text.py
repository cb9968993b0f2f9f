"""Text as Slack reads it: data and people's words are always escaped first."""

import re
from typing import Any

#: What Slack makes, as people type, of addresses, telephone numbers, domains and channels' names.
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]*|#[^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Make text safe in mrkdwn and in a message's ``text``: no mention, no link, no entity.

    Slack's rule is to escape exactly these three characters.

    >>> escape("<!channel> & co")
    '&lt;!channel&gt; &amp; co'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str) -> str:
    """What a person typed, from what Slack sends of it.

    >>> as_typed("<mailto:ann@shop.example|ann@shop.example> &lt; <https://shop.example>")
    'ann@shop.example < https://shop.example'
    """
    text = _LINK.sub(_written, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _written(link: re.Match[str]) -> str:
    target, label = link[1], link[2] or link[1]
    return f"#{label.removeprefix('#')}" if target.startswith("#") else label


def shorten(text: str, longest: int) -> str:
    """Cut text to a length, with an ellipsis that says so; never inside an escaped character.

    >>> shorten("fish &amp; chips", 10)
    'fish …'
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    ampersand = cut.rfind("&")
    if ampersand >= 0 and ";" not in cut[ampersand:] and ";" in text[ampersand : ampersand + 5]:
        cut = cut[:ampersand]
    return cut + "…"


def formatted_text(text: str) -> dict[str, Any]:
    """A text object, escaped already, with formatting; Slack makes no links of data in it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain_text(text: str) -> dict[str, str]:
    """A text object that nothing is formatted in."""
    return {"type": "plain_text", "text": text}
