"""A yes or a no to what was offered: words that say that and nothing else."""

import re
from functools import cache

import config
from bot.language.plain.sentence import Sentence


def says_yes(text: str) -> bool | None:
    """Whether somebody says yes, or no; None where it is more than that, or something else.

    >>> says_yes("ok, do it"), says_yes("no thanks"), says_yes("yes, but only in Germany")
    (True, False, None)
    """
    said = Sentence.of(text).text
    yes, no = _patterns()
    if no.fullmatch(said):
        return False
    return True if yes.fullmatch(said) else None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    facts = config.load("plain_words")
    beside = "|".join(facts["beside_yes"].split())

    def among_others(words: list[str]) -> re.Pattern[str]:
        one = "|".join(words)
        return re.compile(rf"(?:(?:{beside}) )*(?:{one})(?: (?:{one}|{beside}))*")

    return among_others(facts["yes"]), among_others(facts["no"])
