"""Four ways to find groups among scaled customers; all give the same groups every time."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import ThreadpoolController

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.placing import (
    LikeliestComponent,
    NearestCentre,
    NearestExemplar,
    Placing,
)

STARTS = 10
SAME_INERTIA = 1.001
"""Starts whose inertia is within this factor of the best found the same groups, near enough."""
FITTED_AT_MOST = {"gmm": 50_000, "ward": 5_000, "hdbscan": 10_000}
"""Above this many customers groups are found among a sample of this size, and the rest placed."""
SMALLEST_DENSE_SHARE = 0.02
_SMALLEST_DENSE = 5
_EXEMPLARS = 40
_RIDGE = 1e-4


class Algorithm(StrEnum):
    """How groups are found."""

    KMEANS = "kmeans"
    """k-means (Lloyd) from 10 starts: round groups of like spread."""
    GMM = "gmm"
    """Gaussian mixture: stretched groups, which may overlap."""
    WARD = "ward"
    """Ward's hierarchical clustering: the two groups that differ least are joined, again and
    again."""
    HDBSCAN = "hdbscan"
    """Density: as many groups as there are crowds, and those who are in none."""

    @property
    def finds_k(self) -> bool:
        """Whether it finds the number of groups itself."""
        return self is Algorithm.HDBSCAN


@dataclass(frozen=True, eq=False)
class Found:
    """Groups as an algorithm found them.

    Attributes
    ----------
    labels : array of int, shape (n_customers,)
        From 0.
    placing : Placing
        Puts anybody into one of these groups.
    noise : int or None
        The label of customers who are in no crowd.
    fitted : int
        Customers among whom the groups were found; the others were placed.
    starts_agreeing : float or None
        Share of starts that found these groups, 0 to 1; None where there is one start only.
    """

    labels: Labels
    placing: Placing
    noise: int | None
    fitted: int
    starts_agreeing: float | None


def find_groups(
    matrix: Floats, algorithm: Algorithm, k: int, seed: int, starts: int = STARTS
) -> Found:
    """Find groups among scaled customers, on one thread, since threads add up in any order.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns)
    algorithm : Algorithm
    k : int
        Ignored by an algorithm that ``finds_k``. Fewer groups come back where some are empty.
    seed : int
    starts : int
        Of k-means.
    """
    with one_thread():
        match algorithm:
            case Algorithm.KMEANS:
                best = k_means(matrix, k, seed, starts)
                return Found(best.labels, best.placing, None, len(matrix), best.starts_agreeing)
            case Algorithm.GMM:
                return _gmm(matrix, k, seed)
            case Algorithm.WARD:
                return _ward(matrix, k, seed)
            case Algorithm.HDBSCAN:
                return _hdbscan(matrix, seed)


@dataclass(frozen=True, eq=False)
class KMeansFit:
    """The best of some starts of k-means.

    Attributes
    ----------
    placing : NearestCentre
    labels : array of int, shape (n_customers,)
    inertia : float
        Sum of squared distances to the own centre.
    starts_agreeing : float
        Share of starts that came as low as this, 0 to 1.
    """

    placing: NearestCentre
    labels: Labels
    inertia: float
    starts_agreeing: float


def k_means(matrix: Floats, k: int, seed: int, starts: int = STARTS) -> KMeansFit:
    """Run k-means on scaled customers, from as many starts as the question is worth.

    Customers who differ by less than the arithmetic can tell apart leave fewer than ``k`` groups.
    """
    # One start at a time from one stream, which gives what n_init gives, and each start's inertia.
    stream = np.random.RandomState(seed)
    with one_thread(), warnings.catch_warnings():
        # Customers who differ too little for k groups leave fewer, which the result says.
        warnings.simplefilter("ignore", ConvergenceWarning)
        models = [KMeans(k, n_init=1, random_state=stream).fit(matrix) for _ in range(starts)]
    best = min(models, key=lambda model: model.inertia_)
    agreeing = sum(model.inertia_ <= best.inertia_ * SAME_INERTIA for model in models)
    filled = np.unique(best.labels_)
    placing = NearestCentre(best.cluster_centers_[filled].astype("float64"))
    return KMeansFit(placing, placing.place(matrix), float(best.inertia_), agreeing / starts)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep libraries from adding up on several threads.

    Those add up in any order, and burn more time waiting for each other than small sums take.
    """
    with _threads().limit(limits=1):
        yield


@cache
def _threads() -> ThreadpoolController:
    # Looking for the libraries that have threads takes as long as grouping a few customers.
    return ThreadpoolController()


def _gmm(matrix: Floats, k: int, seed: int) -> Found:
    chosen = _sample(len(matrix), Algorithm.GMM, seed)
    model = GaussianMixture(k, n_init=3, max_iter=300, reg_covar=_RIDGE, random_state=seed)
    model.fit(matrix[chosen])
    placing = LikeliestComponent(model.weights_, model.means_, model.covariances_)
    labels = placing.place(matrix)
    filled = np.unique(labels)
    if len(filled) < k:
        placing = LikeliestComponent(
            model.weights_[filled], model.means_[filled], model.covariances_[filled]
        )
        labels = placing.place(matrix)
    return Found(labels, placing, noise=None, fitted=len(chosen), starts_agreeing=None)


def _ward(matrix: Floats, k: int, seed: int) -> Found:
    chosen = _sample(len(matrix), Algorithm.WARD, seed)
    joined = AgglomerativeClustering(k, linkage="ward").fit_predict(matrix[chosen])
    centres = [matrix[chosen][joined == label].mean(axis=0) for label in range(k)]
    placing = NearestCentre(np.array(centres))
    return _with_the_rest(matrix, chosen, joined, placing, noise=None)


def _hdbscan(matrix: Floats, seed: int) -> Found:
    chosen = _sample(len(matrix), Algorithm.HDBSCAN, seed)
    fewest = max(_SMALLEST_DENSE, round(SMALLEST_DENSE_SHARE * len(chosen)))
    if len(chosen) < fewest:
        crowds = np.full(len(chosen), -1)
    else:
        crowds = HDBSCAN(min_cluster_size=fewest, n_jobs=1, copy=True).fit_predict(matrix[chosen])
    count = int(crowds.max()) + 1
    noise = count if (crowds < 0).any() else None
    crowds = np.where(crowds < 0, count, crowds)
    placing = _exemplars(matrix[chosen], crowds, count, noise)
    return _with_the_rest(matrix, chosen, crowds, placing, noise)


def _exemplars(matrix: Floats, labels: Labels, count: int, noise: int | None) -> NearestExemplar:
    """Members of each crowd, spread over it: each the farthest from those taken before."""
    points, owners, reach = [], [], []
    for label in range(count):
        members = matrix[labels == label]
        distance = cdist(members, members.mean(axis=0, keepdims=True)).ravel()
        taken = [int(distance.argmin())]
        distance = cdist(members, members[taken]).ravel()
        while len(taken) < min(_EXEMPLARS, len(members)) and distance.max() > 0:
            taken.append(int(distance.argmax()))
            distance = np.minimum(distance, cdist(members, members[taken[-1:]]).ravel())
        points.append(members[taken])
        owners.append(np.full(len(taken), label))
        reach.append(_reach(members, members[taken]))
    if not points:
        empty = np.empty((0, matrix.shape[1]))
        return NearestExemplar(empty, np.empty(0, dtype="int64"), np.empty(0), noise)
    return NearestExemplar(
        np.vstack(points), np.concatenate(owners).astype("int64"), np.array(reach), noise
    )


def _reach(members: Floats, exemplars: Floats) -> float:
    """How far members are from the nearest exemplar but themselves, at most."""
    distances = cdist(members, exemplars)
    others = np.where(distances > 0, distances, np.inf).min(axis=1)
    return float(others[np.isfinite(others)].max(initial=0.0))


def _with_the_rest(
    matrix: Floats, chosen: Labels, labels: Labels, placing: Placing, noise: int | None
) -> Found:
    """Those who were fitted keep their groups, everybody else is placed."""
    placed = labels if len(chosen) == len(matrix) else placing.place(matrix)
    placed = placed.astype("int64")
    placed[chosen] = labels
    return Found(placed, placing, noise, fitted=len(chosen), starts_agreeing=None)


def _sample(count: int, algorithm: Algorithm, seed: int) -> Labels:
    """Rows to fit on, in their order."""
    most = FITTED_AT_MOST[algorithm]
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, most, replace=False))
