"""What may be wrong with a clustering, to be known before anybody acts on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analytics.clusters.describe.profiles import ClusterProfile
from analytics.clusters.find.algorithms import STARTS, Algorithm
from analytics.clusters.find.clustering import Clustering
from analytics.clusters.find.preparation import Scale
from analytics.vocabulary.schema import Features

TINY_CUSTOMERS, TINY_SHARE = 10, 0.01
"""A group with fewer customers than both is a handful of odd ones."""
GIANT_SHARE = 0.8
SKEWED_FROM = 3.0
"""Skewness (a bell curve has 0, an exponential one 2) from which a few customers are far out."""
_RULES_ALONE = 0.6
_SAYS_NOTHING = 0.05


class Kind(StrEnum):
    """What may be wrong."""

    TINY = "a group of very few customers"
    GIANT = "a group of nearly everybody"
    FAR_OUT = "a few customers far out rule the groups"
    ONE_FEATURE = "the groups differ in one feature only"
    ONE_START = "a single start came to these groups"


@dataclass(frozen=True)
class Caution:
    """Something to know before using a clustering.

    Attributes
    ----------
    kind : Kind
    group : int
        The number of the group that it is about, 0 where it is about none.
    features : tuple of str
        The names of the features that it is about.
    """

    kind: Kind
    group: int = 0
    features: tuple[str, ...] = ()


def cautions(
    features: Features, clustering: Clustering, profiles: Sequence[ClusterProfile]
) -> tuple[Caution, ...]:
    """Everything about a clustering that is a reason for care, the gravest first.

    Parameters
    ----------
    features : DataFrame, one row per customer
        The frame that was clustered.
    clustering : Clustering
    profiles : sequence of ClusterProfile
        By cluster number.
    """
    return (
        *_sizes(profiles),
        *_lopsided(features, clustering),
        *_ruled_by_one(clustering),
        *_starts(clustering),
    )


def _sizes(profiles: Sequence[ClusterProfile]) -> list[Caution]:
    found = []
    for each in profiles:
        if each.customers < TINY_CUSTOMERS and each.share < TINY_SHARE:
            found.append(Caution(Kind.TINY, each.number))
        if each.share > GIANT_SHARE:
            found.append(Caution(Kind.GIANT, each.number))
    return found


def _lopsided(features: Features, clustering: Clustering) -> list[Caution]:
    preparation = clustering.prepared.preparation
    clipped = any(column.low is not None for column in preparation.columns)
    if preparation.scale not in (Scale.STANDARD, Scale.ROBUST) or clipped:
        return []
    skewed = tuple(name for name in clustering.columns if _skew(features, name) > SKEWED_FROM)
    return [Caution(Kind.FAR_OUT, features=skewed)] if skewed else []


def _skew(features: Features, name: str) -> float:
    values = features[name].to_numpy(dtype="float64", na_value=np.nan)
    values = values[~np.isnan(values)]
    if not len(values) or values.max() == values.min():
        return 0.0
    return float((((values - values.mean()) / values.std()) ** 3).mean())


def _ruled_by_one(clustering: Clustering) -> list[Caution]:
    """Whether groups differ in one feature and in no other (share of variance between groups)."""
    matrix, labels = clustering.matrix, clustering.labels
    varying = [name for name in clustering.columns if matrix[name].std() > 0]
    between = {
        name: float((matrix[name].groupby(labels).transform("mean")).var() / matrix[name].var())
        for name in varying
    }
    rest = [name for name in varying if between[name] <= _SAYS_NOTHING]
    ruling = [name for name in varying if between[name] >= _RULES_ALONE]
    if len(ruling) != 1 or len(rest) != len(varying) - 1 or not rest:
        return []
    return [Caution(Kind.ONE_FEATURE, features=(ruling[0],))]


def _starts(clustering: Clustering) -> list[Caution]:
    agreeing = clustering.starts_agreeing
    if clustering.model.algorithm is not Algorithm.KMEANS or agreeing is None:
        return []
    return [] if round(agreeing * STARTS) > 1 else [Caution(Kind.ONE_START)]
