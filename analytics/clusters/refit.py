"""Grouping customers afresh, many times over: with fewer starts than groups that are kept."""

import warnings

from sklearn.exceptions import ConvergenceWarning

from analytics.clusters.algorithms import Algorithm, find_groups, k_means
from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.stability import Refit

STARTS = 3


def refit(algorithm: Algorithm, k: int) -> Refit:
    """What groups customers as ``algorithm`` does; ``k`` is ignored where it finds the number."""

    def grouped(matrix: Floats, seed: int) -> Labels:
        with warnings.catch_warnings():
            # A resample may lack customers who differ enough for k groups; fewer are found then.
            warnings.simplefilter("ignore", ConvergenceWarning)
            if algorithm is Algorithm.KMEANS:
                return k_means(matrix, k, seed, STARTS).labels
            return find_groups(matrix, algorithm, k, seed).labels

    return grouped
