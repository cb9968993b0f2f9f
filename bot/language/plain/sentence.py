"""A sentence as small words between single spaces, and what was found in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from bot.language.words import plain

_WORD = re.compile(
    r"[^\W_][\w.+-]*@(?:[\w-]+\.)+\w+|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}"
    r"|[£$€]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[£$€]?\d+(?:\.\d+)?[^\W\d_]*%?"
    r"|(?:[<>]=?|!=|=)(?=\s*[£$€]?\d)|[^\W_][\w.&+-]*(?:'[^\W\d_]+)?"
)
_SHORT = (
    (r"\s*(?:->|→|⇒|=>)\s*", " to "),
    (r"\bcan't\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"(?<=\w)n't\b", " not"),
    (r"\b(who|what|how|where|when|why|that|it|there|here|which|let)'s\b", r"\1 is"),
    (r"(?<=\w)'s\b", ""),
    (r"(?<=\w)'re\b", " are"),
    (r"(?<=\w)'ve\b", " have"),
    (r"(?<=\w)'(?:ll|d)\b", " would"),
    (r"(?<=\w)'m\b", " am"),
    (r"\b(have|has|did|do|does|is|are|was|were|could|would)nt\b", r"\1 not"),
    (r"\b(who|what|how|where|when)s\b", r"\1 is"),
    (r"\bcan ?not\b|\bcant\b", "can not"),
    # 5+ orders.
    (r"(?<=\d)\+(?!\S)", " plus"),
    (r"\be-(?=mail)", "e"),
    # At-risk, one-time: words of their own.
    (r"(?<=[^\W\d_])[-/](?=[^\W\d_])", " "),
)


@lru_cache(maxsize=4096)
def _words(pattern: str) -> re.Pattern[str]:
    """Finds whole words; config has more patterns than Python keeps by itself."""
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")


@lru_cache(maxsize=4096)
def _taken_apart(text: str) -> tuple[str, ...]:
    """The words of a text; a shop's names are taken apart for each sentence."""
    text = plain(text).casefold().replace("’", "'")
    for short, long in _SHORT:
        text = re.sub(short, long, text)
    found = (each.strip(".-+&'") for each in _WORD.findall(text))
    return tuple(each for each in found if each)


@dataclass(frozen=True)
class Found:
    """Words of a sentence that say one thing.

    Attributes
    ----------
    start, end : int
        Which words: from ``start`` up to, not with, ``end``.
    kind : str
        What sort of thing: a segment, a country, a period, …
    value : object
        What it is.
    """

    start: int
    end: int
    kind: str
    value: Any

    @property
    def places(self) -> range:
        """Which words they are."""
        return range(self.start, self.end)


@dataclass(frozen=True)
class Sentence:
    """What somebody typed, in words.

    Attributes
    ----------
    words : tuple of str
        In small letters, without signs, contractions written out.
    """

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Sentence":
        """Take a text apart.

        >>> Sentence.of("Who haven't we seen since June, in Germany?").text
        'who have not we seen since june in germany'
        """
        return cls(_taken_apart(text))

    @cached_property
    def text(self) -> str:
        """The words between single spaces."""
        return " ".join(self.words)

    def find(self, pattern: str) -> Iterator[tuple[int, int, re.Match[str]]]:
        """Where whole words match a pattern: from which word up to which, and the match."""
        for match in _words(pattern).finditer(self.text):
            start = self.text[: match.start()].count(" ")
            yield start, start + match[0].count(" ") + 1, match


def without_overlaps(found: Iterable[Found]) -> tuple[Found, ...]:
    """Of things that share words those that have most of them, in the order of the sentence."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda one: one.start))
