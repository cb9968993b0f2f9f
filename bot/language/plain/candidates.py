"""One way to read a sentence: a request, and which of the words speak for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.language.declaration import Parameter, Request, default, is_required, parameters
from bot.language.kinds import Choice
from bot.language.plain.naming import names_of
from bot.language.plain.patterns import PLACEHOLDER, said
from bot.language.plain.placing import NEW, lengthened, placed, takes_one_segment
from bot.language.plain.sentence import Found, Sentence, without_overlaps
from bot.language.plain.vocabulary import Verb, vocabulary
from bot.language.words import normalise

_COUNT = "<number>"
#: Settings for who went from where to where.
_WAYS = frozenset({"left", "joined"})
#: Kinds of names of which segments' may be a part.
_SPOKEN_OF = frozenset({"segment", "group", "title", "quoted"})
#: Kinds of what is named that are heeded only as settings.
_SETS = frozenset({"number", "period", "condition", "run", "item", "limits"})
_OTHERS = {"rfm": "<group>", "segment": "<segment>"}
_ANYBODY = frozenset({"customers", "customer", "clients", "buyers", "shoppers", "people", "ones"})


@dataclass(frozen=True)
class Candidate:
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


def candidate(
    sentence: Sentence,
    names: Sequence[Found],
    verb: Verb,
    says: frozenset[int],
    values: dict[str, Any],
    previous: Request | None = None,
) -> Candidate:
    """Read a sentence as one command.

    Parameters
    ----------
    names : sequence of Found
        What it names, which becomes the settings of the request.
    says : frozenset of int
        The places of the words that ask for the command.
    values : dict of str to object
        Settings that asking so gives.
    previous : Request, optional
        What is changed by it; a new request where it is None.
    """
    words, declared = vocabulary(), parameters(verb.request)
    explained, given = set(says), dict(values)
    taken: set[int] = set()
    others: set[int] = set()
    clearable = {*declared, "attributes"} if verb.request.takes_attributes else {*declared}
    conditions = [frozenset(each.places) for each in names if each.kind == "condition"]
    moved = any(each.kind in ("move", "shift") for each in names) and "left" in declared
    for option in (*verb.options, *words.settings):
        if not (_fits(option.sets, declared) and clearable.issuperset(option.clears)):
            continue
        # Groups aren't RFM's, nor its segments groups.
        is_others = _OTHERS.get(verb.request.command) in option.sets.values()
        for places in said(option.says, sentence, names):
            if is_others:
                others |= places
                continue
            if any(places < one for one in conditions):
                # In "return rate above 0.2" no returns are left out.
                continue
            explained |= places
            if _COUNT in option.sets.values() or (moved and option.sets.keys() <= _WAYS):
                # It is placed as any number is, or any way from one segment to another.
                continue
            taken |= places
            sets = {name: _meant(value, places, names) for name, value in option.sets.items()}
            given |= sets | {name: default(verb.request, name) for name in option.clears}
    if "segment_" not in declared:
        # New customers who are a part of what is asked are no segment to filter by.
        literal = [
            one
            for one in (*verb.says, *(says for each in verb.options for says in each.says))
            if not any(PLACEHOLDER.search(part) for part in one.parts)
        ]
        covered = [*said(literal, sentence, names)]
        taken |= {
            at
            for each in without_overlaps(one for one in names if one.kind == "segment")
            if _is_said_otherwise(each, sentence)
            for at in each.places
            if any(one.issuperset(_telling(each, sentence)) for one in covered)
        }
    free = [each for each in names if not taken.intersection(each.places)]
    settings, used = placed(verb.request, free, previous)
    if not settings and previous is not None:
        settings, used = lengthened(previous, free)
    given |= settings
    if given.get("show") == "first" and str(given.get("segment")) == NEW:
        # Whoever buys first is new.
        given.pop("segment")
    if "left" in declared and "segment" in settings and len(_WAYS & given.keys()) == 1:
        # Whoever is one thing and became another was the first before.
        (other,) = _WAYS - given.keys()
        given[other] = str(given.pop("segment"))
    # What sets nothing isn't explained by a pattern that has room for it.
    unset = {place for each in free if each.kind in _SETS for place in each.places}
    unset |= {at for each in names if {*each.places} & others for at in each.places} & others
    whole = without_overlaps(each for each in free if each.kind in _SPOKEN_OF)
    whom = [each for each in whole if each.kind in ("segment", "group")]
    if len({each.value for each in whom}) > 1 and takes_one_segment(verb.request):
        # Of two segments none is meant alone, nor all.
        unset |= {at for each in whom for at in each.places}
    explained = (explained - unset) | (used - others)
    aside = frozenset().union(*said(words.asides, sentence, names))
    passing = {at for at, word in enumerate(sentence.words) if word in words.passing or at in aside}
    beside = frozenset().union(*said(verb.phrases, sentence, names)) | {
        at for at, word in enumerate(sentence.words) if word in verb.beside
    }
    unknown = frozenset(range(len(sentence.words))) - explained - passing - beside
    unknown = unknown.union(*said(words.not_ours, sentence, names))
    request = made(verb.request, given, previous)
    return Candidate(request, unknown, len(explained - passing), len(explained))


def _is_said_otherwise(found: Found, sentence: Sentence) -> bool:
    """Whether a segment's words may mean somebody else: all call new customers so."""
    words = " ".join(sentence.words[at] for at in found.places)
    return words == NEW or normalise(words) not in map(normalise, names_of(str(found.value)))


def _telling(found: Found, sentence: Sentence) -> frozenset[int]:
    """Where the words of a segment's name stand that no other name has."""
    return frozenset(at for at in found.places if sentence.words[at] not in _ANYBODY)


def _meant(value: Any, places: frozenset[int], names: Sequence[Found]) -> Any:
    """A setting's value, or what is named at these places where it stands for that."""
    kind = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    if kind is None:
        return value
    there = [each for each in names if each.kind == kind[1] and places.issuperset(each.places)]
    return max(there, key=lambda each: each.end - each.start).value


def _fits(sets: Mapping[str, Any], declared: Mapping[str, Parameter]) -> bool:
    for name, value in sets.items():
        kind = declared[name].kind if name in declared else None
        if kind is None or (isinstance(kind, Choice) and value not in kind.options):
            return False
    return True


def made(kind: type[Request], given: dict[str, Any], previous: Request | None) -> Request | None:
    """A request with these settings, or the one before changed so; None where one is missing."""
    if previous is not None:
        # Another list is seen from its beginning.
        begins = {"page": default(kind, "page")} if "page" in parameters(kind) and given else {}
        return previous.with_values(begins | given)
    if any(is_required(kind, name) and name not in given for name in parameters(kind)):
        return None
    return kind(**given)
