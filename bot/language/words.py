"""The words that people type: split into settings and bare words, and loosely compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# What phones and word processors put in place of the plain characters.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
# Below this likeness (0-100) a suggestion puzzles more than it helps.
_CLOSE_ENOUGH = 60
# Inside double quotes, two of them stand for one. Single quotes count around whole words alone,
# since names have apostrophes.
_DOUBLE = r'"((?:[^"]|"")*)"'
_SINGLE = r"'([^']*)'(?!\S)"
_TOKEN = re.compile(
    rf"([A-Za-z_]\w*)\s*=\s*(?:{_DOUBLE}|{_SINGLE}|([^\s\"]*))|{_DOUBLE}|(?<!\S){_SINGLE}|(\S+)"
)


def plain(text: str) -> str:
    """Text with typographic quotes and spaces as a keyboard writes them."""
    return text.translate(_PLAIN)


def normalise(text: str) -> str:
    """Fold case, dashes, underscores, spaces and a plural s: ``At-Risk`` is ``at_risk``.

    >>> normalise("  At-Risk "), normalise("Champion"), normalise("champions")
    ('at_risk', 'champion', 'champion')
    """
    words = re.split(r"[\s_\-–—]+", text.strip().casefold().replace("’", "'").replace("'", ""))
    return "_".join(word[:-1] if _is_plural(word) else word for word in words if word)


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss")


def find(text: str, options: Iterable[str]) -> str | None:
    """The option that ``text`` names, however it is cased, dashed or numbered."""
    wanted, exact = normalise(text), text.strip().casefold()
    alike = [option for option in options if normalise(option) == wanted]
    # Where a plural is another word, as "dates" beside "date", the letters decide.
    return next((option for option in alike if option == exact), next(iter(alike), None))


def is_help(text: str) -> bool:
    """Whether somebody asks how it works."""
    return find(text, ("help", "?")) is not None


def nearest(text: str, options: Iterable[str]) -> str | None:
    """The option most like ``text``, or None where none is close."""
    # Most words are right, and then it isn't needed.
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        normalise(text),
        {option: normalise(option) for option in options},
        scorer=fuzz.ratio,
        score_cutoff=_CLOSE_ENOUGH,
    )
    return str(found[2]) if found else None


@dataclass(frozen=True)
class Token:
    """A ``name=value`` pair, or a bare word or phrase.

    Attributes
    ----------
    name : str or None
        What stands before the equals sign; None for a bare word.
    text : str
        The value or the word, without its quotes.
    quoted : bool
    """

    name: str | None
    text: str
    quoted: bool

    @property
    def is_bare(self) -> bool:
        """Whether it stands without ``name=``."""
        return self.name is None


def tokens(text: str) -> list[Token]:
    """The pairs and words of a text, in their order; typographic quotes count as plain ones."""
    return [_token(found.groups()) for found in _TOKEN.finditer(plain(text))]


def _token(groups: tuple[str | None, ...]) -> Token:
    name, double, single, value, double_phrase, single_phrase, word = groups
    in_double = double if double is not None else double_phrase
    in_single = single if single is not None else single_phrase
    if in_double is not None:
        return Token(name, in_double.replace('""', '"'), quoted=True)
    if in_single is not None:
        return Token(name, in_single, quoted=True)
    return Token(name, word or value or "", quoted=False)
