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
#: From so many letters on a word is seldom another one's misspelling by chance.
_LONG = 7


def mended(sentence: Sentence, shop: Shop) -> Sentence:
    """The sentence with misspelt words, and those in short, as they are known."""
    words, known = vocabulary(), _known(shop)
    written = (words.written.get(each, each) for each in sentence.words)
    whole = Sentence(tuple(word for each in written for word in each.split()))
    return Sentence(
        tuple(
            each if _is_well(each, known) else _nearest(each, known) or each for each in whole.words
        )
    )


def _is_well(word: str, known: Collection[str]) -> bool:
    is_short = len(word) < _SHORTEST or not word.isalpha()
    return is_short or word in known or normalise(word) in known


def _nearest(word: str, known: Collection[str]) -> str | None:
    # Most words are right, and then it isn't needed.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    passing = vocabulary().passing
    most = 1 if len(word) < _TWO_WRONG else 2
    for near, _, _ in process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=5):
        # A word said in passing is meant only where its letters changed places.
        is_meant = near not in passing or sorted(near) == sorted(word) or len(word) >= _LONG
        if near[0] == word[0] and is_meant:
            return str(near)
    return None


def _known(shop: Shop) -> frozenset[str]:
    names = (
        *shop.segments,
        *shop.groups,
        *shop.countries,
        *shop.values,
        *shop.numbers,
        *shop.attributes,
    )
    own = {word for name in names for word in Sentence.of(name.replace("_", " ")).words}
    return vocabulary().known | own | {*re.findall(r"[a-z]{3,}", NUMBER)}
