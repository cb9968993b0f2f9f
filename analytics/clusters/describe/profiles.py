"""What each cluster is like, in the shop's own units and against the whole shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd

from analytics.clusters.describe import naming
from analytics.clusters.describe.claims import Members, Trait
from analytics.clusters.describe.continuity import going_on, gone_into
from analytics.clusters.describe.naming import Advice
from analytics.clusters.find.clustering import Clustering
from analytics.groups import Group
from analytics.vocabulary.money import cents, units
from analytics.vocabulary.schema import Features


@dataclass(frozen=True)
class FeatureProfile:
    """A cluster in one feature, in the feature's own unit; NaN-free: 0 where nobody's is known.

    Attributes
    ----------
    name : str
    median, mean : float
        Of the cluster's customers whose figure is known.
    overall : float
        The mean over all customers whose figure is known.
    away : float
        The cluster's mean less the shop's, on the scale on which customers were compared.
    """

    name: str
    median: float
    mean: float
    overall: float
    away: float


@dataclass(frozen=True, kw_only=True)
class ClusterProfile(Group):
    """One cluster in figures and words.

    Attributes
    ----------
    colour : int
        Its place in the palette: at first its number, later that of the cluster it goes on from.
    advice : Advice
        What to do about it.
    standing_recency, standing_frequency, standing_monetary : float or None
        Share of all customers that the median customer beats, equals counted half; 0 to 1, 1 best.
    features : tuple of FeatureProfile
        What customers were compared by, in that order.
    given : bool
        Whether a person gave it its name.
    was : tuple of str
        Names that people gave to clusters of the run before which ended, and most of whose
        customers are here now.
    """

    colour: int
    advice: Advice
    standing_recency: float | None
    standing_frequency: float | None
    standing_monetary: float | None
    features: tuple[FeatureProfile, ...]
    given: bool = False
    was: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """From 1, by descending revenue when the run was made, or by size where none is known."""
        return int(self.key)

    @property
    def left_over(self) -> bool:
        """Whether it is none: those whom the algorithm leaves in no group."""
        return self.label == naming.UNLIKE_THE_OTHERS


@dataclass(frozen=True, eq=False)
class EarlierRun:
    """A run by the same settings, some of whose clusters may go on.

    Attributes
    ----------
    labels : Series of int, indexed by ``customer_id``
        Each customer's cluster number.
    profiles : tuple of ClusterProfile
        By cluster number.
    """

    labels: pd.Series
    profiles: tuple[ClusterProfile, ...]


def profile_clusters(
    features: Features, clustering: Clustering, earlier: EarlierRun | None = None
) -> tuple[ClusterProfile, ...]:
    """Describe every cluster, in the order of their numbers.

    Clusters that go on from one of an earlier run keep its colour, the name that a person gave it,
    and of any other name the first words, where these are true of most of its members still.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
        The frame that was clustered; its row order doesn't matter.
    clustering : Clustering
    earlier : EarlierRun, optional
    """
    goes_on: dict[int, ClusterProfile] = {}
    if earlier is not None:
        before = {each.number: each for each in earlier.profiles}
        for now, was in going_on(earlier.labels, clustering.labels).items():
            # What is left over is no group, whoever is in it.
            if now != clustering.noise and not before[was].left_over:
                goes_on[now] = before[was]
    return profiles_of(
        features,
        clustering.labels,
        clustering.matrix,
        noise=clustering.noise,
        goes_on=goes_on,
        ended=_ended(earlier, goes_on, clustering.labels) if earlier else {},
    )


def profiles_of(
    features: Features,
    labels: "pd.Series[int]",
    matrix: pd.DataFrame,
    *,
    noise: int | None = None,
    goes_on: Mapping[int, ClusterProfile] | None = None,
    ended: Mapping[int, tuple[str, ...]] | None = None,
) -> tuple[ClusterProfile, ...]:
    """Describe groups of customers; those that somebody is in, in the order of their numbers.

    Parameters
    ----------
    features : DataFrame, one row per customer, columns as in ``schema.FEATURES``
    labels : Series of int, indexed by ``customer_id``
        Group numbers, of some of the customers or all.
    matrix : DataFrame, one row per customer in ``labels``, indexed by ``customer_id``
        Scaled features by which the groups were found.
    noise : int, optional
        The number of the group of those who are in no crowd.
    goes_on : mapping of int to ClusterProfile, optional
        By number, what a group was before.
    ended : mapping of int to tuple of str, optional
        By number, the given names of groups that ended and went into it.
    """
    goes_on, ended = goes_on or {}, ended or {}
    everybody = features.set_index("customer_id").loc[labels.index]
    numbers = sorted(int(each) for each in labels.unique())
    overall = matrix.mean()
    compared = {
        number: _features(everybody[labels == number], everybody, away - overall)
        for number, away in matrix.groupby(labels).mean().iterrows()
    }
    crowds = {
        number: Members(
            everybody[labels == number],
            everybody,
            tuple(
                Trait(each.name, each.away, each.median)
                for each in sorted(compared[number], key=lambda each: -abs(each.away))
            ),
        )
        for number in numbers
    }
    told = naming.names(
        crowds,
        noise,
        known_as={number: each.label for number, each in goes_on.items() if not each.given},
        given={number: each.label for number, each in goes_on.items() if each.given},
    )
    colours = _colours(numbers, goes_on)
    return tuple(
        _profile(
            number,
            crowds[number],
            label=told[number],
            colour=colours[number],
            features=compared[number],
            given=number in goes_on and goes_on[number].given,
            was=ended.get(number, ()),
        )
        for number in numbers
    )


def telling(profiles: Sequence[ClusterProfile]) -> tuple[str, ...]:
    """What clusters were found by, that in which they are farthest apart first."""
    away = {
        each.name: [
            one.away for profile in profiles for one in profile.features if one.name == each.name
        ]
        for each in profiles[0].features
    }
    return tuple(sorted(away, key=lambda name: min(away[name]) - max(away[name])))


def called(profiles: Sequence[Group]) -> dict[int, str]:
    """What a sentence calls each cluster, by its number; see `naming.short_names`.

    The number isn't part of it: before a name it would read as how many there are.
    """
    short = naming.short_names([each.label for each in profiles])
    return {int(each.key): name for each, name in zip(profiles, short, strict=True)}


def _ended(
    earlier: EarlierRun, goes_on: Mapping[int, ClusterProfile], labels: "pd.Series[int]"
) -> dict[int, tuple[str, ...]]:
    """Given names that no cluster goes on with, by the number of that which most went into."""
    kept = {each.number for each in goes_on.values()}
    found: dict[int, tuple[str, ...]] = {}
    for each in earlier.profiles:
        if each.given and each.number not in kept:
            now = gone_into(earlier.labels, labels, each.number)
            if now is not None:
                found[now] = (*found.get(now, ()), each.label)
    return found


def _colours(numbers: Sequence[int], goes_on: Mapping[int, ClusterProfile]) -> dict[int, int]:
    """A colour for each: that of before, and for the others those that none has brought along."""
    taken = {each.colour for each in goes_on.values()}
    free = (colour for colour in count(1) if colour not in taken)
    return {
        number: goes_on[number].colour if number in goes_on else next(free) for number in numbers
    }


def _features(
    group: pd.DataFrame, everybody: pd.DataFrame, away: "pd.Series[float]"
) -> tuple[FeatureProfile, ...]:
    return tuple(
        FeatureProfile(
            name,
            _known(group[name], "median"),
            _known(group[name], "mean"),
            _known(everybody[name], "mean"),
            float(distance),
        )
        for name, distance in zip(map(str, away.index), away.tolist(), strict=True)
    )


def _known(figures: "pd.Series[float]", how: str) -> float:
    known = figures.dropna()
    return float(known.astype("float64").agg(how)) if len(known) else 0.0


def _share_below(value: float | None, values: pd.Series) -> float | None:
    if value is None:
        return None
    return float(np.mean(values < value) + np.mean(values <= value)) / 2


def _profile(
    number: int,
    crowd: Members,
    *,
    label: str,
    colour: int,
    features: tuple[FeatureProfile, ...],
    given: bool,
    was: tuple[str, ...],
) -> ClusterProfile:
    group, everybody = crowd.members, crowd.everybody
    revenue = revenue_share = None
    if everybody["monetary"].notna().any():
        spent, spent_by_all = cents(group["monetary"]), cents(everybody["monetary"])
        revenue, revenue_share = units(spent), spent / spent_by_all if spent_by_all else 0.0
    recency, frequency, monetary = (
        None if everybody[measure].isna().all() else float(group[measure].median())
        for measure in ("recency", "frequency", "monetary")
    )
    standing = _share_below(recency, everybody["recency"])
    return ClusterProfile(
        key=str(number),
        label=label,
        customers=len(group),
        share=len(group) / len(everybody),
        revenue=revenue,
        revenue_share=revenue_share,
        median_recency=recency,
        median_frequency=frequency,
        median_monetary=monetary,
        colour=colour,
        advice=naming.advice(crowd),
        standing_recency=None if standing is None else 1 - standing,
        standing_frequency=_share_below(frequency, everybody["frequency"]),
        standing_monetary=_share_below(monetary, everybody["monetary"]),
        features=features,
        given=given,
        was=was,
    )
