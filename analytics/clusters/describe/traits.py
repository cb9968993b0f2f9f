"""What sets a cluster apart in one feature, in a word or two."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.features.names import FEATURES, Unit

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
    median : float
        Of the cluster's customers whose figure is known, in the feature's own unit.
    """

    feature: str
    away: float
    median: float


def trait_words(traits: Sequence[Trait]) -> str:
    """Traits in words, those that stand out; empty where none does."""
    told = [_words(each) for each in traits if abs(each.away) >= STANDS_OUT_FROM]
    return ", ".join(told)


def figure_words(trait: Trait) -> str:
    """A trait in figures: ``2,062 per order``, ``36% before noon``, ``age of child 4.5``."""
    if trait.feature not in FEATURES:
        return f"{_plain(trait.feature)} {trait.median:,.6g}"
    feature = FEATURES[trait.feature]
    if feature.unit in (Unit.SHARE, Unit.CHANGE):
        figure = f"{trait.median:.0%}"
    else:
        whole = abs(trait.median) >= 100 or trait.median == round(trait.median)
        figure = f"{trait.median:,.{0 if whole else 1}f}"
    return f"{figure} {feature.heading[:1].lower()}{feature.heading[1:]}"


def _words(trait: Trait) -> str:
    if trait.feature in FEATURES:
        above, below = FEATURES[trait.feature].more, FEATURES[trait.feature].less
    else:
        above, below = f"high {_plain(trait.feature)}", f"low {_plain(trait.feature)}"
    return above if trait.away > 0 else below


def _plain(name: str) -> str:
    return name.replace("_", " ")
