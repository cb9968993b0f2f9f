"""Patterns of words, to be found in a sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def _filled(text: str, words: Mapping[str, str]) -> str:
    """A pattern with other ones for its placeholders, and none where it has no other."""
    # What isn't named is nowhere, also where it needn't be.
    return PLACEHOLDER.sub(lambda found: words.get(found[1], "(?!)"), text)


def _one_of(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(each) for each in sorted(names, key=len, reverse=True))})"


@cache
def _named_always(text: str) -> frozenset[str]:
    """What a pattern can't be found without."""
    outside, many = text, 1
    while many:
        outside, many = re.subn(r"\((?:[^()])*\)[?*+]?", "", outside)
    return frozenset() if "|" in outside else frozenset(PLACEHOLDER.findall(outside))


def _matches(text: str, sentence: Sentence, named: Sequence[Found]) -> Iterator[frozenset[int]]:
    needed = _needed(text)
    if needed is not None and needed.isdisjoint(sentence.words):
        return
    spoken: dict[str, set[str]] = {}
    for each in named:
        if f"<{each.kind}>" in text:
            words = " ".join(sentence.words[each.start : each.end])
            spoken.setdefault(each.kind, set()).add(words)
    # With any words for those that are named it is compiled once, and mostly not found.
    loosely = _filled(text, dict.fromkeys(spoken, r"\S+(?: \S+)*?"))
    if spoken and not any(sentence.find(loosely)):
        return
    exactly = {kind: _one_of(names) for kind, names in spoken.items()}
    for start, end, match in sentence.find(_filled(text, exactly)):
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
