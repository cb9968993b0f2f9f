"""Segmentations as they are stored, and read again."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters.describe.continuity import EarlierRun, continue_clusters
from analytics.clusters.describe.profiles import ClusterProfile, FeatureProfile
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import Clustering
from analytics.clusters.find.model import ClusterModel
from analytics.clusters.judge.quality import Quality
from analytics.vocabulary.errors import SegbotError
from bot.language.commands.segment import SegmentRun
from bot.services.context import Context
from bot.services.segment.account import RunAccount
from bot.services.selection.customers import (
    Customers,
    fetch_customers,
    population_note,
    require_data,
)
from storage.records.runs import NewRun, Run

#: Of earlier runs, as many are searched for one that was asked for in the same way.
_LOOK_BACK = 20
_DAYS = ("since", "until")


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
    model : ClusterModel or None
        Places other customers; None for runs from before models were kept.
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
    model: ClusterModel | None
    account: RunAccount
    data_version: int
    user: str
    created_at: str

    @property
    def customers(self) -> int:
        """How many customers were grouped."""
        return sum(each.customers for each in self.profiles)

    @property
    def note(self) -> str:
        """The small print."""
        return f"Run {self.number}. {population_note(self.as_of, self.request)}"

    @property
    def source(self) -> str:
        """The line below its charts."""
        return f"{self.note} Data version {self.data_version}."


@dataclass(frozen=True)
class People:
    """Who is in a run's groups, as of now.

    Attributes
    ----------
    frame : DataFrame, one row per customer, indexed by ``customer_id``
        ``cluster``, whether they are ``new``, and the columns of ``customers.features``.
        Customers whose orders are no longer in the data are absent.
    customers : Customers
        Whom the features are of, for the small print.
    new : int
        Of the frame, customers who weren't there when the run was made, and were placed by its
        model.
    left_out : int
        Customers who weren't there then, and can't be placed, since the run has no model.
    """

    frame: pd.DataFrame
    customers: Customers
    new: int
    left_out: int


def save(
    context: Context,
    request: SegmentRun,
    customers: Customers,
    clustering: Clustering,
    profiles: tuple[ClusterProfile, ...],
    account: Callable[[tuple[ClusterProfile, ...]], RunAccount],
) -> Segmentation:
    """Store a run with everything that is needed to show it again and to place other customers.

    Clusters that continue one of the latest run that was asked for in the same way, but for the
    number of groups and the algorithm, keep that one's name and colour.

    Parameters
    ----------
    account : callable
        Gives what was found out, told the profiles with the names that people will see.
    """
    profiles = _continuing(context, request, customers, clustering, profiles)
    number = context.store.runs.save(
        NewRun(
            user=context.user,
            channel=context.channel,
            algo=request.algo,
            params=_parameters(request),
            data_version=customers.data_version,
            as_of=customers.as_of,
            k=clustering.k,
            metrics=dataclasses.asdict(clustering.quality),
            centres=clustering.centres.to_numpy().tolist(),
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
    require_data(context)
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
        dataclasses.replace(each, name=name, given=True) if each.number == cluster else each
        for each in segmentation.profiles
    ]
    groups = [dataclasses.asdict(each) for each in profiles]
    context.store.runs.change_groups(segmentation.number, groups)
    return load(context, segmentation.number)


def people(context: Context, segmentation: Segmentation, cluster: int | None = None) -> People:
    """A run's customers, or one cluster's, with their features as of now."""
    customers = fetch_customers(context, segmentation.request, segmentation.request.features)
    assigned = context.store.runs.assignments(segmentation.number)
    features = customers.features
    strangers = features[~features["customer_id"].isin(assigned.index)]
    left_out = len(strangers)
    if segmentation.model is not None and len(strangers):
        assigned = pd.concat([assigned, segmentation.model.assign(strangers)])
        left_out = 0
    frame = features.set_index("customer_id").join(assigned, how="inner").sort_index()
    frame = frame.assign(new=frame.index.isin(strangers["customer_id"]))
    if cluster is not None:
        frame = frame[frame["cluster"] == cluster]
    return People(frame, customers, int(frame["new"].sum()), left_out)


def _segmentation(stored: Run) -> Segmentation:
    return Segmentation(
        number=stored.id,
        request=SegmentRun(**_values(stored)),
        as_of=stored.as_of,
        quality=Quality(**stored.metrics),
        profiles=_profiles(stored),
        model=None if stored.model is None else ClusterModel.from_json(stored.model),
        account=RunAccount.from_json(stored.account),
        data_version=stored.data_version,
        user=stored.user,
        created_at=stored.created_at,
    )


def _continuing(
    context: Context,
    request: SegmentRun,
    customers: Customers,
    clustering: Clustering,
    profiles: tuple[ClusterProfile, ...],
) -> tuple[ClusterProfile, ...]:
    previous = _previous(context, request)
    if previous is None or previous.model is None:
        return profiles
    earlier = EarlierRun(
        ClusterModel.from_json(previous.model),
        np.asarray(previous.centres, dtype="float64"),
        _profiles(previous),
    )
    return continue_clusters(earlier, customers.features, clustering, profiles)


def _previous(context: Context, request: SegmentRun) -> Run | None:
    """The latest run that was asked for in the same way, but for k and algorithm."""
    wanted = _likeness(_parameters(request))
    runs = context.store.runs.history(_LOOK_BACK)
    return next((each for each in runs if _likeness(each.params) == wanted), None)


def _likeness(params: Mapping[str, Any]) -> dict[str, Any]:
    # What later versions added has its default in runs from before.
    return {"outliers": "keep", "where": None, "attributes": []} | {
        name: value for name, value in params.items() if name != "algo"
    }


def _profiles(stored: Run) -> tuple[ClusterProfile, ...]:
    return tuple(
        ClusterProfile(
            **{
                **each,
                "features": tuple(FeatureProfile(**one) for one in each.get("features", ())),
            }
        )
        for each in stored.groups
    )


def _parameters(request: SegmentRun) -> dict[str, Any]:
    """What a run was asked for, as JSON can hold it; but for k, which may have been chosen."""
    values = dataclasses.asdict(request)
    del values["k"]
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    } | {"attributes": [list(each) for each in request.attributes]}


def _values(stored: Run) -> dict[str, Any]:
    days = {
        name: date.fromisoformat(stored.params[name])
        for name in _DAYS
        if stored.params[name] is not None
    }
    # Runs from before there were attributes have none in their parameters.
    attributes = tuple((name, value) for name, value in stored.params.get("attributes", []))
    k = None if Algorithm(stored.algo).finds_k else stored.k
    return {**stored.params, **days, "attributes": attributes, "k": k}
