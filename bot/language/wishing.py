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
    rf"{_NOT_TOLD_APART}(?P<which>(?:\S+ ){{0,3}}?)(?P<noun>digest|report|summary|update|recap"
    rf"|round ?up)"
    r"(?: (?:number |no\.? ?|# ?)?(?P<number>\d{1,9}))?(?: (?:here|in this channel))?"
)
#: "The digest of Monday" is one of them, not when it is to come.
_WHEN = r"(?P<when>(?!of |for |from |about )\S+(?: \S+){0,12})"
_GIVE = (
    r"(?:send|post|give|get|mail|email|deliver|schedule|show|share|have|put|drop|set up|arrange"
    r"|start|run"
    r"|want|need|make|do)(?: us| me)?"
)
_POLITE = (
    r"(?:(?:hi|hey|hello|ok|okay|so|and|also|now|segbot|kindly|please|pls|plz|just|simply|let's"
    r"|let us) )*"
    r"(?:(?:can|could|would|will|might) (?:you|u|we|i) (?:be so kind (?:as )?to |please |kindly "
    r"|just )*)?"
    r"(?:please |pls |plz |kindly |just )*"
    r"(?:(?:i|we)(?: want| need|'d like| would like| should like|'d love| would love| wish)"
    r" (?:(?:you )?to )?(?:please )?)?"
)
_STOP = (
    r"(?:(?:stop|cancel|remove|delete|end|kill|quit|drop|scrap|bin|discontinue|get rid of)"
    r"(?: (?:sending|posting|mailing|giving|delivering))?(?: us| me)?"
    r"|unsubscribe(?: us| me)?(?: from)?|(?:we |i )?(?:don't|do not|no longer) (?:need|want)"
    r"|no more)"
)
_HOLD = r"(?:pause|suspend|hold(?: back)?|mute|snooze|halt|freeze|silence)"
_AGAIN = (
    r"(?:resume|unpause|un-pause|restart|continue|reactivate|re-activate|unmute|unsuspend|revive"
    r"|bring back|start|turn on|turn back on|switch on|switch back on|(?:turn|switch|start) on)"
)
_FOR_A_WHILE = r"(?:for now|for a while|for the moment|for the time being|for a bit)"
_HAVE = r"(?:have|let|make)"
_SHALL = r"(?:should|shall|must|needs to|has to|can|could|ought to|to)(?: now| rather)?"
_UNTIL = r"(?:until|till) \S.*|for (?:a|an|one|two|three|the|\d+) (?:\w+ )?(?:day|week|month)s?"
#: What is wanted, the first that fits; all of the words are explained by it, or it isn't meant.
_WISHES = (
    ("test", rf"{_GIVE} (?:a |the )?(?:test|trial)(?: run)?(?: of| for)? {_DIGEST}"),
    ("test", rf"{_GIVE} (?:a |the )?(?P<which>)(?P<number>)test digest"),
    ("test", rf"(?:test|try|try out) {_DIGEST}"),
    ("test", rf"{_GIVE} {_DIGEST} (?:as a test|for a test|just to me|only to me|to me alone)"),
    ("pause", rf"{_HOLD} {_DIGEST}"),
    ("pause", rf"(?:put|set) {_DIGEST} on (?:hold|ice|pause)(?: {_FOR_A_WHILE})?"),
    ("pause", rf"(?:stop|cancel|{_HOLD}) {_DIGEST} {_FOR_A_WHILE}"),
    ("pause", rf"(?:stop|{_HOLD}) {_DIGEST} (?P<until>{_UNTIL})"),
    ("pause", rf"(?:put|set) {_DIGEST} on (?:hold|ice|pause) (?P<until>{_UNTIL})"),
    ("resume", rf"{_AGAIN} {_DIGEST}(?: again| back)?"),
    (
        "resume",
        rf"(?:turn|switch|start|put|bring|set) {_DIGEST} (?:back )?(?:on|going|up)(?: again)?",
    ),
    ("resume", rf"(?:start|send|post|run|have) {_DIGEST} again"),
    ("remove", rf"{_STOP} {_DIGEST}(?: any ?more| any ?longer| for good| altogether| completely)?"),
    ("remove", rf"(?:switch|turn|take|call) (?:off {_DIGEST})"),
    ("remove", rf"(?:switch|turn|call) {_DIGEST} off(?: for good)?"),
    (
        "edit",
        (
            rf"(?:move|change|reschedule|shift|switch|set|make|push|bring) {_DIGEST} (?:to|for)"
            rf" {_WHEN}"
        ),
    ),
    (
        "edit",
        rf"{_HAVE} {_DIGEST} (?:come|arrive|run|go out|sent|posted|delivered)(?: instead)? {_WHEN}",
    ),
    (
        "edit",
        rf"{_DIGEST} {_SHALL} (?:come|arrive|run|go out|be sent|be posted|be)(?: instead)? {_WHEN}",
    ),
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
    said = re.sub(r"(?: please| pls| plz| thanks| thx| thank you| ok| okay| kindly)+$", "", said)
    said = re.sub(r"(?: instead| from now on| from today on| in future)+$", "", said)
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
