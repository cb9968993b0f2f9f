"""Customers in groups, found by one of four algorithms among prepared features."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import Algorithm, find_groups
from analytics.clusters.find.model import ClusterModel
from analytics.clusters.find.preparation import Prepared, Scale, prepare
from analytics.clusters.judge.quality import Quality, quality
from analytics.clusters.judge.silhouettes import Silhouettes, silhouettes
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.money import cents
from analytics.vocabulary.schema import Features
from analytics.vocabulary.wording import counted

RFM_COLUMNS = ("recency", "frequency", "monetary")


@dataclass(frozen=True, eq=False)
class Clustering:
    """A segmentation into k clusters, numbered 1 to k by descending revenue, or by size where none
    is known.

    Attributes
    ----------
    labels : Series of int, indexed by ``customer_id`` in ascending order
        Each customer's cluster number.
    k : int
    prepared : Prepared
    medians : DataFrame, one row per cluster number, one column per feature
        In the features' own units.
    quality : Quality
    silhouettes : Silhouettes
        Of the customers, by cluster number.
    model : ClusterModel
        Places other customers in the same groups.
    noise : int or None
        The number of the cluster that holds customers who are in no crowd.
    fitted : int
        Customers among whom the groups were found; the others were placed.
    starts_agreeing : float or None
        Share of starts that found these groups, 0 to 1; None where there is one start only.
    """

    labels: pd.Series
    k: int
    prepared: Prepared
    medians: pd.DataFrame
    quality: Quality
    silhouettes: Silhouettes
    model: ClusterModel
    noise: int | None
    fitted: int
    starts_agreeing: float | None

    @property
    def matrix(self) -> pd.DataFrame:
        """Scaled values, one row per customer as in ``labels``, one column per feature."""
        return self.prepared.matrix

    @property
    def columns(self) -> tuple[str, ...]:
        """The features used."""
        return self.model.columns


def cluster(
    features: Features,
    k: int,
    prepared: Prepared | None = None,
    *,
    algorithm: Algorithm = Algorithm.KMEANS,
    seed: int = 0,
) -> Clustering:
    """Put customers into ``k`` groups.

    The same customers give the same answer, whatever the order of the rows: they are sorted
    first, and the arithmetic runs on one thread, since threads add up in any order.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
        Read, never written to.
    k : int
        Number of clusters, at least 2. An algorithm that finds the number itself ignores it, and
        a Gaussian mixture gives fewer where one of them is nobody's likeliest.
    prepared : Prepared, optional
        The same customers as ``features``; by default their recency, frequency and money on the
        log scale.
    algorithm : Algorithm
    seed : int

    Raises
    ------
    SegbotError
        If k is below 2, or above the number of customers who differ from one another, or if there
        are no groups to be found.
    """
    if prepared is None:
        prepared = prepare(features, RFM_COLUMNS, Scale.LOG)
    _refuse(prepared.matrix, k, algorithm)
    matrix = prepared.matrix.to_numpy()
    found = find_groups(matrix, algorithm, k, seed)
    filled = np.unique(found.labels)
    if len(filled) < 2 or (algorithm is Algorithm.KMEANS and len(filled) < k):
        raise _not_found(algorithm, k, len(matrix), len(filled))
    own_units = features.set_index("customer_id").loc[prepared.matrix.index]
    means = prepared.matrix.groupby(found.labels).mean().to_numpy()
    order = _by_revenue(found.labels, filled, means, own_units["monetary"])
    number_of = {int(label): place for place, label in enumerate(order, start=1)}
    numbers = tuple(number_of.get(label, 0) for label in range(int(filled[-1]) + 1))
    labels = pd.Series(
        np.array(numbers)[found.labels], prepared.matrix.index, dtype="int64", name="cluster"
    )
    numbered = labels.to_numpy("int64")
    (measured,) = silhouettes(matrix, [numbered])
    return Clustering(
        labels=labels,
        k=len(filled),
        prepared=prepared,
        medians=own_units.loc[:, list(prepared.matrix.columns)]
        .groupby(labels)
        .median()
        .astype(float),
        quality=quality(matrix, numbered, measured),
        silhouettes=measured,
        model=ClusterModel(algorithm, prepared.preparation, found.placing, numbers),
        noise=None if found.noise is None else number_of[found.noise],
        fitted=found.fitted,
        starts_agreeing=found.starts_agreeing,
    )


def refuse_more_than_distinct(matrix: pd.DataFrame, k: int) -> None:
    """Raise SegbotError where ``k`` clusters would need more different customers."""
    distinct = len(matrix.drop_duplicates())
    if k <= distinct:
        return
    if distinct < 2:
        raise SegbotError(
            f"There is nothing to group: {counted(len(matrix), 'customer')} and no difference "
            "between them.",
            "Upload more transactions, or widen the filter.",
        )
    raise too_many(k, len(matrix), distinct)


def too_many(k: int, customers: int, distinct: int) -> SegbotError:
    """The error for more clusters than there are customers who differ."""
    return SegbotError(
        f"{k} groups is too many: of {counted(customers, 'customer')}, only {distinct} differ in "
        "what they bought.",
        f"Ask for {distinct} groups or fewer, or widen the filter.",
    )


def _refuse(matrix: pd.DataFrame, k: int, algorithm: Algorithm) -> None:
    if algorithm.finds_k:
        refuse_more_than_distinct(matrix, 2)
        return
    if k < 2:
        raise SegbotError(f"Customers can't be split into {k} groups.", "Ask for at least 2.")
    refuse_more_than_distinct(matrix, k)


def _not_found(algorithm: Algorithm, k: int, customers: int, filled: int) -> SegbotError:
    if algorithm.finds_k:
        return SegbotError(
            f"There are no crowds among {counted(customers, 'customer')}: they are spread too "
            "evenly.",
            "K-means divides them all the same.",
        )
    return too_many(k, customers, filled)


def _by_revenue(labels: Labels, filled: Labels, means: Floats, monetary: pd.Series) -> Labels:
    """Labels by descending revenue, or by size where nobody knows of any; of equal ones, in the
    order of their centres."""
    known = monetary.notna().any()
    first = [
        cents(monetary[labels == label]) if known else (labels == label).sum() for label in filled
    ]
    places = sorted(range(len(filled)), key=lambda place: (-first[place], *means[place]))
    return filled[places]
