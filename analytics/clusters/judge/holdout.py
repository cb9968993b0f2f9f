"""What groups are worth: do they foretell what customers buy next?

Customers are grouped by what was known on a day in the past, the cut-off; what they bought from
then on was held out, and is looked at only now. The groups have two rivals: random groups of the
same sizes, and how long ago each customer last bought, which everybody knows without any method.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from analytics.clusters.arrays import Booleans, Floats, Labels
from analytics.clusters.judge.separation import between_share
from analytics.vocabulary.schema import Features

HORIZON = 90
"""Days that are held out, where the history is long enough: a season of retail."""
SHORTEST_HORIZON = 28
"""Days; in less, too few customers come round to buying again."""
HISTORY_PER_HORIZON = 2
"""The days before the cut-off are at least this many times those after it."""
FEWEST_CUSTOMERS = 30
"""Known at the cut-off; among fewer, one large order decides."""
RANDOM_GROUPINGS = 199
"""With 199, the real groups beat all random ones by luck once in 200 times."""
RECENCY_GROUPS = 5


@dataclass(frozen=True)
class Period:
    """The days that are held out.

    Attributes
    ----------
    cutoff : date
        Groups know orders before this day's midnight, and nothing from then on.
    end : date
        The day after the last; the as-of date of the whole.
    """

    cutoff: date
    end: date

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.end - self.cutoff).days


def held_out_period(first_order: date, as_of: date) -> Period | None:
    """The last 90 days, or the last third of a shorter history; None below 84 days of history."""
    days = min(HORIZON, (as_of - first_order).days // (1 + HISTORY_PER_HORIZON))
    return Period(as_of - timedelta(days), as_of) if days >= SHORTEST_HORIZON else None


@dataclass(frozen=True)
class Explained:
    """How much of the differences between customers a grouping foretells.

    Both are shares of variance that lie between its groups, less what groups as many explain by
    chance (Kelley's epsilon squared, 1935), so that more groups aren't better for being more;
    0 on average for random groups, which makes values just below 0 possible.

    Attributes
    ----------
    buying : float
        Of who bought in the period and who didn't.
    spending : float
        Of the customers' ranks by what they spent; ranks, since otherwise a handful of huge
        orders would be all that there is to explain.
    """

    buying: float
    spending: float


@dataclass(frozen=True)
class NextPurchases:
    """What one group did in the period.

    Attributes
    ----------
    label : int
    customers : int
        At the cut-off.
    bought : float
        Share of them who bought, 0 to 1.
    spend : float
        Currency units for each of them, those who bought nothing included.
    """

    label: int
    customers: int
    bought: float
    spend: float


@dataclass(frozen=True)
class HeldOut:
    """The groups of the cut-off beside their rivals.

    Attributes
    ----------
    period : Period
    overall : NextPurchases
        Of all customers; its label is 0.
    groups : tuple of NextPurchases
        By label.
    best : int
        The label of the group whose customers had spent most each by the cut-off; picked without
        a look at the period.
    lift : float
        Its spend in the period over that of all customers.
    lift_random : float
    lift_random_high : float
        The same of random groups of its size: their mean, and what 95 % of them stay below.
    lift_recent : float
        The same of as many customers as it has, those who had bought last by the cut-off.
    explained : Explained
    explained_random_high : Explained
        What 95 % of random groupings of the same sizes stay below.
    rivals : mapping of str to Explained
        ``recency`` alone, in fifths, and whatever else was asked for.
    """

    period: Period
    overall: NextPurchases
    groups: tuple[NextPurchases, ...]
    best: int
    lift: float
    lift_random: float
    lift_random_high: float
    lift_recent: float
    explained: Explained
    explained_random_high: Explained
    rivals: Mapping[str, Explained]

    @property
    def beats_chance(self) -> bool:
        """Whether the groups foretell buying or spending better than 95 % of random ones."""
        ours, chance = self.explained, self.explained_random_high
        return ours.buying > chance.buying or ours.spending > chance.spending


def held_out(
    labels: pd.Series,
    before: Features,
    after: Features,
    period: Period,
    *,
    rivals: Mapping[str, pd.Series] | None = None,
    seed: int = 0,
) -> HeldOut:
    """Judge groups that were made at the cut-off by what their customers bought afterwards.

    Parameters
    ----------
    labels : Series of int, indexed by ``customer_id``
        The group of each customer of ``before`` who is in one.
    before : DataFrame, one row per customer, columns as in ``schema.FEATURES``
        Orders before the cut-off.
    after : DataFrame, likewise
        Orders of the period alone; customers without a purchase in it are absent, and those who
        were unknown at the cut-off are left out.
    period : Period
    rivals : mapping of str to Series, optional
        Other groupings of the same customers, to be compared with.
    seed : int
        Seeds the random groups.
    """
    known = before.set_index("customer_id").loc[labels.index].sort_index()
    later = after.set_index("customer_id").reindex(known.index)
    names, ours = np.unique(labels.reindex(known.index).to_numpy("int64"), return_inverse=True)
    spend = later["monetary"].fillna(0.0).to_numpy(float)
    outcome = _Outcome(np.where(later["frequency"].notna(), 1.0, 0.0), spend, _ranks(spend))
    recency = known["recency"].to_numpy(float)
    earlier = known["monetary"].to_numpy(float)
    best = max(range(len(names)), key=lambda code: (float(earlier[ours == code].mean()), -code))
    lifts, explained = _random(ours, best, outcome, seed)
    others = {name: _codes(other.reindex(known.index)) for name, other in (rivals or {}).items()}
    return HeldOut(
        period=period,
        overall=outcome.of(0, spend >= 0),
        groups=tuple(outcome.of(int(name), ours == code) for code, name in enumerate(names)),
        best=int(names[best]),
        lift=outcome.lift(ours == best),
        lift_random=float(lifts.mean()),
        lift_random_high=float(np.quantile(lifts, 0.95)),
        lift_recent=outcome.lift(_most_recent(recency, int((ours == best).sum()))),
        explained=outcome.explained(ours),
        explained_random_high=Explained(*np.quantile(explained, 0.95, axis=0).tolist()),
        rivals={
            name: outcome.explained(codes)
            for name, codes in {"recency": _fifths(recency), **others}.items()
        },
    )


@dataclass(frozen=True, eq=False)
class _Outcome:
    """Each customer's period: whether they bought (0 or 1), what they spent, and its rank."""

    bought: Floats
    spend: Floats
    ranks: Floats

    def of(self, label: int, who: Booleans) -> NextPurchases:
        """What some customers did."""
        return NextPurchases(
            label, int(who.sum()), float(self.bought[who].mean()), float(self.spend[who].mean())
        )

    def lift(self, weights: Floats | Booleans) -> float:
        """Spend of some customers over that of all; 1 where nobody spent anything."""
        overall = float(self.spend.mean())
        return float(np.average(self.spend, weights=weights)) / overall if overall else 1.0

    def explained(self, codes: Labels) -> Explained:
        return Explained(_adjusted(self.bought, codes), _adjusted(self.ranks, codes))


def _random(
    codes: Labels, best: int, outcome: _Outcome, seed: int
) -> tuple[Floats, list[tuple[float, float]]]:
    """Lifts of the group at the place of the best one, and what random groupings explain."""
    random = np.random.default_rng(seed)
    lifts, explained = [], []
    for _ in range(RANDOM_GROUPINGS):
        shuffled = random.permutation(codes)
        lifts.append(outcome.lift(shuffled == best))
        found = outcome.explained(shuffled)
        explained.append((found.buying, found.spending))
    return np.array(lifts), explained


def _adjusted(values: Floats, codes: Labels) -> float:
    """Share of variance between groups, less what is expected of as many groups by chance."""
    groups, customers = len(np.unique(codes)), len(values)
    if values.max() == values.min() or customers <= groups:
        return 0.0
    within = 1 - between_share(values, codes)
    return 1 - within * (customers - 1) / (customers - groups)


def _ranks(values: Floats) -> Floats:
    return np.asarray(rankdata(values), dtype="float64")


def _codes(groups: pd.Series) -> Labels:
    return np.unique(groups.astype(str), return_inverse=True)[1].astype("int64")


def _fifths(values: Floats) -> Labels:
    edges = np.quantile(values, np.arange(1, RECENCY_GROUPS) / RECENCY_GROUPS)
    return np.searchsorted(edges, values, side="left").astype("int64")


def _most_recent(recency: Floats, customers: int) -> Floats:
    """Weights of those who bought last; the last places are shared among those who tie."""
    border = np.sort(recency)[customers - 1]
    sure, tied = recency < border, recency == border
    return np.where(sure, 1.0, np.where(tied, (customers - sure.sum()) / tied.sum(), 0.0))
