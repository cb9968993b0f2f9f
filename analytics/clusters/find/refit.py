"""Grouping customers afresh, many times over: with fewer starts than groups that are kept."""

import warnings

from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import Algorithm, find_groups
from analytics.clusters.judge.stability import Refit

STARTS = 3


def refit(algorithm: Algorithm, k: int) -> Refit:
    """What groups customers as ``algorithm`` does; ``k`` is ignored where it finds the number."""
    # Looking for the libraries that have threads takes as long as grouping a few customers.
    threads = ThreadpoolController()

    def grouped(matrix: Floats, seed: int) -> Labels:
        if algorithm is not Algorithm.KMEANS:
            return find_groups(matrix, algorithm, k, seed).labels
        with threads.limit(limits=1), warnings.catch_warnings():
            # A resample may lack customers who differ enough for k groups; fewer are found then.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = KMeans(k, n_init=STARTS, random_state=seed).fit(matrix)
        labels: Labels = model.labels_.astype("int64")
        return labels

    return grouped
