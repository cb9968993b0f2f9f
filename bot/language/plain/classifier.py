"""Which command a sentence is likely to ask for, by the sentences of config/said.toml.

A naive Bayes classifier of words, concepts and pairs of neighbours. What a sentence names stands as
its kind, so that nothing of a shop is needed. It is fitted when it is first asked, in a third of a
second.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from typing import Any

import config
from bot.language.declaration import Request, parameters, shown
from bot.language.plain.placing import NEW
from bot.language.plain.sentence import Found, Sentence, without_overlaps
from bot.language.plain.vocabulary import Verb, request_named, vocabulary
from bot.language.words import normalise, tokens

#: How often each feature counts as seen with each command beside the times that it was.
_SMOOTHING = 0.1
_PLACEHOLDER = re.compile(r"(<\w+>)")
#: Stands for each word that is in no other sentence.
_NEW = "<new>"
#: Concepts have names of up to so many words.
_LONGEST = 4
_NOTHING = "nothing"


@dataclass(frozen=True)
class Classifier:
    """A fitted classifier.

    Attributes
    ----------
    verbs : tuple of Verb or None
        What sentences ask for, beside what they name; None for what isn't for the bot, or what it
        can't answer.
    priors : tuple of float
        The logarithm of each one's share of the sentences.
    weights : mapping of str to tuple of float
        Features to the logarithms of their shares of all that each one's sentences have.
    """

    verbs: tuple[Verb | None, ...]
    priors: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    @classmethod
    def fit(cls, said: Mapping[str, Iterable[str]]) -> "Classifier":
        """Fit a classifier to sentences.

        Parameters
        ----------
        said : mapping of str to iterable of str
            Commands with their settings, or ``nothing``, to sentences with placeholders.
        """
        words = {name: [_words(each) for each in lines] for name, lines in said.items()}
        counted = Counter(one for of in words.values() for each in of for one in {*each})
        rare = {one for one, times in counted.items() if times == 1}
        counts = {
            name: Counter(
                one for each in of for one in (*features(each), *(_NEW for _ in rare & {*each}))
            )
            for name, of in words.items()
        }
        known = sorted({_NEW}.union(*counts.values()))
        totals = {name: count.total() + _SMOOTHING * len(known) for name, count in counts.items()}
        every = sum(map(len, words.values()))
        return cls(
            tuple(_verb(name) for name in words),
            tuple(log((len(of) + _SMOOTHING) / every) for of in words.values()),
            {
                one: tuple(
                    log((count[one] + _SMOOTHING) / totals[name]) for name, count in counts.items()
                )
                for one in known
            },
        )

    def predict(self, words: Sequence[str]) -> tuple[Verb | None, ...]:
        """All that may be asked for, the likeliest for these words first.

        Parameters
        ----------
        words : sequence of str
            Of a sentence, as `with_kinds` gives them.
        """
        scores = self._scores(words)
        ranked = sorted(range(len(scores)), key=lambda at: -scores[at])
        return tuple(self.verbs[at] for at in ranked)

    def evidence(self, words: Sequence[str]) -> dict[type[Request], float]:
        """How much speaks for each command, whatever its settings, as logarithms of likelihoods."""
        found: dict[type[Request], float] = {}
        for verb, score in zip(self.verbs, self._scores(words), strict=True):
            if verb is not None:
                found[verb.request] = max(score, found.get(verb.request, score))
        return found

    def _scores(self, words: Sequence[str]) -> list[float]:
        new = (_NEW for each in words if not self._knows(each))
        found = (self.weights[each] for each in (*features(words), *new) if each in self.weights)
        return [sum(of) for of in zip(self.priors, *found, strict=True)]

    def _knows(self, word: str) -> bool:
        return _single(word) in self.weights or word in vocabulary().known


@cache
def classifier() -> Classifier:
    """The classifier of the sentences that config/said.toml has."""
    said = config.load("said")
    return Classifier.fit({name: lines.split("\n")[:-1] for name, lines in said.items()})


def with_kinds(sentence: Sentence, named: Iterable[Found]) -> tuple[str, ...]:
    """The words of a sentence, with the kinds of what is named in place of the names.

    >>> with_kinds(Sentence(("sales", "in", "france")), [Found(2, 3, "country", "France")])
    ('sales', 'in', '<country>')
    """
    words = list(sentence.words)
    # Who is new may be a segment, and what is asked about as well.
    plain = (one for one in named if one.kind and one.value != NEW)
    for each in reversed(without_overlaps(plain)):
        words[each.start : each.end] = [f"<{each.kind}>"]
    return tuple(words)


def features(words: Sequence[str]) -> frozenset[str]:
    """What speaks for one command or another: words without their plurals, concepts, and each two
    words that follow one another, from the beginning to the end."""
    single = [_single(each) for each in words]
    pairs = (f"{one} {other}" for one, other in pairwise(("^", *single, "$")))
    return frozenset((*single, *pairs, *_concepts(words)))


def _single(word: str) -> str:
    return word if _PLACEHOLDER.fullmatch(word) else normalise(word)


def _concepts(words: Sequence[str]) -> Iterator[str]:
    known = vocabulary().concepts
    for many in range(1, _LONGEST + 1):
        for start in range(len(words) - many + 1):
            for name in known.get(" ".join(words[start : start + many]), ()):
                yield f"{{{name}}}"


def _words(line: str) -> tuple[str, ...]:
    """The words of a line of the configuration."""
    parts = _PLACEHOLDER.split(line)
    return tuple(
        word
        for each in parts
        for word in ((each,) if _PLACEHOLDER.match(each) else Sentence.of(each).words)
    )


def _verb(name: str) -> Verb | None:
    """What ``explore products show=falling`` stands for; None for ``nothing``."""
    if name == _NOTHING:
        return None
    given = tokens(name)
    request = request_named(" ".join(each.text for each in given if each.is_bare))
    assert request is not None, f"config/said.toml: there is no command {name}"
    declared, sets = parameters(request), dict[str, Any]()
    for each in (one for one in given if one.name):
        field = next((one for one in declared if shown(one) == each.name), str(each.name))
        # What help is about is no parameter of it.
        sets[field] = declared[field].kind.read(each.text) if field in declared else each.text
    alike = [one for one in vocabulary().verbs if one.request is request]
    options = tuple(option for one in alike for option in one.options)
    return Verb(request, says=(), sets=sets, options=options)
