"""Numbers of groups side by side: how tight, how clear and how stable each is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.clusters.judge.stability import (
    FEWEST_CUSTOMERS,
    MOST_DRAWN,
    Refit,
    Stability,
    stability,
)

RESAMPLES = 15
"""For each number; enough to rank them, while all of them take no more than a few seconds."""


@dataclass(frozen=True)
class NumberOfGroups:
    """What speaks for one number of groups.

    Attributes
    ----------
    k : int
    inertia : float
        Sum of squared distances to the own group's mean, in scaled units; always falls with k.
    silhouette : float
    stability : Stability or None
        None where there are too few customers.
    """

    k: int
    inertia: float
    silhouette: float
    stability: Stability | None


def compare_numbers(
    matrix: Floats,
    ks: Iterable[int],
    grouping: Callable[[int], Refit],
    *,
    resamples: int = RESAMPLES,
    most_drawn: int = MOST_DRAWN,
    seed: int = 0,
) -> tuple[NumberOfGroups, ...]:
    """Group customers into several numbers of groups and measure each.

    Numbers that the customers can't be split into are left out.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    ks : iterable of int
    grouping : callable
        For a number of groups, what groups customers into as many.
    resamples : int
        For each number.
    most_drawn : int
        Customers in one resample, at most.
    seed : int
    """
    distinct = len(np.unique(matrix, axis=0))
    tried = {k: grouping(k)(matrix, seed) for k in sorted(set(ks)) if 2 <= k < distinct}
    found = {k: labels for k, labels in tried.items() if len(np.unique(labels)) == k}
    measured = silhouettes(matrix, list(found.values())) if found else ()
    judged = len(matrix) >= FEWEST_CUSTOMERS
    return tuple(
        NumberOfGroups(
            k,
            _inertia(matrix, labels),
            each.mean,
            stability(
                matrix,
                labels,
                grouping(k),
                resamples=resamples,
                most_drawn=most_drawn,
                seed=seed,
            )
            if judged
            else None,
        )
        for (k, labels), each in zip(found.items(), measured, strict=True)
    )


def _inertia(matrix: Floats, labels: Labels) -> float:
    return float(
        sum(
            ((group - group.mean(axis=0)) ** 2).sum()
            for label in np.unique(labels)
            for group in [matrix[labels == label]]
        )
    )
