"""Whether the same groups come out again when the customers are drawn anew.

Hennig (2007), "Cluster-wise assessment of cluster stability", Computational Statistics & Data
Analysis 52: draw customers with replacement, group them afresh, and see which of the original
clusters are found again. Ben-Hur, Elisseeff and Guyon (2002), "A stability based method for
discovering structure in clustered data": the same for whole clusterings. Stable groups aren't
real ones for that: a cloud without structure may be cut in the same places each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from sklearn.metrics import adjusted_rand_score

from analytics.clusters.arrays import Floats, Labels

RESAMPLES = 50
MOST_DRAWN = 5_000
"""Customers drawn for one resample, at most. Fewer customers give less stable groups, so that what
is stable among these is so among all."""
FEWEST_CUSTOMERS = 20
"""With fewer, a resample lacks whole groups by chance alone."""
DISSOLVED = 0.5
"""A cluster that is found again with a Jaccard similarity up to this counts as dissolved (Hennig
2008, "Dissolution point and isolation robustness")."""

_INTERVAL = (0.025, 0.975)

Refit: TypeAlias = Callable[[Floats, int], Labels]
"""Groups scaled customers afresh, with a seed: a label for each row."""


@dataclass(frozen=True)
class ClusterStability:
    """How well one cluster is found again.

    Attributes
    ----------
    label : int
    jaccard : float
        Mean over resamples of the Jaccard similarity to the cluster most like it: customers in
        both over customers in either, 0 to 1.
    dissolved : float
        Share of resamples, 0 to 1, in which nothing like it was found.
    """

    label: int
    jaccard: float
    dissolved: float


@dataclass(frozen=True)
class Stability:
    """How well a clustering is found again.

    Attributes
    ----------
    rand : float
        Mean over resamples of the adjusted Rand index (Hubert and Arabie 1985) between the
        clustering and the one made afresh: 1 the same, 0 as alike as chance makes them.
    low, high : float
        The middle 95 % of it over resamples.
    clusters : tuple of ClusterStability
        By label.
    resamples : int
    """

    rand: float
    low: float
    high: float
    clusters: tuple[ClusterStability, ...]
    resamples: int


def stability(
    matrix: Floats,
    labels: Labels,
    refit: Refit,
    *,
    resamples: int = RESAMPLES,
    most_drawn: int = MOST_DRAWN,
    seed: int = 0,
) -> Stability:
    """Group resampled customers again and compare.

    Each resample draws as many customers as there are, with replacement, up to ``most_drawn``;
    clusterings are compared on the customers who were drawn, each counted once.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
        In an order that depends on nothing but who they are.
    labels : array of int, shape (n_customers,)
        The clustering to judge.
    refit : callable
        What made it.
    resamples, most_drawn : int
    seed : int
        Seeds the drawing and each refit.
    """
    random = np.random.default_rng(seed)
    names, codes = np.unique(labels, return_inverse=True)
    rands, jaccards = [], []
    for number in range(resamples):
        rows = np.sort(random.integers(len(matrix), size=min(len(matrix), most_drawn)))
        distinct, first = np.unique(rows, return_index=True)
        found = refit(matrix[rows], seed + number)[first]
        rands.append(adjusted_rand_score(codes[distinct], found))
        jaccards.append(_jaccards(codes[distinct], found, len(names)))
    each = np.ma.masked_invalid(np.array(jaccards))
    low, high = np.quantile(rands, _INTERVAL)
    return Stability(
        rand=float(np.mean(rands)),
        low=float(low),
        high=float(high),
        clusters=tuple(
            ClusterStability(int(name), float(mean), float(dissolved))
            for name, mean, dissolved in zip(
                names,
                each.mean(axis=0).filled(0.0),
                (each <= DISSOLVED).mean(axis=0).filled(1.0),
                strict=True,
            )
        ),
        resamples=resamples,
    )


def _jaccards(original: Labels, found: Labels, clusters: int) -> Floats:
    """For each original cluster the Jaccard similarity to the one most like it; NaN if absent."""
    _, codes = np.unique(found, return_inverse=True)
    both = np.zeros((clusters, int(codes.max()) + 1))
    np.add.at(both, (original, codes), 1)
    sizes = both.sum(axis=1, keepdims=True)
    most: Floats = (both / (sizes + both.sum(axis=0) - both)).max(axis=1)
    return np.where(sizes[:, 0] > 0, most, np.nan)
