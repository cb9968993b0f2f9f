"""Are groups more than the shape of each figure and how the figures go together?

A lookalike has each feature's very values and the features' rank correlations, as one crowd would
have them (Gaussian copula): skewed where the customers are skewed, in steps where they are, but
without groups. Where customers are no closer to their centres than lookalikes are to theirs, the
groups are no finding. After Hennig and Lin (2015), "Flexible parametric bootstrap for testing
homogeneity against clustering and assessing the number of clusters".
"""

from collections.abc import Iterator
from itertools import islice

import numpy as np
from scipy.stats import norm, rankdata

from analytics.clusters.arrays import Floats
from analytics.clusters.find.algorithms import k_means

_LOOKALIKES = 12
_CLEARLY = 3
"""Standard deviations of lookalikes' log inertia, generous because they are only twelve."""
_LARGEST_SAMPLE = 5_000
_STARTS = 3


def is_closer_than_lookalikes(matrix: Floats, k: int, seed: int) -> bool:
    """Whether ``k`` groups of customers are clearly tighter than ``k`` groups of lookalikes.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
        Of more than 5,000 customers a sample is used.
    k, seed : int
    """
    random = np.random.default_rng([seed, 3])
    if len(matrix) > _LARGEST_SAMPLE:
        matrix = matrix[np.sort(random.choice(len(matrix), _LARGEST_SAMPLE, replace=False))]
    expected = np.array(
        [
            np.log(k_means(crowd, k, seed, _STARTS).inertia)
            for crowd in islice(lookalikes(matrix, random), _LOOKALIKES)
        ]
    )
    own = float(np.log(k_means(matrix, k, seed, _STARTS).inertia))
    return bool(expected.mean() - own > _CLEARLY * expected.std(ddof=1))


def lookalikes(matrix: Floats, random: np.random.Generator) -> Iterator[Floats]:
    """One crowd after the other, each as many as the customers; constant columns are left out."""
    matrix = matrix[:, matrix.max(axis=0) > matrix.min(axis=0)]
    factor = _factor(matrix)
    while True:
        yield _lookalike(matrix, factor, random)


def _factor(matrix: Floats) -> Floats:
    """What turns independent normal numbers into ones that are correlated as the features are."""
    scores = norm.ppf((rankdata(matrix, axis=0) - 0.5) / len(matrix))
    values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(scores, rowvar=False)))
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)), dtype="float64")


def _lookalike(matrix: Floats, factor: Floats, random: np.random.Generator) -> Floats:
    drawn = random.normal(size=matrix.shape) @ factor.T
    places = drawn.argsort(axis=0).argsort(axis=0)
    return np.take_along_axis(np.sort(matrix, axis=0), places, axis=0)
