"""What of a shop people may name in a sentence."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.language.plain.numbers import NUMBER, number
from bot.language.plain.sentence import Found, Sentence
from bot.language.words import normalise

#: Words that mean much else beside a segment's customers.
_NO_NAMES = frozenset({"new", "lost"})


@dataclass(frozen=True)
class Shop:
    """The names that a shop's own data have.

    Attributes
    ----------
    as_of : date
        The day after the last order; periods count back from it.
    segments : tuple of str
        Of the RFM rule pack in use, as the language writes them.
    packs : tuple of str
        Names of rule packs.
    groups : mapping of str to str
        The names of the latest run's groups to their numbers.
    countries : mapping of str to str
        What a country may be called, in small letters, to its name in the data.
    values : mapping of str to tuple of (attribute, value)
        What attributes may be, in small letters.
    numbers : tuple of str
        Attributes that are numbers, and features.
    spoken : mapping of str to str
        What features are called beside their names, to these.
    is_customer : callable
        Whether there is a customer of this id; gives the id as it is written in the data.
    """

    as_of: date
    segments: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=dict)
    is_customer: Callable[[str], str | None] = lambda _: None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of attributes that are texts."""
        return tuple(dict.fromkeys(name for each in self.values.values() for name, _ in each))

    def named(self, sentence: Sentence) -> Iterator[Found]:
        """Everything of the shop that a sentence names."""
        for segment in self.segments:
            for name in _called(segment):
                for start, end in _loosely(sentence, name):
                    yield Found(start, end, "segment", segment)
        for pack in self.packs:
            for start, end, _ in sentence.find(rf"{re.escape(pack)}(?: (?:pack|rules|segments))?"):
                yield Found(start, end, "pack", pack)
        for name, place in self.groups.items():
            for called in {name, name.partition(",")[0]}:
                for start, end in _loosely(sentence, called):
                    yield Found(start, end, "group", place)
        for start, end, match in sentence.find(
            rf"(?:group|cluster|segment) (?:number )?({NUMBER})"
        ):
            yield Found(start, end, "group", f"{number(match[1]):g}")
        for name, country in self.countries.items():
            for start, end, _ in sentence.find(re.escape(name)):
                yield Found(start, end, "country", country)
        for name in self.attributes:
            for start, end in _loosely(sentence, name):
                yield Found(start, end, "attribute", name)
        for value, of in self.values.items():
            words = " ".join(Sentence.of(value).words)
            for name, written in of:
                called = re.escape(name.replace("_", " "))
                said = rf"(?:{called} (?:is |of |= )?)?{re.escape(words)}(?: {called}s?)?"
                for start, end, _ in sentence.find(said) if words else ():
                    yield Found(start, end, "value", (name, written))
        features = {name.replace("_", " "): name for name in self.numbers} | dict(self.spoken)
        for words, name in features.items():
            for start, end, _ in sentence.find(re.escape(words)):
                yield Found(start, end, "feature", name)
        for start, end, match in sentence.find(
            r"(?:customer |client |id |number |no )*(\S*\d\S*|\S+@\S+)"
        ):
            known = self.is_customer(match[1])
            if known is not None:
                yield Found(start, end, "customer", known)


def _called(segment: str) -> Iterator[str]:
    """A segment's name, and what people shorten it to: ``loyal`` for ``loyal customers``."""
    yield segment
    *most, last = segment.split()
    if most and normalise(last) in ("customer", "them") and most[-1] not in _NO_NAMES:
        yield " ".join(most)


def _loosely(sentence: Sentence, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands, however its words are numbered: ``champion`` for ``Champions``."""
    wanted = [normalise(word) for word in Sentence.of(name).words]
    words = [normalise(word) for word in sentence.words]
    for start in range(len(words) - len(wanted) + 1):
        if wanted and words[start : start + len(wanted)] == wanted:
            yield start, start + len(wanted)
