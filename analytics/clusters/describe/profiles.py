"""What each cluster is like, in the shop's own units and against the whole shop."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.clusters.describe import naming
from analytics.clusters.describe.traits import Trait
from analytics.clusters.find.clustering import RFM_COLUMNS, Clustering
from analytics.vocabulary.money import cents, units
from analytics.vocabulary.schema import Features


@dataclass(frozen=True)
class FeatureProfile:
    """A cluster in one feature, in the feature's own unit; NaN-free: 0 where nobody's is known.

    Attributes
    ----------
    name : str
    median, mean : float
        Of the cluster's customers whose figure is known.
    overall : float
        The mean over all customers whose figure is known.
    away : float
        The cluster's mean less the shop's, on the scale on which customers were compared.
    """

    name: str
    median: float
    mean: float
    overall: float
    away: float


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
    features : tuple of FeatureProfile
        What customers were compared by, in that order.
    given : bool
        Whether a person gave it its name.
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
    features: tuple[FeatureProfile, ...] = ()
    given: bool = False


def profile_clusters(features: Features, clustering: Clustering) -> tuple[ClusterProfile, ...]:
    """Describe every cluster, in the order of their numbers.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
        The frame that was clustered; its row order doesn't matter.
    clustering : Clustering
    """
    everybody = features.set_index("customer_id").loc[clustering.labels.index]
    numbers = range(1, clustering.k + 1)
    groups = [everybody[clustering.labels == number] for number in numbers]
    compared = [
        _features(group, everybody, clustering, number)
        for number, group in zip(numbers, groups, strict=True)
    ]
    typical = [
        _typical(group, everybody, each) for group, each in zip(groups, compared, strict=True)
    ]
    told = naming.names(typical, clustering.noise)
    return tuple(
        dataclasses.replace(
            _profile(number, groups[number - 1], everybody, typical[number - 1], told[number - 1]),
            features=compared[number - 1],
        )
        for number in numbers
    )


def called(profiles: Sequence[ClusterProfile]) -> dict[int, str]:
    """What a sentence calls each cluster, by its number; see `naming.short_names`.

    The number isn't part of it: before a name it would read as how many there are.
    """
    short = naming.short_names([each.name for each in profiles])
    return {each.number: name for each, name in zip(profiles, short, strict=True)}


def _features(
    group: pd.DataFrame, everybody: pd.DataFrame, clustering: Clustering, number: int
) -> tuple[FeatureProfile, ...]:
    scaled = clustering.centres.loc[number].to_numpy() - clustering.matrix.mean().to_numpy()
    return tuple(
        FeatureProfile(
            name,
            _known(group[name], "median"),
            _known(group[name], "mean"),
            _known(everybody[name], "mean"),
            away,
        )
        for name, away in zip(clustering.columns, scaled.tolist(), strict=True)
    )


def _known(figures: "pd.Series[float]", how: str) -> float:
    known = figures.dropna()
    return float(known.astype("float64").agg(how)) if len(known) else 0.0


def _typical(
    group: pd.DataFrame, everybody: pd.DataFrame, compared: tuple[FeatureProfile, ...]
) -> naming.Typical:
    by_rfm = {each.name for each in compared} >= set(RFM_COLUMNS)
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
        traits=tuple(
            Trait(each.name, each.away, each.median)
            for each in sorted(compared, key=lambda each: -abs(each.away))
            if not (by_rfm and each.name in RFM_COLUMNS)
        ),
        by_rfm=by_rfm,
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
