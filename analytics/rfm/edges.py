"""The values between scores: quantiles of the customers, own limits, or the shop's rhythm.

A score counts the edges strictly below a value. Published recipes that give each score its lowest
value instead (``lower <= value``, as R's rfm and pymc-marketing do) are the same edges moved to
the next smaller number: ``value >= lower`` is ``value > nextafter(lower, -infinity)``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, nextafter
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.rfm.limits import Limits

MEASURES = ("recency", "frequency", "monetary")
Values: TypeAlias = pd.DataFrame | Mapping[str, npt.NDArray[Any]]
"""Customers' values of each of ``MEASURES``, one per customer."""
#: Fewer customers who came back say little about how long people stay away.
FEWEST_RETURNED = 30


@dataclass(frozen=True)
class Edges:
    """The values between the scores of a measure, ascending: one fewer than there are scores.

    ``recency`` in days, ``frequency`` in orders, ``monetary`` in currency units.
    """

    recency: tuple[float, ...]
    frequency: tuple[float, ...]
    monetary: tuple[float, ...]

    @property
    def bins(self) -> int:
        """How many scores they make."""
        return len(self.recency) + 1

    @classmethod
    def from_lowest_values(
        cls,
        recency: tuple[float, ...],
        frequency: tuple[float, ...],
        monetary: tuple[float, ...],
    ) -> Self:
        """The edges of a recipe that gives the lowest value of each bin but the first.

        Bins are counted from small values to large ones, days included.
        """
        return cls(*(tuple(map(_just_below, each)) for each in (recency, frequency, monetary)))

    def with_limits(self, limits: Limits) -> Self:
        """The same edges, with those replaced that somebody set.

        ``up to 30 days`` is an edge at 30; ``from 2 orders on`` is one just below 2.
        """
        found = dict(limits.given)
        for measure in ("frequency", "monetary"):
            if measure in found:
                found[measure] = tuple(map(_just_below, found[measure]))
        return replace(self, **found)


def quantile_edges(features: Values, bins: int) -> Edges:
    """Edges that part the customers into as equal shares as ties allow.

    The i-th of them is the i/bins quantile, linearly interpolated (numpy's default, R's type 7).

    Parameters
    ----------
    features : DataFrame or mapping of arrays, of one customer at least
        With ``recency``, ``frequency`` and ``monetary``.
    bins : int
        How many scores, 2 or more.
    """
    return Edges(*(_quantiles(features[measure], bins) for measure in MEASURES))


def _quantiles(values: npt.ArrayLike, bins: int) -> tuple[float, ...]:
    # Money that nobody knows is the same for everybody.
    ordered = np.sort(np.nan_to_num(np.asarray(values, float)))
    return tuple(_quantile(ordered, part, bins) for part in range(1, bins))


def _quantile(ordered: "np.ndarray[tuple[int], np.dtype[np.float64]]", part: int, of: int) -> float:
    # Counted in whole numbers: a fraction's last bit would move an edge off the customer that it
    # falls on, and money in another currency would then score differently.
    place, rest = divmod((len(ordered) - 1) * part, of)
    low = float(ordered[place])
    return low + (float(ordered[place + 1]) - low) * (rest / of) if rest else low


def rhythm_edges(gaps: pd.Series, bins: int) -> tuple[float, ...] | None:
    """Recency edges from how long customers stay away before they come back.

    Of the customers who came back, half had done so by the first edge, three quarters by the
    second, seven eighths by the third: with each score fewer, half of the returns that one could
    still hope for have happened. Days are whole, rounded up, and each edge is later than the one
    before.

    Parameters
    ----------
    gaps : Series of int
        Days between a customer's last two days with a purchase, one for each customer with two;
        see :func:`analytics.rfm.rhythm.latest_gaps`.
    bins : int

    Returns
    -------
    tuple of float, or None
        None where fewer than ``FEWEST_RETURNED`` customers came back.
    """
    if len(gaps) < FEWEST_RETURNED:
        return None
    ordered = np.sort(gaps.to_numpy("int64"))
    edges: list[float] = []
    for step in range(1, bins):
        # The share 1 - 1/2^step of the customers, as a count that is rounded up.
        returned = len(ordered) - len(ordered) // 2**step
        edge = float(ordered[returned - 1])
        edges.append(max(edge, edges[-1] + 1) if edges else edge)
    return tuple(edges)


def _just_below(value: float) -> float:
    return nextafter(value, -inf)
