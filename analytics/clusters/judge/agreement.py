"""How far two groupings of the same customers agree; whether one tells what the other doesn't."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, homogeneity_score

from analytics.clusters.judge.thresholds import SAME_GROUPS, TOLD_BY_SEGMENTS


@dataclass(frozen=True)
class Agreement:
    """Clusters beside RFM segments of the same customers.

    Attributes
    ----------
    rand : float
        Adjusted Rand index (Hubert and Arabie 1985): 1 the same groups, 0 as alike as by chance.
    information : float
        Adjusted mutual information (Vinh, Epps and Bailey 2010): likewise, and fairer to small
        groups.
    told : float
        Share of the doubt about a customer's cluster that knowing the segment removes, 0 to 1
        (homogeneity; Rosenberg and Hirschberg 2007). Unlike the others it is 1 also where each
        cluster is several segments put together.
    """

    rand: float
    information: float
    told: float

    @property
    def same(self) -> bool:
        """Whether the clusters are the segments, or segments put together."""
        return self.rand >= SAME_GROUPS or self.told >= TOLD_BY_SEGMENTS


def agreement(clusters: pd.Series, segments: pd.Series) -> Agreement:
    """Compare two groupings of the same customers.

    Parameters
    ----------
    clusters, segments : Series, indexed by ``customer_id``, the same customers in any order
    """
    ours = np.unique(clusters, return_inverse=True)[1]
    theirs = np.unique(segments.reindex(clusters.index).astype(str), return_inverse=True)[1]
    return Agreement(
        rand=float(adjusted_rand_score(theirs, ours)),
        information=float(adjusted_mutual_info_score(theirs, ours)),
        told=float(homogeneity_score(ours, theirs)),
    )


@dataclass(frozen=True)
class Overlap:
    """What two groupings have in common.

    Attributes
    ----------
    customers : int
        Those in both.
    rand : float or None
        Adjusted Rand index (Hubert and Arabie 1985): 1 for the same groups, about 0 for groups
        that agree no more than by chance; None where no customer is in both.
    """

    customers: int
    rand: float | None


def overlap(before: "pd.Series[int]", after: "pd.Series[int]") -> Overlap:
    """Compare two groupings, each customer's group number indexed by ``customer_id``."""
    both = pd.DataFrame({"before": before, "after": after}).dropna().astype("int64").sort_index()
    if both.empty:
        return Overlap(0, None)
    return Overlap(len(both), float(adjusted_rand_score(both["before"], both["after"])))
