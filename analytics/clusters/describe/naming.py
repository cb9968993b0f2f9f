"""Names for clusters, from where their typical customer stands in this very shop.

A *standing* is the share of the shop's customers that the cluster's median customer beats, equal
ones counted half: 0 to 1, 1 best (for recency: most recent). The top third of standings is called
frequent or big, the bottom third small; the middle goes without a word.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from analytics.clusters.describe.traits import Trait, figure_words, trait_words

UNLIKE_THE_OTHERS = "Unlike the others"
"""Those whom an algorithm leaves in no group."""


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
    """A cluster's median customer: own units, and standings in the shop.

    ``traits`` are the features by which the cluster was found, but for recency, frequency and
    money: those in which it stands out most first.
    """

    recency: float
    frequency: float
    monetary: float
    recency_standing: float
    frequency_standing: float
    monetary_standing: float
    traits: tuple[Trait, ...] = ()
    by_rfm: bool = True

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


_CAME_BACK = {
    (Level.HIGH, Level.HIGH): "frequent big spenders",
    (Level.HIGH, Level.MIDDLE): "frequent buyers",
    (Level.HIGH, Level.LOW): "frequent small spenders",
    (Level.MIDDLE, Level.HIGH): "big spenders",
    (Level.MIDDLE, Level.MIDDLE): "repeat buyers",
    (Level.MIDDLE, Level.LOW): "small spenders",
    (Level.LOW, Level.HIGH): "big occasional buyers",
    (Level.LOW, Level.MIDDLE): "occasional buyers",
    (Level.LOW, Level.LOW): "small occasional buyers",
}
_BEST = (Level.HIGH, Level.HIGH, Level.HIGH)


def names(typical: Sequence[Typical], noise: int | None = None) -> tuple[str, ...]:
    """Name clusters, each differently, in a few words.

    Only one is called best: of those in the top third of everything, the one that spends most.
    Words are added until no two are alike: when the typical customer was last here, what else sets
    the cluster apart, then in figures what it was found by, or orders and money per customer.

    Parameters
    ----------
    typical : sequence of Typical
        By cluster number.
    noise : int, optional
        The number of the cluster that holds those who are in no crowd.
    """
    best = _best(typical)
    bases = [
        "best customers" if place == best else _base(each) for place, each in enumerate(typical)
    ]
    told = [
        ", ".join(part for part in (base, _when(each)) if part)
        for base, each in zip(bases, typical, strict=True)
    ]
    for more in (*_MORE, None):
        shared = Counter(told)
        if max(shared.values(), default=1) == 1:
            break
        told = [
            name if shared[name] == 1 else _added(name, more, each, told[:place].count(name) + 1)
            for place, (name, each) in enumerate(zip(told, typical, strict=True))
        ]
    if noise is not None:
        told[noise - 1] = UNLIKE_THE_OTHERS
    return tuple(name[:1].upper() + name[1:] for name in told)


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """As much of each name as a sentence holds: its first part, or all of it where two begin alike.

    >>> short_names(["Repeat buyers, away 2 weeks", "Big spenders, away 4 weeks"])
    ('Repeat buyers', 'Big spenders')
    """
    first = [name.split(",")[0].strip() for name in names]
    often = Counter(each.casefold() for each in first)
    return tuple(
        short if short and often[short.casefold()] == 1 else name
        for short, name in zip(first, names, strict=True)
    )


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


def last_here(days: float) -> str:
    """When somebody was last here, as one says it.

    >>> last_here(3), last_here(10), last_here(155), last_here(800)
    ('here this week', 'here last week', 'away 5 months', 'away 2 years')
    """
    if days < 7:
        return "here this week"
    if days < 14:
        return "here last week"
    if days < 56:
        return f"away {round(days / 7)} weeks"
    if days < 700:
        return f"away {round(days / 30.4)} months"
    return f"away {round(days / 365)} years"


def _best(typical: Sequence[Typical]) -> int | None:
    top = [
        place
        for place, cluster in enumerate(typical)
        if cluster.by_rfm and cluster.levels == _BEST and not cluster.bought_once
    ]
    return max(top, key=lambda place: typical[place].monetary, default=None)


def _base(cluster: Typical) -> str:
    if not cluster.by_rfm:
        return trait_words(cluster.traits[:2]) or "typical customers"
    if cluster.kept_nothing:
        return "everything returned"
    _, frequency, money = cluster.levels
    if cluster.bought_once:
        return {
            Level.HIGH: "big one-time buyers",
            Level.MIDDLE: "one-time buyers",
            Level.LOW: "small one-time buyers",
        }[money]
    return _CAME_BACK[frequency, money]


def _when(cluster: Typical) -> str:
    return last_here(cluster.recency) if cluster.by_rfm else ""


def _trait(cluster: Typical) -> str:
    return trait_words(cluster.traits[:1] if cluster.by_rfm else cluster.traits[2:3])


def _figure(cluster: Typical) -> str:
    """What the cluster was found by, in figures; of orders and money there are some anyway."""
    return "" if cluster.by_rfm or not cluster.traits else figure_words(cluster.traits[0])


def _orders(cluster: Typical) -> str:
    return "1 order" if cluster.frequency == 1 else f"{cluster.frequency:,.3g} orders"


def _spent(cluster: Typical) -> str:
    return f"{cluster.monetary:,.0f} each"


_MORE: tuple[Callable[[Typical], str], ...] = (_trait, _figure, _orders, _spent)


def _added(name: str, more: Callable[[Typical], str] | None, cluster: Typical, place: int) -> str:
    """A name with more to it; where words have run out, with a number."""
    if more is None:
        return f"{name} {place}"
    return _joined(name, more(cluster))


def _joined(name: str, words: str) -> str:
    return f"{name}, {words}" if words else name
