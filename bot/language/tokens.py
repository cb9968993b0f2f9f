"""Splitting a line of text into settings and bare words."""

import re
from dataclasses import dataclass

from bot.language.words import plain

# Inside double quotes, two of them stand for one. Single quotes count around whole words alone,
# since names have apostrophes.
_DOUBLE = r'"((?:[^"]|"")*)"'
_SINGLE = r"'([^']*)'(?!\S)"
_TOKEN = re.compile(
    rf"([A-Za-z_]\w*)\s*=\s*(?:{_DOUBLE}|{_SINGLE}|([^\s\"]*))|{_DOUBLE}|(?<!\S){_SINGLE}|(\S+)"
)


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
