"""A cluster keeps its name and its colour from run to run."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from analytics.clusters.arrays import Floats
from analytics.clusters.describe.naming import UNLIKE_THE_OTHERS, last_here
from analytics.clusters.describe.profiles import ClusterProfile
from analytics.clusters.find.clustering import Clustering
from analytics.clusters.find.model import ClusterModel
from analytics.vocabulary.schema import Features

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


@dataclass(frozen=True, eq=False)
class EarlierRun:
    """A run whose clusters may go on.

    Attributes
    ----------
    model : ClusterModel
    centres : array, shape (k, n_columns)
        By cluster number, on the scale of ``model``.
    profiles : tuple of ClusterProfile
        By cluster number.
    """

    model: ClusterModel
    centres: Floats
    profiles: tuple[ClusterProfile, ...]


def continue_clusters(
    earlier: EarlierRun,
    features: Features,
    clustering: Clustering,
    profiles: Sequence[ClusterProfile],
) -> tuple[ClusterProfile, ...]:
    """Give clusters that continue an earlier one its name and colour, and others their own.

    Parameters
    ----------
    earlier : EarlierRun
        Over the same features, of the same or of other days, in as many clusters or others.
    features : DataFrame, one row per customer
        The frame that was clustered.
    clustering : Clustering
    profiles : sequence of ClusterProfile
        By cluster number.
    """
    # This run's clusters on the scale of that run, where distances between the two make sense.
    then = earlier.model.preparation.apply(features)
    numbers = [each.number for each in earlier.profiles]
    matched = match_clusters(
        pd.DataFrame(earlier.centres, numbers, list(earlier.model.columns)).drop(
            _left_over(earlier)
        ),
        then.groupby(clustering.labels).mean().drop(_only(clustering.noise)),
    )
    before = {each.number: each for each in earlier.profiles}
    continued = {
        number: _kept(before[other], profiles[number - 1]) for number, other in matched.items()
    }
    return _with_own_names([continued.get(each.number, each) for each in profiles], continued)


def _left_over(earlier: EarlierRun) -> list[int]:
    """The cluster that is none, whatever its centre happens to be near to."""
    return [each.number for each in earlier.profiles if each.name == UNLIKE_THE_OTHERS]


def _only(number: int | None) -> list[int]:
    return [] if number is None else [number]


def _kept(earlier: ClusterProfile, now: ClusterProfile) -> ClusterProfile:
    """A cluster with the name and the colour of the one that it continues.

    But for what a name says of when customers were last here, which is as of now.
    """
    name = earlier.name
    if not earlier.given:
        then, today = last_here(earlier.median_recency), last_here(now.median_recency)
        name = name.replace(then, today)
    return dataclasses.replace(now, name=name, colour=earlier.colour, given=earlier.given)


def _with_own_names(
    profiles: list[ClusterProfile], continued: Mapping[int, ClusterProfile]
) -> tuple[ClusterProfile, ...]:
    """Give new clusters names and colours that no continued one has brought along."""
    names: set[str] = set()
    colours = {each.colour for each in continued.values()}
    free = (colour for colour in count(1) if colour not in colours)
    told = []
    for each in sorted(profiles, key=lambda each: (each.number not in continued, each.number)):
        colour = each.colour if each.number in continued else next(free)
        variants = (f"{each.name}, {number}" for number in count(2))
        name = next(name for name in chain([each.name], variants) if name not in names)
        names.add(name)
        told.append(dataclasses.replace(each, name=name, colour=colour))
    return tuple(sorted(told, key=lambda each: each.number))
