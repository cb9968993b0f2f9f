"""Patterns of words, to be found in a sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.language.plain.sentence import Found, Sentence

#: Stands in a pattern for what a sentence names: ``<segment>``.
PLACEHOLDER = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Pattern:
    """Words to be found, those of each part wherever they stand; those in gaps aren't explained.

    Attributes
    ----------
    parts : tuple of str
        Regular expressions over words, with placeholders for what is named.
    """

    parts: tuple[str, ...]

    def matches(self, sentence: Sentence, named: Sequence[Found]) -> Iterator[frozenset[int]]:
        """The places of the words that it explains, where all its parts are found."""
        explained: frozenset[int] = frozenset()
        for part in self.parts:
            found = [*_matches(part, sentence, named)]
            if not found:
                return
            explained = explained.union(*found)
        yield explained


def said(
    patterns: Iterable[Pattern], sentence: Sentence, named: Sequence[Found]
) -> Iterator[frozenset[int]]:
    """The places that patterns explain, for each that is found."""
    for pattern in patterns:
        yield from pattern.matches(sentence, named)


def _matches(text: str, sentence: Sentence, named: Sequence[Found]) -> Iterator[frozenset[int]]:
    for kind in dict.fromkeys(PLACEHOLDER.findall(text)):
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
