"""Which cluster of an earlier run a cluster continues."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

FARTHEST = 0.75
"""Centres of clusters by three features that are further apart than this, in standard deviations,
are another cluster, not one that moved."""
FARTHEST_WITH_ANOTHER_K = 0.5
"""Where clusters were split or joined, those left alone have hardly moved."""


def match_clusters(previous_centres: pd.DataFrame, centres: pd.DataFrame) -> Mapping[int, int]:
    """Find which cluster of an earlier run each cluster continues.

    Pairs are chosen so that the distances between matched centres add up to the least; pairs that
    are still too far apart are none. The farthest allowed grows with the root of the number of
    features, as distances do.

    Parameters
    ----------
    previous_centres, centres : DataFrame, one row per cluster number, one column per feature
        Of two runs over the same features, on the same scale.

    Returns
    -------
    Mapping of int to int
        Number in this run to number in the earlier one; clusters that are new are absent.
    """
    distances = cdist(centres.to_numpy(), previous_centres[centres.columns].to_numpy())
    same_k = len(centres) == len(previous_centres)
    farthest = (FARTHEST if same_k else FARTHEST_WITH_ANOTHER_K) * np.sqrt(len(centres.columns) / 3)
    rows, columns = linear_sum_assignment(distances)
    return {
        int(centres.index[row]): int(previous_centres.index[column])
        for row, column in zip(rows, columns, strict=True)
        if distances[row, column] <= farthest
    }
