"""Reading a sentence as a request: every word has to be explained.

A reading is a command with one of the patterns that config/plain_words.toml has for it. The shop's
names, numbers, periods and settings in the sentence become its parameters. A word that is left over
makes it a guess, which is offered and never answered: what wasn't understood wasn't asked.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import config
from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS, Help
from bot.language.commands.population import Population
from bot.language.declaration import Request, default, is_required, parameters
from bot.language.kinds import Choice, WholeNumber
from bot.language.parser import set_values
from bot.language.plain.numbers import NUMBER, conditions, numbers
from bot.language.plain.periods import Period, periods
from bot.language.plain.sentence import Found, Sentence, without_overlaps
from bot.language.plain.shop import Shop
from bot.language.segments import Segment
from bot.language.words import Token, normalise, tokens

_MOST_CHOICES = 3
_MOST_UNKNOWN = 2
#: From so many letters on a word is seldom another one's misspelling by chance.
_LONG = 7
_PLACEHOLDER = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Reading:
    """What a sentence may mean.

    Attributes
    ----------
    request : Request or None
        What it means; None where that isn't sure.
    choices : tuple of Request
        What it may mean otherwise, the likeliest first.
    unknown : tuple of str
        Words that nothing explains.
    """

    request: Request | None = None
    choices: tuple[Request, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pattern:
    """Words to be found, those of each part wherever they stand; those in gaps aren't explained."""

    text: str

    def matches(self, sentence: Sentence, named: Sequence[Found]) -> Iterator[frozenset[int]]:
        """The places of the words that it explains, for each time it is found."""
        explained: frozenset[int] = frozenset()
        for part in self.text.split(" & "):
            found = [*_matches(part, sentence, named)]
            if not found:
                return
            explained = explained.union(*found)
        yield explained


def _matches(text: str, sentence: Sentence, named: Sequence[Found]) -> Iterator[frozenset[int]]:
    for kind in set(_PLACEHOLDER.findall(text)):
        spoken = {
            " ".join(sentence.words[each.start : each.end]) for each in named if each.kind == kind
        }
        anyone = "|".join(re.escape(each) for each in sorted(spoken, key=len, reverse=True))
        # What isn't named is nowhere, also where it needn't be.
        text = text.replace(f"<{kind}>", f"(?:{anyone})" if spoken else "(?!)")
    for start, end, match in sentence.find(text):
        gaps = {
            place
            for number in range(1, len(match.groups()) + 1)
            for place in _places(sentence, match, number)
        }
        yield frozenset(range(start, end)) - gaps


def _places(sentence: Sentence, match: re.Match[str], group: int) -> range:
    """Which words a part of a match is."""
    if not match[group]:
        return range(0)
    before = sentence.text[: match.start(group)].rstrip()
    start = len(before.split())
    return range(start, start + len(match[group].split()))


@dataclass(frozen=True)
class _Option:
    """Words for a setting.

    Attributes
    ----------
    sets : mapping
        Parameters to values; ``<segment>`` stands for the segment that is named there.
    clears : tuple of str
        Parameters that are taken away.
    alone : bool
        Whether the words are enough to ask for the command.
    """

    says: tuple[_Pattern, ...]
    sets: Mapping[str, Any]
    clears: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True)
class _Verb:
    """A command, how it is asked for, and what its settings are called."""

    request: type[Request]
    says: tuple[_Pattern, ...]
    sets: Mapping[str, Any]
    beside: frozenset[str] = frozenset()
    options: tuple[_Option, ...] = ()
    after: tuple[type[Request], ...] = ()


@dataclass(frozen=True)
class _Language:
    verbs: tuple[_Verb, ...]
    replies: tuple[_Verb, ...]
    settings: tuple[_Option, ...]
    passing: frozenset[str]
    pronouns: frozenset[str]
    known: frozenset[str]


@cache
def _language() -> _Language:
    """What config/plain_words.toml says, without commands that there aren't."""
    facts = config.load("plain_words")
    kinds = facts["kinds"]

    def patterns(texts: Iterable[str]) -> tuple[_Pattern, ...]:
        found = []
        for text in texts:
            for name, words in kinds.items():
                text = text.replace(f"{{{name}}}", words)
            found.append(_Pattern(text.replace("...", r"((?: \S+){0,6}?)")))
        return tuple(found)

    def options(entries: Iterable[Mapping[str, Any]]) -> tuple[_Option, ...]:
        return tuple(
            _Option(
                patterns(each["says"]),
                each.get("sets", {}),
                tuple(each.get("clears", ())),
                each.get("alone", False),
            )
            for each in entries
        )

    def verbs(entries: Iterable[Mapping[str, Any]]) -> tuple[_Verb, ...]:
        return tuple(
            _Verb(
                request,
                patterns(each["says"]),
                each.get("sets", {}),
                frozenset(each.get("beside", "").split()),
                options(each.get("options", ())),
                tuple(one for name in each.get("after", ()) if (one := _request(name))),
            )
            for each in entries
            if (request := _request(each["command"]))
        )

    passing = frozenset(facts["passing"].split())
    texts = [
        each.text
        for verb in (*verbs(facts["readings"]), *verbs(facts["replies"]))
        for each in (*verb.says, *(one for option in verb.options for one in option.says))
    ]
    texts += [one.text for each in options(facts["settings"]) for one in each.says]
    literal = {
        word
        for text in texts
        for found in re.findall(r"(?:[a-z]\??){2,}", text)
        for word in (found.replace("?", ""), re.sub(r"[a-z]\?", "", found))
    }
    literal |= {word for each in facts["readings"] for word in each.get("beside", "").split()}
    return _Language(
        verbs(facts["readings"]),
        verbs(facts["replies"]),
        options(facts["settings"]),
        passing,
        frozenset(facts["pronouns"].split()),
        frozenset(literal | passing),
    )


def _request(name: str) -> type[Request] | None:
    command, _, verb = name.partition(" ")
    if command == "help":
        return Help
    found = COMMANDS.get(command)
    return found.request(verb) if found else None


def is_addressed(text: str) -> bool:
    """Whether a reply that nobody addressed reads as if it were for the bot: a question, a change
    in a word or two, or one that begins as those do. Colleagues name countries, too."""
    words = Sentence.of(text).words
    opens = config.load("plain_words")["openers"].split()
    return bool(words) and (text.rstrip().endswith("?") or len(words) <= 2 or words[0] in opens)


def read(
    text: str, shop: Shop, previous: Request | None = None, command: str | None = None
) -> Reading:
    """Find out what a sentence asks for.

    Parameters
    ----------
    text : str
    shop : Shop
        What it may name.
    previous : Request, optional
        What the answer was asked for in whose thread it is said.
    command : str, optional
        The only command whose verbs may be meant.
    """
    given = tokens(text)
    settings = tuple(each for each in given if each.name)
    bare = text if not settings else " ".join(each.text for each in given if each.is_bare)
    sentence = _mended(Sentence.of(bare), shop)
    if not sentence.words:
        return Reading()
    named = _named(sentence, shop)
    candidates = [*_asked(sentence, named, command)]
    if previous is not None:
        about = _language().pronouns.intersection(sentence.words)
        if about:
            candidates = [_of_the_same(each, previous) for each in candidates]
        candidates += [*_changed(sentence, named, previous)]
    candidates = [found for each in candidates if (found := _with(each, settings))]
    candidates.sort(key=lambda each: each.rank)
    if not candidates:
        return Reading()
    best = candidates[0]
    alike = [each.request for each in candidates if each.rank == best.rank and each.request]
    near = [each.request for each in candidates if len(each.unknown) <= _MOST_UNKNOWN]
    choices = tuple(dict.fromkeys(each for each in near if each))[:_MOST_CHOICES]
    if best.unknown or len({*alike}) != 1:
        unknown = tuple(sentence.words[place] for place in sorted(best.unknown))
        return Reading(None, choices, unknown)
    return Reading(alike[0], choices)


@dataclass(frozen=True)
class _Candidate:
    """One way to read a sentence.

    Attributes
    ----------
    request : Request or None
        None where something is missing that it can't do without.
    unknown : frozenset of int
        The places of words that nothing explains.
    weight : int
        How many words speak for it that aren't said in passing.
    explained : int
        How many speak for it at all.
    """

    request: Request | None
    unknown: frozenset[int]
    weight: int
    explained: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """The lower, the likelier."""
        return len(self.unknown), -self.weight, -self.explained


def _with(candidate: _Candidate, settings: Sequence[Token]) -> _Candidate | None:
    """The same with what is written as a setting; None where it has no such setting."""
    if not settings or candidate.request is None:
        return None if settings else candidate
    try:
        return dataclasses.replace(candidate, request=set_values(candidate.request, settings))
    except SegbotError:
        return None


def _named(sentence: Sentence, shop: Shop) -> tuple[Found, ...]:
    weekdays = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    days = [Found(a, b, "weekday", m[1][:3]) for a, b, m in sentence.find(rf"({weekdays})s?")]
    clock = [
        Found(a, b, "time", m)
        for a, b, m in sentence.find(
            r"(?:at )?(\d{1,2})(?::(\d{2}))? ?(am|pm)|(?:at )?(\d{1,2}):(\d{2})"
        )
    ]
    return (
        *shop.named(sentence),
        *numbers(sentence),
        *conditions(sentence, shop.numbers),
        *periods(sentence, shop.as_of),
        *days,
        *clock,
    )


def _asked(sentence: Sentence, named: Sequence[Found], command: str | None) -> Iterator[_Candidate]:
    """What it asks for by its own words."""
    for verb in _language().verbs:
        if command not in (None, verb.request.command):
            continue
        alone = [one for option in verb.options if option.alone for one in option.says]
        said = frozenset().union(*_said((*verb.says, *alone), sentence, named))
        if said:
            yield _candidate(sentence, named, verb, said, dict(verb.sets))


def _changed(sentence: Sentence, named: Sequence[Found], previous: Request) -> Iterator[_Candidate]:
    """What it changes of the answer before, or makes of it."""
    kind = type(previous)
    verb = next((each for each in _language().verbs if each.request is kind), None)
    options = verb.options if verb else ()
    beside = verb.beside if verb else frozenset()
    same = _Verb(kind, (), {}, beside, options)
    said = frozenset().union(*_said(verb.says if verb else (), sentence, named))
    found = _candidate(sentence, named, same, said, {}, previous)
    if found.request != previous:
        # That words say nothing of another command speaks for it.
        yield dataclasses.replace(found, weight=found.weight + 1)
    for reply in _language().replies:
        if kind not in reply.after:
            continue
        said = frozenset().union(*_said(reply.says, sentence, named))
        if said:
            carried = _carried(previous, reply.request)
            base = _candidate(sentence, named, reply, said, carried | dict(reply.sets))
            yield dataclasses.replace(base, weight=base.weight + 2)


def _of_the_same(candidate: _Candidate, previous: Request) -> _Candidate:
    """A question about them, or there: of whom the answer before was, but for what it says."""
    request = candidate.request
    if not isinstance(request, Population) or not isinstance(previous, Population):
        return candidate
    kept = {
        name: value
        for name, value in previous.population().items()
        if name in parameters(type(request)) | {"attributes": None}
        and getattr(request, name) == default(type(request), name)
    }
    return dataclasses.replace(candidate, request=request.with_values(kept))


def _carried(previous: Request, kind: type[Request]) -> dict[str, Any]:
    """What two requests have in common: whom they are about."""
    names = {each.name for each in dataclasses.fields(kind)}  # type: ignore[arg-type]
    skipped = {"n", "show", "by"}
    return {
        each.name: getattr(previous, each.name)
        for each in dataclasses.fields(previous)  # type: ignore[arg-type]
        if each.name in names - skipped
    }


def _said(
    patterns: Iterable[_Pattern], sentence: Sentence, named: Sequence[Found]
) -> Iterator[frozenset[int]]:
    for pattern in patterns:
        yield from pattern.matches(sentence, named)


def _candidate(
    sentence: Sentence,
    named: Sequence[Found],
    verb: _Verb,
    said: frozenset[int],
    values: dict[str, Any],
    previous: Request | None = None,
) -> _Candidate:
    language, declared = _language(), parameters(verb.request)
    explained, given = set(said), _own(values, declared)
    placed: set[int] = set()
    for option in (*verb.options, *language.settings):
        if not (_fits(option.sets, declared) and {*option.clears} <= declared.keys()):
            continue
        for places in _said(option.says, sentence, named):
            sets = {name: _meant(value, places, named) for name, value in option.sets.items()}
            if option.sets != sets or option.clears:
                placed |= places
            explained |= places
            given |= sets | {name: default(verb.request, name) for name in option.clears}
    if "segment_" not in declared:
        # New customers who are a part of what is asked are no segment to filter by.
        literal = [one for one in (*verb.says, *_texts(verb.options)) if "<" not in one.text]
        covered = frozenset().union(*_said(literal, sentence, named))
        placed |= {
            place
            for each in named
            if each.kind == "segment" and covered.issuperset(each.places)
            for place in each.places
        }
    free = [each for each in named if not placed.intersection(each.places)]
    taken, used = _settings(verb.request, free, declared, given, previous)
    given |= taken
    # A number that sets nothing isn't explained by a pattern that has room for one.
    numbered = {place for each in free if each.kind == "number" for place in each.places}
    explained = (explained - numbered) | used
    passing = {at for at, word in enumerate(sentence.words) if word in language.passing}
    beside = {at for at, word in enumerate(sentence.words) if word in verb.beside}
    unknown = frozenset(range(len(sentence.words))) - explained - passing - beside
    request = _made(verb.request, given, previous)
    return _Candidate(request, unknown, len(explained - passing), len(explained))


def _texts(options: Iterable[_Option]) -> Iterator[_Pattern]:
    return (pattern for option in options for pattern in option.says)


def _own(values: Mapping[str, Any], declared: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by the names that fields have where a request has a segment of its own."""
    if "segment_" not in declared:
        return dict(values)
    return {"segment_" if name == "segment" else name: each for name, each in values.items()}


def _meant(value: Any, places: frozenset[int], named: Sequence[Found]) -> Any:
    """A setting's value, or what is named at these places where it stands for that."""
    kind = _PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    if kind is None:
        return value
    there = [each for each in named if each.kind == kind[1] and places.issuperset(each.places)]
    return max(there, key=lambda each: each.end - each.start).value


def _fits(sets: Mapping[str, Any], declared: Mapping[str, Any]) -> bool:
    return all(
        name in declared
        and (not isinstance(declared[name].kind, Choice) or value in declared[name].kind.options)
        for name, value in sets.items()
    )


def _made(kind: type[Request], given: dict[str, Any], previous: Request | None) -> Request | None:
    if previous is not None:
        return previous.with_values(given)
    if any(is_required(kind, name) and name not in given for name in parameters(kind)):
        return None
    return kind(**given)


def _settings(
    kind: type[Request],
    named: Sequence[Found],
    declared: Mapping[str, Any],
    given: Mapping[str, Any],
    previous: Request | None,
) -> tuple[dict[str, Any], set[int]]:
    """The parameters that what is named gives, and the places of its words."""
    values: dict[str, Any] = {}
    used: set[int] = set()
    fitting = [each for each in named if _takes(kind, declared, each)]
    attributes: dict[str, str] = {}
    if previous is not None:
        attributes = dict(getattr(previous, "attributes", ()))
    rules: list[str] = []
    chosen = without_overlaps(fitting)
    for kind_of in ("country", "segment", "group", "customer", "period"):
        # Of two, neither can be meant alone.
        if len({each.value for each in chosen if each.kind == kind_of}) > 1:
            chosen = tuple(each for each in chosen if each.kind != kind_of)
    for each in chosen:
        setting = _setting(kind, declared, each, values)
        if setting is None:
            continue
        used |= {*each.places}
        if each.kind == "value":
            attributes[each.value[0]] = each.value[1]
            values["attributes"] = tuple(attributes.items())
        elif each.kind == "condition":
            rules.append(each.value)
            values["where"] = " and ".join(rules)
        else:
            values |= setting
    return values, used


def _takes(kind: type[Request], declared: Mapping[str, Any], found: Found) -> bool:
    return _setting(kind, declared, found, {}) is not None


def _setting(
    kind: type[Request], declared: Mapping[str, Any], found: Found, taken: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What one thing that is named sets of a request; None where it has no place in it."""
    names = declared.keys()
    match found.kind:
        case "segment" | "group" if "segment_" in names:
            # Groups aren't RFM's, nor its segments groups; what is planned may be for either.
            own = {"rfm": "segment", "segment": "group"}.get(kind.command, found.kind)
            named = declared["segment_"].kind.read(found.value)
            return {"segment_": named} if own == found.kind else None
        case "customer" if kind.command == "recommend":
            return {"segment_": declared["segment_"].kind.read(f"customer {found.value}")}
        case "segment" | "group" if "segment" in names and "customer" not in names:
            return {"segment": Segment(found.value)}
        case "country" if "country" in names:
            return {"country": found.value}
        case "value" if kind.takes_attributes:
            return {}
        case "condition" if "where" in names:
            return {}
        case "customer" if "customer" in names:
            return {"customer": found.value}
        case "feature" if "feature" in names:
            return {"feature": found.value}
        case "feature" if "features" in names:
            earlier = taken.get("features")
            return {"features": f"{earlier},{found.value}" if earlier else found.value}
        case "pack" if "pack" in names:
            return {"pack": found.value}
        case "attribute" if "name" in names and kind.command == "explore":
            return {"name": found.value}
        case "weekday" if "day" in names and kind.command == "digest":
            return {"day": found.value, "every": "weekly"}
        case "length" if "from_" in names:
            return {"from_": found.value}
        case "period":
            return _of_period(names, found.value)
        case "run" if kind.verb == "compare":
            return _of_number(declared, ("first", "second"), found.value, taken)
        case "run":
            return _of_number(declared, ("run",), found.value, taken)
        case "upload":
            return _of_number(declared, ("upload",), found.value, taken)
        case "item":
            return _of_number(declared, ("number",), found.value, taken)
        case "number":
            rows = ("k", "n", "first", "second", "number")
            return _of_number(declared, rows, found.value, taken)
    return None


def _of_period(names: Iterable[str], period: Period) -> dict[str, Any] | None:
    known = set(names)
    if "from_" in known:
        # Two days are compared, whichever orders count.
        earlier = period.last or period.since
        if earlier is None:
            return None
        return {"from_": earlier} | ({"to": period.until} if period.until else {})
    if {"since", "until", "last"} <= known:
        return {"since": period.since, "until": period.until, "last": period.last}
    return None


def _of_number(
    declared: Mapping[str, Any], names: Sequence[str], number: float, taken: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The first of these parameters that isn't given yet, where the number is within its limits."""
    for name in names:
        kind = declared[name].kind if name in declared else None
        if isinstance(kind, WholeNumber) and name not in taken and number == int(number):
            return {name: int(number)} if kind.low <= number <= kind.high else None
    return None


def _mended(sentence: Sentence, shop: Shop) -> Sentence:
    """The sentence with misspelt words as they are known."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    known, written = _known_words(shop), config.load("plain_words")["written"]
    words: list[str] = []
    for word in (written.get(each, each) for each in sentence.words):
        if len(word) >= 4 and word.isalpha() and word not in known and normalise(word) not in known:
            most = 1 if len(word) < 8 else 2
            found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=5)
            near = [
                each
                for each in found
                if each[0][0] == word[0]
                # A word said in passing is meant only where its letters changed places.
                and (
                    each[0] not in _language().passing
                    or sorted(each[0]) == sorted(word)
                    or len(word) >= _LONG
                )
            ]
            words.append(near[0][0] if near else word)
        else:
            words.append(word)
    return Sentence(tuple(words))


def _known_words(shop: Shop) -> frozenset[str]:
    names = (
        *shop.segments,
        *shop.groups,
        *shop.countries,
        *shop.values,
        *shop.numbers,
        *shop.attributes,
    )
    own = {word for name in names for word in Sentence.of(name.replace("_", " ")).words}
    units = {*re.findall(r"[a-z]{3,}", NUMBER), *config.load("plain_words")["units"].split()}
    return _language().known | own | units
