"""Groups of customers beside scikit-learn's own, and beside those that a shop was made up of."""

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    silhouette_score,
)
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from analytics.clusters.find.clustering import RFM_COLUMNS, Clustering
from analytics.selftest.comparison import Comparison, compared, compared_figures
from analytics.vocabulary.schema import Features

STARTS = 50
INERTIA_SHARE = 0.001
"""How far from scikit-learn's an inertia may be, as a share of it."""
_FIGURES = 1e-9
GROUPS_OFF = 1
ADJUSTED_RAND = 0.8
"""The least agreement with the truth; 1 is the same groups, 0 what chance would give."""


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


def compare_groups(labels: "pd.Series[int]", truth: "pd.Series[str]") -> tuple[Comparison, ...]:
    """Hold groups of a number that was found, too, against the truth.

    Parameters
    ----------
    labels, truth : Series, indexed by ``customer_id``
        The group that each customer was found in, and the one they were made for.
    """
    against = "the groups it was made up of"
    both = pd.DataFrame({"found": labels, "true": truth})
    # Who is missing in either is a group of their own, so that it tells.
    both = both.astype(object).fillna("nobody").astype(str)
    return (
        compared_figures(
            "number of groups chosen for the made-up shop",
            against,
            {"groups": labels.nunique()},
            {"groups": truth.nunique()},
            GROUPS_OFF,
        ),
        compared_figures(
            "adjusted Rand index of these groups, 1 for the same ones",
            against,
            {"adjusted_rand": float(adjusted_rand_score(both["true"], both["found"]))},
            {"adjusted_rand": 1.0},
            1 - ADJUSTED_RAND,
        ),
    )
