"""What sets a cluster apart in one feature, in a word or two."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.feature_names import FEATURES

STANDS_OUT_FROM = 0.4
"""Standard deviations from the shop's mean: below this a feature says little about a cluster."""


@dataclass(frozen=True)
class Trait:
    """A cluster in one feature.

    Attributes
    ----------
    feature : str
    away : float
        The cluster's mean less the shop's, on the scale on which customers were compared.
    """

    feature: str
    away: float


def trait_words(traits: Sequence[Trait]) -> str:
    """Traits in words, those that stand out; empty where none does."""
    told = [_words(each) for each in traits if abs(each.away) >= STANDS_OUT_FROM]
    return ", ".join(told)


def _words(trait: Trait) -> str:
    if trait.feature in FEATURES:
        above, below = FEATURES[trait.feature].more, FEATURES[trait.feature].less
    else:
        name = trait.feature.replace("_", " ")
        above, below = f"high {name}", f"low {name}"
    return above if trait.away > 0 else below
