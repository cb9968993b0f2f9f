"""Is this clustering any good? The evidence, and what follows from it.

Two questions are kept apart. The structure: are there groups among these customers at all? The
grade: is working with these groups worth it? Pieces of one crowd are no groups, and may be useful
all the same, where they foretell what customers do better than simpler rules.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from analytics.clusters.arrays import Labels
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.judge.agreement import Agreement
from analytics.clusters.judge.holdout import HeldOut
from analytics.clusters.judge.one_crowd import BesideOneCrowd, beside_one_crowd
from analytics.clusters.judge.separation import Separation, separations
from analytics.clusters.judge.silhouettes import Silhouettes
from analytics.clusters.judge.stability import Stability, stability
from analytics.clusters.judge.thresholds import (
    CLEARLY_APART,
    COMES_BACK,
    FEWEST_TO_JUDGE,
    GIANT,
    MUCH_THE_SAME,
    NO_STRUCTURE,
    SAME_GROUPS,
    SMALLEST_USEFUL_SHARE,
)


class Structure(StrEnum):
    """Whether there are groups among the customers at all."""

    CLEAR = "clear"
    BLURRED = "blurred"
    """There are, but they run into each other."""
    NONE = "none"
    """None that can be told from pieces of one crowd."""


class Doubt(StrEnum):
    """Why groups aren't found to be there."""

    TOO_FEW = "too few customers"
    ALIKE = "too few customers differ"
    ONE_CROWD = "one crowd falls apart as much"
    NOT_APART = "the groups run into each other"
    UNSTABLE = "halves of the customers give other groups"


class Grade(StrEnum):
    """Whether working with the groups is worth it, in a word."""

    STRONG = "strong"
    """They are clearly there, come back, and tell something of what customers do next."""
    USABLE = "usable"
    """They are there, or tell what customers do next better than the simplest rules."""
    WEAK = "weak"
    """Other customers would give other groups; or they are pieces of one crowd that tell no more
    than simple rules do."""
    OPEN = "can't be judged"
    """Too few customers to tell."""


@dataclass(frozen=True)
class Sizes:
    """How evenly customers are spread over the groups.

    Attributes
    ----------
    evenness : float
        Shannon's entropy of the shares over that of equal shares (Pielou 1966): 1 for groups of
        equal size, towards 0 where one group holds nearly everybody.
    smallest, largest : int
        Their labels; of equally large groups the lower.
    smallest_share, largest_share : float
        Of customers, 0 to 1.
    smallest_customers : int
    """

    evenness: float
    smallest: int
    largest: int
    smallest_share: float
    largest_share: float
    smallest_customers: int


def sizes(labels: Labels) -> Sizes:
    """Measure how even the sizes of groups are.

    Parameters
    ----------
    labels : array of int, shape (n_customers,), not empty
    """
    names, counts = np.unique(labels, return_counts=True)
    shares = counts / counts.sum()
    entropy = float(-(shares * np.log(shares)).sum())
    least, most = int(counts.argmin()), int(counts.argmax())
    return Sizes(
        evenness=entropy / float(np.log(len(names))) if len(names) > 1 else 0.0,
        smallest=int(names[least]),
        largest=int(names[most]),
        smallest_share=float(shares[least]),
        largest_share=float(shares[most]),
        smallest_customers=int(counts[least]),
    )


@dataclass(frozen=True)
class Evidence:
    """What is known about a clustering.

    The structure follows from what is gathered quickly, so that it is the same whether or not the
    rest, which takes seconds, is known.

    Attributes
    ----------
    silhouettes : Silhouettes
    sizes : Sizes
    separations : tuple of Separation
    one_crowd : BesideOneCrowd or None
        None where hardly any customers differ.
    stability : Stability or None
        None for too few customers.
    agreement : Agreement or None
        With RFM segments; None where it wasn't looked at, as is the next.
    held_out : HeldOut or None
    """

    silhouettes: Silhouettes
    sizes: Sizes
    separations: tuple[Separation, ...]
    one_crowd: BesideOneCrowd | None
    stability: Stability | None
    agreement: Agreement | None = None
    held_out: HeldOut | None = None

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Why there may be no groups; empty where there are some."""
        if self.stability is None:
            return (Doubt.TOO_FEW,)
        if self.one_crowd is None:
            return (Doubt.ALIKE,)
        found = {
            Doubt.ONE_CROWD: not self.one_crowd.clearer,
            Doubt.NOT_APART: self.silhouettes.mean < NO_STRUCTURE,
            Doubt.UNSTABLE: self.stability.rand < MUCH_THE_SAME,
        }
        return tuple(doubt for doubt, holds in found.items() if holds)

    @property
    def structure(self) -> Structure:
        """Whether there are groups."""
        if self.doubts or self.stability is None:
            return Structure.NONE
        apart = self.silhouettes.mean >= CLEARLY_APART
        if apart and self.stability.rand >= SAME_GROUPS:
            return Structure.CLEAR
        return Structure.BLURRED

    @property
    def grade(self) -> Grade:
        """Whether working with the groups is worth it."""
        if self.stability is None:
            return Grade.OPEN
        if self.stability.rand < MUCH_THE_SAME or self.sizes.largest_share > GIANT:
            return Grade.WEAK
        later = self.held_out
        if self.structure is Structure.NONE:
            return Grade.USABLE if later and later.beats_rules else Grade.WEAK
        flawless = (
            self.structure is Structure.CLEAR
            and self.sizes.smallest_share >= SMALLEST_USEFUL_SHARE
            and all(each.jaccard >= COMES_BACK for each in self.stability.clusters)
        )
        foretells_nothing = later is not None and not later.beats_chance
        return Grade.STRONG if flawless and not foretells_nothing else Grade.USABLE


def gather(
    matrix: pd.DataFrame, labels: Labels, algorithm: Algorithm, measured: Silhouettes
) -> Evidence:
    """Everything about a clustering that can be told from the customers who are in it.

    Parameters
    ----------
    matrix : DataFrame, one row per customer, one column per scaled feature
    labels : array of int, shape (n_customers,)
    algorithm : Algorithm
        What made it.
    measured : Silhouettes
        Of this clustering.
    """
    customers = matrix.to_numpy()
    enough = len(customers) >= FEWEST_TO_JUDGE
    return Evidence(
        silhouettes=measured,
        sizes=sizes(labels),
        separations=separations(matrix, labels),
        one_crowd=beside_one_crowd(customers, labels) if enough else None,
        stability=stability(customers, labels, algorithm) if enough else None,
    )
