"""Which of several columns of money was paid, by what adds up.

Money comes in steps: pieces times price, less a discount, with tax and shipping. Where a column and
such parts make another column, row for row, the other is the more complete one; what was paid is
the one that no parts make more complete.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt

from analytics.intake.reading import DiscountForm

Floats = npt.NDArray[np.float64]
PRICED = ""
"""Stands for pieces times price among the headers of columns of money."""
_NEARLY_ALL = 0.9
CENT = 0.0101
# What a share does to a price is rounded, and may have been worked out from a longer one.
_OF_SHARES = 1e-4
_MOST_PARTS = 5
_ROWS = 500
FORMS = (DiscountForm.ROW, DiscountForm.PERCENT, DiscountForm.SHARE, DiscountForm.PIECE)
"""How something is taken off; the first of several that agree is the simplest."""


@dataclass(frozen=True)
class Parts:
    """What stands between columns of money.

    Attributes
    ----------
    discounts, added : mapping
        Header to what is taken off, or put on, in each row.
    pieces : array
        How many each row is of.
    """

    discounts: Mapping[str, Floats]
    added: Mapping[str, Floats]
    pieces: Floats


@dataclass(frozen=True)
class Step:
    """From one column to a more complete one.

    Attributes
    ----------
    upper : str
        The header of the latter.
    parts : int
        How many parts lie between them.
    discount, form
        The header of the one that is taken off, if one is, and how it is meant.
    """

    upper: str
    parts: int = 0
    discount: str = ""
    form: DiscountForm = DiscountForm.ROW


def taken_off(form: DiscountForm, values: Floats, before: Floats, pieces: Floats) -> Floats:
    """What a discount takes off each row's money; missing ones nothing, and one of the whole order
    nothing of its rows.

    Parameters
    ----------
    values, before, pieces : array, shape (n,)
        The column of discounts, the money before it, and how many each row is of.
    """
    stated = np.abs(np.nan_to_num(values))
    by = {
        DiscountForm.ROW: 1.0,
        DiscountForm.PIECE: pieces,
        DiscountForm.SHARE: before,
        DiscountForm.PERCENT: before / 100,
        DiscountForm.ORDER: 0.0,
        DiscountForm.INCLUDED: 0.0,
    }
    return np.asarray(stated * by[form], dtype=np.float64)


def most_complete(start: str, money: Mapping[str, Floats], parts: Parts) -> tuple[Step, ...]:
    """The way from a column of money to what was paid, step by step; empty where it is that.

    Parameters
    ----------
    start : str
        Its header.
    money : mapping
        Header to the numbers of every column that may be what was paid, and of ``start``.
    parts : Parts
    """
    way: list[Step] = []
    passed = {start}
    while True:
        found = (
            step
            for upper in money
            if upper not in passed
            for step in steps(way[-1].upper if way else start, upper, money, parts)
        )
        best = max(found, key=lambda step: (step.parts, -FORMS.index(step.form)), default=None)
        if best is None:
            return tuple(way)
        way.append(best)
        passed.add(best.upper)


def are_equal(values: Floats, others: Floats) -> bool:
    """Whether two columns of money say the same in nearly all rows that have both."""
    return _agree(values, others, np.full(len(values), CENT)) >= _NEARLY_ALL


def steps(lower: str, upper: str, money: Mapping[str, Floats], parts: Parts) -> Iterator[Step]:
    """Every way in which parts make one column of another.

    Parameters
    ----------
    lower, upper : str
        Their headers; the latter is the more complete one.
    money, parts
        As for :func:`most_complete`.
    """
    before, after = np.abs(money[lower][:_ROWS]), np.abs(money[upper][:_ROWS])
    pieces = parts.pieces[:_ROWS]
    used = (lower, upper)
    added = {h: np.abs(np.nan_to_num(v[:_ROWS])) for h, v in parts.added.items() if h not in used}
    added = {h: v for h, v in added.items() if v.any()}
    off: list[tuple[str, DiscountForm, Floats]] = [("", DiscountForm.ROW, np.zeros(len(before)))]
    for header, values in parts.discounts.items():
        if header in used or not np.nan_to_num(values[:_ROWS]).any():
            continue
        off += [(header, form, taken_off(form, values[:_ROWS], before, pieces)) for form in FORMS]
    if len(off) > 1 + len(FORMS):
        # Several discounts are mostly money off each row.
        together = sum((less for _, form, less in off if form is DiscountForm.ROW), off[0][2])
        off.append((off[1][0], DiscountForm.ROW, together))
    some = list(added)[:_MOST_PARTS]
    subsets = [*chain.from_iterable(combinations(some, n) for n in range(len(some) + 1))]
    for header, form, less in off:
        shared = form in (DiscountForm.SHARE, DiscountForm.PERCENT)
        near = CENT + before * (_OF_SHARES if shared else 0.0)
        for subset in subsets:
            if not header and not subset:
                continue
            between = sum((added[each] for each in subset), np.zeros(len(before))) - less
            telling = np.abs(between) > near
            made = before + between
            if (
                telling.any()
                and _agree(made, after, near) >= _NEARLY_ALL
                and _agree(made[telling], after[telling], near[telling]) >= _NEARLY_ALL
            ):
                yield Step(upper, len(subset) + bool(header), header, form)


def _agree(values: Floats, others: Floats, near: Floats) -> float:
    both = ~np.isnan(values) & ~np.isnan(others)
    if not both.any():
        return 0.0
    return float((np.abs(values[both] - others[both]) <= near[both]).mean())
