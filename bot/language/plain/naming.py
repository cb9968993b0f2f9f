"""What a sentence names: of the shop, numbers, periods, times."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time

from bot.language.plain.moving import moves
from bot.language.plain.numbers import NUMBER, conditions, limits, number, numbers
from bot.language.plain.periods import absences, periods
from bot.language.plain.placing import NEXT
from bot.language.plain.sentence import Found, Sentence, without_overlaps
from bot.language.plain.shop import Shop
from bot.language.plain.vocabulary import vocabulary
from bot.language.words import normalise

#: Words that mean much else beside a segment's customers.
_NO_NAMES = frozenset({"new", "lost"})
#: A few big customers are no segment.
_SOME = frozenset({"few", "handful", "couple"})
#: New customer groups are new groups.
_GROUPINGS = frozenset({"groups", "clusters", "segments", "segmentation", "clustering", "grouping"})
#: Words before what is left out, and words that may stand between.
_EXCEPT = frozenset(
    {
        "after",
        "outside",
        "except",
        "excluding",
        "besides",
        "beyond",
        "without",
        "other than",
        "apart from",
    }
    | {"aside from", "bar", "minus", "but not", "except for", "unlike"}
)
_BETWEEN = frozenset({"the", "of", "in", "our", "a", "an", "any"})
#: Before a value of which a share is asked.
_SHARE = (
    "(?:(?:what|which|how big a|how large a|the) )*"
    "(?:share|percentage|percent|proportion|fraction|part|ratio|split)"
    "(?: of)?(?: our| the| all)?(?: customers| people| shoppers| buyers)?"
    "(?: are| is| who are| that are)?"
    "|(?:more|most|fewer|fewest|less|least)(?: often| likely)?"
)
#: A question that a yes or a no answers about what such customers mostly are or do, with no number.
_MOSTLY = (
    r"(?:are|is|do|does|did|were|was|have)(?!.*\d)(?: \S+)*? (?:more|most(?! of)|mostly|mainly"
    r"|largely"
    r"|chiefly|predominantly|primarily|typically|usually|less|fewer|better|majority)(?: .*)?"
)
#: Values of what is a yes or a no.
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_HAVING = (
    "(?:with|has|have|had|having|gets?|getting|receives?|receiving|on|reads?|reading|opted in"
    "|takes?|signed up(?: for)?|signed on(?: for)?|subscribed|subscribes?|wants?|accepts?|opted)"
)
_WITHOUT = (
    "without|no|not|never|(?:who|that) (?:have|has|do|does|did|are|is) not"
    "|unsubscribed from|opted out of|signed off(?: from)?"
)
_THOSE = (
    "(?:subscribers?|subscriptions?|sign ?ups?|readers?|recipients?|holders?|members?|audience"
    "|people|customers?|list|crowd|opt ins?)"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_ORDINAL = f"({'|'.join(_ORDINALS)})"
#: What is numbered, and what its numbers are called.
_NUMBERED = (
    ("run", "(?:run|segmentation|clustering)"),
    ("upload", "(?:file|upload|import)"),
    ("item", "(?:campaign|digest|mailing|alert|alarm|one)"),
)
_NEXT = (
    rf"(?:(?:the )?(?:next|following) (?:page|ones?|rows?|names?|few|{NUMBER})"
    r"|(?:some |even )?more(?: of (?:them|those|these))?"
    r"|(?:the )?rest(?: of (?:them|those|these|the list))?"
    r"|go on|carry on|continue|further|keep going|who else|next)"
)
_WEEKDAY = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
_CLOCK = r"(?:at )?(?:(\d{1,2})(?::(\d{2}))? ?(am|pm)|(\d{1,2}):(\d{2})|(\d{1,2}) ?o.?clock)"
#: A time only where a day of the week is named, too.
_HOUR = r"at (\d{1,2})(?: sharp| in the (morning|evening))?"
_NOON = 12
_HOURS, _MINUTES = 24, 60
#: Per cent.
_ALL = 100
#: Letters of a country's code.
_CODE = 2
#: A new name, at the end of what is typed, in whatever letters.
_TITLE = re.compile(
    r"\b(?:rename|call|name|label)\b.*?(?:\b(?:to|as|into|say|such as|like|maybe|perhaps)|(?:\d"
    r"|\bit|\bone)(?!\s+(?:to|as|into)\b))[:,]?\s+"
    r"(?:(?:from now on|from here on|from today on|instead|please|now|simply|just),?\s+)*"
    r"[\"“']?(?P<name>\w[\w &-]{0,59}?)[\"”'.!]?\s*$",
    re.IGNORECASE,
)
#: A new name behind what says that it is one.
_CALLED = re.compile(
    r"\b(?:called|named|labelled|known as)\s+[\"“']?(?P<name>\w[\w &-]{0,59}?)[\"”'.!]?\s*(?:$|,)",
    re.IGNORECASE,
)
#: What may follow a new name without being of it.
_FROM_NOW_ON = re.compile(
    r"(?:,? (?:from now on|from here on|instead|please|now))+$", re.IGNORECASE
)
#: A name between quotation marks.
_QUOTED = re.compile(r"[\"“‘'](?P<name>[\w][^\"“”‘’']{0,59})[\"”’'](?!\w)")


def named(text: str, sentence: Sentence, shop: Shop) -> tuple[Found, ...]:
    """Everything that has a name, in whatever way it may be meant.

    Parameters
    ----------
    text : str
        As it was typed.
    sentence : Sentence
        The same, mended.
    """
    titles = [*_titles(text, sentence)]
    new = {at for each in titles if each.kind == "title" for at in each.places}
    # What a group is to be called may be what another is.
    called = (*_groups(sentence, shop), *_by_name(sentence, shop))
    own = [each for each in called if not new.issuperset(each.places)]
    spoken = [*_spoken(sentence, shop)]
    chosen = (
        *_segments(own, spoken),
        *_places(text, sentence, shop),
        *_values(sentence, shop),
    )
    found = (
        *(_left_out(each, sentence) for each in chosen),
        *moves(without_overlaps((*own, *spoken)), sentence),
        *_packs(sentence, shop),
        *_features(sentence, shop),
        *_customers(sentence, shop),
        *numbers(sentence),
        *limits(sentence),
        *_ordinals(sentence),
        *_uploads(sentence, shop),
        *_pages(sentence),
        *conditions(sentence, shop.numbers),
        *absences(sentence, shop.as_of),
        *periods(sentence, shop.as_of),
        *_times(sentence),
        *_currencies(sentence),
    )
    # What a name to be given is made of names nothing.
    return (*(each for each in found if not new.issuperset(each.places)), *titles)


def _left_out(found: Found, sentence: Sentence) -> Found:
    """What is named only to be left out: ``outside the UK`` is no filter by the UK."""
    before = [word for word in sentence.words[: found.start] if word not in _BETWEEN][-2:]
    if before[-1:] and (before[-1] in _EXCEPT or " ".join(before) in _EXCEPT):
        return replace(found, kind="elsewhere")
    return found


def _segments(own: Sequence[Found], spoken: Sequence[Found]) -> Iterator[Found]:
    """Segments and groups, by what they are called beside their names only where none has these."""
    wider = [each for each in spoken if any({*one.places} < {*each.places} for one in own)]
    if wider:
        # Somebody on the way to be loyal isn't so yet.
        yield from wider
    else:
        yield from own or spoken


def _spoken(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    for segment in shop.segments:
        for words in vocabulary().segments.get(segment, ()):
            for start, end, _ in sentence.find(words):
                some = _SOME.intersection(sentence.words[max(0, start - 2) : start])
                if not some and not _GROUPINGS.intersection(sentence.words[end : end + 1]):
                    yield Found(start, end, "segment", segment)


def _by_name(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    for segment in shop.segments:
        for name in names_of(segment):
            for start, end in _loosely(sentence, name):
                after = sentence.words[end : end + 1]
                if _GROUPINGS.intersection(after):
                    continue
                more = bool({*after} & {"segment", "group", "crowd", "bucket"})
                yield Found(start, end + more, "segment", segment)


def _groups(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    for name, place in shop.groups.items():
        for called in {name, name.partition(",")[0]}:
            for start, end in _loosely(sentence, called):
                yield Found(start, end, "group", place)
    for start, end, match in sentence.find(
        rf"(?:(?:group|cluster|segment)(?: number| no| nr)?|in (?:number|no|nr)) ({NUMBER})"
    ):
        yield Found(start, end, "group", f"{number(match[1]):g}")
    for start, end, match in sentence.find(rf"{_ORDINAL} (?:group|cluster|one)"):
        yield Found(start, end, "group", str(_ORDINALS.index(match[1]) + 1))


def names_of(segment: str) -> Iterator[str]:
    """A segment's name, and what people shorten it to: ``loyal`` for ``loyal customers``."""
    yield segment
    *most, last = segment.split()
    if most and normalise(last) in ("customer", "them") and most[-1] not in _NO_NAMES:
        yield " ".join(most)
        yield f"{' '.join(most)}s"


def _loosely(sentence: Sentence, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands, however its words are numbered: ``champion`` for ``Champions``."""
    wanted = [normalise(word) for word in Sentence.of(name).words]
    words = [normalise(word) for word in sentence.words]
    for start in range(len(words) - len(wanted) + 1):
        if wanted and words[start : start + len(wanted)] == wanted:
            yield start, start + len(wanted)


def _places(text: str, sentence: Sentence, shop: Shop) -> Iterator[Found]:
    for name, country in shop.countries.items():
        words = re.escape(name)
        if len(name) == _CODE and name not in ("uk", "gb") and not _in_capitals(name, text):
            # What brings us most isn't brought by America.
            words = "(?:(?<=the )us|us(?= (?:market|only)))" if name == "us" else "(?!)"
        for start, end, _ in sentence.find(rf"{words}s?(?: market)?"):
            yield Found(start, end, "country", country)


def _in_capitals(code: str, text: str) -> bool:
    """Whether a word is written as a country's code: US is no us, where not all is in capitals."""
    words = re.findall(r"\w+", text)
    return code.upper() in words and (len(words) == 1 or not text.isupper())


def _values(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    """Attributes, and what they may be; several values of one are that attribute, too."""
    flags = _flags(shop)
    found = [*_flagged(sentence, flags)]
    for value, of in shop.values.items():
        words = " ".join(Sentence.of(value).words)
        for name, written in of:
            if name in flags:
                # No and yes are said of much else.
                continue
            called = re.escape(name.replace("_", " "))
            said = (
                rf"(?:{called} (?:is |of |= )?)?{re.escape(words)}(?: (?:{called}|card|status)s?)?"
            )
            for start, end, _ in sentence.find(said) if words else ():
                found.append(Found(start, end, "value", (name, written)))
    for start, end, _ in sentence.find(_SHARE):
        # Asked for a share of women, somebody wants to see the others', too.
        for each in [one for one in found if end == one.start]:
            yield Found(start, each.end, "attribute", each.value[0])
            found.remove(each)
    # Whether people mostly are so is seen beside the others, too.
    is_mostly = any(start == 0 for start, _, _ in sentence.find(_MOSTLY))
    many = Counter(name for name, _ in {each.value for each in found})
    for each in found:
        name = each.value[0]
        is_compared = is_mostly or many[name] > 1
        yield Found(each.start, each.end, "attribute", name) if is_compared else each
    for name in flags:
        called = re.escape(name.replace("_", " "))
        for start, end, _ in sentence.find(
            rf"{called}s? (?:yes (?:or|and|versus) )?no|{called}s? or not"
        ):
            yield Found(start, end, "attribute", name)
    for name in shop.attributes:
        for start, end in _loosely(sentence, name):
            # In ``gold tier`` the value is named.
            if all(start not in each.places for each in found):
                yield Found(start, end, "attribute", name)
        if name.endswith("y"):
            for start, end, _ in sentence.find(re.escape(f"{name[:-1]}ies")):
                yield Found(start, end, "attribute", name)


def _flags(shop: Shop) -> dict[str, dict[bool, str]]:
    """Attributes that are a yes or a no, and how either is written."""
    values: dict[str, dict[str, str]] = {}
    for value, of in shop.values.items():
        for name, written in of:
            values.setdefault(name, {})[value] = written
    return {
        name: {value in _YES: written for value, written in known.items()}
        for name, known in values.items()
        if known.keys() <= _YES | _NO
    }


def _flagged(sentence: Sentence, flags: Mapping[str, Mapping[bool, str]]) -> Iterator[Found]:
    """Who has what is a yes or a no: ``newsletter subscribers``, ``not on the newsletter``."""
    for name, written in flags.items():
        called = f"{re.escape(name.replace('_', ' '))}s?"
        without = (
            rf"(?:{_WITHOUT})(?: {_HAVING})*(?: (?:the|a|an|our|any|to))* {called}(?: {_THOSE})?"
            rf"|non {called}(?: {_THOSE})?|{called} (?:is |= )?(?:no|false)"
        )
        with_it = (
            rf"(?:{_HAVING})(?: (?:the|a|an|our|to))* {called}(?: {_THOSE})?|{called} {_THOSE}"
            rf"|{called} (?:is |= )?(?:yes|true)"
        )
        yield from without_overlaps(
            Found(start, end, "value", (name, written[is_so]))
            for is_so, pattern in ((False, without), (True, with_it))
            for start, end, _ in sentence.find(pattern)
            if is_so in written
        )


def _features(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    called = {name.replace("_", " "): name for name in shop.numbers} | dict(vocabulary().features)
    for words, name in called.items():
        for start, end, _ in sentence.find(re.escape(words)):
            yield Found(start, end, "feature", name)


def _customers(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    for start, end, match in sentence.find(
        r"(?:customer |client |id |number |no )*(\S*\d\S*|\S+@\S+)"
    ):
        known = shop.is_customer(match[1])
        if known is not None:
            yield Found(start, end, "customer", known)


def _ordinals(sentence: Sentence) -> Iterator[Found]:
    for kind, words in _NUMBERED:
        for start, end, match in sentence.find(rf"{_ORDINAL} {words}"):
            yield Found(start, end, kind, float(_ORDINALS.index(match[1]) + 1))


def _uploads(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    for name, upload in shop.uploads.items():
        called = Sentence.of(name).text
        # Of a name without letters nothing is left but what kind of file it is.
        if "." in called or "." not in name:
            for start, end, _ in sentence.find(re.escape(called)):
                yield Found(start, end, "upload", upload)


def _pages(sentence: Sentence) -> Iterator[Found]:
    """A page of a long list by its number, or the one that follows."""
    for start, end, match in sentence.find(rf"page (?:number |no )?({NUMBER})"):
        yield Found(start, end, "page", int(number(match[1])))
    for start, end, match in sentence.find(rf"{_ORDINAL} page"):
        yield Found(start, end, "page", _ORDINALS.index(match[1]) + 1)
    for start, end, _ in sentence.find(_NEXT):
        yield Found(start, end, "page", NEXT)


def _times(sentence: Sentence) -> Iterator[Found]:
    for start, end, match in sentence.find(_WEEKDAY):
        yield Found(start, end, "weekday", match[1][:3])
    for start, end, match in sentence.find(_CLOCK):
        hour = int(match[1] or match[4] or match[6])
        if match[3]:
            hour = hour % _NOON + (_NOON if match[3] == "pm" else 0)
        minute = int(match[2] or match[5] or 0)
        if hour < _HOURS and minute < _MINUTES:
            yield Found(start, end, "time", time(hour, minute))
    if any(sentence.find(_WEEKDAY)):
        for start, end, match in sentence.find(_HOUR):
            hour = int(match[1]) + (_NOON if match[2] == "evening" else 0)
            if hour < _HOURS:
                yield Found(start, end, "time", time(hour))
    for start, end, match in sentence.find(rf"(\d{{1,2}})%|({NUMBER}) (?:percent|per cent|pct)"):
        share = int(match[1] or number(match[2]))
        if share < _ALL:
            yield Found(start, end, "percent", share)


def _packs(sentence: Sentence, shop: Shop) -> Iterator[Found]:
    # What is for a tool is a file for it, and no segments as it makes them.
    for pack in shop.packs:
        for start, end, _ in sentence.find(
            rf"(?<!for )(?<!into ){re.escape(pack)}s?(?: (?:pack|rules|segments))?"
        ):
            yield Found(start, end, "pack", pack)


def _currencies(sentence: Sentence) -> Iterator[Found]:
    for words, code in vocabulary().currencies.items():
        for start, end, _ in sentence.find(words):
            yield Found(start, end, "currency", code)


def _titles(text: str, sentence: Sentence) -> Iterator[Found]:
    match = _TITLE.search(text) or _CALLED.search(text)
    if match:
        name = _FROM_NOW_ON.sub("", match["name"])
        start = len(sentence.words) - len(
            Sentence.of(f"{match['name']}{text[match.end() :]}").words
        )
        yield Found(start, start + len(Sentence.of(name).words), "title", name)
    for quoted in _QUOTED.finditer(text):
        words = Sentence.of(quoted["name"]).words
        for start, end, _ in sentence.find(" ".join(re.escape(word) for word in words)):
            yield Found(start, end, "quoted", quoted["name"])
