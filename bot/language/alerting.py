"""What people want done with alerts, in plain words: ``tell me when at risk goes over 20%``."""

import re
from dataclasses import dataclass

from bot.language.commands.alerts import (
    DigestAlertsAcknowledge,
    DigestAlertsAdd,
    DigestAlertsRemove,
)
from bot.language.declaration import Request, called
from bot.language.parser import parse
from bot.language.watching import Unclear, read_watch
from bot.language.words import plain

_POLITE = (
    r"(?:(?:please|pls|plz|kindly|hi|hey|hello|segbot|just|also|and|ok|okay|can|could|would|will"
    r"|you|u|then"
    r"|be so kind as to|i'd like you to|we'd like you to|it would be great if you could)\s+)*"
)
_US = r"(?:me|us|everybody|everyone|(?:the|this|our)\s+(?:team|channel))"
_HERE = r"(?:(?:here|in\s+(?:here|this\s+channel)|please)\s+)*"
_TELL = (
    r"(?:tell|alert|warn|notify|ping|message|inform|nudge|text|e-?mail|mail|buzz|poke|remind|call"
    r"|wake"
    rf"|write(?:\s+to)?|shout\s+at|bug)\s+{_US}|let\s+{_US}\s+know"
    rf"|give\s+{_US}\s+(?:an?\s+|the\s+)?(?:shout|heads[- ]?up|ping|nudge|warning|alert|sign|call"
    rf"|signal)"
    rf"|drop\s+{_US}\s+an?\s+(?:line|note|message)|shout|holler|scream|sound\s+(?:the|an)\s+alarm"
    r"|raise\s+(?:the|an|a)\s+(?:alarm|flag)|ring\s+the\s+bell|flag\s+it|speak\s+up|say\s+something"
    rf"|(?:post|send)(?:\s+{_US})?(?:\s+an?|\s+the)?\s+(?:alert|alarm|warning|notification"
    rf"|message|note)"
    r"|(?:i|we)(?:\s+want|'d\s+like|\s+would\s+like|\s+should\s+like|\s+need|\s+wish|\s+must"
    r"|\s+wanna)"
    r"\s+(?:to\s+)?(?:know|hear|(?:be\s+)?(?:told|warned|alerted|notified|informed|pinged)"
    r"|an?\s+(?:alert|warning|ping|alarm|notification))"
)
_WHEN = (
    r"(?:when(?:ever)?|if|once|as\s+soon\s+as|the\s+(?:moment|minute|day)|in\s+case|should"
    r"|in\s+the\s+event\s+that)(?:\s+ever)?"
)
_ALERT = (
    rf"(?:set\s+up|set|add|create|make|give)\s+(?:{_US}\s+)?(?:an?|another|a\s+new|new)"
    r"\s+(?:alert|alarm|warning)"
)
_WISH = re.compile(
    rf"{_POLITE}(?:(?:{_TELL})\s+{_HERE}{_WHEN}"
    rf"|(?P<alert>{_ALERT})(?:\s+{_HERE}(?:{_WHEN}|for|on|that)|\s*:))\s+(?P<what>.+?)[.!?\s]*",
    re.IGNORECASE,
)
#: The condition first: ``if champions fall below 400, let us know``.
_WISH_AFTER = re.compile(
    rf"{_POLITE}{_WHEN}\s+(?P<what>.+?),?\s+{_POLITE}(?:{_TELL})(?:\s+{_HERE})?", re.IGNORECASE
)
#: Parts, in per cent.
_PARTS = {"half": "50%", "a third": "33.3%", "a quarter": "25%", "a fifth": "20%", "a tenth": "10%"}
_STOP = r"stop|remove|delete|cancel|end|drop|switch off|turn off|get rid of|no more|kill"
_ACKNOWLEDGE = (
    r"acknowledge|ack|confirm|mute|silence|stop reminding (?:me|us) (?:of|about)"
    r"|stop (?:the )?reminders (?:of|for|about)"
)
_EXISTING = re.compile(
    rf"(?:(?P<acknowledge>{_ACKNOWLEDGE})|(?:{_STOP})) (?:(?:the|our|my|this|that|these|all) )*"
    r"(?P<which>(?:\S+ ){0,4}?)(?:alert|alarm|warning)s?"
    r"(?: (?:number |no\.? ?|# ?)?(?P<number>\d{1,9})"
    r"| (?:for|on|about|of) (?P<about>\S+(?: \S+){0,3}))?"
)


_ADDS = called(DigestAlertsAdd)
_ADD = re.compile(rf"{_ADDS} (?P<what>.+?)(?P<quiet> quiet=\S+)?", re.IGNORECASE)


@dataclass(frozen=True)
class AlertWish:
    """What is to be done with an alert that there is.

    Attributes
    ----------
    kind : type of request
    number : int or None
        Which one it is, where that is said.
    about : str
        Words of what it watches, as far as they are said.
    """

    kind: type[DigestAlertsRemove] | type[DigestAlertsAcknowledge]
    number: int | None
    about: str


def watch_wish(text: str) -> str | None:
    """What somebody wants to be told of, as a command that adds an alert.

    None where it is no such wish, or so far from one that something else may be asked.
    """
    said = re.sub(
        r"(?:[\s,.!?]+(?:please|pls|plz|thanks|thx|thank you|ok|okay))*[\s.!?]*$", "", plain(text)
    )
    found = _WISH.fullmatch(said.strip()) or _WISH_AFTER.fullmatch(said.strip())
    if found is None:
        return None
    what = found["what"].strip(" ,")
    for part, percent in _PARTS.items():
        what = re.sub(rf"\b{part}(?= of\b|$)", percent, what, flags=re.IGNORECASE)
    try:
        return f"{_ADDS} {read_watch(what)}"
    except ValueError as error:
        is_alert = "alert" in found.re.groupindex and found["alert"]
        return f"{_ADDS} {what}" if is_alert or str(error) else None


def watches_meant(line: str) -> tuple[Request, ...]:
    """What may be meant by a command that adds an alert, where what to watch isn't clear."""
    if (found := _ADD.fullmatch(line)) is None:
        return ()
    try:
        read_watch(found["what"])
    except Unclear as unclear:
        return tuple(parse(f"{_ADDS} {each}{found['quiet'] or ''}") for each in unclear.meant)
    except ValueError:
        pass
    return ()


def alert_wish(text: str) -> AlertWish | None:
    """What somebody wants done with an alert that there is; None where not all of the words say
    that."""
    said = re.sub(r"[,!.?]+(?= |$)", "", plain(text).casefold()).strip()
    said = re.sub(r"(?: please| thanks| thank you)+$", "", said)
    found = re.fullmatch(rf"{_POLITE}{_EXISTING.pattern}", said)
    if found is None:
        return None
    kind = DigestAlertsAcknowledge if found["acknowledge"] else DigestAlertsRemove
    return AlertWish(
        kind, int(found["number"] or 0) or None, (found["which"] + (found["about"] or "")).strip()
    )
