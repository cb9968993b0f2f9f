"""How many clusters: several numbers are tried and measured, and what that says is weighed."""

from collections.abc import Iterable, Sequence

import numpy as np

from analytics.clusters.arrays import Labels
from analytics.clusters.find.algorithms import KMeansFit, k_means
from analytics.clusters.find.clustering import RFM_COLUMNS, refuse_more_than_distinct, too_many
from analytics.clusters.find.preparation import Prepared, Scale, prepare
from analytics.clusters.judge.choice import KCandidate as KCandidate
from analytics.clusters.judge.choice import KChoice as KChoice
from analytics.clusters.judge.gap import Gap, gap_statistic
from analytics.clusters.judge.halves import HalfAgreement, half_agreements
from analytics.clusters.judge.lookalikes import is_closer_than_lookalikes
from analytics.clusters.judge.quality import Partition, qualities
from analytics.clusters.judge.voting import weigh
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.schema import Features

FEWEST_TO_DRAW_FROM = 40
"""With fewer customers, halves and structureless likenesses of them say nothing."""
_NOTHING_LEFT = 1e-18


def evaluate_k(
    features: Features,
    ks: Iterable[int] = range(2, 11),
    prepared: Prepared | None = None,
    *,
    seed: int = 0,
) -> KChoice:
    """Choose k by silhouette, elbow, gap statistic and stability together, with k-means.

    Silhouette, elbow and gap name the coarsest split that shows, and stop there even where the
    groups fall into further ones; stability tells how far the splits are real. So the finest
    number is chosen whose groups come back in both halves of the customers, are nearly as clear as
    the clearest, and hold at least 2 % of customers each, from 3 on: two groups nearly always look
    clearest and say only "large and small". Where no number passes, or the gap statistic sees a
    single group, or the silhouette is weak and lookalikes without groups are as tight, there is no
    structure, and the clearest number that is useful is taken.

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
    fits = _fits(prepared, ks, seed)
    gaps: Sequence[Gap | None] = [None] * (len(fits) + 1)
    agreements: Sequence[HalfAgreement | None] = [None] * len(fits)
    tried = [len(each.placing.centres) for each in fits]
    if len(matrix) >= FEWEST_TO_DRAW_FROM:
        gaps = gap_statistic(matrix, tried, seed)
        agreements = half_agreements(matrix, tried, seed)
    partitions = [Partition(each.labels, each.placing.centres) for each in fits]
    candidates = tuple(
        KCandidate(k, quality, _smallest_share(each.labels), gap, agreement)
        for k, quality, each, gap, agreement in zip(
            tried, qualities(matrix, partitions), fits, gaps[1:], agreements, strict=True
        )
    )
    spread = float(((matrix - matrix.mean(axis=0)) ** 2).sum())
    return weigh(
        candidates,
        spread,
        [each for each in gaps if each is not None],
        lambda k: is_closer_than_lookalikes(matrix, k, seed),
    )


def _fits(prepared: Prepared, ks: Iterable[int], seed: int) -> list[KMeansFit]:
    asked = sorted(set(ks))
    if not asked or asked[0] < 2:
        raise SegbotError("There is no number of groups to try.", "Try from 2 upwards.")
    refuse_more_than_distinct(prepared.matrix, asked[0])
    most = max(len(prepared.matrix.drop_duplicates()) - 1, asked[0])
    matrix = prepared.matrix.to_numpy()
    found: list[tuple[int, KMeansFit]] = []
    for k in asked:
        # What is left below this is rounding, and more groups of it would be, too.
        if k > most or (found and found[-1][1].inertia <= _NOTHING_LEFT * matrix.size):
            break
        found.append((k, k_means(matrix, k, seed)))
    fits = [fit for k, fit in found if len(fit.placing.centres) == k]
    if not fits:
        raise too_many(asked[0], len(matrix), len(found[0][1].placing.centres))
    return fits


def _smallest_share(labels: Labels) -> float:
    return float(np.bincount(labels).min() / len(labels))
