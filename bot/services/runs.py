"""Segmentations as they are stored, and read again."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters.clustering import Clustering
from analytics.clusters.profiles import ClusterProfile, match_clusters
from analytics.clusters.quality import Quality
from bot.language.commands import SegmentRun
from bot.services.context import Context
from bot.services.customers import Customers, fetch_customers, population_note, require_data
from bot.services.errors import ServiceError
from storage.runs import NewRun, Run

#: Centres further apart than this, in standard deviations, are another cluster, not one that moved.
_SAME_CLUSTER = 0.75
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
    """

    number: int
    request: SegmentRun
    as_of: date
    quality: Quality
    profiles: tuple[ClusterProfile, ...]

    @property
    def customers(self) -> int:
        """How many customers were grouped."""
        return sum(each.customers for each in self.profiles)

    @property
    def note(self) -> str:
        """The small print."""
        return f"Run {self.number}. {population_note(self.as_of, self.request)}"


def save(
    context: Context,
    request: SegmentRun,
    customers: Customers,
    clustering: Clustering,
    profiles: tuple[ClusterProfile, ...],
) -> Segmentation:
    """Store a run with everything that is needed to show it again.

    Where the latest run was asked for in the same way, clusters that continue one of its
    clusters keep that one's name and colour.
    """
    profiles = _continuing(context, request, clustering, profiles)
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
        ),
        clustering.labels,
    )
    asked = request.with_values({"k": clustering.k})
    return Segmentation(number, asked, customers.as_of, clustering.quality, profiles)


def load(context: Context, number: int | None) -> Segmentation:
    """A stored run by its number, or the latest.

    Raises
    ------
    ServiceError
        If there is none.
    """
    require_data(context)
    runs = context.store.runs
    latest = runs.latest()
    if latest is None:
        raise ServiceError("There is no segmentation yet.", "Make one with `/segment run`.")
    stored = latest if number is None else runs.get(number)
    if stored is None:
        raise ServiceError(
            f"There is no segmentation with the number {number}.", f"The latest is {latest.id}."
        )
    return Segmentation(
        number=stored.id,
        request=SegmentRun(**_values(stored)),
        as_of=stored.as_of,
        quality=Quality(**stored.metrics),
        profiles=_profiles(stored),
    )


def people(
    context: Context, segmentation: Segmentation, cluster: int | None = None
) -> tuple[pd.DataFrame, Customers]:
    """A run's customers, or one cluster's, with their features as of now.

    Returns
    -------
    DataFrame, one row per customer, indexed by ``customer_id``
        ``cluster`` and the columns of ``analytics.schema.FEATURES``. Customers whose orders are
        no longer in the data are absent.
    Customers
        Whom the features are of, for the small print.
    """
    customers = fetch_customers(context, segmentation.request)
    assigned = context.store.runs.assignments(segmentation.number)
    features = customers.features.set_index("customer_id")
    frame = features.join(assigned, how="inner")
    if cluster is not None:
        frame = frame[frame["cluster"] == cluster]
    return frame, customers


def _continuing(
    context: Context,
    request: SegmentRun,
    clustering: Clustering,
    profiles: tuple[ClusterProfile, ...],
) -> tuple[ClusterProfile, ...]:
    previous = context.store.runs.latest()
    if (
        previous is None
        or previous.k != clustering.k
        or dict(previous.params) != _parameters(request)
    ):
        return profiles
    centres = pd.DataFrame(
        np.asarray(previous.centres), clustering.centres.index, clustering.centres.columns
    )
    matched = match_clusters(centres, clustering.centres)
    earlier = {each.number: each for each in _profiles(previous)}
    continued = []
    for each in profiles:
        other = matched[each.number]
        moved = np.linalg.norm(clustering.centres.loc[each.number] - centres.loc[other])
        if moved <= _SAME_CLUSTER:
            same = earlier[other]
            continued.append(dataclasses.replace(each, name=same.name, colour=same.colour))
        else:
            continued.append(each)
    names = {each.name for each in continued}
    colours = {each.colour for each in continued}
    # A new cluster may have drawn the name or colour that a continued one brought along.
    return tuple(continued) if len(names) == len(colours) == len(profiles) else profiles


def _profiles(stored: Run) -> tuple[ClusterProfile, ...]:
    return tuple(ClusterProfile(**each) for each in stored.groups)


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
    return {**stored.params, **days, "attributes": attributes, "k": stored.k}
