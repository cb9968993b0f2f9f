"""How well a clustering fits: four figures that analysts know by name."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.judge.silhouettes import Silhouettes


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


def quality(matrix: Floats, labels: Labels, measured: Silhouettes) -> Quality:
    """Measure a clustering.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    labels : array of int, shape (n_customers,)
        At least two different ones.
    measured : Silhouettes
        Of this clustering.
    """
    names, codes = np.unique(labels, return_inverse=True)
    centres = np.array([matrix[codes == code].mean(axis=0) for code in range(len(names))])
    alone = len(names) == len(labels)
    return Quality(
        float(((matrix - centres[codes]) ** 2).sum()),
        measured.mean,
        0.0 if alone else float(davies_bouldin_score(matrix, labels)),
        0.0 if alone else float(calinski_harabasz_score(matrix, labels)),
    )
