"""Grouping customers afresh, many times over: fewer starts than a segmentation that is kept."""

import warnings

from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.stability import Refit

STARTS = 3


def kmeans(k: int) -> Refit:
    """K-means with ``k`` groups, as :func:`analytics.clusters.clustering.fit` but quicker."""

    def refit(matrix: Floats, seed: int) -> Labels:
        with threadpool_limits(limits=1), warnings.catch_warnings():
            # A resample may lack customers who differ enough for k groups; fewer are found then.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = KMeans(n_clusters=k, n_init=STARTS, random_state=seed).fit(matrix)
        labels: Labels = model.labels_.astype("int64")
        return labels

    return refit
