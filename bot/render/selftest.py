"""What a self-test found, a line for each comparison, and as JSON for machines."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from analytics.selftest.comparison import Comparison
from analytics.vocabulary.wording import counted

_MOST_NAMED = 5


def line(comparison: Comparison) -> str:
    """One comparison: whether it agrees, what was compared with what, and how far it is apart."""
    state = "ok" if comparison.agrees else "DIFFERENT"
    allowed = f" ({comparison.allowed:.3g} allowed)" if comparison.allowed else ""
    return (
        f"{state:<9}  {comparison.subject} | against {comparison.against} | "
        f"{counted(comparison.values, 'value')}, {comparison.different:,} differ, largest "
        f"difference {comparison.largest:.3g}{allowed}{_where(comparison)}"
    )


def verdict(comparisons: Sequence[Comparison]) -> str:
    """How many comparisons there were, and which of them don't agree."""
    head = counted(len(comparisons), "comparison")
    wrong = [f"{each.subject}, against {each.against}" for each in comparisons if not each.agrees]
    if not wrong:
        return f"{head}, all agree."
    return f"{head}, {len(wrong)} different: {'; '.join(wrong)}."


def as_json(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """The verdict and every comparison as plain values."""
    return {
        "text": verdict(comparisons),
        "agree": all(each.agrees for each in comparisons),
        "comparisons": [{**asdict(each), "agrees": each.agrees} for each in comparisons],
    }


def _where(comparison: Comparison) -> str:
    named = ", ".join(comparison.where[:_MOST_NAMED])
    if not named:
        return ""
    more = len(comparison.where) - _MOST_NAMED
    return f": {named}{f' and {more:,} more' if more > 0 else ''}"
