"""What each cluster is like, in the shop's own units and against the whole shop."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from analytics.clusters import naming
from analytics.clusters.clustering import Clustering
from analytics.money import cents, units
from analytics.schema import Features


@dataclass(frozen=True)
class ClusterProfile:
    """One cluster in figures and words.

    Attributes
    ----------
    number : int
        From 1, by descending revenue.
    colour : int
        Its place in the palette, at first ``number``; replaced together with ``name`` when it
        is matched to a cluster of an earlier run.
    name, play : str
        What a marketer calls it, different for each cluster of a run, and what to do about it.
    customers : int
    share : float
        Of all customers, 0 to 1.
    revenue : float
        Currency units, exact to the cent; clusters add up to the whole.
    revenue_share : float
        Of all revenue, 0 to 1.
    median_recency, mean_recency : float
        Days since the last purchase.
    median_frequency, mean_frequency : float
        Purchase orders per customer.
    median_monetary, mean_monetary : float
        Currency units per customer.
    index_recency, index_frequency, index_monetary : float
        The mean as a multiple of the mean over all customers, which is 1; 0 where that is 0.
    standing_recency, standing_frequency, standing_monetary : float
        Share of all customers that the median customer beats, equals counted half; 0 to 1, 1 best.
    """

    number: int
    colour: int
    name: str
    play: str
    customers: int
    share: float
    revenue: float
    revenue_share: float
    median_recency: float
    median_frequency: float
    median_monetary: float
    mean_recency: float
    mean_frequency: float
    mean_monetary: float
    index_recency: float
    index_frequency: float
    index_monetary: float
    standing_recency: float
    standing_frequency: float
    standing_monetary: float


def profile_clusters(features: Features, clustering: Clustering) -> tuple[ClusterProfile, ...]:
    """Describe every cluster, in the order of their numbers.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
        The frame that was clustered; its row order doesn't matter.
    clustering : Clustering
    """
    everybody = features.set_index("customer_id").loc[clustering.labels.index]
    groups = [everybody[clustering.labels == number] for number in range(1, clustering.k + 1)]
    typical = [_typical(group, everybody) for group in groups]
    told = zip(groups, typical, naming.names(typical), strict=True)
    return tuple(
        _profile(number, group, everybody, cluster, name)
        for number, (group, cluster, name) in enumerate(told, start=1)
    )


def match_clusters(previous_centres: pd.DataFrame, centres: pd.DataFrame) -> Mapping[int, int]:
    """Find which cluster of an earlier run each cluster continues.

    Pairs are chosen so that the distances between matched centres add up to the least.

    Parameters
    ----------
    previous_centres, centres : DataFrame, one row per cluster number, one column per feature
        ``Clustering.centres`` of two runs over the same features.

    Returns
    -------
    Mapping of int to int
        Number in this run to number in the earlier one; with more clusters than before, the ones
        left over are new and absent.
    """
    distances = cdist(centres.to_numpy(), previous_centres[centres.columns].to_numpy())
    rows, columns = linear_sum_assignment(distances)
    return {
        int(centres.index[row]): int(previous_centres.index[column])
        for row, column in zip(rows, columns, strict=True)
    }


def _typical(group: pd.DataFrame, everybody: pd.DataFrame) -> naming.Typical:
    recency, frequency, monetary = (
        float(group[measure].median()) for measure in ("recency", "frequency", "monetary")
    )
    return naming.Typical(
        recency=recency,
        frequency=frequency,
        monetary=monetary,
        recency_standing=1 - _share_below(recency, everybody["recency"]),
        frequency_standing=_share_below(frequency, everybody["frequency"]),
        monetary_standing=_share_below(monetary, everybody["monetary"]),
    )


def _share_below(value: float, values: pd.Series) -> float:
    return float(np.mean(values < value) + np.mean(values <= value)) / 2


def _profile(
    number: int,
    group: pd.DataFrame,
    everybody: pd.DataFrame,
    typical: naming.Typical,
    name: str,
) -> ClusterProfile:
    spent, spent_by_all = cents(group["monetary"]), cents(everybody["monetary"])
    means = {
        measure: float(group[measure].mean()) for measure in ("recency", "frequency", "monetary")
    }
    overall = {measure: float(everybody[measure].mean()) for measure in means}
    index = {
        measure: mean / overall[measure] if overall[measure] else 0.0
        for measure, mean in means.items()
    }
    return ClusterProfile(
        number=number,
        colour=number,
        name=name,
        play=naming.play(typical),
        customers=len(group),
        share=len(group) / len(everybody),
        revenue=units(spent),
        revenue_share=spent / spent_by_all if spent_by_all else 0.0,
        median_recency=typical.recency,
        median_frequency=typical.frequency,
        median_monetary=typical.monetary,
        mean_recency=means["recency"],
        mean_frequency=means["frequency"],
        mean_monetary=means["monetary"],
        index_recency=index["recency"],
        index_frequency=index["frequency"],
        index_monetary=index["monetary"],
        standing_recency=typical.recency_standing,
        standing_frequency=typical.frequency_standing,
        standing_monetary=typical.monetary_standing,
    )
