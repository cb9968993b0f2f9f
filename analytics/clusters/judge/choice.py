"""What is known of each number of clusters, and which was chosen."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.clusters.judge.gap import Gap
from analytics.clusters.judge.halves import HalfAgreement
from analytics.clusters.judge.quality import Quality

FEWEST_USEFUL = 3
SMALLEST_USEFUL_SHARE = 0.02
BLURRED_BELOW = 0.25
"""Silhouettes below this mean no substantial structure (Kaufman and Rousseeuw 1990)."""
WEAK_BELOW = 0.5
"""Below this, structure is weak and could be artificial (Kaufman and Rousseeuw 1990)."""
HOLDS_FROM = 0.8
"""HalfAgreement between halves from which groups hold (Tibshirani and Walther 2005)."""
NEARLY_AS_CLEAR = 0.9
"""Silhouettes from this part of the best are nearly as clear."""


class Structure(StrEnum):
    """Whether there are groups in the data at all."""

    CLEAR = "clear"
    WEAK = "weak"
    NONE = "none"
    UNKNOWN = "unknown"
    """Too few customers to tell."""


@dataclass(frozen=True)
class KCandidate:
    """One number of clusters that was tried.

    Attributes
    ----------
    k : int
    quality : Quality
    smallest_share : float
        Of customers, 0 to 1.
    gap : Gap or None
    agreement : HalfAgreement or None
        Between halves of the customers. Both are None where there are too few customers.
    """

    k: int
    quality: Quality
    smallest_share: float
    gap: Gap | None = None
    agreement: HalfAgreement | None = None

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
        """Whether the same groups come back when customers are drawn anew."""
        return self.agreement is not None and self.agreement.mean >= HOLDS_FROM


@dataclass(frozen=True)
class Vote:
    """What one measure says: the number of groups (1: none at all; None: no opinion), and why."""

    measure: str
    k: int | None
    why: str


@dataclass(frozen=True)
class KChoice:
    """The number of clusters to use, and what it was chosen from.

    Attributes
    ----------
    candidates : tuple of KCandidate
    chosen : int
    reason : str
        In one or two sentences.
    structure : Structure
    votes : tuple of Vote
    """

    candidates: tuple[KCandidate, ...]
    chosen: int
    reason: str
    structure: Structure = Structure.UNKNOWN
    votes: tuple[Vote, ...] = ()
