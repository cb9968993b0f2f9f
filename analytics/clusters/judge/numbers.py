"""How many clusters: several are tried, and the fewest taken that keep the most crowds apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.algorithms import Algorithm, find_groups
from analytics.clusters.find.clustering import RFM_COLUMNS, refuse_more_than_distinct, too_many
from analytics.clusters.find.preparation import Prepared, Scale, prepare
from analytics.clusters.judge.evidence import Evidence, Structure, gather, sizes
from analytics.clusters.judge.one_crowd import crowds_apart
from analytics.clusters.judge.quality import Quality, quality
from analytics.clusters.judge.silhouettes import Silhouettes, silhouettes
from analytics.clusters.judge.stability import Stability, stability
from analytics.clusters.judge.thresholds import (
    CLEARLY_APART,
    FEWEST_TO_JUDGE,
    FEWEST_USEFUL,
    NEARLY_AS_CLEAR,
    SAME_GROUPS,
    SMALLEST_USEFUL_SHARE,
)
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.schema import Features

_NOTHING_LEFT = 1e-18


@dataclass(frozen=True)
class Candidate:
    """One number of clusters that was tried.

    Attributes
    ----------
    k : int
    quality : Quality
    smallest_share : float
        Of customers, 0 to 1.
    stability : Stability or None
        None for too few customers.
    """

    k: int
    quality: Quality
    smallest_share: float
    stability: Stability | None = None

    @property
    def tiny(self) -> bool:
        """Whether some group is too small to be worth having."""
        return self.smallest_share < SMALLEST_USEFUL_SHARE

    @property
    def useful(self) -> bool:
        """Whether there are enough groups to say something, none of them tiny."""
        return self.k >= FEWEST_USEFUL and not self.tiny

    @property
    def holds(self) -> bool:
        """Whether other customers would give the same groups."""
        return self.stability is not None and self.stability.rand >= SAME_GROUPS


@dataclass(frozen=True)
class KChoice:
    """The number of clusters to use, and what it was chosen from.

    Attributes
    ----------
    candidates : tuple of Candidate
        In ascending order of k.
    chosen : Candidate
        One of them.
    evidence : Evidence
        Of the chosen one.
    elbow : int or None
        The number from which on inertia falls slowly; None with too few numbers to see it.
    """

    candidates: tuple[Candidate, ...]
    chosen: Candidate
    evidence: Evidence
    elbow: int | None

    @property
    def clearest(self) -> Candidate:
        """The best silhouette of the useful numbers, or the least number where none is useful."""
        return _clearest(self.candidates)

    @property
    def highest(self) -> Candidate:
        """The best silhouette, useful or not."""
        return max(
            self.candidates, key=lambda each: (each.quality.silhouette, each.useful, -each.k)
        )

    @property
    def steadiest(self) -> Candidate | None:
        """The one whose groups come back best; None for too few customers."""
        judged = [(each.stability.rand, each) for each in self.candidates if each.stability]
        return max(judged, key=lambda pair: (pair[0], -pair[1].k))[1] if judged else None


def choose_k(
    features: Features,
    ks: Iterable[int] = range(2, 11),
    prepared: Prepared | None = None,
    *,
    seed: int = 0,
) -> KChoice:
    """Choose the number of clusters, with k-means.

    The silhouette names the coarsest split that shows, and stops there even where the groups fall
    into further ones. So the numbers are looked at whose groups come back in both halves of the
    customers, are nearly as clear as the clearest and hold at least 2 % of customers each, from 3
    on: two groups nearly always look clearest and say only "large and small". Of these the one is
    chosen that keeps most crowds apart, and of several the least, so that no crowd is cut in
    pieces for nothing; its groups must be clearer than pieces of one crowd. Where no number
    passes, the clearest that is useful is taken.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
    ks : iterable of int
        Numbers to try, each at least 2. Those that leave no two customers together are left out,
        unless that is all there is.
    prepared : Prepared, optional
        The same customers as ``features``; by default their recency, frequency and money on the
        log scale.
    seed : int

    Raises
    ------
    SegbotError
        If no two customers differ, or fewer differ than every number asked for.
    """
    if prepared is None:
        prepared = prepare(features, RFM_COLUMNS, Scale.LOG)
    matrix = prepared.matrix.to_numpy()
    tried = _fits(matrix, Algorithm.KMEANS, _possible(prepared, ks), seed)
    if not tried:
        raise too_many(min(ks), len(prepared.matrix), len(prepared.matrix.drop_duplicates()))
    candidates = tuple(each.candidate for each in tried)
    fits = dict(zip(candidates, tried, strict=True))
    passing = _passing(candidates)
    crowds = {each.k: crowds_apart(matrix, fits[each].labels, seed=seed) for each in passing}
    passing.sort(key=lambda each: (-crowds[each.k], each.k))
    for chosen in (*passing, _clearest(candidates)):
        fit = fits[chosen]
        evidence = gather(prepared.matrix, fit.labels, Algorithm.KMEANS, fit.measured)
        if evidence.structure is not Structure.NONE:
            break
    return KChoice(candidates, chosen, evidence, _elbow(matrix, candidates))


def compare_numbers(
    matrix: Floats, algorithm: Algorithm, ks: Iterable[int], *, seed: int = 0
) -> tuple[Candidate, ...]:
    """Group customers into several numbers of groups and measure each.

    Numbers that the customers can't be split into are left out.

    Parameters
    ----------
    matrix : array, shape (n_customers, n_columns), scaled
    algorithm : Algorithm
        One that doesn't find the number itself.
    ks : iterable of int
    seed : int
    """
    distinct = len(np.unique(matrix, axis=0))
    possible = [k for k in sorted(set(ks)) if 2 <= k < distinct]
    return tuple(each.candidate for each in _fits(matrix, algorithm, possible, seed))


@dataclass(frozen=True, eq=False)
class _Fit:
    candidate: Candidate
    labels: Labels
    measured: Silhouettes


def _fits(matrix: Floats, algorithm: Algorithm, ks: Sequence[int], seed: int) -> list[_Fit]:
    found: dict[int, Labels] = {}
    for k in ks:
        labels = find_groups(matrix, algorithm, k, seed).labels
        if len(np.unique(labels)) == k:
            found[k] = labels
        # What is left below this is rounding, and more groups of it would be, too.
        if _inertia(matrix, labels) <= _NOTHING_LEFT * matrix.size:
            break
    labelings = list(found.values())
    enough = len(matrix) >= FEWEST_TO_JUDGE
    return [
        _Fit(
            Candidate(
                k,
                quality(matrix, labels, measured),
                sizes(labels).smallest_share,
                stability(matrix, labels, algorithm, seed=seed) if enough else None,
            ),
            labels,
            measured,
        )
        for (k, labels), measured in zip(
            found.items(), silhouettes(matrix, labelings) if labelings else (), strict=True
        )
    ]


def _possible(prepared: Prepared, ks: Iterable[int]) -> list[int]:
    asked = sorted(set(ks))
    if not asked or asked[0] < 2:
        raise SegbotError("There is no number of groups to try.", "Try from 2 upwards.")
    refuse_more_than_distinct(prepared.matrix, asked[0])
    most = max(len(prepared.matrix.drop_duplicates()) - 1, asked[0])
    return [k for k in asked if k <= most]


def _clearest(candidates: Sequence[Candidate]) -> Candidate:
    useful = [each for each in candidates if each.useful]
    return max(useful or candidates[:1], key=lambda each: (each.quality.silhouette, -each.k))


def _passing(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The numbers whose groups are useful, nearly as clear as the clearest, and come back.

    Two groups are too few to be useful, unless they are far apart and nothing finer passes.
    """
    clear = _clearest(candidates).quality.silhouette * NEARLY_AS_CLEAR
    real = [each for each in candidates if each.quality.silhouette >= clear and each.holds]
    finer = [each for each in real if each.useful]
    far_apart = [
        each for each in real if each.quality.silhouette >= CLEARLY_APART and not each.tiny
    ]
    return finer or far_apart


def _elbow(matrix: Floats, candidates: Sequence[Candidate]) -> int | None:
    found = knee(
        [1, *(each.k for each in candidates)],
        [_inertia(matrix, np.zeros(len(matrix), "int64"))]
        + [each.quality.inertia for each in candidates],
    )
    return None if found == 1 else found


def _inertia(matrix: Floats, labels: Labels) -> float:
    groups = (matrix[labels == label] for label in np.unique(labels))
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


def knee(ks: Sequence[int], inertias: Sequence[float]) -> int:
    """The k at which a falling curve is farthest below the line from its first to its last point.

    Satopää, Albrecht, Irwin and Raghavan (2011), "Finding a 'Kneedle' in a Haystack: Detecting Knee
    Points in System Behavior"; without their smoothing and sensitivity, which are for noisy and for
    growing curves.

    Parameters
    ----------
    ks : sequence of int, ascending, at least one
    inertias : sequence of float
    """
    across = np.array(ks, dtype="float64")
    down = np.array(inertias, dtype="float64")
    if len(ks) < 3 or down[0] <= down[-1]:
        return ks[0]
    across = (across - across[0]) / (across[-1] - across[0])
    down = (down - down[-1]) / (down[0] - down[-1])
    return ks[int(np.argmax((1 - across) - down))]
