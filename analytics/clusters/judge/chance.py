"""Whether the groups are clearer than those that customers without any groups fall into.

Two kinds of customers without groups are made up and grouped in the same way. An even cloud is
spread evenly over a box along the principal axes of the real customers (Tibshirani, Walther and
Hastie 2001, "Estimating the number of clusters in a data set via the gap statistic", choice b).
One crowd is made of lookalikes, see :mod:`analytics.clusters.judge.lookalikes`: skewed and in
steps where
the real ones are. The second is the harder test, but it can't be failed by groups that a single
feature shows, since lookalikes have each feature's values; so it is asked for weak groups only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from analytics.clusters.arrays import Floats
from analytics.clusters.judge.choice import WEAK_BELOW
from analytics.clusters.judge.lookalikes import lookalikes
from analytics.clusters.judge.silhouettes import silhouettes
from analytics.clusters.judge.stability import Refit

DRAWS = 19
"""With 19, customers without groups are the clearest of 20 once in 20 times: the usual 5 %."""
DRAWN = 1_000
"""Customers in a draw, at most."""


@dataclass(frozen=True)
class ByChance:
    """A clustering's mean silhouette beside those of customers without groups.

    Attributes
    ----------
    silhouette : float
        Of the real customers.
    even_cloud : float
        The clearest of 19 even clouds.
    one_crowd : float or None
        The clearest of 19 crowds of lookalikes; None where the silhouette isn't weak.
    """

    silhouette: float
    even_cloud: float
    one_crowd: float | None

    @property
    def highest(self) -> float:
        """The clearest of all customers without groups."""
        return max(self.even_cloud, self.even_cloud if self.one_crowd is None else self.one_crowd)

    @property
    def beaten(self) -> bool:
        """Whether the groups are clearer than chance makes them."""
        return self.silhouette > self.highest


def by_chance(matrix: Floats, silhouette: float, refit: Refit, *, seed: int = 0) -> ByChance:
    """Group customers without groups as the real ones were grouped.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
        At least one column varies.
    silhouette : float
        Mean silhouette of the clustering.
    refit : callable
        What made it.
    seed : int
        Seeds the customers made up and each grouping of them.
    """
    random = np.random.default_rng(seed)
    if len(matrix) > DRAWN:
        matrix = matrix[np.sort(random.choice(len(matrix), DRAWN, replace=False))]
    crowd = None
    if silhouette < WEAK_BELOW:
        crowd = _clearest(lookalikes(matrix, random), refit, seed)
    return ByChance(silhouette, _clearest(_even_clouds(matrix, random), refit, seed), crowd)


def _clearest(clouds: Iterator[Floats], refit: Refit, seed: int) -> float:
    return max(
        silhouettes(cloud, [refit(cloud, seed + number)])[0].mean
        for number, cloud in enumerate(islice(clouds, DRAWS))
    )


def _even_clouds(matrix: Floats, random: np.random.Generator) -> Iterator[Floats]:
    centre = matrix.mean(axis=0)
    _, _, axes = np.linalg.svd(matrix - centre, full_matrices=False)
    along = (matrix - centre) @ axes.T
    low, high = along.min(axis=0), along.max(axis=0)
    while True:
        yield random.uniform(low, high, along.shape) @ axes + centre
