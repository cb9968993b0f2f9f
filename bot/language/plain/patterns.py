"""Patterns of words, to be found in a sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.language.plain.sentence import Found, Sentence

#: Up to six words between others, which something else has to explain.
GAP = r"((?: \S+){0,6}?)"
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


def literals(text: str) -> Iterator[str]:
    """The words that a pattern is made of: of ``files?`` both ``files`` and ``file``."""
    for found in re.findall(r"(?<![\\<\w])(?:[a-z]\??){2,}", text):
        yield found.replace("?", "")
        yield re.sub(r"[a-z]\?", "", found)


@cache
def _needed(text: str) -> frozenset[str] | None:
    """Words one of which has to be there for a pattern to be found; None where that isn't sure.

    Looking for them takes less than looking for the pattern, and most aren't there.
    """
    if re.search(r"[\\<\d$]|\b[a-z]\b|[a-z]\(|\)\??[a-z]| \?", text.replace(GAP, "")):
        return None
    return frozenset(literals(text))


def _matches(text: str, sentence: Sentence, named: Sequence[Found]) -> Iterator[frozenset[int]]:
    needed = _needed(text)
    if needed is not None and needed.isdisjoint(sentence.words):
        return
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
