"""Reading a sentence as a request: every word has to be explained.

A reading is a command with one of the patterns that config/plain_words.toml has for it. The shop's
names, numbers, periods and settings in the sentence become its parameters. A word that is left over
makes it a guess, which is offered and never answered: what wasn't understood wasn't asked.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Any

from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS, Help
from bot.language.commands.recommend import Customer
from bot.language.declaration import Request, called, is_required, parameters
from bot.language.parser import parse, set_values
from bot.language.plain.candidates import Candidate, candidate, made
from bot.language.plain.classifier import classifier, with_kinds
from bot.language.plain.earlier import earlier
from bot.language.plain.naming import named
from bot.language.plain.patterns import PLACEHOLDER, said
from bot.language.plain.placing import placed
from bot.language.plain.sentence import Found, Sentence, without_overlaps
from bot.language.plain.shop import Shop
from bot.language.plain.spelling import mended
from bot.language.plain.telling import is_statement, is_told, limits_nothing, parted
from bot.language.plain.vocabulary import Verb, vocabulary
from bot.language.segments import Segment
from bot.language.words import Token, tokens

_MOST_CHOICES = 3
_MOST_UNKNOWN = 2
#: So few words are about the same people.
_FEW = 2
#: What begins so goes on with the same.
_GOES_ON = frozenset({"and", "compared"})
_THERE = frozenset({"there", "that", "it"})
#: With these a question begins that a yes or a no answers.
_YES_OR_NO = frozenset({"are", "can", "could", "did", "do", "does", "has", "have", "is"})
#: Who is asked for isn't changed where nobody is listed.
_OF_PEOPLE = frozenset({"who", "whom", "whose"})
#: Exploring names nobody, and is no answer to this.
_WHICH_PEOPLE = re.compile(
    r"(?:who|whom|whose|which(?: \S+)? (?:customers|clients|buyers|shoppers|people)"
    r"|(?:(?:the|all|our|my|any) )*(?:customers|clients|buyers|shoppers|people|everyone|everybody"
    r"|those) (?:who|that|with|older|younger|over|under|not))\b"
)
_HOW_IS_IT = re.compile(
    r"how (?:is|are|was|were|does|do|did) (?:it|this|that|these|those|things)\b"
)
_LISTS = frozenset({"top", "members", "changes", "movers", "today"})
_SEVERAL = 2
#: What one more word that asks for a command is worth, and one that is said in passing; how much it
#: counts how likely the words are with it, which are taken for independent and are not; and how far
#: it has to be before any other. So 126 of 149 questions for which several commands have a pattern
#: are answered rightly and 11 wrongly.
_OF_A_WORD, _IN_PASSING, _OF_LIKELY, _SURELY = 4.0, 2.0, 0.5, 1.5
#: Kinds of what may be named in passing.
_NO_LIMITS = frozenset({"feature", "attribute", "comparison", "page", "weekday", "time"})
_NOT_ITS_OWN = {"rfm": "group", "segment": "segment"}
_ONE_AT_A_TIME = (("segment", "group"), ("country",))
#: Below an answer about one of these, another one of its command is about the same.
_WHICH = frozenset({"from_", "to", "run", "upload", "number"})
#: What is an answer's own, and not whom it is about.
_ITS_OWN = frozenset({"n", "show", "by", "name", "number", "feature"})


@dataclass(frozen=True)
class Reading:
    """What a sentence may mean.

    Attributes
    ----------
    request : Request or None
        What it means; None where that isn't sure.
    choices : tuple of Request
        Where it isn't, what it may mean, the likeliest first.
    unknown : tuple of str
        Words that nothing explains.
    """

    request: Request | None = None
    choices: tuple[Request, ...] = ()
    unknown: tuple[str, ...] = ()


def is_addressed(text: str) -> bool:
    """Whether a reply that nobody addressed reads as if it were for the bot: a question, a change
    in a word or two, or one that begins as those do. Colleagues name countries, too."""
    words = Sentence.of(text).words
    opens = vocabulary().openers
    return bool(words) and (text.rstrip().endswith("?") or len(words) <= 2 or words[0] in opens)


def is_about_an_answer(text: str) -> bool:
    """Whether a reply that nobody addressed asks about the answer it is below in words that are
    all known, whatever it may mean: ``is that any good?``, and not ``nice, isn't it?``."""
    sentence = Sentence.of(text)
    if not sentence.words or not text.rstrip().endswith("?"):
        return False
    if sentence.words[0] not in _YES_OR_NO and not _is_question(sentence):
        return False
    speaks_of_it = _THERE.union(vocabulary().people).intersection(sentence.words)
    return bool(speaks_of_it) and vocabulary().known.issuperset(sentence.words)


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
    sentence = mended(Sentence.of(bare), shop)
    if not sentence.words:
        return Reading()
    if settings and previous is not None and vocabulary().passing.issuperset(sentence.words):
        changed = _with(Candidate(previous, frozenset(), 0, 0), settings)
        return Reading(changed.request) if changed is not None else Reading()
    if (before := earlier(sentence, previous, shop.as_of)) is not None:
        return Reading(before)
    for told, rest in parted(text):
        if limits_nothing(Sentence.of(told)):
            without = read(rest, shop, previous, command)
            if without.request is not None:
                return without
    names = named(bare, sentence, shop)
    candidates = [*_candidates(sentence, names, previous, command)]
    candidates = [found for each in candidates if (found := _with(each, settings))]
    candidates.sort(key=lambda each: each.rank)
    is_clear = bool(candidates) and not candidates[0].unknown
    if not is_clear and (asked := _beside_what_is_told(text, shop, previous, command)):
        return asked
    best = candidates[0] if candidates else None
    request = _meant(candidates, sentence, names, previous)
    if request is not None and (request.acts or not is_statement(text)):
        names_nobody = request.command == "explore" and _WHICH_PEOPLE.match(sentence.text)
        if not names_nobody:
            return Reading(request)
    near = [each.request for each in candidates if len(each.unknown) <= _MOST_UNKNOWN]
    alone = _each_alone(sentence, names, shop, previous, command)
    is_complete = best is not None and not best.unknown
    # Where all words are explained only which of those is meant is open.
    is_enough = command is not None or (is_complete and len({*near}) > 1)
    likely = [] if is_enough else [*islice(_alike(sentence, names, previous), _MOST_CHOICES)]
    likeliest = [] if is_complete else likely[:1]
    choices = dict.fromkeys((*alone, *likeliest, *near, *likely))
    unknown = sorted(best.unknown) if best else _new(sentence, names)
    return Reading(
        None,
        tuple(each for each in choices if each)[:_MOST_CHOICES],
        tuple(sentence.words[place] for place in unknown),
    )


def _new(sentence: Sentence, names: Sequence[Found]) -> list[int]:
    """Where words stand that name nothing and that no command has."""
    named = {place for each in names for place in each.places}
    known = vocabulary().known
    return [at for at, word in enumerate(sentence.words) if at not in named and word not in known]


def _beside_what_is_told(
    text: str, shop: Shop, previous: Request | None, command: str | None
) -> Reading | None:
    """What is asked, where something else is told before or after it: ``I write to finance: how
    did we do?`` Nothing of the shop is named there, so that no wish is passed over."""
    for told, asked in parted(text):
        sentence = mended(Sentence.of(told), shop)
        if sentence.words and not _is_beside(told, sentence, asked, shop):
            continue
        reading = read(asked, shop, previous, command)
        if reading.request is not None and not isinstance(reading.request, Help):
            return reading
    return None


def _is_beside(told: str, sentence: Sentence, asked: str, shop: Shop) -> bool:
    """Whether it is told beside what is asked: a remark that names nothing which isn't named there,
    or a reason, but the one that may be the time that is meant: ``since we began in June``."""
    if limits_nothing(sentence):
        return True
    if not is_told(sentence):
        return False
    limits = [each for each in named(told, sentence, shop) if each.kind not in _NO_LIMITS]
    there = named(asked, mended(Sentence.of(asked), shop), shop)
    if sentence.words[0] == "since":
        return any(each.kind == "period" for each in there)
    also = {(each.kind, each.value) for each in there}
    return all((each.kind, each.value) in also for each in limits)


def _each_alone(
    sentence: Sentence,
    names: Sequence[Found],
    shop: Shop,
    previous: Request | None,
    command: str | None,
) -> Iterator[Request]:
    """What is asked of each of several segments or countries, where a command takes but one."""
    for kinds in _ONE_AT_A_TIME:
        found = without_overlaps(each for each in names if each.kind in kinds)
        several = tuple(dict.fromkeys(each.value for each in found))
        for one in several if len(several) > 1 else ():
            others = {at for each in found if each.value != one for at in each.places}
            kept = (word for at, word in enumerate(sentence.words) if at not in others)
            reading = read(" ".join(kept), shop, previous, command)
            if reading.request is not None:
                yield reading.request


def about_whom(kind: type[Request], shop: Shop, previous: Request | None) -> tuple[Request, ...]:
    """What a request that lacks its segment may mean: the answer's before, or those there are."""
    needed = [name for name in parameters(kind) if is_required(kind, name)]
    if needed != ["segment_"]:
        return ()
    if previous is not None and (same := made(kind, _carried(previous, kind), None)):
        return (same,)
    known = shop.groups.values() if kind.command == "segment" else shop.segments
    return tuple(parse(f"{called(kind)} {each}") for each in [*known][:_MOST_CHOICES])


def _meant(
    candidates: Sequence[Candidate],
    sentence: Sentence,
    names: Sequence[Found],
    previous: Request | None,
) -> Request | None:
    """The one request that is meant; None where words are left over, or others are as likely.

    A reply is what most words speak for. Where a question may be for several commands, what was
    said before with each of them counts, too: ``compared with``, ``who left``.
    """
    complete = [(each.request, each) for each in candidates if each.request and not each.unknown]
    if previous is not None or len({type(request) for request, _ in complete}) < _SEVERAL:
        best = candidates[0].rank if candidates else ()
        meant = {request for request, each in complete if each.rank == best}
        return meant.pop() if len(meant) == 1 else None
    said = classifier().evidence(with_kinds(sentence, names))
    scores: dict[Request, tuple[float, int]] = {}
    for request, each in complete:
        asks = (_OF_A_WORD - _IN_PASSING) * each.weight + _IN_PASSING * each.explained
        score = asks + _OF_LIKELY * said.get(type(request), -inf)
        scores[request] = max(scores.get(request, (-inf, 0)), (score, each.explained))
    first, *others = sorted(scores, key=lambda one: scores[one], reverse=True)
    for other in others:
        is_other = type(other) is not type(first)
        is_near = scores[first][0] - scores[other][0] < _SURELY
        if scores[other] == scores[first] or (is_other and is_near):
            return None
    return first


def _with(found: Candidate, settings: Sequence[Token]) -> Candidate | None:
    """The same with what is written as a setting; None where it has no such setting."""
    if not settings or found.request is None:
        return None if settings else found
    try:
        return dataclasses.replace(found, request=set_values(found.request, settings))
    except SegbotError:
        return None


def _candidates(
    sentence: Sentence, names: tuple[Found, ...], previous: Request | None, command: str | None
) -> Iterator[Candidate]:
    if command is not None:
        yield from _named_alone(sentence, names, command)
    if previous is None:
        yield from _asked(sentence, names, command, None, None)
        return
    people, about = _about(sentence, names, previous)
    asked = [
        each
        for each in _asked(sentence, (*names, *people), command, previous, about)
        # Nobody asks for the answer that is there.
        if each.request != previous
    ]
    yield from asked
    changed = _changed(sentence, names, previous)
    if changed is not None:
        # A whole question is one of its own, but where fewer of its words say so.
        is_change = (
            not _is_question(sentence)
            or _is_condition(sentence, names)
            or all(
                changed.weight > each.weight or changed.explained > each.explained
                for each in asked
                if not each.unknown and type(each.request) is not type(previous)
            )
        )
        yield dataclasses.replace(changed, weight=changed.weight + is_change)
    yield from _replied(sentence, names, previous)


def _about(
    sentence: Sentence, names: Sequence[Found], previous: Request
) -> tuple[list[Found], Request | None]:
    """The words that speak of an answer's people, and that answer where it is spoken of."""
    people = [*_people(sentence, names, previous)]
    goes_on = len(sentence.words) <= _FEW or sentence.words[0] in _GOES_ON
    is_meant = people or goes_on or _THERE.intersection(sentence.words)
    return people, previous if is_meant else None


def _alike(
    sentence: Sentence, names: Sequence[Found], previous: Request | None
) -> Iterator[Request]:
    """What sentences that are alike ask for, the likeliest first; nothing where it's small talk."""
    people, about = _about(sentence, names, previous) if previous is not None else ([], None)
    names = (*names, *people)
    likeliest, *others = classifier().predict(with_kinds(sentence, names))
    for verb in (likeliest, *others) if likeliest else ():
        if verb is not None:
            kept = _carried(about, verb.request) if about is not None else {}
            found = candidate(sentence, names, verb, frozenset(), {**kept, **verb.sets})
            if found.request is not None and found.request != previous:
                yield found.request


def _named_alone(sentence: Sentence, names: Sequence[Found], command: str) -> Iterator[Candidate]:
    """The first verb of a command that takes all that is said, an overview before others:
    ``/rfm germany``. Groups aren't RFM's, nor its segments groups."""
    if any(each.kind == _NOT_ITS_OWN.get(command) for each in names):
        return
    for kind in sorted(COMMANDS[command].requests, key=lambda one: one.verb != "overview"):
        found = candidate(sentence, names, Verb(kind, (), {}), frozenset(), {})
        if found.request is not None and found.explained and not found.unknown:
            yield found
            return


def _is_question(sentence: Sentence) -> bool:
    """Whether it begins as one, and not as ``what about`` or ``how does it look for`` do."""
    is_same = "about" in sentence.words[1:2] or _HOW_IS_IT.match(sentence.text)
    return sentence.words[0] in vocabulary().questions and not is_same


def _is_condition(sentence: Sentence, names: Sequence[Found]) -> bool:
    """Whether it says no more than what customers must be like: ``who spent over 500``."""
    conditional = {at for each in names if each.kind == "condition" for at in each.places}
    rest = {word for at, word in enumerate(sentence.words) if at not in conditional}
    return bool(conditional) and rest <= vocabulary().passing


def _people(sentence: Sentence, names: Sequence[Found], previous: Request) -> Iterator[Found]:
    """Whom words such as *them* are about, unless somebody else is named."""
    whom = _whom(previous)
    kind = "segment"
    match whom:
        case Customer():
            kind, value = "customer", whom.id
        case Segment():
            kind, value = ("group" if whom.is_a_group else "segment"), str(whom)
        case None:
            value = ""
    if any(each.kind in ("segment", "group", "customer") for each in names):
        value = ""
    for place, word in enumerate(sentence.words):
        if word in vocabulary().people:
            yield Found(place, place + 1, kind if value else "", value)


def _whom(request: Request) -> Segment | Customer | None:
    """The segment, or the customer, that a request is about."""
    for name in ("segment_", "segment", "customer"):
        value = getattr(request, name, None)
        if isinstance(value, Segment | Customer):
            return value
        if value is not None:
            return Customer(str(value)) if name == "customer" else Segment(str(value))
    return None


def _asked(
    sentence: Sentence,
    names: Sequence[Found],
    command: str | None,
    previous: Request | None,
    about: Request | None,
) -> Iterator[Candidate]:
    """What it asks for by its own words, about the people of an answer where it speaks of them."""
    conditional = {at for each in names if each.kind == "condition" for at in each.places}
    for verb in vocabulary().verbs:
        if command not in (None, verb.request.command):
            continue
        alone = [one for option in verb.options if option.alone for one in option.says]
        explained = frozenset().union(*said((*verb.says, *alone), sentence, names))
        # The average order in "whose average order is above 200" isn't what is asked about.
        if explained - conditional or (conditional and explained >= conditional):
            kept = _carried(about, verb.request) if about is not None else _same(previous, verb)
            own = _own(verb)
            found = candidate(sentence, names, verb, explained, kept | own)
            # ``Who left`` means those at risk, but not where other ones are named.
            if all(getattr(found.request, name, value) == value for name, value in own.items()):
                yield found


def _changed(sentence: Sentence, names: Sequence[Found], previous: Request) -> Candidate | None:
    """What it changes of the answer before; None where that is nothing."""
    kind = type(previous)
    verb = next((each for each in vocabulary().verbs if each.request is kind), None)
    same = dataclasses.replace(verb, says=(), sets={}) if verb else Verb(kind, (), {})
    explained = frozenset().union(*said(verb.says if verb else (), sentence, names))
    if not explained and sentence.words[0] in _OF_PEOPLE and kind.verb not in _LISTS:
        return None
    found = candidate(sentence, names, same, explained, {}, previous)
    return found if found.request != previous else None


def _replied(sentence: Sentence, names: Sequence[Found], previous: Request) -> Iterator[Candidate]:
    """What it makes of the answer before."""
    for reply in vocabulary().replies:
        if type(previous) not in reply.after:
            continue
        explained = frozenset().union(*said(reply.says, sentence, names))
        if explained:
            whom = str(_whom(previous) or "")
            own = {
                name: whom if isinstance(value, str) and PLACEHOLDER.fullmatch(value) else value
                for name, value in _own(reply).items()
            }
            values = _carried(previous, reply.request) | _same(previous, reply) | own
            base = candidate(sentence, names, reply, explained, values)
            yield dataclasses.replace(base, weight=base.weight + 2)


def _carried(previous: Request, kind: type[Request]) -> dict[str, Any]:
    """Whom an answer was about, for another request to be about the same."""
    declared, earlier = parameters(kind), parameters(type(previous))
    shared = (earlier.keys() & declared.keys()) - _ITS_OWN
    values = {name: getattr(previous, name) for name in shared}
    if kind.takes_attributes and type(previous).takes_attributes:
        values["attributes"] = getattr(previous, "attributes", ())
    whom = _whom(previous)
    if "left" in declared:
        # Who moved was elsewhere before or is after.
        return values
    if isinstance(whom, Segment):
        sort = "group" if whom.is_a_group else "segment"
        values |= placed(kind, [Found(0, 1, sort, str(whom))], None)[0]
    elif whom is not None:
        values |= placed(kind, [Found(0, 1, "customer", whom.id)], None)[0]
    return values


def _same(previous: Request | None, verb: Verb) -> dict[str, Any]:
    """Which days, run, file or campaign the answer before was about, for another of its command."""
    if previous is None or previous.command != verb.request.command:
        return {}
    shared = _WHICH.intersection(parameters(type(previous)), parameters(verb.request))
    return {name: getattr(previous, name) for name in shared}


def _own(verb: Verb) -> dict[str, Any]:
    """What asking so sets, by the names that fields have where a request has its own segment."""
    twin = "segment_" if "segment_" in parameters(verb.request) else "segment"
    return {twin if name == "segment" else name: each for name, each in verb.sets.items()}
