"""How well a clustering fits: four figures that analysts know by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

SILHOUETTE_SAMPLE = 10_000
"""Above this many customers the silhouette is that of a sample of this size, drawn with seed 0."""

_CHUNK = 512

Floats: TypeAlias = npt.NDArray[np.float64]
Labels: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Quality:
    """Quality of a clustering.

    Where a figure is undefined, because each customer is a cluster of their own, it is 0.

    Attributes
    ----------
    inertia : float
        Sum of squared distances to the own centre, in scaled units; less is tighter.
    silhouette : float
        Mean of (b - a) / max(a, b) over customers, a and b being the mean distance to the own and
        to the nearest other cluster; -1 to 1, more is clearer (Rousseeuw 1987).
    davies_bouldin : float
        Mean likeness of each cluster to the one most like it; less is clearer.
    calinski_harabasz : float
        Spread between clusters over spread within; more is clearer.
    """

    inertia: float
    silhouette: float
    davies_bouldin: float
    calinski_harabasz: float


@dataclass(frozen=True, eq=False)
class Partition:
    """Who is in which cluster.

    Attributes
    ----------
    labels : array of int, shape (n_customers,)
        From 0; at least two different ones.
    centres : array, shape (n_clusters, n_columns)
        The centre of each label, scaled as the customers are.
    """

    labels: Labels
    centres: Floats

    @property
    def filled(self) -> int:
        """Clusters with somebody in them."""
        return len(np.unique(self.labels))


def qualities(matrix: Floats, partitions: Sequence[Partition]) -> tuple[Quality, ...]:
    """Measure clusterings of the same customers, computing the distances between them once.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    partitions : sequence of Partition
    """
    silhouettes = _silhouettes(matrix, [partition.labels for partition in partitions])
    return tuple(
        Quality(
            float(((matrix - partition.centres[partition.labels]) ** 2).sum()),
            silhouette,
            *_scatter_figures(matrix, partition.labels),
        )
        for partition, silhouette in zip(partitions, silhouettes, strict=True)
    )


def _scatter_figures(matrix: Floats, labels: Labels) -> tuple[float, float]:
    if len(np.unique(labels)) == len(labels):
        return 0.0, 0.0
    return (
        float(davies_bouldin_score(matrix, labels)),
        float(calinski_harabasz_score(matrix, labels)),
    )


def _silhouettes(matrix: Floats, labelings: Sequence[Labels]) -> list[float]:
    # Not scikit-learn's: it computes all distances again for each clustering, which is most of
    # the time that choosing k takes.
    if len(matrix) > SILHOUETTE_SAMPLE:
        drawn = np.random.default_rng(0).choice(len(matrix), SILHOUETTE_SAMPLE, replace=False)
        matrix, labelings = matrix[drawn], [labels[drawn] for labels in labelings]
    members = [_membership(labels) for labels in labelings]
    totals = [0.0] * len(labelings)
    for start in range(0, len(matrix), _CHUNK):
        rows = slice(start, start + _CHUNK)
        sums = cdist(matrix[rows], matrix) @ np.hstack(members)
        each = np.split(sums, np.cumsum([member.shape[1] for member in members])[:-1], axis=1)
        for place, (member, to_clusters) in enumerate(zip(members, each, strict=True)):
            totals[place] += _silhouette_sum(to_clusters, member[rows], member.sum(axis=0))
    return [total / len(matrix) for total in totals]


def _membership(labels: Labels) -> Floats:
    """One column for each label, 1 where the row has it."""
    return np.equal.outer(labels, np.unique(labels)).astype(np.float64)


def _silhouette_sum(to_clusters: Floats, member: Floats, sizes: Floats) -> float:
    """Add up silhouettes of rows from their summed distances to each cluster."""
    if len(sizes) < 2:
        return 0.0
    own_size = member @ sizes
    own = (to_clusters * member).sum(axis=1) / np.maximum(own_size - 1, 1)
    other = np.where(member > 0, np.inf, to_clusters / sizes).min(axis=1)
    widest = np.maximum(own, other)
    defined = (own_size > 1) & (widest > 0)
    return float(((other - own)[defined] / widest[defined]).sum())
