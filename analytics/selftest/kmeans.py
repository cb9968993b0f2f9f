"""Groups of customers beside scikit-learn's own, from the figures on."""

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.clusters.find.clustering import RFM_COLUMNS, Clustering
from analytics.selftest.comparison import Comparison, compared, compared_figures
from analytics.vocabulary.schema import Features

STARTS = 50
INERTIA_SHARE = 0.001
"""How far from scikit-learn's an inertia may be, as a share of it."""
_FIGURES = 1e-9


def compare_clusters(features: Features, found: Clustering) -> tuple[Comparison, ...]:
    """Hold k-means of recency, frequency and money, on the log scale, against scikit-learn.

    Parameters
    ----------
    features : DataFrame, columns as in ``schema.FEATURES``
    found : Clustering
        Of these customers.
    """
    raw = features.set_index("customer_id")[list(RFM_COLUMNS)].sort_index()
    scaled = StandardScaler().fit_transform(np.log1p(raw.to_numpy(float)))
    matrix, labels = found.matrix.to_numpy(), found.labels.to_numpy()
    with threadpool_limits(limits=1):
        best = KMeans(found.k, n_init=STARTS, random_state=0).fit(scaled)
    people = f"{len(features):,} customers"
    return (
        compared(
            f"scaled figures of {people}",
            "numpy.log1p and scikit-learn's StandardScaler",
            found.matrix,
            pd.DataFrame(scaled, raw.index, list(RFM_COLUMNS)),
            _FIGURES,
        ),
        compared_figures(
            f"inertia of k-means, {found.k} groups of {people}",
            f"scikit-learn's KMeans from {STARTS} starts",
            {"inertia": found.quality.inertia},
            {"inertia": float(best.inertia_)},
            INERTIA_SHARE * float(best.inertia_),
        ),
        compared_figures(
            "silhouette, Davies-Bouldin and Calinski-Harabasz of these groups",
            "scikit-learn's functions",
            {
                "silhouette": found.quality.silhouette,
                "davies_bouldin": found.quality.davies_bouldin,
                "calinski_harabasz": found.quality.calinski_harabasz,
            },
            {
                "silhouette": float(silhouette_score(matrix, labels)),
                "davies_bouldin": float(davies_bouldin_score(matrix, labels)),
                "calinski_harabasz": float(calinski_harabasz_score(matrix, labels)),
            },
            _FIGURES,
        ),
    )
