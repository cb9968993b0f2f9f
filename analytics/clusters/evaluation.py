"""How many clusters: try several, keep the clearest that is still useful."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analytics.clusters.clustering import (
    RFM_COLUMNS,
    Scale,
    fit,
    refuse_more_than_distinct,
    scaled,
    too_many,
)
from analytics.clusters.quality import Quality, qualities
from analytics.errors import AnalyticsError
from analytics.schema import Features

FEWEST_USEFUL = 3
SMALLEST_USEFUL_SHARE = 0.02
NEARLY = 0.005
"""Silhouettes this close are worth a word."""
BLURRED_BELOW = 0.25
"""Silhouettes below this mean no substantial structure (Kaufman and Rousseeuw 1990)."""


@dataclass(frozen=True)
class KCandidate:
    """One number of clusters that was tried; ``smallest_share`` of customers is 0 to 1."""

    k: int
    quality: Quality
    smallest_share: float


@dataclass(frozen=True)
class KChoice:
    """The number of clusters to use, what it was chosen from, and why, in one or two sentences."""

    candidates: tuple[KCandidate, ...]
    chosen: int
    reason: str


def evaluate_k(
    features: Features,
    ks: Iterable[int] = range(2, 11),
    *,
    columns: tuple[str, ...] = RFM_COLUMNS,
    scale: Scale = Scale.LOG,
    seed: int = 0,
) -> KChoice:
    """Choose k: the best silhouette among at least 3 clusters of at least 2 % of customers each.

    Two clusters nearly always look clearest and say only "large and small", so two is chosen only
    where no larger number keeps every cluster at 2 %. Of equal silhouettes the smaller k wins.
    Numbers that leave no two customers together are not tried, unless that is all there is.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
    ks : iterable of int
        Numbers to try, each at least 2.
    columns, scale, seed
        As in :func:`analytics.clusters.clustering.cluster`.

    Raises
    ------
    AnalyticsError
        If no two customers differ, or fewer differ than every number asked for.
    """
    matrix = scaled(features, columns, scale)
    asked = sorted(set(ks))
    if not asked or asked[0] < 2:
        raise AnalyticsError("There is no number of groups to try.", "Try from 2 upwards.")
    refuse_more_than_distinct(matrix, asked[0])
    most = max(len(matrix.drop_duplicates()) - 1, asked[0])
    tried = [k for k in asked if k <= most]
    fitted = [fit(matrix.to_numpy(), k, seed) for k in tried]
    partitions = [found for k, found in zip(tried, fitted, strict=True) if found.filled == k]
    if not partitions:
        raise too_many(tried[0], len(matrix), fitted[0].filled)
    candidates = tuple(
        KCandidate(found.filled, quality, float(np.bincount(found.labels).min() / len(matrix)))
        for found, quality in zip(partitions, qualities(matrix.to_numpy(), partitions), strict=True)
    )
    chosen = _best(candidates)
    return KChoice(candidates, chosen.k, _reason(chosen, candidates))


def _useful(candidate: KCandidate) -> bool:
    return candidate.k >= FEWEST_USEFUL and candidate.smallest_share >= SMALLEST_USEFUL_SHARE


def _best(candidates: tuple[KCandidate, ...]) -> KCandidate:
    useful = [candidate for candidate in candidates if _useful(candidate)]
    return max(useful or candidates[:1], key=lambda found: (found.quality.silhouette, -found.k))


def _reason(chosen: KCandidate, candidates: tuple[KCandidate, ...]) -> str:
    silhouette, most = chosen.quality.silhouette, candidates[-1].k
    if len(candidates) == 1:
        parts = [f"{chosen.k} groups: the only number that could be tried"]
    elif _useful(chosen):
        tried = f"{FEWEST_USEFUL}" if most == FEWEST_USEFUL else f"{FEWEST_USEFUL} to {most}"
        best = f"the clearest separation (silhouette {silhouette:.2f}) among {tried} groups"
        rule = f"with at least {SMALLEST_USEFUL_SHARE:.0%} of customers in each"
        parts = [f"{chosen.k} groups: {best} {rule}", *_alternatives(chosen, candidates)]
    else:
        rule = f"with more, some group holds under {SMALLEST_USEFUL_SHARE:.0%} of customers"
        parts = [f"{chosen.k} groups (silhouette {silhouette:.2f}): {rule}"]
    if silhouette < BLURRED_BELOW:
        parts.append("the groups blend into each other, so treat their borders as soft")
    return "; ".join(parts) + "."


def _alternatives(chosen: KCandidate, candidates: tuple[KCandidate, ...]) -> list[str]:
    said, near = [], []
    for other in candidates:
        lead = other.quality.silhouette - chosen.quality.silhouette
        if lead > 0 and other.k < FEWEST_USEFUL:
            figure = f"{other.quality.silhouette:.2f}"
            said.append(f"{other.k} would be clearer ({figure}) but too coarse to act on")
        elif other is not chosen and _useful(other) and lead > -NEARLY:
            near.append(f"{other.k}")
    if len(near) == 1:
        said.append(f"{near[0]} is nearly as clear")
    elif near:
        said.append(f"{', '.join(near[:-1])} and {near[-1]} are nearly as clear")
    return said
