"""Names for clusters: of what there is to call them, the first that is so of most of their members.

Every word is held against the members of this very clustering, and so is every figure. A cluster
that goes on from an earlier run keeps the words that it was known by for as long as they are true.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import numpy as np

from analytics.clusters.describe.claims import (
    AWAY,
    BIG,
    CAME_BACK,
    FREQUENT,
    KEPT_NOTHING,
    MAJORITY,
    OCCASIONAL,
    ONCE,
    RECENT,
    SMALL,
    Members,
    holding,
    last_here,
    months_away,
)

UNLIKE_THE_OTHERS = "Unlike the others"
"""Those whom an algorithm leaves in no group."""
_BEST = "best customers"
_ANYBODY = "mixed customers"
"""Of whom nothing is true of most."""
_BASES: Mapping[str, frozenset[str]] = {
    "everything returned": frozenset({KEPT_NOTHING}),
    "big one-time buyers": frozenset({ONCE, BIG}),
    "small one-time buyers": frozenset({ONCE, SMALL}),
    "one-time buyers": frozenset({ONCE}),
    "frequent big spenders": frozenset({FREQUENT, BIG}),
    "frequent small spenders": frozenset({FREQUENT, SMALL}),
    "frequent buyers": frozenset({FREQUENT}),
    "big occasional buyers": frozenset({OCCASIONAL, BIG}),
    "small occasional buyers": frozenset({OCCASIONAL, SMALL}),
    "occasional buyers": frozenset({OCCASIONAL}),
    "big spenders": frozenset({BIG}),
    "small spenders": frozenset({SMALL}),
    "repeat buyers": frozenset({CAME_BACK}),
    _ANYBODY: frozenset(),
}
"""What customers are called by orders and money, and all that has to be true of most of them."""


class Advice(StrEnum):
    """What to do about a cluster."""

    FIND_OUT = "find out why they returned everything"
    WIN_BACK = "win back one by one"
    SPEND_LITTLE = "spend little"
    SECOND_ORDER = "earn the second order"
    THANK = "thank"
    KEEP_RHYTHM = "keep the rhythm"
    REACH_OUT = "reach out before they drift away"
    REMIND = "remind"
    SPEAK_TO = "write to what sets them apart"
    """All that there is where nobody knows when and what they bought."""


def names(
    clusters: Mapping[int, Members],
    noise: int | None = None,
    known_as: Mapping[int, str] | None = None,
    given: Mapping[int, str] | None = None,
) -> dict[int, str]:
    """Name clusters, each differently, in a few words.

    Words are added until no two are alike: when most were last here, what else sets the cluster
    apart, then in figures what it was found by, or typical orders and money per customer.

    Parameters
    ----------
    clusters : mapping of int to Members
        By cluster number.
    noise : int, optional
        The number of the cluster that holds those who are in no crowd.
    known_as : mapping of int to str, optional
        By cluster number, the name of the cluster of an earlier run that it goes on from.
    given : mapping of int to str, optional
        By cluster number, the name that a person gave it: it stays as it is.
    """
    fixed = {**({} if noise is None else {noise: UNLIKE_THE_OTHERS}), **(given or {})}
    earlier = known_as or {}
    best = _best(clusters, noise)
    told = {
        number: fixed.get(number)
        or _joined(_base(each, earlier.get(number, ""), best=number == best), _when(each))
        for number, each in clusters.items()
    }
    for more in (*_MORE, None):
        shared = Counter(name.casefold() for name in told.values())
        alike = [number for number, name in told.items() if shared[name.casefold()] > 1]
        if not alike:
            break
        for place, number in enumerate(each for each in alike if each not in fixed):
            told[number] = (
                f"{told[number]} {place + 1}"
                if more is None
                else _joined(told[number], more(clusters[number]))
            )
    return {
        number: name if number in fixed else name[:1].upper() + name[1:]
        for number, name in told.items()
    }


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """As much of each name as a sentence holds: its first part, or all of it where two begin alike.

    >>> short_names(["Repeat buyers, away 2 to 3 weeks", "Big spenders, away 4 to 6 weeks"])
    ('Repeat buyers', 'Big spenders')
    """
    first = [name.split(",")[0].strip() for name in names]
    often = Counter(each.casefold() for each in first)
    return tuple(
        short if short and often[short.casefold()] == 1 else name
        for short, name in zip(first, names, strict=True)
    )


def advice(cluster: Members) -> Advice:
    """What to do about a cluster, by what is true of most of its members."""
    if cluster.everybody["recency"].isna().all():
        return Advice.SPEAK_TO
    so = cluster.claims()
    if KEPT_NOTHING in so:
        return Advice.FIND_OUT
    if AWAY in so:
        return Advice.WIN_BACK if so & {BIG, FREQUENT} else Advice.SPEND_LITTLE
    if ONCE in so:
        return Advice.SECOND_ORDER
    # Among customers who are gone, those who left last are recent; there is no rhythm to keep.
    if RECENT in so and not months_away(cluster.members["recency"]):
        return Advice.THANK if so >= {FREQUENT, BIG} else Advice.KEEP_RHYTHM
    return Advice.REACH_OUT if so & {BIG, FREQUENT} else Advice.REMIND


def _best(clusters: Mapping[int, Members], noise: int | None) -> int | None:
    """Who spends most, typically and on average, if they are recent and frequent big spenders."""
    spent = {
        number: (float(each.members["monetary"].median()), float(each.members["monetary"].mean()))
        for number, each in clusters.items()
        if number != noise and each.by_rfm
    }
    for number, (median, mean) in spent.items():
        each = clusters[number]
        tops = all(median >= other[0] and mean >= other[1] for other in spent.values())
        if tops and each.claims() >= {RECENT, FREQUENT, BIG}:
            return number
    return None


def _base(cluster: Members, known_as: str, *, best: bool) -> str:
    """The first words of a name; those that it had before, where they are true still."""
    before = known_as[:1].lower() + known_as[1:]
    if not cluster.by_rfm:
        parts = before.split(", ")
        for several in (parts[:2], parts[:1]):
            if holding(cluster.trait_words(MAJORITY), ", ".join(several)):
                return ", ".join(several)
        return ", ".join(cluster.trait_words()[:2]) or _ANYBODY
    if best:
        return _BEST
    first = before.split(",")[0]
    if first in _BASES and first != _ANYBODY and _BASES[first] <= cluster.claims(MAJORITY):
        return first
    so = cluster.claims()
    return next(words for words, claims in _BASES.items() if claims <= so)


def _when(cluster: Members) -> str:
    return last_here(cluster.members["recency"]) if cluster.by_rfm else ""


def _trait(cluster: Members) -> str:
    place = 0 if cluster.by_rfm else 2
    return ", ".join(cluster.trait_words()[place : place + 1])


def _orders(cluster: Members) -> str:
    orders = cluster.members["frequency"].median()
    if np.isnan(orders):
        return ""
    return "1 order" if orders == 1 else f"{orders:,.6g} orders"


def _spent(cluster: Members) -> str:
    spent = cluster.members["monetary"].median()
    return "" if np.isnan(spent) else f"{spent:,.0f} each"


_MORE: tuple[Callable[[Members], str], ...] = (_trait, Members.figure, _orders, _spent)


def _joined(name: str, words: str) -> str:
    return f"{name}, {words}" if words else name
