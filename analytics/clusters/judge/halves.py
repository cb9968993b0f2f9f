"""Whether the same groups come back when the customers are drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from sklearn.metrics import adjusted_rand_score

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import k_means

Halves: TypeAlias = list[tuple[Labels, Labels]]

DRAWS = 6
_LARGEST_HALF = 1_500
_STARTS = 2
_FIRST_DRAWS = 2
_HOPELESS_BELOW = 0.65
"""Where the first draws agree less than this, more of them would only say so again."""


@dataclass(frozen=True)
class HalfAgreement:
    """How alike the groups of two draws are, over several pairs of draws.

    Attributes
    ----------
    mean, lowest : float
        Adjusted Rand index: 1 the same, 0 no more alike than by chance.
    draws : int
        Pairs that were compared.
    """

    mean: float
    lowest: float
    draws: int


def half_agreements(
    matrix: Floats, ks: Sequence[int], seed: int, draws: int = DRAWS
) -> tuple[HalfAgreement, ...]:
    """For each k, group random halves of the customers by themselves and compare.

    The first half's groups, applied to the second half, are compared with the second half's own:
    Tibshirani and Walther (2005), "Cluster validation by prediction strength", with the adjusted
    Rand index (Hubert and Arabie 1985) as the measure. All k meet the same halves.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
        Of more than 3,000 customers, each pair of halves is a sample.
    ks : sequence of int
        Each at most half the number of customers.
    seed, draws : int
    """
    halves = _halves(len(matrix), draws, seed)
    return tuple(_agreement(matrix, k, halves, seed) for k in ks)


def _halves(count: int, draws: int, seed: int) -> Halves:
    # A stream of its own: customers may have been made up or ordered with the bare seed.
    random = np.random.default_rng([seed, 1])
    size = min(count // 2, _LARGEST_HALF)
    orders = [random.permutation(count) for _ in range(draws)]
    return [(order[:size], order[size : 2 * size]) for order in orders]


def _agreement(
    matrix: Floats, k: int, halves: list[tuple[Labels, Labels]], seed: int
) -> HalfAgreement:
    found: list[float] = []
    for first, second in halves:
        if len(found) == _FIRST_DRAWS and np.mean(found) < _HOPELESS_BELOW:
            break
        theirs = k_means(matrix[first], k, seed, _STARTS).placing.place(matrix[second])
        own = k_means(matrix[second], k, seed, _STARTS).labels
        found.append(float(adjusted_rand_score(own, theirs)))
    return HalfAgreement(float(np.mean(found)), min(found), len(found))
