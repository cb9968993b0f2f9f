"""Segmentations as they are stored, and read again."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from analytics.clusters.describe.naming import Advice
from analytics.clusters.describe.profiles import (
    ClusterProfile,
    EarlierRun,
    FeatureProfile,
    profile_clusters,
    profiles_of,
)
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import Clustering
from analytics.clusters.find.model import ClusterModel
from analytics.clusters.judge.quality import Quality
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, day
from bot.language.commands.segment import SegmentRun
from bot.language.parser import parse
from bot.services.answer import Caveat
from bot.services.context import Context
from bot.services.segment.account import RunAccount
from bot.services.selection.selection import Selection, select
from storage.records.runs import NewRun, Run


@dataclass(frozen=True)
class Segmentation:
    """A stored run.

    Attributes
    ----------
    number : int
        By which people name it.
    request : SegmentRun
        What it was asked for, with the k that it has.
    as_of : date
    quality : Quality
    profiles : tuple of ClusterProfile
        By cluster number.
    model : ClusterModel
        Places other customers.
    account : RunAccount
    data_version : int
        Of the store when it was made.
    user : str
        Who asked for it; empty where nobody knows.
    created_at : str
        ISO text in UTC.
    """

    number: int
    request: SegmentRun
    as_of: date
    quality: Quality
    profiles: tuple[ClusterProfile, ...]
    model: ClusterModel
    account: RunAccount
    data_version: int
    user: str
    created_at: str

    @property
    def customers(self) -> int:
        """How many customers were grouped."""
        return sum(each.customers for each in self.profiles)

    @property
    def noise(self) -> int | None:
        """The number of the group of those who are in no crowd."""
        return next((each.number for each in self.profiles if each.left_over), None)

    @property
    def made(self) -> date:
        """The day on which it was made, by the clock of UTC."""
        return datetime.fromisoformat(self.created_at).date()

    @property
    def words(self) -> str:
        """Which groups these are, for people: the number is how one asks for them."""
        groups = counted(len(self.profiles), "group")
        return f"{groups} made {day(self.made)} (run {self.number})"

    @property
    def note(self) -> Caveat:
        """Which groups these are, as of when, and whose orders count."""
        return Caveat(f"{self.words}. {self.account.note}")

    @property
    def source(self) -> str:
        """The line below its charts."""
        return f"Run {self.number}. {self.account.note} Data version {self.data_version}."


@dataclass(frozen=True)
class People:
    """Who is in a run's groups, and what the groups are like, as of now.

    Attributes
    ----------
    frame : DataFrame, one row per customer, indexed by ``customer_id``
        ``cluster``, whether they are ``new``, and the columns of ``customers.features``.
        Customers whose orders are no longer in the data are absent.
    customers : Selection
        Whom the features are of, for the small print.
    profiles : tuple of ClusterProfile
        Of the groups that somebody is in; while the data are those that the run was made of, the
        run's own.
    unplaced : int
        Customers who are in no group, since a figure by which groups were found isn't known of
        them.
    """

    frame: pd.DataFrame
    customers: Selection
    profiles: tuple[ClusterProfile, ...]
    unplaced: int

    @property
    def new(self) -> int:
        """How many weren't there when the run was made, and were placed by its model."""
        return int(self.frame["new"].sum())

    def of(self, cluster: int) -> "People":
        """The same with one group's customers only."""
        return dataclasses.replace(self, frame=self.frame[self.frame["cluster"] == cluster])


def save(
    context: Context,
    request: SegmentRun,
    customers: Selection,
    clustering: Clustering,
    account: Callable[[tuple[ClusterProfile, ...]], RunAccount],
) -> Segmentation:
    """Store a run with everything that is needed to show it again and to place other customers.

    Clusters may go on from those of the run before that was asked for in the very same way: the
    last into as many groups, or where there is none, into others.

    Parameters
    ----------
    account : callable
        Gives what was found out, told the profiles with the names that people will see.
    """
    earlier = _earlier(context, request, clustering.k)
    profiles = profile_clusters(customers.features, clustering, earlier)
    number = context.store.runs.save(
        NewRun(
            user=context.user,
            channel=context.channel,
            command=_command(request),
            data_version=customers.data_version,
            as_of=customers.as_of,
            k=clustering.k,
            metrics=dataclasses.asdict(clustering.quality),
            groups=[dataclasses.asdict(each) for each in profiles],
            model=clustering.model.to_json(),
            account=account(profiles).to_json(),
        ),
        clustering.labels,
    )
    return load(context, number)


def load(context: Context, number: int | None) -> Segmentation:
    """A stored run by its number, or the latest.

    Raises
    ------
    SegbotError
        If there is none.
    """
    context.require_data()
    runs = context.store.runs
    latest = runs.latest()
    if latest is None:
        raise SegbotError("There is no segmentation yet.", "Make one with `/segment run`.")
    stored = latest if number is None else runs.get(number)
    if stored is None:
        raise SegbotError(
            f"There is no segmentation with the number {number}.", f"The latest is {latest.id}."
        )
    return _segmentation(stored)


def history(context: Context, most: int) -> list[Segmentation]:
    """The latest runs, the last one first."""
    return [_segmentation(each) for each in context.store.runs.history(most)]


def rename(context: Context, segmentation: Segmentation, cluster: int, name: str) -> Segmentation:
    """Give a cluster of a run another name, for good: clusters that continue it keep it."""
    profiles = [
        dataclasses.replace(each, label=name, given=True, was=())
        if each.number == cluster
        else each
        for each in segmentation.profiles
    ]
    groups = [dataclasses.asdict(each) for each in profiles]
    context.store.runs.change_groups(segmentation.number, groups)
    return load(context, segmentation.number)


def people(context: Context, segmentation: Segmentation) -> People:
    """A run's customers, with their features as of now."""
    customers = select(context, segmentation.request, segmentation.request.features)
    features = customers.features
    assigned = context.store.runs.assignments(segmentation.number)
    strangers = features[~features["customer_id"].isin(assigned.index)]
    placed = segmentation.model.assign(strangers)
    frame = features.set_index("customer_id")
    frame = frame.join(pd.concat([assigned, placed]), how="inner").sort_index()
    frame = frame.assign(new=frame.index.isin(placed.index))
    # An upload can be taken back, and with it what was known of somebody.
    frame = frame.dropna(subset=list(segmentation.model.columns))
    return People(
        frame,
        customers,
        _profiles_now(segmentation, customers, frame["cluster"]),
        len(features) - len(frame),
    )


def _profiles_now(
    made: Segmentation, customers: Selection, labels: "pd.Series[int]"
) -> tuple[ClusterProfile, ...]:
    if made.data_version == customers.data_version:
        return made.profiles
    matrix = made.model.preparation.apply(customers.features)
    return profiles_of(
        customers.features,
        labels,
        matrix.loc[labels.index],
        noise=made.noise,
        goes_on={each.number: each for each in made.profiles},
        ended={each.number: each.was for each in made.profiles},
    )


def _segmentation(stored: Run) -> Segmentation:
    return Segmentation(
        number=stored.id,
        request=_request(stored),
        as_of=stored.as_of,
        quality=Quality(**stored.metrics),
        profiles=_profiles(stored),
        model=ClusterModel.from_json(stored.model),
        account=RunAccount.from_json(stored.account),
        data_version=stored.data_version,
        user=stored.user,
        created_at=stored.created_at,
    )


def _earlier(context: Context, request: SegmentRun, k: int) -> EarlierRun | None:
    runs = context.store.runs
    found = runs.latest_like(_command(request), k)
    if found is None:
        return None
    return EarlierRun(runs.assignments(found.id), _profiles(found))


def _profiles(stored: Run) -> tuple[ClusterProfile, ...]:
    return tuple(
        ClusterProfile(
            **{
                **each,
                "advice": Advice(each["advice"]),
                "features": tuple(FeatureProfile(**one) for one in each["features"]),
                "was": tuple(each["was"]),
            }
        )
        for each in stored.groups
    )


def _command(request: SegmentRun) -> str:
    """What a run was asked for; but for k, which may have been chosen."""
    return request.with_values({"k": None}).text()


def _request(stored: Run) -> SegmentRun:
    request = parse(stored.command)
    assert isinstance(request, SegmentRun)
    return request if Algorithm(request.algo).finds_k else request.with_values({"k": stored.k})
