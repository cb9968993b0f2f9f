"""How well a clustering fits: four figures that analysts know by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.judge.silhouettes import silhouettes


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

    @classmethod
    def of(cls, matrix: Floats, labels: Labels) -> Self:
        """The partition that has these labels, of any numbers; each centre is the mean."""
        names, places = np.unique(labels, return_inverse=True)
        centres = [matrix[places == place].mean(axis=0) for place in range(len(names))]
        return cls(places.astype("int64"), np.array(centres))

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
    measured = silhouettes(matrix, [partition.labels for partition in partitions])
    return tuple(
        Quality(
            float(((matrix - partition.centres[partition.labels]) ** 2).sum()),
            each.mean,
            *_scatter_figures(matrix, partition.labels),
        )
        for partition, each in zip(partitions, measured, strict=True)
    )


def _scatter_figures(matrix: Floats, labels: Labels) -> tuple[float, float]:
    if len(np.unique(labels)) == len(labels):
        return 0.0, 0.0
    return (
        float(davies_bouldin_score(matrix, labels)),
        float(calinski_harabasz_score(matrix, labels)),
    )
