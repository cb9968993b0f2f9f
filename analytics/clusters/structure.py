"""Whether the groups are clearer than those that any cloud of customers could be cut into.

Tibshirani, Walther and Hastie (2001), "Estimating the number of clusters in a data set via the
gap statistic", choice (b): customers without structure are spread evenly over a box along the
principal axes of the real ones. Grouped in the same way, they show what the method finds in
nothing at all.
"""

from dataclasses import dataclass

import numpy as np

from analytics.clusters.arrays import Floats
from analytics.clusters.silhouettes import silhouettes
from analytics.clusters.stability import Refit

CLOUDS = 19
"""With 19, a cloud without structure is the clearest of 20 once in 20 times: the usual 5 %."""
CLOUD_CUSTOMERS = 1_000
CLEARER_BY = 0.03
"""A lead in silhouette that is smaller than this isn't worth a word, however sure it is."""


@dataclass(frozen=True)
class Structure:
    """A clustering's silhouette beside those of structureless customers grouped alike.

    Attributes
    ----------
    silhouette : float
        Of the real customers.
    by_chance : float
        Mean silhouette over clouds.
    highest : float
        The clearest cloud's.
    """

    silhouette: float
    by_chance: float
    highest: float

    @property
    def found(self) -> bool:
        """Whether the groups are clearer than chance makes them."""
        return self.silhouette > max(self.highest, self.by_chance + CLEARER_BY)


def structure(matrix: Floats, silhouette: float, refit: Refit, *, seed: int = 0) -> Structure:
    """Compare a clustering with what the same method finds in structureless customers.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    silhouette : float
        Mean silhouette of the clustering.
    refit : callable
        What made it.
    seed : int
        Seeds the clouds and each grouping of them.
    """
    random = np.random.default_rng(seed)
    centre = matrix.mean(axis=0)
    _, _, axes = np.linalg.svd(matrix - centre, full_matrices=False)
    along = (matrix - centre) @ axes.T
    low, high = along.min(axis=0), along.max(axis=0)
    size = (min(len(matrix), CLOUD_CUSTOMERS), len(low))
    figures = []
    for number in range(CLOUDS):
        cloud = random.uniform(low, high, size) @ axes + centre
        (measured,) = silhouettes(cloud, [refit(cloud, seed + number)])
        figures.append(measured.mean)
    return Structure(silhouette, float(np.mean(figures)), max(figures))
