"""From which segment to which somebody went: ``from loyal to at risk``, ``champions → at risk``."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from bot.language.plain.sentence import Found, Sentence

#: Between the segment that is left and the one that is joined, which one of the first has to be.
_INTO = frozenset(
    {"to", "into", "onto", "became", "become", "becoming", "turned", "ended", "landed"}
)
_ON_THE_WAY = frozenset(
    {"and", "then", "now", "have", "has", "had", "who", "that", "which", "customers", "customer"}
    | {"people", "segment", "group", "status", "the", "our", "being", "be", "a", "an", "in", "as"}
    | {"up", "down", "back", "over", "slipped", "slip", "went", "gone", "go", "going", "moved"}
    | {"move", "moving", "fell", "fall", "fallen", "dropped", "drop", "slid", "turn", "turning"}
    | {"or", "were", "was", "is", "are", "climbed", "climb", "got", "straight", "directly"}
)
#: Before the segment that is left.
_FROM = frozenset({"from", "being", "were", "was", "of", "the", "our", "out", "left", "a", "an"})
_KINDS = {"segment": "move", "group": "shift"}


def moves(named: Sequence[Found], sentence: Sentence) -> Iterator[Found]:
    """Every way from one segment, or group, to another that a sentence names.

    Parameters
    ----------
    named : sequence of Found
        The segments and groups in it.
    """
    for first, second in permutations(named, 2):
        if first.end > second.start or first.value == second.value or first.kind != second.kind:
            continue
        between = sentence.words[first.end : second.start]
        start = first.start
        while start and sentence.words[start - 1] in _FROM:
            start -= 1
        kind = _KINDS[first.kind]
        is_a_list = "and" in between and _INTO & {*between} <= {"to"}
        if _INTO & {*between} and {*between} <= _INTO | _ON_THE_WAY and not is_a_list:
            yield Found(start, second.end, kind, (first.value, second.value))
        elif "from" in between and {*between} <= _FROM and sentence.words[start - 1] in _INTO:
            # Into the one, from the other.
            yield Found(start - 1, second.end, kind, (second.value, first.value))
