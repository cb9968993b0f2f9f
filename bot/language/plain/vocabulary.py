"""The words that people use, as config/plain_words.toml has them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import config
from bot.language.commands import COMMANDS, Help
from bot.language.declaration import Request
from bot.language.plain.patterns import GAP, Pattern, literals

_CONCEPT = re.compile(r"\{(\w+)\}")
_VOWELS = "aeiou"
#: Words of so many letters double their last one, as a rule: ``drop``, ``dropping``.
_SHORTEST_DOUBLED, _LONGEST_DOUBLED = 3, 5


@dataclass(frozen=True)
class Option:
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

    says: tuple[Pattern, ...]
    sets: Mapping[str, Any]
    clears: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True)
class Verb:
    """A command, how it is asked for, and what its settings are called.

    Attributes
    ----------
    says : tuple of Pattern
        Any of them asks for it.
    sets : mapping
        Parameters to values that asking so gives.
    beside, phrases : frozenset of str, tuple of Pattern
        Words that say nothing, but belong to it, and several such together.
    options : tuple of Option
    after : tuple of Request classes
        Where it is a reply, to what.
    """

    request: type[Request]
    says: tuple[Pattern, ...]
    sets: Mapping[str, Any]
    beside: frozenset[str] = frozenset()
    phrases: tuple[Pattern, ...] = ()
    options: tuple[Option, ...] = ()
    after: tuple[type[Request], ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Everything that people may say beside the names of a shop.

    Attributes
    ----------
    verbs, replies : tuple of Verb
        What is asked by itself, and what only after an answer.
    settings : tuple of Option
        Of any command that has them.
    passing : frozenset of str
        Words that explain themselves.
    fillers : frozenset of str
        Words that say nothing, also in the middle of others.
    asides : tuple of Pattern
        Several such words together.
    remarks : tuple of str
        Patterns of what is left out before a sentence is read, whatever it names.
    not_ours : tuple of Pattern
        Known words that together speak of what no answer tells.
    people, openers, questions, telling, tellers : frozenset of str
        Words for whom the answer before was about, words that a reply begins with, those that a
        question begins with, those with which something is told beside one, and who tells it.
    written : mapping of str to str
        Words in short to these in full.
    features, currencies : mapping of str to str
        What they are called to how the language writes them.
    segments : mapping of str to tuple of str
        RFM segments to patterns of what they are called beside their names.
    concepts : mapping of str to frozenset of str
        Words, several such too, to the names of what they mean.
    titles : mapping of str to str
        Commands, without the slash, to what they are called on buttons.
    spelt : frozenset of str
        Words that are no misspelt ones, though nothing knows them.
    countries : tuple of frozenset of str
        Words for each country; a shop has some of them.
    known : frozenset of str
        All words, so that others may be misspelt ones.
    """

    verbs: tuple[Verb, ...]
    replies: tuple[Verb, ...]
    settings: tuple[Option, ...]
    passing: frozenset[str]
    fillers: frozenset[str]
    asides: tuple[Pattern, ...]
    remarks: tuple[str, ...]
    not_ours: tuple[Pattern, ...]
    people: frozenset[str]
    openers: frozenset[str]
    questions: frozenset[str]
    telling: frozenset[str]
    tellers: frozenset[str]
    written: Mapping[str, str]
    features: Mapping[str, str]
    currencies: Mapping[str, str]
    segments: Mapping[str, tuple[str, ...]]
    concepts: Mapping[str, frozenset[str]]
    titles: Mapping[str, str]
    spelt: frozenset[str]
    countries: tuple[frozenset[str], ...]
    known: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """What the configuration says, without commands that there aren't."""
    facts = config.load("plain_words")
    concepts = _concepts(facts)
    readings = [*_verbs(facts["readings"], concepts)]
    replies = [*_verbs(facts["replies"], concepts)]
    settings = [*_options(facts["settings"], concepts)]
    passing = frozenset(facts["passing"].split())
    asides = tuple(_pattern(each, concepts) for each in facts["asides"])
    segments = {name: _listed(words) for name, words in facts["segments"].items()}
    patterns = [
        *(Pattern(words) for words in segments.values()),
        *(one for verb in (*readings, *replies) for one in _patterns_of(verb)),
        *(one for each in settings for one in each.says),
        *asides,
    ]
    words = (word for each in patterns for part in each.parts for word in literals(part))
    beside = frozenset().union(*(verb.beside for verb in (*readings, *replies)))
    return Vocabulary(
        verbs=tuple(readings),
        replies=tuple(replies),
        settings=tuple(settings),
        passing=passing,
        fillers=frozenset(facts["fillers"].split()),
        asides=asides,
        remarks=tuple(facts["remarks"]),
        not_ours=tuple(_pattern(each, concepts) for each in facts["not_ours"]),
        people=frozenset(facts["people"].split()),
        openers=frozenset(facts["openers"].split()),
        questions=frozenset(facts["questions"].split()),
        telling=frozenset(facts["telling"].split()),
        tellers=frozenset(facts["tellers"].split()),
        written=facts["written"],
        features=facts["features"],
        currencies=facts["currencies"],
        segments=segments,
        concepts=_by_words(concepts),
        titles=facts["titles"],
        spelt=frozenset(facts["spelt"].split()),
        countries=tuple(
            frozenset(word for name in names for word in name.split())
            for names in facts["countries"]["groups"]
        ),
        known=passing | beside | {*words, *facts["units"].split()},
    )


def forms(word: str) -> Iterator[str]:
    """A word as its plural and its tenses have it; forms that nobody says do no harm.

    >>> [*forms("reply")], [*forms("stop")][-2:]
    (['reply', 'replies', 'replied', 'replying'], ['stopped', 'stopping'])
    """
    yield word
    before, last = word[-2:-1], word[-1:]
    if last == "y" and before not in _VOWELS:
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
        return
    yield f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
    is_short = before in _VOWELS and word[-3:-2] not in _VOWELS
    doubled = len(word) >= _SHORTEST_DOUBLED and is_short and last not in "aeiouwxy"
    stem = f"{word}{last}" if doubled and len(word) <= _LONGEST_DOUBLED else word.removesuffix("e")
    yield from (f"{stem}ed", f"{stem}ing")


def _concepts(facts: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """All forms of the words that mean alike, by the name of what they mean."""
    irregular = {word: forms.split() for word, forms in facts["irregular"].items()}
    particles, nouns = frozenset(facts["particles"].split()), frozenset(facts["nouns"].split())

    def every(word: str, many: int | None) -> Iterator[str]:
        first, _, rest = word.partition(" ")
        if not first.isalpha() or (rest and rest.split()[-1] not in particles):
            yield word
            if rest.isalpha():
                yield f"{word}s"
            return
        for form in (*islice(forms(first), many), *irregular.get(first, ())):
            yield f"{form} {rest}".rstrip()

    return {
        # The longest first, since the first that is found is taken.
        name: tuple(
            sorted(
                {
                    form
                    for word in _listed(words)
                    # Nouns have a plural, and no tenses.
                    for form in every(word, 2 if name in nouns else None)
                },
                key=_rank,
            )
        )
        for name, words in facts["concepts"].items()
    }


def _by_words(concepts: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """What words mean, without those that are regular expressions."""
    found: dict[str, set[str]] = {}
    for name, words in concepts.items():
        for each in words:
            if re.fullmatch(r"[a-z ]+", each):
                found.setdefault(each, set()).add(name)
    return {words: frozenset(names) for words, names in found.items()}


def _rank(words: str) -> tuple[int, str]:
    return -len(words), words


def _listed(words: str) -> tuple[str, ...]:
    return tuple(each for one in words.split(",") if (each := " ".join(one.split())))


def _pattern(text: str, concepts: Mapping[str, tuple[str, ...]]) -> Pattern:
    text = _CONCEPT.sub(lambda found: f"(?:{'|'.join(concepts[found[1]])})", text)
    parts = text.replace("...", GAP).split(" & ")
    # What is named differs from sentence to sentence, so that it is looked for last.
    return Pattern(tuple(sorted(parts, key=lambda part: "<" in part)))


def _options(
    entries: Iterable[Mapping[str, Any]], concepts: Mapping[str, tuple[str, ...]]
) -> Iterator[Option]:
    for each in entries:
        yield Option(
            tuple(_pattern(text, concepts) for text in each["says"]),
            each.get("sets", {}),
            tuple(each.get("clears", ())),
            each.get("alone", False),
        )


def _verbs(
    entries: Iterable[Mapping[str, Any]], concepts: Mapping[str, tuple[str, ...]]
) -> Iterator[Verb]:
    for each in entries:
        request = request_named(each["command"])
        if request is None:
            continue
        beside = [
            one
            for word in each.get("beside", "").split()
            for one in (concepts[word.strip("{}")] if word.startswith("{") else (word,))
        ]
        yield Verb(
            request,
            tuple(_pattern(_of_any_segment(request, text), concepts) for text in each["says"]),
            each.get("sets", {}),
            frozenset(one for one in beside if " " not in one),
            tuple(_pattern(one, concepts) for one in beside if " " in one),
            tuple(_options(each.get("options", ()), concepts)),
            tuple(one for name in each.get("after", ()) if (one := request_named(name))),
        )


def _of_any_segment(request: type[Request], text: str) -> str:
    """A pattern for groups, too, where a command takes those as it takes RFM segments."""
    if request.command in ("rfm", "segment") or "<group>" in text:
        return text
    return text.replace("<segment>", "(?:<segment>|<group>)")


def request_named(name: str) -> type[Request] | None:
    """The request that ``rfm top`` names; None where there is no such command."""
    command, _, verb = name.partition(" ")
    if command == "help":
        return Help
    found = COMMANDS.get(command)
    return found.request(verb) if found else None


def _patterns_of(verb: Verb) -> Iterator[Pattern]:
    yield from verb.says
    for option in verb.options:
        yield from option.says
