"""The gap statistic: are customers closer to their centres than structureless ones would be?

Tibshirani, Walther and Hastie (2001), "Estimating the number of clusters in a data set via the gap
statistic". The structureless customers are uniform over a box along the principal axes (their
choice b).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analytics.clusters.arrays import Floats
from analytics.clusters.find.algorithms import k_means

REFERENCES = 8
LARGEST_SAMPLE = 3_000
_CLEARLY = 2
_STARTS = 3


@dataclass(frozen=True)
class Gap:
    """The gap of one number of groups.

    Attributes
    ----------
    k : int
    value : float
        Expected log inertia of structureless customers, minus that of the real ones.
    error : float
        Standard error of that expectation, simulation included (s in the paper).
    """

    k: int
    value: float
    error: float


def gap_statistic(matrix: Floats, ks: Sequence[int], seed: int) -> tuple[Gap, ...]:
    """The gap of one group and of each number asked for, in their order.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
        Of more than 3,000 customers a sample is used.
    ks : sequence of int
        From 2 upwards, each less than the number of customers who differ.
    seed : int
    """
    random = np.random.default_rng([seed, 2])
    if len(matrix) > LARGEST_SAMPLE:
        matrix = matrix[np.sort(random.choice(len(matrix), LARGEST_SAMPLE, replace=False))]
    centred = matrix - matrix.mean(axis=0)
    turned = centred @ np.linalg.svd(centred, full_matrices=False)[2].T
    low, high = turned.min(axis=0), turned.max(axis=0)
    references = [random.uniform(low, high, turned.shape) for _ in range(REFERENCES)]
    return tuple(_gap(turned, references, k, seed) for k in (1, *ks))


def best_by_gap(gaps: Sequence[Gap]) -> int:
    """The number of groups that the gaps speak for; 1 means that there are none.

    As its authors choose, the least number whose gap the next one doesn't exceed by more than an
    error; but only among numbers whose gap is clearly above that of a single group. Without that
    the rule stops at 1 wherever two groups can't part what four do.
    """
    one, *several = gaps
    better = [each for each in several if _clearly_above(each, one)]
    if not better:
        return 1
    following = {each.k: after for each, after in pairwise(several)}
    for each in better:
        after = following.get(each.k)
        if after is None or each.value >= after.value - after.error:
            return each.k
    return better[-1].k


def _clearly_above(several: Gap, one: Gap) -> bool:
    return several.value - one.value > _CLEARLY * float(np.hypot(several.error, one.error))


def _gap(turned: Floats, references: Sequence[Floats], k: int, seed: int) -> Gap:
    own = _log_inertia(turned, k, seed, _STARTS)
    expected = np.array([_log_inertia(each, k, seed, 1) for each in references])
    error = float(expected.std() * np.sqrt(1 + 1 / len(references)))
    return Gap(k, float(expected.mean()) - own, error)


def _log_inertia(matrix: Floats, k: int, seed: int, starts: int) -> float:
    if k == 1:
        return float(np.log(((matrix - matrix.mean(axis=0)) ** 2).sum()))
    return float(np.log(k_means(matrix, k, seed, starts).inertia))
