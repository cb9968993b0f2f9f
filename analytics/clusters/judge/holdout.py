"""What groups are worth: do they foretell what customers buy next?

Customers are grouped by what was known on a day in the past, the cut-off; whether and how much they
bought from then on was held out, and is looked at only now. The groups have rivals: random groups
of the same sizes, and the simplest rules, which everybody knows without any method: who bought
last, who bought most often, who spent most, and RFM segments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from analytics.clusters.arrays import Booleans, Floats, Labels
from analytics.clusters.judge.separation import between_share
from analytics.clusters.judge.thresholds import SMALL_EFFECT
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
RULE_GROUPS = 5
"""Of a simple rule, at least: fifths, as RFM scores are."""
RESAMPLES = 199
_MOST_RESAMPLED = 5_000
"""Customers in a resample, at most."""
_NOTHING = 1e-9
"""Variance that is rounding: of customers who all did the same."""
_SURE = 0.025
"""Of resamples, the share in which a lead may be lacking: 5 % for whether and how much together."""


class Rival(StrEnum):
    """A simple way to sort customers."""

    RECENCY = "recency"
    FREQUENCY = "frequency"
    MONETARY = "monetary"
    RFM = "rfm"


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
    lift_recent, lift_spent : float
        The same of as many customers as it has, those who had bought last by the cut-off, and
        those who had spent most.
    explained : Explained
    explained_random_high : Explained
        What 95 % of random groupings of the same sizes stay below.
    rivals : mapping of Rival to Explained
    sure_lead : Explained
        What the groups explain more than the best rival does, and that is seen in 97.5 % of
        resamples of the customers; at or below 0 the lead may be chance.
    """

    period: Period
    overall: NextPurchases
    groups: tuple[NextPurchases, ...]
    best: int
    lift: float
    lift_random: float
    lift_random_high: float
    lift_recent: float
    lift_spent: float
    explained: Explained
    explained_random_high: Explained
    rivals: Mapping[Rival, Explained]
    sure_lead: Explained

    @property
    def beats_chance(self) -> bool:
        """Whether the groups foretell buying or spending better than 95 % of random ones."""
        ours, chance = self.explained, self.explained_random_high
        return ours.buying > chance.buying or ours.spending > chance.spending

    @property
    def better_buying(self) -> bool:
        """Whether the groups foretell who buys better than every simple rule does."""
        return self.sure_lead.buying >= SMALL_EFFECT

    @property
    def better_spending(self) -> bool:
        """Whether the groups foretell how much is spent better than every simple rule does."""
        return self.sure_lead.spending >= SMALL_EFFECT

    @property
    def beats_rules(self) -> bool:
        """Whether the groups foretell either better than every simple rule does."""
        return self.better_buying or self.better_spending


def held_out(
    labels: pd.Series,
    before: Features,
    after: Features,
    period: Period,
    segments: pd.Series,
    *,
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
    segments : Series, indexed likewise
        The RFM segment of each.
    seed : int
        Seeds the random groups.
    """
    known = before.set_index("customer_id").loc[labels.index].sort_index()
    later = after.set_index("customer_id").reindex(known.index)
    names, ours = np.unique(labels.reindex(known.index).to_numpy("int64"), return_inverse=True)
    spend = later["monetary"].fillna(0.0).to_numpy(float)
    outcome = _Outcome(np.where(later["frequency"].notna(), 1.0, 0.0), spend, _ranks(spend))
    sorted_by = {
        rival: known[rival.value].to_numpy(float)
        for rival in (Rival.RECENCY, Rival.FREQUENCY, Rival.MONETARY)
    }
    earlier = sorted_by[Rival.MONETARY]
    best = max(range(len(names)), key=lambda code: (float(earlier[ours == code].mean()), -code))
    size = int((ours == best).sum())
    lifts, explained = _random(ours, best, outcome, seed)
    parts = max(RULE_GROUPS, len(names))
    rivals = {rival: _parts(values, parts) for rival, values in sorted_by.items()}
    rivals[Rival.RFM] = _codes(segments.reindex(known.index))
    return HeldOut(
        period=period,
        overall=outcome.of(0, spend >= 0),
        groups=tuple(outcome.of(int(name), ours == code) for code, name in enumerate(names)),
        best=int(names[best]),
        lift=outcome.lift(ours == best),
        lift_random=float(lifts.mean()),
        lift_random_high=float(np.quantile(lifts, 0.95)),
        lift_recent=outcome.lift(_first(sorted_by[Rival.RECENCY], size)),
        lift_spent=outcome.lift(_first(-earlier, size)),
        explained=outcome.explained(ours),
        explained_random_high=Explained(*np.quantile(explained, 0.95, axis=0).tolist()),
        rivals={rival: outcome.explained(codes) for rival, codes in rivals.items()},
        sure_lead=_sure_lead(ours, list(rivals.values()), outcome, seed),
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
    # Where groups tell everything, the last bit may fall below nothing.
    return 1 - max(within, 0.0) * (customers - 1) / (customers - groups)


def _ranks(values: Floats) -> Floats:
    return np.asarray(rankdata(values), dtype="float64")


def _codes(groups: pd.Series) -> Labels:
    return np.unique(groups.astype(str), return_inverse=True)[1].astype("int64")


def _parts(values: Floats, parts: int) -> Labels:
    """Equal shares of the customers by a figure; those of equal figures stay together."""
    edges = np.quantile(values, np.arange(1, parts) / parts)
    return np.searchsorted(edges, values, side="left").astype("int64")


def _first(values: Floats, customers: int) -> Floats:
    """Weights of those with the least values; the last places are shared among those who tie."""
    border = np.sort(values)[customers - 1]
    sure, tied = values < border, values == border
    return np.where(sure, 1.0, np.where(tied, (customers - sure.sum()) / tied.sum(), 0.0))


def _sure_lead(ours: Labels, rivals: list[Labels], outcome: "_Outcome", seed: int) -> Explained:
    """The lead over the best rival that nearly all resamples show (bootstrap, Efron 1979)."""
    random = np.random.default_rng([seed, 4])
    among = np.arange(len(ours))
    if len(among) > _MOST_RESAMPLED:
        among = random.choice(among, _MOST_RESAMPLED, replace=False)
    size = len(among)
    times = np.stack(
        [np.bincount(random.integers(size, size=size), minlength=size) for _ in range(RESAMPLES)]
    ).astype("float64")
    leads = []
    for values in (outcome.bought[among], outcome.ranks[among]):
        own, *others = (_resampled(values, codes[among], times) for codes in (ours, *rivals))
        leads.append(float(np.quantile(own - np.max(others, axis=0), _SURE)))
    return Explained(*leads)


def _resampled(values: Floats, codes: Labels, times: Floats) -> Floats:
    """As ``_adjusted``, for each row of how many times each customer was drawn."""
    member = np.equal.outer(codes, np.unique(codes)).astype("float64")
    sizes, sums = times @ member, times @ (member * values[:, None])
    customers, groups = len(values), (sizes > 0).sum(axis=1)
    middle = (times @ values) ** 2 / customers
    total = times @ values**2 - middle
    between = (sums**2 / np.maximum(sizes, 1)).sum(axis=1) - middle
    defined = (total > _NOTHING * customers) & (customers > groups)
    within = 1 - between / np.where(defined, total, 1)
    adjusted = 1 - within * (customers - 1) / np.maximum(customers - groups, 1)
    return np.where(defined, adjusted, 0.0)
