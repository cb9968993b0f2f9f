"""What can be said of a cluster in a word or two, because it is so of most of its members."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analytics.features.names import FEATURES, Unit, feature_named

MOST = 0.6
"""Share of a cluster's members of whom a word has to be true for the cluster to be called so."""
MAJORITY = 0.5
"""More than this share is enough for a word that the cluster is known by already."""
STANDS_OUT_FROM = 0.4
"""Standard deviations from the shop's mean: below this a feature says little about a cluster."""

FREQUENT, OCCASIONAL, ONCE, CAME_BACK = "frequent", "occasional", "once", "came back"
BIG, SMALL, KEPT_NOTHING = "big", "small", "kept nothing"
RECENT, AWAY = "recent", "away"


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


@dataclass(frozen=True, eq=False)
class Members:
    """A cluster's customers among all that were grouped.

    Attributes
    ----------
    members, everybody : DataFrame, one row per customer
        ``recency``, ``frequency``, ``monetary`` and every feature of ``traits``.
    traits : tuple of Trait
        The features by which the cluster was found, those in which it stands out most first.
    """

    members: pd.DataFrame
    everybody: pd.DataFrame
    traits: tuple[Trait, ...]

    @property
    def by_rfm(self) -> bool:
        """Whether recency, frequency and money are among what the cluster was found by."""
        return {each.feature for each in self.traits} >= {"recency", "frequency", "monetary"}

    @cached_property
    def beside_rfm(self) -> tuple[Trait, ...]:
        """The traits that the words for recency, frequency and money don't speak of already."""
        told = ("recency", "frequency", "monetary") if self.by_rfm else ()
        return tuple(each for each in self.traits if each.feature not in told)

    def claims(self, share: float = MOST) -> frozenset[str]:
        """What more than ``share`` of the members are, by recency, frequency and money.

        High is above the shop's average and in the upper half of its customers, low is below and
        in the lower half; and the members' own average has to be on that side too.
        """
        return frozenset(claim for claim, held in self._held.items() if held > share)

    @cached_property
    def _held(self) -> dict[str, float]:
        """Of how many members, 0 to 1, each claim is true."""
        orders, money = self.members["frequency"], self.members["monetary"]
        return {
            ONCE: _share(orders <= 1),
            CAME_BACK: _share(orders > 1),
            KEPT_NOTHING: _share(money <= 0),
            FREQUENT: self._high("frequency"),
            OCCASIONAL: self._low("frequency"),
            BIG: self._high("monetary"),
            SMALL: self._low("monetary"),
            RECENT: self._low("recency"),
            AWAY: self._high("recency"),
        }

    def trait_words(self, share: float = MOST) -> tuple[str, ...]:
        """What else the members stand out in, in words, the most telling first."""
        told = (self._words(each, share) for each in self.beside_rfm)
        return tuple(words for words in told if words)

    def figure(self) -> str:
        """In figures, what the cluster stands out in most beside recency, frequency and money."""
        return figure_words(self.beside_rfm[0]) if self.beside_rfm else ""

    def _words(self, trait: Trait, share: float) -> str:
        if abs(trait.away) < STANDS_OUT_FROM:
            return ""
        feature = feature_named(trait.feature)
        if trait.away > 0:
            return feature.more if self._high(trait.feature, feature.more_above) > share else ""
        return feature.less if self._low(trait.feature, feature.less_below) > share else ""

    def _high(self, name: str, above: float = float("-inf")) -> float:
        values, known = _figures(self.members, name), _figures(self.everybody, name).dropna()
        mean, middle = known.mean(), known.median()
        so = (values > mean) & (values >= middle) & (values > above)
        return _share(so) if values.mean() > max(mean, above) else 0.0

    def _low(self, name: str, below: float = float("inf")) -> float:
        values, known = _figures(self.members, name), _figures(self.everybody, name).dropna()
        mean, middle = known.mean(), known.median()
        so = (values < mean) & (values <= middle) & (values < below)
        return _share(so) if values.mean() < min(mean, below) else 0.0


def last_here(recency: "pd.Series[float]") -> str:
    """When most of some customers were last here, as one says it; the rest are on either side.

    >>> last_here(pd.Series([150, 155, 160])), last_here(pd.Series([9, 10, 20, 30, 33]))
    ('away 4 to 6 months', 'away 1 to 5 weeks')
    """
    nearest, farthest = _most(recency)
    if farthest < 7:
        return "here this week"
    if farthest < 14 and nearest >= 7:
        return "here last week"
    days, unit = next((days, unit) for days, unit, up_to in _UNITS if farthest < up_to)
    low, high = int(nearest // days), int(-(-farthest // days))
    if low == 0:
        return f"here in the last {high} {unit}s" if high > 1 else f"here in the last {unit}"
    return (
        f"away {low} {unit if low == 1 else f'{unit}s'}"
        if low == high
        else (f"away {low} to {high} {unit}s")
    )


def months_away(recency: "pd.Series[float]") -> int:
    """For how many months most of some customers were away at least; 0 where weeks are counted."""
    nearest, farthest = _most(recency)
    (_, _, up_to), (days, _, _), _ = _UNITS
    return int(nearest // days) if farthest >= up_to else 0


def _most(recency: "pd.Series[float]") -> tuple[float, float]:
    """The days within which most were last here, the rest on either side."""
    return (
        float(recency.quantile((1 - MOST) / 2, interpolation="lower")),
        float(recency.quantile((1 + MOST) / 2, interpolation="higher")),
    )


_UNITS = ((7, "week", 56), (30.4, "month", 700), (365, "year", float("inf")))
"""Days in a unit, and up to how many days one counts in it."""


def figure_words(trait: Trait) -> str:
    """A trait in figures: ``2,062 per order``, ``36% before noon``, ``age of child 4.5``."""
    if trait.feature not in FEATURES:
        return f"{feature_named(trait.feature).label} {trait.median:,.6g}"
    feature = FEATURES[trait.feature]
    if feature.unit in (Unit.SHARE, Unit.CHANGE):
        # Added to nothing, what rounds to nothing loses its minus.
        figure = f"{round(trait.median, 2) + 0.0:.0%}"
    else:
        whole = abs(trait.median) >= 100 or trait.median == round(trait.median)
        figure = f"{trait.median:,.{0 if whole else 1}f}"
    return f"{figure} {feature.heading[:1].lower()}{feature.heading[1:]}"


def _figures(frame: pd.DataFrame, name: str) -> "pd.Series[float]":
    return frame[name].astype("float64")


def _share(so: "pd.Series[bool]") -> float:
    """Of all members: of whom a figure isn't known, no word is true."""
    return float(so.mean()) if len(so) else 0.0


def holding(told: Collection[str], words: str) -> bool:
    """Whether all parts of a name that was made of trait words are among those told."""
    return bool(words) and set(words.split(", ")) <= set(told)
