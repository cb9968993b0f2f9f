"""What people want done with digests, in plain words: ``pause the monday digest``."""

import re
from contextlib import suppress
from dataclasses import dataclass

from analytics.vocabulary.errors import SegbotError
from bot.language.commands.digest import DigestSchedule
from bot.language.declaration import Request, called
from bot.language.parser import parse
from bot.language.timing import sort_words
from bot.language.words import plain

_NOUN = "digest"
_NOT_TOLD_APART = r"(?:(?:the|our|my|this|that|a) )*"
_DIGEST = (
    rf"{_NOT_TOLD_APART}(?P<which>(?:\S+ ){{0,3}}?)(?P<noun>digest|report|summary|update)"
    r"(?: (?:number |no\.? ?|# ?)?(?P<number>\d{1,9}))?(?: (?:here|in this channel))?"
)
#: "The digest of Monday" is one of them, not when it is to come.
_WHEN = r"(?P<when>(?!of |for |from |about )\S+(?: \S+){0,12})"
_GIVE = r"(?:send|post|give|get|mail|deliver|schedule|show|share)(?: us| me)?"
_POLITE = (
    r"(?:(?:can|could|would|will) you )?(?:please )?(?:i(?: want|'d like| would like) (?:to )?)?"
)
_STOP = (
    r"(?:(?:stop|cancel|remove|delete|end)(?: (?:sending|posting))?(?: us| me)?"
    r"|unsubscribe(?: us| me)?(?: from)?)"
)
_UNTIL = r"(?:until|till) \S.*|for (?:a|an|one|two|three|the|\d+) (?:\w+ )?(?:day|week|month)s?"
#: What is wanted, the first that fits; all of the words are explained by it, or it isn't meant.
_WISHES = (
    ("test", rf"{_GIVE} (?:a |the )?(?:test|trial)(?: run)?(?: of| for)? {_DIGEST}"),
    ("test", rf"{_GIVE} (?:a |the )?(?P<which>)(?P<number>)test digest"),
    ("test", rf"(?:test|try|try out) {_DIGEST}"),
    ("pause", rf"(?:pause|suspend) {_DIGEST}"),
    ("pause", rf"(?:stop|pause|suspend|hold) {_DIGEST} (?:for now|for a while|for the moment)"),
    ("pause", rf"(?:stop|pause|suspend|hold) {_DIGEST} (?P<until>{_UNTIL})"),
    ("resume", rf"(?:resume|unpause|restart|continue|reactivate) {_DIGEST}"),
    ("remove", rf"{_STOP} {_DIGEST}"),
    ("remove", rf"(?:switch|turn) off {_DIGEST}"),
    ("edit", rf"(?:move|change|reschedule|shift|switch) {_DIGEST} to {_WHEN}"),
    ("schedule", rf"{_GIVE} {_DIGEST} {_WHEN}"),
    ("schedule", rf"{_WHEN} {_GIVE} {_DIGEST}"),
)


@dataclass(frozen=True)
class DigestWish:
    """What is to be done with a digest.

    Attributes
    ----------
    request : Request
        That, of any digest.
    number : int or None
        Which one it is, where that is said.
    which : DigestSchedule or None
        When the one comes that is meant, as far as that is said.
    ends : bool
        Whether it is to be so for a time alone.
    """

    request: Request
    number: int | None = None
    which: DigestSchedule | None = None
    ends: bool = False


def digest_wish(text: str) -> DigestWish | None:
    """What somebody wants done with a digest; None where not all of the words say that."""
    said = re.sub(r"[,!.?]+(?= |$)", "", plain(text).casefold()).strip()
    said = re.sub(r"(?: please| thanks| thank you)+$", "", said)
    for verb, pattern in _WISHES:
        if found := re.fullmatch(rf"{_POLITE}{pattern}", said):
            with suppress(SegbotError):
                return _wish(verb, found.groupdict())
    return None


def _wish(verb: str, words: dict[str, str | None]) -> DigestWish | None:
    when, told = words.get("when") or "", words["which"] or ""
    if words.get("noun", _NOUN) != _NOUN and not told:
        # A report may be anything; a weekly report is a digest.
        return None
    which = _read(DigestSchedule, told) if told else None
    if verb == "schedule":
        if which or words["number"] or not sort_words(when.split()):
            return None
        return DigestWish(_read(DigestSchedule, when))
    number = int(words["number"] or 0) or None
    request = parse(f"/digest {verb} {number or 1} {when}")
    return DigestWish(request, number, which, ends=bool(words.get("until")))


def _read(kind: type[DigestSchedule], words: str) -> DigestSchedule:
    found = parse(f"{called(kind)} {words}")
    if not isinstance(found, kind):
        raise SegbotError(f"`{called(kind)}` has no `{words}`.", "")
    return found
