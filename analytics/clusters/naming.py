"""Words for clusters, taken from where their typical customer stands in this very shop.

A *standing* is the share of the shop's customers that the cluster's median customer beats, equal
ones counted half: 0 to 1, 1 best (for recency: most recent). The top third of standings is called
recent, frequent or big; the bottom third lapsed or small; the middle goes without a word.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """A third of the standings."""

    LOW = 0
    MIDDLE = 1
    HIGH = 2

    @classmethod
    def of(cls, standing: float) -> "Level":
        """The third that a standing falls in; the borders belong to the outer thirds."""
        if standing >= 2 / 3:
            return cls.HIGH
        return cls.LOW if standing <= 1 / 3 else cls.MIDDLE


@dataclass(frozen=True)
class Typical:
    """A cluster's median customer: own units, and standings in the shop."""

    recency: float
    frequency: float
    monetary: float
    recency_standing: float
    frequency_standing: float
    monetary_standing: float

    @property
    def levels(self) -> tuple[Level, Level, Level]:
        """Thirds in recency, frequency and money."""
        return (
            Level.of(self.recency_standing),
            Level.of(self.frequency_standing),
            Level.of(self.monetary_standing),
        )

    @property
    def bought_once(self) -> bool:
        """Whether the median customer has a single order."""
        return self.frequency <= 1

    @property
    def kept_nothing(self) -> bool:
        """Whether the median customer's returns took back all they spent."""
        return self.monetary <= 0


_RECENCY = {Level.HIGH: "recent ", Level.MIDDLE: "", Level.LOW: "lapsed "}
_CAME_BACK = {
    (Level.HIGH, Level.HIGH): "big regulars",
    (Level.HIGH, Level.MIDDLE): "regulars",
    (Level.HIGH, Level.LOW): "small regulars",
    (Level.MIDDLE, Level.HIGH): "big spenders",
    (Level.MIDDLE, Level.MIDDLE): "repeat buyers",
    (Level.MIDDLE, Level.LOW): "small spenders",
    (Level.LOW, Level.HIGH): "big occasional buyers",
    (Level.LOW, Level.MIDDLE): "occasional buyers",
    (Level.LOW, Level.LOW): "small occasional buyers",
}
_BEST = (Level.HIGH, Level.HIGH, Level.HIGH)

# Which of several clusters of the same name is which: the words for the upper and the lower half.
_APART = {
    "monetary": ("higher spend", "lower spend"),
    "frequency": ("more orders", "fewer orders"),
    "recency": ("less recent", "more recent"),
}


def names(typical: Sequence[Typical]) -> tuple[str, ...]:
    """Name clusters, each differently, in at most a few words.

    Only one is called best: of those in the top third of everything, the one that spends most.
    Clusters whose words are the same are told apart by the measure in which they stand furthest
    apart, or, where three or more share them, by a number in the order given.
    """
    plain = _plain_names(typical)
    shared = Counter(plain)
    told: list[str] = []
    for place, name in enumerate(plain):
        namesakes = [other for other, theirs in enumerate(plain) if theirs == name]
        if shared[name] == 2:
            apart = _difference(place, [typical[other] for other in namesakes], namesakes)
            told.append(f"{name}, {apart}")
        elif shared[name] > 2:
            told.append(f"{name} {namesakes.index(place) + 1}")
        else:
            told.append(name)
    return tuple(told)


def play(cluster: Typical) -> str:
    """One line on what to do about a cluster, for a marketer."""
    if cluster.kept_nothing:
        return "Find out why they sent everything back before writing to them again."
    recency, frequency, money = cluster.levels
    if recency is Level.LOW:
        if money is Level.HIGH or frequency is Level.HIGH:
            return "Win them back one by one: say what is new and make a generous offer."
        return "Spend little: one win-back message, then leave them out of costly campaigns."
    if cluster.bought_once:
        return "Earn the second order: follow up on what they bought with a small reason to return."
    if cluster.levels == _BEST:
        return "Thank them and give them first pick: early access and previews, not discounts."
    if recency is Level.HIGH:
        return "Keep the rhythm: a loyalty scheme, bundles, or a refill reminder."
    if money is Level.HIGH or frequency is Level.HIGH:
        return "Reach out before they drift away: new arrivals in what they usually buy."
    return "Remind them: popular products and one easy reason to order again."


def _plain_names(typical: Sequence[Typical]) -> list[str]:
    top = [
        place
        for place, cluster in enumerate(typical)
        if cluster.levels == _BEST and not cluster.bought_once
    ]
    best = max(top, key=lambda place: typical[place].monetary, default=None)
    return [
        "Best customers" if place == best else _plain_name(cluster)
        for place, cluster in enumerate(typical)
    ]


def _plain_name(cluster: Typical) -> str:
    if cluster.kept_nothing:
        return "Everything returned"
    recency, frequency, money = cluster.levels
    noun = _CAME_BACK[frequency, money]
    if cluster.bought_once:
        noun = "big one-time buyers" if money is Level.HIGH else "one-time buyers"
    name = f"{_RECENCY[recency]}{noun}"
    return name[0].upper() + name[1:]


def _difference(place: int, pair: Sequence[Typical], places: Sequence[int]) -> str:
    first, second = pair
    gaps = {
        measure: abs(getattr(first, f"{measure}_standing") - getattr(second, f"{measure}_standing"))
        for measure in _APART
    }
    measure = max(gaps, key=lambda name: gaps[name])
    if gaps[measure] == 0:
        return f"group {places.index(place) + 1}"
    own, other = (first, second) if place == places[0] else (second, first)
    upper, lower = _APART[measure]
    return upper if getattr(own, measure) > getattr(other, measure) else lower
