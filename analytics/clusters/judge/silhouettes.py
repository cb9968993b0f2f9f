"""How clearly each customer, and each cluster, is apart from the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import one_thread

SILHOUETTE_SAMPLE = 10_000
"""Above this many customers, a sample of this size is measured, drawn with seed 0."""

_CHUNK = 512


@dataclass(frozen=True)
class ClusterSilhouette:
    """One cluster's customers.

    Attributes
    ----------
    label : int
    customers : int
        Of those who were measured.
    mean : float
        Of their silhouettes, -1 to 1.
    misplaced : float
        Share of them, 0 to 1, who are nearer to another cluster than to their own: whose
        silhouette is below 0.
    """

    label: int
    customers: int
    mean: float
    misplaced: float


@dataclass(frozen=True, eq=False)
class Silhouettes:
    """The silhouettes of a clustering.

    Attributes
    ----------
    values : array, shape (n_measured,)
        (b - a) / max(a, b), a and b being the customer's mean distance to the others of the own
        and to those of the nearest other cluster; -1 to 1, more is clearer (Rousseeuw 1987).
        0 for a customer who is alone in a cluster, and where there is one cluster only.
    labels : array of int, shape (n_measured,)
    customers : int
        Among whom these were measured.
    """

    values: Floats
    labels: Labels
    customers: int

    @property
    def mean(self) -> float:
        """Of all who were measured."""
        return float(self.values.mean())

    @property
    def sampled(self) -> bool:
        """Whether there were too many customers to measure everybody."""
        return len(self.values) < self.customers

    @property
    def misplaced(self) -> float:
        """Share of customers, 0 to 1, who are nearer to another cluster than to their own."""
        return float((self.values < 0).mean())

    @property
    def clusters(self) -> tuple[ClusterSilhouette, ...]:
        """By label; those that the sample missed aren't among them."""
        return tuple(
            ClusterSilhouette(
                int(label), len(values), float(values.mean()), float((values < 0).mean())
            )
            for label in np.unique(self.labels)
            for values in [self.values[self.labels == label]]
        )


def silhouettes(matrix: Floats, labelings: Sequence[Labels]) -> tuple[Silhouettes, ...]:
    """Measure clusterings of the same customers, computing the distances between them once.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    labelings : sequence of arrays of int, each of shape (n_customers,)
        Clusters by any number.
    """
    # Not scikit-learn's: it computes all distances again for each clustering, which is most of
    # the time that choosing k takes.
    customers = len(matrix)
    if customers > SILHOUETTE_SAMPLE:
        drawn = np.random.default_rng(0).choice(customers, SILHOUETTE_SAMPLE, replace=False)
        matrix, labelings = matrix[drawn], [labels[drawn] for labels in labelings]
    members = [_membership(labels) for labels in labelings]
    values = [np.zeros(len(matrix)) for _ in labelings]
    borders = np.cumsum([member.shape[1] for member in members])[:-1]
    together = np.hstack(members)
    for start in range(0, len(matrix), _CHUNK):
        rows = slice(start, start + _CHUNK)
        with one_thread():
            sums = cdist(matrix[rows], matrix) @ together
        for place, to_clusters in enumerate(np.split(sums, borders, axis=1)):
            member = members[place]
            values[place][rows] = _values(to_clusters, member[rows], member.sum(axis=0))
    return tuple(
        Silhouettes(each, labels, customers) for each, labels in zip(values, labelings, strict=True)
    )


def _membership(labels: Labels) -> Floats:
    """One column for each label, 1 where the row has it."""
    return np.equal.outer(labels, np.unique(labels)).astype(np.float64)


def _values(to_clusters: Floats, member: Floats, sizes: Floats) -> Floats:
    """Silhouettes of rows from their summed distances to each cluster."""
    if len(sizes) < 2:
        return np.zeros(len(member))
    own_size = member @ sizes
    own = (to_clusters * member).sum(axis=1) / np.maximum(own_size - 1, 1)
    other = np.where(member > 0, np.inf, to_clusters / sizes).min(axis=1)
    widest = np.maximum(own, other)
    defined = (own_size > 1) & (widest > 0)
    return np.where(defined, (other - own) / np.where(defined, widest, 1.0), 0.0)
