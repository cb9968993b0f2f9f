"""Which features tell the groups apart, and how much."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.judge.thresholds import LARGE_EFFECT, MEDIUM_EFFECT, SMALL_EFFECT


class Effect(StrEnum):
    """Sizes of an effect by eta squared, as Cohen (1988) names them."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    NONE = "none"


EFFECTS = {
    Effect.LARGE: LARGE_EFFECT,
    Effect.MEDIUM: MEDIUM_EFFECT,
    Effect.SMALL: SMALL_EFFECT,
}
"""From how much eta squared on."""


@dataclass(frozen=True)
class Separation:
    """How far one feature tells the groups apart.

    Attributes
    ----------
    feature : str
    eta_squared : float
        Share of the scaled feature's variance that lies between the groups, 0 to 1.
    epsilon_squared : float
        The same for ranks instead of values (Kruskal-Wallis H over n - 1; Tomczak and Tomczak
        2014), so that neither the scale nor a few huge values matter.
    """

    feature: str
    eta_squared: float
    epsilon_squared: float

    @property
    def effect(self) -> Effect:
        """The size of the effect in a word."""
        return effect(self.eta_squared)


def effect(share: float) -> Effect:
    """The word for a share of variance explained."""
    return next((each for each, least in EFFECTS.items() if share >= least), Effect.NONE)


def separations(matrix: pd.DataFrame, labels: Labels) -> tuple[Separation, ...]:
    """Measure how far each feature tells the groups apart, the one that does most first.

    Groups were made to differ in these features, so the figures say which of them carries the
    groups, not whether there are any.

    Parameters
    ----------
    matrix : DataFrame, one row per customer, one column per scaled feature
    labels : array of int, shape (n_customers,)
    """
    found = [
        Separation(
            str(name),
            between_share(values, labels),
            between_share(rankdata(values).astype("float64"), labels),
        )
        for name, values in ((name, matrix[name].to_numpy(float)) for name in matrix.columns)
    ]
    return tuple(sorted(found, key=lambda each: -each.eta_squared))


def between_share(values: Floats, labels: Labels) -> float:
    """Eta squared: the share of the values' variance that lies between groups; 0 if none varies."""
    total = float(((values - values.mean()) ** 2).sum())
    if values.max() == values.min() or total == 0:
        return 0.0
    _, codes = np.unique(labels, return_inverse=True)
    sizes = np.bincount(codes)
    means = np.bincount(codes, values) / sizes
    return float((sizes * (means - values.mean()) ** 2).sum()) / total
