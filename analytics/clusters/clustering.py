"""Customers in k groups, by k-means over scaled features."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.clusters.preparation import Scale as Scale
from analytics.clusters.preparation import prepare
from analytics.clusters.quality import Floats, Labels, Partition, Quality, qualities
from analytics.errors import AnalyticsError
from analytics.money import cents
from analytics.schema import Features

RFM_COLUMNS = ("recency", "frequency", "monetary")
STARTS = 10


@dataclass(frozen=True, eq=False)
class Clustering:
    """A segmentation into k clusters, numbered 1 to k by descending revenue.

    Attributes
    ----------
    labels : Series of int, indexed by ``customer_id`` in ascending order
        Each customer's cluster number.
    k : int
    columns : tuple of str
        The features used.
    scale : Scale
    seed : int
    matrix : DataFrame, one row per customer as in ``labels``, one column per feature
        Scaled values.
    centres : DataFrame, one row per cluster number, one column per feature
        Scaled values; what the next run's clusters are matched against.
    medians : DataFrame, one row per cluster number, one column per feature
        In the features' own units.
    quality : Quality
    """

    labels: pd.Series
    k: int
    columns: tuple[str, ...]
    scale: Scale
    seed: int
    matrix: pd.DataFrame
    centres: pd.DataFrame
    medians: pd.DataFrame
    quality: Quality


def cluster(
    features: Features,
    k: int,
    *,
    columns: tuple[str, ...] = RFM_COLUMNS,
    scale: Scale = Scale.LOG,
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
        Number of clusters, at least 2.
    columns : tuple of str
        Features to cluster by, all >= 0.
    scale : Scale
    seed : int
        Seeds the starts of k-means; the best of 10 is kept.

    Raises
    ------
    AnalyticsError
        If k is below 2, or above the number of customers who differ from one another.
    """
    if k < 2:
        raise AnalyticsError(f"Customers can't be split into {k} groups.", "Ask for at least 2.")
    matrix = scaled(features, columns, scale)
    refuse_more_than_distinct(matrix, k)
    found = fit(matrix.to_numpy(), k, seed)
    if found.filled < k:
        raise too_many(k, len(matrix), found.filled)
    own_units = features.set_index("customer_id").loc[matrix.index]
    order = _by_revenue(found, own_units["monetary"])
    numbers = pd.RangeIndex(1, k + 1, name="cluster")
    labels = pd.Series(
        np.argsort(order)[found.labels] + 1, matrix.index, dtype="int64", name="cluster"
    )
    return Clustering(
        labels=labels,
        k=k,
        columns=columns,
        scale=scale,
        seed=seed,
        matrix=matrix,
        centres=pd.DataFrame(found.centres[order], numbers, columns),
        medians=own_units.loc[:, list(columns)].groupby(labels).median().astype(float),
        quality=qualities(matrix.to_numpy(), [found])[0],
    )


def scaled(features: Features, columns: tuple[str, ...], scale: Scale) -> pd.DataFrame:
    """Features made comparable, as :func:`analytics.clusters.preparation.prepare` does it."""
    return prepare(features, columns, scale).matrix


def refuse_more_than_distinct(matrix: pd.DataFrame, k: int) -> None:
    """Raise AnalyticsError where ``k`` clusters would need more different customers."""
    distinct = len(matrix.drop_duplicates())
    if k <= distinct:
        return
    if distinct < 2:
        raise AnalyticsError(
            f"There is nothing to group: {_customers(len(matrix))} and no difference between them.",
            "Upload more transactions, or widen the filter.",
        )
    raise too_many(k, len(matrix), distinct)


def too_many(k: int, customers: int, distinct: int) -> AnalyticsError:
    """The error for more clusters than there are customers who differ."""
    return AnalyticsError(
        f"{k} groups is too many: of {_customers(customers)}, only {distinct} differ in what "
        "they bought.",
        f"Ask for {distinct} groups or fewer, or widen the filter.",
    )


def fit(matrix: Floats, k: int, seed: int) -> Partition:
    """Run k-means on scaled customers.

    Customers who differ by less than the arithmetic can tell apart may leave clusters empty.
    """
    with threadpool_limits(limits=1):
        model = KMeans(n_clusters=k, n_init=STARTS, random_state=seed).fit(matrix)
    return Partition(model.labels_.astype("int64"), model.cluster_centers_.astype("float64"))


def _by_revenue(found: Partition, monetary: pd.Series) -> Labels:
    """Labels by descending revenue; those of equal revenue in the order of their centres."""
    revenue = [cents(monetary[found.labels == label]) for label in range(len(found.centres))]
    ranked = sorted(range(len(revenue)), key=lambda label: (-revenue[label], *found.centres[label]))
    return np.array(ranked, dtype="int64")


def _customers(count: int) -> str:
    return "1 customer" if count == 1 else f"{count:,} customers"
