"""What is told beside a question, and asks nothing: greetings, reasons, remarks."""

import re
from collections.abc import Iterator
from functools import cache

from bot.language.plain.sentence import Sentence
from bot.language.plain.vocabulary import vocabulary

_WHO = r"(?:i|we|you|my|our|he|she|they|it|nobody|everyone|everybody|somebody|someone)\b"
_BECAUSE = (
    r"because|cos|coz|cuz|bc|so that|in order (?:to|that)|otherwise|given that|seeing that"
    r"|considering that|just in case"
)
_VERB = r"(?:is|are|was|were|am|does|do|did|has|have|had|should|can|could|will|would)"
#: Where what is asked may be parted from what is told.
_ENDS = re.compile(
    r"\s*(?:[,;:!?]+|\.+(?!\w)|[–—])\s+|\s+-+\s+|\s*[()]\s*"
    rf"|\s+(?:and|so|but)\s+(?={_WHO})|\s+(?=(?:{_BECAUSE})\s)"
    r"|\s+(?=(?:i|we) (?:would|want|need|should|must|wish|have to)\b)"
    rf"|\s+(?=(?:as|since|before|if|while|although|though|or whether) {_WHO})"
    rf"|\s+(?=or {_VERB}(?: not)? (?:it|that|this|they|there|we|i|these|those|only|just)\b)",
    re.IGNORECASE,
)
#: A reason, which limits nothing, whatever it names.
_REASON = re.compile(
    rf"(?:{_BECAUSE}|as (?:i|we|he|she|they)"
    r"|before (?:i|we|he|she|they)(?! (?:had|were|was|did|\S+ed)\b)"
    r"|as (?:an?|the|your|our)(?: \S+){0,3} (?:head|manager|buyer|lead|analyst|director|owner)"
    r"(?: .*)?$|who (?:just |has |had )?(?:called|phoned|rang|wrote|complained|asked"
    r"|e?mailed|contacted)"
    r"|(?:he|she) (?:is|was|has|had|called|wrote|came|used|bought|rang|asked|says|said)) "
)
#: A verdict on the answer before, whatever it names: ``four is too little``.
_VERDICT = re.compile(
    r"(?:\S+ ){1,3}(?:is|are|was|were|seems?|feels?|looks?)"
    r" (?:just |far |way |a bit |much )*(?:too?|not)"
    r" (?:little|few|many|much|small|big|large|coarse|fine|long|short|enough)"
)
#: An order, however it is put.
_WONDERING = re.compile(
    r"(?:i|we) (?:was|were|am|are|have been)(?: \S+)? (?:wondering|curious|asking|hoping|interested"
    r"|looking|trying|keen|eager|after|told|asked|preparing|planning|going)\b"
)
#: What a limit may begin with, too.
_LIMITING = frozenset({"for", "no", "this", "that", "or", "nothing", "if"})
#: With these a wish is told as a remark is: ``they must live in Leeds``, ``just online``.
_WISHING = frozenset(
    {"only", "just", "solely", "exclusively", "mean", "means", "meant", "without", "excluding"}
    | {"except", "those", "these", "ones", "one", "should", "must", "with", "net", "look", "not"}
    | {"prefer", "rather", "kind", "sort", "type", "mostly", "mainly", "from", "live", "living"}
)
#: Of these, which ones: who is meant, and no remark.
_WHICH = re.compile(
    r"(?:those|these) (?:in|who|that|which|with|without|from|over|under|of|on|at|not|older"
    r"|younger|above"
    r"|below|between|aged|whose|only|customers?|people|ones|clients?)\b|(?:those|these)$"
)
#: What is about to be: ``churn call at 2``.
_OCCASION = re.compile(
    r"(?:\S+ ){0,3}(?:meeting|call|presentation|deadline|pitch|review|briefing|board|stand ?up"
    r"|demo|workshop)"
    r"(?: (?:is|starts|begins|at|in|on|tomorrow|today|tonight|later|soon|now|next|this|coming"
    r"|up)(?: .*)?)?"
)
_OR_NOT = re.compile(
    rf"or {_VERB}(?: not)? (?:it|that|this|they|there|we|i|these|those|only|just)\b"
)
#: Who or what it is about, and that it is.
_PRAISE = re.compile(
    r"^(?:(?:nice one|well done|good job|great (?:stuff|job|work)|great|nice|thanks|thank you"
    r"|cool|super"
    r"|perfect|awesome|lovely|ok|okay|right|brilliant|yes|no|ah|oh|hmm|wow|so|and|but|team|all"
    r"|guys) )+"
)
_STATEMENT = re.compile(
    r"(?:our|the|my|that|this|these|those|it|he|she|we|they|i)(?: (?!who|that|which)\S+){0,3}"
    r" (?:is|are|was|were|am|looks?|went|has been|have been)\b"
    r"|(?:i|we) (?:would|will|already|just|have) (?:tell|told|let|inform|ask|pass|forward|mention"
    r"|handle|talk|speak|spoke|spoken|discuss|discussed)\b"
)


def parted(text: str) -> Iterator[tuple[str, str]]:
    """Every way to part a text into what may be told, and what is asked beside it."""
    for found in _ENDS.finditer(text):
        start, end = found.span()
        yield text[:start], text[end:]
        yield text[end:], text[:start]


def is_statement(text: str) -> bool:
    """Whether something is told and nothing asked: ``our customers are the best``."""
    said = _PRAISE.sub("", Sentence.of(text).text)
    return "?" not in text and bool(_STATEMENT.match(said)) and not _WONDERING.match(said)


def is_told(sentence: Sentence) -> bool:
    """Whether it begins as a remark does: ``I write to finance``, ``legal has asked``. What begins
    as a limit may, too, ``no rush``, is one where a word of it isn't known."""
    words = vocabulary().telling
    known = vocabulary().known | vocabulary().tellers
    is_wish = sentence.words[0] in _LIMITING or not _WISHING.isdisjoint(sentence.words)
    may_limit = is_wish and not known.issuperset(sentence.words)
    is_choice = bool(_OR_NOT.match(sentence.text))
    if _WHICH.match(sentence.text):
        return False
    return (is_choice or not may_limit) and (
        sentence.words[0] in words
        or bool(_STATEMENT.match(sentence.text))
        or bool(_tellers().match(sentence.text))
    )


def limits_nothing(sentence: Sentence) -> bool:
    """Whether it is a reason or a verdict, and no wish, whatever it names."""
    whole = (_VERDICT, _OCCASION)
    return bool(_REASON.match(sentence.text)) or any(
        each.fullmatch(sentence.text) for each in whole
    )


def asked_alone(text: str) -> Iterator[str]:
    """A text, and then what is asked in it without one remark before or after."""
    yield text
    for told, asked in parted(text):
        sentence = Sentence.of(told)
        if not sentence.words or is_told(sentence) or limits_nothing(sentence):
            yield asked


@cache
def _tellers() -> re.Pattern[str]:
    """Those who ask things of a marketer, at the beginning of a clause."""
    those = "|".join(sorted(vocabulary().tellers))
    return re.compile(
        rf"(?:(?:the|my|our|your|a|an|whole|entire|new|old|big|poor|all|head of|this|that) )*"
        rf"(?:{those})s?\b"
    )
