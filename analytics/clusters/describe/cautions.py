"""What may be wrong with a clustering, said before anybody acts on it, each with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.clusters.describe.profiles import ClusterProfile
from analytics.clusters.find.algorithms import STARTS, Algorithm
from analytics.clusters.find.clustering import Clustering
from analytics.clusters.find.preparation import Scale
from analytics.features.names import FEATURES
from analytics.vocabulary.schema import Features

TINY_CUSTOMERS, TINY_SHARE = 10, 0.01
"""A group with fewer customers than both is a handful of odd ones."""
GIANT_SHARE = 0.8
SKEWED_FROM = 3.0
"""Skewness (a bell curve has 0, an exponential one 2) from which a few customers are far out."""
_RULES_ALONE = 0.6
_SAYS_NOTHING = 0.05


@dataclass(frozen=True)
class Caution:
    """Something to know before using a clustering, in a sentence, and what to do about it."""

    text: str
    fix: str


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
        By cluster number, with the names that people see.
    """
    return (
        *_sizes(clustering, profiles),
        *_lopsided(features, clustering),
        *_ruled_by_one(clustering),
        *_starts(clustering),
    )


def _sizes(clustering: Clustering, profiles: Sequence[ClusterProfile]) -> list[Caution]:
    found = []
    several = clustering.k > 2 and not clustering.model.algorithm.finds_k
    fewer = f"`k={clustering.k - 1}`, or " if several else ""
    for each in profiles:
        if each.customers < TINY_CUSTOMERS and each.share < TINY_SHARE:
            who = "1 customer" if each.customers == 1 else f"{each.customers} customers"
            found.append(
                Caution(
                    f"group {each.number} ({each.name}) has only {who}, too few for a campaign.",
                    f"Try {fewer}`outliers=clip`, which pulls extreme figures in.",
                )
            )
        if each.share > GIANT_SHARE:
            found.append(
                Caution(
                    f"group {each.number} ({each.name}) holds {each.share:.0%} of customers, so "
                    "that little was divided.",
                    "Try `scale=log`, `outliers=clip`, or other `features=`.",
                )
            )
    return found


def _lopsided(features: Features, clustering: Clustering) -> list[Caution]:
    preparation = clustering.prepared.preparation
    clipped = any(column.low is not None for column in preparation.columns)
    if preparation.scale not in (Scale.STANDARD, Scale.ROBUST) or clipped:
        return []
    skewed = [name for name in clustering.columns if _skew(features, name) > SKEWED_FROM]
    if not skewed:
        return []
    labels = " and ".join(_label(name) for name in skewed)
    return [
        Caution(
            f"a few customers are very far from all others in {labels}, and with "
            f"`scale={preparation.scale.value}` they rule the groups.",
            "`scale=log` brings them nearer.",
        )
    ]


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
    return [
        Caution(
            f"the groups differ in {_label(ruling[0])} and in nothing else.",
            f"`/rfm segments` or `where=` says that more simply; or leave `{ruling[0]}` out of "
            "`features=`.",
        )
    ]


def _starts(clustering: Clustering) -> list[Caution]:
    agreeing = clustering.starts_agreeing
    if clustering.model.algorithm is not Algorithm.KMEANS or agreeing is None:
        return []
    if round(agreeing * STARTS) > 1:
        return []
    return [
        Caution(
            f"only 1 of {STARTS} starts came to these groups; there may be better ones.",
            f"Another number of groups is steadier: `k={max(clustering.k - 1, 2)}`, or let "
            "`k=auto` choose.",
        )
    ]


def _label(name: str) -> str:
    return FEATURES[name].label if name in FEATURES else name.replace("_", " ")
