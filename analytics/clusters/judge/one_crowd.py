"""Whether groups are clearer than pieces of one crowd.

One crowd is made of lookalikes: as many customers, with the features' rank correlations as a single
bell-shaped cloud would have them (Gaussian copula), after Hennig and Lin (2015), "Flexible
parametric bootstrap for testing homogeneity against clustering and assessing the number of
clusters". A feature's values are moved as little as makes one hump of them, the nearest in the
sense of Hartigan and Hartigan (1985), "The dip test of unimodality"; so they stay skewed and
heavy-tailed where the real ones are. A value that many share is no hump but a tie: it stays, with
all who share it. Customers who are alike in every feature count once, in both: however many they
are, they say only that figures have few values.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from scipy.stats import norm, rankdata

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import k_means
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.clusters.judge.thresholds import (
    CLEARER_THAN_ONE_CROWD,
    FEWEST_TO_JUDGE,
    SMALLEST_USEFUL_SHARE,
    TWO_HUMPS,
)

CROWDS = 9
MOST_DRAWN = 700
"""Customers of a crowd, at most; of more, as many are drawn."""
_STARTS = 3
_LOOKED_AT = 5_000
"""Customers among whom those who are alike are looked for, at most."""
_MODES = 25
_FEWEST_FOR_A_HUMP = 10


@dataclass(frozen=True)
class BesideOneCrowd:
    """A clustering's silhouette beside those that k-means finds in crowds without groups.

    Attributes
    ----------
    silhouette : float
        Of the real customers, those who are alike counted once.
    highest : float
        Of the crowds; no more of them were drawn once one came too near.
    """

    silhouette: float
    highest: float

    @property
    def clearer(self) -> bool:
        """Whether the groups are clearer than pieces of one crowd."""
        return self.silhouette - self.highest >= CLEARER_THAN_ONE_CROWD


def beside_one_crowd(matrix: Floats, labels: Labels, *, seed: int = 0) -> BesideOneCrowd | None:
    """Compare a clustering, however it was found, with what k-means makes of crowds.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    labels : array of int, shape (n_customers,)
    seed : int

    Returns
    -------
    BesideOneCrowd or None
        None where hardly any customers differ.
    """
    random = np.random.default_rng([seed, 3])
    drawn = _drawn(np.arange(len(matrix)), _LOOKED_AT, random)
    different = np.unique(matrix[drawn], axis=0, return_index=True)[1]
    rows = np.sort(drawn[_drawn(different, MOST_DRAWN, random)])
    names = np.unique(labels[rows])
    if len(rows) < max(FEWEST_TO_JUDGE, 2 * len(names)) or len(names) < 2:
        return None
    crowds = _Crowds(matrix[rows], random)
    silhouette = silhouettes(matrix[rows], [labels[rows]])[0].mean
    highest = -1.0
    for _ in range(CROWDS):
        highest = max(highest, _cut(crowds.draw(), len(names), seed))
        if not BesideOneCrowd(silhouette, highest).clearer:
            break
    return BesideOneCrowd(silhouette, highest)


def crowds_apart(matrix: Floats, labels: Labels, *, seed: int = 0) -> int:
    """How many crowds the groups of a clustering are, those that are pieces of one put together.

    Neighbours, which are joined by the shortest tree of the groups' centres, are pieces of one
    crowd where customers have one hump along the line between the two centres, after Kalogeratos
    and Likas (2012), "Dip-means: an incremental clustering method for estimating the number of
    clusters".

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    labels : array of int, shape (n_customers,)
    seed : int
    """
    random = np.random.default_rng([seed, 4])
    names = np.unique(labels)
    centres = np.array([matrix[labels == name].mean(axis=0) for name in names])
    tree = minimum_spanning_tree(cdist(centres, centres)).tocoo()
    apart = 0
    for one, other in zip(tree.row, tree.col, strict=True):
        rows = np.flatnonzero((labels == names[one]) | (labels == names[other]))
        along = matrix[_drawn(rows, MOST_DRAWN, random)] @ (centres[other] - centres[one])
        apart += _from_one_hump(along) >= TWO_HUMPS
    return 1 + apart


def _from_one_hump(column: Floats) -> float:
    """How far values are from one hump: the largest distance, times the root of their number."""
    values, counts = np.unique(column, return_counts=True)
    free = _free(counts)
    if free.sum() < _FEWEST_FOR_A_HUMP:
        return 0.0
    below, nearest = _nearest_hump(values[free], counts[free])
    return float(np.abs(nearest - below).max() / np.sqrt(len(column)))


def _cut(crowd: Floats, k: int, seed: int) -> float:
    return silhouettes(crowd, [k_means(crowd, k, seed, _STARTS).labels])[0].mean


def _drawn(rows: Labels, most: int, random: np.random.Generator) -> Labels:
    return rows if len(rows) <= most else random.choice(rows, most, replace=False)


class _Crowds:
    """Draws one crowd after the other."""

    def __init__(self, matrix: Floats, random: np.random.Generator) -> None:
        matrix = matrix[:, matrix.max(axis=0) > matrix.min(axis=0)]
        scores = norm.ppf((rankdata(matrix, axis=0) - 0.5) / len(matrix))
        values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(scores, rowvar=False)))
        # What turns independent normal numbers into ones that are correlated as the features are.
        self._factor = vectors * np.sqrt(np.maximum(values, 0))
        self._sorted = np.sort(np.column_stack([_one_hump(each) for each in matrix.T]), axis=0)
        self._random = random

    def draw(self) -> Floats:
        """As many customers as there are, in one crowd."""
        drawn = self._random.normal(size=self._sorted.shape) @ self._factor.T
        places = drawn.argsort(axis=0).argsort(axis=0)
        return np.take_along_axis(self._sorted, places, axis=0)


def _one_hump(column: Floats) -> Floats:
    """A feature's values, moved as little as makes one hump of those that few share."""
    values, where, counts = np.unique(column, return_inverse=True, return_counts=True)
    free = _free(counts)
    if free.sum() < _FEWEST_FOR_A_HUMP:
        return column
    below, nearest = _nearest_hump(values[free], counts[free])
    values[free] = np.interp(below, nearest, values[free])
    return np.asarray(values[where], dtype="float64")


def _free(counts: Labels) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which values so few share that they are no ties."""
    return np.asarray(counts < max(2, SMALLEST_USEFUL_SHARE * counts.sum()))


def _nearest_hump(values: Floats, counts: Labels) -> tuple[Floats, Floats]:
    """How many customers lie below each value, and how many would in the nearest single hump."""
    gaps = np.diff(values)
    masses = (counts[:-1] + counts[1:]) / 2
    below = np.concatenate([[0.0], np.cumsum(masses)])
    modes = np.unique(np.linspace(0, len(gaps) - 1, _MODES).round().astype(int))
    humps = [_below_a_hump(masses / gaps, gaps, mode) for mode in modes]
    return below, min(humps, key=lambda hump: float(np.abs(hump - below).max()))


def _below_a_hump(densities: Floats, gaps: Floats, mode: int) -> Floats:
    """How many customers lie below each value where the density rises to a mode, then falls."""
    rising = isotonic_regression(densities[:mode], weights=gaps[:mode]).x if mode else []
    falling = isotonic_regression(densities[mode:], weights=gaps[mode:], increasing=False).x
    heights = np.concatenate([rising, falling])
    return np.concatenate([[0.0], np.cumsum(heights * gaps)])
