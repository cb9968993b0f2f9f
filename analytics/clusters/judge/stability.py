"""Whether other customers would give the same groups.

The customers are parted at random into halves who share nobody, each half is grouped by itself, and
the groups of the first, applied to the second, are compared with the second's own: Tibshirani and
Walther (2005), "Cluster validation by prediction strength", with the adjusted Rand index (Hubert
and Arabie 1985) as the measure. Stable groups aren't real ones for that: a cloud without structure
may be cut in the same places each time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_rand_score

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import Algorithm, find_groups

PARTINGS = 6
"""How often the customers are parted anew."""
LARGEST_HALF = 1_000
"""Customers in a half, at most. Fewer customers give less stable groups, so that what is stable
among these is so among all."""
_STARTS = 3


@dataclass(frozen=True)
class ClusterStability:
    """How well one cluster is found by customers who aren't in it.

    Attributes
    ----------
    label : int
    jaccard : float
        Of its members in the second half and the most similar of the first half's groups there,
        customers in both over customers in either, 0 to 1; the mean over partings.
    """

    label: int
    jaccard: float


@dataclass(frozen=True)
class Stability:
    """How alike the groups are that halves of the customers give.

    Attributes
    ----------
    rand : float
        Mean adjusted Rand index over partings: 1 the same, 0 as alike as chance makes them.
    low, high : float
        The least and the most alike.
    clusters : tuple of ClusterStability
        By label.
    """

    rand: float
    low: float
    high: float
    clusters: tuple[ClusterStability, ...]


def stability(matrix: Floats, labels: Labels, algorithm: Algorithm, *, seed: int = 0) -> Stability:
    """Group halves of the customers as they all were grouped, and compare.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
        In an order that depends on nothing but who they are.
    labels : array of int, shape (n_customers,)
        The clustering to judge.
    algorithm : Algorithm
        What made it.
    seed : int
    """
    names, codes = np.unique(labels, return_inverse=True)
    k = len(names)
    rands, jaccards = [], []
    for first, second in _halves(len(matrix), seed):
        model = find_groups(matrix[first], algorithm, k, seed, _STARTS).placing
        theirs = model.place(matrix[second])
        own = find_groups(matrix[second], algorithm, k, seed, _STARTS).labels
        rands.append(_alike(own, theirs))
        jaccards.append(_jaccards(codes[second], theirs, k))
    each = np.ma.masked_invalid(np.array(jaccards)).mean(axis=0).filled(0.0)
    return Stability(
        float(np.mean(rands)),
        min(rands),
        max(rands),
        tuple(
            ClusterStability(int(name), float(jaccard))
            for name, jaccard in zip(names, each, strict=True)
        ),
    )


def _alike(own: Labels, theirs: Labels) -> float:
    """The adjusted Rand index; 0 where a half has no groups, which are none that came back."""
    if len(np.unique(own)) < 2 or len(np.unique(theirs)) < 2:
        return 0.0
    return float(adjusted_rand_score(own, theirs))


def _halves(count: int, seed: int) -> Iterator[tuple[Labels, Labels]]:
    # A stream of its own: customers may have been made up or ordered with the bare seed.
    random = np.random.default_rng([seed, 1])
    size = min(count // 2, LARGEST_HALF)
    for _ in range(PARTINGS):
        order = random.permutation(count)
        yield np.sort(order[:size]), np.sort(order[size : 2 * size])


def _jaccards(original: Labels, found: Labels, clusters: int) -> Floats:
    """For each original cluster the Jaccard similarity to the one most like it; NaN if absent."""
    _, codes = np.unique(found, return_inverse=True)
    both = np.zeros((clusters, int(codes.max()) + 1))
    np.add.at(both, (original, codes), 1)
    sizes = both.sum(axis=1, keepdims=True)
    either = sizes + both.sum(axis=0) - both
    return np.where(sizes.ravel() > 0, (both / np.maximum(either, 1)).max(axis=1), np.nan)
