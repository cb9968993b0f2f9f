"""What sets a cluster apart in one feature, in a word or two."""

from collections.abc import Mapping, Sequence
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


_WORDS: Mapping[str, tuple[str, str]] = {
    "recency": ("not here for long", "here lately"),
    "frequency": ("many orders", "few orders"),
    "monetary": ("big spenders", "small spenders"),
    "tenure": ("with us for long", "new to us"),
    "average_order": ("big orders", "small orders"),
    "units": ("many units", "few units"),
    "units_per_order": ("many units per order", "few units per order"),
    "products_per_order": ("mixed baskets", "few products per order"),
    "gap_mean": ("long waits between orders", "quick to order again"),
    "gap_spread": ("irregular", "regular"),
    "return_rate": ("many returns", "hardly any returns"),
    "top_product_share": ("one favourite product", "no favourite product"),
    "weekend_share": ("weekend shoppers", "weekday shoppers"),
    "morning_share": ("morning shoppers", "rarely before noon"),
    "evening_share": ("evening shoppers", "rarely in the evening"),
    "trend": ("spending more lately", "spending less lately"),
}
"""Above the shop's mean, and below it."""


def trait_words(traits: Sequence[Trait]) -> str:
    """Traits in words, those that stand out; "typical customers" where none does."""
    told = [_words(each) for each in traits if abs(each.away) >= STANDS_OUT_FROM]
    return ", ".join(told) or "typical customers"


def _words(trait: Trait) -> str:
    if trait.feature in FEATURES:
        above, below = _WORDS[trait.feature]
    else:
        name = trait.feature.replace("_", " ")
        above, below = f"high {name}", f"low {name}"
    return above if trait.away > 0 else below
