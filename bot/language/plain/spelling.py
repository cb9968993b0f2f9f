"""Misspelt words, as they are known."""

import re
from collections.abc import Collection

from bot.language.plain.numbers import NUMBER
from bot.language.plain.sentence import Sentence
from bot.language.plain.shop import Shop
from bot.language.plain.vocabulary import vocabulary
from bot.language.words import normalise

#: Shorter words are too often other words.
_SHORTEST = 4
#: From so many letters on two may be wrong.
_TWO_WRONG = 8
#: Shorter words are others' neighbours by chance, but for their letters' order and for names.
_LONG = 6
_STRETCHED = re.compile(r"([a-z])\1{2,}")
#: What is said in passing, and often misspelt.
_OFTEN = frozenset({"should", "would", "could", "about", "which", "where", "there", "their"})


def mended(sentence: Sentence, shop: Shop) -> Sentence:
    """The sentence with misspelt words, and those in short, as they are known."""
    own, written = _own(shop), vocabulary().written
    known = vocabulary().known | own
    elsewhere = _elsewhere(own)
    right = known | vocabulary().spelt | elsewhere
    said = [_unstretched(each, right) for each in sentence.words]
    text = " ".join(written.get(each, each) for each in said)
    for short, full in written.items():
        if " " in short:
            text = re.sub(rf"\b{short}\b", full, text)
    fillers = vocabulary().fillers
    for remark in vocabulary().remarks:
        text = re.sub(rf"(?<!\S)(?:{remark})(?!\S)", " ", text)
    words = text.split() or list(sentence.words)
    whole = Sentence(tuple(word for word in words if word not in fillers) or tuple(words))
    return Sentence(
        tuple(
            each if _is_well(each, right) else _nearest(each, known, own, elsewhere) or each
            for each in whole.words
        )
    )


def _unstretched(word: str, right: Collection[str]) -> str:
    """A word without letters that only stretch it: ``sooo``, ``coool``."""
    twice = _STRETCHED.sub(r"\1\1", word)
    return twice if twice in right else _STRETCHED.sub(r"\1", word)


def _is_well(word: str, known: Collection[str]) -> bool:
    is_short = len(word) < _SHORTEST or not word.isalpha()
    return is_short or word in known


def _nearest(
    word: str, known: Collection[str], own: Collection[str], elsewhere: Collection[str]
) -> str | None:
    # Most words are right, and then it isn't needed.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if normalise(word) in known:
        return normalise(word)
    passing = vocabulary().passing - _OFTEN
    most = 1 if len(word) < _TWO_WRONG else 2
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
    if found and process.extractOne(
        word, elsewhere, scorer=OSA.distance, score_cutoff=min(far for _, far, _ in found)
    ):
        return None
    # Of words that are as near the first by the alphabet: a set has another order in each process.
    # A letter is sooner left out than typed wrong.
    order = sorted(found, key=lambda one: (one[1], one[0] not in own, -len(one[0]), one[0]))
    for near, _, _ in order:
        is_long = len(word) >= _LONG
        # A letter is sooner left out than one too many; what is said in passing is seldom meant.
        is_left_out = len(near) > len(word) > _SHORTEST
        is_other = is_left_out or (near not in passing and is_long)
        is_meant = near in own or is_other or len(word) > _LONG
        if near[0] == word[0] and (is_meant or sorted(near) == sorted(word)):
            return str(near)
    return None


def _elsewhere(own: Collection[str]) -> frozenset[str]:
    """Words for countries where nobody buys: Iceland isn't Ireland, however it is written."""
    words = (each for each in vocabulary().countries if each.isdisjoint(own))
    return frozenset().union(*words) - vocabulary().known


def _own(shop: Shop) -> frozenset[str]:
    """The words of names, numbers and times."""
    names = (
        *shop.segments,
        *shop.groups,
        *shop.countries,
        *shop.values,
        *shop.numbers,
        *shop.attributes,
    )
    own = {word for name in names for word in Sentence.of(name.replace("_", " ")).words}
    return frozenset(own - vocabulary().passing | {*re.findall(r"[a-z]{3,}", NUMBER)})
