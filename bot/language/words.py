"""Loose comparison of the words that people type."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

# What phones and word processors put in place of the plain characters.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
# Below this likeness (0-100) a suggestion puzzles more than it helps.
_CLOSE_ENOUGH = 60


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
    wanted = normalise(text)
    return next((option for option in options if normalise(option) == wanted), None)


def is_help(text: str) -> bool:
    """Whether somebody asks how it works."""
    return find(text, ("help", "?")) is not None


def nearest(text: str, options: Iterable[str]) -> str | None:
    """The option most like ``text``, or None where none is close."""
    found = process.extractOne(
        normalise(text),
        {option: normalise(option) for option in options},
        scorer=fuzz.ratio,
        score_cutoff=_CLOSE_ENOUGH,
    )
    return str(found[2]) if found else None
