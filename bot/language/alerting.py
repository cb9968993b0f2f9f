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

_POLITE = r"(?:(?:please|can you|could you|would you|will you)\s+)*"
_US = r"(?:me|us|the team|everybody|everyone|this channel)"
_HERE = r"(?:(?:here|in\s+(?:here|this\s+channel)|please)\s+)*"
_TELL = (
    rf"(?:tell|alert|warn|notify|ping|message|inform)\s+{_US}|let\s+{_US}\s+know"
    r"|i(?:\s+want|'d\s+like|\s+would\s+like|\s+need)\s+to\s+(?:know|hear|be\s+(?:told|warned))"
)
_WHEN = r"(?:when(?:ever)?|if|once|as\s+soon\s+as)"
_ALERT = (
    rf"(?:set\s+up|set|add|create|make|give)\s+(?:{_US}\s+)?(?:an?|another|a\s+new|new)"
    r"\s+(?:alert|alarm|warning)"
)
_WISH = re.compile(
    rf"{_POLITE}(?:(?:{_TELL})\s+{_HERE}{_WHEN}"
    rf"|(?P<alert>{_ALERT})(?:\s+{_HERE}(?:{_WHEN}|for|on|that)|\s*:))\s+(?P<what>.+?)[.!?\s]*",
    re.IGNORECASE,
)
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
    found = _WISH.fullmatch(plain(text).strip())
    if found is None:
        return None
    try:
        return f"{_ADDS} {read_watch(found['what'])}"
    except ValueError as error:
        return f"{_ADDS} {found['what']}" if found["alert"] or str(error) else None


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
